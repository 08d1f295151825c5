/** HOSTILE 65 to 70: what the content of an instance may hide. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { encodeFileMeta } from '../../src/dicom/part10.js';
import { COMMAND_LAST, DATA_LAST, nextResponse, storeCommand } from '../dimse/messages.js';
import {
  associateRaw,
  CT_CONTEXT,
  CT_IMAGE_STORAGE,
  EXPLICIT_LE,
  pData,
  VERIFICATION_CONTEXT,
} from '../dimse/raw-peer.js';
import { waitFor } from '../peers/network.js';
import { encode, header, raw, sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { completeFilesBelow, filesBelow } from '../support/instances.js';
import { lethe } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { headerOnly, hex, releaseOf, startUnderFire, type UnderFire } from './under-fire.js';

const MARK = 'Zqxwv';
const NAME = `${MARK}ton^Quilliam`;
const SECRETS = [MARK, MARK.toUpperCase(), 'Quilliam', 'QUILLIAM', '8845-QQ-17'];

describe('The content of a hostile instance', () => {
  let fire: UnderFire;
  let uids = 0;

  before(async () => {
    fire = await startUnderFire();
  });

  after(() => fire.close());

  /** What came out of an instance with these elements beside those of a patient: its bytes, or undefined where it was set aside or refused. */
  async function outputOf(
    elements: readonly ElementSpec[],
    tail: Buffer = Buffer.alloc(0),
  ): Promise<Buffer | undefined> {
    const uid = `1.2.826.0.1.7.${++uids}`;
    const clean = path.join(fire.node.folder, 'clean');
    const known = await completeFilesBelow(clean);
    const dataSet = Buffer.concat([
      encode([
        text(0x00080016, 'UI', CT_IMAGE_STORAGE),
        text(0x00080018, 'UI', uid),
        text(0x00080060, 'CS', 'CT'),
        text(0x00100010, 'PN', NAME),
        text(0x00100020, 'LO', '8845-QQ-17'),
        text(0x0020000d, 'UI', `${uid}.1`),
        text(0x0020000e, 'UI', `${uid}.2`),
        ...elements,
      ]),
      tail,
    ]);
    await fire.attack(
      async () => {
        const presentationContexts = [
          { ...CT_CONTEXT, transferSyntaxUids: [EXPLICIT_LE] },
          VERIFICATION_CONTEXT,
        ];
        const peer = await associateRaw(fire.port, { callingAeTitle: 'HOSTILE', presentationContexts });
        peer.send(pData(1, COMMAND_LAST, storeCommand({ affectedSopInstanceUid: uid })));
        for (let at = 0; at < dataSet.length; at += 100_000)
          peer.send(
            pData(1, at + 100_000 >= dataSet.length ? DATA_LAST : 0, dataSet.subarray(at, at + 100_000)),
          );
        const status = hex((await nextResponse(peer)).status);
        await releaseOf(peer);
        expect(status).to.be.oneOf(['0000', 'C000']);
      },
      { complaints: 'any' },
    );
    for (const secret of SECRETS) expect(fire.node.output()).not.to.contain(secret);
    const stateNow = async (): Promise<string | undefined> =>
      (await fire.node.instances()).find(({ sopInstanceUid }) => sopInstanceUid === uid)?.state;
    await waitFor(async () => ['sent', 'quarantined'].includes((await stateNow()) ?? ''), {
      timeoutMs: 30_000,
    });
    if ((await stateNow()) === 'quarantined') return undefined;
    // The good one of the attack may come out as well.
    const added = (await completeFilesBelow(clean)).filter((file) => !known.includes(file));
    const outputs = await Promise.all(added.map((file) => readFile(file)));
    expect(outputs).not.to.be.empty;
    return Buffer.concat(outputs);
  }

  /** Nothing of the patient in what left; `taken`: and it did leave. */
  async function expectClean(
    taken: boolean,
    elements: readonly ElementSpec[],
    tail?: Buffer,
  ): Promise<Buffer | undefined> {
    const output = await outputOf(elements, tail);
    if (taken) expect(output, 'set aside').not.to.equal(undefined);
    for (const secret of SECRETS) expect(output?.includes(secret, 0, 'latin1') ?? false).to.equal(false);
    return output;
  }

  it('66: private elements, trailing padding and bytes of identity in it do not leave', async () => {
    await expectClean(true, [
      text(0x00090010, 'LO', `${MARK} PRIVATE`),
      text(0x00091001, 'LO', NAME),
      value(0x00091002, 'UN', Buffer.from(NAME)),
      value(0xfffcfffc, 'OB', Buffer.from(`${NAME} `)),
    ]);
  });

  it('66: bytes behind the data set do not leave', async () => {
    expect(await expectClean(false, [], Buffer.from(NAME))).to.equal(undefined);
  });

  for (const [name, charset, bytes] of [
    ['says UTF-8 and is Latin-1', 'ISO_IR 192', Buffer.from(`J\u00fcrgen ${NAME}`, 'latin1')],
    ['says Latin-1 and is UTF-8', 'ISO_IR 100', Buffer.from(`J\u00fcrgen ${NAME}`)],
    ['has a term that nobody knows', 'ISO_IR 4711', Buffer.from(NAME)],
    ['switches to ASCII and back', '\\ISO 2022 IR 87', Buffer.from(`\u001b$B;3ED\u001b(B ${NAME}`, 'latin1')],
    ['switches and does not come back', '\\ISO 2022 IR 87', Buffer.from(`${NAME}\u001b$B;3ED`, 'latin1')],
    ['switches inside the name', '\\ISO 2022 IR 149', Buffer.from(`Zq\u001b$)Cxwvton^Quilliam`, 'latin1')],
    ['is cut off inside an escape', '\\ISO 2022 IR 87', Buffer.from(`${NAME}\u001b$`, 'latin1')],
    [
      'has invalid UTF-8',
      'ISO_IR 192',
      Buffer.concat([Buffer.from([0xc3, 0xff, 0xfe, 0x80]), Buffer.from(NAME)]),
    ],
  ] as const)
    it(`67: text whose character set ${name} leaves without the name`, async () => {
      const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]);
      await expectClean(false, [
        text(0x00080005, 'CS', charset),
        value(0x00104000, 'LT', even),
        value(0x0008103e, 'LO', even),
      ]);
    });

  it('69: two of PatientName, out of order, both leave without the name', async () => {
    const output = await expectClean(true, [
      text(0x00100010, 'PN', NAME),
      text(0x00080090, 'PN', NAME),
      text(0x00100010, 'PN', NAME.toUpperCase()),
    ]);
    expect(output?.includes(`${MARK}ton`)).to.equal(false);
  });

  it('69: a PatientName in a sequence, after Pixel Data, and in a sequence of a sequence leaves without the name', async () => {
    const name = text(0x00100010, 'PN', NAME);
    await expectClean(true, [
      sequence(0x00081140, [name, sequence(0x00081140, [name])]),
      sequence(0x0040a730, [name]),
    ]);
  });

  for (const [name, hostile] of [
    ['SQL', "'); DROP TABLE instances; --"],
    ['shell', '$(touch /tmp/x); `id` | cat'],
    ['a formula', "=cmd|' /C calc'!A0"],
    ['HTML', '<script>alert(1)</script>'],
    ['ANSI', '\u001b[2J\u001b[31mred'],
    ['a line of a log', 'x\n2026-01-01T00:00:00.000Z error node.failed code=FAKE'],
    ['format marks', '%s%n%d{}{{}}${HOME}'],
  ] as const)
    it(`70: ${name} in values and IDs is data and nothing else`, async () => {
      const before = await filesBelow(fire.node.dataDir);
      await outputOf([
        text(0x0008103e, 'LO', hostile),
        text(0x00080050, 'SH', hostile.slice(0, 16)),
        text(0x00104000, 'LT', hostile),
      ]);
      expect(fire.node.output()).not.to.contain('FAKE').and.not.to.contain('\u001b');
      const strange = (await filesBelow(fire.node.dataDir)).filter(
        (file) => !before.includes(file) && !/\.dcm$|lethe\.db/.test(file),
      );
      expect(strange).to.deep.equal([]);
    });

  it('70: 10 MB of text is taken or set aside, and leaves without the name', async () => {
    const long = Buffer.alloc(10_000_000, 'word and word ');
    long.write(NAME, 5_000_000);
    await expectClean(false, [raw(Buffer.concat([header(0x0040a160, 'UT', long.length), long]))]);
  });
});

