import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { deidentifyInstance } from '../../src/deid/deidentify.js';
import { PROFILE_OPTION_NAMES, type HeaderPolicy } from '../../src/deid/header/policy.js';
import { readSpans } from '../../src/dicom/edit.js';
import { indexInstance, readUid } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { encodeFileMeta, readFileHeader } from '../../src/dicom/part10.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { loadStrategy } from '../../src/routing/load.js';
import { KEEP_PRIVATE, KEYS, policy, PROVENANCE, REMOVE_PRIVATE } from '../support/header.js';
import { fixtureFiles, ROUTES, sampleFiles } from '../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const DEFAULT = loadStrategy(readFileSync(path.join(ROUTES, 'default.yaml'), 'utf8'), 'default.yaml').policy;
const FILES = [...sampleFiles(), ...fixtureFiles()];

/** De-identifies the bytes of a file; the Part 10 file that comes of it. */
async function deidentified(bytes: Buffer, how: HeaderPolicy): Promise<Buffer> {
  const source = memorySource(bytes);
  const where = readFileHeader(source);
  const instance = indexInstance(source, where);
  const outcome = await deidentifyInstance(
    instance,
    { source, where },
    {
      policy: how,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: false,
      history: [],
      tagger: undefined,
    },
  );
  if (outcome.kind === 'quarantine') throw new Error('quarantined');
  return Buffer.concat([encodeFileMeta(outcome), readSpans(outcome.source, outcome.spans)]);
}

function pixelsOf(file: Buffer): Buffer | undefined {
  const source = memorySource(file);
  const { dataSet, source: inflated } = indexInstance(source, readFileHeader(source));
  const element = findElement(dataSet, TAG.pixelData);
  return element === undefined ? undefined : inflated.read(element.start, element.end - element.start);
}

describe('a real instance', () => {
  let folder: string;

  before(async () => {
    folder = await makeTemporaryFolder();
  });

  after(() => removeFolder(folder));

  it('gives the same bytes for the same strategy and key, whatever the options', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FILES),
        fc.subarray([...PROFILE_OPTION_NAMES]),
        fc.boolean(),
        async (file, options, keepPrivate) => {
          const how = policy({ options, privateElements: keepPrivate ? KEEP_PRIVATE : REMOVE_PRIVATE });
          const bytes = readFileSync(file);
          expect((await deidentified(bytes, how)).equals(await deidentified(bytes, how))).to.equal(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is the same when it is deflated', async () => {
    const file = sampleFiles().find((name) => name.endsWith('dx-explicit.dcm')) ?? '';
    const bytes = readFileSync(file);
    const { dataSetOffset, sopClassUid = '', sopInstanceUid = '' } = readFileHeader(memorySource(bytes));
    const meta = encodeFileMeta({
      sopClassUid,
      sopInstanceUid,
      transferSyntaxUid: TRANSFER_SYNTAX.deflatedLittle,
    });
    const deflated = await deidentified(
      Buffer.concat([meta, deflateRawSync(bytes.subarray(dataSetOffset))]),
      DEFAULT,
    );
    const plain = await deidentified(bytes, DEFAULT);
    const dataSetOf = (one: Buffer): Buffer => {
      const source = memorySource(one);
      const { source: inflated, dataSet } = indexInstance(source, readFileHeader(source));
      return inflated.read(dataSet.start, dataSet.end - dataSet.start);
    };
    expect(dataSetOf(deflated).equals(dataSetOf(plain))).to.equal(true);
  });

  it('has an even length when it is deflated (PS3.5 A.5)', async () => {
    const lengths: number[] = [];
    for (const file of sampleFiles()) {
      const bytes = readFileSync(file);
      const {
        dataSetOffset,
        transferSyntaxUid,
        sopClassUid = '',
        sopInstanceUid = '',
      } = readFileHeader(memorySource(bytes));
      if (transferSyntaxUid !== TRANSFER_SYNTAX.explicitLittle) continue;
      const meta = encodeFileMeta({
        sopClassUid,
        sopInstanceUid,
        transferSyntaxUid: TRANSFER_SYNTAX.deflatedLittle,
      });
      const output = await deidentified(
        Buffer.concat([meta, deflateRawSync(bytes.subarray(dataSetOffset))]),
        DEFAULT,
      );
      lengths.push(output.length - readFileHeader(memorySource(output)).dataSetOffset);
    }
    expect(lengths.map((length) => length % 2)).to.deep.equal(lengths.map(() => 0));
    expect(lengths.length).to.be.greaterThan(2);
  });

  for (const file of FILES) {
    const name = path.basename(file);

    it(`keeps its pixels byte for byte: ${name}`, async () => {
      const bytes = readFileSync(file);
      const [before, after] = [pixelsOf(bytes), pixelsOf(await deidentified(bytes, DEFAULT))];
      expect(after === undefined || before === undefined ? after === before : after.equals(before)).to.equal(
        true,
      );
    });

    it(`is named alike in its meta information and its data set: ${name}`, async () => {
      const source = memorySource(await deidentified(readFileSync(file), DEFAULT));
      const header = readFileHeader(source);
      expect(readUid(indexInstance(source, header), TAG.sopInstanceUid)).to.equal(header.sopInstanceUid);
    });
  }

  it('is read by pydicom, element by element', async function () {
    const written: string[] = [];
    for (const file of FILES) {
      const to = path.join(folder, `${String(written.length)}.dcm`);
      writeFileSync(to, await deidentified(readFileSync(file), DEFAULT));
      written.push(to);
    }
    const program =
      'import sys, pydicom\nfor f in sys.argv[1:]:\n  ds = pydicom.dcmread(f)\n  ds.walk(lambda d, e: e.value)\n  assert ds.PatientIdentityRemoved == "YES"';
    const { status, stderr, error } = spawnSync(
      '/usr/bin/python3',
      ['-W', 'ignore', '-c', program, ...written],
      { encoding: 'utf8' },
    );
    if (error !== undefined || stderr.includes('No module named')) this.skip();
    expect([status, stderr]).to.deep.equal([0, '']);
  });

  it('has no error for dciodvfy that it did not have before', async function () {
    const errorsOf = (file: string): Set<string> | undefined => {
      const { stderr, error } = spawnSync('dciodvfy', [file], {
        encoding: 'utf8',
        maxBuffer: 16 * 1024 * 1024,
      });
      if (error !== undefined) return undefined;
      return new Set(
        stderr
          .split('\n')
          .filter((line) => line.startsWith('Error'))
          .map((line) => line.replace(/<[^>]*>/g, '<>')),
      );
    };
    const worse: string[] = [];
    for (const file of sampleFiles()) {
      const to = path.join(folder, path.basename(file));
      writeFileSync(to, await deidentified(readFileSync(file), DEFAULT));
      const [before, after] = [errorsOf(file), errorsOf(to)];
      if (before === undefined || after === undefined) return this.skip();
      for (const line of after) if (!before.has(line)) worse.push(`${path.basename(file)}: ${line}`);
    }
    expect(worse).to.deep.equal([]);
  });
});
