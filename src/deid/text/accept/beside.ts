/** What stands beside a find and belongs to it: the other half of a name, initials, a town, the number of a house. */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { areInitialsOfRole } from '../patterns/initials.js';
import { areOfReports, BODY_WORDS, isOfReports, STOPS, TOWN } from '../patterns/names.js';
import type { TextSpan } from '../span.js';
import { foldText } from '../words.js';

/** A span with what goes with it. */
export function withWhatBelongs(text: string, span: TextSpan): TextSpan {
  if (span.kind === 'institution')
    return withTown(text, withTown(text, span, TOWN_BEHIND_IN), TOWN_BEHIND_COMMA);
  if (span.kind === 'address') {
    const whole = withCodeOfTown(text, span);
    return /\d$/.test(text.slice(whole.start, whole.end)) ? withTown(text, whole, TOWN_BEHIND_SLASH) : whole;
  }
  if (span.kind === 'initials' && span.source === 'lexicon') return withOtherSigner(text, span);
  if (span.kind !== 'person') return span;
  const whole = withFullName(text, span);
  return withSigner(text, span.source === 'lexicon' ? whole : withOtherHalf(text, whole));
}

/** `Halvorsen / LK`, `Halvorsen/FS`, `Halvorsen/ak` at the end of a phrase: who dictated and who wrote. */
function withSigner(text: string, span: TextSpan): TextSpan {
  const signer = /^(?: ?\/ ?(\p{Lu}{2,3})|\/(\p{Ll}{2,3}))(?=\s*(?:$|[;,)\]\r\n]))/u.exec(
    text.slice(span.end, span.end + 12),
  );
  if (signer === null) return span;
  const [, capitals, small = ''] = signer;
  const areInitials =
    capitals === undefined
      ? !isHeaderWord(small) && !STOPS.has(small)
      : areInitialsOfRole(foldText(capitals));
  return areInitials ? { ...span, end: span.end + signer[0].length } : span;
}

/** `14 Example Street, Exampleton, HK 078-8345`: state and code behind the town. */
function withCodeOfTown(text: string, span: TextSpan): TextSpan {
  if (!/[\s,]/.test(text.slice(span.start, span.end))) return span;
  const code = /^(?:,? \p{Lu}{2,3})? \d{3,6}(?:-\d{3,4})?(?=$|[\s,.;)])/u.exec(
    text.slice(span.end, span.end + 24),
  );
  return code === null ? span : { ...span, end: span.end + code[0].length };
}

/** Sides and views, that stand beside each other with a stroke, too. */
const SIDES = new Set(['AP', 'PA', 'LT', 'RT']);

/** `CI/AB`, `AB/CI` at the end, of which AB are known: who dictated and who wrote. */
function withOtherSigner(text: string, span: TextSpan): TextSpan {
  if (!/^\p{Lu}{2}$/u.test(text.slice(span.start, span.end))) return span;
  const before = /(?<=[\p{L}\d)\]] )(\p{Lu}{2})\/$/u.exec(
    text.slice(Math.max(0, span.start - 6), span.start),
  );
  if (before !== null && !SIDES.has(before[1] ?? '') && /^\s*$/.test(text.slice(span.end)))
    return { ...span, start: span.start - before[0].length };
  const after = /^\/(\p{Lu}{2})\s*$/u.exec(text.slice(span.end));
  if (after !== null && !SIDES.has(after[1] ?? '')) return { ...span, end: span.end + 3 };
  return span;
}

/** After these two words with capitals are one person's. */
const BEFORE_SOMEBODY = /(?:^|[^\p{L}\d])(?:d\/w|c\/o|cc|attn|fao|Dr|Mr|Mrs|Ms)\.? $/u;

