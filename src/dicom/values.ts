import { characterSet, type CharacterSet } from './charset.js';
import { lookupTag } from './dictionary.js';
import type { DataElement, DataSet } from './model.js';
import type { ByteSource } from './source.js';
import { TAG } from './tag.js';
import { isCharacterSetVr, isTextVr, vrFacts } from './vr.js';

/** A text value longer than this is not one. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** The VR to read an element by: the encoded one, or the dictionary's where the encoding says UN. */
export function effectiveVr(element: DataElement): string {
  return element.vr === 'UN' ? (lookupTag(element.tag)?.vr ?? 'UN') : element.vr;
}

/** The bytes of an element's value; for sequences and encapsulated values all that lies between header and delimiter. */
export function readValue(source: ByteSource, element: DataElement): Buffer {
  return source.read(element.valueStart, element.valueLength);
}

const characterSets = new WeakMap<DataSet, CharacterSet>();

/**
 * The character set in force in a data set: its own (0008,0005), else that of the data set around it
 * (PS3.3 section C.12.1.1.2, PS3.5 section 7.5.3).
 */
export function characterSetOf(source: ByteSource, dataSet: DataSet): CharacterSet {
  let found = characterSets.get(dataSet);
  if (found === undefined) {
    const element = dataSet.elements.find((candidate) => candidate.tag === TAG.specificCharacterSet);
    const enclosing = dataSet.owner?.sequence.parent;
    if (element !== undefined)
      found = characterSet(trimPadding(readValue(source, element).toString('latin1')).split('\\'));
    else found = enclosing === undefined ? characterSet([]) : characterSetOf(source, enclosing);
    characterSets.set(dataSet, found);
  }
  return found;
}

/** The whole text of a value, with its padding. Never throws; what cannot be decoded becomes U+FFFD. */
export function readText(source: ByteSource, element: DataElement): string {
  const vr = effectiveVr(element);
  const bytes = source.read(element.valueStart, Math.min(element.valueLength, MAX_TEXT_BYTES));
  if (!isCharacterSetVr(vr)) return bytes.toString('latin1');
  return characterSetOf(source, element.parent).decode(bytes, vr);
}

/** The values of a text element, decoded, split at backslashes where the VR allows several, without padding. */
export function readTexts(source: ByteSource, element: DataElement): string[] {
  const text = readText(source, element);
  if (!vrFacts(effectiveVr(element)).multiValued) return trimPadding(text) === '' ? [] : [trimPadding(text)];
  const values = text.split('\\').map((value) => trimPadding(value).trimStart());
  return values.length === 1 && values[0] === '' ? [] : values;
}

/**
 * The values of any element as text, for conditions and explanations: numbers in decimal, tags as (gggg,eeee). Binary
 * values and sequences give an empty list.
 */
export function readValues(source: ByteSource, element: DataElement): string[] {
  const vr = effectiveVr(element);
  if (isTextVr(vr)) return readTexts(source, element);
  const read = NUMBER_READERS.get(vr);
  if (read === undefined) return [];
  const bytes = source.read(element.valueStart, Math.min(element.valueLength, 4096));
  const values: string[] = [];
  for (let at = 0; at + read.size <= bytes.length; at += read.size)
    values.push(read.read(bytes, at, element.parent.encoding.littleEndian));
  return values;
}

/** Encodes text for an element in the character set of its data set; undefined where the set cannot say it. */
export function encodeText(
  source: ByteSource,
  dataSet: DataSet,
  vr: string,
  text: string,
): Buffer | undefined {
  if (isCharacterSetVr(vr)) return characterSetOf(source, dataSet).encode(text, vr);
  return /^[\x20-\x7e]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

export function trimPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\0')) end -= 1;
  return text.slice(0, end);
}

interface NumberReader {
  readonly size: number;
  read(bytes: Buffer, at: number, littleEndian: boolean): string;
}

const NUMBER_READERS = new Map<string, NumberReader>([
  ['US', { size: 2, read: (b, at, le) => String(le ? b.readUInt16LE(at) : b.readUInt16BE(at)) }],
  ['SS', { size: 2, read: (b, at, le) => String(le ? b.readInt16LE(at) : b.readInt16BE(at)) }],
  ['UL', { size: 4, read: (b, at, le) => String(le ? b.readUInt32LE(at) : b.readUInt32BE(at)) }],
  ['SL', { size: 4, read: (b, at, le) => String(le ? b.readInt32LE(at) : b.readInt32BE(at)) }],
  ['UV', { size: 8, read: (b, at, le) => String(le ? b.readBigUInt64LE(at) : b.readBigUInt64BE(at)) }],
  ['SV', { size: 8, read: (b, at, le) => String(le ? b.readBigInt64LE(at) : b.readBigInt64BE(at)) }],
  ['FL', { size: 4, read: (b, at, le) => String(le ? b.readFloatLE(at) : b.readFloatBE(at)) }],
  ['FD', { size: 8, read: (b, at, le) => String(le ? b.readDoubleLE(at) : b.readDoubleBE(at)) }],
]);

/** The number of a US that was written with the four bytes of a UL; undefined where it was not, or is none of 16 bits. */
export function readWideUs(
  source: ByteSource,
  { vr, valueStart, valueLength, parent }: DataElement,
): number | undefined {
  if (vr !== 'US' || valueLength !== 4) return undefined;
  const bytes = source.read(valueStart, 4);
  const found = parent.encoding.littleEndian ? bytes.readUInt32LE() : bytes.readUInt32BE();
  return found > 0xffff ? undefined : found;
}
