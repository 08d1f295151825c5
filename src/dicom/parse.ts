import { LetheError } from '../errors.js';
import { lookupTag } from './dictionary.js';
import {
  IMPLICIT_LITTLE,
  PlainElement,
  ReadItem,
  StructuredElement,
  type DataElement,
  type DataSet,
  type Encoding,
  type Fragment,
  type Item,
} from './model.js';
import type { ByteSource } from './source.js';
import { formatTag, TAG, type Tag } from './tag.js';
import { hasLongForm } from './vr.js';

/** Bounds on what a data set may make the reader do. */
export interface ParseLimits {
  /** Levels of nested sequences. */
  readonly maxDepth: number;
  /** Elements, items and fragments together. */
  readonly maxElements: number;
}

export const DEFAULT_PARSE_LIMITS: ParseLimits = { maxDepth: 64, maxElements: 1_000_000 };

const UNDEFINED_LENGTH = 0xffffffff;
const SQ = 'SQ';
const UN = 'UN';

interface EncodedVr {
  readonly name: string;
  readonly longForm: boolean;
}

/** By the two letters as they stand in the header, so that each VR is looked up once. */
const ENCODED_VRS = new Map<number, EncodedVr>();

function vrCode(first: number, second: number): number {
  return first * 256 + second;
}

function encodedVr(code: number): EncodedVr {
  let vr = ENCODED_VRS.get(code);
  if (vr === undefined) {
    const name = String.fromCharCode(code >> 8, code & 0xff);
    vr = { name, longForm: hasLongForm(name) };
    ENCODED_VRS.set(code, vr);
  }
  return vr;
}

type Building<T> = { -readonly [K in keyof T]: T[K] };
type BuildingDataSet = Building<DataSet> & { elements: DataElement[] };

const NO_ELEMENTS: DataElement[] = [];

/** So many elements of implicit VR are tolerated among explicit ones; what has more is of no transfer syntax. */
const MOST_WITHOUT_VR = 1;

/** A sequence, or the data set of an item, that is not yet at its end. */
type Frame =
  | {
      readonly kind: 'dataSet';
      readonly dataSet: BuildingDataSet;
      readonly item: ReadItem | undefined;
      readonly limit: number;
    }
  | {
      readonly kind: 'sequence';
      readonly element: StructuredElement;
      readonly items: Item[];
      readonly encoding: Encoding;
      readonly limit: number;
    };

/**
 * Indexes a data set: where each element, item and fragment lies. No value is decoded or copied.
 *
 * The walk keeps its own stack, so that no nesting can exhaust the caller's, and can be done in steps, so that a large
 * header does not hold up the thread.
 */
