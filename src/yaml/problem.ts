/** What is wrong with a text that a person wrote, told so that it can be mended. */

/** A place in a text, both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place: what it is and how to mend it, in one sentence or two. */
export interface Problem extends TextPosition {
  readonly message: string;
}

const MAX_LINES = 50;

/** One line a problem, in the order of the text: `FILE:LINE:COLUMN: what and how to mend it`. */
export function formatProblems(file: string, problems: readonly Problem[]): string {
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = inOrder.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const distinct = [...new Set(lines)];
  const more = distinct.length - MAX_LINES;
  return [...distinct.slice(0, MAX_LINES), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** The word that a misspelt one most likely meant: at most a third of its letters differ. */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance with transposed neighbours counted once, or `limit` where it is that much or more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? limit, limit);
}
