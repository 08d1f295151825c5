import { nameRarity } from '../vocabulary/vocabulary.js';
import { acceptSpans, isUntaught } from './accept.js';
import { withCarriers, type Cut } from './carriers.js';
import { UID_LIKE } from './patterns/uids.js';
import { shiftWrittenDate } from './patterns/shift-date.js';
import type { IdentityKind, TextSpan } from './span.js';
import type { TaggedText } from './tagger.js';
import { tokenize } from './words.js';

export interface CleaningOptions {
  readonly dates: 'remove' | { readonly shiftDays: number };
  /** Replaced UIDs, old to new. */
  readonly uids: ReadonlyMap<string, string>;
}

interface CleanedText {
  readonly text: string;
  /** The spans that counted. */
  readonly removed: readonly TextSpan[];
}

/**
 * Takes out of a text what identifies somebody. The lexicon's spans count always, those of patterns and tagger as far as
 * the vocabulary and the words around let them. Dates go or are shifted in their own written form; replaced UIDs stand in
 * their new form. All other words stay as they were, with line breaks and padding.
 */
export function cleanText(text: string, spans: readonly TextSpan[], options: CleaningOptions): CleanedText {
  const uids = replacedUids(text, options.uids);
  const news = newUids(text, options.uids);
  const accepted = acceptSpans(text, spans).filter(
    (span) => !overlapsAny(span, uids) && (span.source === 'lexicon' || !overlapsAny(span, news)),
  );
  if (accepted.length === 0 && uids.length === 0) return { text, removed: [] };
  const shifted = options.dates === 'remove' ? [] : shiftedDates(text, accepted, options.dates.shiftDays);
  const replaced = [...uids, ...shifted];
  const removed = accepted.filter(
    (span) => !shifted.some((date) => date.start <= span.start && span.end <= date.end),
  );
  const edits = [...replaced, ...cutsOf(text, removed, replaced)].sort((a, b) => b.start - a.start);
  let result = edited(text, edits);
  if (removed.length > 0 && !/[\p{L}\p{N}]/u.test(result)) result = '';
  return { text: result, removed: accepted };
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

// UIDs

/** Keys of a map that have not the form of a UID, and its new values. */
interface UidFacts {
  readonly irregular: readonly string[];
  readonly news: ReadonlySet<string>;
}

const factsOfMaps = new WeakMap<ReadonlyMap<string, string>, UidFacts & { readonly size: number }>();

function uidFacts(uids: ReadonlyMap<string, string>): UidFacts {
  const known = factsOfMaps.get(uids);
  if (known?.size === uids.size) return known;
  const irregular = [...uids.keys()]
    .filter((uid) => uid.length > 3 && uid.match(UID_LIKE)?.[0] !== uid)
    .sort((a, b) => b.length - a.length);
  const facts = { size: uids.size, irregular, news: new Set(uids.values()) };
  factsOfMaps.set(uids, facts);
  return facts;
}

/** Shorter beginnings are shared by the UIDs of a maker. */
const SHORTEST_BEGINNING = 24;

/** Where replaced UIDs stand, whole or with components added; the longest that fits counts. */
function replacedUids(text: string, uids: ReadonlyMap<string, string>): Replacement[] {
  if (uids.size === 0 || text.length < 4) return [];
  const found: Replacement[] = [];
  if (text.includes('.'))
    for (const match of text.matchAll(UID_LIKE)) {
      let old = match[0];
      while (!uids.has(old) && old.length > SHORTEST_BEGINNING) old = old.slice(0, old.lastIndexOf('.'));
      const by = uids.get(old);
      if (by !== undefined && (old === match[0] || old.length >= SHORTEST_BEGINNING))
        found.push({ start: match.index, end: match.index + old.length, by });
    }
  for (const old of uidFacts(uids).irregular)
    for (let at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length)) {
      const end = at + old.length;
      const isBounded =
        !/[\p{L}\d.]/u.test(text.charAt(at - 1)) && !/^(?:[\p{L}\d]|\.\d)/u.test(text.slice(end, end + 2));
      if (isBounded && !found.some((other) => other.start < end && at < other.end))
        found.push({ start: at, end, by: uids.get(old) ?? '' });
    }
  return found;
}

