import { LetheError } from '../errors.js';
import type { DataElement, DataSet, Encoding, Item } from '../dicom/model.js';
import type { ByteSource } from '../dicom/source.js';
import { formatTag, groupOf, isGroupLengthTag, TAG, type Tag } from '../dicom/tag.js';
import { hasLongForm, vrFacts } from '../dicom/vr.js';
import { vrOfImplicit } from './implicit-vr.js';

/** What stands in the place of an element: nothing, or a value. */
export type Substitution =
  | { readonly kind: 'remove' }
  | {
      readonly kind: 'value';
      readonly vr: string;
      /** Bytes of the value, an even number. */
      readonly length: number;
      /** The value in little endian, piece by piece; each piece but the last a multiple of eight bytes. */
      readonly pieces: () => Iterable<Buffer>;
    };

type Write = (bytes: Buffer) => void;

const UNDEFINED_LENGTH = 0xffffffff;
const MAX_DEFINED_LENGTH = 0xfffffffe;
/** A multiple of the largest unit that byte ordering swaps. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Writes a data set in another uncompressed encoding: implicit or explicit VR, little or big endian (PS3.5 7.1, 7.3).
 * Values are copied, their bytes swapped where the byte ordering differs; lengths that were undefined stay so, the
 * others and the group lengths are computed. UN values are little endian in every encoding (PS3.5 6.2.2) and copied.
 * Values are read and written piece by piece.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` for what the target cannot hold, before anything is written
 */
export function recode(
  source: ByteSource,
  dataSet: DataSet,
  target: Encoding,
  substitutions: ReadonlyMap<DataElement, Substitution>,
  write: Write,
): void {
  const recoder = new Recoder(source, target, substitutions);
  recoder.dataSetSize(dataSet);
  recoder.writeDataSet(dataSet, write);
}

class Recoder {
  readonly #source: ByteSource;
  readonly #target: Encoding;
  readonly #substitutions: ReadonlyMap<DataElement, Substitution>;
  /** Sizes in the target, so that nested lengths are computed once. */
  readonly #sizes = new Map<DataElement, number>();

  constructor(source: ByteSource, target: Encoding, substitutions: ReadonlyMap<DataElement, Substitution>) {
    this.#source = source;
    this.#target = target;
    this.#substitutions = substitutions;
  }

  dataSetSize(dataSet: DataSet): number {
    let size = 0;
    for (const element of dataSet.elements) size += this.#elementSize(element);
    return size;
  }

  writeDataSet(dataSet: DataSet, write: Write): void {
    for (const element of dataSet.elements) this.#writeElement(element, write);
  }

