/** From what the model thinks of each character to the pieces of a text that identify. */
import type { IdentityKind, TextSpan } from '../deid/text/span.js';
import { isIdeograph, isWordCharacter } from './features.js';

/** Probabilities of a text's characters: `labels` for each, the first one "nothing". */
export interface CharacterProbabilities {
  readonly values: Float32Array;
  readonly labels: readonly string[];
}

/** A name glued to another word is taken as it is from this many characters on. */
const MIN_GLUED = 3;
/** Of the threshold: what is enough beside what is marked already. */
const GROWTH = 0.5;
/** What may stand between two parts of one name, date or number. */
const GAP = /^(?:[ ,.^/_\-:']|, |\. )?$/;

/** The runs [start, end) of letters and digits; an ideograph is one by itself, an apostrophe inside belongs to the run. */
function tokens(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  let at = 0;
  while (at < text.length) {
    if (!isWordCharacter(text, at)) {
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && !isIdeograph(text, at) && !isIdeograph(text, end)) {
      const isApostrophe = text[end] === "'" || text[end] === '’';
      if (!isWordCharacter(text, end) && !(isApostrophe && isWordCharacter(text, end + 1))) break;
      end += 1;
    }
    found.push([at, end]);
    at = end;
  }
  return found;
}

/** Which characters identify: whole tokens by their mean, or a long enough piece of one by itself. */
function markCharacters(text: string, identifies: Float32Array, threshold: number): Uint8Array {
  const marks = Uint8Array.from(identifies, (probability) => (probability >= threshold ? 1 : 0));
  const pieces = tokens(text);
  const means = pieces.map(([start, end]) => {
    let sum = 0;
    for (let at = start; at < end; at += 1) sum += identifies[at] ?? 0;
    return sum / (end - start);
  });
  pieces.forEach(([start, end], piece) => {
    if ((means[piece] ?? 0) >= threshold) marks.fill(1, start, end);
    else dropShortRuns(marks, start, end);
  });
  growOver(text, pieces, means, marks, threshold * GROWTH);
  return marks;
}

/** Inside [start, end), keeps marks only in runs long enough to be a name glued to a word. */
function dropShortRuns(marks: Uint8Array, start: number, end: number): void {
  let run = start;
  for (let at = start; at <= end; at += 1) {
    if (at < end && marks[at] === 1) continue;
    if (at - run < MIN_GLUED) marks.fill(0, run, at);
    run = at + 1;
  }
}

/** A token beside a marked one is taken on weaker evidence: the rest of a name, a date, an address. */
function growOver(
  text: string,
  pieces: readonly (readonly [start: number, end: number])[],
  means: readonly number[],
  marks: Uint8Array,
  least: number,
): void {
  const grow = (from: number, to: number): void => {
    const marked = pieces[from];
    const beside = pieces[to];
    if (marked === undefined || beside === undefined) return;
    const [gapStart, gapEnd] = from < to ? [marked[1], beside[0]] : [beside[1], marked[0]];
    const edge = from < to ? marked[1] - 1 : marked[0];
    if (marks[edge] !== 1 || (means[to] ?? 0) < least || !GAP.test(text.slice(gapStart, gapEnd))) return;
    if (from < to) marks.fill(1, edge, beside[1]);
    else marks.fill(1, beside[0], edge + 1);
  };
  for (let piece = 1; piece < pieces.length; piece += 1) grow(piece - 1, piece);
  for (let piece = pieces.length - 1; piece > 0; piece -= 1) grow(piece, piece - 1);
}

/** What kind of identity a piece is, from the model's label and the look of the piece. */
function kindOf(label: string, piece: string): IdentityKind {
  switch (label) {
    case 'person': {
      const letters = piece.replace(/[^\p{L}]/gu, '');
      return letters.length <= 3 && /^[A-Z]+$/.test(letters) ? 'initials' : 'person';
    }
    case 'contact':
      if (piece.includes('@')) return 'email';
      return /^(?:https?:|www\.)|^[^\s\d+(][^\s]*\.[a-z]{2,}(?:\/|$)/i.test(piece) ? 'url' : 'phone';
    case 'institution':
    case 'address':
    case 'identifier':
    case 'date':
      return label;
    default:
      return 'other';
  }
}

/** A digit, one sign, a digit. */
const NUMBER_GOES_ON = /^\d[-./:]\d$/;

/** Length of the `+` or `(` that stands before a telephone number and belongs to it. */
const prefixOfPhone = (text: string, start: number): number =>
  /\+?\(?$/.exec(text.slice(Math.max(0, start - 2), start))?.[0].length ?? 0;

/** A telephone number begins at its `+` or `(`, an e-mail address has no blanks. */
function extentOf(
  text: string,
  start: number,
  end: number,
  kind: IdentityKind,
): { start: number; end: number } {
  if (kind === 'phone') return { start: start - prefixOfPhone(text, start), end };
  if (kind !== 'email') return { start, end };
  const mail = /[^\s,;:<>()]+@[^\s,;:<>()]+/.exec(text.slice(start, end));
  return mail === null
    ? { start, end }
    : { start: start + mail.index, end: start + mail.index + mail[0].length };
}

/** The spans of a text, in order, none overlapping. */
export function findSpans(
  text: string,
  { values, labels }: CharacterProbabilities,
  threshold: number,
): readonly TextSpan[] {
  const width = labels.length;
  const identifies = Float32Array.from({ length: text.length }, (_, at) => 1 - (values[at * width] ?? 1));
  const marks = markCharacters(text, identifies, threshold);
  const labelAt = (at: number): number => {
    let best = 1;
    for (let label = 2; label < width; label += 1) {
      if ((values[at * width + label] ?? 0) > (values[at * width + best] ?? 0)) best = label;
    }
    return best;
  };

  const spans: TextSpan[] = [];
  let at = 0;
  while (at < text.length) {
    if (marks[at] !== 1 || !isWordCharacter(text, at)) {
      at += 1;
      continue;
    }
    const start = at;
    const votes = new Float32Array(width);
    let end = at;
    let sum = 0;
    let counted = 0;
    let previous = labelAt(at);
    while (at < text.length && marks[at] === 1) {
      if (isWordCharacter(text, at)) {
        const label = labelAt(at);
        // A new kind begins a new span, but never inside a word or a number.
        if (label !== previous && at > end && at > start && !NUMBER_GOES_ON.test(text.slice(at - 2, at + 1)))
          break;
        previous = label;
        votes[label] = (votes[label] ?? 0) + 1;
        sum += identifies[at] ?? 0;
        counted += 1;
        end = at + 1;
      }
      at += 1;
    }
    if (counted > 0) {
      const label = labels[votes.indexOf(Math.max(...votes))] ?? '';
      const kind = kindOf(label, text.slice(start, end));
      spans.push({
        ...extentOf(text, start, end, kind),
        kind,
        source: 'tagger',
        confidence: Math.round((sum / counted) * 1000) / 1000,
      });
    }
  }
  return spans;
}
