/**
 * How texts are cut into words and how words are compared: what one person writes `MÜLLER`, `Muller` or with a combining
 * diaeresis is one word, as are full-width and half-width forms (Unicode NFKC), katakana and hiragana, and digits of any script.
 */

/** A word or a run of digits. Neighbours may adjoin: `MRN123` is two tokens, the second beginning where the first ends. */
export interface Token {
  /** In UTF-16 code units of the text. */
  readonly start: number;
  readonly end: number;
  /** The token under {@link foldText}. */
  readonly folded: string;
  /**
   * `letters` of a script that divides words by spaces, `digits`, or a `continuous` run of a script that need not
   * (Chinese, Japanese, Korean, Thai and their like), where a word may stand anywhere inside.
   */
  readonly kind: 'letters' | 'digits' | 'continuous';
}

const OTHER = 1;
const LETTERS = 2;
const DIGITS = 3;
const CONTINUOUS = 4;
/** Combining marks and format characters: they continue a word and begin none. */
const EXTENDS = 5;
type CharacterClass = typeof OTHER | typeof LETTERS | typeof DIGITS | typeof CONTINUOUS | typeof EXTENDS;

const KIND = { [LETTERS]: 'letters', [DIGITS]: 'digits', [CONTINUOUS]: 'continuous' } as const;

/** The class of each code point of the basic plane, filled as they are met; 0 where not yet met. */
const classes = new Uint8Array(0x10000);

function classOf(codePoint: number): CharacterClass {
  if (codePoint >= 0x10000) return classify(String.fromCodePoint(codePoint));
  const known = classes[codePoint] as CharacterClass | 0;
  if (known !== 0) return known;
  return (classes[codePoint] = classify(String.fromCharCode(codePoint)));
}

const CONTINUOUS_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ーｰﾞﾟ々〆]/u;

function classify(character: string): CharacterClass {
  if (/[\p{Nd}]/u.test(character)) return DIGITS;
  // The middle dot between katakana names divides them; Unicode counts it to the script.
  if (/[・･]/u.test(character)) return OTHER;
  if (CONTINUOUS_SCRIPT.test(character)) return CONTINUOUS;
  if (/[\p{M}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u.test(character))
    return EXTENDS;
  return /\p{L}/u.test(character) ? LETTERS : OTHER;
}

/** Cuts a text into words and runs of digits; what stands between (spaces, punctuation, symbols) makes no token. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const length = text.length;
  let at = 0;
  while (at < length) {
    let codePoint = text.codePointAt(at) ?? 0;
    const kind = classOf(codePoint);
    const start = at;
    at += codePoint > 0xffff ? 2 : 1;
    if (kind === OTHER || kind === EXTENDS) continue;
    let plain = codePoint < 0x80;
    let end = at;
    while (at < length) {
      codePoint = text.codePointAt(at) ?? 0;
      const next = classOf(codePoint);
      if (next !== kind && next !== EXTENDS) break;
      if (codePoint >= 0x80) plain = false;
      at += codePoint > 0xffff ? 2 : 1;
      // A mark belongs to its letter; a format character at the end of a word does not belong to it.
      if (next === kind || /\p{M}/u.test(text.slice(end, at))) end = at;
    }
    const word = text.slice(start, end);
    tokens.push({ start, end, folded: plain ? word.toLowerCase() : foldText(word), kind: KIND[kind] });
  }
  return tokens;
}

/** A folded text with the way back to the text it came of. */
export interface FoldedText {
  readonly folded: string;
  /** For each code unit of `folded` the offset of what it came of; one entry more, the end of the original. */
  readonly offsets: readonly number[];
}

/** {@link foldText} that remembers for each code unit where it came of. */
export function foldWithOffsets(text: string): FoldedText {
  let folded = '';
  const offsets: number[] = [];
  for (let at = 0; at < text.length;) {
    const alone = foldUnit(text, at);
    if (alone !== undefined) {
      offsets.push(at);
      folded += alone;
      at += 1;
      continue;
    }
    const end = clusterEnd(text, at);
    const piece = foldCluster(text.slice(at, end));
    for (let unit = 0; unit < piece.length; unit += 1) offsets.push(at);
    folded += piece;
    at = end;
  }
  offsets.push(text.length);
  return { folded, offsets };
}

/**
 * Text as it is compared: compatibility forms made plain (NFKC), lower case, without accents, vowel points and format
 * characters; ligatures and barred letters as the letters they stand for (ß as ss, ø as o, ł as l, æ as ae), katakana as
 * hiragana, digits of all scripts as 0 to 9, variant forms of Han characters in names as the common one.
 */
export function foldText(text: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (let at = 0; at < text.length;) {
    const end = clusterEnd(text, at);
    folded += foldCluster(text.slice(at, end));
    at = end;
  }
  return folded;
}

/** Where the character at an offset ends together with the marks on it and the Jamo that make one syllable with it. */
function clusterEnd(text: string, start: number): number {
  const first = text.codePointAt(start) ?? 0;
  let end = start + (first > 0xffff ? 2 : 1);
  if (first < 0x80 && (text.charCodeAt(end) || 0) < 0x300) return end;
  const jamo = first >= 0x1100 && first <= 0x11ff;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    const vowelOrFinal = jamo && unit >= 0x1161 && unit <= 0x11ff;
    if (!isVoicing(unit) && !vowelOrFinal && !(unit >= 0x300 && /\p{M}/u.test(text.charAt(end)))) break;
    end += 1;
  }
  return end;
}

