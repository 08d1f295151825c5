import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder of the caller's own; removed with all that is in it by `removeFolder`. */
export async function makeTemporaryFolder(): Promise<string> {
  return await mkdtemp(path.join(tmpdir(), 'lethe-test-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
