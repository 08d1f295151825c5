/** A part of a codestream that is not coded image data: bytes [start, end) that could say something in words. */
export interface CodestreamPart {
  readonly start: number;
  readonly end: number;
  /** `APP1`, `COM`, `before the image`, `after the image`, `box xml`, ... */
  readonly name: string;
  /** How many bytes at the beginning a decoder may need: they tell what the rest is. */
  readonly keep: number;
}

/** What a fragment's bytes are. */
export type Codestream =
  | { readonly kind: 'parts'; readonly parts: readonly CodestreamPart[] }
  /** Not a form that is known here: any byte of it may say something. */
  | { readonly kind: 'unknown' };

/** More markers than this in one codestream are not read one by one. */
const MAX_SEGMENTS = 100_000;
const MAX_BOX_DEPTH = 8;

/** Whether the bytes begin an image of a form that {@link readCodestream} knows. */
export function beginsCodestream(bytes: Buffer): boolean {
  return isJpeg(bytes, 0) || isJpeg2000(bytes, 0) || isBoxFile(bytes) || isJpegXl(bytes);
}

/**
 * Finds what in the bytes of one frame is not coded image data: JPEG and JPEG-LS application and comment segments
 * (ITU-T T.81 B.2.4), JPEG 2000 comment segments (ISO/IEC 15444-1 A.9.2) and boxes, and what stands before and after an image.
 */
export function readCodestream(bytes: Buffer): Codestream {
  if (isBoxFile(bytes)) return readBoxes(bytes);
  if (isJpegXl(bytes)) return { kind: 'unknown' };
  const start = imageStart(bytes);
  if (start === -1) return { kind: 'unknown' };
  const parts: CodestreamPart[] = [];
  if (start > 0) parts.push({ start: 0, end: start, keep: 0, name: 'before the image' });
  const end = isJpeg(bytes, start) ? readJpeg(bytes, start, parts) : readJpeg2000(bytes, start, parts);
  if (end === undefined) return { kind: 'unknown' };
  if (end < bytes.length) parts.push({ start: end, end: bytes.length, keep: 0, name: 'after the image' });
  return { kind: 'parts', parts };
}

function imageStart(bytes: Buffer): number {
  if (isJpeg(bytes, 0) || isJpeg2000(bytes, 0)) return 0;
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    if (isJpeg(bytes, at) || isJpeg2000(bytes, at)) return at;
  }
  return -1;
}

/** SOI, and the first byte of the marker after it. */
function isJpeg(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff;
}

/** SOC and SIZ. */
function isJpeg2000(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51;
}

/** JPEG 2000 and JPEG XL files begin with a signature box of twelve bytes. */
function isBoxFile(bytes: Buffer): boolean {
  if (bytes.length < 12 || bytes.readUInt32BE(0) !== 12) return false;
  const type = bytes.toString('latin1', 4, 8);
  return type === 'jP  ' || type === 'JXL ';
}

function isJpegXl(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0x0a;
}

const SOS = 0xda;
const EOI = 0xd9;
const COM = 0xfe;

/** @returns where the image ends; undefined where it is no sequence of segments */
function readJpeg(bytes: Buffer, start: number, parts: CodestreamPart[]): number | undefined {
  let at = start + 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    if (bytes[at] !== 0xff) return undefined;
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) return undefined;
    if (marker === EOI) return at + 2;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return undefined;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return undefined;
    const content = at + 4;
    if (marker === COM) parts.push({ start: content, end, keep: 0, name: 'COM' });
    else if (marker >= 0xe0 && marker <= 0xef) {
      const name = `APP${String(marker - 0xe0)}`;
      parts.push({ start: content, end, keep: identifierLength(bytes, content, end), name });
    }
    at = marker === SOS ? scanEnd(bytes, end) : end;
    // A truncated image ends with its last scan.
    if (at === bytes.length) return at;
  }
  return undefined;
}

/** Entropy-coded data end at the next marker: FF and C0 or more, restart markers apart. JPEG-LS stuffs bits, so FF 00 to FF 7F is data. */
function scanEnd(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next >= 0xc0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** Application segments whose content a decoder needs, with how much of it: the colour transform of Adobe and of HP's JPEG-LS. */
const NEEDED = new Map([
  ['Adobe', 12],
  ['mrfx', 5],
]);
const MAX_IDENTIFIER_BYTES = 32;

/** An application segment begins with a name that ends with NUL (T.81 leaves the rest to the application). */
function identifierLength(bytes: Buffer, start: number, end: number): number {
  for (const [name, length] of NEEDED) {
    if (bytes.toString('latin1', start, start + name.length) === name) return Math.min(length, end - start);
  }
  const nul = bytes.subarray(start, Math.min(end, start + MAX_IDENTIFIER_BYTES)).indexOf(0);
  const isName = nul > 0 && /^[A-Za-z0-9_\-.: /]+$/.test(bytes.toString('latin1', start, start + nul));
  return isName ? nul + 1 : 0;
}

const SOT = 0x90;
const SOD = 0x93;
const J2K_COM = 0x64;
const J2K_EOC = 0xd9;
/** Bytes of Psot's place in a tile-part header: marker, length, tile index. */
const PSOT_OFFSET = 6;

/** @returns where the codestream ends; undefined where it is none */
function readJpeg2000(bytes: Buffer, start: number, parts: CodestreamPart[]): number | undefined {
  let at = start + 2;
  let tilePartEnd = 0;
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    if (at + 2 > bytes.length) return bytes.length;
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === J2K_EOC) return at + 2;
    if (marker === SOD) {
      at = tilePartEnd;
      continue;
    }
    if (at + 4 > bytes.length) return undefined;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) return undefined;
    if (marker === SOT) {
      if (at + PSOT_OFFSET + 4 > bytes.length) return undefined;
      const length = bytes.readUInt32BE(at + PSOT_OFFSET);
      // Zero: the last tile-part goes on to the end of the codestream (A.4.2).
      tilePartEnd = length === 0 ? endOfCodestream(bytes) : at + length;
      if (tilePartEnd < end || tilePartEnd > bytes.length) return undefined;
    }
    // Two bytes say whether the comment is text.
    if (marker === J2K_COM) parts.push({ start: at + 4, end, keep: 2, name: 'COM' });
    at = end;
  }
  return undefined;
}

