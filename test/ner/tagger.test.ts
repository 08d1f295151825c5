import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { TaggedText } from '../../src/deid/text/tagger.js';
import { LetheError } from '../../src/errors.js';
import { openTagger, type Tagger } from '../../src/ner/tagger.js';
import { WINDOW } from '../../src/ner/windows.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const MODEL = path.resolve(import.meta.dirname, '..', '..', '..', 'models', 'ner');

/** What of a text the tagger found, by the text itself. */
const pieces = (text: string, { spans }: TaggedText): string[] =>
  spans.map(({ start, end }) => text.slice(start, end));

async function refusal(folder: string): Promise<LetheError> {
  try {
    await (await openTagger(folder)).close();
  } catch (error) {
    if (error instanceof LetheError) return error;
    throw error;
  }
  throw new Error('the tagger opened');
}

describe('tagger', () => {
  let tagger: Tagger;
  before(async () => {
    tagger = await openTagger(MODEL);
  });
  after(() => tagger.close());

  const tagOne = async (text: string): Promise<TaggedText> => {
    const [tagged] = await tagger.tag([text]);
    if (tagged === undefined) throw new Error('no result');
    return tagged;
  };

  const IDENTIFYING: readonly (readonly [text: string, piece: string, kind: string])[] = [
    ['CT Chest ordered by Dr. Helen Stanhope', 'Helen Stanhope', 'person'],
    ['Schädel nativ, Zuweiser Dr. Meierhofer', 'Meierhofer', 'person'],
    ['radiografía de tórax paciente Lucía Fernández', 'Lucía Fernández', 'person'],
    ['IRM du genou M. Jean-Luc Moreau', 'Jean-Luc Moreau', 'person'],
    ['MRN: 48291034 follow up', '48291034', 'identifier'],
    ['prior exam 12.03.2019 compared', '12.03.2019', 'date'],
    ['call 555-231-8890 with results', '555-231-8890', 'phone'],
    ['send report to j.kowalski@example.org', 'j.kowalski@example.org', 'email'],
    ['transferred from Riverside General Hospital', 'Riverside General Hospital', 'institution'],
  ];
  for (const [text, piece, kind] of IDENTIFYING) {
    it(`finds the ${kind} in "${text}"`, async () => {
      const tagged = await tagOne(text);
      const start = text.indexOf(piece);
      const covering = tagged.spans.find((span) => span.start <= start && start + piece.length <= span.end);
      expect(covering, JSON.stringify(pieces(text, tagged))).to.have.property('kind', kind);
      // A title may go with the name, no more.
      expect(start - (covering?.start ?? 0)).to.be.at.most(4);
      expect(tagged.spans.every(({ source }) => source === 'tagger')).to.equal(true);
      expect(tagged.verdict).not.to.equal('harmless');
    });
  }

  const HARMLESS = [
    'CT HEAD W/O CONTRAST',
    't2_tse_sag_384',
    'SIEMENS MAGNETOM Skyra',
    'Foley catheter in place',
    "Crohn's disease follow up",
    'Morbus Parkinson',
    'LWS in 2 Ebenen',
    'rule out appendicitis',
    'radiographie du thorax de face',
    'HFS',
  ];
  for (const text of HARMLESS) {
    it(`finds nobody in "${text}"`, async () => {
      const tagged = await tagOne(text);
      expect(pieces(text, tagged)).to.deep.equal([]);
      expect(tagged.verdict).to.equal('harmless');
    });
  }

  it('finds a name at the end of a long text, and says nothing of what is harmless before it', async () => {
    const before = 'no acute intracranial abnormality, stable appearance. '.repeat(60);
    const text = `${before}Read by Dr. Helen Stanhope`;
    expect(text.length).to.be.above(10 * WINDOW);
    expect(pieces(text, await tagOne(text))).to.deep.equal(['Helen Stanhope']);
  });

  it('finds a name wherever it lies across the edges of windows', async () => {
    const filler = 'no acute intracranial abnormality, stable appearance. '.repeat(8);
    for (let at = 130; at < 290; at += 16) {
      const text = `${filler.slice(0, at)} read by Dr. Helen Stanhope. ${filler}`;
      expect(pieces(text, await tagOne(text)), `at ${at}`).to.include('Helen Stanhope');
    }
  });

  it('gives spans in order, inside the text, not overlapping, with a confidence', async () => {
    for (const [text] of IDENTIFYING) {
      let end = 0;
      for (const span of (await tagOne(text)).spans) {
        expect(span.start).to.be.at.least(end);
        expect(span.end).to.be.above(span.start).and.at.most(text.length);
        expect(span.confidence).to.be.within(0, 1);
        ({ end } = span);
      }
    }
  });

  it('answers each text in its place, repeated ones too, and takes what holds no letter as harmless', async () => {
    const text = 'MRN: 48291034 follow up';
    const tagged = await tagger.tag([text, '', 'HFS', text, ' -- / ']);
    expect(tagged).to.have.length(5);
    expect(tagged[3]).to.deep.equal(tagged[0]);
    expect(tagged.map(({ verdict }) => verdict === 'harmless')).to.deep.equal([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it('gives the same result for a text alone, in company, from the cache and from another tagger', async () => {
    const texts = [...IDENTIFYING.map(([text]) => text), ...HARMLESS];
    const other = await openTagger(MODEL, { maxCachedTexts: 0 });
    try {
      const together = await other.tag(texts);
      const again = await other.tag([...texts].reverse());
      const alone = await Promise.all(texts.map((text) => other.tag([text])));
      expect([...again].reverse()).to.deep.equal(together);
      expect(alone.flat()).to.deep.equal(together);
      expect(await tagger.tag(texts)).to.deep.equal(together);
    } finally {
      await other.close();
    }
  });

  it('serves many callers at once', async () => {
    const fresh = await openTagger(MODEL);
    try {
      const calls = Array.from({ length: 20 }, (_, call) =>
        fresh.tag(IDENTIFYING.map(([text]) => `${text} ${call % 4}`)),
      );
      const results = await Promise.all(calls);
      results.forEach((result, call) => expect(result).to.deep.equal(results[call % 4]));
    } finally {
      await fresh.close();
    }
  });

  it('answers known texts without the model, in a twentieth of the time or less', async () => {
    const texts = Array.from({ length: 400 }, (_, at) => `CT CHEST series ${at} of the day`);
    const measure = async (): Promise<number> => {
      const start = process.cpuUsage();
      await tagger.tag(texts);
      const used = process.cpuUsage(start);
      return used.user + used.system;
    };
    const uncached = await measure();
    await measure();
    expect(Math.min(await measure(), await measure())).to.be.below(uncached / 20);
  });

  it('takes texts that are no text: half a surrogate pair, control characters, NUL', async () => {
    const odd = [
      '\ud800 Helen',
      'a\u0000b\u0001c',
      '\uffff\ufffe',
      '👩‍⚕️ Dr. Helen Stanhope',
      'x'.repeat(5000),
    ];
    expect(await tagger.tag(odd)).to.have.length(odd.length);
  });

  it('works in a worker thread', async () => {
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.module).then(async ({ openTagger }) => {
        const tagger = await openTagger(workerData.model);
        parentPort.postMessage(await tagger.tag(workerData.texts));
        await tagger.close();
      });`;
    const texts = IDENTIFYING.map(([text]) => text);
    const module = new URL('../../src/ner/tagger.js', import.meta.url).href;
    const worker = new Worker(script, { eval: true, workerData: { module, model: MODEL, texts } });
    const result = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(result).to.deep.equal(await tagger.tag(texts));
  });
});

describe('model folder of the tagger', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    await cp(MODEL, folder, { recursive: true });
  });
  afterEach(() => removeFolder(folder));

  it('is refused when the model is not the one of its manifest', async () => {
    const file = path.join(folder, 'model.onnx');
    const bytes = await readFile(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const error = await refusal(folder);
    expect(error.code).to.equal('MODEL_NOT_USABLE');
    expect(error.message).to.include('model.onnx');
    expect(error.hint).to.be.a('string');
  });

  it('is refused when the word list is cut short', async () => {
    await truncate(path.join(folder, 'words.bin'), 1000);
    const error = await refusal(folder);
    expect([error.code, error.message.includes('words.bin')]).to.deep.equal(['MODEL_NOT_USABLE', true]);
  });

  it('is refused when a file is missing', async () => {
    await rm(path.join(folder, 'words.bin'));
    expect((await refusal(folder)).code).to.equal('MODEL_NOT_USABLE');
    await rm(path.join(folder, 'manifest.json'));
    expect((await refusal(folder)).code).to.equal('MODEL_NOT_USABLE');
  });

  it('is refused when its manifest is no manifest', async () => {
    for (const text of [
      '{',
      '[]',
      '{}',
      '{"name":"x","files":{"model.onnx":"00"},"labels":[],"verdicts":[],"threshold":0.5}',
    ]) {
      await writeFile(path.join(folder, 'manifest.json'), text);
      expect((await refusal(folder)).code, text).to.equal('MODEL_NOT_USABLE');
    }
  });
});
