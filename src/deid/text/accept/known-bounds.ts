/** What the tagger marked around a name that lexicon or patterns know better. */
import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { nameRarity } from '../../vocabulary/vocabulary.js';
import { isOfReports, TITLE_PARTS } from '../patterns/names.js';
import type { Reading } from '../patterns/reading.js';
import { isUnit } from '../patterns/units.js';
import type { TextSpan } from '../span.js';
import { NAMING, type TokenRange } from './evidence.js';

/** From here on a pattern tells the bounds of a name better than the tagger. */
const BOUNDS_KNOWN = 0.75;

/**
 * `HALVORSEN ADA Halo frame`, `Example Base Hospital Gantry tilt`: what the tagger marked is a find of the lexicon or of a pattern, and the
 * words of the description after it.
 */
export function isKnownWithPlainWords(
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
        // `right IJ. Pat. HALVORSEN`
        (end < known.start && folded === 'pat' && text.startsWith('. ', end)) ||
        (end < known.start &&
          SHORT_FORMS.has(folded) &&
          // Of two letters where a sentence ends: `right IJ. Name HALVORSEN`.
          (/^\p{Lu}{3,5}$/u.test(text.slice(start, end)) ||
            (end - start === 2 && /^\. /.test(text.slice(end)))))
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
