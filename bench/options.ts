import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly objects: number;
  readonly runs: number;
  /** Objects that every program handles before it is measured: a service is seldom measured in its first second. 0: none. */
  readonly warmUp: number;
  readonly associations: readonly number[];
  /** Names of contestants to measure; undefined: all. */
  readonly only: readonly string[] | undefined;
  readonly json: boolean;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`not a positive whole number: ${text}`);
  return value;
}

/** Reads the options that all benchmarks share from the command line. */
export function readOptions(defaults: { readonly objects: number; readonly runs: number }): BenchOptions {
  const { values } = parseArgs({
    options: {
      objects: { type: 'string', default: String(defaults.objects) },
      runs: { type: 'string', default: String(defaults.runs) },
      'warm-up': { type: 'string', default: '50' },
      associations: { type: 'string', default: '1,8' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    objects: positiveInteger(values.objects),
    runs: positiveInteger(values.runs),
    warmUp: values['warm-up'] === '0' ? 0 : positiveInteger(values['warm-up']),
    associations: values.associations.split(',').map(positiveInteger),
    only: values.only?.split(','),
    json: values.json,
  };
}

/** Whether the contestant takes part. */
export function takesPart(name: string, { only }: BenchOptions): boolean {
  return only?.includes(name) ?? true;
}
