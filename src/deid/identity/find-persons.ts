/** Where a text names the persons that the headers tell, in whole or in part. */
import { foldWithOffsets, type Token } from '../text/words.js';
import { isEponymUseOfKnown } from '../vocabulary/eponyms.js';
import { areInitialsBeside, isGlued, type AddSpan, type Marked } from './marked.js';
import type { PersonIndex } from './persons.js';
import { standsAlone } from './stands-alone.js';

export function findPersons(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  add: AddSpan,
): void {
  const marked: Marked[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'continuous') markContinuous(persons, text, token, index, marked);
    else if (token.kind === 'letters') markWord(persons, text, tokens, index, marked, add);
  }
  for (const mark of marked)
    mark.accepted = standsAlone(text, tokens, mark) || hasInitialBeside(persons, text, tokens, mark);
  acceptNeighbours(text, tokens, marked);
  for (const mark of marked) {
    if (!mark.accepted) continue;
    const { start, end } = withInitials(persons, text, tokens, mark);
    add(start, end, 'person', mark.word.strength === 'strong' ? 1 : 0.8);
  }
}

function markWord(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
  marked: Marked[],
  add: AddSpan,
): void {
  const token = tokens[index];
  if (token === undefined) return;
  const { start, end, folded } = token;
  const word = persons.word(folded) ?? persons.padded(folded);
  if (word !== undefined) {
    marked.push({ index, start, end: withPossessive(text, tokens, index), word, accepted: false });
    return;
  }
  if (persons.isGlued(folded)) {
    add(start, end, 'person', 1);
    return;
  }
  const next = tokens[index + 1];
  if (folded.length <= 5 && next?.kind === 'letters' && next.start - end === 1) {
    const joined = persons.word(folded + next.folded);
    if (joined !== undefined && joined.strength === 'strong') {
      marked.push({ index, start, end: next.end, word: joined, accepted: false });
      return;
    }
  }
  if (folded.length < 5) return;
  const inflected = persons.inflected(folded);
  if (inflected !== undefined) {
    marked.push({ index, start, end, word: inflected, accepted: false });
    return;
  }
  const titled = persons.titled(text.slice(start, end));
  if (titled !== undefined) {
    add(start, start + titled, 'person', 0.9);
    return;
  }
  for (const piece of humps(text, token)) {
    const inner = persons.word(text.slice(piece.start, piece.end).toLowerCase());
    if (inner?.strength !== 'strong') continue;
    const title = /(?:Dr|Mr|Mrs|Ms|Prof)$/.exec(text.slice(start, piece.start));
    add(piece.start - (title?.[0].length ?? 0), piece.end, 'person', 0.9);
  }
}

/** Words glued together with capitals: `DrSmith` is two. */
function humps(text: string, token: Token): readonly { readonly start: number; readonly end: number }[] {
  const starts: number[] = [];
  for (let at = token.start + 1; at < token.end; at += 1) {
    const unit = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    if (unit >= 0x41 && unit <= 0x5a && before >= 0x61 && before <= 0x7a) starts.push(at);
  }
  if (starts.length === 0) return [];
  return [token.start, ...starts].map((start, at) => ({ start, end: starts[at] ?? token.end }));
}

/** `Smith's`: the possessive goes with the name. */
function withPossessive(text: string, tokens: readonly Token[], index: number): number {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined) return 0;
  const isPossessive =
    next?.folded === 's' && next.start === token.end + 1 && "'’`´".includes(text.charAt(token.end));
  return isPossessive ? next.end : token.end;
}

/** Names inside a run of characters that no spaces divide. */
function markContinuous(
  persons: PersonIndex,
  text: string,
  token: Token,
  index: number,
  marked: Marked[],
): void {
  if (persons.continuousLengths.length === 0) return;
  const written = text.slice(token.start, token.end);
  const { folded, offsets } = foldWithOffsets(written);
  for (let at = 0; at < folded.length;) {
    let next = at + 1;
    for (const length of persons.continuousLengths) {
      if (at + length > folded.length) continue;
      const word = persons.continuous(folded.slice(at, at + length));
      if (word === undefined || !persons.mayStandIn(folded, at, at + length)) continue;
      marked.push({
        index,
        start: token.start + (offsets[at] ?? 0),
        end: token.start + (offsets[at + length] ?? written.length),
        word,
        accepted: false,
      });
      next = at + length;
      break;
    }
    at = next;
  }
}

