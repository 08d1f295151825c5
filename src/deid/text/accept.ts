import { SHORT_FORMS } from '../vocabulary/short-forms.js';
import { isEponym, nameRarity } from '../vocabulary/vocabulary.js';
import {
  endsSentenceWithin,
  isEponymPhrase,
  isCodeOfTerminology,
  isNothingOfAnybody,
  tokensIn,
  TAGGER_ALONE,
  TAGGER_ON_UNKNOWN,
  type TokenRange,
} from './accept/evidence.js';
import { withNumbersBeside, withWhatBelongs } from './accept/beside.js';
import { withoutDescription } from './accept/described.js';
import { acceptTagged } from './accept/tagged.js';
import { isCountry } from './patterns/countries.js';
import { citations, isCited, isQueried } from './accept/things.js';
import { isNameShaped, isUnshaped } from './patterns/name-forms.js';
import { isOfReports, TITLE_PARTS } from './patterns/names.js';
import { readText, type Reading } from './patterns/reading.js';
import { isUnit } from './patterns/units.js';
import type { IdentityKind, TextSpan } from './span.js';

/** From here on a pattern stands alone. */
const PATTERN_ALONE = 0.6;
/** From here on a pattern counts where the tagger saw something there, too. */
const PATTERN_WITH_TAGGER = 0.4;
const TAGGER_SECONDS = 0.5;
/** A title or a word of role stands before it: what follows is a name even if it is the name of a disease, too. */
const ANNOUNCED = 0.85;

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
  let cited: ReturnType<typeof citations> | undefined;
  for (const found of spans) {
    if (found.source === 'lexicon') {
      accepted.push(found);
      continue;
    }
    reading ??= readText(text);
    const all = tokensIn(reading, found);
    if (all === undefined) continue;
    const span = withoutDescription(reading, found, all, spans);
    const words = span === found ? all : span && tokensIn(reading, span);
    if (span === undefined || words === undefined) continue;
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
      if (
        span.confidence < ANNOUNCED &&
        NAMING.has(span.kind) &&
        (isNothingOfAnybody(reading, words) || isQueried(reading, words))
      )
        continue;
      accepted.push(span);
      continue;
    }
    if (isCited((cited ??= citations(text)), span) || (NAMING.has(span.kind) && isQueried(reading, words)))
      continue;
    if (NAMING.has(span.kind) && (isUntaught(text) || isNothingOfAnybody(reading, words))) continue;
    if ((NAMING.has(span.kind) || span.kind === 'date') && isKnownWithPlainWords(reading, span, words, spans))
      continue;
    const narrowed = acceptTagged(reading, span, words);
    if (narrowed !== undefined)
      accepted.push(withNumbersBeside(text, withoutRegion(text, withoutDimension(text, narrowed))));
    else if (span.kind === 'person') accepted.push(...acceptParts(reading, span, words));
  }
  return accepted.map((span) => withWhatBelongs(text, span));
}

/** `Kyphoplasty L1 8696430B`, `left SFA_917618313`: where it was done, before the number. */
function withoutRegion(text: string, span: TextSpan): TextSpan {
  if (span.kind !== 'identifier') return span;
  const region = /^(?:[CTLS]\d{1,2} |\p{Lu}{3}_)(?=[\p{Lu}\d]*\d{5})/u.exec(text.slice(span.start, span.end));
  return region === null ? span : { ...span, start: span.start + region[0].length };
}

/** `UR522172_3D VRT`, `83-819353 3D TOF`: what is made of whose images. */
function withoutDimension(text: string, span: TextSpan): TextSpan {
  const isMade = span.kind === 'identifier' && /\d[_ ][234]D$/.test(text.slice(span.start, span.end));
  return isMade ? { ...span, end: span.end - '_3D'.length } : span;
}

/** From here on a pattern tells the bounds of a name better than the tagger. */
const BOUNDS_KNOWN = 0.75;

/**
 * `HALVORSEN ADA Halo frame`, `Example Base Hospital Gantry tilt`: what the tagger marked is a find of the lexicon or of a pattern, and the
 * words of the description after it.
 */
function isKnownWithPlainWords(
  { text, tokens, gaps }: Reading,
  span: TextSpan,
  { first, last }: TokenRange,
  spans: readonly TextSpan[],
): boolean {
  return spans.some((known) => {
    const isSure =
      known.source === 'lexicon' || (known.source === 'pattern' && known.confidence >= BOUNDS_KNOWN);
    const isOfKind = span.kind === 'date' ? known.kind === 'date' : NAMING.has(known.kind);
    if (!isSure || !isOfKind || known.start < span.start || known.end > span.end) return false;
    return tokens.slice(first, last + 1).every(({ kind, start, end, folded }, at) => {
      if (start < known.end && end > known.start) return true;
      // `MUGA Dr Duke`: an abbreviation in front.
      if (
        TITLE_PARTS.has(folded) ||
        (end < known.start && SHORT_FORMS.has(folded) && /^\p{Lu}{3,5}$/u.test(text.slice(start, end)))
      )
        return true;
      // `Smooth 2 11/22/2010`, `32ch Centre Hospitalier`, `Optiray 320 ref HALVORSEN`: numbers of the description.
      if (
        end <= known.start &&
        !(span.kind === 'address' && isOfHouse(tokens, first + at, known)) &&
        (kind === 'digits' ? end - start < 4 : isUnit(folded) || isAtNumber(tokens, first + at))
      )
        return true;
      if (span.kind === 'date') return false;
      // Behind a name that the tagger took for a place more of it may stand.
      if (span.kind === 'address' && start >= known.end) return false;
      // `physician Diego Sanderling. Nodes`: at the end of a phrase a word behind a given name is a surname.
      if (
        known.source === 'pattern' &&
        known.kind === 'person' &&
        start > known.end &&
        !isOfReports(folded) &&
        /^\p{Lu}\p{Ll}{2,}(?:[.,;)]|$)/u.test(text.slice(start))
      )
        return false;
      if (isOfReports(folded) || nameRarity(folded) === 'word') return true;
      // `OPG ^HALVORSEN`: what stands before the name, and a sign between.
      return end <= known.start && (gaps[first + at] ?? '') === ' ^';
    });
  });
}

