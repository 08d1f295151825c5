import {
  gapAfter,
  isDigits,
  isLetters,
  report,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';

/** Ages above it tell a person (45 CFR 164.514(b)(2)(i)(C)). */
const OLDEST_KEPT_AGE = 89;
const OLDEST_AGE = 125;

const YEAR_WORDS = new Set(
  'year years yr yrs yo y jahre jahren jahr jahriger jahrige jahriges jahrigen ans an anos ano anni anno jaar jarige jarig let jr lat ar letni letnia letniego años года лет год'.split(
    ' ',
  ),
);
const OLD_WORDS = new Set('old o yo alt of age edad eta vecchio vecchia oud f m male female'.split(' '));
const AGE_WORDS = new Set('age aged alter alt edad eta idade leeftijd возраст agee'.split(' '));

const MAY_BE_AGE = /9\d|1[0-2]\d/;

/** Of these one alone may be a view, a hand or an abbreviation: `Knie 95 lat`. */
const WEAK_YEARS = new Set('jr lat ar'.split(' '));
/** Somebody spoken of in the same sentence. */
const TITLE_BEFORE =
  /(?:^|[^\p{L}])(?:Herrn?|Frau|Hr\.|Fr\.|Mevr\.?|Mw\.?|Dhr\.?|Mme|Pan[ií]?|Sra?\.|Sig\.(?:ra)?) \p{Lu}[^.;\n]*$/u;
const SEX_BEFORE =
  /(?:^|[^\p{L}])(?:m|w|f|k|male|female|man|woman|lady|gentleman|mann|frau|herr|dame|patient(?:in|e)?|pat\.?|pt|pte|pacjent(?:ka)?|wiek|weibl\p{Ll}{0,5}\.?|männl\p{Ll}{0,5}\.?|mujer|varón|hombre|homme|femme|uomo|donna|vrouw|kvinna|kvinne|kvinde)[,: ]{1,2}$/iu;
/** After an age, its unit left out: who or what is wrong. */
const SEX_AFTER =
  /^[, (]{1,2}(?:m|w|f|male|female|man|woman|mann|frau|herr|dame|pat\.?|patient(?:in|e)?|weibl\p{Ll}{0,5}\.?|männl\p{Ll}{0,5}\.?|mujer|varón|hombre|homme|femme|uomo|donna|vrouw|kvinna|kvinne|kvinde|kobieta|mężczyzna)(?!\p{L})/iu;
const COMPLAINT_AFTER =
  /^,? (?:with|mit|con|avec|com|met|z|s\/p|c\/o|presents|nach|wegen|bei|z\. ?n\.|zn|st\. ?n\.|v\. ?a\.)(?!\p{L})|^, \p{L}{3}/iu;

/** `F 95;`, `93F with cough` at the begin of a text or a sentence; from 97 to 109 `F` may be Fahrenheit's. */
const WITH_SEX =
  /(?<=^|[.;\n] ?)(?:[MF],? ?(9\d|1[01]\d)(?=\s{0,2}(?:$|[;,.]|y))|(9\d|1[01]\d)(?: ?M(?=\s{0,2}$)|(?: ?M|(?<=9[0-6]|11\d) ?F)(?=\s{0,2}(?:[;,.]|with|w\/|s\/p|c\/o|\p{Ll}{3}))))/dgu;

/** Ages over 89 in words around a number, and as the standard writes them (`093Y`, PS3.5 section 6.2 AS). */
export const findAges: Finder = (reading, found) => {
  if (reading.digitCount < 2) return;
  if (!MAY_BE_AGE.test(reading.text)) return;
  for (const match of reading.text.matchAll(WITH_SEX)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0];
    report(found, start, end, 'age', 0.85);
  }
  reading.tokens.forEach((token, index) => {
    if (!isDigits(token)) return;
    const width = widthOf(token);
    const age = Number(token.folded);
    if (width > 3 || age <= OLDEST_KEPT_AGE || age > OLDEST_AGE) return;
    if (/[\d][.,/:-]$/.test(reading.text.slice(Math.max(0, token.start - 2), token.start))) return;
    const end = endOfAge(reading, index, width === 3 && token.folded.startsWith('0'));
    if (end !== undefined) report(found, token.start, end, 'age', 0.9);
  });
};

function endOfAge(reading: Reading, index: number, isStandard: boolean): number | undefined {
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  const rest = reading.text.slice(token.end, token.end + 24);
  // `Frau, 91 J.`, `93a, w`: German and Spanish.
  const abbreviated = /^(?: ?J\.|a)(?![\p{L}\d])/u.exec(rest);
  if (
    abbreviated !== null &&
    (abbreviated[0] !== 'a' || token.end - token.start === 2) &&
    isOfSomebody(reading, index, token.end + abbreviated[0].length)
  )
    return token.end + abbreviated[0].length;
  const eastAsian = /^ ?(?:歳|才|岁|歲|세)/.exec(rest);
  if (eastAsian !== null) return token.end + eastAsian[0].length;
  const shorthand = /^(?:Y\b| ?[-]?y\.? ?\/? ?o\b\.?| ?yo[MFmf]?\b)/.exec(rest);
  if (shorthand !== null && (isStandard || shorthand[0] !== 'Y')) return token.end + shorthand[0].length;
  if (/^Y(?![\p{L}\d])/u.test(rest)) return token.end + 1;
  const unit = reading.tokens[index + 1];
  const isYears =
    isLetters(unit) &&
    /^[ -]?$/.test(gapAfter(reading, index) ?? '') &&
    YEAR_WORDS.has(unit.folded) &&
    (!WEAK_YEARS.has(unit.folded) ||
      written(reading, unit) === 'år' ||
      isAgeBefore(reading, index) ||
      isOfSomebody(reading, index, unit.end));
  const hasCue = isAgeBefore(reading, index);
  if (!isYears) return hasCue && !/^ ?(?:[%°]|mm|cm|d\b|m\b|w\b)/.test(rest) ? token.end : undefined;
  const after = reading.tokens[index + 2];
  const gap = gapAfter(reading, index + 1) ?? '#';
  const isOld = isLetters(after) && /^[ -]{1,2}$/.test(gap) && OLD_WORDS.has(after.folded);
  // Of one word alone only the ending of an adjective is as good as `old`: a follow-up may take 90 years of a study.
  if (isOld) {
    const last = reading.tokens[index + 3];
    return after.folded === 'of' && last?.folded === 'age'
      ? last.end
      : after.folded === 'f' || after.folded === 'm' || after.folded.endsWith('male')
        ? unit.end
        : after.end;
  }
  // `a 100 year record`.
  return unit.folded === 'year' && gapAfter(reading, index) === ' ' && !hasCue ? undefined : unit.end;
}

/** A word for age or sex beside the number, or the begin of a text before it and what follows ages after it. */
function isOfSomebody(reading: Reading, index: number, end: number): boolean {
  const { text, tokens } = reading;
  if (isAgeBefore(reading, index)) return true;
  const start = tokens[index]?.start ?? 0;
  const after = text.slice(end, end + 20);
  return (
    SEX_AFTER.test(after) ||
    TITLE_BEFORE.test(text.slice(Math.max(0, start - 48), start)) ||
    SEX_BEFORE.test(text.slice(Math.max(0, start - 16), start)) ||
    (index === 0 && COMPLAINT_AFTER.test(after))
  );
}

function isAgeBefore(reading: Reading, index: number): boolean {
  const before = reading.tokens[index - 1];
  return (
    before !== undefined &&
    AGE_WORDS.has(before.folded) &&
    /^[ :=(]{1,3}$/.test(gapAfter(reading, index - 1) ?? '')
  );
}
