import { expect } from 'chai';
import fc from 'fast-check';
import {
  applyEdits,
  createEdits,
  encodeElement,
  encodeItem,
  readSpans,
  spansSize,
  type Edits,
} from '../../src/dicom/edit.js';
import {
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  walkElements,
  type DataElement,
  type DataSet,
  type Encoding,
} from '../../src/dicom/model.js';
import { parseDataSet } from '../../src/dicom/parse.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import {
  contentEncoding,
  encode,
  fragments,
  groupLength,
  item,
  marker,
  openSequence,
  raw,
  sequence,
  text,
  value,
  type ElementSpec,
  type ItemSpec,
} from '../support/data-set-builder.js';
import { anyDataSet, anyEncoding, anyValue } from '../support/random-data-set.js';

const PATIENT_NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const STUDY_DESCRIPTION = 0x00081030;
const REFERENCED_SERIES = 0x00081115;
const REFERENCED_IMAGE = 0x00081140;
const PIXEL_DATA = 0x7fe00010;

/** Edits the data set of these bytes. */
function edited(bytes: Buffer, encoding: Encoding, edit: (edits: Edits, dataSet: DataSet) => void): Buffer {
  const source = memorySource(bytes);
  const dataSet = parseDataSet(source, encoding);
  const edits = createEdits();
  edit(edits, dataSet);
  return readSpans(source, applyEdits(dataSet, edits));
}

function deep(dataSet: DataSet, tag: number): DataElement {
  for (const element of walkElements(dataSet)) if (element.tag === tag) return element;
  throw new Error('no such element');
}