/** `S. Head`, `Head, S.`: an initial of the person, written as one. */
function hasInitialBeside(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  mark: Marked,
): boolean {
  const before = tokens[mark.index - 1];
  if (
    before !== undefined &&
    persons.isInitialOf(before.folded, mark.word) &&
    /^\.\s?$/.test(text.slice(before.end, mark.start))
  )
    return true;
  const after = tokens[mark.index + 1];
  // `Li KL`.
  if (
    after?.folded.length === 2 &&
    mark.word.folded.length === 2 &&
    text.slice(mark.end, after.start) === ' ' &&
    areInitialsBeside(persons, text, after, mark)
  )
    return true;
  return (
    after !== undefined &&
    persons.isInitialOf(after.folded, mark.word) &&
    /^(?:,\s?|\^)$/.test(text.slice(mark.end, after.start)) &&
    /^(?:\.|\s*$)/.test(text.slice(after.end))
  );
}

/** Beside a word of the same person a word counts that alone would not: `Head, May`. */
function acceptNeighbours(text: string, tokens: readonly Token[], marked: readonly Marked[]): void {
  const isOneOfMany = (mark: Marked): boolean =>
    marked.some((other) => other !== mark && other.word === mark.word) &&
    isEponymUseOfKnown(tokens, mark.index);
  for (let at = 1; at < marked.length; at += 1) {
    const left = marked[at - 1];
    const right = marked[at];
    if (left === undefined || right === undefined || !areBeside(text, left, right)) continue;
    if (left.word.particle || right.word.particle) right.accepted ||= left.accepted;
    // In `Wilson, Ada Wilson disease` the second Wilson is the disease's.
    else if (left.word !== right.word && !isOneOfMany(left) && !isOneOfMany(right))
      left.accepted = right.accepted = true;
  }
  // `JUN-JUN`: the same word twice is one name.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const [left, right] = [marked[at - 1], marked[at]];
    if (
      left !== undefined &&
      right !== undefined &&
      left.word === right.word &&
      /^\p{Lu}/u.test(text.slice(left.start)) &&
      text.slice(left.end, right.start) === '-'
    )
      left.accepted = right.accepted = true;
  }
  // `ED LE GOFF`: what stands before the particles of a name.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const [left, right] = [marked[at - 1], marked[at]];
    if (left !== undefined && right?.accepted === true && right.word.particle && !left.word.particle)
      left.accepted ||= areBeside(text, left, right);
  }
  // Particles before a name: `van der Berg`.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const left = marked[at - 1];
    const right = marked[at];
    if (
      left !== undefined &&
      right?.accepted === true &&
      !left.accepted &&
      left.word.particle &&
      areBeside(text, left, right)
    )
      left.accepted = true;
  }
}

/** Signs, or the `i` of `Cuquerella i Solé` and the `'t` of `van 't Hof`. */
const BESIDE = /^(?:[\s,.^_=/\-\u3000・'’"]{0,3}| (?:[iye]|['’]?t) )$/iu;

function areBeside(text: string, left: Marked, right: Marked): boolean {
  return (
    BESIDE.test(text.slice(left.end, right.start)) &&
    left.word.persons.some((id) => right.word.persons.includes(id))
  );
}

/** `J. Smith`, `Smith, J A`: initials of the person beside the name go with it. */
function withInitials(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  mark: Marked,
): { readonly start: number; readonly end: number } {
  let { start, end } = mark;
  if (tokens[mark.index]?.kind !== 'letters') return { start, end };
  for (let at = mark.index - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const between = text.slice(token.end, start);
    // `van 't Hof`: the particle and its apostrophe.
    if (/^ ?['’]?$/.test(between) && persons.word(token.folded)?.particle === true) {
      start = token.start;
      continue;
    }
    if (!/^(?:\.\s?|\s|\.-)$/.test(between)) break;
    if (!areInitialsBeside(persons, text, token, mark) || isGlued(tokens, at)) break;
    start = token.start;
  }
  for (let at = mark.index + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.start < end) continue;
    const between = text.slice(end, token.start);
    if (!/^(?:,?\s|\.\s?|\^|,)$/.test(between) && !(between === '' && text.charAt(end - 1) === '.')) break;
    if (!areInitialsBeside(persons, text, token, mark) || isGlued(tokens, at)) break;
    // `Smith A` may be followed by a word that only begins like an initial: the initial stands alone.
    end = text.charAt(token.end) === '.' ? token.end + 1 : token.end;
  }
  return { start, end };
}