function endOfCodestream(bytes: Buffer): number {
  const found = bytes.lastIndexOf(Buffer.from([0xff, J2K_EOC]));
  return found === -1 ? bytes.length : found;
}

/** Boxes that hold other boxes. */
const SUPERBOXES = new Set(['jp2h', 'res ', 'uinf', 'asoc', 'jumb']);
/** JPEG XL codestreams, which are coded image data throughout. */
const CODED_BOXES = new Set(['jxlc', 'jxlp']);

/** ISO/IEC 15444-1 annex I, ISO/IEC 18181-2. */
function readBoxes(bytes: Buffer): Codestream {
  const parts: CodestreamPart[] = [];
  return walkBoxes(bytes, 0, bytes.length, parts, 0) ? { kind: 'parts', parts } : { kind: 'unknown' };
}

function walkBoxes(
  bytes: Buffer,
  start: number,
  limit: number,
  parts: CodestreamPart[],
  depth: number,
): boolean {
  let at = start;
  while (at + 8 <= limit) {
    if (parts.length > MAX_SEGMENTS || depth > MAX_BOX_DEPTH) return false;
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const isLong = length === 1 && at + 16 <= limit;
    const content = at + (isLong ? 16 : 8);
    const end = length === 0 ? limit : at + (isLong ? Number(bytes.readBigUInt64BE(at + 8)) : length);
    if (end < content || end > limit) return false;
    if (SUPERBOXES.has(type)) {
      if (!walkBoxes(bytes, content, end, parts, depth + 1)) return false;
    } else if (type === 'jp2c') {
      const inner = readCodestream(bytes.subarray(content, end));
      if (inner.kind === 'unknown') return false;
      for (const part of inner.parts)
        parts.push({ ...part, start: part.start + content, end: part.end + content });
    } else if (!CODED_BOXES.has(type)) {
      parts.push({ start: content, end, keep: 0, name: `box ${printable(type)}` });
    }
    at = end;
  }
  if (at < limit) parts.push({ start: at, end: limit, keep: 0, name: 'after the image' });
  return true;
}

function printable(type: string): string {
  return /^[\x21-\x7e]+ ?$/.test(type) ? type.trim() : 'unnamed';
}

const RLE_HEADER_BYTES = 64;
const RLE_MAX_SEGMENTS = 15;

/**
 * What in an RLE frame (PS3.5 annex G) is not needed to decode it: unused offsets in the header, and what follows the run that
 * completes a segment.
 * @param segmentBytes what a segment decodes to: Rows times Columns
 */
export function readRle(bytes: Buffer, segmentBytes: number): Codestream {
  if (bytes.length < RLE_HEADER_BYTES) return { kind: 'unknown' };
  const count = bytes.readUInt32LE(0);
  if (count === 0 || count > RLE_MAX_SEGMENTS) return { kind: 'unknown' };
  const parts: CodestreamPart[] = [
    { start: 4 + count * 4, end: RLE_HEADER_BYTES, keep: 0, name: 'unused offsets' },
  ];
  let covered = RLE_HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    const start = bytes.readUInt32LE(4 + index * 4);
    const end = index + 1 < count ? bytes.readUInt32LE(8 + index * 4) : bytes.length;
    if (start < covered || end < start || end > bytes.length) return { kind: 'unknown' };
    if (start > covered) parts.push({ start: covered, end: start, keep: 0, name: 'between segments' });
    covered = runsEnd(bytes, start, end, segmentBytes);
  }
  if (covered < bytes.length)
    parts.push({ start: covered, end: bytes.length, keep: 0, name: 'after the image' });
  return { kind: 'parts', parts: parts.filter(({ start, end }) => start < end) };
}

/** Where the runs end that fill a segment (PackBits, PS3.5 G.3.1). */
function runsEnd(bytes: Buffer, start: number, end: number, segmentBytes: number): number {
  let at = start;
  for (let decoded = 0; decoded < segmentBytes && at < end;) {
    const control = bytes[at] ?? 0;
    if (control < 128) {
      decoded += control + 1;
      at += control + 2;
    } else {
      if (control > 128) decoded += 257 - control;
      at += control > 128 ? 2 : 1;
    }
  }
  return Math.min(at, end);
}