const WITH_NAME = (name: string) => (make: typeof sequence) => [
  make(REFERENCED_SERIES, [
    text(0x0020000e, 'UI', '1.2.3'),
    make(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', name)]),
  ]),
  text(PATIENT_ID, 'LO', '12'),
];

describe('edits of a data set', () => {
  for (const [name, encoding] of [
    ['implicit little endian', IMPLICIT_LITTLE],
    ['explicit little endian', EXPLICIT_LITTLE],
    ['explicit big endian', EXPLICIT_BIG],
  ] as const) {
    it(`grow the defined lengths around a longer value, in ${name}`, () => {
      const before = encode(WITH_NAME('A^B ')(sequence), encoding);
      const after = edited(before, encoding, (edits, dataSet) =>
        edits.replace(deep(dataSet, PATIENT_NAME), Buffer.from('SOMEONE^ELSE')),
      );
      expect(after).to.deep.equal(encode(WITH_NAME('SOMEONE^ELSE')(sequence), encoding));
    });

    it(`leave undefined lengths undefined, in ${name}`, () => {
      const before = encode(WITH_NAME('A^B ')(openSequence), encoding);
      const after = edited(before, encoding, (edits, dataSet) =>
        edits.replace(deep(dataSet, PATIENT_NAME), Buffer.from('SOMEONE^ELSE')),
      );
      expect(after).to.deep.equal(encode(WITH_NAME('SOMEONE^ELSE')(openSequence), encoding));
    });

    it(`insert in the order of tags, in ${name}`, () => {
      const [first, last] = [text(0x00080016, 'UI', '1.2'), text(PATIENT_ID, 'LO', 'X1')];
      const after = edited(encode([first, last], encoding), encoding, (edits, dataSet) =>
        edits.insert(dataSet, PATIENT_NAME, 'PN', Buffer.from('NEW')),
      );
      expect(after).to.deep.equal(encode([first, text(PATIENT_NAME, 'PN', 'NEW'), last], encoding));
    });

    it(`count a group length anew, in ${name}`, () => {
      const model = (name: string) => [
        groupLength(8),
        text(STUDY_DESCRIPTION, 'LO', 'CT'),
        groupLength(0x10),
        text(PATIENT_NAME, 'PN', name),
        text(PATIENT_ID, 'LO', 'X1'),
      ];
      const after = edited(encode(model('A^B '), encoding), encoding, (edits, dataSet) =>
        edits.replace(deep(dataSet, PATIENT_NAME), Buffer.from('LONGER^NAME^')),
      );
      expect(after).to.deep.equal(encode(model('LONGER^NAME^'), encoding));
    });
  }

  it('leave the length of a group that holds no edit as it came, even where it lies', () => {
    const lie = value(0x00080000, 'UL', Buffer.from([99, 0, 0, 0]));
    const after = edited(
      encode([lie, text(STUDY_DESCRIPTION, 'LO', 'CT'), text(PATIENT_ID, 'LO', 'X1')]),
      EXPLICIT_LITTLE,
      (edits, dataSet) => edits.empty(deep(dataSet, PATIENT_ID)),
    );
    expect(after).to.deep.equal(
      encode([lie, text(STUDY_DESCRIPTION, 'LO', 'CT'), text(PATIENT_ID, 'LO', '')]),
    );
  });

  it('copy all the bytes when there are none', () => {
    const before = encode([
      ...WITH_NAME('A^B ')(openSequence),
      fragments(PIXEL_DATA, 'OB', Buffer.alloc(0), Buffer.from([1, 2, 3])),
    ]);
    expect(edited(before, EXPLICIT_LITTLE, () => undefined)).to.deep.equal(before);
  });

  it('remove an item and keep the others', () => {
    const [one, two] = [[text(PATIENT_NAME, 'PN', 'ONE ')], [text(PATIENT_NAME, 'PN', 'TWO ')]];
    const after = edited(encode([sequence(REFERENCED_IMAGE, one, two)]), EXPLICIT_LITTLE, (edits, dataSet) =>
      edits.removeItem(dataSet.elements[0]!.items![0]!),
    );
    expect(after).to.deep.equal(encode([sequence(REFERENCED_IMAGE, two)]));
  });

  it('empty a sequence whose last item is removed', () => {
    const after = edited(
      encode([openSequence(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', 'ONE ')])]),
      EXPLICIT_LITTLE,
      (edits, dataSet) => edits.removeItem(dataSet.elements[0]!.items![0]!),
    );
    expect(after).to.deep.equal(encode([openSequence(REFERENCED_IMAGE)]));
  });

  it('reach into a UN element of defined length that hides a sequence', () => {
    const hidden = (name: string): ElementSpec => ({
      kind: 'sequence',
      tag: 0x00091103,
      vr: 'UN',
      undefinedLength: false,
      items: [item([text(PATIENT_NAME, 'PN', name)])],
    });
    const after = edited(encode([hidden('A^B ')]), EXPLICIT_LITTLE, (edits, dataSet) =>
      edits.replace(deep(dataSet, PATIENT_NAME), Buffer.from('LONGER')),
    );
    expect(after).to.deep.equal(encode([hidden('LONGER')]));
  });

  it('count a delimiter that closes an item of defined length in that length', () => {
    const closed = (name: string): ElementSpec => ({
      ...sequence(REFERENCED_IMAGE, [text(PATIENT_NAME, 'PN', name), raw(marker(0xfffee00d, 0))]),
    });
    const after = edited(encode([closed('A^B ')]), EXPLICIT_LITTLE, (edits, dataSet) =>
      edits.replace(deep(dataSet, PATIENT_NAME), Buffer.from('LONGER')),
    );
    expect(after).to.deep.equal(encode([closed('LONGER')]));
  });

  it('insert into an item that holds nothing but its delimiter, in the VR encoding around it', () => {
    const model = (elements: readonly ElementSpec[]): ElementSpec => ({
      ...sequence(REFERENCED_IMAGE),
      items: [item(elements, true)],
    });
    const after = edited(encode([model([])]), EXPLICIT_LITTLE, (edits, dataSet) =>
      edits.insert(dataSet.elements[0]!.items![0]!.dataSet, PATIENT_NAME, 'PN', Buffer.from('NEW')),
    );
    expect(after).to.deep.equal(encode([model([text(PATIENT_NAME, 'PN', 'NEW')])]));
  });

  it('change both of two elements with one tag, each by itself', () => {
    const after = edited(
      encode([text(PATIENT_NAME, 'PN', 'A^B '), text(PATIENT_NAME, 'PN', 'C^D ')]),
      EXPLICIT_LITTLE,
      (edits, dataSet) => {
        edits.remove(dataSet.elements[0]!);
        edits.replace(dataSet.elements[1]!, Buffer.from('XX'));
      },
    );
    expect(after).to.deep.equal(encode([text(PATIENT_NAME, 'PN', 'XX')]));
  });

  it('write a value with another VR where asked', () => {
    const after = edited(encode([text(PATIENT_ID, 'LO', 'X1')]), EXPLICIT_LITTLE, (edits, dataSet) =>
      edits.replace(dataSet.elements[0]!, Buffer.from('X2'), 'UT'),
    );
    expect(after).to.deep.equal(encode([text(PATIENT_ID, 'UT', 'X2')]));
  });

  it('write a value given as spans: copies of the source among new bytes', () => {
    const bytes = encode([text(PATIENT_ID, 'LO', 'ID'), value(PIXEL_DATA, 'OW', Buffer.from('abcdefgh'))]);
    const out = edited(bytes, EXPLICIT_LITTLE, (edits, dataSet) => {
      const { valueStart } = deep(dataSet, PIXEL_DATA);
      edits.replaceWithSpans(deep(dataSet, PIXEL_DATA), {
        spans: [
          { kind: 'copy', start: valueStart, end: valueStart + 3 },
          { kind: 'bytes', bytes: Buffer.from('XY') },
          { kind: 'copy', start: valueStart + 5, end: valueStart + 8 },
        ],
        vr: 'OW',
        isEncapsulated: false,
      });
    });
    expect(out.equals(Buffer.from(bytes.toString('latin1').replace('de', 'XY'), 'latin1'))).to.equal(true);
  });

  it('write fragments given as spans, and back', () => {
    const native = encode([value(PIXEL_DATA, 'OW', Buffer.from('abcd'))]);
    const encapsulated = encode([fragments(PIXEL_DATA, 'OB', Buffer.alloc(0), Buffer.from('abcd'))]);
    const items = Buffer.concat([
      Buffer.from('feff00e000000000', 'hex'),
      Buffer.from('feff00e004000000', 'hex'),
      Buffer.from('abcd'),
    ]);
    const packed = edited(native, EXPLICIT_LITTLE, (edits, dataSet) => {
      const spans = [{ kind: 'bytes' as const, bytes: items }];
      edits.replaceWithSpans(deep(dataSet, PIXEL_DATA), { spans, vr: 'OB', isEncapsulated: true });
    });
    expect(packed.equals(encapsulated)).to.equal(true);
    const unpacked = edited(packed, EXPLICIT_LITTLE, (edits, dataSet) => {
      const spans = [{ kind: 'bytes' as const, bytes: Buffer.from('abcd') }];
      edits.replaceWithSpans(deep(dataSet, PIXEL_DATA), { spans, vr: 'OW', isEncapsulated: false });
    });
    expect(unpacked.equals(native)).to.equal(true);
  });

  it('give way to a later insertion of the same element', () => {
    const bytes = encode([text(PATIENT_NAME, 'PN', 'A^B ')]);
    const out = edited(bytes, EXPLICIT_LITTLE, (edits, dataSet) => {
      edits.insert(dataSet, PATIENT_ID, 'LO', Buffer.from('11'));
      edits.insert(dataSet, PATIENT_ID, 'LO', Buffer.from('22'));
    });
    expect(out.equals(encode([text(PATIENT_NAME, 'PN', 'A^B '), text(PATIENT_ID, 'LO', '22')]))).to.equal(
      true,
    );
  });

  it('refuse a value that the length field cannot say', () => {
    const bytes = encode([text(PATIENT_ID, 'LO', 'X1')]);
    const tooLong = (): Buffer =>
      edited(bytes, EXPLICIT_LITTLE, (edits, dataSet) =>
        edits.replace(dataSet.elements[0]!, Buffer.alloc(65536)),
      );
    expect(tooLong).to.throw(LetheError).with.property('code', 'EDIT_NOT_POSSIBLE');
  });

  it('pad a UID with NUL and other text with a space', () => {
    const padding = (vr: string): number =>
      encodeElement(EXPLICIT_LITTLE, PATIENT_ID, vr, Buffer.from('1')).at(-1)!;
    expect([padding('UI'), padding('LO'), padding('OB')].map((byte) => byte)).to.deep.equal([0, 0x20, 0]);
  });

  it('encode an item with its length', () => {
    const element = text(PATIENT_ID, 'LO', 'X1');
    expect(encodeItem(EXPLICIT_BIG, [encode([element], EXPLICIT_BIG)])).to.deep.equal(
      Buffer.concat([marker(0xfffee000, 10, EXPLICIT_BIG), encode([element], EXPLICIT_BIG)]),
    );
  });

  it('are counted, and their spans too', () => {
    const source = memorySource(encode([text(PATIENT_NAME, 'PN', 'A^B '), text(PATIENT_ID, 'LO', 'X1')]));
    const dataSet = parseDataSet(source, EXPLICIT_LITTLE);
    const edits = createEdits();
    edits.remove(dataSet.elements[0]!);
    edits.insert(dataSet, STUDY_DESCRIPTION, 'LO', Buffer.from('CT'));
    expect([edits.count, spansSize(applyEdits(dataSet, edits))]).to.deep.equal([2, 20]);
  });
});

/** What a random edit does to one place of the model. */
type Change =
  | { readonly kind: 'replace'; readonly value: Buffer }
  | { readonly kind: 'empty' | 'remove' | 'removeFirstItem' | 'leave' };

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: fc.constant<Change>({ kind: 'leave' }), weight: 4 },
  { arbitrary: anyValue.map((content): Change => ({ kind: 'replace', value: content })), weight: 2 },
  fc.constantFrom<Change>({ kind: 'empty' }, { kind: 'remove' }, { kind: 'removeFirstItem' }),
);

/** Tags that no random data set holds, to insert. */
const INSERTED = [0x00080060, 0x00100040, 0x00120062, 0x00280303, 0x00090011] as const;
const anyInsertions = fc.array(
  fc.record({ place: fc.nat(6), tag: fc.constantFrom(...INSERTED), value: anyValue }),
  { maxLength: 3 },
);

/** Deals the random changes out to the elements in the order of the file, on the model and on the edits alike. */
class Plan {
  #nextChange = 0;
  #nextDataSet = 0;
  readonly #changes: readonly Change[];
  readonly #insertions: readonly { place: number; tag: number; value: Buffer }[];

  constructor(
    changes: readonly Change[],
    insertions: readonly { place: number; tag: number; value: Buffer }[],
  ) {
    this.#changes = changes;
    this.#insertions = insertions;
  }

  /** Changes the edits, and gives the model as it must come out. */
  apply(
    model: readonly ElementSpec[],
    dataSet: DataSet,
    edits: Edits,
    encoding: Encoding,
  ): readonly ElementSpec[] {
    const place = this.#nextDataSet;
    this.#nextDataSet += 1;
    const result: ElementSpec[] = [];
    for (const [index, spec] of model.entries()) {
      const element = dataSet.elements[index]!;
      const change =
        spec.kind === 'groupLength'
          ? undefined
          : this.#changes[this.#nextChange++ % Math.max(1, this.#changes.length)];
      result.push(...this.#one(spec, element, change, edits, encoding));
    }
    const seen = new Set<number>();
    const inserted = this.#insertions
      .filter((one) => one.place === place && !seen.has(one.tag) && seen.add(one.tag))
      .sort((a, b) => a.tag - b.tag);
    for (const one of inserted) {
      const vr = one.tag === 0x00090011 ? 'LO' : 'CS';
      edits.insert(dataSet, one.tag, vr, one.value);
    }
    return merge(
      result,
      inserted.map((one) => value(one.tag, one.tag === 0x00090011 ? 'LO' : 'CS', padded(one.value, 0x20))),
      model,
    );
  }

  #one(
    spec: ElementSpec,
    element: DataElement,
    change: Change | undefined,
    edits: Edits,
    encoding: Encoding,
  ): readonly ElementSpec[] {
    if (change?.kind === 'remove') {
      edits.remove(element);
      return [{ ...REMOVED, tag: spec.tag }];
    }
    if (spec.kind === 'value') {
      if (change?.kind === 'replace') {
        edits.replace(element, change.value);
        return [value(spec.tag, spec.vr, padded(change.value, paddingOf(element.vr)))];
      }
      if (change?.kind === 'empty') {
        edits.empty(element);
        return [value(spec.tag, spec.vr, Buffer.alloc(0))];
      }
      return [spec];
    }
    if (spec.kind !== 'sequence') return [spec];
    const inside = contentEncoding(spec, encoding);
    const items: ItemSpec[] = spec.items.map((one, at) => ({
      ...one,
      elements: this.apply(one.elements, element.items![at]!.dataSet, edits, inside),
    }));
    if (change?.kind === 'removeFirstItem' && items.length > 1) {
      edits.removeItem(element.items![0]!);
      items.shift();
    }
    return [{ ...spec, items }];
  }
}

/** Holds the place of a removed element until insertions are placed. */
const REMOVED = { kind: 'raw', bytes: Buffer.alloc(0) } as const;

function merge(
  result: readonly ElementSpec[],
  inserted: readonly ElementSpec[],
  model: readonly ElementSpec[],
): readonly ElementSpec[] {
  const out: ElementSpec[] = [];
  const pending = [...inserted];
  for (const [index, spec] of result.entries()) {
    while (pending[0] !== undefined && pending[0].tag < model[index]!.tag) out.push(pending.shift()!);
    out.push(spec);
  }
  out.push(...pending);
  return out;
}

function paddingOf(vr: string): number {
  return ['UI', 'OB', 'UN', 'US', 'FD'].includes(vr) ? 0 : 0x20;
}

function padded(bytes: Buffer, byte: number): Buffer {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([byte])]);
}

