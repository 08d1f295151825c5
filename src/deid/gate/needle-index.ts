import type { Needle } from '../identity/needles.js';
import { RecentMap } from '../recent-map.js';
import { foldText } from '../text/words.js';
import { legacyForms } from './legacy-encodings.js';

/** A needle in the form in which it is looked for. */
export interface Pattern {
  readonly needle: Needle;
  /** Where its units lie among those of all patterns: folded UTF-16, or the bytes of a legacy encoding. */
  readonly from: number;
  readonly length: number;
  readonly form: 'folded' | 'bytes';
  /** How unlikely it is to stand in random bytes: minus the logarithm to base two of the chance at one place. */
  readonly bits: number;
}

/** Found: units [start, end) of what was searched. */
export type OnMatch = (pattern: Pattern, start: number, end: number) => void;

const TABLE_SIZE = 4096;
const HASH_MASK = TABLE_SIZE - 1;
const SPACE = 0x20;
/** So many needles that begin alike are tried one by one; those of a study's UIDs may be tens of thousands. */
const FEW_ALIKE = 32;
/** Needles of so many units, which are found by a hash of all of them. */
const LONG_UNITS = 16;
const MAX_PREFIX = 3;
/** A break between two words of a needle may be this many separators long where it is found. */
const MAX_SEPARATORS = 4;

/**
 * All needles at once: each place of a text is looked up by the hash of its first units, so that a search costs one pass
 * however many needles there are.
 */
export class NeedleIndex {
  readonly #patterns: Pattern[] = [];
  #units = new Uint16Array(4096);
  #used = 0;
  /** For prefixes of one, two and three units: the number, from 1, of the first pattern with a hash; 0 for none. */
  readonly #heads: (Uint32Array | undefined)[] = [undefined, undefined, undefined];
  /** The next pattern with the same hash. */
  readonly #next: number[] = [];
  /** How many of the patterns are long and have one form only. */
  #longCount = 0;
  readonly #long = new LongPatterns();
  /** Length of the longest pattern in units. */
  readonly longest: number;
  /** Scripts beyond Latin that occur, to know which legacy encodings are worth a look. */
  readonly scripts: ReadonlySet<Script>;

  constructor(needles: readonly Needle[]) {
    let longest = 0;
    const scripts = new Set<Script>();
    for (const needle of needles) {
      for (const form of formsOf(needle)) {
        this.#add(needle, form);
        longest = Math.max(longest, form.units.length);
        for (const script of form.scripts) scripts.add(script);
      }
    }
    this.longest = longest;
    this.scripts = scripts;
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  #makeRoom(length: number): void {
    if (this.#used + length <= this.#units.length) return;
    const larger = new Uint16Array(2 * (this.#used + length));
    larger.set(this.#units);
    this.#units = larger;
  }

  #add(needle: Needle, { units, form, prefix, hash, bits }: NeedleForm): void {
    const { length } = units;
    this.#makeRoom(length);
    this.#units.set(units, this.#used);
    let heads = this.#heads[prefix - 1];
    if (heads === undefined) this.#heads[prefix - 1] = heads = new Uint32Array(TABLE_SIZE);
    this.#patterns.push({ needle, from: this.#used, length, form, bits });
    this.#used += length;
    const isLong =
      length >= LONG_UNITS && prefix === MAX_PREFIX && form === 'folded' && !units.includes(SPACE);
    if (isLong) this.#longCount += 1;
    if (isLong && this.#longCount > FEW_ALIKE) {
      this.#long.add(units, hash, this.#patterns.length);
      this.#next.push(0);
      return;
    }
    this.#next.push(heads[hash] ?? 0);
    heads[hash] = this.#patterns.length;
  }

  /** Tells of every place among the first `length` units where a needle stands, whatever stands beside it. */
  scan(units: Uint16Array, length: number, form: 'folded' | 'both', onMatch: OnMatch): void {
    for (let prefix = 1; prefix <= MAX_PREFIX; prefix += 1) {
      const heads = this.#heads[prefix - 1];
      if (heads !== undefined) this.#scanPrefix(heads, prefix, units, length, form, onMatch);
    }
  }

  #scanPrefix(
    heads: Uint32Array,
    prefix: number,
    units: Uint16Array,
    length: number,
    form: 'folded' | 'both',
    onMatch: OnMatch,
  ): void {
    const last = length - prefix;
    const isAmongLong = prefix === MAX_PREFIX && this.#longCount > FEW_ALIKE;
    let second = units[0] ?? 0;
    let third = units[1] ?? 0;
    for (let at = 0; at <= last; at += 1) {
      const first = second;
      second = third;
      third = units[at + 2] ?? 0;
      const hash =
        prefix === 3
          ? ((first * 1021) ^ (second * 61) ^ (third << 1)) & HASH_MASK
          : hashOf(prefix, first, second, third);
      const candidate = heads[hash] ?? 0;
      if (candidate !== 0) this.#try(candidate, units, at, length, form, onMatch);
      if (isAmongLong && this.#long.mayBegin(hash)) this.#tryLong(units, at, length, form, onMatch);
    }
  }

  /** Apart from the scan itself, which what is called back here would slow down. */
  #tryLong(units: Uint16Array, at: number, length: number, form: 'folded' | 'both', onMatch: OnMatch): void {
    this.#long.candidates(units, at, length, (candidate) => {
      this.#try(candidate, units, at, length, form, onMatch);
    });
  }