describe('A hostile file', () => {
  let folder: string;

  before(async () => {
    folder = await makeTemporaryFolder();
  });

  after(() => removeFolder(folder));

  for (const [name, preamble] of [
    ['a Windows program', Buffer.from('MZ\u0090\u0000\u0003', 'latin1')],
    ['a Linux program', Buffer.from('\u007fELF\u0002\u0001\u0001', 'latin1')],
    ['an archive', Buffer.from('PK\u0003\u0004', 'latin1')],
    ['a page', Buffer.from('<html><script>alert(1)</script>', 'latin1')],
  ] as const)
    it(`65, 66: that begins as ${name}, with identity in preamble and file meta, leaves with neither`, async () => {
      const uid = '1.2.826.0.1.8.1';
      const meta = encodeFileMeta({
        sopClassUid: CT_IMAGE_STORAGE,
        sopInstanceUid: uid,
        transferSyntaxUid: EXPLICIT_LE,
        callingAeTitle: MARK,
      });
      preamble.copy(meta);
      meta.write(MARK, 60, 'latin1');
      const dataSet = encode([
        text(0x00080016, 'UI', CT_IMAGE_STORAGE),
        text(0x00080018, 'UI', uid),
        text(0x00100010, 'PN', NAME),
        text(0x00100020, 'LO', '8845-QQ-17'),
      ]);
      const from = path.join(folder, name.replaceAll(' ', '-'));
      await writeFile(from, Buffer.concat([meta, dataSet]));
      const out = `${from}-out`;
      const strategy = await headerOnly(folder);
      const result = await lethe(['deidentify', from, '--out', out, '--strategy', strategy]);
      expect(result.code, result.stderr + result.stdout).to.equal(0);
      const [file = ''] = (await filesBelow(out)).filter((one) => one.endsWith('.dcm'));
      const bytes = await readFile(file);
      expect(bytes.subarray(0, 128).equals(Buffer.alloc(128))).to.equal(true);
      for (const secret of [...SECRETS, 'MZ', 'ELF', '<html>'])
        expect(bytes.includes(secret, 0, 'latin1'), secret).to.equal(false);
      expect(bytes.includes(uid)).to.equal(false);
    });
});
