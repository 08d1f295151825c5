/** Reading and writing the values of elements by the VR that the walk gives them, which may not be the encoded one. */
import type { Edits } from '../../dicom/edit.js';
import type { DataElement } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import { formatTag } from '../../dicom/tag.js';
import { characterSetOf, effectiveVr, encodeText, trimPadding } from '../../dicom/values.js';
import { isCharacterSetVr, isTextVr, vrFacts } from '../../dicom/vr.js';
import { LetheError } from '../../errors.js';
import type { Resolution } from './resolve.js';

/** An element on its path. */
export interface Place {
  readonly element: DataElement;
  /** The VR to read it by. */
  readonly vr: string;
  readonly resolution: Resolution;
  /** Where the trace tells of it; undefined without a trace. */
  readonly traceIndex: number | undefined;
}

/** A text value longer than this is not one. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** The whole text of a value read by a VR, with its padding. Never throws; what cannot be decoded becomes U+FFFD. */
export function readTextAs(source: ByteSource, element: DataElement, vr: string): string {
  const bytes = source.read(element.valueStart, Math.min(element.valueLength, MAX_TEXT_BYTES));
  return isCharacterSetVr(vr)
    ? characterSetOf(source, element.parent).decode(bytes, vr)
    : bytes.toString('latin1');
}

/** The values of an element read by a text VR: split at backslashes where the VR allows several, without padding. */
export function readValuesAs(source: ByteSource, element: DataElement, vr: string): string[] {
  const text = readTextAs(source, element, vr);
  if (!vrFacts(vr).multiValued) return trimPadding(text) === '' ? [] : [trimPadding(text)];
  const values = text.split('\\').map((value) => trimPadding(value).trimStart());
  return values.length === 1 && values[0] === '' ? [] : values;
}

/** Gives an element text in the character set of its data set; false where the set cannot say it. */
export function replaceByText(
  source: ByteSource,
  edits: Edits,
  { element, vr }: Place,
  text: string,
): boolean {
  const textVr = isTextVr(vr) ? vr : 'LO';
  const encoded =
    encodeText(source, element.parent, textVr, text) ?? encodeAsItCame(source, element, textVr, text);
  if (encoded === undefined) return false;
  const written = writableVr(element, vr);
  // Under VR UN a value is made even with NUL, which no text may end with (PS3.5 section 6.2).
  const isPadded = written === 'UN' && encoded.length % 2 === 1;
  edits.replace(element, isPadded ? Buffer.concat([encoded, Buffer.from(' ')]) : encoded, written);
  return true;
}

/**
 * Text of which some bytes have no place in the character set, though they were read (`\xdc` as Ü where the set has no G1): what is left of
 * them is written as it came. Bytes without a meaning go. Undefined where a character did not come so.
 */
function encodeAsItCame(
  source: ByteSource,
  { parent, valueStart, valueLength }: DataElement,
  vr: string,
  text: string,
): Buffer | undefined {
  const set = characterSetOf(source, parent);
  const came = source.read(valueStart, Math.min(valueLength, MAX_TEXT_BYTES));
  const parts: Buffer[] = [];
  for (const part of text.split(/([\u0080-\u00ff]|\ufffd)/u)) {
    if (part === '\ufffd') continue;
    const raw = part.length === 1 ? Buffer.from(part, 'latin1') : undefined;
    const isRaw = raw !== undefined && came.includes(raw) && set.decode(raw, vr) === part;
    const encoded = encodeText(source, parent, vr, part) ?? (isRaw ? raw : undefined);
    if (encoded === undefined) return undefined;
    parts.push(encoded);
  }
  return Buffer.concat(parts);
}

/** The VR to read an element by; what the dictionary calls a sequence and holds no readable items is opaque. */
export function readableVr(element: DataElement): string {
  const vr = effectiveVr(element);
  return vr === 'SQ' && element.items === undefined && element.valueLength > 0 ? 'UN' : vr;
}

/** An element that came as UN leaves as UN: its VR is the sender's to state. */
export function writableVr(element: DataElement, vr: string): string {
  return element.parent.encoding.explicitVr ? element.vr : vr;
}

/** What is thrown where an action cannot be carried out; tells the element, never its value. */
export function impossible(place: Place, problem: string): LetheError {
  return new LetheError(
    'ACTION_NOT_POSSIBLE',
    `${place.resolution.action.kind} on ${formatTag(place.element.tag)} of VR ${place.vr}: ${problem}`,
  );
}
