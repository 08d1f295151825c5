/**
 * Frames that show the same thing in motion. The mean of a group of them is searched, and then only those parts of single frames in
 * which something may stand that the mean does not show: a loop costs little more than a few frames.
 */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import type { Display } from '../frames/display.js';
import { changedParts, differingAreas } from './frame-changes.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import type { InstanceFrames } from '../frames/frames.js';
import { standsIn, type GreyPicture } from './ink-contrast.js';
import { addSample, likeness, sampleOf } from './likeness.js';
import { greyOf, hasMean, meanOf, sampleSum, shownSum } from './mean-frame.js';
import { renderings, shownFrame, type Rendering } from '../frames/render.js';
import type { TextCollection } from './text-collection.js';
import type { FoundText } from '../../ocr/text-finder.js';

/** What the loop is searched with. */
export interface CineSearch {
  readonly frames: InstanceFrames;
  readonly display: Display;
  readonly found: TextCollection;
  readonly find: (rendering: Rendering) => Promise<readonly FoundText[]>;
  /** Called with every frame as it is first read. */
  readonly seen: (frame: FrameSamples, index: number) => Promise<void>;
}

/** Frames of a group: enough for noise to fade. */
const MOST_IN_GROUP = 25;
const LEAST_IN_GROUP = 4;
/** Pictures of a group are held at once, in bytes. */
const GROUP_BYTES = 48 * 1024 * 1024;
/** A frame that goes with the mean by less shows something else. */
const ALIKE = 0.7;

/** Whether frames so few are looked at one by one. */
export function isLoop(count: number): boolean {
  return count >= LEAST_IN_GROUP;
}

export async function searchLoop(search: CineSearch): Promise<void> {
  const { frames } = search;
  const held = Math.floor(GROUP_BYTES / (frames.width * frames.height));
  const size = Math.min(MOST_IN_GROUP, Math.max(LEAST_IN_GROUP, held));
  let before: SearchedMean | undefined;
  for (let from = 0; from < frames.count;) {
    const rest = frames.count - from;
    // As even as can be, so that the last group is not too small to have a mean.
    const group = await readGroup(search, from, Math.ceil(rest / Math.ceil(rest / size)));
    before = (await searchGroup(search, group, before)) ?? before;
    from += group.members.length;
  }
}

interface Member {
  readonly index: number;
  readonly grey: GreyPicture;
  readonly sample: Uint8Array;
}

/** Frames that follow each other, and their sums. */
interface Group {
  readonly members: readonly Member[];
  readonly mean: GroupMean;
  /** Of the samples of all members */
  readonly sampleSums: Int32Array;
}

/** The mean of a group and what was found in it. */
interface SearchedMean {
  readonly grey: GreyPicture;
  readonly texts: readonly FoundText[];
}

/** Frames up to the first that shows something else than those before it, and at most so many. */
async function readGroup({ frames, display, seen }: CineSearch, from: number, most: number): Promise<Group> {
  const first = frames.read(from);
  const firstShown = shownFrame(first, display, from);
  const mean = groupMean(first, firstShown);
  const sampleSums = new Int32Array(sampleOf(greyOf(firstShown).pixels).length);
  const members: Member[] = [];
  for (let index = from; index < from + most; index += 1) {
    const frame = index === from ? first : frames.read(index);
    const shown = index === from ? firstShown : shownFrame(frame, display, index);
    const grey = greyOf(shown);
    const sample = sampleOf(grey.pixels);
    if (members.length >= LEAST_IN_GROUP && likeness(sample, sampleSums, members.length) < ALIKE) break;
    await seen(frame, index);
    mean.add(frame, shown);
    addSample(sampleSums, sample);
    members.push({ index, grey, sample });
  }
  return { members, mean, sampleSums };
}

/** @returns undefined where too few of the frames are alike, and each was searched by itself */
async function searchGroup(
  search: CineSearch,
  { members, mean, sampleSums }: Group,
  before: SearchedMean | undefined,
): Promise<SearchedMean | undefined> {
  const { frames, display } = search;
  const alike = members.filter((one) => likeness(one.sample, sampleSums, members.length) >= ALIKE);
  const others = members.filter((member) => !alike.includes(member));
  if (alike.length < LEAST_IN_GROUP) {
    for (const { index } of members) await searchWhole(search, index);
    return undefined;
  }
  for (const { index } of others) {
    await searchWhole(search, index);
    const frame = frames.read(index);
    mean.remove(frame, shownFrame(frame, display, index));
  }
  return searchAlike(search, alike, mean, before);
}

async function searchWhole({ frames, display, found, find }: CineSearch, index: number): Promise<void> {
  for (const rendering of renderings(frames.read(index), display, index)) {
    found.add(await find(rendering), 'pixels', [index]);
  }
}

async function searchAlike(
  search: CineSearch,
  members: readonly Member[],
  mean: GroupMean,
  before: SearchedMean | undefined,
): Promise<SearchedMean> {
  const { frames, display, found, find } = search;
  const indices = members.map(({ index }) => index);
  const pictures = members.map((member) => member.grey);
  const grey = meanOf(frames, pictures);
  const texts = (before?.texts ?? []).filter(
    (text) => before !== undefined && standsIn(text, before.grey)(grey),
  );
  const first = indices[0] ?? 0;
  for (const rendering of mean.renderings(() => frames.read(first), display, first)) {
    // Where this mean is that of the group before, it was searched already.
    const isSearched = before !== undefined && rendering.areas === undefined;
    const searched = isSearched ? { ...rendering, areas: differingAreas(grey, before.grey) } : rendering;
    texts.push(...(await find(searched)));
  }
  found.add(texts, 'pixels', indices);
  for (const { at, areas } of changedParts(pictures, grey)) {
    const member = members[at];
    if (member === undefined) continue;
    const shown = shownFrame(frames.read(member.index), display, member.index);
    for (const text of await find({ ...shown, areas })) {
      const stands = standsIn(text, member.grey);
      const also = members.filter((other) => other === member || stands(other.grey));
      found.add(
        [text],
        'pixels',
        also.map(({ index }) => index),
      );
    }
  }
  return { grey, texts };
}

/** Sums of what the frames store, or of how they are shown. */
interface GroupMean {
  add(frame: FrameSamples, shown: GrayOrRgbFrame): void;
  /** Takes out again what was added. */
  remove(frame: FrameSamples, shown: GrayOrRgbFrame): void;
  /** `first`: a frame of the group, of which the further renderings are where a mean has none. */
  renderings(first: () => FrameSamples, display: Display, index: number): readonly Rendering[];
}

/** The mean in stored values, so that it can be shown in more than one way, or else in colour. */
function groupMean(like: FrameSamples, firstShown: GrayOrRgbFrame): GroupMean {
  if (hasMean(like)) {
    const sum = sampleSum(like);
    return {
      add: (frame) => sum.add(frame),
      remove: (frame) => sum.remove(frame),
      renderings: (_, display, index) => renderings(sum.mean(), display, index),
    };
  }
  const sum = shownSum(firstShown);
  return {
    add: (_, shown) => sum.add(shown),
    remove: (_, shown) => sum.remove(shown),
    renderings: (first, display, index) => [
      { ...sum.mean(), areas: undefined },
      ...renderings(first(), display, index).slice(1),
    ],
  };
}
