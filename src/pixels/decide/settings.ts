/**
 * The settings that consoles write in a row, read as a grammar: a name with its number and unit, a name with its level, a number with its
 * unit, whether or not the spaces between them were read. All of a text must be of it.
 */
import { wordSet } from '../../deid/text/words.js';
import { nameRarity } from '../../deid/vocabulary/vocabulary.js';
import { isMisreadSetting } from './read-words.js';
import { MARKS, PARAMETERS, UNITS } from './overlay-words.js';

/** Further names of settings of ultrasound, endoscopy and angiography consoles, known by what follows them; of two letters none, as initials are. */
const NAMES: ReadonlySet<string> = wordSet(`
prc prs pst proc xview xres sonoct xbeam crossx thi dtce asc cpi ddr lgc dep dpth foc focus pow frm mfa cfm pdi pwd cwd srf rejn
fsi smth iclear ibeam aplipure apl scn svl thr wthr bri satur tint struct colr hgen hres hpen kvp mag fov ffov bpm dof cra cau
caud cran rao lao rot fps avg iso shutter
cri adf smi cdi dmr svf svd teq cdv dti frq frm drng dynr steer samp svol vsel
dfov sfov rfov pfov ofov rect stnd dlp eff aec agd esd exi
`);

/** What a setting stands on in place of a number. */
const LEVELS: ReadonlySet<string> = wordSet(
  'low lo med medium mid high hi max min off on auto gen pen res std norm soft fast slow',
);

/** Groups of three, of those settings that have them; of others they would be dates. */
const GROUPED_NUMBER = /[1-9]\d?\/\d{1,2}\/\d(?![\d/])/y;
const GROUPED: ReadonlySet<string> = wordSet('prc prs prst');
/** Angles of a C-arm, of which one alone may be a name: `Lao 3`. */
const ANGLES: ReadonlySet<string> = wordSet('rao lao cra cran cau caud');

