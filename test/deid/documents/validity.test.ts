import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deidentifyInstance } from '../../../src/deid/deidentify.js';
import { searchResidue } from '../../../src/deid/gate/gate.js';
import { readSpans } from '../../../src/dicom/edit.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import { encodeFileMeta, readFileHeader } from '../../../src/dicom/part10.js';
import { memorySource } from '../../../src/dicom/source.js';
import { loadStrategy } from '../../../src/routing/load.js';
import { corpusFiles } from '../../support/corpus.js';
import { KEYS, PROVENANCE } from '../../support/header.js';
import { ROUTES, sampleFiles } from '../../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../../support/temporary-folder.js';

const DEFAULT = loadStrategy(readFileSync(path.join(ROUTES, 'default.yaml'), 'utf8'), 'default.yaml').policy;
/** Reports, key objects, presentation states, segmentations, radiotherapy, waveforms, annotations, hanging protocols. */
const DOCUMENTS = [...sampleFiles(), ...corpusFiles()].filter((file) =>
  /^(?:sr|ko|pr|seg|rt\w+|ecg|ann|hp|reg)-/.test(path.basename(file)),
);

interface Output {
  readonly file: string;
  readonly bytes: Buffer;
  readonly residue: readonly string[];
}

async function deidentified(file: string): Promise<Output | undefined> {
  const source = memorySource(readFileSync(file));
  const where = readFileHeader(source);
  const instance = indexInstance(source, where);
  const outcome = await deidentifyInstance(
    instance,
    { source, where },
    {
      policy: DEFAULT,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: false,
      history: [],
      tagger: undefined,
    },
  );
  if (outcome.kind === 'quarantine') return undefined;
  const bytes = Buffer.concat([encodeFileMeta(outcome), readSpans(outcome.source, outcome.spans)]);
  const written = memorySource(bytes);
  const hits = searchResidue(written, readFileHeader(written), outcome.needles);
  return { file, bytes, residue: hits.map((hit) => hit.path) };
}

/** What dciodvfy calls an error, without the values; undefined where it is not installed. */
function errorsOf(file: string): Set<string> | undefined {
  const { stderr, error } = spawnSync('dciodvfy', [file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) return undefined;
  const errors = stderr.split('\n').filter((line) => line.startsWith('Error'));
  return new Set(errors.map((line) => line.replace(/\b\d+(?:\.\d+)+\b|(?<=InstanceUID )\S+/g, 'UID')));
}

describe('A document of the corpus', function () {
  this.timeout(300_000);
  let folder: string;
  const outputs: Output[] = [];

  before(async () => {
    folder = await makeTemporaryFolder();
    for (const file of DOCUMENTS) {
      // Files that are no instances are refused before; other tests say so.
      const output = await deidentified(file).catch(() => undefined);
      if (output !== undefined) outputs.push(output);
    }
  });

  after(() => removeFolder(folder));

  it('passes the release gate after the default strategy', () => {
    expect(outputs).to.have.length.greaterThan(0);
    const left = outputs.flatMap(({ file, residue }) =>
      residue.map((where) => `${path.basename(file)}: ${where}`),
    );
    expect(left).to.deep.equal([]);
  });

  it('has no error for dciodvfy that it did not have before', function () {
    const worse: string[] = [];
    for (const { file, bytes } of outputs) {
      const to = path.join(folder, path.basename(file));
      writeFileSync(to, bytes);
      const [before, after] = [errorsOf(file), errorsOf(to)];
      if (before === undefined || after === undefined) return this.skip();
      for (const line of after) if (!before.has(line)) worse.push(`${path.basename(file)}: ${line}`);
    }
    expect(worse).to.deep.equal([]);
  });
});
