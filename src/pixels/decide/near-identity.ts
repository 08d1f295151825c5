/** What stands with an identity and goes with it: what goes on with its line, an initial before a name, pieces of it. */
import { letterCount, textStrength } from './legibility.js';
import { continues, continuesDown, isColumnAtEnd, isInitialOf, isPieceOf, isStacked } from './neighbours.js';
import { areTogether, mask, type Line } from './settle-lines.js';

/** Less than that is noise beside a banner. */
const NEAR_STRENGTH = 0.9;

/** What is undecided, or only a number or a letter, and goes on with a line that tells an identity, goes with it. */
export function hideNeighbours(lines: readonly Line[]): void {
  for (let hidden = 1, round = 0; hidden > 0 && round < 4; round += 1) {
    hidden = 0;
    const identities = lines.filter(
      ({ verdict }) => verdict !== undefined && /^(?:identity|near)/.test(verdict.reason),
    );
    for (const line of lines) {
      if (isPossibleInitial(line) && identities.some((other) => isBeforeName(line, other))) {
        mask(line, 'near-identity');
        hidden += 1;
        continue;
      }
      if (textStrength(line.find) < NEAR_STRENGTH) continue;
      if (!isWeak(line) || isMaker(line)) continue;
      const isNear = identities.some(
        (other) =>
          areTogether(line, other) &&
          (continues(line.box, other.box) ||
            continuesDown(line.box, other.box) ||
            (line.find.turned % 180 !== 0 && isColumnAtEnd(line.box, other.box)) ||
            (other.verdict?.reason !== 'near-identity' &&
              line.legibility !== 'not-text' &&
              line.verdict === undefined &&
              isStacked(line.box, other.box))),
      );
      if (!isNear) continue;
      mask(line, 'near-identity');
      hidden += 1;
    }
  }
}

const LEGIBLE_MAKER = 0.75;

/** `GE` beside a banner: a maker's name that the header says as well. */
function isMaker({ judgement, find }: Line): boolean {
  return (
    judgement.kind === 'harmless' &&
    judgement.reason === 'harmless-header' &&
    find.confidence >= LEGIBLE_MAKER
  );
}

function isWeak(line: Line): boolean {
  if (line.verdict === undefined) return true;
  return (
    line.verdict.reason === 'harmless-overlay' &&
    /^[^\p{L}]{0,3}$|^\p{L}\.?$/u.test(line.text) &&
    !isSide(line)
  );
}

/** A letter, or what could not be read and is no wider; noise has less ink. */
function isPossibleInitial(line: Line): boolean {
  const isOpen = line.verdict === undefined || isSide(line);
  return isOpen && letterCount(line.text) <= 1 && line.find.inkConfidence >= LEAST_INITIAL_INK;
}

const LEAST_INITIAL_INK = 0.5;

function isBeforeName(line: Line, other: Line): boolean {
  return (
    areTogether(line, other) && other.verdict?.reason !== 'near-identity' && isInitialOf(line.box, other.box)
  );
}

/** `L` or `R`: a mark that an image needs, unless it is the initial of a name right behind it. */
function isSide({ text, verdict }: Line): boolean {
  return verdict?.reason === 'harmless-overlay' && /^[LR]\.?$/i.test(text);
}

/** What could not be read and touches a line that goes was a part of it. */
export function hidePieces(lines: readonly Line[]): void {
  for (let hidden = 1; hidden > 0;) {
    const masked = lines.filter(({ verdict }) => verdict?.verdict === 'mask');
    const pieces = lines.filter(
      (line) =>
        line.verdict === undefined &&
        masked.some((other) => areTogether(line, other) && isPieceOf(line.box, other.box)),
    );
    for (const piece of pieces) mask(piece, 'near-identity');
    hidden = pieces.length;
  }
}
