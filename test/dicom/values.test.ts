import { expect } from 'chai';
import {
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  walkElements,
  type DataElement,
  type DataSet,
  type Encoding,
} from '../../src/dicom/model.js';
import { parseDataSet } from '../../src/dicom/parse.js';
import { memorySource, type ByteSource } from '../../src/dicom/source.js';
import {
  characterSetOf,
  effectiveVr,
  encodeText,
  readText,
  readTexts,
  readValue,
  readValues,
  trimPadding,
} from '../../src/dicom/values.js';
import { encode, sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';

const CHARACTER_SET = 0x00080005;
const PATIENT_NAME = 0x00100010;
const REFERENCED_IMAGE = 0x00081140;

interface Read {
  readonly source: ByteSource;
  readonly dataSet: DataSet;
  readonly elements: readonly DataElement[];
}

function read(elements: readonly ElementSpec[], encoding: Encoding = EXPLICIT_LITTLE): Read {
  const source = memorySource(encode(elements, encoding));
  const dataSet = parseDataSet(source, encoding);
  return { source, dataSet, elements: [...walkElements(dataSet)] };
}

function valuesOf(element: ElementSpec, encoding: Encoding = EXPLICIT_LITTLE): string[] {
  const { source, elements } = read([element], encoding);
  return readValues(source, elements[0]!);
}

/** The names of a data set in the order of the file. */
function namesIn(elements: readonly ElementSpec[]): string[] {
  const { source, elements: found } = read(elements);
  return found
    .filter(({ tag }) => tag === PATIENT_NAME)
    .map((element) => readTexts(source, element).join('\\'));
}

const GREEK = value(PATIENT_NAME, 'PN', Buffer.from('c4e9efedf5f3efef', 'hex'));
const UTF8 = value(PATIENT_NAME, 'PN', Buffer.from('Ωmega^Ü', 'utf8'));

describe('text of a data set', () => {
  it('is read in its own character set', () => {
    expect(namesIn([text(CHARACTER_SET, 'CS', 'ISO_IR 126'), GREEK])).to.deep.equal(['Διονυσοο']);
  });

  it('is read in the set of the data set around it where an item has none of its own', () => {
    expect(
      namesIn([text(CHARACTER_SET, 'CS', 'ISO_IR 126'), sequence(REFERENCED_IMAGE, [GREEK])]),
    ).to.deep.equal(['Διονυσοο']);
  });

  it('is read in the set of its item where that has one', () => {
    const names = namesIn([
      text(CHARACTER_SET, 'CS', 'ISO_IR 126'),
      sequence(REFERENCED_IMAGE, [text(CHARACTER_SET, 'CS', 'ISO_IR 192'), UTF8], [GREEK]),
      GREEK,
    ]);
    expect(names).to.deep.equal(['Ωmega^Ü', 'Διονυσοο', 'Διονυσοο']);
  });

  it('is read in the set of an item two levels up', () => {
    expect(
      namesIn([
        sequence(REFERENCED_IMAGE, [
          text(CHARACTER_SET, 'CS', 'ISO_IR 192'),
          sequence(REFERENCED_IMAGE, [UTF8]),
        ]),
      ]),
    ).to.deep.equal(['Ωmega^Ü']);
  });

  it('never throws, though the set is a lie', () => {
    expect(namesIn([text(CHARACTER_SET, 'CS', 'ISO_IR 192'), GREEK])[0]).to.include('\ufffd');
  });

  it('keeps backslashes inside of characters of two bytes together', () => {
    // The second byte of this character, 82 5C in GBK, is that of a backslash.
    const name = value(PATIENT_NAME, 'PN', Buffer.from('825c20', 'hex'));
    expect(namesIn([text(CHARACTER_SET, 'CS', 'GBK'), name])[0]).to.have.length(1);
  });

  it('is not governed by the set where its VR is of the default repertoire', () => {
    expect(valuesOf(value(0x00080060, 'CS', Buffer.from('MR')))).to.deep.equal(['MR']);
  });

  it('keeps its padding when asked for whole', () => {
    const { source, elements } = read([text(PATIENT_NAME, 'PN', 'ABC')]);
    expect(readText(source, elements[0]!)).to.equal('ABC ');
  });
});

describe('values', () => {
  const cases: readonly (readonly [string, ElementSpec, readonly string[]])[] = [
    [
      'of a text are divided at backslashes and lose their padding',
      text(0x00080008, 'CS', 'ORIGINAL\\ PRIMARY \\AXIAL'),
      ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    ],
    ['of an empty text are none', text(PATIENT_NAME, 'PN', ''), []],
    ['of blanks are none', text(PATIENT_NAME, 'PN', '    '), []],
    ['that are empty between others are kept', text(0x00080008, 'CS', 'A\\\\B'), ['A', '', 'B']],
    ['of a long text are one, backslashes and all', text(0x00104000, 'LT', 'a\\b '), ['a\\b']],
    ['of a UID lose their NUL', text(0x00080018, 'UI', '1.2.3'), ['1.2.3']],
    ['of US are numbers', value(0x00280010, 'US', Buffer.from([1, 2, 3, 0])), ['513', '3']],
    ['of SS are numbers with a sign', value(0x00280106, 'SS', Buffer.from([0xff, 0xff])), ['-1']],
    ['of UL are numbers', value(0x00280010, 'UL', Buffer.from([0, 0, 0, 0x80])), ['2147483648']],
    ['of SL are numbers with a sign', value(0x00280010, 'SL', Buffer.from([0xfe, 0xff, 0xff, 0xff])), ['-2']],
    ['of UV are numbers', value(0x00280010, 'UV', Buffer.alloc(8, 0xff)), ['18446744073709551615']],
    ['of SV are numbers with a sign', value(0x00280010, 'SV', Buffer.alloc(8, 0xff)), ['-1']],
    ['of FL are numbers', value(0x00280010, 'FL', Buffer.from([0, 0, 0x80, 0x3f])), ['1']],
    ['of FD are numbers', value(0x00280010, 'FD', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0xc0])), ['-2']],
    ['that are cut off are left out', value(0x00280010, 'US', Buffer.from([1, 0, 3])), ['1']],
    ['of bytes are none', value(0x00420011, 'OB', Buffer.from([1, 2])), []],
    ['of UN are read by the VR of the dictionary', text(PATIENT_NAME, 'UN', 'Doe^Jane'), ['Doe^Jane']],
  ];
  for (const [what, element, expected] of cases) {
    it(what, () => {
      expect(valuesOf(element)).to.deep.equal(expected);
    });
  }

  it('of numbers are read in the order of their bytes', () => {
    expect(valuesOf(value(0x00280010, 'US', Buffer.from([1, 2])), EXPLICIT_BIG)).to.deep.equal(['258']);
  });

  it('are also had as bytes', () => {
    const { source, elements } = read([text(PATIENT_NAME, 'PN', 'ABC')]);
    expect(readValue(source, elements[0]!).toString()).to.equal('ABC ');
  });

  it('are read by the encoded VR unless that is UN', () => {
    const { elements } = read([
      text(PATIENT_NAME, 'LO', 'AB'),
      text(PATIENT_NAME, 'UN', 'AB'),
      text(0x00091001, 'UN', 'AB'),
    ]);
    expect(elements.map(effectiveVr)).to.deep.equal(['LO', 'PN', 'UN']);
  });
});