/** Where UIDs stand that are new already: what looks like a number in them is none of the patient's. */
function newUids(text: string, uids: ReadonlyMap<string, string>): { start: number; end: number }[] {
  if (uids.size === 0 || !text.includes('.')) return [];
  const { news } = uidFacts(uids);
  return [...text.matchAll(UID_LIKE)]
    .filter((match) => news.has(match[0]))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

function overlapsAny(
  span: TextSpan,
  places: readonly { readonly start: number; readonly end: number }[],
): boolean {
  return places.some((place) => place.start < span.end && span.start < place.end);
}

// Dates

/** The dates that can be read, each in its form some days later; those that are also part of something else go. */
function shiftedDates(text: string, spans: readonly TextSpan[], days: number): Replacement[] {
  const dates: Replacement[] = [];
  for (const span of spans) {
    if (span.kind !== 'date' || dates.some((other) => other.start < span.end && span.start < other.end))
      continue;
    const isPart = spans.some(
      (other) => other.kind !== 'date' && other.start < span.end && span.start < other.end,
    );
    const by = isPart ? undefined : shiftWrittenDate(text.slice(span.start, span.end), days);
    if (by !== undefined) dates.push({ start: span.start, end: span.end, by });
  }
  return dates;
}

// Cuts

/** Between two pieces that go, this goes too. */
const MERGED_GAP = /^[ \t,.;:^/_&-]{0,3}$/;

/** What is to be cut out: spans that overlap or lie side by side as one, with what carried them. */
function cutsOf(text: string, spans: readonly TextSpan[], kept: readonly Replacement[]): Cut[] {
  if (spans.length === 0) return [];
  const tokens = tokenize(text);
  const isFree = (start: number, end: number): boolean =>
    !kept.some((other) => other.start < end && start < other.end);
  let cuts: Cut[] = spans.map((span) => ({ start: span.start, end: span.end, kinds: new Set([span.kind]) }));
  for (let round = 0; round < 2; round += 1) {
    cuts = merged(text, cuts);
    cuts = cuts.map((cut) => {
      const wide = withCarriers(text, tokens, cut);
      return isFree(wide.start, wide.end) ? wide : cut;
    });
  }
  return merged(text, cuts);
}

function merged(text: string, cuts: readonly Cut[]): Cut[] {
  const result: Cut[] = [];
  for (const cut of cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last !== undefined && (cut.start <= last.end || MERGED_GAP.test(text.slice(last.end, cut.start)))) {
      const kinds = new Set<IdentityKind>([...last.kinds, ...cut.kinds]);
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, cut.end), kinds };
    } else result.push(cut);
  }
  return result;
}

// Joining what is left

/** How far to either side of a cut the text is looked at. */
const NEAR = 64;
const MOST_PENDING = 4096;

/** The text with the edits, which come last first. */
function edited(text: string, edits: readonly (Replacement | Cut)[]): string {
  // What stands after the edit at hand: its begin, which may still change, and the rest, last piece first.
  let begin = '';
  const rest: string[] = [];
  let upTo = text.length;
  for (const edit of edits) {
    begin = text.slice(edit.end, upTo) + begin;
    if (begin.length > MOST_PENDING) {
      rest.push(begin.slice(NEAR));
      begin = begin.slice(0, NEAR);
    }
    upTo = edit.start;
    if ('by' in edit) begin = edit.by + begin;
    else {
      const joint = jointOf(text.slice(Math.max(0, edit.start - NEAR), edit.start), begin);
      upTo -= joint.before;
      begin = joint.bond + begin.slice(joint.after);
    }
  }
  return text.slice(0, upTo) + begin + rest.reverse().join('');
}

/** Signs that join parts of a line and nothing else. */
const LOOSE = new Set([',', ';', ':', '|', '_', '^']);
/** Signs that may belong to a word (`C+`, `-5`): loose where a space parts them from it, or where they adjoin the cut. */
const HALF_LOOSE = new Set(['-', '\u2013', '/', '&', '@', '#', '~', '+']);

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t';
}

/** How many characters at the end of what stands before a cut are spaces and signs that would now join it to nothing. */
function looseEnd(before: string): number {
  let at = before.length;
  for (;;) {
    const from = at;
    while (at > 0 && isSpace(before.charAt(at - 1))) at -= 1;
    const sign = before.charAt(at - 1);
    const isParted = at < 2 || isSpace(before.charAt(at - 2));
    if (LOOSE.has(sign) || (HALF_LOOSE.has(sign) && (isParted || (at === from && sign !== '+')))) at -= 1;
    else return before.length - at;
  }
}

