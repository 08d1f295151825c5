/** The release gate by itself: CPU milliseconds a file, over the samples and, where it is there, the corpus of real files. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { searchResidue } from '../src/deid/gate/gate.js';
import type { Needle } from '../src/deid/identity/needles.js';
import { packageFolder } from '../src/cli/version.js';
import { readFileHeader } from '../src/dicom/part10.js';
import { openFileSource } from '../src/dicom/source.js';
import { LetheError } from '../src/errors.js';
import { corpusFiles } from '../test/support/corpus.js';

const NEEDLE_COUNT = 120;
const ROUNDS = 30;
const SLOWEST = 10;

/** As many needles as a patient with a long header has; none of them occurs. */
const needles: readonly Needle[] = Array.from({ length: NEEDLE_COUNT }, (_, index) => ({
  text: `qz${(index * 7919).toString(36)}xw`,
  kind: 'person',
  boundary: 'word',
}));

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** CPU milliseconds of one search, its index of needles built anew; undefined for what is no DICOM file. */
function measure(file: string): number | undefined {
  const source = openFileSource(file);
  try {
    const where = readFileHeader(source);
    for (let round = 0; round < 3; round += 1) searchResidue(source, where, [...needles]);
    const started = cpuMs();
    for (let round = 0; round < ROUNDS; round += 1) searchResidue(source, where, [...needles]);
    return (cpuMs() - started) / ROUNDS;
  } catch (error) {
    if (error instanceof LetheError) return undefined;
    throw error;
  } finally {
    source.close();
  }
}

const folder = path.join(packageFolder(), 'samples');
const samples = readdirSync(folder).filter((name) => name.endsWith('.dcm'));
const measured = [...samples.map((name) => path.join(folder, name)), ...corpusFiles()]
  .map((file) => ({ file, ms: measure(file) }))
  .filter((row): row is { file: string; ms: number } => row.ms !== undefined)
  .sort((a, b) => b.ms - a.ms);
const median = measured[measured.length >> 1]?.ms ?? 0;
console.log(
  `${String(measured.length)} files, ${String(NEEDLE_COUNT)} needles: median ${median.toFixed(3)} ms of CPU`,
);
for (const { file, ms } of measured.slice(0, SLOWEST))
  console.log(`${ms.toFixed(3)} ms  ${path.basename(file)}`);
