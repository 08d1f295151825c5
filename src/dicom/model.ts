import type { Tag } from './tag.js';

/** How a data set is encoded (PS3.5 section 7 and annex A). */
export interface Encoding {
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
}

export const IMPLICIT_LITTLE: Encoding = { explicitVr: false, littleEndian: true };
export const EXPLICIT_LITTLE: Encoding = { explicitVr: true, littleEndian: true };
export const EXPLICIT_BIG: Encoding = { explicitVr: true, littleEndian: false };

/**
 * Where one data element lies in its source. All positions are byte offsets into the source.
 * The value ends at `valueStart + valueLength`; with an undefined length a delimitation item stands between that and `end`.
 */
export interface DataElement {
  readonly tag: Tag;
  /** The VR as encoded; for implicit VR the dictionary's, `UN` where it has none. */
  readonly vr: string;
  readonly start: number;
  readonly valueStart: number;
  readonly valueLength: number;
  readonly end: number;
  readonly undefinedLength: boolean;
  /** The items, where the element is a sequence. */
  readonly items: readonly Item[] | undefined;
  /** The fragments, the offset table first, where the value is encapsulated (PS3.5 section A.4). */
  readonly fragments: readonly Fragment[] | undefined;
  /** The data set that the element stands in. */
  readonly parent: DataSet;
}

/** Where an element stands, as it is read. */
class ReadElement {
  readonly tag: Tag;
  vr: string;
  readonly start: number;
  readonly valueStart: number;
  valueLength: number;
  readonly parent: DataSet;

  constructor(tag: Tag, vr: string, start: number, valueStart: number, valueLength: number, parent: DataSet) {
    this.tag = tag;
    this.vr = vr;
    this.start = start;
    this.valueStart = valueStart;
    this.valueLength = valueLength;
    this.parent = parent;
  }
}

/** An element that holds a value alone. A data set may have a million, so that each keeps no more than it needs. */
export class PlainElement extends ReadElement implements DataElement {
  get end(): number {
    return this.valueStart + this.valueLength;
  }

  get undefinedLength(): false {
    return false;
  }

  get items(): undefined {
    return undefined;
  }

  get fragments(): undefined {
    return undefined;
  }
}

/** An element that may turn out to hold items or fragments; what is not yet known is filled in while it is read. */
export class StructuredElement extends ReadElement implements DataElement {
  end = this.valueStart + this.valueLength;
  undefinedLength = false;
  items: Item[] | undefined = undefined;
  fragments: Fragment[] | undefined = undefined;
}

/** One data set: the outermost one, or that of an item. */
export interface DataSet {
  readonly elements: readonly DataElement[];
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  /** The item that holds this data set; undefined for the outermost. */
  readonly owner: Item | undefined;
}

/** One item of a sequence (PS3.5 section 7.5). */
export interface Item {
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
  readonly undefinedLength: boolean;
  readonly dataSet: DataSet;
  readonly sequence: DataElement;
}

/** An item as it is read; it keeps what its data set does not tell. */
export class ReadItem implements Item {
  end: number;
  readonly undefinedLength: boolean;
  readonly dataSet: DataSet;
  readonly sequence: DataElement;

  constructor(end: number, undefinedLength: boolean, dataSet: DataSet, sequence: DataElement) {
    this.end = end;
    this.undefinedLength = undefinedLength;
    this.dataSet = dataSet;
    this.sequence = sequence;
  }

  get start(): number {
    return this.dataSet.start - ITEM_HEADER_BYTES;
  }

  get contentStart(): number {
    return this.dataSet.start;
  }

  get contentEnd(): number {
    return this.dataSet.end;
  }
}

const ITEM_HEADER_BYTES = 8;

/** One fragment of an encapsulated value. */
export interface Fragment {
  readonly valueStart: number;
  readonly valueLength: number;
}

/** The first element with this tag in the data set itself, not in its items. */
export function findElement(dataSet: DataSet, tag: Tag): DataElement | undefined {
  return dataSet.elements.find((element) => element.tag === tag);
}

/** All elements in the order of the file, those of items after their sequence. */
export function* walkElements(dataSet: DataSet): Generator<DataElement> {
  for (const element of dataSet.elements) {
    yield element;
    for (const item of element.items ?? []) yield* walkElements(item.dataSet);
  }
}
