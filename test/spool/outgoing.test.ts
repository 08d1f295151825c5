import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Span } from '../../src/dicom/edit.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { openOutgoingSpool, writeDeidentified, type OutgoingSpool } from '../../src/spool/outgoing.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const FACTS = {
  sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
  sopInstanceUid: '2.25.1',
  transferSyntaxUid: '1.2.840.10008.1.2.1',
};
const MIB = 1024 * 1024;

describe('the outgoing spool', () => {
  let root: string;
  let folder: string;
  let spool: OutgoingSpool;
  const bytes = randomBytes(5 * MIB);
  const source = memorySource(bytes);

  beforeEach(async () => {
    root = await makeTemporaryFolder();
    folder = join(root, 'outgoing');
    spool = await openOutgoingSpool(folder);
  });

  afterEach(() => removeFolder(root));

  const spans: readonly Span[] = [
    { kind: 'copy', start: 10, end: 3 * MIB + 5 },
    { kind: 'bytes', bytes: Buffer.from('new') },
    { kind: 'copy', start: 4 * MIB, end: 4 * MIB },
    { kind: 'bytes', bytes: Buffer.alloc(0) },
    { kind: 'copy', start: 4 * MIB, end: 5 * MIB },
  ];
  const expected = Buffer.concat([
    bytes.subarray(10, 3 * MIB + 5),
    Buffer.from('new'),
    bytes.subarray(4 * MIB),
  ]);

  it('writes spans one after the other, under the hash of the whole', () => {
    const written = writeDeidentified(folder, { ...FACTS, source, spans });
    const dataSet = readFileSync(written.path).subarray(written.dataSetOffset);
    expect([dataSet.equals(expected), written.hash]).to.deep.equal([
      true,
      createHash('sha512').update(expected).digest('hex'),
    ]);
  });

  it('writes thousands of small spans', () => {
    const many: Span[] = Array.from({ length: 5000 }, (_, index) => ({
      kind: 'copy',
      start: index * 2,
      end: index * 2 + 2,
    }));
    const { path, dataSetOffset } = writeDeidentified(folder, { ...FACTS, source, spans: many });
    expect(readFileSync(path).subarray(dataSetOffset).equals(bytes.subarray(0, 10_000))).to.equal(true);
  });

  it('names the new identity in the meta information, and no peer', () => {
    const { path } = writeDeidentified(folder, { ...FACTS, source, spans });
    expect(readFileHeader(memorySource(readFileSync(path)))).to.deep.include({
      ...FACTS,
      peer: { callingAeTitle: '', calledAeTitle: '', address: '' },
    });
  });

  it('tells the size of the file', () => {
    const { path, sizeBytes } = writeDeidentified(folder, { ...FACTS, source, spans });
    expect(statSync(path).size).to.equal(sizeBytes);
  });

  it('lets nobody else read it', () => {
    const { path } = writeDeidentified(folder, { ...FACTS, source, spans });
    expect([statSync(folder).mode & 0o777, statSync(path).mode & 0o777]).to.deep.equal([0o700, 0o600]);
  });

  it('leaves nothing behind when its source cannot be read', () => {
    const fail = (): never => {
      throw new Error('read failed');
    };
    const broken = { size: 100, read: fail, readInto: fail };
    const write = (): unknown =>
      writeDeidentified(folder, { ...FACTS, source: broken, spans: [{ kind: 'copy', start: 0, end: 10 }] });
    expect(write).to.throw('read failed');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('never writes over a file that is being written, or through a link', () => {
    symlinkSync(join(root, 'elsewhere'), join(folder, 'one.dcm.part'));
    expect(() => writeDeidentified(folder, { ...FACTS, source, spans, file: 'one.dcm' }))
      .to.throw()
      .with.property('code', 'EEXIST');
  });

  it('lists what is finished', () => {
    const { file } = writeDeidentified(folder, { ...FACTS, source, spans });
    writeFileSync(join(folder, 'x.part'), '');
    return spool.list().then((names) => expect(names).to.deep.equal([file]));
  });

  it('gives the file of a row again', () => {
    const written = writeDeidentified(folder, { ...FACTS, source, spans });
    const { path, ...facts } = written;
    expect(spool.fromStore(facts).path).to.equal(path);
  });

  it('forgets files that are removed', async () => {
    const { file } = writeDeidentified(folder, { ...FACTS, source, spans });
    await spool.remove([file, 'gone.dcm']);
    expect(await spool.list()).to.deep.equal([]);
  });

  it('sweeps at its start what a dead process left', async () => {
    writeFileSync(join(folder, 'x.part'), '');
    await openOutgoingSpool(folder);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('cannot be where a file is', async () => {
    writeFileSync(join(root, 'file'), 'x');
    const error = await openOutgoingSpool(join(root, 'file')).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(LetheError).with.property('code', 'SPOOL_NOT_USABLE');
  });
});
