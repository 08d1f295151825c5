import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { createFolderCourier, pathName } from '../../src/pipeline/courier-folder.js';
import type { DeliveryResult } from '../../src/pipeline/send.js';
import type { DeidentifiedFile } from '../../src/spool/outgoing.js';
import { text } from '../support/data-set-builder.js';
import { filesBelow } from '../support/instances.js';
import { instanceBytes, openWorkplace, spoolOutput, type Workplace } from '../support/pipeline.js';

describe('delivery into a folder', () => {
  let workplace: Workplace;
  let target: string;

  beforeEach(async () => {
    workplace = await openWorkplace();
    target = join(workplace.folder, 'target');
  });

  afterEach(() => workplace.close());

  async function deliver(
    files: readonly DeidentifiedFile[],
    layout: 'hierarchy' | 'flat' = 'hierarchy',
    path = target,
  ): Promise<DeliveryResult[]> {
    const results: DeliveryResult[] = [];
    await createFolderCourier({ path, layout }).deliver(files, (index, result) => {
      results[index] = result;
    });
    return results;
  }

  const output = (uid: string, patient = 'LPATIENT', study = '2.25.7', series = '2.25.8'): DeidentifiedFile =>
    spoolOutput(
      workplace,
      uid,
      instanceBytes(
        uid,
        text(0x00100020, 'LO', patient),
        text(0x0020000d, 'UI', study),
        text(0x0020000e, 'UI', series),
      ),
    );

  const delivered = async (): Promise<string[]> =>
    (await filesBelow(target)).map((file) => relative(target, resolve(target, file)));

  it('puts an instance under its patient, study and series', async () => {
    await deliver([output('2.25.1')]);
    expect(await delivered()).to.deep.equal(['LPATIENT/2.25.7/2.25.8/2.25.1.dcm']);
  });

  it('puts all in one folder where asked', async () => {
    await deliver([output('2.25.1'), output('2.25.2')], 'flat');
    expect((await delivered()).sort()).to.deep.equal(['2.25.1.dcm', '2.25.2.dcm']);
  });

  it('copies the file byte for byte', async () => {
    const file = output('2.25.1');
    await deliver([file], 'flat');
    expect(readFileSync(join(target, '2.25.1.dcm')).equals(readFileSync(file.path))).to.equal(true);
  });

  it('says of each that it was delivered', async () => {
    expect(await deliver([output('2.25.1'), output('2.25.2')])).to.deep.equal(
      [1, 2].map(() => ({ kind: 'delivered', status: 0, peer: target })),
    );
  });

  it('delivers again over what was delivered before', async () => {
    mkdirSync(target);
    writeFileSync(join(target, '2.25.1.dcm'), 'old');
    writeFileSync(join(target, '2.25.1.dcm.part'), 'left behind');
    const file = output('2.25.1');
    await deliver([file], 'flat');
    expect([
      readdirSync(target),
      readFileSync(join(target, '2.25.1.dcm')).equals(readFileSync(file.path)),
    ]).to.deep.equal([['2.25.1.dcm'], true]);
  });

  it('writes through no link that lies where it writes first', async () => {
    mkdirSync(target);
    writeFileSync(join(workplace.folder, 'elsewhere'), 'untouched');
    symlinkSync(join(workplace.folder, 'elsewhere'), join(target, '2.25.1.dcm.part'));
    const file = output('2.25.1');
    await deliver([file], 'flat');
    expect([
      readFileSync(join(workplace.folder, 'elsewhere'), 'utf8'),
      readFileSync(join(target, '2.25.1.dcm')).equals(readFileSync(file.path)),
    ]).to.deep.equal(['untouched', true]);
  });

  it('delivers many into several folders, and tells of each', async () => {
    const files = Array.from({ length: 20 }, (_, at) =>
      output(`2.25.${String(at + 1)}`, 'LPATIENT', `2.25.7${String(at % 3)}`),
    );
    const results = await deliver(files);
    expect([results.map(({ kind }) => kind), (await delivered()).length]).to.deep.equal([
      files.map(() => 'delivered'),
      20,
    ]);
  });

  it('goes on after a file that cannot be read', async () => {
    const [lost, kept] = [output('2.25.1'), output('2.25.2')];
    rmSync(lost.path);
    expect((await deliver([lost, kept])).map(({ kind }) => kind)).to.deep.equal(['failed', 'delivered']);
  });

  it('makes a folder anew that was removed', async () => {
    const results: DeliveryResult[] = [];
    const courier = createFolderCourier({ path: target, layout: 'flat' });
    const take = (_index: number, result: DeliveryResult): void => void results.push(result);
    await courier.deliver([output('2.25.1')], take);
    rmSync(target, { recursive: true });
    await courier.deliver([output('2.25.2')], take);
    expect([results.map(({ kind }) => kind), await delivered()]).to.deep.equal([
      ['delivered', 'delivered'],
      ['2.25.2.dcm'],
    ]);
  });

  it('leaves nothing half done where it cannot write', async () => {
    mkdirSync(join(target, '2.25.1.dcm', 'in-the-way'), { recursive: true });
    const [result] = await deliver([output('2.25.1')], 'flat');
    expect([result?.kind, readdirSync(target)]).to.deep.equal(['down', ['2.25.1.dcm']]);
  });

  it('says that a folder which cannot be made is down', async () => {
    writeFileSync(target, 'a file');
    expect((await deliver([output('2.25.1')], 'flat', join(target, 'below')))[0]).to.include({
      kind: 'down',
      code: 'ENOTDIR',
    });
  });

  it('names a patient, study and series that are not there', async () => {
    await deliver([spoolOutput(workplace, '2.25.1')]);
    expect(await delivered()).to.deep.equal(['no-patient-id/no-study/no-series/2.25.1.dcm']);
  });

  for (const evil of [
    '../../../tmp/x',
    '/etc/passwd',
    '..',
    '.',
    'a/../../b',
    '..\\..\\x',
    'x\0y',
    '%2e%2e%2f',
    '-rf',
    'CON',
    '~root',
    '',
  ]) {
    it(`never leaves its folder for ${JSON.stringify(evil)}`, async () => {
      const file = {
        ...output('2.25.1', evil === '' ? 'x' : evil.replace('\0', ' '), '2.25.7'),
        sopInstanceUid: evil,
      };
      await deliver([file]);
      const found = await delivered();
      expect([
        found.length,
        found[0]?.split('/').some((part) => part.startsWith('.') || part.startsWith('-')),
        existsSync(join(workplace.folder, 'x.dcm')),
      ]).to.deep.equal([1, false, false]);
    });
  }

  it('makes one plain path component of any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (value) => {
        expect(pathName(value)).to.match(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps a UID and an ID as they are', () => {
    expect(['2.25.123', 'LABC234'].map(pathName)).to.deep.equal(['2.25.123', 'LABC234']);
  });

  it('writes where only it may', async function () {
    if (process.getuid?.() === 0) this.skip();
    mkdirSync(target);
    chmodSync(target, 0o500);
    expect((await deliver([output('2.25.1')], 'flat'))[0]).to.include({ kind: 'down', code: 'EACCES' });
  });
});
