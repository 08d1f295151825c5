/** How lines of text on an image settle each other: labels their values, identities what goes on with them, rows their cells. */
import type { ReadAttribute } from '../../deid/condition.js';
import type { Box } from '../../ocr/frame.js';
import { isEponymOfRow, isFragment, isOneOfDirections, isPieceOfHarmless, isReadAgain } from './context.js';
import type { FrameText, TextDecision } from '../search/frame-text.js';
import type { LineJudgement } from './judge-line.js';
import { layoutBoxes } from './layouts/match.js';
import {
  BROAD,
  CERTAIN_TEXT,
  isSingleCharacter,
  letterCount,
  textStrength,
  type Legibility,
} from './legibility.js';
import { plainText } from './misread.js';
import { continues, isInside, valueOf } from './neighbours.js';
import { isUnsureReason, type PixelReason } from './reasons.js';
import { isOutsideRegions, ultrasoundRegions } from './regions.js';

/** A line while it is decided on. */
export interface Line {
  readonly find: FrameText;
  readonly box: Box;
  readonly text: string;
  readonly legibility: Legibility;
  judgement: LineJudgement;
  verdict?: { readonly verdict: TextDecision['verdict']; readonly reason: PixelReason };
}

/** Whether two lines are seen together: in a frame that both stand in. */
export function areTogether(a: Line, b: Line): boolean {
  const [one, other] = [a.find.frames, b.find.frames];
  if (one === 'all' || other === 'all') return true;
  // Both ascend.
  for (let at = 0, to = 0; at < one.length && to < other.length;) {
    const apart = (one[at] ?? 0) - (other[to] ?? 0);
    if (apart === 0) return true;
    if (apart < 0) at += 1;
    else to += 1;
  }
  return false;
}

export function decideAlone(line: Line): void {
  const { judgement, legibility: seen } = line;
  switch (judgement.kind) {
    case 'identity': {
      const isSure = judgement.reason === 'identity-known' || judgement.reason === 'identity-misread';
      // A recogniser makes dates and names of noise, too, but not those of this patient.
      if (seen === 'not-text' && !(isSure && letterCount(line.text) >= 3)) return;
      mask(line, judgement.reason);
      return;
    }
    case 'harmless':
      if (judgement.reason === 'kept-by-strategy') keep(line, judgement.reason);
      else if (seen === 'sure' || (seen === 'fair' && isFairlyHarmless(line)) || areDoubtfulSettings(line))
        keep(line, judgement.reason);
      return;
    case 'label':
      if (seen === 'sure' || seen === 'fair') keep(line, 'label');
      return;
    case 'unknown':
      if (seen === 'sure' || seen === 'fair') mask(line, judgement.reason);
  }
}

/** A reading that may have a wrong character: of a long text, or of a mark or setting that is text for certain. */
function isFairlyHarmless({ text, judgement, find }: Line): boolean {
  if (letterCount(text) > 4) return true;
  return (
    judgement.kind === 'harmless' &&
    judgement.reason === 'harmless-overlay' &&
    find.textConfidence >= CERTAIN_TEXT &&
    find.confidence >= LEGIBLE_PIECE
  );
}

/** `W 400 L 40`, read with doubt: no misreading of a name makes two settings with their numbers. */
function areDoubtfulSettings({ text, judgement, find, legibility: seen }: Line): boolean {
  return (
    seen === 'unread' &&
    judgement.kind === 'harmless' &&
    judgement.reason === 'harmless-overlay' &&
    find.textConfidence >= CERTAIN_TEXT &&
    find.confidence >= LEGIBLE_SETTINGS &&
    letterCount(text) >= SHORTEST_SETTINGS &&
    (text.match(/\p{L}+\W*\d+/gu)?.length ?? 0) > 1
  );
}

/** How surely settings must be read that make a whole. */
const LEGIBLE_SETTINGS = 0.6;
const SHORTEST_SETTINGS = 7;

const INITIALS = /^\p{L}{2}\.?$/u;

