import { expect } from 'chai';

import { EXPLICIT_LITTLE, type DataElement } from '../../src/dicom/model.js';
import { parseDataSet } from '../../src/dicom/parse.js';
import { memorySource, type ByteSource } from '../../src/dicom/source.js';
import { framesOf, readFrame } from '../../src/transcode/frames.js';

function item(bytes: Buffer): Buffer {
  const header = Buffer.from('feff00e000000000', 'hex');
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

function offsets(...values: number[]): Buffer {
  const table = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => table.writeUInt32LE(value, index * 4));
  return table;
}

function encapsulated(
  table: Buffer,
  fragments: readonly string[],
): { source: ByteSource; pixelData: DataElement } {
  const bytes = Buffer.concat([
    Buffer.from('e07f10004f420000ffffffff', 'hex'),
    item(table),
    ...fragments.map((fragment) => item(Buffer.from(fragment, 'hex'))),
    Buffer.from('feffdde000000000', 'hex'),
  ]);
  const source = memorySource(bytes);
  const pixelData = parseDataSet(source, EXPLICIT_LITTLE).elements[0];
  if (pixelData === undefined) throw new Error('no pixel data');
  return { source, pixelData };
}

function framesIn(
  table: Buffer,
  fragments: readonly string[],
  count: number,
  extended?: DataElement,
): string[] {
  const { source, pixelData } = encapsulated(table, fragments);
  return framesOf(source, pixelData, count, extended).map((frame) =>
    readFrame(source, frame).toString('hex'),
  );
}

describe('framesOf', () => {
  it('joins all fragments of a single frame', () => {
    expect(framesIn(offsets(), ['0102', '0304'], 1)).to.deep.equal(['01020304']);
  });

  it('takes one fragment for each frame where the numbers agree', () => {
    expect(framesIn(offsets(), ['0102', '0304'], 2)).to.deep.equal(['0102', '0304']);
  });

  it('goes by the basic offset table where a frame has several fragments', () => {
    expect(framesIn(offsets(0, 20), ['0102', '0304', '0506'], 2)).to.deep.equal(['01020304', '0506']);
  });

  it('goes by the start of JPEG streams where there is no table', () => {
    expect(framesIn(offsets(), ['ffd8ffe0', '0304', 'ffd8ffdb'], 2)).to.deep.equal([
      'ffd8ffe00304',
      'ffd8ffdb',
    ]);
  });

  it('does not trust a basic offset table that points into fragments', () => {
    expect(framesIn(offsets(0, 3), ['ff4fff51', '0304', 'ff4fff51'], 2)).to.deep.equal([
      'ff4fff510304',
      'ff4fff51',
    ]);
  });

  it('refuses fragments that nothing tells apart', () => {
    expect(() => framesIn(offsets(), ['0102', '0304', '0506'], 2))
      .to.throw(/told apart/)
      .with.property('code', 'TRANSCODE_NOT_POSSIBLE');
  });

  it('refuses pixel data without fragments', () => {
    expect(() => framesIn(offsets(), [], 1)).to.throw(/no fragments/);
  });
});
