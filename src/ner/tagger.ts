/** The named-entity recogniser: finds who and what identifies in values, by a small character model. */
import type { TaggedText, TextTagger } from '../deid/text/tagger.js';
import { openModelFolder } from '../models/model-folder.js';
import { createResultCache, type ResultCache } from './cache.js';
import { FLAGS, readWordList, writeFeatures, type WordList } from './features.js';
import { taggerManifest, type TaggerManifest } from './manifest.js';
import { openSession, type Batch, type TaggerSession } from './session.js';
import { findSpans } from './spans.js';
import { WINDOW, windowsOf, type TextWindow } from './windows.js';

export interface Tagger extends TextTagger {
  /** Frees the model; nothing may be tagged after it. */
  close(): Promise<void>;
}

export interface TaggerOptions {
  /** Results kept, at most; 0 keeps none. */
  readonly maxCachedTexts?: number;
  /** Memory for kept results, about. */
  readonly maxCachedBytes?: number;
}

const MAX_CACHED_TEXTS = 50_000;
const MAX_CACHED_BYTES = 16 * 1024 * 1024;
/** Rough size of a kept result and of each span in it. */
const RESULT_BYTES = 160;
const SPAN_BYTES = 96;

/** Characters of a row, frame included: a text is padded to the next of these, so that few shapes occur. */
const ROW_LENGTHS = [16, 24, 32, 40, 48, 64, 80, 96, 128, 192, WINDOW + 2] as const;
/** Characters of one run, padding included; more does not make it quicker and takes memory. */
const RUN_CHARACTERS = 2048;

const HARMLESS: TaggedText = { spans: [], verdict: 'harmless', confidence: 1 };

/** A window of one of the texts asked about. */
interface Row {
  readonly text: string;
  readonly window: TextWindow;
  readonly length: number;
}

/** What the windows of one text gave. */
interface Reading {
  readonly kinds: Float32Array;
  readonly verdicts: Float32Array[];
}

const rowLength = (characters: number): number =>
  ROW_LENGTHS.find((length) => length >= characters + 2) ?? WINDOW + 2;

/** Rows of one length together, as many as a run takes. */
function runsOf(texts: readonly string[]): Row[][] {
  const byLength = new Map<number, Row[]>();
  for (const text of texts) {
    for (const window of windowsOf(text.length)) {
      const length = rowLength(window.end - window.start);
      const rows = byLength.get(length) ?? [];
      rows.push({ text, window, length });
      byLength.set(length, rows);
    }
  }
  return [...byLength].flatMap(([length, rows]) => {
    const size = Math.max(1, Math.floor(RUN_CHARACTERS / length));
    return Array.from({ length: Math.ceil(rows.length / size) }, (_, run) =>
      rows.slice(run * size, (run + 1) * size),
    );
  });
}

function toBatch(rows: readonly Row[], length: number, list: WordList): Batch {
  const characters = new Int32Array(rows.length * length);
  const flags = new Float32Array(rows.length * length * FLAGS);
  rows.forEach(({ text, window }, row) => {
    writeFeatures(text.slice(window.start, window.end), list, characters, flags, row * length);
  });
  return { texts: rows.length, length, characters, flags };
}

/** One verdict for all windows: harmless or identity only where every window is. */
function verdictOf(readings: readonly Float32Array[], { verdicts }: TaggerManifest): TaggedText {
  const each = readings.map((probabilities) => {
    const best = Math.max(...probabilities);
    return { verdict: verdicts[probabilities.indexOf(best)], confidence: Math.round(best * 1000) / 1000 };
  });
  const confidence = Math.min(...each.map((one) => one.confidence));
  const all = (wanted: string): boolean => each.every(({ verdict }) => verdict === wanted);
  return {
    spans: [],
    verdict: all('harmless') ? 'harmless' : all('identity') ? 'identity' : 'mixed',
    confidence,
  };
}

async function read(
  texts: readonly string[],
  session: TaggerSession,
  list: WordList,
  manifest: TaggerManifest,
): Promise<Map<string, TaggedText>> {
  const labels = manifest.labels.length;
  const readings = new Map<string, Reading>(
    texts.map((text) => [text, { kinds: new Float32Array(text.length * labels), verdicts: [] }]),
  );
  for (const rows of runsOf(texts)) {
    const length = rows[0]?.length ?? 0;
    const { kinds, verdicts } = await session.run(toBatch(rows, length, list));
    rows.forEach(({ text, window }, row) => {
      const reading = readings.get(text);
      const first = (row * length + 1 + window.from - window.start) * labels;
      reading?.kinds.set(
        kinds.subarray(first, first + (window.to - window.from) * labels),
        window.from * labels,
      );
      const { length: width } = manifest.verdicts;
      reading?.verdicts.push(verdicts.slice(row * width, (row + 1) * width));
    });
  }
  return new Map(
    [...readings].map(([text, { kinds, verdicts }]) => {
      const spans = findSpans(text, { values: kinds, labels: manifest.labels }, manifest.threshold);
      return [text, { ...verdictOf(verdicts, manifest), spans }];
    }),
  );
}

/**
 * Loads the model that lies in a folder with its manifest. One a thread: a run blocks the thread it is on.
 * Results are the same for a text whatever it is asked together with.
 * @throws LetheError MODEL_NOT_USABLE if a file is missing, is not the one of the manifest, or does not load
 */
export async function openTagger(modelFolder: string, options: TaggerOptions = {}): Promise<Tagger> {
  const folder = await openModelFolder(modelFolder);
  const manifest = taggerManifest(folder.manifest);
  const list = readWordList(await folder.read('words.bin'));
  const session = await openSession(await folder.read('model.onnx'));
  const cache: ResultCache<TaggedText> = createResultCache({
    maxEntries: options.maxCachedTexts ?? MAX_CACHED_TEXTS,
    maxBytes: options.maxCachedBytes ?? MAX_CACHED_BYTES,
  });

  return {
    async tag(texts) {
      const results = new Map<string, TaggedText>();
      const unknown = new Set<string>();
      for (const text of texts) {
        const known = /[\p{L}\p{N}]/u.test(text) ? cache.get(text) : HARMLESS;
        if (known === undefined) unknown.add(text);
        else results.set(text, known);
      }
      if (unknown.size > 0) {
        for (const [text, tagged] of await read([...unknown], session, list, manifest)) {
          cache.set(text, tagged, RESULT_BYTES + SPAN_BYTES * tagged.spans.length);
          results.set(text, tagged);
        }
      }
      return texts.map((text) => results.get(text) ?? HARMLESS);
    },
    close: () => session.close(),
  };
}
