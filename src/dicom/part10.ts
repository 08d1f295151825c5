import { LetheError } from '../errors.js';
import { encodeElement } from './edit.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './implementation.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from './model.js';
import { parseDataSet } from './parse.js';
import type { ByteSource } from './source.js';
import { TAG, tagOf } from './tag.js';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  transferSyntax,
} from './uid-registry.js';
import { hasLongForm } from './vr.js';

/** What the file meta information of a Part 10 file says (PS3.10 section 7.1), and where its data set begins. */
export interface FileHeader {
  readonly dataSetOffset: number;
  readonly transferSyntaxUid: string;
  /** From (0002,0002); undefined where the file has no meta information. */
  readonly sopClassUid: string | undefined;
  /** From (0002,0003). */
  readonly sopInstanceUid: string | undefined;
  /** Who sent it to whom, where the file says so. */
  readonly peer: PeerFacts;
  readonly hasMeta: boolean;
}

/** The transfer syntaxes without compression of pixels (PS3.5 sections A.1, A.2, A.3, A.5). */
export const TRANSFER_SYNTAX = {
  implicitLittle: IMPLICIT_VR_LITTLE_ENDIAN,
  explicitLittle: EXPLICIT_VR_LITTLE_ENDIAN,
  deflatedLittle: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  explicitBig: EXPLICIT_VR_BIG_ENDIAN,
} as const;

const NO_PEER: PeerFacts = { callingAeTitle: '', calledAeTitle: '', address: '' };
const PREAMBLE_BYTES = 128;
/** File meta information longer than this is no file meta information. */
const MAX_META_BYTES = 1024 * 1024;

/**
 * Reads the head of a file: Part 10, or a bare data set, with or without a preamble, whose transfer syntax is found by
 * looking at its first element.
 * @throws LetheError `NOT_DICOM` when neither is there, `TRANSFER_SYNTAX_UNKNOWN` when the file names one nobody knows
 */
export function readFileHeader(source: ByteSource): FileHeader {
  const head = source.read(0, PREAMBLE_BYTES + 4);
  const hasPreamble =
    head.length === PREAMBLE_BYTES + 4 && head.toString('latin1', PREAMBLE_BYTES) === 'DICM';
  const start = hasPreamble ? PREAMBLE_BYTES + 4 : 0;
  if (source.read(start, 2).toString('latin1') !== '\x02\x00') {
    return {
      ...bareHeader(source, hasPreamble ? [start, 0] : [0, PREAMBLE_BYTES]),
      sopClassUid: undefined,
      sopInstanceUid: undefined,
      peer: NO_PEER,
      hasMeta: false,
    };
  }
  const end = metaEnd(source, start);
  const meta = parseDataSet(source, EXPLICIT_LITTLE, { start, end });
  const text = (tag: number): string | undefined => {
    const element = meta.elements.find((candidate) => candidate.tag === tag);
    if (element === undefined) return undefined;
    return trimUid(source.read(element.valueStart, element.valueLength)) || undefined;
  };
  const peer: PeerFacts = {
    callingAeTitle: text(SENDING_AE_TITLE) ?? '',
    calledAeTitle: text(RECEIVING_AE_TITLE) ?? '',
    address: text(SOURCE_PRESENTATION_ADDRESS) ?? '',
  };
  const transferSyntaxUid = text(TAG.transferSyntaxUid) ?? bareHeader(source, [end]).transferSyntaxUid;
  return {
    dataSetOffset: end,
    transferSyntaxUid,
    sopClassUid: text(0x00020002),
    sopInstanceUid: text(0x00020003),
    peer,
    hasMeta: true,
  };
}

/** A UID's text: what stands before the padding (PS3.5 section 9.1). */
export function trimUid(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.toString('latin1', 0, end).trimStart();
}

/** The group length of many files lies, so the end is where group 0002 ends. */
function metaEnd(source: ByteSource, start: number): number {
  const bytes = source.read(start, MAX_META_BYTES);
  let at = 0;
  while (at + 8 <= bytes.length && bytes.readUInt16LE(at) === 0x0002) {
    const vr = bytes.toString('latin1', at + 4, at + 6);
    const isLong = hasLongForm(vr);
    if (isLong && at + 12 > bytes.length) break;
    at += isLong ? 12 + bytes.readUInt32LE(at + 8) : 8 + bytes.readUInt16LE(at + 6);
  }
  if (at > bytes.length) throw new LetheError('NOT_DICOM', 'the file meta information is cut off');
  return start + at;
}

