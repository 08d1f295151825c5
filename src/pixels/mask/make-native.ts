/** Pixel data taken out of its compression, masks and all, for streams that cannot take a mask themselves. */
import type { Edits, Span } from '../../dicom/edit.js';
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, walkElements, type DataElement, type DataSet } from '../../dicom/model.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../dicom/uid-registry.js';
import type { FrameDecoder } from '../../transcode/codecs.js';
import { decodeFrame } from '../../transcode/decode-frame.js';
import { decompression } from '../../transcode/decompress.js';
import { readFrame, type FrameFragments } from '../../transcode/frames.js';
import { pixelDataVr } from '../../transcode/implicit-vr.js';
import { BitJoiner } from '../../transcode/single-bits.js';
import { notMaskable, type PixelModule } from './pixel-module.js';
import type { StrokePlan } from './plan-strokes.js';
import { rememberLoss, setPhotometricInterpretation, setPlanarConfiguration } from './rewrite-attributes.js';
import { paintFrame, type FrameLayout } from './strokes.js';

/** (7FE0,0001) to (7FE0,0003) describe encapsulated pixel data alone (PS3.3 section C.7.6.3). */
const ENCAPSULATION_TAGS = [0x7fe00001, 0x7fe00002, 0x7fe00003];

/**
 * Puts native pixel data into the place of the encapsulated, with the attributes that it asks for.
 * @returns Explicit VR Little Endian, whose data sets are encoded as those of all encapsulated syntaxes are
 * @throws LetheError `PIXELS_NOT_MASKABLE` for more bytes than `maxBytes`; `TRANSCODE_NOT_POSSIBLE` for frames that do not decode
 */
export async function makeNative(
  instance: IndexedInstance,
  module: PixelModule,
  { frames, decoder }: { readonly frames: FrameFragments; readonly decoder: FrameDecoder },
  plan: StrokePlan,
  edits: Edits,
  maxBytes: number,
): Promise<string> {
  const { attributes, bitsAllocated, pixelData } = module;
  const cells = attributes.rows * attributes.columns * attributes.samplesPerPixel;
  const size = Math.ceil((cells * bitsAllocated * frames.length) / 8);
  if (size > maxBytes)
    throw notMaskable('the compression admits no mask, and without it the pixels are too large');
  await nativeIcons(instance, pixelData, edits);

  const after = decoder.after(attributes);
  const layout: FrameLayout = {
    width: attributes.columns,
    height: attributes.rows,
    samplesPerPixel: attributes.samplesPerPixel,
    bitsAllocated,
    isPlanar: after.planarConfiguration === 1,
    isSubsampled: false,
  };
  const masked = new Set(plan.frames);
  const bits = new BitJoiner();
  const spans: Span[] = [];
  for (const [index, fragments] of frames.entries()) {
    const decoded = decodeFrame(decoder, readFrame(instance.source, fragments), attributes, index);
    const pixels = Buffer.from(decoded);
    const isByteEach = bitsAllocated === 1 && pixels.length === cells;
    const strokes = masked.has(index) ? plan.strokesOf(index, after.photometricInterpretation) : [];
    paintFrame(pixels, isByteEach ? { ...layout, bitsAllocated: 8 } : layout, strokes);
    spans.push({ kind: 'bytes', bytes: bitsAllocated === 1 ? bits.add(pixels, cells, !isByteEach) : pixels });
  }
  spans.push({ kind: 'bytes', bytes: bits.end() });
  if (size % 2 === 1) spans.push({ kind: 'bytes', bytes: Buffer.alloc(1) });
  edits.replaceWithSpans(pixelData, { spans, vr: pixelDataVr(bitsAllocated), isEncapsulated: false });
  for (const tag of ENCAPSULATION_TAGS) {
    const element = findElement(instance.dataSet, tag);
    if (element !== undefined) edits.remove(element);
  }
  if (after.photometricInterpretation !== attributes.photometricInterpretation)
    setPhotometricInterpretation(instance, after.photometricInterpretation, edits);
  if (attributes.samplesPerPixel > 1 && after.planarConfiguration !== attributes.planarConfiguration)
    setPlanarConfiguration(instance, after.planarConfiguration === 1 ? 1 : 0, edits);
  rememberLoss(instance, edits);
  return EXPLICIT_VR_LITTLE_ENDIAN;
}

/** Icons and other nested images cannot stay encapsulated in a native transfer syntax. */
async function nativeIcons(instance: IndexedInstance, pixelData: DataElement, edits: Edits): Promise<void> {
  const others = [...walkElements(instance.dataSet)].filter(
    (element) => element.fragments !== undefined && element !== pixelData && !isGone(element, edits),
  );
  if (others.length === 0) return;
  const { source, dataSet, transferSyntaxUid } = instance;
  const images = new Set<DataSet>(others.map(({ parent }) => parent));
  for (const [element, substitution] of await decompression(source, dataSet, transferSyntaxUid)) {
    if (!images.has(element.parent)) continue;
    if (substitution.kind === 'remove') edits.remove(element);
    else edits.replace(element, Buffer.concat([...substitution.pieces()]), substitution.vr);
  }
}

function isGone(element: DataElement, edits: Edits): boolean {
  for (let at: DataElement | undefined = element; at !== undefined; at = at.parent.owner?.sequence)
    if (edits.isRemoved(at)) return true;
  return false;
}
