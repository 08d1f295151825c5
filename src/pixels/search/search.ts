/** The search of all pixels of an instance for text: frames, their renderings, overlay planes, unused bits. */
import type { IndexedInstance } from '../../dicom/instance.js';
import type { DataElement } from '../../dicom/model.js';
import type { Box, GrayOrRgbFrame } from '../../ocr/frame.js';
import type { FoundText, TextFinder } from '../../ocr/text-finder.js';
import { isLoop, searchLoop } from './cine.js';
import { readDisplay } from '../frames/display.js';
import { findTexts } from './find-texts.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import type { FrameText } from './frame-text.js';
import type { InstanceFrames } from '../frames/frames.js';
import { notReadable } from '../frames/image-attributes.js';
import { bitFrame, overlayCells, overlaysWithData, unusedBitFrames } from '../frames/planes.js';
import type { PixelPolicy } from '../policy.js';
import { renderings } from '../frames/render.js';
import { textCollection, type TextCollection } from './text-collection.js';

/** What of a policy the search goes by. */
export type SearchPolicy = Pick<PixelPolicy, 'frames' | 'scale' | 'maxFramePixels'>;

export interface SearchOptions {
  /** Called after each frame that was looked at, with the frames of the image that are done. */
  readonly progress?: ((done: number, all: number) => void) | undefined;
  /** Whether the data of an overlay plane goes anyway, so that it is not looked into. */
  readonly goes?: ((overlayData: DataElement) => boolean) | undefined;
}

/**
 * All text in an instance. Boxes and ink are in stored pixels of the frames; those of overlay planes as well, and where a plane reaches
 * beyond the frame, they do. Runs the finder in the caller's thread.
 * @throws LetheError `PIXELS_NOT_READABLE` where a frame or plane cannot be read, or is larger than the policy allows
 */
export async function searchFrames(
  instance: IndexedInstance,
  frames: InstanceFrames,
  finder: TextFinder,
  policy: SearchPolicy,
  { progress, goes = () => false }: SearchOptions = {},
): Promise<readonly FrameText[]> {
  if (frames.width * frames.height > policy.maxFramePixels)
    throw notReadable('the frames have more pixels than the strategy allows');
  const found = textCollection(frames.count);
  const display = readDisplay(instance);
  const find = (rendering: GrayOrRgbFrame, areas?: readonly Box[]): Promise<readonly FoundText[]> =>
    findTexts(finder, rendering, areas, policy.scale);
  const bits = unusedBitSearch(find, found);
  if (policy.frames === 'changed' && isLoop(frames.count)) {
    let done = 0;
    await searchLoop({
      frames,
      display,
      found,
      find: (rendering) => find(rendering, rendering.areas),
      async seen(frame, index) {
        await bits(frame, [index]);
        progress?.((done += 1), frames.count);
      },
    });
  } else {
    for (const { index, stands } of looks(frames.count, policy)) {
      const frame = frames.read(index);
      for (const rendering of renderings(frame, display, index)) {
        found.add(await find(rendering, rendering.areas), 'pixels', stands);
      }
      await bits(frame, stands);
      progress?.(index + 1, frames.count);
    }
  }
  await searchOverlays(instance, frames, finder, policy, found, goes);
  return found.texts();
}

/** Searches the unused bits of frame after frame; a picture that was in the frame before is not searched again. */
function unusedBitSearch(
  find: (picture: GrayOrRgbFrame) => Promise<readonly FoundText[]>,
  found: TextCollection,
): (frame: FrameSamples, stands: readonly number[]) => Promise<void> {
  let before: readonly { readonly pixels: Uint8Array; readonly texts: readonly FoundText[] }[] = [];
  return async (frame, stands) => {
    const now: (typeof before)[number][] = [];
    for (const picture of unusedBitFrames(frame)) {
      const same = before.find(({ pixels }) => Buffer.compare(pixels, picture.pixels) === 0);
      const texts = same?.texts ?? (await find(picture));
      now.push({ pixels: picture.pixels, texts });
      found.add(texts, 'unused-bits', stands);
    }
    before = now;
  };
}

interface Look {
  readonly index: number;
  /** The frames for which it stands */
  readonly stands: readonly number[];
}

/** Where not every frame is looked at, what is found stands for the frames up to the neighbours that are. */
function looks(count: number, { frames }: SearchPolicy): readonly Look[] {
  const step =
    typeof frames === 'object' ? Math.max(1, Math.floor(frames.every)) : frames === 'first' ? count : 1;
  const list: Look[] = [];
  for (let index = 0; index < count; index += step) {
    const from = Math.max(0, index - step + 1);
    const to = Math.min(count, index + step);
    list.push({ index, stands: Array.from({ length: to - from }, (_, at) => from + at) });
  }
  return list;
}

async function searchOverlays(
  instance: IndexedInstance,
  frames: InstanceFrames,
  finder: TextFinder,
  policy: SearchPolicy,
  found: TextCollection,
  goes: (overlayData: DataElement) => boolean,
): Promise<void> {
  const all = Array.from({ length: frames.count }, (_, at) => at);
  for (const plane of overlaysWithData(instance, goes)) {
    const { rows, columns, origin, firstFrame } = plane;
    if (rows * columns > policy.maxFramePixels)
      throw notReadable('an overlay has more pixels than the strategy allows');
    for (let at = 0; at < plane.numberOfFrames; at += 1) {
      const picture = bitFrame(columns, rows, overlayCells(instance, plane, at));
      const texts = await findTexts(finder, picture, undefined, policy.scale);
      const stands = firstFrame === undefined || plane.numberOfFrames === 1 ? all : [firstFrame + at];
      found.add(
        texts.map((text) => movedText(text, origin[0] - 1, origin[1] - 1)),
        { overlayGroup: plane.group },
        stands,
      );
    }
  }
}

/** A text of a plane, at its place in the frame. */
function movedText(text: FoundText, down: number, across: number): FoundText {
  return {
    ...text,
    box: { ...text.box, x: text.box.x + across, y: text.box.y + down },
    ink: text.ink.map((number, at) => number + (at % 3 === 0 ? down : across)),
  };
}
