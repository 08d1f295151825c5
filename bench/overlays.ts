/**
 * Drawn overlays of every kind through the whole cleaning of an image: `node dist/bench/overlays.js [--pictures 12] [--seed 1] [--only KIND]
 * [--misses DIR]`. A text is hidden when 95 % of its ink, and 95 % of it with the two pixels round it, are no longer what they were or
 * black as masks are; it survives when 95 % of its ink are as they were. Needs fonts of Debian (`bench/overlays/scenes.ts`); those that are not installed are left out, and told.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deidentifyInstance } from '../src/deid/deidentify.js';
import { readSpans } from '../src/dicom/edit.js';
import { indexInstance, type IndexedInstance } from '../src/dicom/instance.js';
import { encodeFileMeta, readFileHeader } from '../src/dicom/part10.js';
import { memorySource } from '../src/dicom/source.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import { openTextFinder } from '../src/ocr/onnx-text-finder.js';
import { createPixelCleaner } from '../src/pixels/clean-pixels.js';
import { openFrames } from '../src/pixels/frames/frames.js';
import { DEFAULT_PIXEL_POLICY } from '../src/pixels/policy.js';
import type { TextDecision } from '../src/pixels/search/frame-text.js';
import { canvasOf } from '../src/preview/canvas.js';
import { loadStrategy } from '../src/routing/load.js';
import { text } from '../test/support/data-set-builder.js';
import { KEYS, PROVENANCE } from '../test/support/header.js';
import { image } from '../test/pixels/images.js';
import { personOf, type Person } from './overlays/persons.js';
import { randomOf } from './overlays/random.js';
import { familiesHere, KINDS, sceneOf, type PlantedText, type Scene } from './overlays/scenes.js';

const { values: options } = parseArgs({
  options: {
    pictures: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    /** Where pictures with something missed are written, before and after */
    misses: { type: 'string' },
    models: { type: 'string', default: 'models' },
  },
});

const STRATEGY = loadStrategy(readFileSync(path.resolve('routes/default.yaml'), 'utf8'), 'default.yaml');
const finder = await openTextFinder(path.resolve(options.models));
const tagger = await openTagger(NER_MODEL_FOLDER);

interface Cleaned {
  /** Undefined where it was set aside */
  readonly pixels: Uint8Array | undefined;
  readonly decisions: readonly TextDecision[];
}

function instanceOf({ width, height, pixels }: Scene, person: Person): IndexedInstance {
  return image({
    rows: height,
    columns: width,
    samples: 3,
    pixels: Buffer.from(pixels),
    elements: [
      text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
      text(0x00080018, 'UI', '1.2.826.0.1.3680043.9.1'),
      text(0x00080020, 'DA', '20240311'),
      text(0x00080050, 'SH', person.accession),
      text(0x00080060, 'CS', 'OT'),
      text(0x00100010, 'PN', `${person.family}^${person.given}`),
      text(0x00100020, 'LO', person.id),
      text(0x00100030, 'DA', person.born),
      text(0x0020000d, 'UI', '1.2.826.0.1.3680043.9.2'),
      text(0x0020000e, 'UI', '1.2.826.0.1.3680043.9.3'),
    ],
  });
}

async function clean(instance: IndexedInstance): Promise<Cleaned> {
  const decisions: TextDecision[] = [];
  const outcome = await deidentifyInstance(
    instance,
    { source: instance.source, where: { dataSetOffset: 0, transferSyntaxUid: instance.transferSyntaxUid } },
    {
      policy: STRATEGY.policy,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: false,
      history: [],
      tagger,
      pixels: createPixelCleaner({
        policy: { ...DEFAULT_PIXEL_POLICY, search: 'always' },
        finder,
        onDecided: (decided) => decisions.push(...decided),
      }),
    },
  );
  if (outcome.kind !== 'deidentified') return { pixels: undefined, decisions };
  const source = memorySource(
    Buffer.concat([encodeFileMeta(outcome), readSpans(outcome.source, outcome.spans)]),
  );
  const frames = await openFrames(indexInstance(source, readFileHeader(source)));
  const { cells } = frames?.read(0) ?? {};
  return { pixels: cells instanceof Uint8Array ? cells : undefined, decisions };
}

/** Ink grown by a number of pixels. */
function grown(ink: Uint8Array, width: number, height: number, by: number): Uint8Array {
  const wide = new Uint8Array(ink.length);
  ink.forEach((on, at) => {
    if (on !== 1) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let row = Math.max(0, y - by); row <= Math.min(height - 1, y + by); row += 1)
      wide.fill(1, row * width + Math.max(0, x - by), row * width + Math.min(width, x + by + 1));
  });
  return wide;
}

