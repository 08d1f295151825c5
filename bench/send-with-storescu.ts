import { link, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { runToEnd } from '../test/peers/process.js';
import type { MadeObject } from './objects.js';

/** The objects dealt out to one folder per association, as hard links. */
export async function dealOut(
  objects: readonly MadeObject[],
  associations: number,
  folder: string,
): Promise<readonly string[]> {
  const folders = Array.from({ length: associations }, (_, index) =>
    path.join(folder, `association-${index}`),
  );
  for (const each of folders) await mkdir(each, { recursive: true });
  for (const [index, { file }] of objects.entries()) {
    const target = folders[index % associations] ?? folder;
    await link(file, path.join(target, path.basename(file)));
  }
  return folders;
}

/**
 * Sends each folder over an association of its own, all at once, with DCMTK's storescu, proposing the objects' own transfer syntax (implicit
 * VR little endian) so that nothing is converted.
 * @throws Error when any of them does not end with success for every object
 */
export async function sendFolders(
  folders: readonly string[],
  port: number,
  calledAeTitle: string,
): Promise<void> {
  const finished = await Promise.all(
    folders.map(async (folder) =>
      runToEnd('storescu', ['-R', '-xi', '-aec', calledAeTitle, '+sd', '127.0.0.1', String(port), folder], {
        timeoutMs: 600_000,
      }),
    ),
  );
  const failed = finished.find(({ code }) => code !== 0);
  if (failed !== undefined) throw new Error(`storescu failed: ${failed.output.slice(0, 500)}`);
}

/** Sends what is not measured over as many associations, if there is any. */
export async function warmUp(folders: readonly string[], port: number, calledAeTitle: string): Promise<void> {
  const filled = await Promise.all(folders.map(async (folder) => (await readdir(folder)).length > 0));
  await sendFolders(
    folders.filter((_folder, index) => filled[index]),
    port,
    calledAeTitle,
  );
}
