import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { searchResidue, type ResidueHit } from '../../../src/deid/gate/gate.js';
import type { Needle } from '../../../src/deid/identity/needles.js';
import { foldText } from '../../../src/deid/text/words.js';
import { characterSet } from '../../../src/dicom/charset.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from '../../../src/dicom/model.js';
import { encodeFileMeta, readFileHeader } from '../../../src/dicom/part10.js';
import { memorySource } from '../../../src/dicom/source.js';
import { corpusFiles } from '../../support/corpus.js';
import {
  encode,
  fragments,
  header,
  item,
  openSequence,
  raw,
  sequence,
  text,
  value,
  type ElementSpec,
} from '../../support/data-set-builder.js';
import { syntaxOf } from '../../support/header.js';
import { sampleFiles } from '../../support/instances.js';
import { TRANSFER_SYNTAX } from '../../support/transfer-syntax.js';

const PLANTED = 'Quackenbush';
const NEEDLES = [needle(PLANTED)];

function needle(name: string, boundary: Needle['boundary'] = 'word'): Needle {
  return { text: foldText(name), kind: 'person', boundary };
}

function part10(dataSet: Buffer, transferSyntaxUid: string = TRANSFER_SYNTAX.explicitLittle): Buffer {
  const meta = encodeFileMeta({ sopClassUid: '1.2.3', sopInstanceUid: '1.2.4', transferSyntaxUid });
  return Buffer.concat([meta, dataSet]);
}

function search(file: Buffer, needles: readonly Needle[] = NEEDLES): readonly ResidueHit[] {
  const source = memorySource(file);
  return searchResidue(source, readFileHeader(source), needles);
}

function searchElements(
  elements: readonly ElementSpec[],
  needles: readonly Needle[] = NEEDLES,
  encoding: Encoding = EXPLICIT_LITTLE,
): readonly ResidueHit[] {
  return search(part10(encode(elements, encoding), syntaxOf(encoding)), needles);
}

function paths(hits: readonly ResidueHit[]): readonly string[] {
  return hits.map(({ path: where }) => where);
}

function latin1(content: string): Buffer {
  return Buffer.from(content.length % 2 === 0 ? content : `${content} `, 'latin1');
}

function utf16be(content: string): Buffer {
  return Buffer.from(content, 'utf16le').swap16();
}

function random(size: number, seed: number): Buffer {
  let state = seed;
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

const ROWS = value(0x00280010, 'US', Buffer.from([4, 0]));
const COLUMNS = value(0x00280011, 'US', Buffer.from([4, 0]));
const ALLOCATED = value(0x00280100, 'US', Buffer.from([16, 0]));
const SAMPLES_BYTES = 32;
const IMAGE = [
  text(0x00080016, 'UI', '1.2.3'),
  text(0x00100010, 'PN', 'TAKEN^OUT'),
  value(0x00280002, 'US', Buffer.from([1, 0])),
  ROWS,
  COLUMNS,
  ALLOCATED,
];

/** A JPEG codestream of segments; the scan holds what it is given. */
function jpeg(
  segments: readonly (readonly [number, Buffer])[],
  scan: Buffer = Buffer.from([1, 2, 0xff, 0, 3]),
): Buffer {
  const parts = segments.map(([marker, content]) => segment(marker, content));
  const scanHeader = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
  return even(
    Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, scanHeader, scan, Buffer.from([0xff, 0xd9])]),
  );
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function even(bytes: Buffer): Buffer {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}

function jpeg2000(comment: Buffer, tileComment: Buffer): Buffer {
  const siz = segment(0x51, Buffer.alloc(38));
  const com = segment(0x64, Buffer.concat([Buffer.from([0, 1]), comment]));
  const tileHeader = segment(0x64, Buffer.concat([Buffer.from([0, 1]), tileComment]));
  const sod = Buffer.concat([Buffer.from([0xff, 0x93]), random(50, 3)]);
  const sot = segment(0x90, Buffer.alloc(8));
  sot.writeUInt32BE(sot.length + tileHeader.length + sod.length, 6);
  return even(
    Buffer.concat([Buffer.from([0xff, 0x4f]), siz, com, sot, tileHeader, sod, Buffer.from([0xff, 0xd9])]),
  );
}

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const RLE = '1.2.840.10008.1.2.5';

function searchPixels(syntax: string, ...content: readonly Buffer[]): readonly string[] {
  return paths(search(part10(encode([...IMAGE, fragments(0x7fe00010, 'OB', ...content)]), syntax)));
}

