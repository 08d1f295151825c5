import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashFile } from '../../src/spool/content-hash.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

describe('the hash of a content', () => {
  let folder: string;

  before(async () => {
    folder = await makeTemporaryFolder();
  });

  after(() => removeFolder(folder));

  for (const [what, size, start] of [
    ['a small file', 1000, 0],
    ['what follows a header', 100_000, 320],
    ['a file of several chunks', 2_500_000, 7],
    ['nothing', 320, 320],
  ] as const) {
    it(`is SHA-256 for ${what}`, async () => {
      const bytes = randomBytes(size);
      const path = join(folder, String(size));
      writeFileSync(path, bytes);
      const expected = createHash('sha256').update(bytes.subarray(start)).digest('hex');
      expect(await hashFile(path, start)).to.equal(expected);
    });
  }

  it('of a file that is not there is an error', async () => {
    const outcome = await hashFile(join(folder, 'none'), 0).catch(
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect(outcome).to.equal('ENOENT');
  });
});