export class DataSetParser {
  readonly #source: ByteSource;
  readonly #limits: ParseLimits;
  readonly #root: BuildingDataSet;
  readonly #stack: Frame[];
  #position: number;
  #counted = 0;
  /** Elements of implicit VR in data sets of explicit VR */
  #withoutVr = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(
    source: ByteSource,
    encoding: Encoding,
    options: { start?: number; end?: number; limits?: ParseLimits } = {},
  ) {
    const start = options.start ?? 0;
    const end = options.end ?? source.size;
    this.#source = source;
    this.#limits = options.limits ?? DEFAULT_PARSE_LIMITS;
    this.#root = { elements: [], start, end, encoding, owner: undefined };
    this.#stack = [{ kind: 'dataSet', dataSet: this.#root, item: undefined, limit: end }];
    this.#position = start;
  }

  /**
   * Goes on for about `budget` elements.
   * @returns the data set when its end is reached, undefined when there is more to do
   * @throws LetheError `DATA_SET_MALFORMED` or `DATA_SET_LIMIT`, with the position
   */
  step(budget: number): DataSet | undefined {
    const stopAt = this.#counted + budget;
    while (this.#counted < stopAt) {
      const frame = this.#stack.at(-1);
      if (frame === undefined) return this.#root;
      if (frame.kind === 'dataSet') this.#readElement(frame);
      else this.#readItem(frame);
    }
    return this.#stack.length === 0 ? this.#root : undefined;
  }

  #readElement(frame: Extract<Frame, { kind: 'dataSet' }>): void {
    const start = this.#position;
    if (start === frame.limit) {
      this.#closeDataSet(frame, start, start);
      return;
    }
    this.#need(start, 8, frame.limit);
    const tag = this.#tag(start, frame.dataSet.encoding);
    if (tag === TAG.itemDelimitation && frame.item !== undefined) {
      // A delimiter may also close an item of defined length early; nothing may follow it there.
      if (!frame.item.undefinedLength && start + 8 !== frame.limit)
        throw malformed(start, 'an item of defined length is delimited before its end');
      this.#position = start + 8;
      this.#closeDataSet(frame, start, start + 8);
      return;
    }
    if (tag === TAG.item || tag === TAG.itemDelimitation || tag === TAG.sequenceDelimitation) {
      throw malformed(start, `${formatTag(tag)} stands where a data element is expected`);
    }
    this.#count(start);
    if (frame.dataSet.elements.length === 0 && this.#isImplicitThough(frame, start))
      frame.dataSet.encoding = IMPLICIT_LITTLE;
    const { encoding } = frame.dataSet;

    let vr: string;
    let valueStart: number;
    let length: number;
    const code = encoding.explicitVr ? vrCode(this.#byte(start + 4), this.#byte(start + 5)) : 0;
    if (isVrCode(code)) {
      const encoded = encodedVr(code);
      vr = encoded.name;
      if (!encoded.longForm) {
        valueStart = start + 8;
        length = this.#uint16(start + 6, encoding);
      } else {
        this.#need(start, 12, frame.limit);
        valueStart = start + 12;
        length = this.#uint32(start + 8, encoding);
      }
    } else {
      // Implicit VR; also what some writers leave among explicit elements: a header without a VR, or with a blank one.
      vr = lookupTag(tag)?.vr ?? UN;
      valueStart = start + 8;
      length = this.#uint32(start + 4, encoding);
      const isBlank = encoding.explicitVr && length !== UNDEFINED_LENGTH && valueStart + length > frame.limit;
      if (isBlank) length = this.#uint16(start + 6, encoding);
      else if (encoding.explicitVr && (this.#withoutVr += 1) > MOST_WITHOUT_VR)
        throw malformed(start, `${formatTag(tag)} has no VR, and others of this data set have one`);
    }

    const { dataSet } = frame;
    if (vr !== SQ && vr !== UN && length !== UNDEFINED_LENGTH) {
      const plain = new PlainElement(tag, vr, start, valueStart, length, dataSet);
      dataSet.elements.push(plain);
      if (plain.end > frame.limit) throw tooLong(plain, frame.limit);
      this.#position = plain.end;
      return;
    }
    const element = new StructuredElement(tag, vr, start, valueStart, length, dataSet);
    dataSet.elements.push(element);
    if (length === UNDEFINED_LENGTH) {
      element.undefinedLength = true;
      this.#openUndefined(element, encoding, frame.limit);
      return;
    }
    if (element.end > frame.limit) throw tooLong(element, frame.limit);
    this.#position = valueStart;
    if (vr === SQ && !isVrCode(code) && !this.#beginsWithItem(element, encoding)) {
      // The dictionary says sequence, the bytes do not: an attribute that once had another meaning.
      element.vr = UN;
    } else if (vr === SQ) {
      element.items = [];
      this.#push({ kind: 'sequence', element, items: element.items, encoding, limit: element.end }, start);
      return;
    }
    if (vr === UN && length >= 8) element.items = this.#itemsInUnknown(element);
    this.#position = element.end;
  }

  /** Whether a data set that is to be explicit begins with two elements, or one alone, of implicit VR: then all of it is read and written so. */
  #isImplicitThough({ dataSet, limit }: Extract<Frame, { kind: 'dataSet' }>, start: number): boolean {
    const { encoding } = dataSet;
    if (!encoding.explicitVr || !encoding.littleEndian || this.#hasVr(start)) return false;
    const next = start + 8 + this.#uint32(start + 4, encoding);
    if (next + 8 > limit) return next === limit;
    this.#need(next, 8, limit);
    const isImplicit = !this.#hasVr(next);
    this.#need(start, 8, limit);
    return isImplicit;
  }

  #hasVr(start: number): boolean {
    return isVrCode(vrCode(this.#byte(start + 4), this.#byte(start + 5)));
  }

  #openUndefined(element: StructuredElement, encoding: Encoding, limit: number): void {
    this.#position = element.valueStart;
    if (element.tag === TAG.pixelData && element.vr !== SQ) {
      this.#readFragments(element, encoding, limit);
      return;
    }
    if (element.vr !== SQ && element.vr !== UN) {
      throw malformed(
        element.start,
        `${formatTag(element.tag)} has undefined length, which its VR does not allow`,
      );
    }
    // PS3.5 section 6.2.2, note 2 (CP 246): UN of undefined length holds implicit VR little endian items.
    const content = element.vr === UN && encoding.explicitVr ? IMPLICIT_LITTLE : encoding;
    element.items = [];
    this.#push({ kind: 'sequence', element, items: element.items, encoding: content, limit }, element.start);
  }

  #readItem(frame: Extract<Frame, { kind: 'sequence' }>): void {
    const start = this.#position;
    const { element } = frame;
    if (!element.undefinedLength && start === frame.limit) {
      this.#stack.pop();
      return;
    }
    this.#need(start, 8, frame.limit);
    const tag = this.#tag(start, frame.encoding);
    if (tag === TAG.sequenceDelimitation) {
      if (element.undefinedLength) {
        element.valueLength = start - element.valueStart;
        element.end = start + 8;
      } else if (start + 8 !== frame.limit) {
        throw malformed(start, 'a sequence of defined length is delimited before its end');
      }
      this.#position = start + 8;
      this.#stack.pop();
      return;
    }
    if (tag !== TAG.item)
      throw malformed(
        start,
        `${formatTag(tag)} stands where an item of ${formatTag(element.tag)} is expected`,
      );
    this.#count(start);
    const length = this.#uint32(start + 4, frame.encoding);
    const undefinedLength = length === UNDEFINED_LENGTH;
    const contentStart = start + 8;
    const limit = undefinedLength ? frame.limit : contentStart + length;
    if (limit > frame.limit)
      throw malformed(start, `an item of ${formatTag(element.tag)} is longer than what holds it`);
    const dataSet: BuildingDataSet = {
      elements: [],
      start: contentStart,
      end: limit,
      encoding: frame.encoding,
      owner: undefined,
    };
    const item = new ReadItem(limit, undefinedLength, dataSet, element);
    dataSet.owner = item;
    frame.items.push(item);
    this.#position = contentStart;
    this.#push({ kind: 'dataSet', dataSet, item, limit }, start);
  }

  #closeDataSet(frame: Extract<Frame, { kind: 'dataSet' }>, contentEnd: number, end: number): void {
    if (frame.item?.undefinedLength === true && contentEnd === end)
      throw malformed(end, 'an item of undefined length has no delimiter');
    const { dataSet } = frame;
    dataSet.end = contentEnd;
    // Lists grow by more than they need: of the many items of a large data set that would be half of the memory.
    if (dataSet.elements.length === 0) dataSet.elements = NO_ELEMENTS;
    else if (frame.item !== undefined && this.#counted > STEP_ELEMENTS)
      dataSet.elements = dataSet.elements.slice();
    if (frame.item !== undefined) {
      frame.item.end = end;
    }
    this.#stack.pop();
  }

  #readFragments(element: StructuredElement, encoding: Encoding, limit: number): void {
    const fragments: Fragment[] = [];
    element.fragments = fragments;
    for (;;) {
      const start = this.#position;
      if (start === limit && this.#stack.length === 1) {
        // The file ends with its last fragment: the delimiter is missing, nothing else is.
        element.valueLength = start - element.valueStart;
        element.end = start;
        return;
      }
      this.#need(start, 8, limit);
      const tag = this.#tag(start, encoding);
      const length = this.#uint32(start + 4, encoding);
      if (tag === TAG.sequenceDelimitation) {
        element.valueLength = start - element.valueStart;
        element.end = start + 8;
        this.#position = element.end;
        return;
      }
      if (tag !== TAG.item || length === UNDEFINED_LENGTH)
        throw malformed(start, 'a fragment of the encapsulated value is expected');
      if (start + 8 + length > limit) throw malformed(start, 'a fragment is longer than what is left');
      this.#count(start);
      fragments.push({ valueStart: start + 8, valueLength: length });
      this.#position = start + 8 + length;
    }
  }

  /**
   * A sequence may hide in a UN element of defined length, when it passed through a system that did not know its tag
   * (PS3.5 section 6.2.2). What does not read as items to the last byte is an opaque value.
   */
  #itemsInUnknown(element: StructuredElement): Item[] | undefined {
    const head = this.#source.read(element.valueStart, 4);
    if (head.length < 4 || head.readUInt32LE(0) !== 0xe000fffe) return undefined;
    const { encoding: around } = element.parent;
    for (const encoding of around.explicitVr ? [IMPLICIT_LITTLE, around] : [IMPLICIT_LITTLE]) {
      const nested = new DataSetParser(this.#source, encoding, {
        start: element.valueStart,
        end: element.end,
        limits: {
          maxDepth: this.#limits.maxDepth - this.#depth(),
          maxElements: this.#limits.maxElements - this.#counted,
        },
      });
      const items = nested.#itemsOf(element);
      // What was read in vain counts too: values nested in values must not be read again at each level without end.
      this.#counted += nested.#counted;
      if (items !== undefined) return items;
    }
    return undefined;
  }

  #beginsWithItem(element: StructuredElement, encoding: Encoding): boolean {
    if (element.valueLength === 0) return true;
    if (element.valueLength < 8) return false;
    this.#need(element.valueStart, 8, element.end);
    const tag = this.#tag(element.valueStart, encoding);
    return tag === TAG.item || tag === TAG.sequenceDelimitation;
  }

  #itemsOf(element: StructuredElement): Item[] | undefined {
    const items: Item[] = [];
    this.#stack.length = 0;
    this.#stack.push({ kind: 'sequence', element, items, encoding: this.#root.encoding, limit: element.end });
    try {
      this.step(Infinity);
    } catch (error) {
      if (error instanceof LetheError && error.code === 'DATA_SET_MALFORMED') return undefined;
      throw error;
    }
    return items;
  }

  #depth(): number {
    return this.#stack.length >> 1;
  }

  #push(frame: Frame, position: number): void {
    this.#stack.push(frame);
    if (this.#depth() > this.#limits.maxDepth) {
      throw new LetheError(
        'DATA_SET_LIMIT',
        `sequences are nested deeper than ${String(this.#limits.maxDepth)} levels at byte ${String(position)}`,
      );
    }
  }

  #count(position: number): void {
    this.#counted += 1;
    if (this.#counted > this.#limits.maxElements) {
      throw new LetheError(
        'DATA_SET_LIMIT',
        `more than ${String(this.#limits.maxElements)} elements, items and fragments at byte ${String(position)}`,
      );
    }
  }

  #need(position: number, length: number, limit: number): void {
    if (position + length > limit) throw malformed(position, 'the data set ends inside an element');
    const offset = position - this.#windowStart;
    if (offset >= 0 && offset + length <= this.#window.length) return;
    // Far from the last window: most likely a jump over a large value, so little is read at first.
    const isNext = offset >= 0 && offset <= this.#window.length + 4096;
    this.#window = this.#source.read(position, isNext ? 65536 : 4096);
    this.#windowStart = position;
    if (this.#window.length < length) throw malformed(position, 'the data set ends inside an element');
  }

  #byte(position: number): number {
    return this.#window[position - this.#windowStart] ?? 0;
  }

  #uint16(position: number, encoding: Encoding): number {
    const first = this.#byte(position);
    const second = this.#byte(position + 1);
    return encoding.littleEndian ? first + second * 256 : first * 256 + second;
  }

  #uint32(position: number, encoding: Encoding): number {
    const first = this.#uint16(position, encoding);
    const second = this.#uint16(position + 2, encoding);
    return encoding.littleEndian ? first + second * 65536 : first * 65536 + second;
  }

  #tag(position: number, encoding: Encoding): Tag {
    return this.#uint16(position, encoding) * 65536 + this.#uint16(position + 2, encoding);
  }
}

