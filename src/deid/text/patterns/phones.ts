import {
  eachPiece,
  gapAfter,
  isDigits,
  isLetters,
  report,
  widthOf,
  type Finder,
  type Reading,
} from './reading.js';
import { isFactor, isMeasured, isVersion } from './units.js';

const PHONE_WORDS = new Set(
  'tel tele telephone phone ph fon telefon telefono telefone telefoon teléfono tlf tfno fax telefax mobile mobil cell cellular cellulare cellulaire movil celular gsm mob hp cel handy portable pager pgr beeper bleep call called callback ruf rufnummer durchwahl telephon тел телефон τηλ 電話 电话 手机 전화 연락처'
    .split(' ')
    .map((word) =>
      word
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC'),
    ),
);
/** Words for a telephone that mean something else beside a number, too. */
const WEAK_PHONE_WORDS = new Set(
  'call called mob hp cel cell mobile portable ph fon mobil ruf bleep'.split(' '),
);
const EXTENSION =
  /^(?: ?[,;]? ?(?:ext\.?|extn\.?|extension|x|durchwahl|dw|poste|int\.?|interno|toestel)[ .:#]{0,3}\d{2,6})\b/i;

/** Signs that may stand between the groups of digits of one number. */
const JOINS = new Set([
  ' ',
  '-',
  '.',
  '/',
  ' - ',
  ' / ',
  ') ',
  ')',
  ' (',
  '(',
  ')-',
  '-(',
  ') - ',
  '. ',
  ')/',
  ' (0) ',
  '(0)',
  ' (0)',
  '/ ',
  ' /',
]);

interface Groups {
  readonly start: number;
  readonly end: number;
  /** Index of the first and of the last token. */
  readonly first: number;
  readonly last: number;
  readonly widths: readonly number[];
  readonly joins: readonly string[];
  readonly digits: string;
}

/** `ada@example.org; 982 208 564`: a number straight after somebody's mail address. */
const AFTER_MAIL = /@[\p{L}\d.-]{3,64}(?:[;,] ?| \/ | )(\+?\d[\d ()/.-]{5,16}\d)(?=\s*(?:$|[;,)\r\n]))/dgu;

/** `, 691 280 982` at the end of prose: nine digits as Spain, Portugal and Poland write them. */
const NINE_AT_END =
  /\p{Ll}, ((?!\d{3} (?:512|256|000|\d{3} (?:512|256|000)))[5-79]\d{2} \d{3} \d{3})(?=\s*$)/dgu;

/** `reachable at 926 829 755`: nine digits where somebody is reached. */
const REACHED =
  /(?<!\p{L})[Rr]each(?:able|ed)?(?: (?:pt|patient|him|her|them|me|family))? (?:at|on|under) (\d{3}(?: \d{3}){2})(?! ?\d)/dgu;

/** Telephone, fax and pager numbers: international, national and, after a word for a telephone, any. */
export const findPhones: Finder = (reading, found) => {
  if (reading.digitCount < 3) return;
  findExtensions(reading, found);
  if (reading.digitCount > 9)
    for (const form of [IN_PAIRS, WITH_NAMED_EXTENSION])
      for (const match of reading.text.matchAll(form))
        report(found, match.index, match.index + match[0].length, 'phone', 0.75);
  if (reading.digitCount > 8)
    for (const form of [NINE_AT_END, REACHED])
      eachPiece(reading.text, form, (_, start, end) => {
        report(found, start, end, 'phone', 0.75);
      });
  if (reading.digitCount > 6 && reading.text.includes('@'))
    eachPiece(reading.text, AFTER_MAIL, (_, start, end) => {
      report(found, start, end, 'phone', 0.85);
    });
  if (reading.digitCount > 8)
    for (const match of reading.text.matchAll(NORTH_AMERICAN))
      report(found, match.index, match.index + match[0].length, 'phone', 0.85);
  const { tokens } = reading;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (isDigits(token)) {
      if (reading.digitCount < 8) continue;
      const groups = phoneAt(reading, index);
      if (groups === undefined) continue;
      const [phone, confidence] = groups;
      reportPhone(reading, found, phone, confidence);
      index = phone.last;
    } else if (isLetters(token) || token.kind === 'continuous') {
      const phone = phoneAfterWord(reading, index);
      if (phone === undefined) continue;
      reportPhone(reading, found, phone, 0.9);
      index = phone.last;
    }
  }
};