  #elementSize(element: DataElement): number {
    const known = this.#sizes.get(element);
    if (known !== undefined) return known;
    const size = this.#isRemoved(element)
      ? 0
      : this.#headerSize(this.#vr(element)) + this.#contentSize(element);
    this.#sizes.set(element, size);
    return size;
  }

  #isRemoved(element: DataElement): boolean {
    return this.#substitutions.get(element)?.kind === 'remove';
  }

  #headerSize(vr: string): number {
    return this.#target.explicitVr && hasLongForm(vr) ? 12 : 8;
  }

  /** Bytes between the header and the next element, delimiter included. */
  #contentSize(element: DataElement): number {
    const substitution = this.#substitutions.get(element);
    if (substitution?.kind === 'value') return this.#checked(element, substitution.length);
    if (element.fragments !== undefined) {
      throw notPossible(
        `${formatTag(element.tag)} is encapsulated, which only an encapsulated transfer syntax allows`,
      );
    }
    if (!this.#isSequence(element)) return element.end - element.valueStart;
    let size = element.undefinedLength ? 8 : 0;
    for (const item of element.items ?? []) size += this.#itemSize(item);
    return this.#checked(element, size);
  }

  #itemSize(item: Item): number {
    return 8 + this.dataSetSize(item.dataSet) + (item.undefinedLength ? 8 : 0);
  }

  #checked(element: DataElement, size: number): number {
    if (size > MAX_DEFINED_LENGTH) throw notPossible(`${formatTag(element.tag)} would be longer than 4 GiB`);
    return size;
  }

  /** Sequences whose items change with the encoding; those inside UN do not. */
  #isSequence(element: DataElement): boolean {
    return element.items !== undefined && this.#vr(element) === 'SQ';
  }

  #vr(element: DataElement): string {
    const substitution = this.#substitutions.get(element);
    if (substitution?.kind === 'value') return substitution.vr;
    const isExplicit = element.parent.encoding.explicitVr;
    const vr = isExplicit || !this.#target.explicitVr ? element.vr : vrOfImplicit(this.#source, element);
    // A value too long for the VR's 16-bit length field goes as UN (PS3.5 6.2.2).
    const isTooLong = this.#target.explicitVr && !hasLongForm(vr) && element.valueLength > 0xffff;
    return isTooLong ? 'UN' : vr;
  }

  #writeElement(element: DataElement, write: Write): void {
    if (this.#isRemoved(element)) return;
    const vr = this.#vr(element);
    const substitution = this.#substitutions.get(element);
    if (substitution?.kind === 'value') {
      write(this.#header(element.tag, vr, substitution.length));
      const swaps = !this.#target.littleEndian;
      for (const piece of substitution.pieces()) write(swaps ? swapped(piece, vr) : piece);
    } else if (this.#isSequence(element)) {
      this.#writeSequence(element, write);
    } else if (isGroupLengthTag(element.tag) && element.valueLength === 4) {
      write(this.#header(element.tag, vr, 4));
      write(this.#uint32(this.#groupSize(element)));
    } else {
      write(this.#header(element.tag, vr, element.undefinedLength ? UNDEFINED_LENGTH : element.valueLength));
      this.#copyValue(element, vr, write);
    }
  }

  #writeSequence(element: DataElement, write: Write): void {
    const { undefinedLength } = element;
    write(this.#header(element.tag, 'SQ', undefinedLength ? UNDEFINED_LENGTH : this.#contentSize(element)));
    for (const item of element.items ?? []) {
      const size = this.dataSetSize(item.dataSet);
      write(this.#delimiter(TAG.item, item.undefinedLength ? UNDEFINED_LENGTH : size));
      this.writeDataSet(item.dataSet, write);
      if (item.undefinedLength) write(this.#delimiter(TAG.itemDelimitation, 0));
    }
    if (undefinedLength) write(this.#delimiter(TAG.sequenceDelimitation, 0));
  }

  /** Bytes of the group's elements after its group length (PS3.5 7.2). */
  #groupSize(groupLength: DataElement): number {
    let size = 0;
    for (const element of groupLength.parent.elements) {
      if (element !== groupLength && groupOf(element.tag) === groupOf(groupLength.tag))
        size += this.#elementSize(element);
    }
    return size;
  }

  #copyValue(element: DataElement, vr: string, write: Write): void {
    const swaps = element.parent.encoding.littleEndian !== this.#target.littleEndian;
    for (let at = element.valueStart; at < element.end; at += PIECE_BYTES) {
      const piece = this.#source.read(at, Math.min(PIECE_BYTES, element.end - at));
      write(swaps ? swapped(piece, vr) : piece);
    }
  }

  #header(tag: Tag, vr: string, length: number): Buffer {
    if (!this.#target.explicitVr) return this.#delimiter(tag, length);
    const header = Buffer.alloc(this.#headerSize(vr));
    this.#putTag(header, tag);
    header.write(vr, 4, 'latin1');
    if (header.length === 12) this.#putUint32(header, length, 8);
    else if (this.#target.littleEndian) header.writeUInt16LE(length, 6);
    else header.writeUInt16BE(length, 6);
    return header;
  }

  /** A tag and a 32-bit length: the header of implicit VR, and of items and delimiters in any encoding. */
  #delimiter(tag: Tag, length: number): Buffer {
    const header = Buffer.alloc(8);
    this.#putTag(header, tag);
    this.#putUint32(header, length, 4);
    return header;
  }

  #uint32(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    this.#putUint32(bytes, value, 0);
    return bytes;
  }

  #putTag(buffer: Buffer, tag: Tag): void {
    if (this.#target.littleEndian) {
      buffer.writeUInt16LE(groupOf(tag), 0);
      buffer.writeUInt16LE(tag & 0xffff, 2);
    } else {
      buffer.writeUInt32BE(tag, 0);
    }
  }

  #putUint32(buffer: Buffer, value: number, at: number): void {
    if (this.#target.littleEndian) buffer.writeUInt32LE(value, at);
    else buffer.writeUInt32BE(value, at);
  }
}

/** A copy with the bytes of each unit of the VR in the other order; a rest shorter than a unit stays as it is. */
function swapped(bytes: Buffer, vr: string): Buffer {
  const unit = vrFacts(vr).swapUnitBytes;
  if (unit === 1) return bytes;
  const copy = Buffer.from(bytes);
  const whole = copy.subarray(0, copy.length - (copy.length % unit));
  if (unit === 2) whole.swap16();
  else if (unit === 4) whole.swap32();
  else whole.swap64();
  return copy;
}

function notPossible(reason: string): LetheError {
  return new LetheError('TRANSCODE_NOT_POSSIBLE', reason);
}
