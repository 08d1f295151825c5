import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  findElement,
  IMPLICIT_LITTLE,
  walkElements,
  type DataSet,
  type Encoding,
} from '../../src/dicom/model.js';
import { parseDataSet, parseDataSetInSteps } from '../../src/dicom/parse.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import {
  encode,
  fragments,
  header,
  item,
  marker,
  openSequence,
  raw,
  sequence,
  text,
  uint16,
  uint32,
  value,
  type ElementSpec,
} from '../support/data-set-builder.js';
import { SAMPLES } from '../support/instances.js';

const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const REFERENCED_IMAGE = 0x00081140;
const PIXEL_DATA = 0x7fe00010;
const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED = 0xffffffff;

function parse(
  bytes: Buffer,
  encoding: Encoding = EXPLICIT_LITTLE,
  limits?: { maxDepth: number; maxElements: number },
): DataSet {
  return parseDataSet(memorySource(bytes), encoding, limits === undefined ? {} : { limits });
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof LetheError ? error.code : String(error);
  }
}

/** Sequences in sequences, `depth` of them, with undefined lengths. */
function nested(depth: number, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  const open = Buffer.concat([
    header(REFERENCED_IMAGE, 'SQ', UNDEFINED, encoding),
    marker(ITEM, UNDEFINED, encoding),
  ]);
  const close = Buffer.concat([
    marker(ITEM_DELIMITATION, 0, encoding),
    marker(SEQUENCE_DELIMITATION, 0, encoding),
  ]);
  return Buffer.concat([
    ...Array.from({ length: depth }, () => open),
    ...Array.from({ length: depth }, () => close),
  ]);
}

