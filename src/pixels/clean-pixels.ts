/** Puts the cleaning of pixels together: search, decide, mask, look a second time. */
import type {
  MaskedInstance,
  PixelCleaner,
  PixelContext,
  PixelPlan,
  PixelQuarantine,
  PixelQuarantineCode,
} from '../deid/pixel-cleaner.js';
import type { Edits } from '../dicom/edit.js';
import type { IndexedInstance } from '../dicom/instance.js';
import { LetheError } from '../errors.js';
import type { Box, GrayOrRgbFrame } from '../ocr/frame.js';
import { grownRuns, strokeExtent, unitedRuns, type PixelRuns } from '../ocr/pixel-runs.js';
import type { TextFinder } from '../ocr/text-finder.js';
import { decideTexts } from './decide/decide.js';
import { readDisplay } from './frames/display.js';
import type { FrameSamples } from './frames/frame-samples.js';
import type { FrameText, PixelPlane, TextDecision } from './search/frame-text.js';
import { openFrames, type InstanceFrames } from './frames/frames.js';
import { renderings } from './frames/render.js';
import { isLeftOver } from './mask/left-over.js';
import { maskPixels, type FrameMask, type MaskedPixels } from './mask/mask.js';
import { needsSearch } from './decide/needs-search.js';
import { sameInkBeside } from './mask/same-ink.js';
import type { PixelPolicy } from './policy.js';
import { isUnsureReason } from './decide/reasons.js';
import { searchFrames } from './search/search.js';

