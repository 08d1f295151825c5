import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { blankInSpans, cleanCodestreamSegments } from '../../../src/deid/gate/clean-codestream.js';
import { searchResidue } from '../../../src/deid/gate/gate.js';
import type { Needle } from '../../../src/deid/identity/needles.js';
import { applyEdits, createEdits, readSpans, spansSize } from '../../../src/dicom/edit.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import { readFileHeader } from '../../../src/dicom/part10.js';
import { memorySource } from '../../../src/dicom/source.js';
import { corpusFiles } from '../../support/corpus.js';
import { encode, fragments, text } from '../../support/data-set-builder.js';
import { sampleFiles } from '../../support/instances.js';

const NEEDLES: readonly Needle[] = [{ text: 'quackenbush', kind: 'person', boundary: 'word' }];
const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function jpeg(...segments: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([1, 2, 3, 0xff, 0xd9]),
  ]);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}

/** Cleans a data set whose pixels are these fragments, and gives it back. */
function clean(...frames: readonly Buffer[]): { before: Buffer; after: Buffer } {
  const before = encode([
    text(0x00080016, 'UI', '1.2.3'),
    fragments(0x7fe00010, 'OB', Buffer.alloc(0), ...frames),
  ]);
  const instance = indexInstance(memorySource(before), {
    dataSetOffset: 0,
    transferSyntaxUid: JPEG_BASELINE,
  });
  const spans = applyEdits(instance.dataSet, createEdits());
  const cleaned = blankInSpans(spans, cleanCodestreamSegments(instance, NEEDLES));
  return { before, after: readSpans(instance.source, cleaned) };
}

function residue(dataSet: Buffer): readonly string[] {
  const where = { dataSetOffset: 0, transferSyntaxUid: JPEG_BASELINE };
  return searchResidue(memorySource(dataSet), where, NEEDLES).map((hit) => hit.path);
}

describe('Cleaning of codestream segments', () => {
  it('blanks a comment that names the patient, at the same length, and nothing else', () => {
    const other = segment(0xfe, Buffer.from('quality 90'));
    const { before, after } = clean(jpeg(other), jpeg(other, segment(0xfe, Buffer.from('of Quackenbush 3'))));
    expect(residue(before)).to.deep.equal(['(7FE0,0010) fragment 2 COM']);
    expect(residue(after)).to.deep.equal([]);
    const expected = Buffer.from(
      before.toString('latin1').replace('of Quackenbush 3', ' '.repeat(16)),
      'latin1',
    );
    expect(after.equals(expected)).to.equal(true);
  });

  it('leaves the name of an application segment and what a decoder reads of it', () => {
    const exif = segment(0xe1, Buffer.from('Exif\0\0by Quackenbush', 'latin1'));
    const adobe = segment(0xee, Buffer.from('Adobe\0d\0\0\0\0\x01 Quackenbush', 'latin1'));
    const { after } = clean(jpeg(exif, adobe));
    expect(residue(after)).to.deep.equal([]);
    expect(after.includes(Buffer.from('Exif\0', 'latin1'))).to.equal(true);
    expect(after.includes(Buffer.from('Adobe\0d\0\0\0\0\x01\0', 'latin1'))).to.equal(true);
  });

  it('blanks a comment that a fragment cuts in two', () => {
    const whole = jpeg(segment(0xfe, Buffer.from('about Quackenbush')));
    const { before, after } = clean(whole.subarray(0, 16), whole.subarray(16));
    expect(residue(before)).to.have.length(1);
    expect(residue(after)).to.deep.equal([]);
    expect(after.length).to.equal(before.length);
  });

  it('blanks what stands before and after an image', () => {
    const { after } = clean(
      Buffer.concat([Buffer.from(' Quackenbush'), jpeg(), Buffer.from('Quackenbush ')]),
    );
    expect(residue(after)).to.deep.equal([]);
  });

  it('changes no byte where no needle stands, in any real file', function () {
    const files = [...sampleFiles(), ...corpusFiles()].filter((file) => !file.includes('nots-odd'));
    let encapsulated = 0;
    for (const file of files) {
      const source = memorySource(readFileSync(file));
      let instance;
      try {
        instance = indexInstance(source, readFileHeader(source));
      } catch {
        continue;
      }
      const pixels = instance.dataSet.elements.find(({ tag }) => tag === 0x7fe00010);
      if (pixels?.fragments === undefined) continue;
      encapsulated += 1;
      const spans = applyEdits(instance.dataSet, createEdits());
      const cleaned = blankInSpans(spans, cleanCodestreamSegments(instance, NEEDLES));
      expect(cleaned, path.basename(file)).to.deep.equal(spans);
      expect(spansSize(cleaned)).to.equal(spansSize(spans));
    }
    expect(encapsulated).to.be.greaterThan(0);
  }).timeout(60_000);
});