/** No leading zeros, which numbers of persons have. */
const NUMBER = /[+-]?(?:(?:[1-9]\d{0,2}|0)(?:[.,]\d{1,2})?(?:\/\d{1,2}(?!\d))?|[.,]\d{1,2})(?![\d/])/y;
const LONG_NUMBER = /[1-9]\d{3}(?![\d./])/y;
const LETTERS = /\p{L}+/uy;
/** `cm`, `mm`, `MHz`, `kHz` as a recogniser takes them; capitals, as codes have them, are not among them. */
const MISREAD_UNITS: ReadonlySet<string> = new Set(['om', 'em', 'cr', 'crn', 'rnm', 'mrn', 'MH2', 'kH2']);
const UNIT = /\s?(%|°|\p{L}+\d?)/uy;
/** Megahertz, and the form of the array: linear, convex or sector. */
const TRANSDUCER = /(?<=\s)(?:\d{0,2}M)?\d{1,2}[LCS]$/y;
const SIGN = /\s?[:=<>#~]\s?|\s{1,2}/y;
const BETWEEN = /[\s,;|/*+-]*/y;
/** A digit and what it may have been taken for: only after the name of a setting. */
const LIKELY_NUMBER = /[\dOoSIlBZ]{1,3}(?![\p{L}\d])/uy;
/** Names so long stand by a number as words do; shorter ones, where no sign or space parts them, like codes. */
const LONG_NAME = 4;
const LONGEST = 80;

/** An item of the grammar: where it ends, and how much it tells. */
interface Item {
  readonly end: number;
  /** 2: nothing else is written so; 1: a code may be; 0: it tells nothing */
  readonly weight: 0 | 1 | 2;
}

/** Whether all of a text is settings, and certainly so: one that has a unit, or two that have their names. */
export function areSettings(text: string): boolean {
  if (text.length > LONGEST) return false;
  const failed = new Set<number>();
  const from = (start: number, weight: number): boolean => {
    const at = start + matchAt(BETWEEN, text, start).length;
    if (at >= text.length) return weight >= 2;
    if (failed.has(at)) return false;
    for (const { end, weight: more } of itemsAt(text, at))
      if (from(end, Math.min(2, weight + more))) return true;
    // What failed with less told may not fail with more.
    if (weight >= 2) failed.add(at);
    return false;
  };
  return from(0, 0);
}

function itemsAt(text: string, at: number): readonly Item[] {
  const mode: readonly Item[] = at === 0 && /^[BM] \p{Lu}/u.test(text) ? [{ end: 1, weight: 1 }] : [];
  return [...mode, ...namedAt(text, at), ...measuredAt(text, at), ...transducerAt(text, at)];
}

/** `TE 30`, `G 54%`, `PRC16/4/1`, `P Low`, `MapE`, and a word of the console alone. */
function namedAt(text: string, at: number): readonly Item[] {
  const letters = matchAt(LETTERS, text, at);
  const items: Item[] = [];
  for (const name of namesOf(letters, text.charAt(at + letters.length))) {
    const end = at + name.length;
    const sign = matchAt(SIGN, text, end);
    const after = end + sign.length;
    const number = numberAt(text, after, name);
    if (number !== undefined) {
      const measured = unitAt(text, number);
      if (measured !== undefined) items.push({ end: measured, weight: 2 });
      const isFraction = /\d[.,]\d/.test(text.slice(after, number));
      if (name.length > 1 && isSettingName(name))
        items.push({ end: number, weight: isFraction ? 2 : nameWeight(name, sign) });
    }
    const level = matchAt(LETTERS, text, after);
    if (
      sign.trim() === '' &&
      LEVELS.has(level.toLowerCase()) &&
      (sign !== '' || /^\p{Lu}\p{Ll}+$/u.test(level))
    )
      items.push({ end: after + level.length, weight: name.length > 1 || sign === '' ? 1 : 0 });
    const letter = /^\p{Lu}(?!\p{L})/u.exec(text.slice(after))?.[0];
    if (letter !== undefined && name.length > 2 && (sign === ' ' || (sign === '' && /\p{Ll}$/u.test(name))))
      items.push({ end: after + 1, weight: name.length >= LONG_NAME ? 2 : 1 });
    // `B RES-A`
    if (name.length > 2 && /^-\p{Lu}(?![\p{L}\d])/u.test(text.slice(end)))
      items.push({ end: end + 2, weight: 1 });
    if (name.length === letters.length && name.length > 2 && isSettingName(name))
      items.push({ end, weight: 0 });
  }
  return items;
}

/** How much a name tells that has a number and no unit. */
function nameWeight(name: string, sign: string): Item['weight'] {
  if (ANGLES.has(name.toLowerCase())) return 1;
  // `Map3`: codes are written in capitals.
  const isWord = name.length > 2 && /^\p{Lu}\p{Ll}+$/u.test(name);
  return sign !== '' || name.length >= LONG_NAME || isWord ? 2 : 1;
}

/** The letters, those before a capital that begins a level or a single letter (`HGen`, `MapE`), or before a digit misread (`GAINS2`). */
function namesOf(letters: string, next: string): readonly string[] {
  const parts = [letters];
  if (letters.length > LONG_NAME && /[OoSIlBZ]$/.test(letters) && /\d/.test(next))
    parts.push(letters.slice(0, -1));
  const [before] = /^\p{Lu}\p{Ll}+(?=\p{Lu}$)|^\p{Lu}(?=\p{Lu}\p{Ll}+$)/u.exec(letters) ?? [];
  if (before !== undefined) parts.push(before);
  return parts.filter((name) =>
    name.length === 1 ? /^[A-Z]$/i.test(name) : isSettingName(name) || isNearlySettingName(name),
  );
}

/** `Zom`, `KU`: a name with one letter taken for another, or lost of two that are alike; only its unit or number makes it a setting. */
function isNearlySettingName(name: string): boolean {
  const folded = name.toLowerCase();
  if (folded.length === 2) return isMisreadSetting(folded);
  if (folded.length < 3 || nameRarity(folded) === 'name') return false;
  return Array.from(folded).some((letter, at) => {
    const doubled = folded.slice(0, at) + letter + folded.slice(at);
    return doubled.length >= LONG_NAME && isSettingName(doubled);
  });
}

function isSettingName(name: string): boolean {
  const folded = name.toLowerCase();
  return NAMES.has(folded) || (PARAMETERS.has(folded) && (folded.length > 2 || !MARKS.has(folded)));
}

/** `3cm 8M12L`: at the end, and it tells nothing of the rest. */
function transducerAt(text: string, at: number): readonly Item[] {
  const code = matchAt(TRANSDUCER, text, at);
  return code === '' ? [] : [{ end: at + code.length, weight: 0 }];
}

/** `16cm`, `7.5 MHz`, `54%`. */
function measuredAt(text: string, at: number): readonly Item[] {
  const number = matchAt(NUMBER, text, at) || matchAt(LONG_NUMBER, text, at);
  const end = number === '' ? undefined : unitAt(text, at + number.length);
  return end === undefined ? [] : [{ end, weight: 2 }];
}

/** Where the number of a setting ends. */
function numberAt(text: string, at: number, name: string): number | undefined {
  const groups = GROUPED.has(name.toLowerCase()) ? matchAt(GROUPED_NUMBER, text, at) : '';
  const number = groups === '' ? matchAt(NUMBER, text, at) : groups;
  if (number !== '') return at + number.length;
  if (name.length < LONG_NAME) return undefined;
  const likely = matchAt(LIKELY_NUMBER, text, at);
  return /\d/.test(likely) ? at + likely.length : undefined;
}

/** Where the unit ends that stands there; of one letter only a small one that adjoins its number. */
function unitAt(text: string, at: number): number | undefined {
  const [whole = '', read = ''] = groupsAt(UNIT, text, at);
  // `16cm4326s`: the digit is the next number's.
  const folded = read.toLowerCase();
  const isTwo = /\d$/.test(folded) && !UNITS.has(folded) && UNITS.has(folded.slice(0, -1));
  return isTwo ? unitEnd(whole.slice(0, -1), read.slice(0, -1), at) : unitEnd(whole, read, at);
}

function unitEnd(whole: string, unit: string, at: number): number | undefined {
  if (unit === '%' || unit === '°' || MISREAD_UNITS.has(unit)) return at + whole.length;
  if (!UNITS.has(unit.toLowerCase())) return undefined;
  if (unit.length === 1 && !/^[smtx]$/.test(whole)) return undefined;
  return at + whole.length;
}

function matchAt(expression: RegExp, text: string, at: number): string {
  return groupsAt(expression, text, at)[0] ?? '';
}

function groupsAt(expression: RegExp, text: string, at: number): readonly string[] {
  expression.lastIndex = at;
  return expression.exec(text) ?? [];
}