  #try(
    first: number,
    units: Uint16Array,
    at: number,
    length: number,
    form: 'folded' | 'both',
    onMatch: OnMatch,
  ): void {
    for (let candidate = first; candidate !== 0; candidate = this.#next[candidate - 1] ?? 0) {
      const pattern = this.#patterns[candidate - 1];
      if (pattern === undefined || (form === 'folded' && pattern.form === 'bytes')) continue;
      const end = this.#matchAt(pattern, units, at, length);
      if (end !== 0) onMatch(pattern, at, end);
    }
  }

  /** @returns the end of the match, 0 where there is none */
  #matchAt(pattern: Pattern, units: Uint16Array, start: number, length: number): number {
    const needle = this.#units;
    let at = start;
    for (let index = pattern.from; index < pattern.from + pattern.length; index += 1) {
      if (at >= length) return 0;
      const wanted = needle[index] ?? 0;
      if (pattern.form === 'bytes' || wanted !== SPACE) {
        if (units[at] !== wanted) return 0;
        at += 1;
        continue;
      }
      // Where one writer has a space another has a caret, a comma and a space, or the end of a line.
      const from = at;
      const stop = Math.min(length, at + MAX_SEPARATORS);
      while (at < stop && isSeparator(units[at] ?? 0)) at += 1;
      if (at === from) return 0;
    }
    return at;
  }
}

/** Many needles that may begin alike and hold no break: found by their length and a hash of all their units. */
class LongPatterns {
  readonly #byHash = new Map<number, number[]>();
  readonly #lengths: number[] = [];
  readonly #begins = new Uint8Array(TABLE_SIZE);
  /** Low bytes of the units that occur in them: where another one stands, none goes on. */
  readonly #units = new Uint8Array(256);

  /** @param begin the hash of the first three units */
  add(units: Uint16Array, begin: number, number: number): void {
    this.#begins[begin] = 1;
    let hash = 0;
    for (const unit of units) {
      hash = (Math.imul(hash, 31) + unit) | 0;
      this.#units[unit & 0xff] = 1;
    }
    const same = this.#byHash.get(hash);
    if (same === undefined) this.#byHash.set(hash, [number]);
    else same.push(number);
    if (!this.#lengths.includes(units.length)) {
      this.#lengths.push(units.length);
      this.#lengths.sort((a, b) => a - b);
    }
  }

  mayBegin(hash: number): boolean {
    return this.#begins[hash] === 1;
  }

