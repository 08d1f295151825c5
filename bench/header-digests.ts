/**
 * A digest of what each shared file becomes: the bytes of the output, the needles, and what the release gate finds in it and in
 * the original. Two trees that print the same do the same: run it before and after work on speed, and compare.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deidentifyInstance } from '../src/deid/deidentify.js';
import { searchResidue } from '../src/deid/gate/gate.js';
import { readSpans } from '../src/dicom/edit.js';
import { indexInstance } from '../src/dicom/instance.js';
import { readFileHeader } from '../src/dicom/part10.js';
import { memorySource } from '../src/dicom/source.js';
import { LetheError } from '../src/errors.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import { loadStrategy } from '../src/routing/load.js';
import { corpusFiles } from '../test/support/corpus.js';
import { KEYS, PROVENANCE } from '../test/support/header.js';
import { ROUTES, sampleFiles } from '../test/support/instances.js';

const { values: options } = parseArgs({
  options: { strategies: { type: 'string', default: 'default,basic,hipaa-safe-harbor' } },
});
const tagger = await openTagger(NER_MODEL_FOLDER);

function digestOf(...parts: readonly (Buffer | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

for (const name of options.strategies.split(',')) {
  const file = path.join(ROUTES, `${name}.yaml`);
  const { policy } = loadStrategy(readFileSync(file, 'utf8'), path.basename(file));
  for (const instanceFile of [...corpusFiles(), ...sampleFiles()])
    console.log(`${name} ${path.basename(instanceFile)} ${await becomes(instanceFile, policy)}`);
}
await tagger.close();

async function becomes(file: string, policy: ReturnType<typeof loadStrategy>['policy']): Promise<string> {
  try {
    const source = memorySource(readFileSync(file));
    const where = readFileHeader(source);
    const outcome = await deidentifyInstance(
      indexInstance(source, where),
      { source, where },
      {
        policy,
        facts: {},
        provenance: PROVENANCE,
        keys: KEYS.pseudonyms,
        trace: true,
        history: [],
        tagger,
        pixels: undefined,
      },
    );
    if (outcome.kind === 'quarantine') return `${outcome.code} ${digestOf(outcome.detail)}`;
    const { transferSyntaxUid, needles } = outcome;
    const written = readSpans(outcome.source, outcome.spans);
    const inOutput = searchResidue(memorySource(written), { dataSetOffset: 0, transferSyntaxUid }, needles);
    const inOriginal = searchResidue(source, where, needles);
    const told = [outcome.trace, outcome.actions, outcome.identity, outcome.crosswalk];
    return [
      digestOf(written),
      digestOf(JSON.stringify(needles)),
      digestOf(JSON.stringify(told)),
      `${inOutput.length} ${digestOf(JSON.stringify(inOutput))}`,
      `${inOriginal.length} ${digestOf(JSON.stringify(inOriginal))}`,
    ].join(' ');
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    return error.code;
  }
}
