/** CPU time of a header under the default strategy: reading, de-identifying with the tagger's cache, and the release gate. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deidentifyInstance, type DeidentifyRequest } from '../src/deid/deidentify.js';
import { searchResidue } from '../src/deid/gate/gate.js';
import { readSpans } from '../src/dicom/edit.js';
import { indexInstance } from '../src/dicom/instance.js';
import { readFileHeader } from '../src/dicom/part10.js';
import { memorySource } from '../src/dicom/source.js';
import { LetheError } from '../src/errors.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import { loadStrategy } from '../src/routing/load.js';
import { CORPUS, corpusFiles } from '../test/support/corpus.js';
import { KEYS, PROVENANCE } from '../test/support/header.js';
import { ROUTES, sampleFiles, textsOf } from '../test/support/instances.js';
import { median } from './measure.js';

/** CPU milliseconds of one instance; the gate reads all of its bytes, pixels too. */
interface HeaderCost {
  readonly file: string;
  readonly modality: string;
  readonly elements: number;
  readonly bytes: number;
  readonly index: number;
  readonly deidentify: number;
  readonly gate: number;
  /** Wall milliseconds of the first time without the gate, when the tagger knows none of the texts. */
  readonly first: number;
}

const { values: options } = parseArgs({
  options: {
    strategy: { type: 'string', default: path.join(ROUTES, 'default.yaml') },
    /** CPU time spent on each stage of a file, at least. */
    'measure-ms': { type: 'string', default: '40' },
    worst: { type: 'string', default: '8' },
  },
});
const MEASURE_MS = Number(options['measure-ms']);

const { policy } = loadStrategy(readFileSync(options.strategy, 'utf8'), path.basename(options.strategy));
const tagger = await openTagger(NER_MODEL_FOLDER);

const REQUEST: DeidentifyRequest = {
  policy,
  facts: {},
  provenance: PROVENANCE,
  keys: KEYS.pseudonyms,
  trace: false,
  history: [],
  tagger,
  pixels: undefined,
};

/** CPU milliseconds of one call, over as many as fill the time. */
async function cpuMs(work: () => unknown): Promise<number> {
  await work();
  const start = process.cpuUsage();
  for (let calls = 1; ; calls += 1) {
    await work();
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1_000;
    if (spent >= MEASURE_MS) return spent / calls;
  }
}

/** De-identifies the file once; wall milliseconds, or undefined where a rule sets it aside. */
async function firstTime(file: string): Promise<number | undefined> {
  const source = memorySource(readFileSync(file));
  const where = readFileHeader(source);
  const begun = performance.now();
  const outcome = await deidentifyInstance(indexInstance(source, where), { source, where }, REQUEST);
  const spent = performance.now() - begun;
  return outcome.kind === 'deidentified' ? spent : undefined;
}

async function costOf(file: string, first: number): Promise<HeaderCost> {
  const bytes = readFileSync(file);
  const source = memorySource(bytes);
  const { dataSetOffset, transferSyntaxUid } = readFileHeader(source);
  const where = { dataSetOffset, transferSyntaxUid };
  const instance = indexInstance(source, where);
  const outcome = await deidentifyInstance(instance, { source, where }, REQUEST);
  if (outcome.kind === 'quarantine') throw new Error(`${file} is quarantined the second time`);
  const written = memorySource(readSpans(outcome.source, outcome.spans));
  const writtenWhere = { dataSetOffset: 0, transferSyntaxUid };
  return {
    file: path.basename(file),
    modality: textsOf(instance, 'Modality')[0] ?? '',
    elements: instance.dataSet.elements.length,
    bytes: bytes.length,
    index: await cpuMs(() => indexInstance(source, where)),
    deidentify: await cpuMs(() => deidentifyInstance(instance, { source, where }, REQUEST)),
    gate: await cpuMs(() => searchResidue(written, writtenWhere, outcome.needles)),
    first,
  };
}

const total = ({ index, deidentify, gate }: HeaderCost): number => index + deidentify + gate;
const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function row(label: string, costs: readonly HeaderCost[]): string {
  const middle = (of: (cost: HeaderCost) => number): string => ms(median(costs.map(of)));
  const cells = [
    label,
    String(costs.length),
    middle(({ index }) => index),
    middle(({ deidentify }) => deidentify),
    middle(({ gate }) => gate),
    middle(total),
    ms(percentile(costs.map(total), 0.95)),
    middle(({ first }) => first),
  ];
  return `| ${cells.join(' | ')} |`;
}

const files = CORPUS === undefined ? sampleFiles() : corpusFiles();
if (CORPUS === undefined)
  console.error(
    'The shared files are not here (LETHE_CORPUS names their folder); the samples serve instead.',
  );
/** All files once before any is measured: a node is seldom in its first second. */
const firstTimes = new Map<string, number>();
let refused = 0;
for (const file of files) {
  try {
    const first = await firstTime(file);
    if (first === undefined) refused += 1;
    else firstTimes.set(file, first);
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    refused += 1;
  }
}
const costs: HeaderCost[] = [];
for (const [file, first] of firstTimes) costs.push(await costOf(file, first));
await tagger.close();
console.log(`## CPU ms of ${costs.length} headers (${refused} files are no instances or are set aside)\n`);
console.log(
  '| instances | number | index | de-identify | gate | all, median | all, 95 % | first time, wall |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
console.log(
  row(
    'CT',
    costs.filter(({ modality }) => modality === 'CT'),
  ),
);
console.log(
  row(
    'MR',
    costs.filter(({ modality }) => modality === 'MR'),
  ),
);
console.log(row('all', costs));
console.log('\nThe costliest:\n');
console.log('| file | modality | elements | MB | index | de-identify | gate | all |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const cost of costs.toSorted((a, b) => total(b) - total(a)).slice(0, Number(options.worst))) {
  const { file, modality, elements, bytes, index, deidentify, gate } = cost;
  const cells = [file, modality, String(elements), (bytes / 1e6).toFixed(1)];
  console.log(`| ${[...cells, ms(index), ms(deidentify), ms(gate), ms(total(cost))].join(' | ')} |`);
}
console.log('\nThe costliest without the gate:\n');
const header = ({ index, deidentify }: HeaderCost): number => index + deidentify;
for (const cost of costs.toSorted((a, b) => header(b) - header(a)).slice(0, Number(options.worst)))
  console.log(`- ${cost.file} (${cost.modality}, ${cost.elements} elements): ${ms(header(cost))}`);
