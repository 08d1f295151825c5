/** Which of the spans that were found in a text count. */
import { withNumbersBeside, withWhatBelongs } from './accept/beside.js';
import { behindDescription, withoutDescription } from './accept/described.js';
import {
  isCodeOfTerminology,
  isEponymPhrase,
  isNothingOfAnybody,
  NAMING,
  TAGGER_ALONE,
  tokensIn,
} from './accept/evidence.js';
import { isKnownWithPlainWords } from './accept/known-bounds.js';
import { acceptParts } from './accept/parts.js';
import { confidenceOver, hasEponym, seconderOf, TAGGER_SECONDS } from './accept/seconding.js';
import { acceptTagged } from './accept/tagged.js';
import { citations, isCited, isQueried } from './accept/things.js';
import { isCountry } from './patterns/countries.js';
import { readText, type Reading } from './patterns/reading.js';
import type { TextSpan } from './span.js';

/** From here on a pattern stands alone. */
const PATTERN_ALONE = 0.6;
/** From here on a pattern counts where the tagger saw something there, too. */
const PATTERN_WITH_TAGGER = 0.4;
/** A title or a word of role stands before it: what follows is a name even if it is the name of a disease, too. */
const ANNOUNCED = 0.85;

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
    const rest = behindDescription(reading, span, words);
    if (rest === undefined) continue;
    const narrowed = acceptTagged(reading, rest.span, rest.words);
    if (narrowed !== undefined)
      accepted.push(withNumbersBeside(text, withoutRegion(text, withoutDimension(text, narrowed))));
    else if (span.kind === 'person') accepted.push(...acceptParts(reading, rest.span, rest.words));
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
