/**
 * How models read drawn lines: `node evaluate.mjs LINES DIST MODEL.onnx...`, with what `lines.py` wrote to LINES.json and LINES.bin, and the
 * built package. Spaces do not count. `crossed`: lines whose confidence is on the other side of a threshold than the first model's.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const HEIGHT = 48;
/** Of `src/ocr` and `src/pixels/decide` */
const THRESHOLDS = [0.65, 0.72, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97];

const [lines, dist, ...models] = process.argv.slice(2);
const built = (name) => import(pathToFileURL(path.resolve(dist, 'src', name)).href);
const { decode } = await built('ocr/recogniser.js');
const { floatsTensor, openPlainModel } = await built('models/session.js');
const folder = new URL('../../text-recogniser/', import.meta.url);
const keys = readFileSync(new URL('ppocr_keys_v1.txt', folder), 'utf8');
const characters = ['', ...keys.replace(/\r?\n$/, '').split(/\r?\n/), ' '];
const drawn = JSON.parse(readFileSync(`${lines}.json`, 'utf8'));
const bytes = readFileSync(`${lines}.bin`);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

const plain = (text) => text.normalize('NFKC').replace(/\s/gu, '');
const percent = (part, all) => ((100 * part) / Math.max(1, all)).toFixed(1);
const mean = (all) => (all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length)).toFixed(4);

/** Characters to put in, take out or change. */
function distance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
    row = next;
  }
  return row[to.length];
}

let first;
for (const model of models) {
  const session = await openPlainModel(readFileSync(model), model);
  const read = [];
  let at = 0;
  for (const [text, width] of drawn) {
    const input = floatsTensor(values.slice(at, at + HEIGHT * width), [1, 1, HEIGHT, width]);
    at += HEIGHT * width;
    const reading = decode((await session.run(input)).data, characters);
    read.push({ ...reading, wanted: plain(text), isRight: plain(text) === plain(reading.text) });
  }
  await session.close();
  first ??= read;
  const right = read.filter(({ isRight }) => isRight);
  const wrong = read.filter(({ isRight }) => !isRight);
  const errors = read.reduce((sum, { wanted, text }) => sum + distance(wanted, plain(text)), 0);
  const length = read.reduce((sum, { wanted }) => sum + wanted.length, 0);
  const same = read.filter(({ text }, line) => text === first[line].text).length;
  const only = (one, other) => one.filter(({ isRight }, line) => isRight && !other[line].isRight).length;
  console.log(
    `${path.basename(model)}: ${((100 * right.length) / read.length).toFixed(2)} % right, characters ${(100 * (1 - errors / length)).toFixed(2)} %`,
  );
  console.log(
    `  confidence ${mean(right.map((one) => one.confidence))} where right, ${mean(wrong.map((one) => one.confidence))} where wrong`,
  );
  console.log(
    `  as the first: ${percent(same, read.length)} %; right alone ${only(read, first)}, the first alone ${only(first, read)}`,
  );
  for (const least of THRESHOLDS) {
    const share = (some) => percent(some.filter(({ confidence }) => confidence >= least).length, some.length);
    const crossed = read.filter(
      ({ confidence }, line) => confidence >= least !== first[line].confidence >= least,
    ).length;
    console.log(
      `  from ${least}: of right ${share(right)} %, of wrong ${share(wrong)} %, crossed ${percent(crossed, read.length)} %`,
    );
  }
}