/** `12a Halvorsen Drive`: the number straight before the name. */
function isOfHouse(tokens: Reading['tokens'], index: number, known: TextSpan): boolean {
  const next = tokens.slice(index + 1).find(({ kind, start, end }) => kind === 'letters' && end - start > 1);
  return next !== undefined && next.start >= known.start;
}

/** `32ch`: letters written to a number. */
function isAtNumber(tokens: Reading['tokens'], index: number): boolean {
  const [number, letters] = [tokens[index - 1], tokens[index]];
  return number?.kind === 'digits' && number.end === letters?.start && letters.end - letters.start < 4;
}

/** Titles and conjunctions, which divide two people. */
const DIVIDES = /^(?:dr|drs|mr|mrs|ms|prof|and|und|et|en|och|og|or|oder|ou|twin|und|with|not)$/;

/** `HALVORSEN DR STRAND`, `Halvorsen and Strand`: each of the names that the tagger took for one. */
function acceptParts(reading: Reading, span: TextSpan, { first, last }: TokenRange): TextSpan[] {
  const { tokens } = reading;
  const parts: TextSpan[] = [];
  let from = first;
  for (let index = first; index <= last + 1; index += 1) {
    const isBetween = index > last || DIVIDES.test(tokens[index]?.folded ?? '');
    // `Halvorsen, both well`: after the comma in small letters something else is told.
    const isTold =
      index > from &&
      /^, ?$/.test(reading.gaps[index - 1] ?? '') &&
      /^\p{Ll}/u.test(reading.text.slice(tokens[index]?.start));
    // `Kidd. Sobel edges`: the next sentence.
    const isNextSentence = index > from && endsSentenceWithin(reading, { first: index - 1, last: index });
    if (!isBetween && !isTold && !isNextSentence) continue;
    const range = { first: from, last: index - 1 };
    from = isBetween ? index + 1 : index;
    if (range.last < range.first || (range.first === first && range.last === last)) continue;
    if (isNothingOfAnybody(reading, range) || isQueried(reading, range)) continue;
    const [start, end] = [tokens[range.first]?.start ?? 0, tokens[range.last]?.end ?? 0];
    const part = acceptTagged(reading, { ...span, start, end }, range);
    if (part !== undefined) parts.push(part);
  }
  return parts;
}

function seconderOf(reading: Reading, span: TextSpan, words: TokenRange): number {
  const isListed = isInList(reading, words);
  if (isWhatIsUsed(reading, words)) return TAGGER_ON_UNKNOWN;
  if (hasOnlyUnshaped(reading, span, words)) return isListed ? TAGGER_ON_UNKNOWN : TAGGER_ALONE.person;
  return isListed && span.kind === 'person' && hasNoName(reading, words) ? TAGGER_ON_UNKNOWN : TAGGER_SECONDS;
}

/** After these somebody stands behind `with`: `seen with`, `Rücksprache mit`. */
const WITH_SOMEBODY =
  /(?:^|[^\p{L}])(?:seen|phoned?|call(?:ed)?|tel|discuss(?:ed|ion)?|spoken?|speaking|talk(?:ed)?|review(?:ed)?|confer(?:red)?|consult(?:ed)?|agreed|meeting|checked|confirmed|conversation|gesehen|ge?sprochen|besprochen|besprechung|abgesprochen|diskutiert|telefon\p{L}*|r[üu]cksprache|konsil|konsultation|vue?|discuté|parlé|échangé|visto|vista|hablado|comentado|consultado|falado|discutido|parlato|discusso|concordato|besproken|gezien|overleg\p{L}*|diskuterat|diskuteret|drøftet|talat)(?: \p{Ll}+){0,2} ?$/iu;

/** `REVISION W/ EXAMPLOR`, `on Examplan`: a device or a drug stands after these as well, in one word that no list has. */
function isWhatIsUsed({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  const token = tokens[first];
  if (
    token === undefined ||
    first !== last ||
    nameRarity(token.folded) !== 'unknown' ||
    isNameShaped(token.folded)
  )
    return false;
  const before = /(?:^|[^\p{L}])(?:with|w|mit|avec|con|com|met|using|on|unter|sous|via) ?\/? ?$/iu.exec(
    text.slice(Math.max(0, token.start - 8), token.start),
  );
  if (before === null) return false;
  const end = token.start - before[0].length;
  return !WITH_SOMEBODY.test(text.slice(Math.max(0, end - 32), end));
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
