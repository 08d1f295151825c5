/** Writes data sets byte by byte, in every encoding, well formed or not: an oracle that shares no code with the reader. */
import { EXPLICIT_LITTLE, IMPLICIT_LITTLE, type Encoding } from '../../src/dicom/model.js';

/** An element with a value, written as it is: no padding, no check. */
export interface ValueSpec {
  readonly kind: 'value';
  readonly tag: number;
  readonly vr: string;
  readonly value: Buffer;
}

export interface ItemSpec {
  readonly elements: readonly ElementSpec[];
  readonly undefinedLength: boolean;
}

/** A sequence; one of VR UN holds implicit VR little endian items (PS3.5 section 6.2.2). */
export interface SequenceSpec {
  readonly kind: 'sequence';
  readonly tag: number;
  readonly vr: 'SQ' | 'UN';
  readonly items: readonly ItemSpec[];
  readonly undefinedLength: boolean;
}

export interface FragmentsSpec {
  readonly kind: 'fragments';
  readonly tag: number;
  readonly vr: string;
  readonly fragments: readonly Buffer[];
}

/** (gggg,0000), whose value is counted from what follows it. */
export interface GroupLengthSpec {
  readonly kind: 'groupLength';
  readonly tag: number;
}

/** Bytes as they are. */
export interface RawSpec {
  readonly kind: 'raw';
  readonly tag: number;
  readonly bytes: Buffer;
}

export type ElementSpec = ValueSpec | SequenceSpec | FragmentsSpec | GroupLengthSpec | RawSpec;

const LONG_FORM = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;

export function value(tag: number, vr: string, content: Buffer): ValueSpec {
  return { kind: 'value', tag, vr, value: content };
}

/** Text in Latin-1, made even with a space, or with NUL for UIDs. */
export function text(tag: number, vr: string, content: string): ValueSpec {
  const padded = content.length % 2 === 0 ? content : content + (vr === 'UI' ? '\0' : ' ');
  return value(tag, vr, Buffer.from(padded, 'latin1'));
}

export function item(elements: readonly ElementSpec[], undefinedLength = false): ItemSpec {
  return { elements, undefinedLength };
}

/** A sequence of defined length with items of defined length. */
export function sequence(tag: number, ...items: readonly (readonly ElementSpec[])[]): SequenceSpec {
  return {
    kind: 'sequence',
    tag,
    vr: 'SQ',
    items: items.map((elements) => item(elements)),
    undefinedLength: false,
  };
}

/** A sequence of undefined length with items of undefined length. */
export function openSequence(tag: number, ...items: readonly (readonly ElementSpec[])[]): SequenceSpec {
  return {
    kind: 'sequence',
    tag,
    vr: 'SQ',
    items: items.map((elements) => item(elements, true)),
    undefinedLength: true,
  };
}

export function fragments(tag: number, vr: string, ...content: readonly Buffer[]): FragmentsSpec {
  return { kind: 'fragments', tag, vr, fragments: content };
}

export function groupLength(group: number): GroupLengthSpec {
  return { kind: 'groupLength', tag: group * 0x10000 };
}

export function raw(bytes: Buffer): RawSpec {
  return { kind: 'raw', tag: 0, bytes };
}

/** The bytes of a data set. */
export function encode(elements: readonly ElementSpec[], encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  const encoded = elements.map((element) =>
    element.kind === 'groupLength' ? undefined : encodeOne(element, encoding),
  );
  const withLengths = elements.map((element, index) => {
    const bytes = encoded[index];
    if (bytes !== undefined) return bytes;
    let size = 0;
    for (let at = index + 1; at < elements.length && elements[at]!.tag >>> 16 === element.tag >>> 16; at += 1)
      size += encoded[at]?.length ?? 0;
    return encodeOne(value(element.tag, 'UL', uint32(size, encoding)), encoding);
  });
  return Buffer.concat(withLengths);
}

/** Encoding of what a sequence holds. */
export function contentEncoding(spec: SequenceSpec, encoding: Encoding): Encoding {
  return spec.vr === 'UN' && encoding.explicitVr ? IMPLICIT_LITTLE : encoding;
}

function encodeOne(element: Exclude<ElementSpec, GroupLengthSpec>, encoding: Encoding): Buffer {
  switch (element.kind) {
    case 'raw':
      return element.bytes;
    case 'value':
      return Buffer.concat([header(element.tag, element.vr, element.value.length, encoding), element.value]);
    case 'sequence': {
      const inside = contentEncoding(element, encoding);
      const items = Buffer.concat(element.items.map((one) => encodeItemSpec(one, inside)));
      if (!element.undefinedLength)
        return Buffer.concat([header(element.tag, element.vr, items.length, encoding), items]);
      return Buffer.concat([
        header(element.tag, element.vr, UNDEFINED_LENGTH, encoding),
        items,
        marker(SEQUENCE_DELIMITATION, 0, inside),
      ]);
    }
    case 'fragments': {
      const parts = element.fragments.flatMap((fragment) => [
        marker(ITEM, fragment.length, encoding),
        fragment,
      ]);
      return Buffer.concat([
        header(element.tag, element.vr, UNDEFINED_LENGTH, encoding),
        ...parts,
        marker(SEQUENCE_DELIMITATION, 0, encoding),
      ]);
    }
  }
}

function encodeItemSpec(one: ItemSpec, encoding: Encoding): Buffer {
  const content = encode(one.elements, encoding);
  if (!one.undefinedLength) return Buffer.concat([marker(ITEM, content.length, encoding), content]);
  return Buffer.concat([
    marker(ITEM, UNDEFINED_LENGTH, encoding),
    content,
    marker(ITEM_DELIMITATION, 0, encoding),
  ]);
}

/** The header of an element with any length said. */
export function header(
  tag: number,
  vr: string,
  length: number,
  encoding: Encoding = EXPLICIT_LITTLE,
): Buffer {
  if (!encoding.explicitVr) return Buffer.concat([tagBytes(tag, encoding), uint32(length, encoding)]);
  const name = Buffer.from(vr, 'latin1');
  if (LONG_FORM.has(vr))
    return Buffer.concat([tagBytes(tag, encoding), name, Buffer.alloc(2), uint32(length, encoding)]);
  return Buffer.concat([tagBytes(tag, encoding), name, uint16(length, encoding)]);
}

/** An item or delimitation header. */
export function marker(tag: number, length: number, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  return Buffer.concat([tagBytes(tag, encoding), uint32(length, encoding)]);
}

function tagBytes(tag: number, encoding: Encoding): Buffer {
  return Buffer.concat([uint16(tag >>> 16, encoding), uint16(tag & 0xffff, encoding)]);
}

export function uint16(number: number, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  const bytes = Buffer.alloc(2);
  if (encoding.littleEndian) bytes.writeUInt16LE(number);
  else bytes.writeUInt16BE(number);
  return bytes;
}

export function uint32(number: number, encoding: Encoding = EXPLICIT_LITTLE): Buffer {
  const bytes = Buffer.alloc(4);
  if (encoding.littleEndian) bytes.writeUInt32LE(number);
  else bytes.writeUInt32BE(number);
  return bytes;
}
