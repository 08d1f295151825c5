/** The benchmark's own scorer on an output folder. */
import { readFileSync } from 'node:fs';
import { runToEnd } from '../../test/peers/process.js';
import type { Deidentified } from './contestants.js';
import { MIDIBENCH, PYTHON, type BenchmarkSet } from './set.js';

export const CHECKS = [
  'tag_retained',
  'text_notnull',
  'text_retained',
  'text_removed',
  'date_shifted',
  'uid_changed',
  'uid_consistent',
  'patid_consistent',
  'pixels_retained',
  'pixels_hidden',
] as const;
type Check = (typeof CHECKS)[number];

export interface Tally {
  readonly pass: number;
  readonly total: number;
}

/** A check that did not pass. */
export interface Failure {
  readonly action: Check;
  /** The input file, below the set. */
  readonly file: string;
  /** Path of tags, `<(gggg,eeee)>[<0000>]<...>`. */
  readonly tag: string;
  readonly name: string;
  readonly expected: string;
  readonly value: string;
  readonly got: string | null;
}

export interface Score {
  readonly instances: number;
  readonly missing: number;
  readonly actions: Readonly<Record<Check, Tally>>;
  readonly total: Tally;
  /** 70/20/10 over HIPAA, DICOM and TCIA, 0 to 1. */
  readonly weighted: number;
  readonly residual: {
    readonly files: number;
    readonly hits: number;
    readonly examples: readonly { readonly file: string; readonly kind: string; readonly text: string }[];
  };
  readonly dciodvfy?: {
    readonly available: boolean;
    readonly files_with_new_errors?: number;
    readonly new_errors?: Readonly<Record<string, number>>;
  };
  /** Up to 2,000 of each check. */
  readonly failures: Readonly<Record<string, readonly Failure[]>>;
}

const SCORE_TIMEOUT_MS = 1_800_000;

/**
 * Scores an output; the whole report is written to the file as JSON.
 * @throws Error with the scorer's output when it fails
 */
export async function scoreOutput(
  { key }: BenchmarkSet,
  { output, uidMap, patientMap }: Deidentified,
  reportFile: string,
): Promise<Score> {
  const { code, output: said } = await runToEnd(
    PYTHON,
    [
      ...['-m', 'midibench', 'score', '--key', key, '--output', output, '--dciodvfy', '--jobs', '2'],
      ...['--uid-map', uidMap, '--patid-map', patientMap, '--failures', '0', '--out', reportFile],
    ],
    { cwd: MIDIBENCH, timeoutMs: SCORE_TIMEOUT_MS },
  );
  if (code !== 0) throw new Error(`the scorer failed:\n${said.slice(-2_000)}`);
  return JSON.parse(readFileSync(reportFile, 'utf8')) as Score;
}

/** All checks but those of text in the pixels that has to be hidden. */
export function headersOnly({ total, actions }: Score): Tally {
  return {
    pass: total.pass - actions.pixels_hidden.pass,
    total: total.total - actions.pixels_hidden.total,
  };
}
