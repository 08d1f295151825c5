import path from 'node:path';
import { expect } from 'chai';
import { applyEdits, createEdits, readSpans } from '../../src/dicom/edit.js';
import { indexInstance, requireInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { walkElements, type DataElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { openFileSource } from '../../src/dicom/source.js';
import { isGroupLengthTag } from '../../src/dicom/tag.js';
import { readValue, readValues } from '../../src/dicom/values.js';
import { LetheError } from '../../src/errors.js';
import { CORPUS, corpusFiles } from '../support/corpus.js';

describe('the shared corpus of real files', function () {
  /** `clean`, or the code that the file is refused with. */
  const verdicts = new Map<string, string>();
  const different: string[] = [];
  const changed: string[] = [];

  before(function () {
    if (CORPUS === undefined) this.skip();
    this.timeout(300_000);
    for (const file of corpusFiles()) {
      const source = openFileSource(file);
      const name = path.basename(file);
      try {
        const instance = indexInstance(source, readFileHeader(source));
        requireInstance(instance);
        const original = instance.source.read(
          instance.dataSet.start,
          instance.dataSet.end - instance.dataSet.start,
        );
        if (!readSpans(instance.source, applyEdits(instance.dataSet, createEdits())).equals(original))
          different.push(name);
        if (!survivesRewriting(instance, original)) changed.push(name);
        for (const element of walkElements(instance.dataSet)) readValues(instance.source, element);
        verdicts.set(name, 'clean');
      } catch (error) {
        verdicts.set(name, error instanceof LetheError ? error.code : String(error));
      } finally {
        source.close();
      }
    }
  });

  it('is read, or refused with a code: 373 files are clean', () => {
    const counts: Record<string, number> = {};
    for (const verdict of verdicts.values()) counts[verdict] = (counts[verdict] ?? 0) + 1;
    expect(counts).to.deep.equal({ clean: 373, NOT_AN_INSTANCE: 39, DATA_SET_MALFORMED: 6, NOT_DICOM: 1 });
  });

  it('refuses every media directory', () => {
    expect(
      [...verdicts].filter(([name, verdict]) => name.startsWith('dir-') && verdict === 'clean'),
    ).to.deep.equal([]);
  });

  it('comes out byte for byte as it came when nothing is edited', () => {
    expect(different).to.deep.equal([]);
  });

  it('comes out byte for byte when its deepest element is written anew, group lengths that lied aside', () => {
    expect(changed).to.deep.equal([]);
  });
});

/** Writes an element deep in the data set with its own value, so that every length around it is written anew. */
function survivesRewriting({ source, dataSet }: IndexedInstance, original: Buffer): boolean {
  let deepest: DataElement | undefined;
  for (const element of walkElements(dataSet)) {
    // One that was written without its VR gets one.
    const isBlank =
      element.parent.encoding.explicitVr &&
      source.read(element.start + 4, 2).toString('latin1') !== element.vr;
    const isPlain =
      element.items === undefined &&
      element.fragments === undefined &&
      !isGroupLengthTag(element.tag) &&
      !isBlank;
    if (
      isPlain &&
      element.valueLength % 2 === 0 &&
      element.valueLength < 100_000 &&
      (deepest === undefined || element.parent.owner !== undefined)
    )
      deepest = element;
  }
  if (deepest === undefined) return true;
  const edits = createEdits();
  edits.replace(deepest, readValue(source, deepest));
  const rewritten = readSpans(source, applyEdits(dataSet, edits));
  if (rewritten.length !== original.length) return false;
  for (const element of walkElements(dataSet)) {
    if (isGroupLengthTag(element.tag))
      original.fill(0, element.valueStart - dataSet.start, element.end - dataSet.start);
    if (isGroupLengthTag(element.tag))
      rewritten.fill(0, element.valueStart - dataSet.start, element.end - dataSet.start);
  }
  return rewritten.equals(original);
}
