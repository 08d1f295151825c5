import { isEponymUse } from '../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../vocabulary/vocabulary.js';
import { COMMON_SURNAMES } from './patterns/common-names.js';
import { isCountry } from './patterns/countries.js';
import { isEastAsianTerm } from './patterns/east-asian-terms.js';
import { isInstitutionWord } from './patterns/institutions.js';
import { isNameOfThing, isNameShaped, isSurnameLike, isUnshaped } from './patterns/name-forms.js';
import { BODY_WORDS, PARTICLES, STOPS } from './patterns/names.js';
import { RELATIVES } from './patterns/relations.js';
import { isWrittenAsWord } from './patterns/surname-words.js';
import { isFactor, isMeasured, isVersion } from './patterns/units.js';
import { lastTokenBefore, readText, type Reading } from './patterns/reading.js';
import { writtenDates } from './patterns/written-date.js';
import type { IdentityKind, TextSpan } from './span.js';
import type { Token } from './words.js';

/** From here on a pattern stands alone. */
const PATTERN_ALONE = 0.6;
/** From here on a pattern counts where the tagger saw something there, too. */
const PATTERN_WITH_TAGGER = 0.4;
const TAGGER_SECONDS = 0.5;
/** A title or a word of role stands before it: what follows is a name even if it is the name of a disease, too. */
const ANNOUNCED = 0.85;

/** What the tagger must be sure of, by kind: forms that the patterns know well need it less than names and institutions. */
const TAGGER_ALONE: Readonly<Record<IdentityKind, number>> = {
  person: 0.7,
  initials: 0.9,
  identifier: 0.8,
  date: 0.75,
  age: 0.8,
  address: 0.7,
  phone: 0.75,
  email: 0.7,
  url: 0.8,
  institution: 0.7,
  uid: 0.9,
  other: 0.9,
};
/** Less is asked where all words of the span are known for names, or are in no list. */
const TAGGER_ON_NAMES = 0.5;
/** More of one name in a text in small letters. */
const TAGGER_LOW_CASE = 0.8;
/** More of a single word that is in no list. */
const TAGGER_ON_UNKNOWN = 0.9;
const TAGGER_SURE = 0.95;
/** Of words with capitals, one of which says that an institution is meant. */
const TAGGER_SECONDING_KIND = 0.75;
/** Of the one word that a value has, known for a name. */
const TAGGER_ON_VALUE = 0.6;
/** Letters that the one word of a value must have. */
const LEAST_OF_VALUE = 4;
/** More still of scripts of whose words the lists know few. */
const TAGGER_CERTAIN = 0.97;

const NAMING: ReadonlySet<IdentityKind> = new Set(['person', 'initials', 'institution', 'address']);
/** Scripts, half-width katakana and the letters of Vietnamese, of which the tagger has learned nothing and the vocabulary knows little. */
const UNTAUGHT =
  /[\p{Script=Thai}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Greek}\p{Script=Devanagari}\u1ea0-\u1ef9\uff66-\uff9f]/u;

/** Whether what the tagger says of a text is worth nothing. */
export function isUntaught(text: string): boolean {
  return UNTAUGHT.test(text);
}

/** Which of the spans that lexicon, patterns and tagger found count: the lexicon's all, the others as far as the words allow. */
export function acceptSpans(text: string, spans: readonly TextSpan[]): TextSpan[] {
  if (spans.length === 0) return [];
  const accepted: TextSpan[] = [];
  const tagged = spans.filter(
    ({ source, confidence }) => source === 'tagger' && confidence >= TAGGER_SECONDS,
  );
  let reading: Reading | undefined;
  for (const span of spans) {
    if (span.source === 'lexicon') {
      accepted.push(span);
      continue;
    }
    reading ??= readText(text);
    const words = tokensIn(reading, span);
    if (words === undefined) continue;
    if (span.source === 'pattern') {
      const seconding = tagged.length > 0 ? confidenceOver(span, tagged) : 0;
      // Of drugs and devices the tagger must be as sure as if it were alone, and more in a list.
      const asked = seconderOf(reading, span, words);
      const least = seconding >= asked ? PATTERN_WITH_TAGGER : PATTERN_ALONE;
      if (span.confidence < least) continue;
      if (
        span.confidence < ANNOUNCED &&
        isEponymPhrase(reading, span, words) &&
        !(seconding >= TAGGER_ALONE.person && !hasEponym(reading, words))
      )
        continue;
      if (span.kind === 'identifier' && isCodeOfTerminology(reading, words)) continue;
      if (span.kind === 'address' && isCountry(reading.tokens, words.first, words.last)) continue;
      if (span.confidence < ANNOUNCED && NAMING.has(span.kind) && isNothingOfAnybody(reading, words))
        continue;
      accepted.push(span);
      continue;
    }
    if (NAMING.has(span.kind) && (isUntaught(text) || isNothingOfAnybody(reading, words))) continue;
    const narrowed = acceptTagged(reading, span, words);
    if (narrowed !== undefined) accepted.push(withNumbersBeside(text, narrowed));
  }
  return accepted;
}

