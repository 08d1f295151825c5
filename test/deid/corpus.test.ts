import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { deidentifyInstance } from '../../src/deid/deidentify.js';
import { PASSTHROUGH_POLICY } from '../../src/deid/header/policy.js';
import { readSpans } from '../../src/dicom/edit.js';
import { indexInstance, readUid } from '../../src/dicom/instance.js';
import { findElement, walkElements } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { readTexts } from '../../src/dicom/values.js';
import { foldText } from '../../src/deid/text/words.js';
import { isHarmlessWord } from '../../src/deid/vocabulary/vocabulary.js';
import { LetheError } from '../../src/errors.js';
import { loadStrategy } from '../../src/routing/load.js';
import { CORPUS, corpusFiles } from '../support/corpus.js';
import { KEYS, PROVENANCE } from '../support/header.js';
import { ROUTES } from '../support/instances.js';

const IDENTIFYING = new Set<number>([
  TAG.patientName,
  TAG.patientId,
  TAG.patientBirthDate,
  TAG.accessionNumber,
]);
const UIDS = new Set<number>([TAG.sopInstanceUid, TAG.studyInstanceUid, TAG.seriesInstanceUid, 0x00200052]);

/** Whether a name or ID is made of plain words, such as `Anonymous`, `Unbekannt` or `PHANTOM_EXAMPLE`: it tells nobody. */
function saysNobody(text: string): boolean {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words.every((word) => word === 'Unbekannt' || isHarmlessWord(foldText(word)));
}

describe('the shared corpus under the default strategy', function () {
  const refused: Record<string, number> = {};
  let deidentified = 0;
  const notTheSame: string[] = [];
  const named: string[] = [];
  const pixelsChanged: string[] = [];
  const unreadable: string[] = [];
  /** Every replacement that a pair of patient and UID met. */
  const replacements = new Map<string, Set<string>>();

  before(async function () {
    if (CORPUS === undefined) this.skip();
    this.timeout(600_000);
    const { policy } = loadStrategy(readFileSync(path.join(ROUTES, 'default.yaml'), 'utf8'), 'default.yaml');
    for (const file of corpusFiles()) {
      const name = path.basename(file);
      try {
        await examine(name, readFileSync(file), policy);
        deidentified += 1;
      } catch (error) {
        const code = error instanceof LetheError ? error.code : String(error);
        refused[code] = (refused[code] ?? 0) + 1;
      }
    }
  });

  async function examine(
    name: string,
    bytes: Buffer,
    policy: Parameters<typeof deidentifyInstance>[2]['policy'],
  ): Promise<void> {
    const source = memorySource(bytes);
    const where = readFileHeader(source);
    const instance = indexInstance(source, where);
    const request = {
      facts: {},
      provenance: PROVENANCE,
      keys: KEYS.pseudonyms,
      trace: false,
      history: [],
      tagger: undefined,
    };

    const same = await deidentifyInstance(
      instance,
      { source, where },
      { ...request, policy: PASSTHROUGH_POLICY },
    );
    if (
      same.kind !== 'deidentified' ||
      !readSpans(same.source, same.spans).equals(bytes.subarray(where.dataSetOffset))
    )
      notTheSame.push(name);

    const outcome = await deidentifyInstance(instance, { source, where }, { ...request, policy });
    if (outcome.kind !== 'deidentified') throw new Error('quarantined');
    const written = readSpans(outcome.source, outcome.spans);
    const output = instance.deflated ? inflateRawSync(written) : written;
    const after = indexInstance(memorySource(written), {
      dataSetOffset: 0,
      transferSyntaxUid: where.transferSyntaxUid,
    });
    if (readUid(after, TAG.sopInstanceUid) !== outcome.sopInstanceUid) unreadable.push(name);

    for (const element of walkElements(instance.dataSet)) {
      const isUid = UIDS.has(element.tag);
      if (!isUid && !IDENTIFYING.has(element.tag)) continue;
      for (const text of readTexts(instance.source, element)) {
        const isToBeGone = isUid
          ? !text.startsWith('1.2.840.10008.') && text.length >= 5
          : text.length >= 5 && !saysNobody(text);
        if (
          isToBeGone &&
          occursWhole(output, text, instance.source.read(element.valueStart, element.valueLength), isUid)
        )
          named.push(`${name} (${element.tag.toString(16)})`);
      }
    }
    const [before, now] = [instance, after].map((one) => {
      const element = findElement(one.dataSet, TAG.pixelData);
      return element === undefined ? undefined : one.source.read(element.start, element.end - element.start);
    });
    if (before !== undefined && now?.equals(before) !== true) pixelsChanged.push(name);

    const patientElement = findElement(instance.dataSet, TAG.patientId);
    const patient = patientElement === undefined ? '' : (readTexts(instance.source, patientElement)[0] ?? '');
    if (patient === '') return;
    for (const { kind, original, replacement } of outcome.crosswalk) {
      const key = `${patient}\n${kind}\n${original}`;
      replacements.set(key, (replacements.get(key) ?? new Set()).add(replacement));
    }
  }

  it('is de-identified, or refused with a code', () => {
    expect({ deidentified, ...refused }).to.deep.equal({
      deidentified: 370,
      // With a PDF inside.
      'Error: quarantined': 3,
      NOT_AN_INSTANCE: 39,
      DATA_SET_MALFORMED: 6,
      NOT_DICOM: 1,
    });
  });

  it('is the same byte for byte under the strategy that changes nothing', () => {
    expect(notTheSame).to.deep.equal([]);
  });

  it('names its patients and instances nowhere in the bytes of the output', () => {
    expect([...new Set(named)]).to.deep.equal([]);
  });

  it('keeps its pixel data byte for byte', () => {
    expect(pixelsChanged).to.deep.equal([]);
  });

  it('comes out as data sets that name the instance', () => {
    expect(unreadable).to.deep.equal([]);
  });

  it('gives each UID and patient ID of a patient one replacement in all files', () => {
    expect([...replacements.values()].filter((ones) => ones.size > 1)).to.have.length(0);
  });
});

/** Whether a value stands in the bytes, as encoded or in UTF-8, with no letter or digit adjoining it. */
function occursWhole(bytes: Buffer, text: string, encoded: Buffer, isUid: boolean): boolean {
  const isPart = (byte: number | undefined): boolean =>
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x61 && byte <= 0x7a) ||
      (isUid && byte === 0x2e));
  let end = encoded.length;
  while (end > 0 && (encoded[end - 1] === 0x20 || encoded[end - 1] === 0)) end -= 1;
  for (const needle of [Buffer.from(text, 'utf8'), encoded.subarray(0, end)]) {
    if (needle.length < 5) continue;
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      if (!isPart(bytes[at - 1]) && !isPart(bytes[at + needle.length])) return true;
    }
  }
  return false;
}