/** The folded form of each code unit that stands for one character and becomes one; null where it is not as simple. */
const foldedUnits = new Array<string | null | undefined>(0x10000).fill(undefined);

/** The folded character at an offset, where it is one code unit that no mark follows; undefined where more must be looked at. */
function foldUnit(text: string, at: number): string | undefined {
  const next = text.charCodeAt(at + 1);
  if (next >= 0x300 && belongsBefore(next)) return undefined;
  const unit = text.charCodeAt(at);
  let folded = foldedUnits[unit];
  if (folded === undefined) {
    const isApart = (unit >= 0x1100 && unit <= 0x11ff) || (unit >= 0xd800 && unit <= 0xdfff);
    const piece = isApart ? '' : computeFold(text.charAt(at));
    foldedUnits[unit] = folded = piece.length === 1 ? piece : null;
  }
  return folded ?? undefined;
}

/** Whether a code unit belongs to the character before it, filled as they are met: 1 it does, 2 it does not. */
const belonging = new Uint8Array(0x10000);

function belongsBefore(unit: number): boolean {
  let known = belonging[unit];
  if (known === 0) {
    const belongs = isVoicing(unit) || /\p{M}/u.test(String.fromCharCode(unit));
    belonging[unit] = known = belongs ? 1 : 2;
  }
  return known === 1;
}

/** The half-width voicing marks of katakana. */
function isVoicing(unit: number): boolean {
  return unit === 0xff9e || unit === 0xff9f;
}

const MAX_CACHED_CLUSTERS = 20_000;
const clusters = new Map<string, string>();

function foldCluster(cluster: string): string {
  let folded = clusters.get(cluster);
  if (folded === undefined) {
    folded = computeFold(cluster);
    if (clusters.size < MAX_CACHED_CLUSTERS) clusters.set(cluster, folded);
  }
  return folded;
}

/** Accents and vowel points that writers leave out (Latin, Greek, Cyrillic, Hebrew, Arabic), and format characters. */
const LEFT_OUT: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x0300, 0x036f],
  [0x0483, 0x0487],
  [0x0591, 0x05bd],
  [0x05bf, 0x05bf],
  [0x05c1, 0x05c2],
  [0x05c4, 0x05c5],
  [0x05c7, 0x05c7],
  [0x0610, 0x061a],
  [0x0640, 0x0640],
  [0x064b, 0x065f],
  [0x0670, 0x0670],
  [0x06d6, 0x06ed],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2069],
  [0x20d0, 0x20ff],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xfeff, 0xfeff],
];

function isLeftOut(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  return LEFT_OUT.some(([first, last]) => codePoint >= first && codePoint <= last);
}

const LETTERS_APART = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ĸ', 'k'],
  ['ŋ', 'n'],
  ['ŧ', 't'],
  ['ə', 'e'],
  ['ς', 'σ'],
  // Arabic and Persian forms that writers exchange.
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ک', 'ك'],
  ['ة', 'ه'],
  ['ٱ', 'ا'],
]);

/** Variant forms of Han characters that are common in Japanese names: the registered form is often not the one typed. */
const HAN_VARIANTS = new Map(
  [
    ...'高髙 崎﨑碕 辺邊邉 斎齋齊斉 浜濱濵 沢澤 広廣 真眞 徳德 富冨 島嶋嶌 桜櫻 国國 竜龍 恵惠 瀬瀨 黒黑 条條 寿壽 栄榮 円圓 実實 滝瀧 関關 静靜 黄黃 郎郞 吉𠮷'
      .split(' ')
      .map((group) => Array.from(group)),
  ].flatMap(([common = '', ...variants]) => variants.map((variant): [string, string] => [variant, common])),
);

function computeFold(cluster: string): string {
  const decomposed = cluster.normalize('NFKC').toLowerCase().normalize('NFKD');
  const plain = Array.from(decomposed)
    .filter((character) => !isLeftOut(character))
    .join('')
    .normalize('NFC');
  let folded = '';
  for (const character of plain) folded += LETTERS_APART.get(character) ?? foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint >= 0x30a1 && codePoint <= 0x30f6) return String.fromCodePoint(codePoint - 0x60);
  if (codePoint > 0x7f && /\p{Nd}/u.test(character)) return String(digitValue(codePoint));
  return HAN_VARIANTS.get(character) ?? character;
}

/** Decimal digits stand in rows of ten in the order of their value (Unicode 4.6). */
function digitValue(codePoint: number): number {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return value;
}

/** The words of a list in which white space parts them, as they are written there. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}