describe('text for an element', () => {
  it('is written in the character set of its item', () => {
    const { source, dataSet } = read([
      text(CHARACTER_SET, 'CS', 'ISO_IR 126'),
      sequence(REFERENCED_IMAGE, [text(CHARACTER_SET, 'CS', 'ISO_IR 192'), UTF8]),
    ]);
    const inner = dataSet.elements[1]!.items![0]!.dataSet;
    expect(
      [dataSet, inner].map((where) => encodeText(source, where, 'PN', 'Ω')?.toString('hex')),
    ).to.deep.equal(['d9', 'cea9']);
  });

  it('is not written where the set cannot say it', () => {
    const { source, dataSet } = read([text(CHARACTER_SET, 'CS', 'ISO_IR 100')]);
    expect(encodeText(source, dataSet, 'LO', 'Ω')).to.equal(undefined);
  });

  it('of a VR of the default repertoire is ASCII alone', () => {
    const { source, dataSet } = read([text(CHARACTER_SET, 'CS', 'ISO_IR 192')]);
    expect(['AB', 'Ü'].map((one) => encodeText(source, dataSet, 'CS', one)?.toString())).to.deep.equal([
      'AB',
      undefined,
    ]);
  });

  it('follows the set that its data set has, asked once or twice', () => {
    const { source, dataSet } = read([text(CHARACTER_SET, 'CS', 'ISO_IR 126')]);
    expect(characterSetOf(source, dataSet)).to.equal(characterSetOf(source, dataSet));
  });
});

describe('padding', () => {
  it('is trailing spaces and NULs, and nothing else', () => {
    expect(['A ', 'A\0', ' A', 'A \0 ', '', ' '].map(trimPadding)).to.deep.equal([
      'A',
      'A',
      ' A',
      'A',
      '',
      '',
    ]);
  });
});
