/**
 * Lines turned by a quarter of which the letters were found one by one: lying letters, as text down the frame has them, under each other with
 * nothing beside. Whether they are one, and not a pile of short words, the reading tells.
 */
import { unitedBox, type Box } from './frame.js';
import type { InkLine } from './glyphs.js';
import { unitedRuns } from './pixel-runs.js';

/** Between two letters, as shares of the line's thickness: a space between words is in it. */
const GAP = 0.95;
/** Both stand in one column by so much of the thinner one, and no letter is so many times thicker than another one. */
const SHARED = 0.7;
const SIZES = 2;
/** How much wider than high letters that lie are, in the mean; those that stand are higher than wide. */
const LEAST_LYING = 1.1;
/** A word of letters that touch is wider than any letter lies, but for an I. */
const WORD = 2.6;
const LEAST_THICK = 5;

/** So much of the length of a group could not be read upright, where its letters touch and tell nothing by their shape. */
const LEAST_UNREAD = 0.4;

/**
 * The places of lines that may be pieces of one, from top to bottom; each in one group at most, of two and more.
 * @param isRead whether the line at a place reads well by itself
 */
export function lyingGroups(
  lines: readonly InkLine[],
  isRead: (at: number) => boolean,
): readonly (readonly number[])[] {
  const left = lines
    .map(({ core }, at) => ({ at, core }))
    .filter(({ at, core }) => {
      const line = lines[at];
      return core.width >= LEAST_THICK && (line?.direction === 'down' || line?.cores.length === 1);
    })
    .sort((a, b) => a.core.y - b.core.y);
  const groups: number[][] = [];
  while (left.length > 0) {
    const group = left.splice(0, 1);
    for (let next = 0; next < left.length; next += 1) {
      const [above, below] = [group.at(-1), left[next]];
      if (above === undefined || below === undefined || !continues(above.core, below.core)) continue;
      group.push(below);
      left.splice(next, 1);
      next -= 1;
    }
    const own = group.map(({ at }) => at);
    const boxes = group.map(({ core }) => core);
    const isDown = own.some((at) => lines[at]?.direction === 'down');
    const stands = lines.some((line, at) => !own.includes(at) && isBeside(line.core, boxes));
    const unread = group.filter(({ at }) => !isRead(at)).map(({ core }) => core.height);
    const isUnread = sum(unread) >= LEAST_UNREAD * sum(boxes.map(({ height }) => height));
    if (own.length > 1 && !stands && (isDown || isUnread || areLying(boxes))) groups.push(own);
  }
  return groups;
}

/** One line of several pieces. */
export function joinedDown(lines: readonly InkLine[]): InkLine {
  return {
    core: lines.map(({ core }) => core).reduce(unitedBox),
    box: lines.map(({ box }) => box).reduce(unitedBox),
    ink: unitedRuns(lines.map(({ ink }) => ink)),
    peak: Math.max(...lines.map(({ peak }) => peak)),
    direction: 'down',
    cores: lines.flatMap(({ cores }) => cores).sort((a, b) => a.y - b.y),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function continues(above: Box, below: Box): boolean {
  const [thin, thick] = [Math.min(above.width, below.width), Math.max(above.width, below.width)];
  const shared = Math.min(above.x + above.width, below.x + below.width) - Math.max(above.x, below.x);
  const gap = below.y - (above.y + above.height);
  return thick <= SIZES * thin && shared >= SHARED * thin && gap <= GAP * thick && gap >= -0.3 * thick;
}

function areLying(boxes: readonly Box[]): boolean {
  const ratios = boxes.map(({ width, height }) => width / height);
  const words = ratios.filter((ratio) => ratio > WORD).length;
  return sum(ratios) / ratios.length >= LEAST_LYING && 2 * words <= ratios.length;
}

/** Whether a line stands in the rows of letters, as near to them as letters of a line are. */
function isBeside(other: Box, boxes: readonly Box[]): boolean {
  return boxes.some((box) => {
    const rows = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
    const gap = Math.max(box.x, other.x) - Math.min(box.x + box.width, other.x + other.width);
    return (
      rows >= 0.5 * Math.min(box.height, other.height) &&
      gap <= 0.5 * box.height &&
      other.height >= 0.5 * box.height
    );
  });
}