describe('The release gate', () => {
  describe('finds a needle', () => {
    it('in the preamble', () => {
      const file = part10(encode(IMAGE));
      file.write(PLANTED, 20, 'latin1');
      expect(paths(search(file))).to.deep.equal(['preamble']);
    });

    it('in the file meta information', () => {
      const meta = encodeFileMeta({
        sopClassUid: '1.2.3',
        sopInstanceUid: '1.2.4',
        transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
        callingAeTitle: PLANTED,
        calledAeTitle: 'A',
        address: '',
      });
      expect(paths(search(Buffer.concat([meta, encode(IMAGE)])))).to.deep.equal(['(0002,0017)']);
    });

    for (const [name, encoding] of [
      ['explicit VR little endian', EXPLICIT_LITTLE],
      ['implicit VR', IMPLICIT_LITTLE],
      ['explicit VR big endian', EXPLICIT_BIG],
    ] as const) {
      it(`in every VR of ${name}, with the path of the element`, () => {
        const vrs = ['AE', 'CS', 'LO', 'LT', 'OB', 'OW', 'PN', 'SH', 'ST', 'UC', 'UN', 'UR', 'UT', 'DS'];
        for (const vr of vrs) {
          const planted = value(0x00111001, vr, latin1(`x ${PLANTED} y`));
          expect(paths(searchElements([...IMAGE, planted], NEEDLES, encoding)), vr).to.deep.equal([
            '(0011,1001)',
          ]);
        }
      });

      it(`in nested items of ${name}`, () => {
        const inner = sequence(0x00400275, [text(0x00080050, 'SH', 'a')], [text(0x00080050, 'SH', PLANTED)]);
        const outer = openSequence(0x00081115, [inner]);
        expect(paths(searchElements([...IMAGE, outer], NEEDLES, encoding))).to.deep.equal([
          '(0008,1115)[1]/(0040,0275)[2]/(0008,0050)',
        ]);
      });
    }

    it('in items inside a value of VR UN, of known and unknown length', () => {
      const inside = [text(0x00100010, 'PN', PLANTED)];
      for (const undefinedLength of [false, true]) {
        const hidden = {
          kind: 'sequence' as const,
          tag: 0x00091010,
          vr: 'UN' as const,
          items: [item(inside)],
          undefinedLength,
        };
        expect(paths(searchElements([...IMAGE, hidden]))).to.deep.equal(['(0009,1010)[1]/(0010,0010)']);
      }
    });

    it('at the very beginning and end of a value, whatever the next header begins with', () => {
      // Group 0054 begins with the byte of a T, which would go on with the word.
      const elements = [text(0x00200010, 'SH', 'Quackenbushe'), text(0x00540014, 'LO', 'x')];
      expect(paths(searchElements(elements, [needle('quackenbushe')]))).to.deep.equal(['(0020,0010)']);
    });

    it('as one of several words, whatever stands between them', () => {
      const needles = [needle('hieronymus quackenbush')];
      for (const written of [
        'Hieronymus Quackenbush',
        'HIERONYMUS^QUACKENBUSH',
        'hieronymus,  quackenbush',
        'Hieronymus\r\nQuackenbush',
      ])
        expect(searchElements([text(0x00104000, 'LT', written)], needles), written).to.have.length(1);
    });

    it('in the padding behind the data set and in trailing padding', () => {
      const pixels = value(0x7fe00010, 'OW', Buffer.alloc(SAMPLES_BYTES));
      const padding = value(0xfffcfffc, 'OB', latin1(PLANTED));
      expect(paths(searchElements([...IMAGE, pixels, padding]))).to.deep.equal(['(FFFC,FFFC)']);
      const trailing = raw(latin1(`${PLANTED}^JOHN`));
      expect(paths(searchElements([...IMAGE, pixels, trailing]))).to.deep.equal(['trailing bytes']);
      expect(paths(searchElements([...IMAGE, trailing]))).to.have.length(1);
    });

    it('in a deflated data set, and behind it', () => {
      const elements = encode([...IMAGE, text(0x00104000, 'LT', PLANTED)]);
      const file = part10(deflateRawSync(elements), TRANSFER_SYNTAX.deflatedLittle);
      expect(paths(search(file))).to.deep.equal(['(0010,4000)']);
      const clean = part10(deflateRawSync(encode(IMAGE)), TRANSFER_SYNTAX.deflatedLittle);
      expect(search(clean)).to.deep.equal([]);
      expect(paths(search(Buffer.concat([clean, latin1(PLANTED)])))).to.deep.equal(['trailing bytes']);
    });

    it('in what follows as many samples as the data set says', () => {
      const pixels = Buffer.concat([Buffer.alloc(SAMPLES_BYTES, 7), latin1(PLANTED)]);
      expect(paths(searchElements([...IMAGE, value(0x7fe00010, 'OW', pixels)]))).to.deep.equal([
        '(7FE0,0010) after the pixels',
      ]);
    });

    it('in pixel data of which the data set does not say how long it should be', () => {
      const pixels = value(0x7fe00010, 'OW', latin1(`${PLANTED} and more`));
      expect(paths(searchElements([pixels]))).to.deep.equal(['(7FE0,0010)']);
    });

    it('in application and comment segments of JPEG', () => {
      const app = jpeg([[0xe1, Buffer.from(`Exif\0\0${PLANTED}`, 'latin1')]]);
      const com = jpeg([[0xfe, latin1(PLANTED)]]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), jpeg([]), app)).to.deep.equal([
        '(7FE0,0010) fragment 2 APP1',
      ]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), com)).to.deep.equal(['(7FE0,0010) fragment 1 COM']);
    });

    it('in a comment between two scans of JPEG', () => {
      const second = Buffer.concat([
        Buffer.from([9, 0xff, 0, 8]),
        segment(0xfe, latin1(PLANTED)),
        segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
        Buffer.from([4]),
      ]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), jpeg([], second))).to.deep.equal([
        '(7FE0,0010) fragment 1 COM',
      ]);
    });

    it('before and after an image, and in the offset table', () => {
      const before = Buffer.concat([latin1(PLANTED), jpeg([])]);
      const after = Buffer.concat([jpeg([]), latin1(PLANTED)]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), before)).to.deep.equal([
        '(7FE0,0010) fragment 1 before the image',
      ]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), after)).to.deep.equal([
        '(7FE0,0010) fragment 1 after the image',
      ]);
      expect(searchPixels(JPEG_BASELINE, latin1(PLANTED), jpeg([]))).to.deep.equal([
        '(7FE0,0010) offset table',
      ]);
    });

    it('in a segment that goes on in the next fragment', () => {
      const whole = jpeg([[0xfe, latin1(`about ${PLANTED} here`)]]);
      const [first, second] = [whole.subarray(0, 14), whole.subarray(14)];
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), first, second)).to.deep.equal([
        '(7FE0,0010) fragment 1 COM',
      ]);
    });

    it('in comments of JPEG 2000, in the main header and in that of a tile', () => {
      const main = jpeg2000(latin1(PLANTED), latin1('x'));
      const tile = jpeg2000(latin1('x'), latin1(PLANTED));
      for (const content of [main, tile]) {
        expect(searchPixels(JPEG_2000, Buffer.alloc(0), content)).to.deep.equal([
          '(7FE0,0010) fragment 1 COM',
        ]);
      }
    });

    it('in boxes of JPEG 2000', () => {
      const signature = box('jP  ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a]));
      const image = box('jp2c', jpeg2000(latin1('x'), latin1('x')));
      for (const type of ['xml ', 'uuid']) {
        const file = even(Buffer.concat([signature, box(type, latin1(`<p>${PLANTED}</p>`)), image]));
        expect(searchPixels(JPEG_2000, Buffer.alloc(0), file)).to.deep.equal([
          `(7FE0,0010) fragment 1 box ${type.trim()}`,
        ]);
      }
    });

    it('in the header and behind the runs of an RLE frame', () => {
      const head = Buffer.alloc(64);
      head.writeUInt32LE(1);
      head.writeUInt32LE(64, 4);
      const runs = Buffer.from([0xf1, 5, 0, 0]);
      const named = Buffer.from(head);
      named.write(PLANTED, 30, 'latin1');
      expect(searchPixels(RLE, Buffer.alloc(0), Buffer.concat([named, runs]))).to.deep.equal([
        '(7FE0,0010) fragment 1 unused offsets',
      ]);
      expect(searchPixels(RLE, Buffer.alloc(0), Buffer.concat([head, runs, latin1(PLANTED)]))).to.deep.equal([
        '(7FE0,0010) fragment 1 after the image',
      ]);
    });

    it('in a codestream of a kind that it does not know', () => {
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), latin1(`mpeg ${PLANTED} data`))).to.deep.equal([
        '(7FE0,0010) fragment 1',
      ]);
    });

    it('in encapsulated documents: as they are, deflated, and as XML entities', () => {
      const page = deflateSync(Buffer.from(`BT (Report of Quacken\\142ush) Tj ET`, 'latin1'));
      const stream = Buffer.concat([
        Buffer.from('%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n', 'latin1'),
        page,
        Buffer.from('\nendstream\nendobj\n', 'latin1'),
      ]);
      const cda = Buffer.from('<?xml version="1.0"?><name>M&#252;llerstein</name> ', 'utf8');
      expect(paths(searchElements([value(0x00420011, 'OB', latin1(`solid ${PLANTED}`))]))).to.deep.equal([
        '(0042,0011)',
      ]);
      expect(paths(searchElements([value(0x00420011, 'OB', even(stream))]))).to.deep.equal([
        '(0042,0011) text',
      ]);
      expect(
        paths(searchElements([value(0x00420011, 'OB', even(cda))], [needle('Müllerstein')])),
      ).to.deep.equal(['(0042,0011) text']);
    });

    it('after the place where a data set stops being one', () => {
      const broken = Buffer.concat([header(0x00104000, 'LT', 60_000), latin1(`long ago ${PLANTED} came`)]);
      expect(searchElements([...IMAGE, raw(broken)])).to.have.length(1);
    });

    it('across the pieces in which a long value is read', () => {
      const long = Buffer.alloc(3 * 1024 * 1024, 0x20);
      long.write(PLANTED, 1024 * 1024 - 5, 'latin1');
      expect(paths(searchElements([value(0x00091010, 'OB', long)]))).to.deep.equal(['(0009,1010)']);
    });
  });

  describe('reads', () => {
    const accented = [needle('Gröningen-Weiß')];

    it('accents and ligatures in the character set of the data set', () => {
      const elements = [text(0x00080005, 'CS', 'ISO_IR 100'), text(0x00104000, 'LT', 'for GRÖNINGEN-WEIß!')];
      expect(paths(searchElements(elements, accented))).to.deep.equal(['(0010,4000)']);
    });

    it('accents in bytes of which nobody says how they are encoded', () => {
      for (const bytes of [
        Buffer.from('xx\0Gröningen-Weiß\0\x01', 'latin1'),
        Buffer.from('\x01Gröningen-Weiß\0', 'utf8'),
      ])
        expect(searchElements([value(0x00091010, 'UN', even(bytes))], accented)).to.have.length(1);
      const polish = Buffer.from([1, 0, 0xa3, 0x75, 0x6b, 0x61, 0x73, 0x7a, 0x65, 0x77, 0x73, 0x6b, 0x69, 0]);
      expect(searchElements([value(0x00091010, 'OB', polish)], [needle('Łukaszewski')])).to.have.length(1);
    });

    it('UTF-16 of both byte orders at any offset, in any value', () => {
      for (const lead of ['', '\x01']) {
        for (const bytes of [Buffer.from(`${PLANTED} 7`, 'utf16le'), utf16be(`${PLANTED} 7`)]) {
          const content = even(Buffer.concat([Buffer.from(lead, 'latin1'), bytes]));
          expect(paths(searchElements([value(0x00091010, 'UN', content)]))).to.deep.equal(['(0009,1010)']);
        }
      }
      const cyrillic = Buffer.from('о Достоевский', 'utf16le');
      expect(searchElements([value(0x00091010, 'OB', cyrillic)], [needle('Достоевский')])).to.have.length(1);
    });

    const scripts: readonly (readonly [string, string, string, string])[] = [
      ['Japanese', '\\ISO 2022 IR 87', '患者山田太郎様', '山田太郎'],
      ['Korean', '\\ISO 2022 IR 149', '환자 김희중 님', '김희중'],
      ['Chinese', 'GB18030', '病人王小东', '王小东'],
      ['simplified Chinese with code extensions', '\\ISO 2022 IR 58', '病人王小东', '王小东'],
      ['Russian', 'ISO_IR 144', 'пациент ЛЮКСЕМБУРГ', 'Люксембург'],
      ['Greek', 'ISO_IR 126', 'ασθενής Διονυσιος', 'Διονύσιος'],
      ['Hebrew', 'ISO_IR 138', 'חולה שרוןסקי', 'שרוןסקי'],
      ['Arabic', 'ISO_IR 127', 'المريض قباني', 'قباني'],
      ['Unicode', 'ISO_IR 192', 'paciente Núñez-Yáñez', 'Núñez-Yáñez'],
    ];
    for (const [language, terms, content, name] of scripts) {
      it(`${language} in the character set of the data set, and where it is not declared`, () => {
        const encoded = characterSet(terms.split('\\')).encode(content, 'LT');
        if (encoded === undefined) throw new Error('not encodable');
        const needles = [needle(name, /[\u3040-\u9fff\uac00-\ud7a3]/.test(name) ? 'none' : 'word')];
        const declared = [text(0x00080005, 'CS', terms), value(0x00104000, 'LT', even(encoded))];
        expect(paths(searchElements(declared, needles))).to.deep.equal(['(0010,4000)']);
        const opaque = [value(0x00091010, 'OB', even(encoded))];
        // A run behind an escape sequence can be found undeclared only where it begins with the name.
        if (!terms.includes('IR 87')) expect(searchElements(opaque, needles)).to.have.length(1);
      });
    }

    it('Japanese in EUC, Shift_JIS and behind an escape sequence, undeclared', () => {
      const bytes = {
        euc: Buffer.from('bbb3c5c4c2c0cfba', 'hex'),
        shiftJis: Buffer.from('8e52936391be9859', 'hex'),
        iso2022: Buffer.from(
          '1b24423b334544424040 4f3a1b2842'.replace(' ', '').replace('424040', '424240'),
          'hex',
        ),
      };
      const needles = [needle('山田', 'none')];
      for (const [name, encoded] of Object.entries(bytes)) {
        const content = even(Buffer.concat([Buffer.from('\x00name:', 'latin1'), encoded, Buffer.alloc(1)]));
        expect(searchElements([value(0x00091010, 'OB', content)], needles), name).to.have.length(1);
      }
    });
  });

  describe('does not take for a needle', () => {
    it('a part of a longer word or number', () => {
      const needles = [needle('stein'), { ...needle('4711471'), boundary: 'digits' as const }];
      expect(
        searchElements([text(0x00104000, 'LT', 'Epstein-Barr, steine, 47114711')], needles),
      ).to.deep.equal([]);
      expect(searchElements([text(0x00104000, 'LT', 'Stein 2, no. 4711471a')], needles)).to.have.length(1);
    });

    it('what stands in native samples or in coded image data', () => {
      const pixels = Buffer.alloc(SAMPLES_BYTES);
      pixels.write(PLANTED, 4, 'latin1');
      expect(searchElements([...IMAGE, value(0x7fe00010, 'OW', pixels)])).to.deep.equal([]);
      expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), jpeg([], latin1(PLANTED)))).to.deep.equal([]);
    });

    it('short strings that stand in random bytes by chance', () => {
      const needles = 'wang chen ivey ruth 4711 yoko'.split(' ').map((name) => needle(name, 'none'));
      const noise = random(8 * 1024 * 1024, 1);
      noise.write('wang', 4_000_000, 'latin1');
      expect(searchElements([value(0x00091010, 'OB', noise)], needles)).to.deep.equal([]);
      // The same string amid text is none of chance.
      noise.write('the patient is wang from the ward', 5_000_000, 'latin1');
      expect(searchElements([value(0x00091010, 'OB', noise)], needles)).to.have.length(1);
    });

    it('anything, where there are no needles', () => {
      expect(searchElements(IMAGE, [])).to.deep.equal([]);
    });
  });

  it('tells of kinds and places only', () => {
    const hits = searchElements([text(0x00104000, 'LT', PLANTED)]);
    expect(JSON.stringify(hits).toLowerCase()).not.to.include(PLANTED.toLowerCase());
    expect(hits).to.deep.equal([{ path: '(0010,4000)', kind: 'person' }]);
  });

  it('ends in good time on data sets made to keep a reader busy', () => {
    const started = process.cpuUsage();
    let nested = Buffer.from(encode([text(0x00100010, 'PN', PLANTED)]));
    for (let depth = 0; depth < 300; depth += 1) {
      const items = Buffer.concat([Buffer.from('feff00e0', 'hex'), Buffer.alloc(4), nested]);
      items.writeUInt32LE(nested.length, 4);
      nested = Buffer.concat([header(0x00091010, 'UN', items.length), items]);
    }
    expect(searchElements([raw(nested)])).to.have.length(1);
    const many = Buffer.concat(Array.from({ length: 200_000 }, () => Buffer.from('feff00e000000000', 'hex')));
    expect(searchElements([raw(Buffer.concat([header(0x00081115, 'SQ', many.length), many]))])).to.deep.equal(
      [],
    );
    const runs = Buffer.alloc(2 * 1024 * 1024, 0xff);
    expect(searchPixels(JPEG_BASELINE, Buffer.alloc(0), runs)).to.deep.equal([]);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).to.be.below(10);
  });

  it('refuses a deflated data set that cannot be inflated', () => {
    const file = part10(random(500, 5), TRANSFER_SYNTAX.deflatedLittle);
    expect(() => search(file))
      .to.throw()
      .with.property('code', 'DATA_SET_MALFORMED');
  });

  describe('on real files', () => {
    const files = [...sampleFiles(), ...corpusFiles()].filter((file) => !file.endsWith('nots-odd-02.dcm'));

    it('finds a planted name wherever a byte range that is no sample is overwritten with it', () => {
      let planted = 0;
      for (const file of sampleFiles()) {
        const bytes = readFileSync(file);
        const { dataSetOffset, transferSyntaxUid } = readFileHeader(memorySource(bytes));
        if (transferSyntaxUid === TRANSFER_SYNTAX.deflatedLittle) continue;
        const pixelsAt = bytes.lastIndexOf(Buffer.from('e07f1000', 'hex'));
        const end = pixelsAt === -1 ? bytes.length : pixelsAt;
        for (let at = dataSetOffset + 8; at + PLANTED.length < end; at += 97) {
          const changed = Buffer.from(bytes);
          changed.write(` ${PLANTED} `, at, 'latin1');
          expect(search(changed), `${path.basename(file)} at ${String(at)}`).to.not.have.length(0);
          planted += 1;
        }
      }
      expect(planted).to.be.greaterThan(100);
    }).timeout(60_000);

    it('finds nothing that is not there', function () {
      const needles = ['Quackenbush', 'Zbigniewicz', 'Vandersloot', '88300417'].map((name) => needle(name));
      if (files.length < 50) this.skip();
      for (const file of files) {
        expect(search(readFileSync(file), needles), path.basename(file)).to.deep.equal([]);
      }
    }).timeout(60_000);
  });
});

