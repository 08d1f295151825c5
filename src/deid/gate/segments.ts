/** The stretches of a file, packed: a data set may have a million of them, and an object for each would take 200 MB. */
import { formatTag, type Tag } from '../../dicom/tag.js';

/**
 * Text is read in its character set; in the rest a string that is short may stand by chance. Coded bytes are not text in any
 * encoding but those that a machine would write there, ASCII and UTF-16.
 */
export type SegmentRole = 'text' | 'binary' | 'coded';

/** A stretch of a file that is searched as one: a value, or what a name can be given. */
export interface Segment {
  /** Of the element that it is of; 0 where it is of none. */
  readonly tag: Tag;
  readonly start: number;
  readonly end: number;
  readonly role: SegmentRole;
  readonly vr: string;
  /** The Specific Character Set (0008,0005) in force, as it stands. */
  readonly characterSet: string;
  /** As in a trace, `(0040,0275)[1]/(0008,0050)`, or a name such as `preamble` or `(7FE0,0010) fragment 3 APP1`. */
  path(): string;
}

/** A data set of the file, as the number that {@link SegmentList.addItem} gave it. */
export type DataSetNumber = number;

export const OUTERMOST: DataSetNumber = 0;

const ROLES: readonly SegmentRole[] = ['text', 'binary', 'coded'];

/** Rows of a block; a power of two. The first block grows up to it, so that a short list takes little. */
const BLOCK_BITS = 14;
const BLOCK_ROWS = 1 << BLOCK_BITS;
const FIRST_ROWS = 256;

/** Rows of numbers in memory outside the heap. */
class Rows<A extends Float64Array | Uint32Array> {
  readonly #width: number;
  readonly #make: (size: number) => A;
  readonly #blocks: A[] = [];

  constructor(width: number, make: (size: number) => A) {
    this.#width = width;
    this.#make = make;
  }

  /** The block with a row, made where it is not there yet; rows must come in their order. */
  blockFor(row: number): A {
    const index = row >> BLOCK_BITS;
    const block = this.#blocks[index];
    const at = (row & (BLOCK_ROWS - 1)) * this.#width;
    if (block !== undefined && at < block.length) return block;
    const size = index > 0 ? BLOCK_ROWS * this.#width : Math.max(FIRST_ROWS * this.#width, 2 * at);
    const made = this.#make(size);
    if (block !== undefined) made.set(block);
    this.#blocks[index] = made;
    return made;
  }

  /** Where a row begins in its block. */
  at(row: number): number {
    return (row & (BLOCK_ROWS - 1)) * this.#width;
  }

  get(row: number, column: number): number {
    return this.#blocks[row >> BLOCK_BITS]?.[(row & (BLOCK_ROWS - 1)) * this.#width + column] ?? 0;
  }
}

/** Numbers for texts of which few differ, and which mostly come several times in a row. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  #last = '';
  #lastNumber = -1;

  numberOf(text: string): number {
    if (text === this.#last && this.#lastNumber >= 0) return this.#lastNumber;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    this.#last = text;
    this.#lastNumber = number;
    return number;
  }

  textOf(number: number): string {
    return this.#texts[number] ?? '';
  }
}

/** Segments in the order in which they are added, which is that of the file, each known by its index. */
export class SegmentList {
  /** Start, end. */
  readonly #ranges = new Rows(2, (size) => new Float64Array(size));
  /** Tag, VR and role, character set, data set. */
  readonly #facts = new Rows(4, (size) => new Uint32Array(size));
  #length = 0;
  /** Data set around it, tag of its sequence, number of its item; the outermost has no row. */
  readonly #items = new Rows(3, (size) => new Uint32Array(size));
  #itemCount = 0;
  readonly #characterSets = new Names();
  /** What tells more, or something else, than the element's path. */
  readonly #labels = new Map<number, Label>();

  get length(): number {
    return this.#length;
  }

  /** An item of a sequence, counted from 1, in a data set. */
  addItem(around: DataSetNumber, sequence: Tag, item: number): DataSetNumber {
    const block = this.#items.blockFor(this.#itemCount);
    const at = this.#items.at(this.#itemCount);
    block[at] = around;
    block[at + 1] = sequence;
    block[at + 2] = item;
    this.#itemCount += 1;
    return this.#itemCount;
  }

  add(segment: Omit<Segment, 'path'>, dataSet: DataSetNumber, label?: Label): void {
    const range = this.#ranges.blockFor(this.#length);
    const rangeAt = this.#ranges.at(this.#length);
    range[rangeAt] = segment.start;
    range[rangeAt + 1] = segment.end;
    const facts = this.#facts.blockFor(this.#length);
    const at = this.#facts.at(this.#length);
    facts[at] = segment.tag;
    facts[at + 1] =
      (segment.vr.charCodeAt(0) << 16) | (segment.vr.charCodeAt(1) << 8) | ROLES.indexOf(segment.role);
    facts[at + 2] = this.#characterSets.numberOf(segment.characterSet);
    facts[at + 3] = dataSet;
    if (label !== undefined) this.#labels.set(this.#length, label);
    this.#length += 1;
  }

  /** Forgets all segments from an index on. */
  truncate(length: number): void {
    for (const index of this.#labels.keys()) if (index >= length) this.#labels.delete(index);
    this.#length = length;
  }

  start(index: number): number {
    return this.#ranges.get(index, 0);
  }

  end(index: number): number {
    return this.#ranges.get(index, 1);
  }

  tag(index: number): Tag {
    return this.#facts.get(index, 0);
  }

  at(index: number): Segment {
    const kind = this.#facts.get(index, 1);
    return {
      tag: this.tag(index),
      start: this.start(index),
      end: this.end(index),
      role: ROLES[kind & 0xff] ?? 'binary',
      vr: String.fromCharCode(kind >>> 16, (kind >>> 8) & 0xff),
      characterSet: this.#characterSets.textOf(this.#facts.get(index, 2)),
      path: () => this.#pathOf(index),
    };
  }

  #pathOf(index: number): string {
    const label = this.#labels.get(index);
    if (label?.kind === 'name') return label.name;
    const path = this.elementPath(this.#facts.get(index, 3), this.tag(index));
    return label === undefined ? path : `${path} ${label.part()}`.trim();
  }

  elementPath(dataSet: DataSetNumber, tag: Tag): string {
    let path = formatTag(tag);
    for (let at = dataSet; at !== OUTERMOST; at = this.#items.get(at - 1, 0))
      path = `${formatTag(this.#items.get(at - 1, 1))}[${String(this.#items.get(at - 1, 2))}]/${path}`;
    return path;
  }

  /** The index of the first segment that ends after a position. */
  firstEndingAfter(position: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end(middle) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The segment that a position stands in; undefined between two. */
  around(position: number): Segment | undefined {
    const index = this.firstEndingAfter(position);
    return index < this.#length && this.start(index) <= position ? this.at(index) : undefined;
  }
}

/** What a segment is called: by a name of its own, or as a part of its element. */
export type Label =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'part'; readonly part: () => string };
