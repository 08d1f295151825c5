import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { memorySource, openFileSource, sliceSource } from '../../src/dicom/source.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const SIZE = 200_000;
const BYTES = Buffer.from(Array.from({ length: SIZE }, (_, index) => index % 251));

describe('a source of bytes', () => {
  let folder: string;
  let path: string;

  before(async () => {
    folder = await makeTemporaryFolder();
    path = join(folder, 'bytes');
    writeFileSync(path, BYTES);
  });

  after(() => removeFolder(folder));

  const cases: readonly (readonly [string, number, number])[] = [
    ['at its start', 0, 10],
    ['over the end of the head that is kept', 65_530, 12],
    ['beyond that head', 150_000, 1000],
    ['shorter where it ends', SIZE - 5, 100],
    ['nothing past its end', SIZE + 10, 100],
    ['nothing where nothing is asked for', 100, 0],
  ];
  for (const [what, position, length] of cases) {
    it(`reads ${what}, from a file as from memory`, () => {
      const file = openFileSource(path);
      const read = [file, memorySource(BYTES)].map((source) => source.read(position, length));
      file.close();
      const expected = BYTES.subarray(position, position + length);
      expect(read.map((bytes) => bytes.equals(expected))).to.deep.equal([true, true]);
    });
  }

  it('knows the size and the path of its file', () => {
    const file = openFileSource(path);
    const { size, path: known } = file;
    file.close();
    expect([size, known]).to.deep.equal([SIZE, path]);
  });

  it('is also a part of another', () => {
    const slice = sliceSource(memorySource(BYTES), 1000);
    expect([slice.size, slice.read(5, 3).equals(BYTES.subarray(1005, 1008))]).to.deep.equal([
      SIZE - 1000,
      true,
    ]);
  });

  it('throws the system error for a file that is not there', () => {
    expect(() => openFileSource(join(folder, 'none')))
      .to.throw()
      .with.property('code', 'ENOENT');
  });
});
