import { expect } from 'chai';
import fc from 'fast-check';
import { readCommitmentList, writeCommitmentList } from '../../src/commitment/data-set.js';
import { EXPLICIT_LITTLE, IMPLICIT_LITTLE } from '../../src/dicom/model.js';
import { encode, openSequence, sequence, text, value } from '../support/data-set-builder.js';

const EXPLICIT = '1.2.840.10008.1.2.1';
const IMPLICIT = '1.2.840.10008.1.2';
const CT = '1.2.840.10008.5.1.4.1.1.2';

const list = {
  transactionUid: '2.25.123',
  references: [
    { sopClassUid: CT, sopInstanceUid: '1.2.3' },
    { sopClassUid: CT, sopInstanceUid: '1.2.34' },
  ],
  failed: [{ sopClassUid: CT, sopInstanceUid: '1.2.5', reason: 0x112 }],
};

/** The same, by the other writer. */
const elements = [
  text(0x00081195, 'UI', '2.25.123'),
  sequence(0x00081198, [
    text(0x00081150, 'UI', CT),
    text(0x00081155, 'UI', '1.2.5'),
    value(0x00081197, 'US', Buffer.from([0x12, 0x01])),
  ]),
  sequence(
    0x00081199,
    [text(0x00081150, 'UI', CT), text(0x00081155, 'UI', '1.2.3')],
    [text(0x00081150, 'UI', CT), text(0x00081155, 'UI', '1.2.34')],
  ),
];

describe('commitment: the data sets', () => {
  it('are written as the standard encodes them, in explicit VR', () => {
    expect(writeCommitmentList(list, EXPLICIT).equals(encode(elements, EXPLICIT_LITTLE))).to.equal(true);
  });

  it('and in implicit VR', () => {
    expect(writeCommitmentList(list, IMPLICIT).equals(encode(elements, IMPLICIT_LITTLE))).to.equal(true);
  });

  it('are read in both', () => {
    expect(readCommitmentList(encode(elements, EXPLICIT_LITTLE), EXPLICIT)).to.deep.equal(list);
    expect(readCommitmentList(encode(elements, IMPLICIT_LITTLE), IMPLICIT)).to.deep.equal(list);
  });

  it('are read with sequences of undefined length and elements that nobody asked for', () => {
    const bytes = encode([
      text(0x00080054, 'AE', 'PACS'),
      text(0x00081195, 'UI', '2.25.123'),
      openSequence(0x00081199, [
        text(0x00080054, 'AE', 'PACS'),
        text(0x00081150, 'UI', CT),
        text(0x00081155, 'UI', '1.2.3'),
      ]),
    ]);
    expect(readCommitmentList(bytes, EXPLICIT)?.references).to.deep.equal([
      { sopClassUid: CT, sopInstanceUid: '1.2.3' },
    ]);
  });

  it('come back as they were written, whatever they hold', () => {
    const uid = fc
      .array(fc.integer({ min: 0, max: 99_999 }), { minLength: 1, maxLength: 8 })
      .map((parts) => `1.${parts.join('.')}`);
    const reference = fc.record({ sopClassUid: uid, sopInstanceUid: uid });
    const failed = fc
      .record({ sopClassUid: uid, sopInstanceUid: uid, reason: fc.integer({ min: 0, max: 0xffff }) })
      .map((one) => ({ ...one }));
    const lists = fc.record({
      transactionUid: uid,
      references: fc.array(reference, { maxLength: 20 }),
      failed: fc.array(failed, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(lists, fc.constantFrom(EXPLICIT, IMPLICIT), (one, syntax) => {
        expect(readCommitmentList(writeCommitmentList(one, syntax), syntax)).to.deep.equal(one);
      }),
      { numRuns: 200 },
    );
  });

  for (const [what, bytes] of [
    ['without a transaction UID', encode(elements.slice(1))],
    ['with a transaction UID that is none', encode([text(0x00081195, 'UI', 'DOE^JOHN')])],
    ['cut off', encode(elements).subarray(0, -3)],
    ['of noise', Buffer.from('not a data set at all')],
    [
      'with a reference that lacks its instance',
      encode([text(0x00081195, 'UI', '2.25.1'), sequence(0x00081199, [text(0x00081150, 'UI', CT)])]),
    ],
  ] as const)
    it(`are not made up from bytes ${what}`, () => {
      expect(readCommitmentList(bytes, EXPLICIT)).to.equal(undefined);
    });
});