/** The same at the begin of what stands after a cut. */
function looseBegin(after: string): number {
  let at = 0;
  for (;;) {
    const from = at;
    while (isSpace(after.charAt(at))) at += 1;
    const sign = after.charAt(at);
    const next = after.charAt(at + 1);
    if (
      LOOSE.has(sign) ||
      (HALF_LOOSE.has(sign) && (next === '' || isSpace(next) || (at === from && sign !== '+')))
    )
      at += 1;
    else return at;
  }
}

const LINE_END = /^[ \t]*(?:[\r\n\\]|$)/;
const LINE_BEGIN = /(?:^|[\r\n\\])[ \t]*$/;

interface Joint {
  /** How much of the text before the cut goes with it, and of the text after it. */
  readonly before: number;
  readonly after: number;
  readonly bond: string;
}

function jointOf(before: string, after: string): Joint {
  const tail = before.slice(before.length - looseEnd(before));
  const body = before.slice(0, before.length - tail.length);
  // Spaces that end the whole are its padding.
  if (LINE_END.test(after)) return { before: tail.length, after: 0, bond: '' };
  const begin = after.slice(0, looseBegin(after));
  const rest = after.slice(begin.length);
  if (LINE_BEGIN.test(before)) return { before: 0, after: begin.length, bond: '' };
  if (/^\./.test(rest) && /[.!?]$/.test(body))
    return { before: tail.length, after: begin.length + 1, bond: '' };
  if (/^[)\]}.!?]/.test(rest)) return { before: tail.length, after: begin.length, bond: '' };
  if (/[([{]$/.test(body) && tail.trim() === '') return { before: 0, after: begin.length, bond: '' };
  return { before: tail.length, after: begin.length, bond: bond(tail, begin, body, rest) };
}

/** What joins the two sides of a cut: one of the signs that joined the cut to either. */
function bond(tail: string, begin: string, body: string, rest: string): string {
  const [left, right] = [tail.trim(), begin.trim()];
  const isSpaced = /[ \t]/.test(tail + begin);
  // Of the signs on both sides the left one stays; a sign on one side only joins what is left when it ends a part.
  if (left !== '' && right !== '') return tail.trimEnd() + (isSpaced && !/[_^]$/.test(left) ? ' ' : '');
  if (/[,;:]$/.test(left) && isSpaced) return `${tail.trimEnd()} `;
  if (/^[,;]/.test(right)) return `${right} `;
  if (left !== '' && /[ \t]$/.test(tail)) return tail;
  if (isSpaced) return ' ';
  const isForged = /[\p{L}\p{N}]$/u.test(body) && /^[\p{L}\p{N}]/u.test(rest);
  if (left !== '' || right !== '') return isForged ? left || right : '';
  return isForged && !CONTINUOUS_END.test(body) ? ' ' : '';
}

const CONTINUOUS_END =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]$/u;

// The classify path

/** Of the tagger's verdict that a text says hardly more than who somebody is. */
const SURE_VERDICT = 0.9;

/**
 * What is to become of a text of which the strategy says nothing: `keep` where nothing of identity counts in it, `remove`
 * where nothing but identity stands in it, else `clean`.
 */
export function classifyText(
  text: string,
  spans: readonly TextSpan[],
  tagged: TaggedText | undefined,
): 'keep' | 'clean' | 'remove' {
  const { text: cleaned, removed } = cleanText(text, spans, { dates: 'remove', uids: new Map() });
  const isIdentity = tagged?.verdict === 'identity' && tagged.confidence >= SURE_VERDICT && !isUntaught(text);
  if (removed.length === 0) return isIdentity && !hasPlainWord(text) ? 'remove' : 'keep';
  if (cleaned === '' || (isIdentity && !hasPlainWord(cleaned))) return 'remove';
  return 'clean';
}

/** Whether a word of some length in it has a meaning of its own, or it is a code or number. */
function hasPlainWord(text: string): boolean {
  const tokens = tokenize(text);
  return tokens.some((token) => {
    if (token.kind === 'digits') return true;
    const rarity = nameRarity(token.folded);
    return token.folded.length > 1 && (rarity === 'word' || rarity === 'both');
  });
}