  /** The numbers of those that have the hash of what stands at a place. */
  candidates(units: Uint16Array, start: number, end: number, tell: (number: number) => void): void {
    let hash = 0;
    let at = start;
    for (const length of this.#lengths) {
      if (start + length > end) return;
      for (; at < start + length; at += 1) {
        const unit = units[at] ?? 0;
        if (this.#units[unit & 0xff] === 0) return;
        hash = (Math.imul(hash, 31) + unit) | 0;
      }
      for (const number of this.#byHash.get(hash) ?? []) tell(number);
    }
  }
}

/** What a needle looks like in one encoding. */
interface NeedleForm {
  readonly units: Uint16Array;
  readonly form: Pattern['form'];
  /** How many of its first units are hashed, and their hash. */
  readonly prefix: number;
  readonly hash: number;
  readonly bits: number;
  readonly scripts: ReadonlySet<Script>;
}

/** By text: the same needles are looked for in every instance of a patient. */
const knownForms = new RecentMap<string, readonly NeedleForm[]>(8000);

function formsOf({ text }: Needle): readonly NeedleForm[] {
  let forms = knownForms.get(text);
  if (forms === undefined) knownForms.set(text, (forms = makeForms(foldText(text).trim())));
  return forms;
}

function makeForms(text: string): readonly NeedleForm[] {
  if (text === '') return [];
  const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  if (isAscii(text)) return [needleForm(units, 'folded', NO_SCRIPTS)];
  return [
    needleForm(units, 'folded', scriptsOf(text)),
    ...legacyForms(text).map((bytes) => needleForm(Uint16Array.from(bytes), 'bytes', NO_SCRIPTS)),
  ];
}

const NO_SCRIPTS: ReadonlySet<Script> = new Set();

function needleForm(units: Uint16Array, form: Pattern['form'], scripts: ReadonlySet<Script>): NeedleForm {
  const { length } = units;
  let prefix = 1;
  while (prefix < Math.min(MAX_PREFIX, length)) {
    if (form === 'folded' && units[prefix] === SPACE) break;
    prefix += 1;
  }
  const hash = hashOf(prefix, units[0] ?? 0, units[1] ?? 0, units[2] ?? 0);
  return { units, form, prefix, hash, bits: bitsOf(units, 0, length), scripts };
}

function hashOf(prefix: number, first: number, second: number, third: number): number {
  if (prefix === 1) return first & HASH_MASK;
  const two = (first * 1021) ^ (second * 61);
  return (prefix === 2 ? two : two ^ (third << 1)) & HASH_MASK;
}

function isSeparator(unit: number): boolean {
  return (
    unit === SPACE ||
    (unit >= 0x09 && unit <= 0x0d) ||
    unit === 0x5e ||
    unit === 0x2c ||
    unit === 0x2e ||
    unit === 0x2d ||
    unit === 0x5f ||
    unit === 0x2f ||
    unit === 0x3d ||
    unit === 0xa0 ||
    unit === 0x3000
  );
}

/** A letter is met in two cases, so it is one of two bytes. */
function bitsOf(units: Uint16Array, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at += 1) {
    const unit = units[at] ?? 0;
    bits += unit >= 0x61 && unit <= 0x7a ? 7 : unit < 0x100 ? 8 : 14;
  }
  return bits;
}

function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the ASCII range
  return /^[\x00-\x7f]*$/.test(text);
}

/** Scripts for which legacy encodings are tried. */
export type Script = 'cyrillic' | 'greek' | 'hebrew' | 'arabic' | 'thai' | 'eastAsian' | 'other';

function scriptsOf(text: string): Set<Script> {
  const scripts = new Set<Script>();
  for (const character of text) {
    if (/\p{ASCII}/u.test(character)) continue;
    if (/\p{Script=Cyrillic}/u.test(character)) scripts.add('cyrillic');
    else if (/\p{Script=Greek}/u.test(character)) scripts.add('greek');
    else if (/\p{Script=Hebrew}/u.test(character)) scripts.add('hebrew');
    else if (/\p{Script=Arabic}/u.test(character)) scripts.add('arabic');
    else if (/\p{Script=Thai}/u.test(character)) scripts.add('thai');
    else if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u.test(character))
      scripts.add('eastAsian');
    else scripts.add('other');
  }
  return scripts;
}
