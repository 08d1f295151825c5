/**
 * Frames that show the same thing in motion. The mean of a group of them is searched, and then only those parts of single frames in
 * which something may stand that the mean does not show: a loop costs little more than a few frames.
 */
import type { GrayOrRgbFrame } from '../../ocr/frame.js';
import type { Display } from '../frames/display.js';
import { changedParts, differingAreas, likeness } from './frame-changes.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import type { InstanceFrames } from '../frames/frames.js';
import { standsIn, type GreyPicture } from './ink-contrast.js';
import { greyOf, hasMean, sampleSum, shownSum } from './mean-frame.js';
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
  const groups = Math.ceil(frames.count / size);
  let before: SearchedMean | undefined;
  for (let group = 0; group < groups; group += 1) {
    // As even as can be, so that the last group is not too small to have a mean.
    const from = Math.round((group * frames.count) / groups);
    const to = Math.round(((group + 1) * frames.count) / groups);
    before = (await searchGroup(search, from, to, before)) ?? before;
  }
}

interface Member {
  readonly index: number;
  readonly grey: GreyPicture;
}

/** The mean of a group and what was found in it. */
interface SearchedMean {
  readonly grey: GreyPicture;
  readonly texts: readonly FoundText[];
}

/** @returns undefined where too few of the frames are alike, and each was searched by itself */
async function searchGroup(
  search: CineSearch,
  from: number,
  to: number,
  before: SearchedMean | undefined,
): Promise<SearchedMean | undefined> {
  const { frames, display } = search;
  const members: Member[] = [];
  let mean: GroupMean | undefined;
  for (let index = from; index < to; index += 1) {
    const frame = frames.read(index);
    await search.seen(frame, index);
    const shown = shownFrame(frame, display, index);
    mean ??= groupMean(frame, shown);
    mean.add(frame, shown);
    members.push({ index, grey: greyOf(shown) });
  }
  const rough = meanGrey(members);
  const alike = members.filter(({ grey }) => likeness(grey, rough) >= ALIKE);
  const areAll = alike.length === members.length;
  if (mean === undefined || alike.length < LEAST_IN_GROUP) {
    for (const { index } of members) await searchWhole(search, index);
    return undefined;
  }
  if (!areAll) {
    for (const member of members) if (!alike.includes(member)) await searchWhole(search, member.index);
    mean = meanOf(search, alike);
  }
  return mean && searchAlike(search, alike, { mean, grey: areAll ? rough : meanGrey(alike) }, before);
}

async function searchWhole({ frames, display, found, find }: CineSearch, index: number): Promise<void> {
  for (const rendering of renderings(frames.read(index), display, index)) {
    found.add(await find(rendering), 'pixels', [index]);
  }
}

async function searchAlike(
  search: CineSearch,
  members: readonly Member[],
  { mean, grey }: { readonly mean: GroupMean; readonly grey: GreyPicture },
  before: SearchedMean | undefined,
): Promise<SearchedMean> {
  const { frames, display, found, find } = search;
  const indices = members.map(({ index }) => index);
  const texts = (before?.texts ?? []).filter(
    (text) => before !== undefined && standsIn(text, before.grey)(grey),
  );
  for (const rendering of mean.renderings(display, indices[0] ?? 0)) {
    // Where this mean is that of the group before, it was searched already.
    const isSearched = before !== undefined && rendering.areas === undefined;
    texts.push(
      ...(await find(isSearched ? { ...rendering, areas: differingAreas(grey, before.grey) } : rendering)),
    );
  }
  found.add(texts, 'pixels', indices);
  const pictures = members.map((member) => member.grey);
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

function meanGrey(members: readonly Member[]): GreyPicture {
  const [first] = members;
  if (first === undefined) return { width: 0, height: 0, pixels: new Uint8Array(0) };
  const sum = shownSum({ ...first.grey, samples: 1 });
  for (const { grey } of members) sum.add({ ...grey, samples: 1 });
  return sum.mean();
}

interface GroupMean {
  add(frame: FrameSamples, shown: GrayOrRgbFrame): void;
  renderings(display: Display, index: number): readonly Rendering[];
}

/** The mean in stored values, so that it can be shown in more than one way, or else in colour. */
function groupMean(first: FrameSamples, firstShown: GrayOrRgbFrame): GroupMean {
  if (hasMean(first)) {
    const sum = sampleSum(first);
    return {
      add: (frame) => sum.add(frame),
      renderings: (display, index) => renderings(sum.mean(), display, index),
    };
  }
  const sum = shownSum(firstShown);
  return {
    add: (_, shown) => sum.add(shown),
    renderings: (display, index) => [
      { ...sum.mean(), areas: undefined },
      ...renderings(first, display, index).slice(1),
    ],
  };
}

function meanOf({ frames, display }: CineSearch, members: readonly Member[]): GroupMean | undefined {
  let mean: GroupMean | undefined;
  for (const { index } of members) {
    const frame = frames.read(index);
    const shown = shownFrame(frame, display, index);
    mean ??= groupMean(frame, shown);
    mean.add(frame, shown);
  }
  return mean;
}
