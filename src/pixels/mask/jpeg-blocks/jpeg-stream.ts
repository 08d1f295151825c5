/** The segments of a sequential Huffman JPEG stream (ISO/IEC 10918-1 annex B), with the bytes between them left where they are. */
import { LetheError } from '../../../errors.js';
import { huffmanTable, type HuffmanTable } from './huffman.js';

export interface Component {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  readonly quantisation: number;
}

export interface JpegFrame {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly Component[];
}

/** One scan with all that was in force where it began. */
export interface JpegScan {
  /** Where its SOS marker stands. */
  readonly start: number;
  readonly dataStart: number;
  readonly dataEnd: number;
  /** Index of the component within the frame, and its tables: 0 to 3 for DC, 16 to 19 for AC. */
  readonly components: readonly { readonly index: number; readonly dc: number; readonly ac: number }[];
  readonly tables: ReadonlyMap<number, HuffmanTable>;
  /** Steps of the first coefficient, by quantisation table. */
  readonly dcSteps: ReadonlyMap<number, number>;
  /** In MCUs; 0 for none. */
  readonly restartInterval: number;
}

export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
  /** Huffman tables that it gives. */
  readonly tables: readonly number[];
}

export interface JpegStream {
  readonly frame: JpegFrame;
  readonly scans: readonly JpegScan[];
  /** All segments but the scans' data, from the first after SOI. */
  readonly segments: readonly JpegSegment[];
  /** Behind EOI. */
  readonly end: number;
  /** 'YCbCr' or 'RGB' where a marker says so: Adobe's transform flag, or JFIF. */
  readonly colour: 'YCbCr' | 'RGB' | undefined;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DRI = 0xdd;

export function notSupported(reason: string): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', `a JPEG stream cannot take a mask: ${reason}`);
}

/**
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` for streams that are damaged or of another process than baseline or
 * extended sequential with Huffman coding
 */
export function parseJpeg(bytes: Buffer): JpegStream {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw notSupported('it does not begin with SOI');
  let frame: JpegFrame | undefined;
  let restartInterval = 0;
  let adobe: number | undefined;
  let isJfif = false;
  const tables = new Map<number, HuffmanTable>();
  const dcSteps = new Map<number, number>();
  const scans: JpegScan[] = [];
  const segments: JpegSegment[] = [];
  for (let at = 2; ;) {
    if (bytes[at] !== 0xff) throw notSupported('a marker is missing');
    const marker = bytes[at + 1];
    if (marker === undefined) throw notSupported('it ends before EOI');
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) {
      if (frame === undefined || scans.length === 0) throw notSupported('it has no scan');
      const colour = adobe === undefined ? (isJfif ? 'YCbCr' : undefined) : adobe === 0 ? 'RGB' : 'YCbCr';
      return { frame, scans, segments, end: at + 2, colour };
    }
    const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw notSupported('a segment is cut off');
    const content = bytes.subarray(at + 4, end);
    let given: number[] = [];
    if (marker === 0xc0 || marker === 0xc1) {
      if (frame !== undefined) throw notSupported('it has two frames');
      frame = parseFrame(content);
    } else if (isOtherProcess(marker)) throw notSupported('its process is not sequential Huffman coding');
    else if (marker === DHT) given = parseTables(content, tables);
    else if (marker === DQT) parseSteps(content, dcSteps);
    else if (marker === DRI) restartInterval = content.length < 2 ? 0 : content.readUInt16BE(0);
    else if (marker === 0xee && content.toString('latin1', 0, 5) === 'Adobe') adobe = content[11];
    else if (marker === 0xe0 && content.toString('latin1', 0, 5) === 'JFIF\0') isJfif = true;
    if (marker !== SOS) {
      segments.push({ marker, start: at, end, tables: given });
      at = end;
      continue;
    }
    if (frame === undefined) throw notSupported('a scan stands before the frame header');
    const dataEnd = endOfScan(bytes, end);
    scans.push({
      start: at,
      dataStart: end,
      dataEnd,
      components: parseScan(content, frame),
      tables: new Map(tables),
      dcSteps: new Map(dcSteps),
      restartInterval,
    });
    segments.push({ marker, start: at, end, tables: given });
    at = dataEnd;
  }
}