/**
 * Indexes a whole data set at once.
 * @throws LetheError `DATA_SET_MALFORMED` or `DATA_SET_LIMIT`
 */
export function parseDataSet(
  source: ByteSource,
  encoding: Encoding,
  options: { start?: number; end?: number; limits?: ParseLimits } = {},
): DataSet {
  const dataSet = new DataSetParser(source, encoding, options).step(Infinity);
  if (dataSet === undefined) throw malformed(source.size, 'the data set has no end');
  return dataSet;
}

const STEP_ELEMENTS = 20_000;

/**
 * As {@link parseDataSet}, but gives the thread back now and then, so that a huge header holds up nobody.
 * @param options.large awaited before more than some 20,000 elements are held in memory
 */
export async function parseDataSetInSteps(
  source: ByteSource,
  encoding: Encoding,
  options: { start?: number; end?: number; limits?: ParseLimits; large?: () => Promise<void> } = {},
): Promise<DataSet> {
  const parser = new DataSetParser(source, encoding, options);
  let dataSet = parser.step(STEP_ELEMENTS);
  if (dataSet === undefined) await options.large?.();
  while (dataSet === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    dataSet = parser.step(STEP_ELEMENTS);
  }
  return dataSet;
}

function isVrCode(code: number): boolean {
  const first = code >> 8;
  const second = code & 0xff;
  return first >= 0x41 && first <= 0x5a && second >= 0x41 && second <= 0x5a;
}

function tooLong({ tag, start, valueStart, valueLength }: DataElement, limit: number): LetheError {
  return malformed(
    start,
    `${formatTag(tag)} says ${String(valueLength)} bytes, ${String(limit - valueStart)} are left`,
  );
}

function malformed(position: number, problem: string): LetheError {
  return new LetheError('DATA_SET_MALFORMED', `${problem}, at byte ${String(position)}`);
}
