/** Metrics in the text format of Prometheus, version 0.0.4. */
import { BUCKET_SECONDS, type TimesRead } from './times.js';

export const EXPOSITION_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** All samples of one metric. */
export type Family =
  | {
      readonly kind: 'counter' | 'gauge';
      readonly name: string;
      readonly help: string;
      readonly samples: readonly Sample[];
    }
  | {
      readonly kind: 'histogram';
      readonly name: string;
      readonly help: string;
      readonly times: readonly { readonly labels: Labels; readonly read: TimesRead }[];
    };

/** A count that only grows, for each set of label values. */
export interface Counter {
  add(labels: Labels, by?: number): void;
  family(): Family;
}

export function createCounter(name: string, help: string, start: readonly Labels[] = []): Counter {
  const samples = new Map<string, { labels: Labels; value: number }>();
  const sampleOf = (labels: Labels): { value: number } => {
    const key = JSON.stringify(Object.values(labels));
    let sample = samples.get(key);
    if (sample === undefined) samples.set(key, (sample = { labels, value: 0 }));
    return sample;
  };
  // A series that is there from the start shows its first event as a growth.
  for (const labels of start) sampleOf(labels);
  return {
    add(labels, by = 1) {
      sampleOf(labels).value += by;
    },
    family: () => ({ kind: 'counter', name, help, samples: [...samples.values()] }),
  };
}

export function gauge(name: string, help: string, samples: readonly Sample[] | number): Family {
  return {
    kind: 'gauge',
    name,
    help,
    samples: typeof samples === 'number' ? [{ labels: {}, value: samples }] : samples,
  };
}

/** The page that a scrape gets. */
export function renderFamilies(families: readonly Family[]): string {
  return families.map(renderFamily).join('');
}

function renderFamily(family: Family): string {
  const lines = [`# HELP ${family.name} ${escapeHelp(family.help)}`, `# TYPE ${family.name} ${family.kind}`];
  if (family.kind === 'histogram') {
    for (const { labels, read } of family.times) lines.push(...histogramLines(family.name, labels, read));
  } else {
    for (const { labels, value } of family.samples) lines.push(line(family.name, labels, value));
  }
  return `${lines.join('\n')}\n`;
}

function histogramLines(name: string, labels: Labels, { counts, sumSeconds }: TimesRead): string[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return line(`${name}_bucket`, { ...labels, le: numberText(BUCKET_SECONDS[index] ?? Infinity) }, total);
  });
  return [...buckets, line(`${name}_sum`, labels, sumSeconds), line(`${name}_count`, labels, total)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberText(value)}`;
}

function numberText(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
