/** Masks written into the blocks of a JPEG stream: blocks that a mask touches become one colour, all others keep their coefficients. */
import type { FrameAttributes } from '../../../transcode/codecs.js';
import type { PixelRuns } from '../../../ocr/pixel-runs.js';
import type { Stroke } from '../strokes.js';
import { BitWriter, type BitSink } from './bits.js';
import { optimalTable, type HuffmanTable } from './huffman.js';
import { notSupported, parseJpeg, type JpegScan, type JpegSegment, type JpegStream } from './jpeg-stream.js';
import { decodeScan, emptyPlanes, encodeScan, maxSampling, type Plane } from './scan.js';

/**
 * Masks a stream of the baseline or extended sequential process (ISO/IEC 10918-1, Huffman coding). In every component the
 * blocks that hold a masked pixel are made black as a whole, so that neither luminance nor colour of what stood there is
 * left; a block of subsampled colour reaches beyond them, to the end of its MCU. `strokesFor` gives the masks for the
 * colours that the stream holds.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` for other processes, damaged streams and masks of single bits
 */
export function maskJpegBlocks(
  bytes: Buffer,
  attributes: FrameAttributes,
  strokesFor: (photometricInterpretation: string) => readonly Stroke[],
): Buffer {
  const stream = parseJpeg(bytes);
  const { frame } = stream;
  if (
    frame.rows !== attributes.rows ||
    frame.columns !== attributes.columns ||
    frame.components.length !== attributes.samplesPerPixel
  )
    throw notSupported('its size is not that of the attributes');
  const planes = emptyPlanes(frame);
  for (const scan of stream.scans) decodeScan(bytes, scan, planes);
  for (const stroke of strokesFor(coloursOf(stream, attributes.photometricInterpretation)))
    blacken(stream, planes, stroke);
  return assemble(bytes, stream, planes);
}

const COM = 0xfe;

/** What decoders take the components for: subsampled ones and marked streams are what they show, others what DICOM says. */
function coloursOf({ frame, colour }: JpegStream, photometricInterpretation: string): string {
  if (frame.components.length !== 3) return photometricInterpretation;
  const isSubsampled = new Set(frame.components.map((one) => one.horizontal * 16 + one.vertical)).size > 1;
  if (isSubsampled || colour === 'YCbCr') return 'YBR_FULL';
  if (colour === 'RGB') return 'RGB';
  return photometricInterpretation.startsWith('YBR') ? 'YBR_FULL' : 'RGB';
}

function blacken({ frame, scans }: JpegStream, planes: readonly Plane[], { runs, brush }: Stroke): void {
  if (brush.keep.some((kept) => kept !== 0)) throw notSupported('single bits have no place in it');
  const max = maxSampling(frame);
  for (const [index, plane] of planes.entries()) {
    if (max.horizontal % plane.horizontal !== 0 || max.vertical % plane.vertical !== 0)
      throw notSupported('its components do not divide each other');
    const scan = scans.find(({ components }) => components.some((component) => component.index === index));
    const step = scan?.dcSteps.get(frame.components[index]?.quantisation ?? 0);
    if (step === undefined || step === 0) throw notSupported('a quantisation table is missing');
    const black = levelOf((brush.set[index] ?? 0) & (2 ** frame.precision - 1), frame.precision, step);
    const width = (8 * max.horizontal) / plane.horizontal;
    const height = (8 * max.vertical) / plane.vertical;
    for (const block of touchedBlocks(runs, plane, width, height)) {
      plane.coefficients.fill(0, block * 64, block * 64 + 64);
      plane.coefficients[block * 64] = black;
    }
  }
}

/** The first coefficient of a block of one value; towards the ends of the range, which decoders clamp. */
function levelOf(value: number, precision: number, step: number): number {
  const exact = ((value - 2 ** (precision - 1)) * 8) / step;
  if (value === 0) return Math.floor(exact);
  return value === 2 ** precision - 1 ? Math.ceil(exact) : Math.round(exact);
}

