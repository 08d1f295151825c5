import { LetheError } from '../errors.js';
import { findElement, walkElements, type DataElement, type DataSet } from '../dicom/model.js';
import type { ByteSource } from '../dicom/source.js';
import { TAG } from '../dicom/tag.js';
import { transferSyntax } from '../dicom/uid-registry.js';
import { frameDecoder, type FrameAttributes, type FrameDecoder } from './codecs.js';
import { readUint16 } from './context.js';
import { decodeFrame } from './decode-frame.js';
import { framesOf, readFrame, type FrameFragments } from './frames.js';
import { pixelDataVr } from './implicit-vr.js';
import type { Substitution } from './recode.js';
import { BitJoiner } from './single-bits.js';

const NUMBER_OF_FRAMES = 0x00280008;
const PHOTOMETRIC_INTERPRETATION = 0x00280004;
const PLANAR_CONFIGURATION = 0x00280006;
const EXTENDED_OFFSET_TABLE = 0x7fe00001;
/** (7FE0,0001) to (7FE0,0003) describe encapsulated pixel data alone (PS3.3 C.7.6.3). */
const ENCAPSULATION_TAGS = [EXTENDED_OFFSET_TABLE, 0x7fe00002, 0x7fe00003];
const MAX_PIXEL_DATA_BYTES = 0xfffffffe;
const MAX_FRAME_BYTES = 1024 * 1024 * 1024;

/**
 * What to put in the place of encapsulated pixel data and of the attributes that its decoding changes: photometric
 * interpretation and planar configuration, and the tables of its fragments. Frames are decoded one at a time, as the
 * pieces are asked for; pixel data of icons inside sequences included.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE`, with the reason
 */
export async function decompression(
  source: ByteSource,
  dataSet: DataSet,
  transferSyntaxUid: string,
): Promise<Map<DataElement, Substitution>> {
  const substitutions = new Map<DataElement, Substitution>();
  const encapsulated = [...walkElements(dataSet)].filter((element) => element.fragments !== undefined);
  const topLevel = findElement(dataSet, TAG.pixelData);
  const mustBeEncapsulated = transferSyntax(transferSyntaxUid)?.encapsulated === true;
  if (mustBeEncapsulated && topLevel !== undefined && topLevel.fragments === undefined) {
    throw notPossible('the pixel data is not encapsulated, as its transfer syntax demands');
  }
  if (encapsulated.length === 0) return substitutions;
  const decoder = await frameDecoder(transferSyntaxUid);
  for (const pixelData of encapsulated) substitute(source, pixelData, decoder, substitutions);
  return substitutions;
}

function substitute(
  source: ByteSource,
  pixelData: DataElement,
  decoder: FrameDecoder,
  substitutions: Map<DataElement, Substitution>,
): void {
  const image = pixelData.parent;
  const attributes = readAttributes(source, image);
  const numberOfFrames = readNumberOfFrames(source, image);
  const frameBits =
    attributes.rows * attributes.columns * attributes.samplesPerPixel * attributes.bitsAllocated;
  requireDecodable(attributes, frameBits, numberOfFrames);
  const frames = framesOf(source, pixelData, numberOfFrames, findElement(image, EXTENDED_OFFSET_TABLE));
  const size = Math.ceil((frameBits * numberOfFrames) / 8);

  const after = decoder.after(attributes);
  if (after.photometricInterpretation !== attributes.photometricInterpretation) {
    put(substitutions, image, PHOTOMETRIC_INTERPRETATION, 'CS', padded(after.photometricInterpretation));
  }
  if (attributes.samplesPerPixel > 1 && after.planarConfiguration !== attributes.planarConfiguration) {
    put(substitutions, image, PLANAR_CONFIGURATION, 'US', Buffer.of(after.planarConfiguration, 0));
  }
  for (const tag of ENCAPSULATION_TAGS) {
    const element = findElement(image, tag);
    if (element !== undefined) substitutions.set(element, { kind: 'remove' });
  }
  substitutions.set(pixelData, {
    kind: 'value',
    vr: pixelDataVr(attributes.bitsAllocated),
    length: size + (size % 2),
    pieces: () => decodedPieces(source, frames, attributes, decoder),
  });
}