export interface PixelCleanerOptions {
  readonly policy: PixelPolicy;
  readonly finder: TextFinder;
  /** Told of every decision, those of the second look apart, for a person to see. */
  readonly onDecided?: (decisions: readonly TextDecision[], look: 'first' | 'second') => void;
  /** Told of frames looked at. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** A frame lower or narrower than that shows no text. */
const LEAST_SIDE = 6;
/** Of the frames in which something is left beside a mask, so many are looked at. */
const FRAMES_ASKED = 8;
/** How often what the second look still finds is masked in its turn. */
const MORE_MASKS = 2;
/** Of the height of a line, added round its ink: serifs and soft edges that the model does not mark. */
const PART_OF_HEIGHT = 0.1;

/** Of what the ink of a line spans at one place; letters reach above and below it elsewhere. */
const LINE_TO_LETTER = 1.4;

export function createPixelCleaner(options: PixelCleanerOptions): PixelCleaner {
  const { policy } = options;
  return {
    async plan(instance, context) {
      if (!needsSearch(context.read, policy, context.facts).search) return undefined;
      try {
        const frames = await openFrames(instance);
        if (frames === undefined) return undefined;
        const plan = await planSearchable(instance, frames, context, options);
        if (plan?.kind !== 'plan' || frames.otherwise === undefined) return plan;
        const other = await planSearchable(instance, frames.otherwise, context, options);
        return other?.kind === 'plan' ? both(plan, other) : other;
      } catch (error) {
        if (error instanceof LetheError && error.code === 'PIXELS_NOT_READABLE')
          return unsearchable(policy, error.message);
        throw error;
      }
    },
  };
}

/** The plan for frames that can be searched; what the policy says of others. */
async function planSearchable(
  instance: IndexedInstance,
  frames: InstanceFrames,
  context: PixelContext,
  options: PixelCleanerOptions,
): Promise<PixelPlan | PixelQuarantine | undefined> {
  const { policy } = options;
  if (frames.width * frames.height > policy.maxFramePixels)
    return unsearchable(policy, `frames of ${String(frames.width)} by ${String(frames.height)} pixels`);
  // A picture of another shape may stand in what these attributes show as a stripe.
  if (frames.isDamaged && isTooSmall(frames))
    return unsearchable(policy, 'the pixel data has another length than frames so narrow have');
  return planFor(instance, frames, context, options);
}

/** Two readings of the same bytes: neither may show an identity. Damaged as both are, none is masked. */
function both(plan: PixelPlan, other: PixelPlan): PixelPlan {
  return {
    ...plan,
    async mask(edits) {
      const masked = await plan.mask(edits);
      return masked.kind === 'masked' ? other.mask(edits) : masked;
    },
  };
}

function isTooSmall({ width, height }: InstanceFrames): boolean {
  return Math.min(width, height) < LEAST_SIDE;
}

/** What becomes of pixels of which nothing is known. */
function unsearchable(policy: PixelPolicy, detail: string): PixelQuarantine | undefined {
  return policy.unsearchable === 'pass' ? undefined : quarantine('PIXELS_NOT_SEARCHABLE', detail);
}

async function planFor(
  instance: IndexedInstance,
  frames: InstanceFrames,
  context: PixelContext,
  options: PixelCleanerOptions,
): Promise<PixelPlan | PixelQuarantine> {
  const { policy, finder } = options;
  const decisionContext = { ...context, width: frames.width, height: frames.height, policy };
  const finds = isTooSmall(frames)
    ? []
    : await searchFrames(instance, frames, finder, policy, {
        progress: options.onProgress,
        goes: (element) => context.goes(element),
      });
  const decisions = await decideTexts(finds, decisionContext);
  options.onDecided?.(decisions, 'first');
  const unsure = decisions.filter(({ reason }) => isUnsureReason(reason) || reason === 'unsure-kept');
  if (policy.unsure === 'quarantine' && unsure.length > 0) {
    return quarantine('PIXELS_UNSURE', `${String(unsure.length)} lines of text that nobody could read`);
  }
  const isEveryFrameSearched = policy.frames === 'all' || policy.frames === 'changed' || frames.count === 1;
  const hidden = decisions.filter(({ verdict }) => verdict === 'mask').map(({ find }) => find);
  const lookAgain = async (
    masked: MaskedPixels,
    masks: readonly FrameMask[],
  ): Promise<readonly TextDecision[]> => {
    // What came as an overlay plane was drawn as bits, and is gone where it was masked.
    const read = (index: number): FrameSamples => masked.read(index);
    const finds = await searchFrames(instance, { ...frames, read }, finder, policy, { goes: () => true });
    const decided = await decideTexts(finds, decisionContext);
    options.onDecided?.(decided, 'second');
    const left = decided.filter(({ verdict }) => verdict === 'mask');
    const isCertain = ({ reason }: TextDecision): boolean =>
      !isUnsureReason(reason) && reason !== 'near-identity';
    const identities = [...hidden, ...left.filter(isCertain).map(({ find }) => find)];
    let seen: Masked | undefined;
    const isLeftIn = ({ ink }: FrameText, index: number): boolean => {
      if (seen?.index !== index)
        seen = {
          index,
          pictures: renderings(read(index), readDisplay(instance), index),
          covered: unitedRuns(masks.filter((one) => isOver(one, index)).map(({ runs }) => runs)),
        };
      return isLeftOver(ink, seen.pictures, seen.covered);
    };
    // Elsewhere the first look has judged what cannot be read; beside a mask it may be what the mask left.
    return left.filter((decision) => {
      const { find } = decision;
      if (isCertain(decision)) return true;
      if (!identities.some(({ box }) => isNear(box, find.box))) return false;
      if (find.plane !== 'pixels') return true;
      const indices = find.frames === 'all' ? [0] : find.frames.slice(0, FRAMES_ASKED);
      return indices.some((index) => isLeftIn(find, index));
    });
  };
  return {
    kind: 'plan',
    isComplete:
      isEveryFrameSearched && !frames.isDamaged && unsure.every(({ verdict }) => verdict === 'mask'),
    reasons: counted(decisions),
    mask: (edits) =>
      mask(instance, frames, edits, {
        hidden,
        kept: decisions
          .filter(({ verdict, reason }) => verdict === 'keep' && reason !== 'not-text')
          .map(({ find }) => find.box),
        policy,
        lookAgain,
      }),
  };
}

/** A frame as it is with its masks. */
interface Masked {
  readonly index: number;
  readonly pictures: readonly GrayOrRgbFrame[];
  readonly covered: PixelRuns;
}

function isOver({ plane, frames }: FrameMask, index: number): boolean {
  return plane === 'pixels' && (frames === 'all' || frames.includes(index));
}

interface MaskRequest {
  readonly hidden: readonly FrameText[];
  /** Lines that stay. */
  readonly kept: readonly Box[];
  readonly policy: PixelPolicy;
  /** What still has to go from pixels that were masked. */
  readonly lookAgain: (masked: MaskedPixels, masks: readonly FrameMask[]) => Promise<readonly TextDecision[]>;
}

async function mask(
  instance: IndexedInstance,
  frames: InstanceFrames,
  edits: Edits,
  { hidden, kept, policy, lookAgain }: MaskRequest,
): Promise<MaskedInstance | PixelQuarantine> {
  const { transferSyntaxUid } = instance;
  if (hidden.length === 0) return { kind: 'masked', transferSyntaxUid, maskedFrames: [] };
  try {
    const all = withSameInk(hidden, frames, kept);
    for (let round = 0; round <= MORE_MASKS; round += 1) {
      const masks = masksOver(all, frames, policy);
      const masked = await maskPixels(instance, frames, masks, edits);
      const left = await lookAgain(masked, masks);
      const isLegible = left.some(({ reason }) => !isUnsureReason(reason));
      if (left.length === 0 || (round === MORE_MASKS && !isLegible)) {
        return {
          kind: 'masked',
          transferSyntaxUid: masked.transferSyntaxUid,
          maskedFrames: masked.maskedFrames,
        };
      }
      all.push(...left.map(({ find }) => find));
    }
  } catch (error) {
    if (error instanceof LetheError && /^PIXELS_NOT_(?:MASKABLE|READABLE)$/.test(error.code))
      return quarantine('PIXELS_NOT_MASKABLE', error.message);
    throw error;
  }
  return quarantine(
    'PIXELS_STILL_IDENTIFY',
    `text is left after ${String(MORE_MASKS)} further rounds of masks`,
  );
}

/** Each line with the letters that go on with it, as its ink tells in the first frame that shows it. */
function withSameInk(finds: readonly FrameText[], frames: InstanceFrames, kept: readonly Box[]): FrameText[] {
  const byFrame = new Map<number, FrameText[]>();
  for (const find of finds) {
    const index = find.frames === 'all' ? 0 : (find.frames[0] ?? 0);
    byFrame.set(index, [...(byFrame.get(index) ?? []), find]);
  }
  return [...byFrame].flatMap(([index, lines]) => {
    const frame = frames.read(index);
    return lines.map((line) => ({
      ...line,
      ink: unitedRuns([line.ink, sameInkBeside(line, frame, kept)]),
    }));
  });
}

/** One mask for all lines that stand in the same frames of the same plane. */
function masksOver(
  finds: readonly FrameText[],
  { width, height }: InstanceFrames,
  { padding }: PixelPolicy,
): readonly FrameMask[] {
  const groups = new Map<string, { plane: PixelPlane; frames: FrameText['frames']; runs: PixelRuns[] }>();
  for (const { plane, frames, ink, box, turned } of finds) {
    const key = JSON.stringify([plane, frames]);
    const group = groups.get(key) ?? { plane, frames, runs: [] };
    groups.set(key, group);
    const isUpright = turned === 90 || turned === 270;
    const lineHeight = isUpright ? box.width : box.height;
    // A slanted line is far higher than its letters.
    const ofLetters = LINE_TO_LETTER * strokeExtent(ink, isUpright);
    const pad = padding + Math.ceil(PART_OF_HEIGHT * Math.min(lineHeight, ofLetters));
    group.runs.push(grownRuns(ink, pad, width, height));
  }
  return [...groups.values()].map(({ plane, frames, runs }) => ({ plane, frames, runs: unitedRuns(runs) }));
}

/** Whether boxes overlap, or lie closer than the lower of them is high. */
function isNear(a: Box, b: Box): boolean {
  const gap = Math.min(a.height, b.height);
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

function counted(decisions: readonly TextDecision[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of decisions) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function quarantine(code: PixelQuarantineCode, detail: string): PixelQuarantine {
  return { kind: 'quarantine', code, detail };
}