describe('reading a data set', () => {
  for (const [name, encoding] of [
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit little endian', EXPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ] as const) {
    it(`finds where each value lies, in ${name}`, () => {
      const bytes = encode(
        [
          text(PATIENT_NAME, 'PN', 'Doe^Jane'),
          text(PATIENT_ID, 'LO', '4711'),
          value(0x00420011, 'OB', Buffer.from([1, 2])),
        ],
        encoding,
      );
      const values = parse(bytes, encoding).elements.map((element) =>
        bytes.toString('latin1', element.valueStart, element.valueStart + element.valueLength),
      );
      expect(values).to.deep.equal(['Doe^Jane', '4711', '\x01\x02']);
    });

    it(`takes 64 levels of sequences and no more, in ${name}`, () => {
      expect([
        codeOf(() => parse(nested(64, encoding), encoding)),
        codeOf(() => parse(nested(65, encoding), encoding)),
      ]).to.deep.equal(['none', 'DATA_SET_LIMIT']);
    });
  }

  it('gives an element of implicit VR the VR of the dictionary, and UN where that has none', () => {
    const vrs = parse(
      encode([text(PATIENT_NAME, 'PN', 'AB'), text(0x00091001, 'UN', 'CD')], IMPLICIT_LITTLE),
      IMPLICIT_LITTLE,
    ).elements.map(({ vr }) => vr);
    expect(vrs).to.deep.equal(['PN', 'UN']);
  });

  it('reads items of a UN element of undefined length as implicit VR little endian', () => {
    const spec: ElementSpec = {
      kind: 'sequence',
      tag: 0x00091103,
      vr: 'UN',
      undefinedLength: true,
      items: [item([text(PATIENT_NAME, 'PN', 'A^B ')])],
    };
    const dataSet = parse(encode([spec], EXPLICIT_BIG), EXPLICIT_BIG);
    expect(dataSet.elements[0]?.items?.[0]?.dataSet.elements[0]).to.include({
      tag: PATIENT_NAME,
      vr: 'PN',
      valueLength: 4,
    });
  });

  it('finds a sequence that hides in a UN element of defined length, be it implicit or explicit', () => {
    const explicitItems = encode([sequence(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', 'A^B ')])]).subarray(
      12,
    );
    const implicitItems = encode(
      [sequence(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', 'A^B ')])],
      IMPLICIT_LITTLE,
    ).subarray(8);
    const tagsIn = (items: Buffer): (number | undefined)[] =>
      [...walkElements(parse(encode([value(0x00091103, 'UN', items)])))].map(({ tag }) => tag);
    expect([tagsIn(explicitItems), tagsIn(implicitItems)]).to.deep.equal([
      [0x00091103, PATIENT_NAME],
      [0x00091103, PATIENT_NAME],
    ]);
  });

  it('takes a UN value that only begins like items for an opaque one', () => {
    const element = parse(
      encode([value(0x00091103, 'UN', Buffer.concat([marker(ITEM, 100), Buffer.alloc(4)]))]),
    ).elements[0];
    expect(element?.items).to.equal(undefined);
  });

  it('does not try the nestings of opaque UN values again and again', () => {
    // Each level is a UN value that reads as items almost to its end: what is inside must not be read twice for each.
    let bytes = Buffer.from('end!');
    for (let level = 0; level < 60; level += 1) {
      const content = Buffer.concat([header(0x00091103, 'UN', bytes.length, IMPLICIT_LITTLE), bytes]);
      bytes = Buffer.concat([marker(ITEM, content.length), content, Buffer.from('junk')]);
    }
    const started = Date.now();
    codeOf(() =>
      parse(Buffer.concat([header(0x00091103, 'UN', bytes.length, IMPLICIT_LITTLE), bytes]), IMPLICIT_LITTLE),
    );
    codeOf(() => parse(Buffer.concat([header(0x00091103, 'UN', bytes.length), bytes])));
    expect(Date.now() - started).to.be.below(15_000);
  });

  it('reads fragments, the offset table first', () => {
    const bytes = encode([
      fragments(PIXEL_DATA, 'OB', Buffer.alloc(0), Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6])),
    ]);
    expect(parse(bytes).elements[0]?.fragments?.map(({ valueLength }) => valueLength)).to.deep.equal([
      0, 4, 2,
    ]);
  });

  it('tolerates a missing delimiter after the last fragment of the file', () => {
    const whole = encode([fragments(PIXEL_DATA, 'OB', Buffer.alloc(0), Buffer.from([1, 2, 3, 4]))]);
    expect(parse(whole.subarray(0, -8)).elements[0]).to.include({ end: whole.length - 8, valueLength: 20 });
  });

  for (const [name, blank] of [
    ['blank', '  '],
    ['zero', '\0\0'],
  ] as const) {
    it(`tolerates a ${name} VR among explicit ones, with a length of 16 bits`, () => {
      const bytes = Buffer.concat([
        uint16(0x0010),
        uint16(0x0020),
        Buffer.from(blank),
        uint16(4),
        Buffer.from('4711'),
      ]);
      expect(parse(bytes).elements[0]).to.include({ vr: 'LO', valueLength: 4 });
    });
  }

  it('tolerates an element of implicit VR among explicit ones', () => {
    const bytes = Buffer.concat([
      encode([text(PATIENT_ID, 'LO', '4711')], IMPLICIT_LITTLE),
      encode([text(0x00100040, 'CS', 'F ')]),
    ]);
    expect(parse(bytes).elements.map(({ tag, valueLength }) => [tag, valueLength])).to.deep.equal([
      [PATIENT_ID, 4],
      [0x00100040, 2],
    ]);
  });

  it('takes a data set that is implicit though it should be explicit for what it is, so that edits are like the rest', () => {
    const specs = [
      text(PATIENT_NAME, 'PN', 'AB'),
      text(PATIENT_ID, 'LO', '4711'),
      text(0x00100040, 'CS', 'F '),
    ];
    const { encoding, elements } = parse(encode(specs, IMPLICIT_LITTLE));
    expect(encoding).to.deep.equal(IMPLICIT_LITTLE);
    expect(elements.map(({ vr }) => vr)).to.deep.equal(['PN', 'LO', 'CS']);
  });

  it('refuses a data set that goes on in another VR encoding than it began', () => {
    const bytes = Buffer.concat([
      encode([text(0x00080060, 'CS', 'CT')]),
      encode([text(PATIENT_NAME, 'PN', 'AB'), text(PATIENT_ID, 'LO', '4711')], IMPLICIT_LITTLE),
    ]);
    expect(() => parse(bytes)).to.throw(LetheError, '(0010,0020) has no VR');
  });

  it('takes an implicit element that the dictionary calls a sequence, and that holds no items, for an opaque value', () => {
    const element = parse(
      encode([value(REFERENCED_IMAGE, 'UN', Buffer.from('not items'))], IMPLICIT_LITTLE),
      IMPLICIT_LITTLE,
    ).elements[0];
    expect(element).to.include({ vr: 'UN', items: undefined, valueLength: 9 });
  });

  it('reads odd lengths, duplicates and tags out of order as they stand', () => {
    const specs = [
      text(PATIENT_ID, 'LO', 'X1'),
      value(PATIENT_NAME, 'PN', Buffer.from('odd')),
      text(PATIENT_NAME, 'PN', 'AB'),
    ];
    expect(parse(encode(specs)).elements.map(({ tag, valueLength }) => [tag, valueLength])).to.deep.equal([
      [PATIENT_ID, 2],
      [PATIENT_NAME, 3],
      [PATIENT_NAME, 2],
    ]);
  });

  it('tolerates a length in a delimiter', () => {
    const bytes = Buffer.concat([
      header(REFERENCED_IMAGE, 'SQ', UNDEFINED),
      marker(ITEM, UNDEFINED),
      marker(ITEM_DELIMITATION, 8),
      marker(SEQUENCE_DELIMITATION, 4),
      encode([text(PATIENT_ID, 'LO', 'X1')]),
    ]);
    expect(parse(bytes).elements.map(({ tag }) => tag)).to.deep.equal([REFERENCED_IMAGE, PATIENT_ID]);
  });

  it('reads a sequence with no items, of either kind of length', () => {
    const dataSet = parse(encode([sequence(REFERENCED_IMAGE), openSequence(0x00081111)]));
    expect(dataSet.elements.map(({ items }) => items?.length)).to.deep.equal([0, 0]);
  });

  it('tells an item from whom it hangs', () => {
    const outer = parse(encode([sequence(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', 'AB')])]));
    const inner = outer.elements[0]?.items?.[0]?.dataSet;
    expect([inner?.owner?.sequence.parent === outer, outer.owner]).to.deep.equal([true, undefined]);
  });

  it('finds the first of two elements with one tag', () => {
    const dataSet = parse(encode([text(PATIENT_NAME, 'PN', 'ONE '), text(PATIENT_NAME, 'PN', 'TW')]));
    expect(findElement(dataSet, PATIENT_NAME)?.valueLength).to.equal(4);
  });

  it('gives the same in steps as at once', async () => {
    const bytes = encode([
      openSequence(
        REFERENCED_IMAGE,
        ...Array.from({ length: 15_000 }, () => [text(PATIENT_NAME, 'PN', 'AB')]),
      ),
      text(PATIENT_ID, 'LO', 'X1'),
    ]);
    const inSteps = await parseDataSetInSteps(memorySource(bytes), EXPLICIT_LITTLE);
    const places = (dataSet: DataSet): number[][] =>
      [...walkElements(dataSet)].map(({ tag, start, end }) => [tag, start, end]);
    expect(places(inSteps)).to.deep.equal(places(parse(bytes)));
  });
});

describe('a data set that is not one', () => {
  const malformed: readonly (readonly [string, Buffer])[] = [
    ['a length of FFFFFFF0H', Buffer.concat([header(0x00420011, 'OB', 0xfffffff0), Buffer.alloc(100)])],
    ['a value cut off', encode([text(PATIENT_NAME, 'PN', 'Doe^Jane')]).subarray(0, -3)],
    [
      'a header cut off',
      encode([text(PATIENT_NAME, 'PN', 'Doe^Jane'), text(PATIENT_ID, 'LO', 'X1')]).subarray(0, 20),
    ],
    ['a header of the long form cut off', header(0x00420011, 'OB', 4).subarray(0, 10)],
    [
      'undefined length with a VR that allows none',
      Buffer.concat([header(0x00420011, 'OB', UNDEFINED), marker(SEQUENCE_DELIMITATION, 0)]),
    ],
    ['an item outside a sequence', marker(ITEM, 0)],
    ['an item delimiter outside an item', marker(ITEM_DELIMITATION, 0)],
    ['a sequence delimiter outside a sequence', marker(SEQUENCE_DELIMITATION, 0)],
    [
      'a sequence without its delimiter',
      Buffer.concat([header(REFERENCED_IMAGE, 'SQ', UNDEFINED), marker(ITEM, 0)]),
    ],
    [
      'an item without its delimiter',
      Buffer.concat([
        header(REFERENCED_IMAGE, 'SQ', UNDEFINED),
        marker(ITEM, UNDEFINED),
        encode([text(PATIENT_ID, 'LO', 'X1')]),
      ]),
    ],
    [
      'an item longer than its sequence',
      Buffer.concat([header(REFERENCED_IMAGE, 'SQ', 8), marker(ITEM, 8), Buffer.alloc(8)]),
    ],
    [
      'an element where an item is expected',
      Buffer.concat([header(REFERENCED_IMAGE, 'SQ', UNDEFINED), encode([text(PATIENT_ID, 'LO', 'X1')])]),
    ],
    [
      'an item of undefined length in a sequence that ends first',
      Buffer.concat([
        header(REFERENCED_IMAGE, 'SQ', 8),
        marker(ITEM, UNDEFINED),
        marker(ITEM_DELIMITATION, 0),
      ]),
    ],
    [
      'a sequence of defined length delimited before its end',
      Buffer.concat([
        header(REFERENCED_IMAGE, 'SQ', 24),
        marker(SEQUENCE_DELIMITATION, 0),
        marker(ITEM, 0),
        marker(ITEM, 0),
      ]),
    ],
    [
      'an item of defined length delimited before its end',
      encode([sequence(REFERENCED_IMAGE, [raw(marker(ITEM_DELIMITATION, 0)), text(PATIENT_ID, 'LO', 'X1')])]),
    ],
    [
      'a fragment longer than the file',
      Buffer.concat([
        header(PIXEL_DATA, 'OB', UNDEFINED),
        marker(ITEM, 0),
        marker(ITEM, 1000),
        Buffer.alloc(10),
      ]),
    ],
    [
      'a fragment of undefined length',
      Buffer.concat([header(PIXEL_DATA, 'OB', UNDEFINED), marker(ITEM, UNDEFINED), Buffer.alloc(10)]),
    ],
    [
      'something else among fragments',
      Buffer.concat([
        header(PIXEL_DATA, 'OB', UNDEFINED),
        marker(ITEM, 0),
        encode([text(PATIENT_ID, 'LO', 'X1')]),
      ]),
    ],
  ];
  for (const [what, bytes] of malformed) {
    it(`is refused for ${what}`, () => {
      expect(codeOf(() => parse(bytes))).to.equal('DATA_SET_MALFORMED');
    });
  }

  it('is refused with the position and without a value', () => {
    expect(() => parse(encode([text(PATIENT_NAME, 'PN', 'Doe^Jane')]).subarray(0, -3))).to.throw(
      '(0010,0010) says 8 bytes, 5 are left, at byte 0',
    );
  });

  it('is refused, and nothing crashes, for 60,000 nested sequences', () => {
    expect(codeOf(() => parse(nested(60_000)))).to.equal('DATA_SET_LIMIT');
  });

  it('is refused for 60,000 sequences nested in UN values of undefined length', () => {
    const open = Buffer.concat([
      header(0x00091103, 'UN', UNDEFINED, IMPLICIT_LITTLE),
      marker(ITEM, UNDEFINED),
    ]);
    expect(
      codeOf(() => parse(Buffer.concat(Array.from({ length: 60_000 }, () => open)), IMPLICIT_LITTLE)),
    ).to.equal('DATA_SET_LIMIT');
  });

  it('is refused for more than 64 levels that hide in UN values', () => {
    const hidden = (levels: number): Buffer => {
      let bytes = encode([text(PATIENT_NAME, 'PN', 'AB')], IMPLICIT_LITTLE);
      for (let level = 0; level < levels; level += 1) {
        const items = Buffer.concat([marker(ITEM, bytes.length), bytes]);
        bytes = Buffer.concat([header(0x00091103, 'UN', items.length, IMPLICIT_LITTLE), items]);
      }
      return bytes;
    };
    expect([64, 65].map((levels) => codeOf(() => parse(hidden(levels), IMPLICIT_LITTLE)))).to.deep.equal([
      'none',
      'DATA_SET_LIMIT',
    ]);
  });

  it('is refused for more elements than the limit', () => {
    const bytes = encode(Array.from({ length: 11 }, () => text(PATIENT_NAME, 'PN', 'AB')));
    const within = (maxElements: number): string =>
      codeOf(() => parse(bytes, EXPLICIT_LITTLE, { maxDepth: 64, maxElements }));
    expect([within(11), within(10)]).to.deep.equal(['none', 'DATA_SET_LIMIT']);
  });

  it('is refused for more items than the limit', () => {
    const bytes = encode([openSequence(REFERENCED_IMAGE, ...Array.from({ length: 20 }, () => []))]);
    expect(codeOf(() => parse(bytes, EXPLICIT_LITTLE, { maxDepth: 64, maxElements: 20 }))).to.equal(
      'DATA_SET_LIMIT',
    );
  });

  it('is refused for more fragments than the limit', () => {
    const bytes = encode([fragments(PIXEL_DATA, 'OB', ...Array.from({ length: 20 }, () => Buffer.alloc(0)))]);
    expect(codeOf(() => parse(bytes, EXPLICIT_LITTLE, { maxDepth: 64, maxElements: 20 }))).to.equal(
      'DATA_SET_LIMIT',
    );
  });

  it('costs no more memory than its bytes, whatever lengths it claims', () => {
    const before = process.memoryUsage.rss();
    for (let run = 0; run < 200; run += 1)
      codeOf(() => parse(Buffer.concat([header(0x00420011, 'OB', 0xfffffff0), uint32(run)])));
    expect(process.memoryUsage.rss() - before).to.be.below(64 * 1024 * 1024);
  });
});

describe('bytes of any kind', () => {
  const ACCEPTABLE = ['none', 'DATA_SET_MALFORMED', 'DATA_SET_LIMIT'];
  const encodings = [IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG];

  it('are read or refused with a code when they are random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...encodings), (bytes, encoding) => {
        expect(codeOf(() => parse(Buffer.from(bytes), encoding))).to.be.oneOf(ACCEPTABLE);
      }),
      { numRuns: 1000 },
    );
  });

  it('are read or refused with a code when a real file was damaged', () => {
    const samples = readdirSync(SAMPLES)
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => readFileSync(join(SAMPLES, name)).subarray(132, 132 + 8000));
    const damage = fc.array(
      fc.record({
        at: fc.nat(7999),
        byte: fc.constantFrom(0, 0xff, 0xfe, 0xe0, 0x53, 0x51, 0x55, 0x4e, 1, 0x80),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        damage,
        fc.nat(8000),
        fc.constantFrom(...encodings),
        (sample, changes, cut, encoding) => {
          const bytes = Buffer.from(sample.subarray(0, Math.max(200, cut)));
          for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
          expect(codeOf(() => parse(bytes, encoding))).to.be.oneOf(ACCEPTABLE);
        },
      ),
      { numRuns: 800 },
    );
  });
});