function put(
  substitutions: Map<DataElement, Substitution>,
  dataSet: DataSet,
  tag: number,
  vr: string,
  value: Buffer,
): void {
  const element = findElement(dataSet, tag);
  if (element === undefined) return;
  substitutions.set(element, { kind: 'value', vr, length: value.length, pieces: () => [value] });
}

/** The native pixel data in pieces that are multiples of eight bytes, but for the last, which ends at an even length. */
function* decodedPieces(
  source: ByteSource,
  frames: FrameFragments,
  attributes: FrameAttributes,
  decoder: FrameDecoder,
): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const pixels of decodedFrames(source, frames, attributes, decoder)) {
    const joined = rest.length === 0 ? pixels : Buffer.concat([rest, pixels]);
    const whole = joined.length - (joined.length % 8);
    yield joined.subarray(0, whole);
    rest = Buffer.from(joined.subarray(whole));
  }
  yield rest.length % 2 === 0 ? rest : Buffer.concat([rest, Buffer.alloc(1)]);
}

/** The frames one after the other; those of single bits cut at bytes, wherever frames begin. */
function* decodedFrames(
  source: ByteSource,
  frames: FrameFragments,
  attributes: FrameAttributes,
  decoder: FrameDecoder,
): Generator<Buffer> {
  const bits = new BitJoiner();
  const pixelsOfFrame = attributes.rows * attributes.columns * attributes.samplesPerPixel;
  for (const [index, fragments] of frames.entries()) {
    const pixels = decodeFrame(decoder, readFrame(source, fragments), attributes, index);
    if (attributes.bitsAllocated !== 1) yield pixels;
    else yield bits.add(pixels, pixelsOfFrame, pixels.length < pixelsOfFrame);
  }
  yield bits.end();
}

function requireDecodable(attributes: FrameAttributes, frameBits: number, numberOfFrames: number): void {
  const { photometricInterpretation, bitsAllocated, samplesPerPixel } = attributes;
  if (frameBits === 0) throw notPossible('rows, columns or bits allocated are missing');
  if (frameBits / 8 > MAX_FRAME_BYTES) throw notPossible('a frame would be larger than 1 GiB');
  if ((frameBits / 8) * numberOfFrames > MAX_PIXEL_DATA_BYTES) {
    throw notPossible('the native pixel data would be longer than 4 GiB, more than its length field can say');
  }
  if (![1, 8, 16, 32].includes(bitsAllocated))
    throw notPossible(`pixels of ${String(bitsAllocated)} bits are not supported`);
  if (samplesPerPixel > 1 && photometricInterpretation.startsWith('YBR_PARTIAL')) {
    throw notPossible('partial-range YBR has no lossless native form');
  }
}

function readAttributes(source: ByteSource, image: DataSet): FrameAttributes {
  const number = (tag: number) => readUint16(source, findElement(image, tag));
  const bitsAllocated = number(0x00280100) ?? 0;
  return {
    rows: number(0x00280010) ?? 0,
    columns: number(0x00280011) ?? 0,
    samplesPerPixel: number(0x00280002) ?? 1,
    bitsAllocated,
    bitsStored: number(0x00280101) ?? bitsAllocated,
    pixelRepresentation: number(0x00280103) ?? 0,
    planarConfiguration: number(PLANAR_CONFIGURATION) ?? 0,
    photometricInterpretation: readString(source, findElement(image, PHOTOMETRIC_INTERPRETATION)),
  };
}

function readNumberOfFrames(source: ByteSource, image: DataSet): number {
  const frames = Number.parseInt(readString(source, findElement(image, NUMBER_OF_FRAMES)), 10);
  return Number.isInteger(frames) && frames > 0 ? frames : 1;
}

function readString(source: ByteSource, element: DataElement | undefined): string {
  if (element === undefined || element.valueLength > 64) return '';
  return source.read(element.valueStart, element.valueLength).toString('latin1').replaceAll('\0', '').trim();
}

function padded(text: string): Buffer {
  return Buffer.from(text.length % 2 === 0 ? text : `${text} `, 'latin1');
}

function notPossible(reason: string): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', reason);
}