/** SOF2 to SOF15, DAC, DHP, EXP, and DNL, which would leave the size open. */
function isOtherProcess(marker: number): boolean {
  return (marker >= 0xc2 && marker <= 0xcf && marker !== DHT) || [0xdc, 0xde, 0xdf].includes(marker);
}

function parseFrame(content: Buffer): JpegFrame {
  const count = content[5] ?? 0;
  if (content.length < 6 + 3 * count || count === 0 || count > 4)
    throw notSupported('its frame header is cut off');
  const components = Array.from({ length: count }, (_, index): Component => {
    const at = 6 + 3 * index;
    const sampling = content[at + 1] ?? 0;
    const component = {
      id: content[at] ?? 0,
      horizontal: sampling >> 4,
      vertical: sampling & 15,
      quantisation: content[at + 2] ?? 0,
    };
    const fits = (factor: number): boolean => factor >= 1 && factor <= 4;
    if (!fits(component.horizontal) || !fits(component.vertical))
      throw notSupported('its sampling is unknown');
    return component;
  });
  const frame = {
    precision: content[0] ?? 0,
    rows: content.readUInt16BE(1),
    columns: content.readUInt16BE(3),
    components,
  };
  if (frame.precision !== 8 && frame.precision !== 12) throw notSupported('its precision is unknown');
  if (frame.rows === 0 || frame.columns === 0) throw notSupported('its size is open');
  return frame;
}

/** @returns which tables were given */
function parseTables(content: Buffer, tables: Map<number, HuffmanTable>): number[] {
  const given: number[] = [];
  for (let at = 0; at < content.length;) {
    const target = content[at] ?? 0;
    const counts = content.subarray(at + 1, at + 17);
    const size = counts.reduce((sum, count) => sum + count, 0);
    const symbols = content.subarray(at + 17, at + 17 + size);
    if (counts.length < 16 || symbols.length < size || size > 256)
      throw notSupported('a Huffman table is cut off');
    tables.set(target, huffmanTable(counts, symbols));
    given.push(target);
    at += 17 + size;
  }
  return given;
}

function parseSteps(content: Buffer, dcSteps: Map<number, number>): void {
  for (let at = 0; at < content.length;) {
    const target = content[at] ?? 0;
    const isWide = target >> 4 !== 0;
    if (at + 1 + (isWide ? 128 : 64) > content.length) throw notSupported('a quantisation table is cut off');
    dcSteps.set(target & 15, isWide ? content.readUInt16BE(at + 1) : (content[at + 1] ?? 0));
    at += 1 + (isWide ? 128 : 64);
  }
}

function parseScan(content: Buffer, frame: JpegFrame): JpegScan['components'] {
  const count = content[0] ?? 0;
  if (content.length < 4 + 2 * count || count === 0) throw notSupported('a scan header is cut off');
  // What follows, of spectral selection, means nothing in sequential processes, and some writers fill it with zeros.
  return Array.from({ length: count }, (_, position) => {
    const id = content[1 + 2 * position];
    const selected = content[2 + 2 * position] ?? 0;
    const index = frame.components.findIndex((component) => component.id === id);
    if (index < 0) throw notSupported('a scan is of no component');
    return { index, dc: selected >> 4, ac: 16 + (selected & 15) };
  });
}

/** Up to the next marker that is no restart; stuffed and filling bytes belong to the data (ISO/IEC 10918-1 B.1.1.5). */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next === 0x00 || (next >= 0xd0 && next <= 0xd7)) at += 2;
    else if (next === 0xff) at += 1;
    else return at;
  }
  throw notSupported('a scan does not end');
}
