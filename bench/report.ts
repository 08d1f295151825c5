import { cpus, totalmem } from 'node:os';
import { median, type Measurement } from './measure.js';

/** The runs of one contestant under one condition. */
export interface Result {
  readonly name: string;
  readonly associations: number;
  /** Objects or megabytes a run moved. */
  readonly amount: number;
  readonly unit: 'objects' | 'MB';
  readonly runs: readonly Measurement[];
}

interface Row {
  readonly name: string;
  readonly associations: number;
  /** Median of the runs, in units a second. */
  readonly perSecond: number;
  readonly unit: string;
  readonly cpuSecondsPerRun: number;
  readonly peakRssMb: number;
  /** The rate of each of Lethe's contestants over this one's, under the same condition and in the same round. */
  readonly letheRatios: Readonly<Record<string, number>>;
  readonly allPerSecond: readonly number[];
}

const isLethe = ({ name }: Result): boolean => name.startsWith('lethe');

/** Rates of the runs, in order. */
const rates = (result: Result): number[] => result.runs.map(({ seconds }) => result.amount / seconds);

/** The median of the ratios within each round: what slows the machine for a minute slows both. */
function pairedRatio(lethe: Result, other: Result): number {
  const others = rates(other);
  return median(rates(lethe).map((rate, round) => rate / (others[round] ?? Number.NaN)));
}

function toRows(results: readonly Result[]): Row[] {
  return results.map((result) => {
    const rivals = isLethe(result)
      ? []
      : results.filter((other) => isLethe(other) && other.associations === result.associations);
    return {
      name: result.name,
      associations: result.associations,
      perSecond: median(rates(result)),
      unit: `${result.unit}/s`,
      cpuSecondsPerRun: median(result.runs.map(({ cpuSeconds }) => cpuSeconds)),
      peakRssMb: Math.max(...result.runs.map(({ peakRssMb }) => peakRssMb)),
      letheRatios: Object.fromEntries(rivals.map((rival) => [rival.name, pairedRatio(rival, result)])),
      allPerSecond: rates(result),
    };
  });
}

const round = (value: number, digits = 0): string => value.toFixed(digits);

/** Prints the results as a Markdown table, or as JSON with every run. */
export function printReport(title: string, results: readonly Result[], json: boolean): void {
  const rows = toRows(results);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, ${round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  if (json) {
    console.log(JSON.stringify({ title, machine, rows }, undefined, 2));
    return;
  }
  console.log(`## ${title}\n\n${machine}; median of ${results[0]?.runs.length ?? 0}, interleaved\n`);
  const letheNames = [...new Set(results.filter(isLethe).map(({ name }) => name))];
  const heads = ['program', 'associations', 'rate', 'all runs', 'CPU s a run', 'peak RSS MB'];
  const columns = [...heads, ...letheNames.map((name) => `${name} / this`)];
  console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}`);
  for (const row of rows) {
    const cells = [
      row.name,
      String(row.associations),
      `${round(row.perSecond, row.perSecond < 100 ? 1 : 0)} ${row.unit}`,
      row.allPerSecond.map((value) => round(value, value < 100 ? 1 : 0)).join(' '),
      round(row.cpuSecondsPerRun, 2),
      round(row.peakRssMb),
      ...letheNames.map((name) =>
        row.letheRatios[name] === undefined ? '' : `${round(row.letheRatios[name], 2)}×`,
      ),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  console.log('');
}

/** One line of progress on standard error. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