function withoutGaps(elements: readonly ElementSpec[]): readonly ElementSpec[] {
  return elements
    .filter((element) => element.kind !== 'raw')
    .map((element) =>
      element.kind === 'sequence'
        ? { ...element, items: element.items.map((one) => ({ ...one, elements: withoutGaps(one.elements) })) }
        : element,
    );
}

describe('any data set', () => {
  it('reads as it was written, whatever its encoding, nesting and lengths', () => {
    fc.assert(
      fc.property(anyDataSet, anyEncoding, (model, encoding) => {
        const source = memorySource(encode(model, encoding));
        expectModel(parseDataSet(source, encoding), model, source.read(0, source.size), encoding);
      }),
      { numRuns: 200 },
    );
  });

  it('comes out byte for byte as its model was edited, after any edits', () => {
    fc.assert(
      fc.property(
        anyDataSet,
        anyEncoding,
        fc.array(anyChange, { minLength: 1, maxLength: 12 }),
        anyInsertions,
        (model, encoding, changes, insertions) => {
          const source = memorySource(encode(model, encoding));
          const dataSet = parseDataSet(source, encoding);
          const edits = createEdits();
          const expected = withoutGaps(new Plan(changes, insertions).apply(model, dataSet, edits, encoding));
          expect(readSpans(source, applyEdits(dataSet, edits)).toString('hex')).to.equal(
            encode(expected, encoding).toString('hex'),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('comes out byte for byte as it came when nothing is edited', () => {
    fc.assert(
      fc.property(anyDataSet, anyEncoding, (model, encoding) => {
        const bytes = encode(model, encoding);
        expect(edited(bytes, encoding, () => undefined).equals(bytes)).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the edited model again when its edited bytes are read', () => {
    fc.assert(
      fc.property(
        anyDataSet,
        anyEncoding,
        fc.array(anyChange, { minLength: 1, maxLength: 12 }),
        (model, encoding, changes) => {
          const source = memorySource(encode(model, encoding));
          const dataSet = parseDataSet(source, encoding);
          const edits = createEdits();
          const expected = withoutGaps(new Plan(changes, []).apply(model, dataSet, edits, encoding));
          const after = readSpans(source, applyEdits(dataSet, edits));
          expectModel(parseDataSet(memorySource(after), encoding), expected, after, encoding);
        },
      ),
    );
  });
});

/** Holds what was read against the model, element by element. */
function expectModel(
  dataSet: DataSet,
  model: readonly ElementSpec[],
  bytes: Buffer,
  encoding: Encoding,
): void {
  expect(dataSet.elements.map(({ tag }) => tag)).to.deep.equal(model.map(({ tag }) => tag));
  for (const [index, spec] of model.entries()) {
    const element = dataSet.elements[index]!;
    if (spec.kind === 'value') {
      expect(element.vr).to.equal(spec.vr);
      expect(
        bytes.subarray(element.valueStart, element.valueStart + element.valueLength).equals(spec.value),
      ).to.equal(true);
    } else if (spec.kind === 'sequence') {
      expect(element.undefinedLength).to.equal(spec.undefinedLength);
      expect(element.items?.map((one) => one.undefinedLength)).to.deep.equal(
        spec.items.map((one) => one.undefinedLength),
      );
      for (const [at, one] of spec.items.entries())
        expectModel(element.items![at]!.dataSet, one.elements, bytes, contentEncoding(spec, encoding));
    }
  }
}

describe('edits of a large data set', () => {
  const content = (length: number, number: number): Buffer =>
    Buffer.from(String(number).padStart(length, 'x'));
  /** 3,000 items with two texts each. */
  const bytes = encode([
    sequence(
      0x00081140,
      ...Array.from({ length: 3000 }, (_, number) => [
        value(0x00080104, 'LO', content(10, number)),
        value(0x0008103e, 'LO', content(12, number)),
      ]),
    ),
  ]);
  const source = memorySource(bytes);
  const index = () => parseDataSet(source, EXPLICIT_LITTLE);

  it('gives each element its value, short and long, and tells it before it is written', () => {
    const dataSet = index();
    const edits = createEdits();
    const items = dataSet.elements[0]?.items ?? [];
    const lengthOf = (number: number): number => (number % 7) * 200 + (number % 1000 === 0 ? 6000 : 4);
    items.forEach((one, number) => {
      const [first, second] = one.dataSet.elements;
      if (first === undefined || second === undefined) throw new Error('two elements are there');
      edits.replace(first, content(lengthOf(number), number));
      if (number % 3 === 0) edits.empty(second);
      expect(edits.replacementOf(first)?.equals(content(lengthOf(number), number))).to.equal(true);
    });
    const after = readSpans(source, applyEdits(dataSet, edits));
    const written = memorySource(after);
    const again = parseDataSet(written, EXPLICIT_LITTLE).elements[0]?.items ?? [];
    expect(again).to.have.lengthOf(3000);
    again.forEach((one, number) => {
      const [first, second] = one.dataSet.elements;
      if (first === undefined || second === undefined) throw new Error('two elements are there');
      const found = written.read(first.valueStart, first.valueLength);
      expect(found.equals(content(lengthOf(number), number)), String(number)).to.equal(true);
      expect(second.valueLength).to.equal(number % 3 === 0 ? 0 : 12);
    });
  });

  it('lays new bytes beside each other out as one span', () => {
    const dataSet = index();
    const edits = createEdits();
    for (const { dataSet: inside } of dataSet.elements[0]?.items ?? [])
      for (const element of inside.elements) edits.replace(element, Buffer.from('other'));
    const spans = applyEdits(dataSet, edits);
    // Of an item the tag is copied, and what follows is new.
    expect(spans.length).to.be.within(6000, 6020);
  });
});