/** `(212)555-0142 x887`, `212-555-0142 x887`, `555 0142 ext 88`: an area code in brackets, or an extension. */
const NORTH_AMERICAN =
  /(?<![\d)])\([2-9]\d{2}\) ?\d{3}-\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?(?!\d)|(?<![\d)])\(\d{3}\) ?\d{3}-\d{4} ?(?:x|ext\.?) ?\d{1,5}(?!\d)|(?<![\d.,/-])(?:(?:1[-. ])?[2-9]\d{2}[-./ ][2-9]\d{2}[-.]\d{4},? ?[xX] ?|(?:[2-9]\d{2}[-. ])?[2-9]\d{2}-\d{4},? x|(?:[2-9]\d{2}[-. ])?[2-9]\d{2}[-. ]\d{4},? (?:extn?|EXTN?|Ext)\.? ?)\d{3,5}(?!\d)/g;

/** `(845 336 72 69)`, `845-336-72-69`: ten digits that end in pairs, as in Turkey and Russia. */
const IN_PAIRS = /\(\d{3}[ -]\d{3}[ -]\d{2}[ -]\d{2}\)|(?<![\d.,-])\d{3}-\d{3}-\d{2}-\d{2}(?![\d.,-])/g;

/** `190-112-6372 ext 475`: of no exchange, but the word tells that it is called. */
const WITH_NAMED_EXTENSION = /(?<![\d.,/-])\d{3}-\d{3}-\d{4},? ?(?:[eE]xt\.?|EXT) ?\d{1,5}(?!\d)/g;