/** A bare data set may begin where a preamble would, and the letters DICM may happen to stand in a value. */
function bareHeader(
  source: ByteSource,
  offsets: readonly number[],
): { dataSetOffset: number; transferSyntaxUid: string } {
  for (const dataSetOffset of offsets) {
    const transferSyntaxUid = guessTransferSyntax(source.read(dataSetOffset, 8));
    if (transferSyntaxUid !== undefined) return { dataSetOffset, transferSyntaxUid };
  }
  throw new LetheError('NOT_DICOM', 'this is neither a DICOM Part 10 file nor a bare data set', {
    hint: 'a Part 10 file has the letters DICM at byte 128 (PS3.10 section 7.1)',
  });
}

/** A data set begins with a low group number, nearly always 0008 (or the retired 0004), read in its byte order. */
function guessTransferSyntax(head: Buffer): string | undefined {
  if (head.length < 8) return undefined;
  const hasVr = /^[A-Z]{2}$/.test(head.toString('latin1', 4, 6));
  const little = head.readUInt16LE(0);
  const big = head.readUInt16BE(0);
  if (little > 0 && little <= 0x0020) {
    if (hasVr) return EXPLICIT_VR_LITTLE_ENDIAN;
    return head.readUInt32LE(4) < 0x10000 ? IMPLICIT_VR_LITTLE_ENDIAN : undefined;
  }
  return big > 0 && big <= 0x0020 && hasVr ? EXPLICIT_VR_BIG_ENDIAN : undefined;
}

/**
 * How the data set of a transfer syntax is encoded once it is inflated. All encapsulated ones use explicit VR little
 * endian (PS3.5 section A.4).
 * @throws LetheError `TRANSFER_SYNTAX_UNKNOWN`
 */
export function encodingOf(
  transferSyntaxUid: string,
): Encoding & { readonly deflated: boolean; readonly encapsulated: boolean } {
  const known = transferSyntax(transferSyntaxUid);
  if (known === undefined)
    throw new LetheError('TRANSFER_SYNTAX_UNKNOWN', 'the transfer syntax is not one of PS3.6 table A-1');
  const encoding = !known.littleEndian ? EXPLICIT_BIG : known.explicitVr ? EXPLICIT_LITTLE : IMPLICIT_LITTLE;
  return { ...encoding, deflated: known.deflated, encapsulated: known.encapsulated };
}

/** Who sent an instance to whom, as a spooled original remembers it (PS3.10 table 7.1-1). */
export interface PeerFacts {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
}

const SENDING_AE_TITLE = 0x00020017;
const RECEIVING_AE_TITLE = 0x00020018;
const SOURCE_PRESENTATION_ADDRESS = 0x00020026;

/**
 * Encodes a blank preamble and file meta information (PS3.10 section 7.1); nothing of a file's own is carried over.
 * The peer is named only in originals, which never leave.
 */
export function encodeFileMeta(
  meta: { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string } & Partial<PeerFacts>,
): Buffer {
  const text = (tag: number, vr: string, value: string): Buffer =>
    encodeElement(EXPLICIT_LITTLE, tag, vr, Buffer.from(value, 'latin1'));
  const elements = [
    encodeElement(EXPLICIT_LITTLE, tagOf(2, 0x0001), 'OB', Buffer.from([0, 1])),
    text(tagOf(2, 0x0002), 'UI', meta.sopClassUid),
    text(tagOf(2, 0x0003), 'UI', meta.sopInstanceUid),
    text(TAG.transferSyntaxUid, 'UI', meta.transferSyntaxUid),
    text(tagOf(2, 0x0012), 'UI', IMPLEMENTATION_CLASS_UID),
    text(tagOf(2, 0x0013), 'SH', IMPLEMENTATION_VERSION_NAME),
  ];
  if (meta.callingAeTitle !== undefined) elements.push(text(SENDING_AE_TITLE, 'AE', meta.callingAeTitle));
  if (meta.calledAeTitle !== undefined) elements.push(text(RECEIVING_AE_TITLE, 'AE', meta.calledAeTitle));
  if (meta.address !== undefined) elements.push(text(SOURCE_PRESENTATION_ADDRESS, 'UR', meta.address));
  const group = Buffer.concat(elements);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(group.length);
  const groupLength = encodeElement(EXPLICIT_LITTLE, TAG.fileMetaGroupLength, 'UL', length);
  return Buffer.concat([Buffer.alloc(PREAMBLE_BYTES), Buffer.from('DICM', 'latin1'), groupLength, group]);
}
