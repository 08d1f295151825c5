import { expect } from 'chai';
import fc from 'fast-check';

import { streamSize } from '../../src/transcode/stream-header.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('streamSize', () => {
  it('reads the frame header of JPEG behind other segments', () => {
    const bytes = hex('ffd8 ffe0 0004 4a46 ffc4 0003 00 ffc0 000b 08 0010 0020 01 01 11 00');
    expect(streamSize(bytes)).to.deep.equal({ rows: 16, columns: 32, components: 1 });
  });

  it('reads the frame header of JPEG-LS', () => {
    expect(streamSize(hex('ffd8 fff7 0011 08 0002 0003 03 01 11 00 02 11 00'))).to.deep.equal({
      rows: 2,
      columns: 3,
      components: 3,
    });
  });

  it('reads the size of JPEG 2000 less the offset of its grid', () => {
    const siz =
      '0029 0000 00000022 00000011 00000002 00000001 00000022 00000011 00000000 00000000 0001 07 01 01';
    expect(streamSize(hex(`ff4fff51 ${siz} 0000`))).to.deep.equal({ rows: 16, columns: 32, components: 1 });
  });

  it('says nothing of other bytes', () => {
    expect(streamSize(hex('00010203'))).to.equal(undefined);
  });

  it('comes to an end with any bytes', () => {
    const start = fc.constantFrom('ffd8', 'ff4fff51', '');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 60 }), (head, rest) => {
        streamSize(Buffer.concat([hex(head), rest]));
      }),
    );
  });
});
