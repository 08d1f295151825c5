/** A strict reader of Prometheus' text format 0.0.4: what promtool would object to, it throws. */

export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ParsedSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/;
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\+Inf|-Inf|NaN)$/;

/** @throws Error with the number of the line that is wrong */
export function parseExposition(text: string): ReadonlyMap<string, ParsedFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, { name: string; type: string; help: string; samples: ParsedSample[] }>();
  const seen = new Set<string>();
  let open: { name: string; type: string; help: string; samples: ParsedSample[] } | undefined;
  text
    .slice(0, -1)
    .split('\n')
    .forEach((line, index) => {
      const fail = (what: string): never => {
        throw new Error(`line ${index + 1}: ${what}: ${line}`);
      };
      const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
      if (comment !== null) {
        const [, what, name = '', rest = ''] = comment;
        if (!NAME.test(name)) fail('no name of a metric');
        if (what === 'HELP') {
          if (families.has(name)) fail('a metric twice, or its lines apart');
          open = { name, type: '', help: rest, samples: [] };
          families.set(name, open);
        } else {
          if (open?.name !== name || open.type !== '') fail('a type without its help before it');
          if (!/^(?:counter|gauge|histogram)$/.test(rest)) fail('no type');
          if (open !== undefined) open.type = rest;
        }
        return;
      }
      const sample = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (sample === null || open === undefined || open.type === '') {
        fail('neither comment nor sample of a metric');
        return;
      }
      const [, name = '', labelText = '', valueText = ''] = sample;
      if (!NAME.test(name)) fail('no name of a metric');
      if (!NUMBER.test(valueText)) fail('no number');
      const base = open.type === 'histogram' ? name.replace(/_(?:bucket|sum|count)$/, '') : name;
      if (base !== open.name) fail('a sample of another metric');
      if (open.type === 'histogram' && base === name) fail('a histogram has buckets, sum and count');
      const labels: Record<string, string> = {};
      for (let rest = labelText; rest !== '';) {
        const label = LABEL.exec(rest);
        if (label === null) return fail('labels');
        const [all, key = '', value = ''] = label;
        if (key in labels || key.startsWith('__')) fail('a label twice, or a reserved one');
        labels[key] = value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
        rest = rest.slice(all.length);
      }
      const key = `${name}${JSON.stringify(Object.entries(labels).sort())}`;
      if (seen.has(key)) fail('a series twice');
      seen.add(key);
      open.samples.push({ name, labels, value: Number(valueText.replace('Inf', 'Infinity')) });
    });
  for (const family of families.values()) checkFamily(family);
  return families;
}

function checkFamily(family: ParsedFamily): void {
  const { name, type, samples } = family;
  if (type === '') throw new Error(`${name} has no type`);
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name}: a counter ends in _total`);
  if (type !== 'counter' && /_(?:total|count|sum|bucket)$/.test(name))
    throw new Error(`${name}: the suffix belongs to another type`);
  if (type !== 'gauge' && samples.some(({ value }) => !(value >= 0)))
    throw new Error(`${name}: less than nothing was counted`);
  if (type === 'histogram') checkHistogram(family);
}

function checkHistogram({ name, samples }: ParsedFamily): void {
  const groups = new Map<string, ParsedSample[]>();
  for (const sample of samples) {
    const labels = Object.entries(sample.labels).filter(([label]) => label !== 'le');
    const key = JSON.stringify(labels.sort());
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const group of groups.values()) {
    const buckets = group
      .filter((sample) => sample.name === `${name}_bucket`)
      .map(({ labels, value }) => ({ le: Number(labels['le']?.replace('Inf', 'Infinity')), value }));
    const grows = buckets.every(
      (bucket, index) =>
        index === 0 ||
        (bucket.le > (buckets[index - 1]?.le ?? NaN) && bucket.value >= (buckets[index - 1]?.value ?? NaN)),
    );
    const count = group.find((sample) => sample.name === `${name}_count`)?.value;
    const last = buckets.at(-1);
    if (!grows || last?.le !== Infinity || last.value !== count)
      throw new Error(`${name}: its buckets do not grow to +Inf and the count`);
    if (!group.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name}: no sum`);
  }
}