/** `on ext 4471`, `bleep 228`, `Klappe 3317`, `x5519 for questions`: a line inside a house. */
const INSIDE =
  /(?<![\p{L}\d])(?:(?:ext(?:n|ension)?|poste|klappe|nebenstelle|durchwahl|interno|toestel|anknytning|extensión|ramal)[.:# ]{1,3}(\d{4,6})|(?:bleep|pager|beep|page|bip|busca|sein|dect)(?: (?:no|nr|number))?[.:# ]{1,3}(\d{3,6})|(?<=\p{L}[ ,;(:]{1,2})x ?(\d{4,5})(?= ?(?:$|[.,;)\]]|if|for|asap|when|with|w|re|about|to|or|and|anytime)))(?![\d.,]\d|\d| ?(?:x|mm|cm|ms|%|°|deg|ml|mg|hz|s\b))/dgiu;
const MAY_BE_INSIDE =
  /ext|post|klapp|neben|durch|inter|toes|ankn|ramal|bleep|beep|page|bip|busca|sein|dect|x ?\d{4}/iu;

/** `contact - 555.0162`: the seven digits of a North American number where somebody is to be called. */
const LOCAL = /(?<![\d.,/-])(?:\d{3}[.-]\d{4})(?![\d.,/-]\d|\d| ?(?:mm|cm|ms|hz|ml|mg))/g;
const IS_CALLED = /contact|call|phone|tel\b|fax|\bph\b|ring|cell|mobile|reach|emergency/i;

/** With an extension of either form where somebody is to be called, whatever the area. */
const WITH_EXTENSION = /(?<![\d.,/-])\d{3}-\d{3}-\d{4},? ?(?:[xX] ?|[Ee]xtn?\.? ?)\d{2,5}(?!\d)/g;

const CALLED: readonly (readonly [RegExp, number])[] = [
  [WITH_EXTENSION, 0.85],
  [LOCAL, 0.7],
];

function findExtensions({ text }: Reading, found: Parameters<Finder>[1]): void {
  if (IS_CALLED.test(text))
    for (const [form, confidence] of CALLED)
      for (const match of text.matchAll(form))
        report(found, match.index, match.index + match[0].length, 'phone', confidence);
  if (!MAY_BE_INSIDE.test(text)) return;
  for (const match of text.matchAll(INSIDE)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? match.indices?.[3] ?? [0, 0];
    // Sizes of a matrix.
    if (!/^(?:1024|2048|4096|8192)$/.test(text.slice(start, end))) report(found, start, end, 'phone', 0.8);
  }
}

function reportPhone(
  reading: Reading,
  found: Parameters<Finder>[1],
  phone: Groups,
  confidence: number,
): void {
  const extension = EXTENSION.exec(reading.text.slice(phone.end, phone.end + 24));
  report(found, phone.start, phone.end + (extension?.[0].length ?? 0), 'phone', confidence);
}

/** The groups of digits from a token on that one number may consist of. */
function groupsFrom(reading: Reading, first: number, most: number): Groups {
  const { tokens, text } = reading;
  const start = tokens[first]?.start ?? 0;
  const widths: number[] = [];
  const joins: string[] = [];
  let digits = '';
  let last = first;
  for (let index = first; index < tokens.length && widths.length < most; index += 1) {
    const token = tokens[index];
    if (!isDigits(token)) break;
    if (index > first) {
      const join = gapAfter(reading, index - 1) ?? '';
      if (!JOINS.has(join) || digits.length + widthOf(token) > 15) break;
      joins.push(join);
    }
    widths.push(widthOf(token));
    digits += token.folded;
    last = index;
  }
  const opened = text.charAt(start - 1) === '(' ? 1 : 0;
  const plus = text.charAt(start - 1 - opened) === '+' ? 1 : 0;
  return {
    start: start - opened - plus,
    end: tokens[last]?.end ?? start,
    first,
    last,
    widths,
    joins,
    digits,
  };
}

function cutTo(reading: Reading, groups: Groups, count: number): Groups {
  const last = groups.first + count - 1;
  return {
    ...groups,
    last,
    end: reading.tokens[last]?.end ?? groups.end,
    widths: groups.widths.slice(0, count),
    joins: groups.joins.slice(0, count - 1),
    digits: reading.tokens
      .slice(groups.first, last + 1)
      .map((token) => token.folded)
      .join(''),
  };
}

/** A number that is a telephone number by its form alone. */
function phoneAt(reading: Reading, index: number): [Groups, number] | undefined {
  const { text, tokens } = reading;
  const token = tokens[index];
  if (token === undefined) return undefined;
  const start = token.start;
  if (isLetters(tokens[index - 1]) && gapAfter(reading, index - 1) === '') return undefined;
  const hasPlus = /(?:^|[^\p{L}\d])\+\(?$/u.test(text.slice(Math.max(0, start - 3), start));
  if (!hasPlus && isDigits(tokens[index - 1]) && /^[.,:/-]$/.test(gapAfter(reading, index - 1) ?? ''))
    return undefined;
  if (!hasPlus && text.charAt(start) !== '0' && widthOf(token) !== 3 && token.folded !== '1')
    return undefined;
  if (hasPlus || (token.folded.startsWith('00') && widthOf(token) <= 6)) {
    const groups = longestPlausible(reading, groupsFrom(reading, index, 8));
    const count = groups.digits.length - (hasPlus ? 0 : 2);
    // `+10 20 30` is a list of angles: the number of a country and of a subscriber make eight digits at least.
    if (count < 8 || count > 15) return undefined;
    if (!hasPlus && (groups.widths.length === 1 || /^000/.test(groups.digits))) return undefined;
    if (isMeasured(reading, groups.last)) return undefined;
    return [groups, hasPlus ? 0.95 : 0.75];
  }
  return northAmerican(reading, index) ?? national(reading, index);
}

/** Without what follows a number by chance: the last groups of one digit, or a group that belongs to a measure. */
function longestPlausible(reading: Reading, groups: Groups): Groups {
  let count = groups.widths.length;
  while (count > 1 && (groups.widths[count - 1] === 1 || isMeasured(reading, groups.first + count - 1)))
    count -= 1;
  return count === groups.widths.length ? groups : cutTo(reading, groups, count);
}

/** `(212) 555-0147`, `212-555-0147`, `212.555.0147`, `1-212-555-0147`. */
function northAmerican(reading: Reading, index: number): [Groups, number] | undefined {
  const hasOne = reading.tokens[index]?.folded === '1';
  const all = groupsFrom(reading, index, hasOne ? 4 : 3);
  const widths = hasOne ? all.widths.slice(1) : all.widths;
  const digits = hasOne ? all.digits.slice(1) : all.digits;
  if (widths.length !== 3 || widths[0] !== 3 || widths[1] !== 3 || widths[2] !== 4) return undefined;
  if (!/^[2-9]\d\d[2-9]\d{6}$/.test(digits)) return undefined;
  const next = reading.tokens[all.last + 1];
  if (isDigits(next) && /^[.,:/-]$/.test(gapAfter(reading, all.last) ?? '')) return undefined;
  if (isMeasured(reading, all.last) || isFactor(reading, index, all.last) || isVersion(reading, index))
    return undefined;
  const isBracketed = /\(\d{3}\)/.test(reading.text.slice(all.start, all.end));
  const joins = hasOne ? all.joins.slice(1) : all.joins;
  const isEven = joins[0] === joins[1];
  if (isBracketed) return [all, 0.95];
  if (joins.some((join) => join.trim() === '')) return isEven ? [all, 0.65] : [all, 0.75];
  return [all, isEven ? 0.9 : 0.8];
}

/** National numbers that begin with the trunk prefix 0: `030 1234567`, `01 42 34 56 78`, `0221/9876-543`, `03-1234-5678`. */
function national(reading: Reading, index: number): [Groups, number] | undefined {
  const token = reading.tokens[index];
  if (token === undefined || !/^0[1-9]/.test(token.folded) || widthOf(token) > 6) return undefined;
  const groups = longestPlausible(reading, groupsFrom(reading, index, 5));
  const [area = 0, ...rest] = groups.widths;
  if (groups.digits.length < 9 || groups.digits.length > 12 || rest.length === 0) return undefined;
  if (isMeasured(reading, groups.last) || isFactor(reading, index, groups.last)) return undefined;
  // `04/05/2013 17:22`: a day and a time.
  if (/^:\d/.test(reading.text.slice(groups.end, groups.end + 2))) return undefined;
  // Numbers in a list are padded to one width; only the pairs of French numbers are, too.
  const isPairs = groups.widths.length === 5 && groups.widths.every((width) => width === 2);
  const isUneven = rest.some((width) => width !== area) && rest.every((width) => width >= 2);
  if (!isPairs && !isUneven && !/[)/]/.test(groups.joins.join(''))) return undefined;
  const [first = '', second = ''] = groups.joins;
  if (groups.joins.every((join) => join === '.') && !isPairs) return undefined;
  return [groups, first !== ' ' || second !== ' ' || isPairs ? 0.8 : 0.7];
}

/** Whatever digits stand after `tel.`, `pager`, `fax:` and their like. */
function phoneAfterWord(reading: Reading, index: number): Groups | undefined {
  const { tokens } = reading;
  const word = tokens[index];
  if (word === undefined || !isPhoneWord(word.folded)) return undefined;
  let at = index + 1;
  let gap = gapAfter(reading, index) ?? '';
  // `phone no. 55 12`, `call back at 5512`.
  for (let skipped = 0; skipped < 2; skipped += 1) {
    const between = tokens[at];
    if (
      !isLetters(between) ||
      !/^(?:no|nr|num|number|nummer|numero|back|at|prive|dienst|home|work|office|mobile|cell|fax|ext)$/.test(
        between.folded,
      )
    )
      break;
    gap += gapAfter(reading, at) ?? '';
    at += 1;
  }
  const first = tokens[at];
  if (!isDigits(first) || !/^[ .:;#+()=/,-]{0,6}$/.test(gap)) return undefined;
  const groups = longestPlausible(reading, groupsFrom(reading, at, 8));
  const least = WEAK_PHONE_WORDS.has(word.folded) ? 7 : 4;
  if (groups.digits.length < least || isMeasured(reading, groups.last)) return undefined;
  return groups;
}

function isPhoneWord(folded: string): boolean {
  if (PHONE_WORDS.has(folded)) return true;
  return /(?:電話|电话|手机|전화|연락처)(?:番号|号码|번호)?$/.test(folded);
}
