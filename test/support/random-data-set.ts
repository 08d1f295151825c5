/** Random data sets, as a model that the builder writes, for property tests. */
import fc from 'fast-check';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from '../../src/dicom/model.js';
import type { ElementSpec, ItemSpec, SequenceSpec } from './data-set-builder.js';

/** Attributes whose VR the dictionary knows, so that the VR survives implicit encoding. */
const LEAVES: readonly (readonly [number, string])[] = [
  [0x00080016, 'UI'],
  [0x00080018, 'UI'],
  [0x00080020, 'DA'],
  [0x00080050, 'SH'],
  [0x00081030, 'LO'],
  [0x00100010, 'PN'],
  [0x00100020, 'LO'],
  [0x001021b0, 'LT'],
  [0x00181030, 'LO'],
  [0x00280010, 'US'],
  [0x00189073, 'FD'],
  [0x00420011, 'OB'],
  [0x00700023, 'CS'],
  [0x0040a160, 'UT'],
  [0x00090010, 'LO'],
  [0x00091001, 'UN'],
  [0x00091002, 'UN'],
  [0x00290010, 'LO'],
  [0x00291010, 'UN'],
];

const SEQUENCES = [0x00081111, 0x00081140, 0x00400275, 0x0040a730, 0x52009230] as const;
const PRIVATE_SEQUENCES = [0x00091103, 0x00291111] as const;
const GROUPS = [0x0008, 0x0010, 0x0009] as const;

export const anyEncoding: fc.Arbitrary<Encoding> = fc.constantFrom(
  IMPLICIT_LITTLE,
  EXPLICIT_LITTLE,
  EXPLICIT_BIG,
);

/** A value that cannot be taken for items: it begins with a letter. */
export const anyValue: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 24 })
  .map((bytes) =>
    bytes.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from('A'), Buffer.from(bytes.subarray(1))]),
  );

/** The elements of a data set: nested to some depth, mostly in order, with duplicates, odd lengths and group lengths. */
export const anyDataSet: fc.Arbitrary<readonly ElementSpec[]> = fc.letrec<{
  dataSet: readonly ElementSpec[];
  item: ItemSpec;
  element: ElementSpec;
}>((tie) => ({
  element: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(fc.constantFrom(...LEAVES), anyValue)
      .map(([[tag, vr], content]): ElementSpec => ({ kind: 'value', tag, vr, value: content })),
    fc
      .record({
        tag: fc.constantFrom(...SEQUENCES),
        items: fc.array(tie('item'), { maxLength: 3, depthIdentifier: 'nest' }),
        undefinedLength: fc.boolean(),
      })
      .map((one): SequenceSpec => ({ kind: 'sequence', vr: 'SQ', ...one })),
    fc
      .record({
        tag: fc.constantFrom(...PRIVATE_SEQUENCES),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 2, depthIdentifier: 'nest' }),
        undefinedLength: fc.boolean(),
      })
      .map((one): SequenceSpec => ({ kind: 'sequence', vr: 'UN', ...one })),
  ),
  item: fc.record({ elements: tie('dataSet'), undefinedLength: fc.boolean() }),
  dataSet: fc
    .record({
      elements: fc.array(tie('element'), { maxLength: 7, depthIdentifier: 'nest' }),
      groupLengths: fc.subarray([...GROUPS]),
      ordered: fc.boolean(),
    })
    .map(({ elements, groupLengths, ordered }): readonly ElementSpec[] => {
      const all: ElementSpec[] = [...elements];
      if (!ordered) return all;
      all.sort((a, b) => a.tag - b.tag);
      for (const group of groupLengths) {
        const at = all.findIndex((element) => element.tag >>> 16 === group);
        if (at >= 0) all.splice(at, 0, { kind: 'groupLength', tag: group * 0x10000 });
      }
      return all;
    }),
})).dataSet;
