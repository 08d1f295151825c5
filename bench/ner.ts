/**
 * The tagger by itself: values a second, uncached and cached, memory, and, with --held-out FILE, how right it is.
 * A file of held-out values is lines of JSON as `models/training/ner/prepare.py --held-out` writes them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { TaggedText } from '../src/deid/text/tagger.js';
import { openTagger } from '../src/ner/tagger.js';

interface HeldOutValue {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly kind: string }[];
  readonly verdict: string;
}

interface Count {
  marked: number;
  whole: number;
  touched: number;
}

const REGIONS = [
  'CHEST',
  'Abdomen',
  'BRAIN',
  'knee left',
  'LWS',
  'thorax',
  'C-SPINE',
  'Becken',
  'rachis',
  'pelvis',
];
const TECHNIQUES = [
  'w/o contrast',
  'T1_TSE_SAG',
  'nativ',
  '2 VIEWS',
  'ax 5mm',
  'STIR cor',
  'MIP',
  'portal venous',
];

/** Distinct values of about thirty characters. */
function shortValues(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const region = REGIONS[at % REGIONS.length] ?? '';
    const technique = TECHNIQUES[Math.floor(at / REGIONS.length) % TECHNIQUES.length] ?? '';
    return `${region} ${technique} ${at.toString(36)} Nr ${at * 7919}`.slice(0, 36);
  });
}

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: path.resolve(import.meta.dirname, '..', '..', 'models', 'ner') },
    values: { type: 'string', default: '20000' },
    'held-out': { type: 'string' },
    errors: { type: 'string', default: '0' },
  },
});

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

async function measureSpeed(): Promise<void> {
  const before = process.memoryUsage.rss();
  const opening = performance.now();
  const tagger = await openTagger(options.model);
  console.log(`opened in ${(performance.now() - opening).toFixed(0)} ms`);
  const texts = shortValues(Number(options.values));
  await tagger.tag(shortValues(200).map((text) => `warm ${text}`));
  for (const name of ['uncached', 'cached'] as const) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (let at = 0; at < texts.length; at += 64) await tagger.tag(texts.slice(at, at + 64));
    const seconds = (performance.now() - start) / 1000;
    const used = process.cpuUsage(cpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    console.log(
      `${name}: ${(texts.length / seconds).toFixed(0)} values/s, ${(texts.length / cpuSeconds).toFixed(0)} a CPU second ` +
        `(64 at once, ${(texts.join('').length / texts.length).toFixed(0)} characters each)`,
    );
  }
  const single = shortValues(2000).map((text) => `${text} x`);
  const cpu = process.cpuUsage();
  for (const text of single) await tagger.tag([text]);
  const used = process.cpuUsage(cpu);
  console.log(
    `one at a time: ${((used.user + used.system) / 1000 / single.length).toFixed(2)} ms of CPU a value`,
  );
  console.log(`memory: ${megabytes(process.memoryUsage.rss() - before)} MB more than before`);
  await tagger.close();
}

/** Whether every letter and digit of [start, end) lies in one of the found spans. */
function share(text: string, start: number, end: number, found: TaggedText['spans']): number {
  let characters = 0;
  let covered = 0;
  for (let at = start; at < end; at += 1) {
    if (!/[\p{L}\p{N}]/u.test(text[at] ?? '')) continue;
    characters += 1;
    if (found.some((span) => span.start <= at && at < span.end)) covered += 1;
  }
  return characters === 0 ? 1 : covered / characters;
}

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

async function measureAccuracy(file: string): Promise<void> {
  const tagger = await openTagger(options.model);
  const values = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HeldOutValue);
  const tagged = await tagger.tag(values.map(({ text }) => text));
  const recall = new Map<string, Count>();
  const precision = new Map<string, { found: number; right: number }>();
  let harmless = 0;
  let altered = 0;
  let verdicts = 0;
  let shown = 0;
  let innocent = 0;
  let taken = 0;
  values.forEach((value, at) => {
    const result = tagged[at];
    if (result === undefined) return;
    const wrong: string[] = [];
    if (result.verdict === value.verdict) verdicts += 1;
    if (value.spans.length === 0) {
      harmless += 1;
      if (result.spans.length > 0) altered += 1;
    }
    const identifies = (at: number): boolean => value.spans.some(({ start, end }) => start <= at && at < end);
    for (let at = 0; at < value.text.length; at += 1) {
      if (identifies(at) || !/[\p{L}\p{N}]/u.test(value.text[at] ?? '')) continue;
      innocent += 1;
      if (result.spans.some(({ start, end }) => start <= at && at < end)) taken += 1;
    }
    for (const { start, end, kind } of value.spans) {
      const count = recall.get(kind) ?? { marked: 0, whole: 0, touched: 0 };
      const covered = share(value.text, start, end, result.spans);
      count.marked += 1;
      if (covered === 1) count.whole += 1;
      else wrong.push(`missed ${kind} ${value.text.slice(start, end)}`);
      if (covered > 0) count.touched += 1;
      recall.set(kind, count);
    }
    for (const { start, end, kind } of result.spans) {
      const count = precision.get(kind) ?? { found: 0, right: 0 };
      const marked = value.spans.map((span) => ({ ...span, kind, source: 'tagger' as const, confidence: 1 }));
      count.found += 1;
      if (share(value.text, start, end, marked) >= 0.5) count.right += 1;
      else wrong.push(`taken for ${kind}: ${value.text.slice(start, end)}`);
      precision.set(kind, count);
    }
    if (wrong.length > 0 && shown < Number(options.errors)) {
      shown += 1;
      console.log(`  ${JSON.stringify(value.text)}: ${wrong.join('; ')}`);
    }
  });
  for (const [kind, { marked, whole, touched }] of [...recall].sort()) {
    console.log(
      `recall ${kind}: ${percent(whole, marked)} whole, ${percent(touched, marked)} touched, of ${marked}`,
    );
  }
  for (const [kind, { found, right }] of [...precision].sort()) {
    console.log(`precision ${kind}: ${percent(right, found)} of ${found}`);
  }
  console.log(`harmless values with a span: ${percent(altered, harmless)} of ${harmless}`);
  for (const least of [0.6, 0.7, 0.8, 0.9, 0.95]) {
    const sure = tagged.map(({ spans }) => spans.filter(({ confidence }) => confidence >= least));
    const hit = values.filter((value, at) => value.spans.length === 0 && (sure[at]?.length ?? 0) > 0).length;
    const marked = values.flatMap(({ text, spans }, at) =>
      spans.map(({ start, end }) => share(text, start, end, sure[at] ?? []) > 0),
    );
    const touched = marked.filter(Boolean).length;
    console.log(
      `with a confidence of ${least}: ${percent(touched, marked.length)} touched, ${percent(hit, harmless)} of the harmless values`,
    );
  }
  console.log(`letters and digits taken that identify nobody: ${percent(taken, innocent)} of ${innocent}`);
  console.log(`right verdicts: ${percent(verdicts, values.length)} of ${values.length}`);
  await tagger.close();
}

const { 'held-out': heldOut } = options;
await (heldOut === undefined ? measureSpeed() : measureAccuracy(heldOut));