describe('the release gate over a large data set', () => {
  const UID = '1.2.826.0.1.3680043.10.9999';
  const uidNeedles = (count: number): Needle[] =>
    Array.from({ length: count }, (_, number) => ({
      text: `${UID}.${number}`,
      kind: 'uid',
      boundary: 'digits',
    }));

  it('finds each of a hundred thousand UIDs, and no other', () => {
    const needles = uidNeedles(100_000);
    const left = (uid: string): number => searchElements([text(0x00104000, 'LT', uid)], needles).length;
    for (const number of [0, 31, 32, 33, 65_535, 65_536, 99_999])
      expect(left(`see ${UID}.${number}, again`), String(number)).to.equal(1);
    expect(left(`see ${UID}.100000 or ${UID}.12x4 or ${UID}`)).to.equal(1);
    expect(left(`see ${UID}.100000 or ${UID}`)).to.equal(0);
  });

  it('takes time for what it reads, not for that times the UIDs', () => {
    const needles = uidNeedles(100_000);
    const references = Array.from({ length: 20_000 }, (_, number) => [
      text(0x00081155, 'UI', `1.2.826.0.1.3680043.11.${number}`),
    ]);
    const start = process.cpuUsage();
    expect(searchElements([sequence(0x00081140, ...references)], needles)).to.deep.equal([]);
    const { user } = process.cpuUsage(start);
    expect(user / 1e6).to.be.below(5);
  });

  it('names the place of what is left among 40,000 items', () => {
    const items = Array.from({ length: 40_000 }, (_, number) => [
      text(0x00080104, 'LO', number === 33_333 ? PLANTED : 'left'),
    ]);
    expect(paths(searchElements([sequence(0x00081140, ...items)]))).to.deep.equal([
      '(0008,1140)[33334]/(0008,0104)',
    ]);
  });

  it('reads as bytes what only looks like items, however much was read before', () => {
    const half = Buffer.concat([
      header(0x00091001, 'UN', 40),
      Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0x00, 0x00, 0x00]),
      latin1(`${PLANTED} left behind here x`),
      Buffer.alloc(32 - 28),
    ]);
    const many = Array.from({ length: 17_000 }, () => [text(0x00080104, 'LO', 'left')]);
    expect(paths(searchElements([sequence(0x00081140, ...many), raw(half)]))).to.deep.equal(['(0009,1001)']);
  });
});
