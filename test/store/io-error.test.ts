import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { temporaryStores } from './temporary-store.js';

const CHILD = fileURLToPath(new URL('./io-error-child.js', import.meta.url));

interface Seen {
  readonly acknowledged: number;
  readonly first: string;
  readonly second: string;
  readonly alarms: number;
}

describe('store: a disk that fails', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  /** `ulimit -f` (blocks of 512 bytes) makes the kernel refuse to let the log grow: SQLITE_IOERR_WRITE. */
  async function receiveUntilItFails(file: string): Promise<Seen> {
    const command = 'ulimit -f 1600; exec "$0" "$1" "$2"';
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command, process.execPath, CHILD, file]);
    return JSON.parse(stdout) as Seen;
  }

  it('stops acknowledging for good, and alarms once', async () => {
    const seen = await receiveUntilItFails(join(temporary.folder(), 'lethe.db'));
    expect(seen).to.include({ first: 'STORE_NOT_USABLE', second: 'STORE_NOT_USABLE', alarms: 1 });
  });

  it('keeps everything acknowledged before', async () => {
    const file = join(temporary.folder(), 'lethe.db');
    const { acknowledged } = await receiveUntilItFails(file);
    const { store } = await temporary.open({ file });
    expect((await store.books()).received).to.equal(acknowledged);
    expect((await store.verifyAudit()).kind).to.equal('intact');
  });
});
