import iconv from 'iconv-lite';

/** A set of graphic characters that ISO/IEC 2022 can designate to G0 or G1, as DICOM uses it (PS3.3 C.12.1.1.2). */
export interface CodeSet {
  readonly name: CodeSetName;
  /** Bytes of one character. */
  readonly width: 1 | 2;
  /** Code points by code: seven bits for width 1, fourteen (7 and 7) for width 2; 0 where there is no character. */
  readonly characters: Uint32Array;
  readonly codes: ReadonlyMap<number, number>;
}

export type CodeSetName =
  | 'ascii'
  | 'romaji'
  | 'katakana'
  | 'latin1'
  | 'latin2'
  | 'latin3'
  | 'latin4'
  | 'cyrillic'
  | 'arabic'
  | 'greek'
  | 'hebrew'
  | 'latin5'
  | 'latin9'
  | 'thai'
  | 'jisx0208'
  | 'jisx0212'
  | 'ksx1001'
  | 'gb2312';

const HIGH = 0x80;

const RIGHT_HALVES: Readonly<Partial<Record<CodeSetName, string>>> = {
  latin1: 'iso-8859-1',
  latin2: 'iso-8859-2',
  latin3: 'iso-8859-3',
  latin4: 'iso-8859-4',
  cyrillic: 'iso-8859-5',
  arabic: 'iso-8859-6',
  greek: 'iso-8859-7',
  hebrew: 'iso-8859-8',
  latin5: 'iso-8859-9',
  latin9: 'iso-8859-15',
  thai: 'tis620',
};

/**
 * Codes that iconv-lite reads as the compatibility characters of Windows or GBK; here they are what JIS X 0208 and
 * GB 2312 register (ISO-IR 87 and 58), as glibc and Python read them.
 */
const JISX0208_CORRECTIONS: readonly (readonly [number, number])[] = [
  [0x2141, 0x301c],
  [0x2142, 0x2016],
  [0x215d, 0x2212],
  [0x2171, 0x00a2],
  [0x2172, 0x00a3],
  [0x224c, 0x00ac],
];
const GB2312_CORRECTIONS: readonly (readonly [number, number])[] = [
  [0x2124, 0x30fb],
  [0x212a, 0x2015],
];

const loaded = new Map<CodeSetName, CodeSet>();

/** The code set of a name; its table is built at first use. */
export function codeSet(name: CodeSetName): CodeSet {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const built = build(name);
  loaded.set(name, built);
  return built;
}

function build(name: CodeSetName): CodeSet {
  switch (name) {
    case 'ascii':
      return singleByte(name, asciiTable());
    case 'romaji':
      return singleByte(name, romajiTable());
    case 'katakana':
      return singleByte(name, katakanaTable());
    case 'jisx0208':
      return doubleByte(name, isJisX0208Row, { encoding: 'euc-jp', prefix: [] }, JISX0208_CORRECTIONS);
    case 'jisx0212':
      return doubleByte(name, isAnyRow, { encoding: 'euc-jp', prefix: [0x8f] }, []);
    case 'ksx1001':
      return doubleByte(name, isAnyRow, { encoding: 'euc-kr', prefix: [] }, []);
    case 'gb2312':
      return doubleByte(name, isGb2312Row, { encoding: 'gbk', prefix: [] }, GB2312_CORRECTIONS);
    default:
      return singleByte(name, rightHalfTable(RIGHT_HALVES[name] ?? 'iso-8859-1'));
  }
}

function singleByte(name: CodeSetName, characters: Uint32Array): CodeSet {
  return { name, width: 1, characters, codes: reverse(characters) };
}

function asciiTable(): Uint32Array {
  return Uint32Array.from({ length: HIGH }, (_, code) => code);
}

/** ISO-IR 14: JIS X 0201 has a yen sign and an overline where ASCII has backslash and tilde. */
function romajiTable(): Uint32Array {
  const table = asciiTable();
  table[0x5c] = 0x00a5;
  table[0x7e] = 0x203e;
  return table;
}

/** ISO-IR 13: half-width katakana, 0x21 to 0x5F. */
function katakanaTable(): Uint32Array {
  const table = new Uint32Array(HIGH);
  for (let code = 0x21; code <= 0x5f; code++) table[code] = 0xff61 + code - 0x21;
  return table;
}

/** The right half of an ISO/IEC 8859 part, C1 controls included so that every byte that has a meaning keeps it. */
function rightHalfTable(encoding: string): Uint32Array {
  const table = new Uint32Array(HIGH);
  for (let code = 0; code < HIGH; code++) {
    const point = onlyCodePoint(iconv.decode(Buffer.of(code | HIGH), encoding));
    table[code] = code < 0x20 ? code | HIGH : point;
  }
  return table;
}

/** An encoding that holds the set's characters in pairs of high bytes, after a prefix. */
interface PairEncoding {
  readonly encoding: string;
  readonly prefix: readonly number[];
}

function doubleByte(
  name: CodeSetName,
  hasRow: (row: number) => boolean,
  pairs: PairEncoding,
  corrections: readonly (readonly [number, number])[],
): CodeSet {
  const characters = new Uint32Array(0x8000);
  for (let row = 0x21; row <= 0x7e; row++) {
    if (!hasRow(row)) continue;
    rowOf(row, pairs).forEach((text, cell) => {
      characters[(row << 8) | (0x21 + cell)] = onlyCodePoint(text);
    });
  }
  for (const [code, point] of corrections) characters[code] = point;
  return { name, width: 2, characters, codes: reverse(characters) };
}

/** The texts of a row's 94 cells, decoded at once with a line feed after each. */
function rowOf(row: number, { encoding, prefix }: PairEncoding): string[] {
  const bytes: number[] = [];
  for (let cell = 0x21; cell <= 0x7e; cell++) bytes.push(...prefix, row | HIGH, cell | HIGH, 0x0a);
  return iconv.decode(Buffer.from(bytes), encoding).split('\n').slice(0, 94);
}

/** Rows 1 to 8 and 16 to 84, and row 13, where Japanese systems put NEC's circled numbers. */
function isJisX0208Row(row: number): boolean {
  return row <= 0x28 || row === 0x2d || (row >= 0x30 && row <= 0x74);
}

/** Rows 1 to 9 and 16 to 87. */
function isGb2312Row(row: number): boolean {
  return row <= 0x29 || (row >= 0x30 && row <= 0x77);
}

function isAnyRow(): boolean {
  return true;
}

/** The single code point of a decoded character; 0 where there was none, or one for private use. */
function onlyCodePoint(text: string): number {
  const point = text.codePointAt(0) ?? 0;
  const isSingle = text.length === (point > 0xffff ? 2 : 1);
  const isPrivateUse = point >= 0xe000 && point <= 0xf8ff;
  return !isSingle || point === 0xfffd || isPrivateUse ? 0 : point;
}

function reverse(characters: Uint32Array): ReadonlyMap<number, number> {
  const codes = new Map<number, number>();
  characters.forEach((point, code) => {
    if (point !== 0 && !codes.has(point)) codes.set(point, code);
  });
  return codes;
}