/** `Name:` with the name beside or below it: the value goes, whatever it says, but for a label and for what is kept on purpose. */
export function takeValuesOfLabels(lines: readonly Line[]): void {
  for (const label of lines) {
    if (label.judgement.kind !== 'label' || label.legibility === 'not-text') continue;
    const others = lines.filter((line) => line !== label && areTogether(line, label));
    const at = valueOf(
      label.box,
      others.map(({ box }) => box),
    );
    const value = at === undefined ? undefined : others[at.index];
    // `DR` with nothing that it could be the label of: somebody's initials as often.
    const isAlone = value === undefined || value.legibility === 'not-text';
    if (isAlone && INITIALS.test(plainText(label.text)) && label.verdict?.verdict === 'keep')
      mask(label, 'short-unknown');
    if (
      value === undefined ||
      value.judgement.kind === 'label' ||
      value.verdict?.reason === 'kept-by-strategy'
    )
      continue;
    // Below a label without a value stands the next label as often.
    if (at?.side === 'below' && value.verdict?.verdict === 'keep') continue;
    if (/[:=]\s*$/.test(value.text)) continue;
    if (value.legibility === 'not-text' && textStrength(value.find) < 0.5) continue;
    if (value.verdict?.verdict !== 'mask') mask(value, 'identity-labelled');
    // `MRN: 123` found in two pieces is one text; labels in a column of their own stay.
    if (at?.side === 'right' && continues(value.box, label.box)) mask(label, 'identity-labelled');
  }
}

/** What nothing speaks against and what stands beside it speaks for. */
export function keepInContext(lines: readonly Line[]): void {
  const identities = lines.filter(
    ({ verdict }) => verdict?.verdict === 'mask' && !isUnsureReason(verdict.reason),
  );
  const texts = lines
    .filter(({ legibility: seen }) => seen !== 'not-text')
    .map(({ text }) => plainText(text));
  for (let kept = 1; kept > 0;) {
    kept = 0;
    const harmless = lines.filter(
      ({ verdict }) => verdict?.verdict === 'keep' && verdict.reason !== 'not-text',
    );
    for (const line of lines) {
      const isEponym = line.verdict?.reason === 'identity-name' && isEponymOfRow(line, harmless);
      if (line.verdict !== undefined && !isUnsureReason(line.verdict.reason) && !isEponym) continue;
      if (line.verdict === undefined && line.legibility === 'not-text') continue;
      if (
        identities.some(
          (other) => other !== line && areTogether(line, other) && continues(line.box, other.box),
        )
      )
        continue;
      if (
        isEponym ||
        isHarmlessHere(
          line,
          harmless.filter((other) => areTogether(line, other)),
          texts,
        )
      ) {
        keep(line, 'harmless-overlay');
        kept += 1;
      }
    }
  }
}

function isHarmlessHere(line: Line, harmless: readonly Line[], texts: readonly string[]): boolean {
  const isRead = line.legibility === 'sure' || line.legibility === 'fair';
  if (isRead && isOneOfDirections(plainText(line.text), texts)) return true;
  if ((isRead || line.find.confidence >= LEGIBLE_PIECE) && isPieceOfHarmless(line, harmless)) return true;
  if (harmless.some((other) => isReadAgain(line, other) || isFragment(line, other))) return true;
  // One character tells nobody's identity; one of a Chinese or Korean name may, where it can be read.
  return (
    !isRead &&
    letterCount(line.text) <= 1 &&
    isSingleCharacter(line.find) &&
    // Two letters of a narrow font are read as one.
    (letterCount(line.text) === 0 || line.box.width <= BROAD * line.box.height)
  );
}

/** How surely a piece of a harmless row must be read. */
const LEGIBLE_PIECE = 0.75;

/** Where devices write identities, text counts as text on less evidence. */
export function useDeviceKnowledge(lines: readonly Line[], read: ReadAttribute): void {
  const undecided = lines.filter(({ verdict, find }) => verdict === undefined && textStrength(find) >= 0.9);
  if (undecided.length === 0) return;
  const layouts = layoutBoxes(read);
  const regions = ultrasoundRegions(read);
  for (const line of undecided) {
    if (letterCount(line.text) < 2) continue;
    if (layouts.some((box) => isInside(line.box, box))) mask(line, 'known-layout');
    else if (isOutsideRegions(line.box, regions)) mask(line, 'outside-region');
  }
}

export function mask(line: Line, reason: PixelReason): void {
  line.verdict = { verdict: 'mask', reason };
}

export function keep(line: Line, reason: PixelReason): void {
  line.verdict = { verdict: 'keep', reason };
}
