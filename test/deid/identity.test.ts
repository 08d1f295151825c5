import { expect } from 'chai';
import fc from 'fast-check';
import { createTextCleaner, identityStrings } from '../../src/deid/header/identity.js';
import { indexInstance } from '../../src/dicom/instance.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { encode, sequence, text, type ElementSpec } from '../support/data-set-builder.js';

const PATIENT_NAME = 0x00100010;

function stringsOf(...elements: readonly ElementSpec[]): string[] {
  return [
    ...identityStrings(
      indexInstance(memorySource(encode(elements)), {
        dataSetOffset: 0,
        transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
      }),
    ),
  ];
}

function clean(
  content: string,
  strings: readonly string[],
  uids: Readonly<Record<string, string>> = {},
): string | undefined {
  return createTextCleaner(new Set(strings), new Map(Object.entries(uids)))(content);
}

describe('the strings that tell a patient', () => {
  it('are the forms of a name', () => {
    expect(stringsOf(text(PATIENT_NAME, 'PN', 'Doe^Jane'))).to.include.members([
      'Doe^Jane',
      'Doe Jane',
      'Jane Doe',
      'Doe, Jane',
      'Doe,Jane',
      'DoeJane',
    ]);
  });

  it('are the names of every component group', () => {
    expect(stringsOf(text(PATIENT_NAME, 'PN', 'Yamada^Tarou=Roe^Rita'))).to.include.members([
      'Tarou Yamada',
      'Rita Roe',
    ]);
  });

  it('are IDs, also those of items', () => {
    expect(
      stringsOf(sequence(0x00101002, [text(0x00100020, 'LO', 'OTHER-1')]), text(0x00100020, 'LO', 'ID-1')),
    ).to.have.members(['OTHER-1', 'ID-1']);
  });

  it('are the ways to write a birth date', () => {
    expect(stringsOf(text(0x00100030, 'DA', '19620304'))).to.have.members([
      '19620304',
      '1962-03-04',
      '04.03.1962',
      '04/03/1962',
      '03/04/1962',
    ]);
  });

  it('are not so short that they stand everywhere', () => {
    expect(stringsOf(text(PATIENT_NAME, 'PN', 'Li^A'), text(0x00100020, 'LO', '12'))).to.not.include.members([
      'Li',
      '12',
    ]);
  });

  it('are none where there is no patient', () => {
    expect(stringsOf(text(PATIENT_NAME, 'PN', ''), text(0x00080060, 'CS', 'CT'))).to.deep.equal([]);
  });
});

describe('cleaning text', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['takes a name out', 'scan of Jane Doe, normal', 'scan of , normal'],
    ['takes it out as often as it stands there', 'Jane Doe and Jane Doe', ' and '],
    ['takes it out whatever its case', 'JANE DOE', ''],
    ['leaves a longer word alone', 'Jane Doering', undefined],
    ['leaves text without a name alone', 'normal chest', undefined],
    ['knows where letters of other scripts end', 'ÄJane Doe', undefined],
    ['leaves an empty text alone', '', undefined],
  ];
  for (const [what, before, after] of cases) {
    it(what, () => {
      expect(clean(before, ['Jane Doe'])).to.equal(after);
    });
  }

  it('takes the longer of two strings first', () => {
    expect(clean('Anna Jane Doe', ['Jane Doe', 'Anna Jane Doe'])).to.equal('');
  });

  it('puts new UIDs for old', () => {
    expect(clean('see 1.2.3.4 there', [], { '1.2.3.4': '2.25.9' })).to.equal('see 2.25.9 there');
  });

  it('leaves none of the strings behind, standing alone, in any text', () => {
    const words = fc
      .array(fc.constantFrom('Jane Doe', 'ID-4711', 'normal', 'chest', ' ', ', ', 'x', '\\', '4711'), {
        maxLength: 12,
      })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(words, (content) => {
        const cleaned = clean(content, ['Jane Doe', 'ID-4711']) ?? content;
        expect(/(?<![\p{L}\p{N}])(?:Jane Doe|ID-4711)(?![\p{L}\p{N}])/u.test(cleaned)).to.equal(false);
      }),
    );
  });

  it('is quick with thousands of strings and texts', () => {
    const cleaner = createTextCleaner(
      new Set(Array.from({ length: 2000 }, (_, index) => `Patient Number ${String(index)}`)),
      new Map(),
    );
    const started = Date.now();
    for (let run = 0; run < 500; run += 1)
      cleaner(
        'a text of the usual length, with nothing in it that would tell anybody anything about a patient',
      );
    expect(Date.now() - started).to.be.below(3000);
  });
});
