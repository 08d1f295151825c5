import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { characterSet, type CharacterSet } from '../../src/dicom/charset.js';
import { walkElements, type DataElement } from '../../src/dicom/model.js';
import { readTexts, readValue } from '../../src/dicom/values.js';
import { encode, sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { instancesBelow, type ReadInstance } from '../support/instances.js';
import { lethe } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';

/** A patient of one script, and what is said beside the name in the same script. */
interface Person {
  readonly title: string;
  /** Values of Specific Character Set (0008,0005). */
  readonly terms: readonly string[];
  /** Value of Patient's Name. */
  readonly name: string;
  /** The name as it is written in running text, in this script. */
  readonly written: string;
  /** The surname, or what else of the name stands alone in running text. */
  readonly part: string;
  /** Another way to write it, as in capitals or without accents. */
  readonly otherwise: string;
  /** Words of the script that identify nobody. */
  readonly harmless: readonly [string, string, string];
}

const JAPANESE = {
  written: '小野寺美咲',
  part: '小野寺',
  otherwise: '小野寺　美咲',
  harmless: ['頭部単純', '造影なし', '体動あり'],
} as const;
const KOREAN = {
  written: '배수진',
  part: '배수진',
  otherwise: '배 수진',
  harmless: ['복부 조영', '두통', '움직임 있음'],
} as const;
const CHINESE = {
  written: '慕容浩',
  part: '慕容浩',
  otherwise: '慕容 浩',
  harmless: ['头颅平扫', '无增强', '运动伪影'],
} as const;
const RUSSIAN = {
  written: 'Таисия Ковригина',
  part: 'Ковригина',
  otherwise: 'КОВРИГИНА',
  harmless: ['КТ грудной клетки', 'без контраста', 'артефакты движения'],
} as const;

const PEOPLE: readonly Person[] = [
  {
    title: 'Japanese in ISO 2022 IR 87',
    terms: ['', 'ISO 2022 IR 87'],
    name: 'Onodera^Misaki=小野寺^美咲=おのでら^みさき',
    ...JAPANESE,
  },
  {
    title: 'Japanese in ISO 2022 IR 13 and 87',
    terms: ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    name: 'ｵﾉﾃﾞﾗ^ﾐｻｷ=小野寺^美咲=おのでら^みさき',
    ...JAPANESE,
  },
  {
    title: 'Japanese in ISO_IR 13, half-width katakana alone',
    terms: ['ISO_IR 13'],
    name: 'ｵﾉﾃﾞﾗ^ﾐｻｷ',
    written: 'ｵﾉﾃﾞﾗ ﾐｻｷ',
    part: 'ｵﾉﾃﾞﾗ',
    otherwise: 'ｵﾉﾃﾞﾗﾐｻｷ',
    harmless: ['ﾄｳﾌﾞ', 'ｾﾞｳｴｲﾅｼ', 'ﾀｲﾄﾞｳ'],
  },
  {
    title: 'Japanese in ISO_IR 192 (UTF-8)',
    terms: ['ISO_IR 192'],
    name: 'Onodera^Misaki=小野寺^美咲=おのでら^みさき',
    ...JAPANESE,
  },
  {
    title: 'Korean in ISO 2022 IR 149',
    terms: ['', 'ISO 2022 IR 149'],
    name: 'Bae^Sujin=裵^秀珍=배^수진',
    ...KOREAN,
  },
  {
    title: 'Korean in ISO_IR 192 (UTF-8)',
    terms: ['ISO_IR 192'],
    name: 'Bae^Sujin=裵^秀珍=배^수진',
    ...KOREAN,
  },
  { title: 'Chinese in GB18030', terms: ['GB18030'], name: 'Murong^Hao=慕容^浩', ...CHINESE },
  { title: 'Chinese in GBK', terms: ['GBK'], name: 'Murong^Hao=慕容^浩', ...CHINESE },
  {
    title: 'Chinese in ISO 2022 IR 58',
    terms: ['', 'ISO 2022 IR 58'],
    name: 'Murong^Hao=慕容^浩',
    ...CHINESE,
  },
  {
    title: 'traditional Chinese in ISO_IR 192 (UTF-8)',
    terms: ['ISO_IR 192'],
    name: 'Ouyang^Xuemei=歐陽^雪梅',
    written: '歐陽雪梅',
    part: '歐陽',
    otherwise: '歐陽 雪梅',
    harmless: ['頭顱平掃', '無對比劑', '運動假影'],
  },
  {
    title: 'Russian in ISO_IR 144',
    terms: ['ISO_IR 144'],
    name: 'Ковригина^Таисия^Павловна',
    ...RUSSIAN,
  },
  {
    title: 'Russian in ISO 2022 IR 144 beside ISO 2022 IR 100',
    terms: ['ISO 2022 IR 100', 'ISO 2022 IR 144'],
    name: 'Ковригина^Таисия^Павловна',
    ...RUSSIAN,
  },
  {
    title: 'Russian in ISO_IR 192 (UTF-8) with a Latin group',
    terms: ['ISO_IR 192'],
    name: 'Kovrigina^Taisiya=Ковригина^Таисия',
    ...RUSSIAN,
    otherwise: 'Kovrigina',
  },
  {
    title: 'Greek in ISO_IR 126',
    terms: ['ISO_IR 126'],
    name: 'Βλαχοδήμου^Ασπασία',
    written: 'Ασπασία Βλαχοδήμου',
    part: 'Βλαχοδήμου',
    otherwise: 'ΒΛΑΧΟΔΗΜΟΥ',
    harmless: ['Αξονική θώρακος', 'χωρίς σκιαγραφικό', 'τεχνικό σφάλμα'],
  },
  {
    title: 'Arabic in ISO_IR 127',
    terms: ['ISO_IR 127'],
    name: 'الحسيني^ليلى',
    written: 'ليلى الحسيني',
    part: 'الحسيني',
    otherwise: 'الحسينى',
    harmless: ['أشعة الصدر', 'بدون صبغة', 'حركة المريض'],
  },
  {
    title: 'Hebrew in ISO_IR 138',
    terms: ['ISO_IR 138'],
    name: 'שפירא^נועה',
    written: 'נועה שפירא',
    part: 'שפירא',
    otherwise: 'שפירא נועה',
    harmless: ['צילום חזה', 'ללא חומר ניגוד', 'תזוזה'],
  },
  {
    title: 'German in ISO_IR 100',
    terms: ['ISO_IR 100'],
    name: 'Müllensiefen^Jörg',
    written: 'Jörg Müllensiefen',
    part: 'Müllensiefen',
    otherwise: 'MUELLENSIEFEN',
    harmless: ['Schädel nativ', 'für später', 'große Übersicht'],
  },
  {
    title: 'Polish in ISO_IR 101',
    terms: ['ISO_IR 101'],
    name: 'Dąbkiewicz^Świętosława',
    written: 'Świętosława Dąbkiewicz',
    part: 'Dąbkiewicz',
    otherwise: 'DABKIEWICZ',
    harmless: ['klatka piersiowa', 'wątroba bez zmian', 'płuco'],
  },
  {
    title: 'Baltic Latin in ISO_IR 110',
    terms: ['ISO_IR 110'],
    name: 'Ķesteris^Ādolfs',
    written: 'Ādolfs Ķesteris',
    part: 'Ķesteris',
    otherwise: 'KESTERIS',
    harmless: ['galvas smadzenes', 'bez kontrastvielas', 'plaušas'],
  },
  {
    title: 'Turkish in ISO_IR 148',
    terms: ['ISO_IR 148'],
    name: 'Özdemiroğlu^Işıl',
    written: 'Işıl Özdemiroğlu',
    part: 'Özdemiroğlu',
    otherwise: 'ÖZDEMİROĞLU',
    harmless: ['göğüs filmi', 'kontrastsız', 'hareket artefaktı'],
  },
  {
    title: 'French in ISO_IR 203 (Latin-9)',
    terms: ['ISO_IR 203'],
    name: 'Œuvrardier^Noëlle',
    written: 'Noëlle Œuvrardier',
    part: 'Œuvrardier',
    otherwise: 'OEUVRARDIER',
    harmless: ['cœur et œsophage', 'sans injection', 'bougé'],
  },
  {
    title: 'Thai in ISO_IR 166',
    terms: ['ISO_IR 166'],
    name: 'ทองประเสริฐ^วิชัย',
    written: 'วิชัย ทองประเสริฐ',
    part: 'ทองประเสริฐ',
    otherwise: 'วิชัยทองประเสริฐ',
    harmless: ['ปอด', 'ไม่ฉีดสี', 'กระดูก'],
  },
  {
    title: 'Vietnamese in ISO_IR 192 (UTF-8)',
    terms: ['ISO_IR 192'],
    name: 'Nguyễn Khắc^Phượng',
    written: 'Nguyễn Khắc Phượng',
    part: 'Phượng',
    otherwise: 'PHUONG',
    harmless: ['chụp phổi', 'không tiêm thuốc', 'cử động'],
  },
  {
    title: 'plain ASCII without a character set',
    terms: [],
    name: 'DELACOURTENAY^EMERIC',
    written: 'Emeric Delacourtenay',
    part: 'delacourtenay',
    otherwise: 'EDelacourtenay',
    harmless: ['Chest routine', 'no contrast', 'motion artifact'],
  },
];

const STUDY_DESCRIPTION = 0x00081030;
const SERIES_DESCRIPTION = 0x0008103e;
const PATIENT_COMMENTS = 0x00104000;
const IMAGE_COMMENTS = 0x00204000;
const STEP_DESCRIPTION = 0x00400007;
const PROCEDURE_DESCRIPTION = 0x00321060;
const PRIVATE_TEXT = 0x00131040;
const MEDICAL_ALERTS = 0x00102000;

/** The elements of an instance of the person, name and harmless words side by side. */
function elementsOf({ terms, name, written, part, otherwise, harmless }: Person, uid: string): ElementSpec[] {
  const set = characterSet(terms);
  const [one, two, three] = harmless;
  const said = (tag: number, vr: string, content: string): ElementSpec =>
    value(tag, vr, encoded(set, vr, content));
  return [
    ...(terms.length === 0 ? [] : [text(0x00080005, 'CS', terms.join('\\'))]),
    text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    text(0x00080018, 'UI', uid),
    text(0x00080020, 'DA', '20160405'),
    text(0x00080060, 'CS', 'OT'),
    said(STUDY_DESCRIPTION, 'LO', `${one} ${written}`),
    said(SERIES_DESCRIPTION, 'LO', two),
    said(0x00100010, 'PN', name),
    text(0x00100020, 'LO', 'K-4471982'),
    said(MEDICAL_ALERTS, 'LO', `${three} ${otherwise}`),
    said(PATIENT_COMMENTS, 'LT', `${one} ${written} ${three}`),
    text(0x00130010, 'LO', 'SIEMENS CM VA0  CMS'),
    said(PRIVATE_TEXT, 'LO', `${two} ${part}`),
    text(0x0020000d, 'UI', `${uid}.1`),
    text(0x0020000e, 'UI', `${uid}.2`),
    said(IMAGE_COMMENTS, 'LT', `${part} ${two}`),
    sequence(0x00400275, [
      said(PROCEDURE_DESCRIPTION, 'LO', three),
      said(STEP_DESCRIPTION, 'LO', `${three} ${written}`),
    ]),
    text(0x01010010, 'LO', 'SOMEBODY UNKNOWN'),
    value(0x01011001, 'UN', encoded(set, 'LT', written)),
  ].sort((a, b) => a.tag - b.tag);
}

function encoded(set: CharacterSet, vr: string, content: string): Buffer {
  const bytes = set.encode(content, vr);
  if (bytes === undefined) throw new Error(`${set.terms.join('\\')} has no ${content}`);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')]);
}

function part10(dataSet: Buffer, uid: string): Buffer {
  const meta = encode([
    text(0x00020002, 'UI', '1.2.840.10008.5.1.4.1.1.7'),
    text(0x00020003, 'UI', uid),
    text(0x00020010, 'UI', TRANSFER_SYNTAX.explicitLittle),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    encode([value(0x00020000, 'UL', length)]),
    meta,
    dataSet,
  ]);
}

/** The encodings in which a name may hide, as iconv-lite knows them: another implementation than the product's own. */
const ENCODINGS = [
  ...['utf8', 'utf16le', 'utf16be', 'shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5'],
  ...['latin1', 'iso-8859-2', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7', 'iso-8859-8'],
  ...['iso-8859-9', 'iso-8859-15', 'tis-620', 'windows-1251', 'koi8-r', 'windows-1253', 'windows-1256'],
];

/** Names and parts of names that may stand nowhere; a sole ideograph or syllable is too short to be told from chance. */
function secretsOf({ name, written, part, otherwise }: Person): readonly string[] {
  const words = [...name.split(/[\^=]/), ...written.split(' '), part, otherwise, written, 'K-4471982'];
  return [...new Set(words.filter((word) => word.length >= 2))];
}

/** Where bytes hold a secret, in any case, in a common encoding or in the person's own character set. */
function traces(bytes: Buffer, person: Person): readonly string[] {
  const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
  const holds = (form: Buffer): boolean =>
    bytes.includes(form) || (isAscii(form) && lower.includes(form.toString('latin1').toLowerCase()));
  const own = characterSet(person.terms);
  return secretsOf(person).flatMap((secret) => {
    const forms = [secret, secret.toLowerCase(), secret.toUpperCase()];
    const common = ENCODINGS.filter((encoding) =>
      forms.some((form) => {
        const encodedForm = iconv.encode(form, encoding);
        const isWhole = iconv.decode(encodedForm, encoding) === form;
        return isWhole && encodedForm.length >= 3 && holds(encodedForm);
      }),
    );
    const ownForms = forms.map((form) => own.encode(form, 'LO')).filter((form) => form !== undefined);
    const inOwn = ownForms.map(withoutEscapes).some((form) => form.length >= 4 && holds(form));
    return [...common, ...(inOwn ? ['its own set'] : [])].map((encoding) => `${secret} in ${encoding}`);
  });
}

/** ISO 2022 text without the escape sequences at its ends, which the text around it may share. */
function withoutEscapes(bytes: Buffer): Buffer {
  // eslint-disable-next-line no-control-regex -- escape sequences begin with ESC
  const bare = bytes.toString('latin1').replace(/^(?:\x1b[$()\-,./]+\w)+|(?:\x1b[$()\-,./]+\w)+$/g, '');
  return Buffer.from(bare, 'latin1');
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function allTexts({ indexed: { source, dataSet } }: ReadInstance): readonly string[] {
  return [...walkElements(dataSet)]
    .filter(({ items }) => items === undefined)
    .flatMap((element) => readTexts(source, element));
}

function elementAt({ indexed: { dataSet } }: ReadInstance, tag: number): DataElement | undefined {
  for (const element of walkElements(dataSet)) if (element.tag === tag) return element;
  return undefined;
}

describe('patients named in many scripts, under the default strategy', () => {
  let folder: string;
  let outputs: ReadonlyMap<string, ReadInstance>;
  let newUids: ReadonlyMap<string, string>;
  const uidOf = (person: Person): string => `1.2.826.0.1.99.7${PEOPLE.indexOf(person)}`;

  before(async function () {
    this.timeout(120_000);
    folder = await makeTemporaryFolder();
    const input = path.join(folder, 'in');
    mkdirSync(input);
    for (const [index, person] of PEOPLE.entries()) {
      const uid = uidOf(person);
      writeFileSync(path.join(input, `${index}.dcm`), part10(encode(elementsOf(person, uid)), uid));
    }
    const configurationFile = path.join(folder, 'lethe.yaml');
    writeFileSync(configurationFile, JSON.stringify({ dataDir: path.join(folder, 'data') }));
    const map = path.join(folder, 'uids.csv');
    const out = path.join(folder, 'out');
    const done = await lethe(
      ['deidentify', input, '--out', out, '--uid-map', map, '--config', configurationFile, '--json'],
      { timeoutMs: 110_000 },
    );
    expect(done.stdout, done.stderr).to.contain('"setAside": []');
    outputs = await instancesBelow(out);
    const rows = readFileSync(map, 'utf8').split(/\r?\n/).slice(1);
    newUids = new Map(rows.map((row) => row.replaceAll('"', '').split(',') as [string, string]));
  });

  after(() => removeFolder(folder));

  for (const person of PEOPLE) {
    const set = characterSet(person.terms);
    const output = (): ReadInstance => {
      const found = outputs.get(newUids.get(uidOf(person)) ?? '');
      if (found === undefined) throw new Error('not in the output');
      return found;
    };
    const bytesAt = (tag: number): Buffer | undefined => {
      const element = elementAt(output(), tag);
      return element && readValue(output().indexed.source, element);
    };
    const textAt = (tag: number): string | undefined => {
      const element = elementAt(output(), tag);
      return element && readTexts(output().indexed.source, element).join('\\').trim();
    };
    const [one, two, three] = person.harmless;

    describe(person.title, () => {
      it('is searched for with success in the original', () => {
        const missed = secretsOf(person).filter(
          (secret) =>
            person.written.includes(secret) &&
            !traces(encode(elementsOf(person, uidOf(person))), person).some((found) =>
              found.startsWith(secret),
            ),
        );
        expect(missed).to.deep.equal([]);
      });

      it('leaves no byte of the name, in any encoding', () => {
        expect(traces(output().dataSet, person)).to.deep.equal([]);
      });

      it('leaves no text that tells the name', () => {
        const fold = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
        const left = allTexts(output()).filter((said) =>
          secretsOf(person).some((secret) => fold(said).includes(fold(secret))),
        );
        expect(left).to.deep.equal([]);
      });

      it('keeps text without the name byte for byte', () => {
        expect([bytesAt(SERIES_DESCRIPTION), bytesAt(PROCEDURE_DESCRIPTION)]).to.deep.equal([
          encoded(set, 'LO', two),
          encoded(set, 'LO', three),
        ]);
      });

      it('keeps the words beside the name', () => {
        const left = [STUDY_DESCRIPTION, MEDICAL_ALERTS, IMAGE_COMMENTS, PRIVATE_TEXT, STEP_DESCRIPTION].map(
          textAt,
        );
        expect(left).to.deep.equal([one, three, two, two, three]);
      });

      it('keeps the words on both sides of the name', () => {
        expect(textAt(PATIENT_COMMENTS)?.split(/\s+/)).to.deep.equal(`${one} ${three}`.split(/\s+/));
      });

      it('keeps the bytes of the words beside the name', () => {
        const kept = set.encode(one, 'LO');
        expect(kept && bytesAt(STUDY_DESCRIPTION)?.includes(kept)).to.equal(true);
      });
    });
  }
});