function seconderOf(reading: Reading, span: TextSpan, words: TokenRange): number {
  const isListed = isInList(reading, words);
  if (hasOnlyUnshaped(reading, span, words)) return isListed ? TAGGER_ON_UNKNOWN : TAGGER_ALONE.person;
  return isListed && span.kind === 'person' && hasNoName(reading, words) ? TAGGER_ON_UNKNOWN : TAGGER_SECONDS;
}

/** As far as the members of a list are looked for, in words. */
const NEAR = 4;

/** `Novaminsulfon, Bisoprolol, Pantozol`: one of three and more, or beside another that no list has. */
function isInList({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  const isComma = (gap: string | undefined): boolean => /^ ?[,;] ?$/.test(gap ?? '');
  const [before, after] = [isComma(gaps[first - 1]), isComma(gaps[last])];
  if (!before && !after) return false;
  if (gaps.slice(Math.max(0, first - NEAR), last + NEAR).filter(isComma).length > 1) return true;
  const beside = tokens[before ? first - 1 : last + 1]?.folded ?? '';
  return nameRarity(beside) === 'unknown';
}

/** Whether no word is known for a name, or made as names are. */
function hasNoName({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens
    .slice(first, last + 1)
    .every(({ folded }) => nameRarity(folded) === 'unknown' && !isNameShaped(folded));
}

/** Whether all words of a person's span are in no list and made as those of drugs and devices are. */
function hasOnlyUnshaped({ tokens }: Reading, { kind }: TextSpan, { first, last }: TokenRange): boolean {
  return (
    kind === 'person' &&
    tokens
      .slice(first, last + 1)
      .every(({ folded }) => nameRarity(folded) === 'unknown' && isUnshaped(folded))
  );
}

/** A country, an eponym in another case, a surname written as the word that it is, too: `travel to Kenya`, `choroba Parkinsona`, `herrero con dolor`. */
function isNothingOfAnybody(reading: Reading, { first, last }: TokenRange): boolean {
  const { tokens } = reading;
  if (isCountry(tokens, first, last)) return true;
  let inflected = 0;
  for (let index = first; index <= last; index += 1) {
    const folded = tokens[index]?.folded ?? '';
    if (isInflectedEponym(folded) || isWrittenAsWord(reading, index)) inflected += 1;
    else if (nameRarity(folded) !== 'word') return false;
  }
  return inflected > 0;
}

/** Endings of case and of adjectives, in Slavic, Germanic and Romance languages. */
const INFLECTIONS = [
  'a',
  'u',
  'em',
  'om',
  'ova',
  'ovy',
  'owa',
  's',
  'sche',
  'schen',
  'scher',
  'sches',
  'ian',
  'n',
  'in',
];

/** `Parkinsona`, `Schmorlsche`: in no list but for its ending. */
function isInflectedEponym(folded: string): boolean {
  return (
    nameRarity(folded) === 'unknown' &&
    INFLECTIONS.some(
      (ending) =>
        folded.length - ending.length > 4 &&
        folded.endsWith(ending) &&
        isEponym(folded.slice(0, folded.length - ending.length)),
    )
  );
}

/** `12 Example Manor`, `Example Drive 12, 12345`: the numbers beside a place are its house and its code. */
function withNumbersBeside(text: string, span: TextSpan): TextSpan {
  if (span.kind !== 'address') return span;
  // Before a single word stands a dose or a count as well: `Example 320 Somewhere`.
  const before = /\s/.test(text.slice(span.start, span.end))
    ? /(?:^|[\s,])(\d{1,5}\p{L}?,? )$/u.exec(text.slice(Math.max(0, span.start - 9), span.start))
    : null;
  const after = /^(?:,? \d{1,5}\p{L}?){1,2}(?=$|[\s,.;)])/u.exec(text.slice(span.end, span.end + 16));
  return {
    ...span,
    start: span.start - (before?.[1]?.length ?? 0),
    end: span.end + (after?.[0].length ?? 0),
  };
}

interface TokenRange {
  readonly first: number;
  readonly last: number;
}

/** The tokens that a span touches; undefined where it holds none. */
function tokensIn(reading: Reading, span: TextSpan): TokenRange | undefined {
  const { tokens } = reading;
  const first = lastTokenBefore(reading, span.start) + 1;
  let last = first - 1;
  while (last + 1 < tokens.length && (tokens[last + 1]?.start ?? 0) < span.end) last += 1;
  return last < first ? undefined : { first, last };
}

/** How sure the tagger is of what overlaps a span; 0 where nothing does. */
function confidenceOver(span: TextSpan, tagged: readonly TextSpan[]): number {
  let confidence = 0;
  for (const other of tagged)
    if (other.start < span.end && span.start < other.end) confidence = Math.max(confidence, other.confidence);
  return confidence;
}

function hasEponym({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens.slice(first, last + 1).some(({ folded }) => isEponym(folded));
}

const TERMINOLOGIES = new Set(
  'snomed sct srt snm loinc ln icd icd9 icd10 icd11 cpt hcpcs radlex rid umls mesh ops opcs ccam ebm goa drg atc fma ncit rxnorm rxcui dcm loinccode'.split(
    ' ',
  ),
);

/** `SNOMED 71388002`: the code of a concept, which has the form of a number of somebody. */
function isCodeOfTerminology({ tokens, gaps }: Reading, { first }: TokenRange): boolean {
  for (let index = first - 1; index >= 0 && index >= first - 2; index -= 1) {
    if (!/^[ :.#(-]{0,3}$/.test(gaps[index] ?? '')) return false;
    if (TERMINOLOGIES.has(tokens[index]?.folded ?? '')) return true;
  }
  return false;
}

/** `Parkinson protocol`, `Wilson disease`: each name in it is the name of a thing. */
function isEponymPhrase({ tokens }: Reading, span: TextSpan, { first, last }: TokenRange): boolean {
  if (span.kind !== 'person' && span.kind !== 'institution') return false;
  let hasEponym = false;
  for (let index = first; index <= last; index += 1) {
    const isUse = isEponymUse(tokens, index);
    if (!isUse && nameRarity(tokens[index]?.folded ?? '') !== 'word') return false;
    hasEponym ||= isUse;
  }
  return hasEponym || span.kind === 'person';
}

/**
 * A span of the tagger in whole words and less the plain words at its ends; undefined where nothing of identity is left.
 * E-mail addresses, URLs and UIDs have forms of which the patterns miss none.
 */
function acceptTagged(reading: Reading, span: TextSpan, range: TokenRange): TextSpan | undefined {
  switch (span.kind) {
    case 'person':
    case 'initials':
      return acceptTaggedName(reading, span, range);
    case 'institution':
    case 'address': {
      if (span.kind === 'institution' && isTitled(reading, span, range)) return snapped(reading, span, range);
      const inner = span.kind === 'institution' ? withoutPlainEnds(reading, range) : range;
      if (inner === undefined || span.confidence < TAGGER_ALONE[span.kind]) return undefined;
      if (isEponymPhrase(reading, span, inner) || !isProper(reading, inner)) return undefined;
      if (endsSentenceWithin(reading, inner)) return undefined;
      // Without a word by which institutions are called, it may be the name of anything.
      if (
        span.kind === 'institution' &&
        span.confidence < TAGGER_CERTAIN &&
        !hasInstitutionWord(reading, inner)
      )
        return undefined;
      if (isNameOfThing(reading, inner.first, inner.last)) return undefined;
      if (isLowered(reading, inner) || isUnknownScript(reading, inner)) return undefined;
      // One word alone may be a maker's or a method's.
      if (inner.first === inner.last && span.confidence < leastOfPlace(reading, inner.first))
        return undefined;
      return snapped(reading, inner === range ? span : { ...span, start: Infinity, end: 0 }, inner);
    }
    case 'date':
    case 'age':
    case 'phone':
    case 'identifier':
      return span.confidence >= TAGGER_ALONE[span.kind] &&
        !isCodeOfTerminology(reading, range) &&
        isNumberOfIdentity(reading, span, range)
        ? snapped(reading, span, range)
        : undefined;
    case 'email':
    case 'url':
    case 'uid':
    case 'other':
      return undefined;
  }
}

/** What is asked of one word that is said to be a place: more where it is a word, too. */
function leastOfPlace({ tokens }: Reading, index: number): number {
  return nameRarity(tokens[index]?.folded ?? '') === 'both' ? TAGGER_CERTAIN : TAGGER_ON_UNKNOWN;
}

/** `Summit Radiology` in a text in small letters: its capitals make a name of plain words. */
function isTitled(reading: Reading, span: TextSpan, { first, last }: TokenRange): boolean {
  const { text, tokens } = reading;
  const least = hasInstitutionWord(reading, { first, last }) ? TAGGER_SECONDING_KIND : TAGGER_SURE;
  if (span.confidence < least || last === first) return false;
  if (endsSentenceWithin(reading, { first, last })) return false;
  const isTitle = ({ start, end, kind }: Token): boolean =>
    kind === 'letters' && /^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(start, end));
  const isLink = (token: Token, at: number): boolean =>
    at > 0 &&
    at < last - first &&
    /^(?:am|an|im|in|der|dem|den|de|du|des|la|del|di|da|do|of|the|van)$/.test(token.folded);
  if (!tokens.slice(first, last + 1).every((token, at) => isTitle(token) || isLink(token, at))) return false;
  const others = tokens.filter(({ kind }, index) => kind === 'letters' && (index < first || index > last));
  const small = others.filter(({ start }) => /\p{Ll}/u.test(text.charAt(start))).length;
  return small > 0 && 2 * small >= others.length;
}

function hasInstitutionWord({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens.slice(first, last + 1).some(({ folded }) => isInstitutionWord(folded));
}

/** `Halvorsen. Seen`: a span of the tagger over the end of a sentence is a guess about two things. */
function endsSentenceWithin({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  for (let index = first; index < last; index += 1) {
    const token = tokens[index];
    if (token === undefined || !/^[.!?;][ \n]/.test(gaps[index] ?? '')) continue;
    if (token.end - token.start > 4 || (token.kind === 'digits' && token.end - token.start > 2)) return true;
  }
  return false;
}

/** All in small letters in a text that has capitals. */
function isLowered({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  const piece = text.slice(tokens[first]?.start, tokens[last]?.end);
  return /\p{Ll}/u.test(piece) && !/\p{Lu}/u.test(piece) && /\p{Lu}/u.test(text);
}

/** Greek: a script of which the lists know no names and the tagger few words. */
function isUnknownScript({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  return /[\p{Script=Greek}]{3}/u.test(text.slice(tokens[first]?.start, tokens[last]?.end));
}

/** Less the words of the description at either end. */
function withoutPlainEnds({ tokens }: Reading, range: TokenRange): TokenRange | undefined {
  const isPlain = (index: number): boolean => {
    const word = tokens[index]?.folded ?? '';
    return STOPS.has(word) || (nameRarity(word) === 'word' && !isInstitutionWord(word));
  };
  let { first, last } = range;
  while (first <= last && isPlain(first)) first += 1;
  while (last >= first && isPlain(last)) last -= 1;
  if (first > last) return undefined;
  return first === range.first && last === range.last ? range : { first, last };
}

/** The span over whole tokens. */
function snapped({ tokens }: Reading, span: TextSpan, { first, last }: TokenRange): TextSpan {
  const start = Math.min(span.start, tokens[first]?.start ?? span.start);
  const end = Math.max(span.end, tokens[last]?.end ?? span.end);
  return { ...span, start, end };
}

function acceptTaggedName(reading: Reading, span: TextSpan, range: TokenRange): TextSpan | undefined {
  const { tokens, text } = reading;
  let { first, last } = range;
  const hasCapitals = /\p{Lu}\p{L}/u.test(text.slice(span.start, span.end));
  const isPlain = (index: number): boolean => {
    const token = tokens[index];
    if (token === undefined || token.kind === 'digits') return true;
    if (token.kind === 'continuous') return isEastAsianTerm(token.folded);
    // `c/o` after a name.
    if (token.end - token.start === 1 && /\p{Ll}/u.test(text.charAt(token.start))) return true;
    // The possessive of a name that was plain.
    if (token.folded === 's' && text.charAt(token.start - 1) === "'") return true;
    if (
      hasCapitals &&
      /^\p{Ll}/u.test(text.slice(token.start, token.end)) &&
      !PARTICLES.has(token.folded) &&
      (nameRarity(token.folded) !== 'name' || span.confidence < TAGGER_SURE)
    )
      return true;
    // `BRAIN EXAMPLE`: what is examined, before or after whose it is.
    if (last > first && BODY_WORDS.has(token.folded)) return true;
    // `Ward Halvorsen`, `mari Thibault`: whose, and where.
    if (
      last > first &&
      (isHeaderWord(token.folded) || RELATIVES.has(token.folded)) &&
      !PARTICLES.has(token.folded)
    )
      return true;
    return (
      nameRarity(token.folded) === 'word' || isEponymUse(tokens, index) || isWrittenAsWord(reading, index)
    );
  };
  while (first <= last && isPlain(first)) first += 1;
  while (last >= first && isPlain(last)) last -= 1;
  // Rare given names are words of some language, too (`Brunhilde`): the tagger, when sure, has the last say on one.
  if (
    first <= last &&
    first > range.first &&
    span.confidence >= TAGGER_SURE &&
    mayBeGivenName(reading, first - 1)
  )
    first -= 1;
  const words = tokens.slice(first, last + 1);
  if (words.length === 0 || words.some((word) => word.kind === 'digits')) return undefined;
  if (words.every((word) => word.end - word.start === 1 || PARTICLES.has(word.folded))) return undefined;
  if (endsSentenceWithin(reading, { first, last }) || isThingOf(reading, first, last)) return undefined;
  if (isNameOfThing(reading, first, last) || beginsWithinWord(reading, span)) return undefined;
  // `Resektion eines Tumors`: between the parts of a name stand particles only.
  if (words.slice(1, -1).some((word) => nameRarity(word.folded) === 'word' && !PARTICLES.has(word.folded)))
    return undefined;
  const isNamed =
    words.some(isNameLike) && words.every((word) => word.end - word.start === 1 || isNameLike(word));
  const hasName = words.some((word) => isNameLike(word) || nameRarity(word.folded) === 'both');
  const least = leastOfName(reading, span, { first, last }, isNamed, hasName);
  if (span.confidence < least) return undefined;
  if (isNamed && span.confidence < TAGGER_ALONE.person && isPartOfCode(text, words)) return undefined;
  if (!isNamed) {
    // A single word in no list, alone or tied to others by signs as codes are, may be anything.
    const isAlone = words.length === 1 && words[0]?.kind === 'letters' && tokens.length === 1;
    const isShaped = words.every(({ folded }) => isShapedWord(folded));
    if ((isAlone && !isShaped) || !words.every((word) => hasFormOfName(reading, word))) return undefined;
    // `t1_tse_Halvorsen`: signs join names to words of protocols as they join codes.
    const isJoinedName =
      span.confidence >= TAGGER_ON_UNKNOWN && words.every((word) => word.end - word.start > 4);
    if (isPartOfCode(text, words, isJoinedName)) return undefined;
  }
  return snapped(
    reading,
    {
      ...span,
      start: Math.max(span.start, words[0]?.start ?? 0),
      end: Math.min(span.end, words.at(-1)?.end ?? span.end),
    },
    { first, last },
  );
}

/** How sure the tagger must be: the less the lists say for a name, the more. */
function leastOfName(
  reading: Reading,
  { kind }: TextSpan,
  range: TokenRange,
  isNamed: boolean,
  hasName: boolean,
): number {
  const { first, last } = range;
  const words = reading.tokens.slice(first, last + 1);
  if (isUnknownScript(reading, range)) return isNamed ? TAGGER_SURE : TAGGER_CERTAIN;
  if (words.some((word) => word.kind === 'continuous'))
    return words.some((word) => word.end - word.start > LONGEST_RUN)
      ? NEVER
      : words.some((word) => KANA_ONLY.test(word.folded))
        ? TAGGER_CERTAIN
        : TAGGER_ON_UNKNOWN;
  if (isLowered(reading, range)) return isNamed ? TAGGER_SURE : NEVER;
  // The one word of a value may be a product's.
  if (reading.tokens.length === 1) {
    if (words.some((word) => word.end - word.start < LEAST_OF_VALUE)) return TAGGER_CERTAIN;
    return isNamed
      ? TAGGER_ON_VALUE
      : words.every(({ folded }) => isShapedWord(folded))
        ? TAGGER_ON_UNKNOWN
        : TAGGER_CERTAIN;
  }
  // A name in a text without capitals is a word of some language as likely.
  if (isNamed && reading.isSmall && words.length === 1) return TAGGER_LOW_CASE;
  if (isNamed) return isAtEdge(reading, range) ? TAGGER_ON_NAMES : TAGGER_ALONE[kind];
  if (words.every(({ folded }) => nameRarity(folded) === 'unknown' && isUnshaped(folded)))
    return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
  const isShaped = words.some((word) => isShapedWord(word.folded));
  const isKnown = words.some(isNameLike);
  if (isKnown || (isShaped && (hasName || words.length > 1 || last > first))) return TAGGER_ALONE[kind];
  if (isShaped) return (TAGGER_ALONE[kind] + TAGGER_ON_UNKNOWN) / 2;
  if (hasName) return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
  if (!isAtEdge(reading, range)) return TAGGER_CERTAIN;
  return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
}

const NEVER = 2;
/** A longer run of characters without a space is a sentence. */
const LONGEST_RUN = 12;
/** Folded, katakana are hiragana. */
const KANA_ONLY = /^[\p{Script=Katakana}\p{Script=Hiragana}ー]+$/u;

/** Whether a word has the form of a surname; of one in no list the letters say so, too. */
function isShapedWord(folded: string): boolean {
  return nameRarity(folded) === 'unknown' ? isNameShaped(folded) : isSurnameLike(folded);
}

/** Whether the words begin or end the text, a line, or a part of it that a sign divides off. */
function isAtEdge({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  const isEdge = (gap: string | undefined): boolean => gap === undefined || /[_/:,;()[\]|\n]| - /.test(gap);
  return first === 0 || last === tokens.length - 1 || isEdge(gaps[first - 1]) || isEdge(gaps[last]);
}

/** The span begins within a word in katakana, as none of a name does. */
function beginsWithinWord({ text }: Reading, { start }: TextSpan): boolean {
  return /^[\p{Script=Katakana}ー]{2}$/u.test(text.slice(Math.max(0, start - 1), start + 1));
}

/** Articles and prepositions that tie the name of a thing to it: `maladie de Horton`, `filtro di Greenfield`. */
const OF = new Set('de du di da do del della des von'.split(' '));

/** `enfermedad de Chagas`: a noun, `of`, and an eponym. */
function isThingOf({ tokens, text }: Reading, first: number, last: number): boolean {
  const at = OF.has(tokens[first]?.folded ?? '') ? first : first - 1;
  if (first < last - 1 || !OF.has(tokens[at]?.folded ?? '')) return false;
  const thing = tokens[at - 1];
  if (thing === undefined || !/^\p{Ll}/u.test(text.charAt(tokens[at]?.start ?? 0))) return false;
  const named = tokens[last];
  return named !== undefined && isEponym(named.folded) && nameRarity(thing.folded) !== 'name';
}

/** A word of mixed case next to a name, neither a part of the body nor one by which reports go on. */
function mayBeGivenName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (token?.kind !== 'letters' || reading.isCapitals) return false;
  const isTitleCase = /^\p{Lu}\p{Ll}{2,}$/u.test(reading.text.slice(token.start, token.end));
  return (
    isTitleCase &&
    /^[ -]$/.test(reading.gaps[index] ?? '') &&
    !STOPS.has(token.folded) &&
    !BODY_WORDS.has(token.folded)
  );
}

/** Known for a name and for nothing else, or so common a one that a person is meant. */
function isNameLike(word: Token): boolean {
  if (word.end - word.start <= 2) return false;
  return COMMON_SURNAMES.has(word.folded) || (nameRarity(word.folded) === 'name' && !isEponym(word.folded));
}

/** In one case, or with capitals as names have them. */
function hasFormOfName({ text }: Reading, word: Token): boolean {
  if (word.kind === 'continuous') return true;
  const written = text.slice(word.start, word.end);
  return (
    /^(?:\p{Lu}?[\p{Ll}\p{M}]*|\p{Lu}+|(?:Mc|Mac|O|De|Di|Le|La|Van)\p{Lu}\p{Ll}+|\p{Lo}+)$/u.test(written) &&
    !/(.)\1\1/u.test(written)
  );
}

function isPartOfCode(text: string, words: readonly Token[], mayBeJoined = false): boolean {
  const sign = mayBeJoined ? /[\p{L}\d@]/u : /[\p{L}\d_/@]/u;
  const before = text.charAt((words[0]?.start ?? 0) - 1);
  const after = text.charAt(words.at(-1)?.end ?? text.length);
  return sign.test(before) || sign.test(after);
}

/** Whether at least one word is a name or in no list, and not most of them are plain words. */
function isProper({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  let proper = 0;
  let plain = 0;
  for (const token of tokens.slice(first, last + 1)) {
    if (token.kind === 'digits' || token.end - token.start < 2) continue;
    if (token.kind === 'continuous' ? isEastAsianTerm(token.folded) : nameRarity(token.folded) === 'word')
      plain += 1;
    else if (!/^\p{Ll}/u.test(text.charAt(token.start))) proper += 1;
  }
  return proper > 0 && plain <= proper + 2;
}

/** Whether a number that the tagger marked reads as its kind: no measure, size, version, decimal or single digits. */
function isNumberOfIdentity(reading: Reading, span: TextSpan, range: TokenRange): boolean {
  const { text, tokens } = reading;
  const start = tokens[range.first]?.start ?? span.start;
  const end = tokens[range.last]?.end ?? span.end;
  const marked = text.slice(start, end);
  const digits = marked.replace(/\D/g, '').length;
  // `ab_cd_010203`: six digits at the end of a code are a version, a count or a day, and nobody can tell which.
  if (/^\d{6}$/.test(marked) && text.charAt(start - 1) === '_') return false;
  if (
    /[\p{L}\d.,^/-]$/u.test(text.slice(Math.max(0, start - 1), start)) ||
    /^(?:[\p{L}\d]|[.,/-]\d)/u.test(text.slice(end, end + 2))
  )
    return false;
  if (
    isMeasured(reading, range.last) ||
    isFactor(reading, range.first, range.last) ||
    isVersion(reading, range.first)
  )
    return false;
  switch (span.kind) {
    case 'date':
      return readsAsDate(marked);
    case 'age':
      return digits >= 2;
    case 'phone':
      return digits >= 7 && digits <= 15 && /^[\d +()./-]+$/.test(marked);
    default:
      return (
        digits >= (/\p{L}/u.test(marked) ? 4 : 6) &&
        !isRepeated(marked) &&
        !/\d[.,]\d/.test(marked) &&
        !(start === 0 && end === text.trimEnd().length)
      );
  }
}

/** `71270 71270`: codes of procedures come in twos. */
function isRepeated(text: string): boolean {
  const parts = text.split(/[ ,;]+/);
  return parts.length > 1 && parts.every((part) => part === parts[0] || part.length === 5);
}

/** Whether a text is a date where a date is expected. */
function readsAsDate(text: string): boolean {
  const [date] = writtenDates(readText(`date ${text}`));
  return date !== undefined && date.end - date.start >= text.length - 2;
}
