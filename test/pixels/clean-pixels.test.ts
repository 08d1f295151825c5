import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { deidentifyInstance, type DeidentifyOutcome } from '../../src/deid/deidentify.js';
import { readSpans } from '../../src/dicom/edit.js';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { encodeFileMeta, readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { OCR_MODELS_FOLDER } from '../../src/ocr/model-folder.js';
import { openTextFinder } from '../../src/ocr/onnx-text-finder.js';
import type { GrayOrRgbFrame } from '../../src/ocr/frame.js';
import type { FoundText, TextFinder } from '../../src/ocr/text-finder.js';
import { createPixelCleaner } from '../../src/pixels/clean-pixels.js';
import type { TextDecision } from '../../src/pixels/search/frame-text.js';
import { DEFAULT_PIXEL_POLICY, type PixelPolicy } from '../../src/pixels/policy.js';
import { loadStrategy } from '../../src/routing/load.js';
import { burnIn, type BurnedIn } from '../support/burned-in.js';
import { KEYS, PROVENANCE } from '../support/header.js';
import { ROUTES, sample, textsOf } from '../support/instances.js';

const STRATEGY = loadStrategy(readFileSync(path.join(ROUTES, 'default.yaml'), 'utf8'), 'default.yaml');
const CT = sample('ct-implicit.dcm'); // Doe^Jane, LTH-0001, 512 x 512, signed 16 bits

interface Cleaned {
  readonly outcome: DeidentifyOutcome;
  readonly decisions: readonly TextDecision[];
  /** The Part 10 file that came of it, and its index */
  readonly output: IndexedInstance | undefined;
}

async function clean(bytes: Buffer, finder: TextFinder, policy: Partial<PixelPolicy> = {}): Promise<Cleaned> {
  const source = memorySource(bytes);
  const where = readFileHeader(source);
  const decisions: TextDecision[] = [];
  const pixels = createPixelCleaner({
    policy: { ...DEFAULT_PIXEL_POLICY, ...policy },
    finder,
    onDecided: (decided, look) => {
      if (look === 'first') decisions.push(...decided);
    },
  });
  const outcome = await deidentifyInstance(
    indexInstance(source, where),
    { source, where },
    {
      policy: STRATEGY.policy,
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: false,
      history: [],
      tagger: undefined,
      pixels,
    },
  );
  return { outcome, decisions, output: outcome.kind === 'deidentified' ? reopened(outcome) : undefined };
}

function reopened(outcome: Extract<DeidentifyOutcome, { kind: 'deidentified' }>): IndexedInstance {
  const file = Buffer.concat([encodeFileMeta(outcome), readSpans(outcome.source, outcome.spans)]);
  const source = memorySource(file);
  return indexInstance(source, readFileHeader(source));
}

function pixelBytes(instance: IndexedInstance | undefined): Buffer {
  const element = instance === undefined ? undefined : findElement(instance.dataSet, TAG.pixelData);
  if (instance === undefined || element === undefined) throw new Error('no pixel data');
  return instance.source.read(element.valueStart, element.valueLength);
}

function indexOf(bytes: Buffer): IndexedInstance {
  const source = memorySource(bytes);
  return indexInstance(source, readFileHeader(source));
}

/** How much of the ink has another value than it was written with. */
function hiddenShare(burned: BurnedIn, cleaned: Cleaned, level: number): number {
  const after = pixelBytes(cleaned.output);
  let ink = 0;
  let hidden = 0;
  burned.ink.forEach((is, pixel) => {
    if (is !== 1) return;
    ink += 1;
    if (after.readInt16LE(pixel * 2) !== level) hidden += 1;
  });
  return hidden / ink;
}

describe('cleaning the pixels of an instance', function () {
  this.timeout(60_000);

  describe('with the shipped models', () => {
    let finder: TextFinder & { close(): Promise<void> };
    const level = 2000;

    before(async () => {
      finder = await openTextFinder(OCR_MODELS_FOLDER);
    });

    after(() => finder.close());

    it('hides the whole name of the patient', async () => {
      const burned = burnIn(CT, [{ text: 'DOE JANE', x: 12, y: 14, scale: 2 }], level);
      expect(hiddenShare(burned, await clean(burned.bytes, finder), level)).to.equal(1);
    });

    it('hides a date and a number of the header, and two initials beside them', async () => {
      const burned = burnIn(
        CT,
        [
          { text: 'LTH 0001', x: 12, y: 14, scale: 2 },
          { text: 'JD', x: 12, y: 40, scale: 2 },
        ],
        level,
      );
      expect(hiddenShare(burned, await clean(burned.bytes, finder), level)).to.equal(1);
    });

    it('leaves a mark of the side', async () => {
      const burned = burnIn(CT, [{ text: 'L', x: 480, y: 250, scale: 3 }], level);
      const cleaned = await clean(burned.bytes, finder);
      expect(pixelBytes(cleaned.output).equals(pixelBytes(indexOf(burned.bytes)))).to.equal(true);
    });

    it('leaves every byte of pixels that hold no text', async () => {
      const bytes = readFileSync(CT);
      const cleaned = await clean(bytes, finder);
      expect(pixelBytes(cleaned.output).equals(pixelBytes(indexOf(bytes)))).to.equal(true);
    });

    it('leaves what is far from the text of a masked image', async () => {
      const burned = burnIn(CT, [{ text: 'DOE JANE', x: 12, y: 14, scale: 2 }], level);
      const before = pixelBytes(indexOf(burned.bytes));
      const after = pixelBytes((await clean(burned.bytes, finder)).output);
      expect(after.subarray(512 * 2 * 60).equals(before.subarray(512 * 2 * 60))).to.equal(true);
    });
  });

  describe('whatever the model says', () => {
    /** Finds these in the first look and those in the second. */
    const scripted = (...looks: readonly (readonly Partial<FoundText>[])[]): TextFinder => {
      let look = 0;
      return {
        find: ({ width }: GrayOrRgbFrame) => {
          const found = looks[Math.min(look, looks.length - 1)] ?? [];
          look += 1;
          return Promise.resolve(found.map((one) => foundText(one, width)));
        },
      };
    };
    const foundText = (one: Partial<FoundText>, width: number): FoundText => ({
      box: { x: 10, y: 10, width: Math.min(80, width - 10), height: 12 },
      text: 'DOE JANE',
      confidence: 0.99,
      inkConfidence: 0.99,
      textConfidence: 1,
      turned: 0,
      ink: Int32Array.from(Array.from({ length: 12 }, (_, row) => [10 + row, 10, 90]).flat()),
      ...one,
    });
    const name = {};

    it('says in the header that the pixels are clean', async () => {
      const { output } = await clean(readFileSync(CT), scripted([]));
      expect(textsOf(output as IndexedInstance, 'BurnedInAnnotation')).to.deep.equal(['NO']);
    });

    it('claims the Clean Pixel Data Option', async () => {
      const { output } = await clean(readFileSync(CT), scripted([]));
      expect(textsOf(output as IndexedInstance, 'CodeValue')).to.include('113101');
    });

    it('claims nothing where the strategy asks for no search', async () => {
      const { output } = await clean(readFileSync(CT), scripted([]), { search: 'never' });
      expect(textsOf(output as IndexedInstance, 'CodeValue')).not.to.include('113101');
    });

    it('claims nothing where text that may identify stays', async () => {
      const unread = { text: '', confidence: 0, inkConfidence: 1 };
      const { output } = await clean(readFileSync(CT), scripted([unread]), { unsure: 'pass' });
      expect(textsOf(output as IndexedInstance, 'CodeValue')).not.to.include('113101');
    });

    it('masks what the second look finds', async () => {
      const lower = Int32Array.from([200, 300, 340, 201, 300, 340]);
      const below = { box: { x: 300, y: 200, width: 40, height: 2 }, ink: lower };
      const { outcome } = await clean(readFileSync(CT), scripted([name], [below], []));
      expect(outcome.kind).to.equal('deidentified');
    });

    it('sets the instance aside where the name is seen through every mask', async () => {
      const { outcome } = await clean(readFileSync(CT), scripted([name]));
      expect(outcome).to.include({ kind: 'quarantine', code: 'PIXELS_STILL_IDENTIFY' });
    });

    it('sets aside what nobody can read, where the strategy says so', async () => {
      const unread = { text: '', confidence: 0, inkConfidence: 1 };
      const { outcome } = await clean(readFileSync(CT), scripted([unread]), { unsure: 'quarantine' });
      expect(outcome).to.include({ kind: 'quarantine', code: 'PIXELS_UNSURE' });
    });

    it('sets aside frames that are larger than the strategy allows', async () => {
      const { outcome } = await clean(readFileSync(CT), scripted([]), { maxFramePixels: 1000 });
      expect(outcome).to.include({ kind: 'quarantine', code: 'PIXELS_NOT_SEARCHABLE' });
    });

    it('passes such frames where the strategy says so, and claims nothing', async () => {
      const { output } = await clean(readFileSync(CT), scripted([]), {
        maxFramePixels: 1000,
        unsearchable: 'pass',
      });
      expect(textsOf(output as IndexedInstance, 'CodeValue')).not.to.include('113101');
    });

    it('searches words half as long as said as bytes and as words', async () => {
      const bytes = readFileSync(CT);
      const rows = findElement(indexOf(bytes).dataSet, 0x00280010);
      bytes.writeUInt16LE(1024, rows!.valueStart);
      for (const height of [512, 1024]) {
        const heights: number[] = [];
        const finder: TextFinder = {
          find: (frame) => {
            heights.push(frame.height);
            return Promise.resolve(frame.height === height ? [foundText(name, frame.width)] : []);
          },
        };
        const { outcome } = await clean(bytes, finder);
        expect(heights).to.include.members([512, 1024]);
        expect(outcome).to.include({ kind: 'quarantine', code: 'PIXELS_NOT_MASKABLE' });
      }
    });

    it('says which frames were masked, and for which reasons', async () => {
      const { outcome } = await clean(readFileSync(CT), scripted([name], []));
      expect(outcome.kind === 'deidentified' && outcome.pixels).to.deep.equal({
        maskedFrames: [0],
        reasons: { 'identity-known': 1 },
      });
    });
  });
});