/** `d/w Ada Halvorsen`, `c/o Aroha Field`: the name that goes with one that the header knows. */
function withFullName(text: string, span: TextSpan): TextSpan {
  const known = text.slice(span.start, span.end);
  if (!/^\p{Lu}\p{Ll}[\p{L}'-]*$/u.test(known)) return span;
  const before = /(?:^|[^\p{L}\d])(\p{Lu}\p{Ll}+) $/u.exec(
    text.slice(Math.max(0, span.start - 24), span.start),
  )?.[1];
  const start = span.start - (before === undefined ? 0 : before.length + 1);
  if (before !== undefined) {
    const folded = foldText(before);
    const rarity = nameRarity(folded);
    const isAnnounced = BEFORE_SOMEBODY.test(text.slice(Math.max(0, start - 8), start));
    if (!isOfReports(folded) && !isEponym(folded) && (rarity === 'name' || isAnnounced))
      return { ...span, start };
  }
  if (!BEFORE_SOMEBODY.test(text.slice(Math.max(0, span.start - 8), span.start))) return span;
  const after = /^ (\p{Lu}\p{Ll}+)(?=\s*(?:$|[;,.()\r\n]))/u.exec(text.slice(span.end, span.end + 24));
  const folded = foldText(after?.[1] ?? '');
  if (after === null || STOPS.has(folded) || BODY_WORDS.has(folded) || nameRarity(folded) === 'word')
    return span;
  return { ...span, end: span.end + after[0].length };
}

const TOWN_BEHIND_SLASH = new RegExp(String.raw`^ ?\/ ?${TOWN}(?=[.\s]*$|[,;)\]])`, 'u');
const TOWN_BEHIND_COMMA = new RegExp(String.raw`^, ${TOWN}(?=[.\s]*$|[;)\]]|\. )`, 'u');
/** `Example Clinic in Exampleton`. */
const TOWN_BEHIND_IN = new RegExp(String.raw`^ (?:in |\()${TOWN}(?=[.\s]*$|[,;)\]])`, 'u');
/** Longer is no name of a town. */
const LONGEST_TOWN = 60;

/** `Example Hospital, Exampleton`, `Example Street 12 / Exampleton` at the end: where the house stands. */
function withTown(text: string, span: TextSpan, form: RegExp): TextSpan {
  const town = form.exec(text.slice(span.end, span.end + LONGEST_TOWN));
  if (town === null) return span;
  const end = span.end + town[0].length;
  // `(Example Clinic, Sandhill)`: nothing else stands there.
  const isBracketed = text.charAt(span.start - 1) === '(' && text.charAt(end) === ')';
  return isBracketed || !areOfReports(town[1] ?? '') ? { ...span, end } : span;
}

/** `Halvorsen-Pike`, `Halvorsen-DJ`: what a hyphen ties to a name in the same case, or the initials of who bears it. */
function withOtherHalf(text: string, span: TextSpan): TextSpan {
  if (text.charAt(span.end) !== '-') return span;
  const name = /\p{Lu}[\p{L}\p{M}]+$/u.exec(text.slice(Math.max(0, span.end - 24), span.end))?.[0];
  const half = /^\p{Lu}[\p{L}\p{M}]*(?![\p{L}\d-])/u.exec(text.slice(span.end + 1, span.end + 26))?.[0];
  if (name === undefined || half === undefined) return span;
  const folded = foldText(half);
  if (isOfReports(folded) || isEponym(folded)) return span;
  const isCapitals = name === name.toUpperCase();
  const isSameCase = half.length > 2 && (half === half.toUpperCase()) === isCapitals;
  const isInitials =
    /^\p{Lu}{2,3}$/u.test(half) &&
    !isCapitals &&
    /^\s*(?:$|[,;)_])/.test(text.slice(span.end + 1 + half.length));
  return isSameCase || isInitials ? { ...span, end: span.end + 1 + half.length } : span;
}

/** `12 Example Manor`, `Example Drive 12, 12345`: the numbers beside a place are its house and its code. */
export function withNumbersBeside(text: string, span: TextSpan): TextSpan {
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