function isUnchanged({ pixels }: Scene, after: Uint8Array, at: number): boolean {
  return [0, 1, 2].every((sample) => pixels[3 * at + sample] === after[3 * at + sample]);
}

/** The colour of the masks, which what was as black before has as well. */
function isBlack(pixels: Uint8Array, at: number): boolean {
  return [0, 1, 2].every((sample) => pixels[3 * at + sample] === 0);
}

/** Of the pixels of an area, the share of which something is true. */
function shareOf(area: Uint8Array, isSo: (at: number) => boolean): number {
  let [all, so] = [0, 0];
  area.forEach((on, at) => {
    if (on !== 1) return;
    all += 1;
    if (isSo(at)) so += 1;
  });
  return all === 0 ? 0 : so / all;
}

interface Tally {
  identities: number;
  hidden: number;
  harmless: number;
  kept: number;
  overMasked: number;
  pictures: number;
}

function nothing(): Tally {
  return { identities: 0, hidden: 0, harmless: 0, kept: 0, overMasked: 0, pictures: 0 };
}

const families = familiesHere();
console.log(`fonts: ${families.join(', ')}\n`);
console.log('| kind | identities | hidden | harmless | kept | over-masked % |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
const sum = nothing();
for (const [at, kind] of KINDS.entries()) {
  if (options.only !== undefined && kind.name !== options.only) continue;
  const tally = nothing();
  for (let picture = 0; picture < Number(options.pictures); picture += 1) {
    const random = randomOf(Number(options.seed) * 1_000_003 + at * 1009 + picture);
    const person = personOf(random);
    const scene = sceneOf(kind, person, families, random);
    const cleaned = await clean(instanceOf(scene, person));
    judge(`${kind.name}-${String(picture)}`, scene, cleaned, tally);
  }
  print(kind.name, tally);
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
}
print('**all**', sum);
await finder.close();

function judge(name: string, scene: Scene, { pixels: after, decisions }: Cleaned, tally: Tally): void {
  const { width, height } = scene;
  tally.pictures += 1;
  const nearIdentity = new Uint8Array(width * height);
  const wrong: PlantedText[] = [];
  const isGone = (at: number): boolean =>
    after === undefined || !isUnchanged(scene, after, at) || isBlack(after, at);
  const noteNear = ({ ink }: PlantedText): void => {
    grown(ink, width, height, 8).forEach((on, at) => {
      if (on === 1) nearIdentity[at] = 1;
    });
  };
  for (const planted of scene.texts) {
    if (planted.role === 'neutral') {
      noteNear(planted);
    } else if (planted.role === 'identity') {
      tally.identities += 1;
      // On black ground what is round the ink is black anyhow: the ink counts by itself.
      const areas = [planted.ink, grown(planted.ink, width, height, 2)];
      if (areas.every((area) => shareOf(area, isGone) >= 0.95)) tally.hidden += 1;
      else wrong.push(planted);
      noteNear(planted);
    } else {
      tally.harmless += 1;
      if (after !== undefined && shareOf(planted.ink, (at) => isUnchanged(scene, after, at)) >= 0.95)
        tally.kept += 1;
      else wrong.push(planted);
    }
  }
  let over = 0;
  if (after !== undefined) {
    for (let at = 0; at < width * height; at += 1)
      if (nearIdentity[at] === 0 && !isUnchanged(scene, after, at)) over += 1;
    tally.overMasked += (100 * over) / (width * height);
  }
  if (options.misses === undefined || (wrong.length === 0 && over === 0)) return;
  mkdirSync(options.misses, { recursive: true });
  const file = path.join(options.misses, name.replaceAll(' ', '-'));
  writeFileSync(
    `${file}.png`,
    canvasOf({ width, height, samples: 3, pixels: scene.pixels }).toBuffer('image/png'),
  );
  if (after !== undefined)
    writeFileSync(
      `${file}-after.png`,
      canvasOf({ width, height, samples: 3, pixels: after }).toBuffer('image/png'),
    );
  const told = decisions
    .map(({ find, verdict, reason }) => `${JSON.stringify(find.text)} ${verdict} ${reason}`)
    .join('; ');
  console.error(
    `${name}: over-masked ${String(over)} pixels; ${wrong.map(({ role, text: what }) => `${role} ${JSON.stringify(what)}`).join(', ')}: ${told}`,
  );
}

function print(name: string, { identities, hidden, harmless, kept, overMasked, pictures }: Tally): void {
  console.log(
    `| ${name} | ${String(identities)} | ${String(hidden)} | ${String(harmless)} | ${String(kept)} | ${(overMasked / Math.max(1, pictures)).toFixed(3)} |`,
  );
}