function touchedBlocks(runs: PixelRuns, plane: Plane, width: number, height: number): Set<number> {
  const touched = new Set<number>();
  for (let at = 0; at < runs.length; at += 3) {
    const from = Math.max(0, runs[at + 1] ?? 0);
    const last = Math.min(plane.blocksPerLine, Math.ceil((runs[at + 2] ?? 0) / width));
    const line = Math.floor((runs[at] ?? 0) / height);
    if (line < 0 || line >= plane.blockLines) continue;
    for (let column = Math.floor(from / width); column < last; column += 1)
      touched.add(line * plane.blocksPerLine + column);
  }
  return touched;
}

/** The stream with its scans coded anew; tables are replaced only where they lack a symbol. */
function assemble(bytes: Buffer, stream: JpegStream, planes: readonly Plane[]): Buffer {
  const parts: Buffer[] = [bytes.subarray(0, 2)];
  const inForce = new Map<number, HuffmanTable>();
  const scans = new Map(stream.scans.map((scan) => [scan.start, scan]));
  for (const segment of stream.segments) {
    const scan = scans.get(segment.start);
    const header = bytes.subarray(segment.start, segment.end);
    if (scan === undefined) {
      if (!isDispensable(segment, header)) parts.push(header);
      for (const target of segment.tables) inForce.delete(target);
      continue;
    }
    for (const [target, table] of scan.tables) if (!inForce.has(target)) inForce.set(target, table);
    const tables = tablesFor(scan, planes);
    for (const [target, table] of tables) {
      // A table in the stream stands for all scans until the next one: those replaced earlier are put back.
      if (inForce.get(target) !== table) parts.push(tableSegment(target, table));
      inForce.set(target, table);
    }
    const writer = new BitWriter(tables, scan.dataEnd - scan.dataStart);
    encodeScan(scan, planes, writer);
    parts.push(header, writer.end());
  }
  parts.push(bytes.subarray(stream.end - 2, stream.end));
  return Buffer.concat(parts);
}

/**
 * Whether a segment tells a decoder nothing: comments, which name whoever somebody named, and application data but for JFIF without its
 * thumbnail, a colour profile and Adobe's transform flag. Exif and thumbnails may carry a small copy of the picture.
 */
function isDispensable({ marker }: JpegSegment, segment: Buffer): boolean {
  if (marker === COM) return true;
  if (marker < 0xe0 || marker > 0xef) return false;
  const name = segment.toString('latin1', 4, 16);
  if (name.startsWith('JFIF\0')) return segment.length > 18;
  return !name.startsWith('ICC_PROFILE\0') && !name.startsWith('Adobe');
}

function tablesFor(scan: JpegScan, planes: readonly Plane[]): Map<number, HuffmanTable> {
  const frequencies = new Map<number, Uint32Array>();
  for (const { dc, ac } of scan.components) {
    frequencies.set(dc, new Uint32Array(256));
    frequencies.set(ac, new Uint32Array(256));
  }
  const counting: BitSink = {
    symbol(target, symbol) {
      const counted = frequencies.get(target);
      if (counted !== undefined) counted[symbol] = (counted[symbol] ?? 0) + 1;
    },
    bits: () => undefined,
    restart: () => undefined,
  };
  encodeScan(scan, planes, counting);
  const tables = new Map<number, HuffmanTable>();
  for (const [target, counted] of frequencies) {
    const own = scan.tables.get(target);
    const suffices =
      own !== undefined && counted.every((count, symbol) => count === 0 || own.lengths[symbol] !== 0);
    tables.set(target, suffices ? own : optimalTable(counted));
  }
  return tables;
}

function tableSegment(target: number, { counts, symbols }: HuffmanTable): Buffer {
  const head = Buffer.from([0xff, 0xc4, 0, 0, target]);
  head.writeUInt16BE(3 + counts.length + symbols.length, 2);
  return Buffer.concat([head, counts, symbols]);
}
