import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileSource } from '../../src/dimse/file-source.js';

describe('A stretch of a file', () => {
  let dir: string;
  let path: string;
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, index) => index));

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lethe-source-'));
    path = join(dir, 'file');
    await writeFile(path, bytes);
  });
  after(() => rm(dir, { recursive: true }));

  it('is read into several buffers, from its offset on, call after call', async () => {
    const source = await openFileSource(path, 10, 60);
    const buffers = [Buffer.alloc(5), Buffer.alloc(7), Buffer.alloc(3)];
    expect(await source.read(buffers.slice(0, 2))).to.equal(12);
    expect(await source.read(buffers.slice(2))).to.equal(3);
    expect(Buffer.concat(buffers).equals(bytes.subarray(10, 25))).to.equal(true);
    await source.close();
  });

  it('gives fewer bytes only at the end of the file', async () => {
    const source = await openFileSource(path, 90, 60);
    const buffers = [Buffer.alloc(8), Buffer.alloc(8)];
    expect(await source.read(buffers)).to.equal(10);
    expect(await source.read(buffers)).to.equal(0);
    await source.close();
  });
});
