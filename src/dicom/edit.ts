import { LetheError } from '../errors.js';
import { ByteStore, type StoredBytes } from './byte-store.js';
import type { DataElement, DataSet, Encoding, Item } from './model.js';
import type { ByteSource } from './source.js';
import { SpanWriter, type Span } from './span-writer.js';
import { formatTag, groupOf, isGroupLengthTag, type Tag } from './tag.js';
import { hasLongForm, vrFacts } from './vr.js';

export type { Span } from './span-writer.js';

type Change =
  | { readonly kind: 'remove' }
  | { readonly kind: 'replace'; readonly value: StoredBytes; readonly vr: string }
  | { readonly kind: 'spans'; readonly value: SpanValue };

/** A value laid out as spans, so that what it keeps of the source is never read into memory. */
interface SpanValue {
  /** An even number of bytes in all; for an encapsulated value its items, without the sequence delimiter. */
  readonly spans: readonly Span[];
  readonly vr: string;
  /** Whether it is a sequence of fragments, of undefined length (PS3.5 section A.4). */
  readonly isEncapsulated: boolean;
}

interface Insertion {
  readonly tag: Tag;
  readonly bytes: Buffer;
}

/** The changes to make to one data set and those nested in it; what no change names is copied byte for byte. */
export interface Edits {
  /** Gives an element a new value, already encoded and padded or not; `vr` is the element's own unless given. */
  replace(element: DataElement, value: Buffer, vr?: string): void;
  /** As `replace`, with a value that is copied from the source in part. */
  replaceWithSpans(element: DataElement, value: SpanValue): void;
  /** Leaves the element with a value of no bytes. */
  empty(element: DataElement): void;
  remove(element: DataElement): void;
  removeItem(item: Item): void;
  /** Adds an element that the data set does not have, in the order of tags; one that was added before gives way. */
  insert(dataSet: DataSet, tag: Tag, vr: string, value: Buffer): void;
  isRemoved(element: DataElement): boolean;
  /** The value that an element was given; undefined where it keeps its own, is removed or was given spans. */
  replacementOf(element: DataElement): Buffer | undefined;
  /** How many changes were asked for. */
  readonly count: number;
}

interface Recorded extends Edits {
  readonly changes: ReadonlyMap<DataElement, Change>;
  readonly insertions: ReadonlyMap<DataSet, readonly Insertion[]>;
  readonly removedItems: ReadonlySet<Item>;
  readonly touched: ReadonlySet<DataSet>;
}

const REMOVE: Change = { kind: 'remove' };
const NOTHING = Buffer.alloc(0);

export function createEdits(): Edits {
  const values = new ByteStore();
  const changes = new Map<DataElement, Change>();
  const insertions = new Map<DataSet, Insertion[]>();
  const removedItems = new Set<Item>();
  const touched = new Set<DataSet>();
  const touch = (dataSet: DataSet): void => {
    for (
      let at: DataSet | undefined = dataSet;
      at !== undefined && !touched.has(at);
      at = at.owner?.sequence.parent
    )
      touched.add(at);
  };
  const change = (element: DataElement, what: Change): void => {
    changes.set(element, what);
    touch(element.parent);
  };
  const recorded: Recorded = {
    changes,
    insertions,
    removedItems,
    touched,
    replace: (element, value, vr) =>
      change(element, { kind: 'replace', value: values.keep(value), vr: vr ?? element.vr }),
    replaceWithSpans: (element, value) => change(element, { kind: 'spans', value }),
    empty: (element) => change(element, emptied(element.vr)),
    remove: (element) => change(element, REMOVE),
    removeItem(item) {
      removedItems.add(item);
      touch(item.sequence.parent);
    },
    insert(dataSet, tag, vr, value) {
      const list = (insertions.get(dataSet) ?? []).filter((insertion) => insertion.tag !== tag);
      list.push({ tag, bytes: encodeElement(dataSet.encoding, tag, vr, value) });
      list.sort((a, b) => a.tag - b.tag);
      insertions.set(dataSet, list);
      touch(dataSet);
    },
    isRemoved: (element) => changes.get(element)?.kind === 'remove',
    replacementOf(element) {
      const made = changes.get(element);
      return made?.kind === 'replace' ? bytesOf(made.value) : undefined;
    },
    get count() {
      let inserted = 0;
      for (const list of insertions.values()) inserted += list.length;
      return changes.size + removedItems.size + inserted;
    },
  };
  return recorded;
}

/** By VR: a million elements that are emptied need not each have a change of its own. */
const emptiedOf = new Map<string, Change>();

function emptied(vr: string): Change {
  let change = emptiedOf.get(vr);
  if (change === undefined) {
    change = { kind: 'replace', value: { chunk: NOTHING, start: 0, end: 0 }, vr };
    emptiedOf.set(vr, change);
  }
  return change;
}

function bytesOf({ chunk, start, end }: StoredBytes): Buffer {
  return chunk.subarray(start, end);
}

/**
 * Lays out the edited data set as spans: what was not edited is copied, lengths of the sequences, items and groups that
 * hold an edit are written anew, undefined lengths stay undefined.
 * @throws LetheError `EDIT_NOT_POSSIBLE` when a value does not fit its VR's length field
 */
export function applyEdits(dataSet: DataSet, edits: Edits): Span[] {
  const writer = new SpanWriter();
  writeDataSet(dataSet, edits as Recorded, writer);
  return writer.end();
}

/** Size of the spans in bytes. */
export function spansSize(spans: readonly Span[]): number {
  let size = 0;
  for (const span of spans) size += span.kind === 'copy' ? span.end - span.start : span.bytes.length;
  return size;
}

/** The spans as one buffer; for data sets known to be small. */
export function readSpans(source: ByteSource, spans: readonly Span[]): Buffer {
  return Buffer.concat(
    spans.map((span) =>
      span.kind === 'bytes' ? span.bytes : source.read(span.start, span.end - span.start),
    ),
  );
}

/**
 * Encodes one data element (PS3.5 section 7.1). A value of odd length is padded as its VR asks (PS3.5 section 6.2).
 * @throws LetheError `EDIT_NOT_POSSIBLE` when the value is longer than the length field can say
 */
export function encodeElement(encoding: Encoding, tag: Tag, vr: string, value: Buffer): Buffer {
  const padded = padToEven(vr, value);
  return Buffer.concat([encodeHeader(encoding, tag, vr, padded.length), padded]);
}

/** Encodes one item of defined length that holds the given elements. */
export function encodeItem(encoding: Encoding, elements: readonly Buffer[]): Buffer {
  const size = elements.reduce((sum, element) => sum + element.length, 0);
  const header = Buffer.alloc(8);
  writeUint16(header, 0xfffe, 0, encoding);
  writeUint16(header, 0xe000, 2, encoding);
  writeUint32(header, size, 4, encoding);
  return Buffer.concat([header, ...elements]);
}

const MAX_DEFINED_LENGTH = 0xfffffffe;

function encodeHeader(encoding: Encoding, tag: Tag, vr: string, length: number): Buffer {
  const isShort = encoding.explicitVr && !hasLongForm(vr);
  if (length > (isShort ? 0xffff : MAX_DEFINED_LENGTH)) {
    throw new LetheError(
      'EDIT_NOT_POSSIBLE',
      `a value of ${String(length)} bytes does not fit ${formatTag(tag)} with VR ${vr}`,
    );
  }
  const header = Buffer.alloc(encoding.explicitVr && !isShort ? 12 : 8);
  writeUint16(header, groupOf(tag), 0, encoding);
  writeUint16(header, tag & 0xffff, 2, encoding);
  if (!encoding.explicitVr) {
    writeUint32(header, length, 4, encoding);
  } else {
    header.write(vr, 4, 'latin1');
    if (isShort) writeUint16(header, length, 6, encoding);
    else writeUint32(header, length, 8, encoding);
  }
  return header;
}

function padToEven(vr: string, value: Buffer): Buffer {
  if (value.length % 2 === 0) return value;
  return Buffer.concat([value, Buffer.from([vrFacts(vr).paddingByte])]);
}

function writeUint16(buffer: Buffer, value: number, at: number, encoding: Encoding): void {
  if (encoding.littleEndian) buffer.writeUInt16LE(value, at);
  else buffer.writeUInt16BE(value, at);
}

function writeUint32(buffer: Buffer, value: number, at: number, encoding: Encoding): void {
  if (encoding.littleEndian) buffer.writeUInt32LE(value, at);
  else buffer.writeUInt32BE(value, at);
}

function writeDataSet(dataSet: DataSet, edits: Recorded, writer: SpanWriter): void {
  if (!edits.touched.has(dataSet)) {
    writer.copy(dataSet.start, dataSet.end);
    return;
  }
  const pending = [...(edits.insertions.get(dataSet) ?? [])];
  let groupLength:
    { readonly header: Buffer; readonly sizeBefore: number; readonly group: number } | undefined;
  const closeGroup = (): void => {
    if (groupLength === undefined) return;
    writeUint32(
      groupLength.header,
      writer.size - groupLength.sizeBefore,
      groupLength.header.length - 4,
      dataSet.encoding,
    );
    groupLength = undefined;
  };
  const insertBefore = (tag: Tag): void => {
    for (let next = pending[0]; next !== undefined && next.tag < tag; next = pending[0]) {
      if (groupLength !== undefined && groupLength.group !== groupOf(next.tag)) closeGroup();
      writer.bytes(next.bytes);
      pending.shift();
    }
  };
  const editedGroups = groupsEdited(dataSet, edits);
  for (const element of dataSet.elements) {
    insertBefore(element.tag);
    if (groupLength !== undefined && groupLength.group !== groupOf(element.tag)) closeGroup();
    const change = edits.changes.get(element);
    if (
      isGroupLengthTag(element.tag) &&
      element.valueLength === 4 &&
      change === undefined &&
      editedGroups.has(groupOf(element.tag))
    ) {
      const encoded = encodeElement(dataSet.encoding, element.tag, 'UL', Buffer.alloc(4));
      const header = writer.reserve(encoded.length);
      encoded.copy(header);
      groupLength = { header, sizeBefore: writer.size, group: groupOf(element.tag) };
      continue;
    }
    writeElement(element, change, edits, writer);
  }
  insertBefore(Infinity);
  closeGroup();
}

/** The groups of a data set in which something changes its size, or may. */
function groupsEdited(dataSet: DataSet, edits: Recorded): Set<number> {
  const groups = new Set<number>();
  for (const insertion of edits.insertions.get(dataSet) ?? []) groups.add(groupOf(insertion.tag));
  for (const element of dataSet.elements) {
    if (edits.changes.has(element) || isTouchedSequence(element, edits)) groups.add(groupOf(element.tag));
  }
  return groups;
}

function isTouchedSequence(element: DataElement, edits: Recorded): boolean {
  return (
    element.items?.some((item) => edits.removedItems.has(item) || edits.touched.has(item.dataSet)) ?? false
  );
}

function writeElement(
  element: DataElement,
  change: Change | undefined,
  edits: Recorded,
  writer: SpanWriter,
): void {
  if (change?.kind === 'remove') return;
  if (change?.kind === 'replace') {
    const value = padToEven(change.vr, bytesOf(change.value));
    writer.bytes(encodeHeader(element.parent.encoding, element.tag, change.vr, value.length));
    writer.bytes(value);
    return;
  }
  if (change?.kind === 'spans') {
    writeSpans(element, change.value, writer);
    return;
  }
  if (element.items === undefined || !isTouchedSequence(element, edits)) {
    writer.copy(element.start, element.end);
    return;
  }
  let itemsEnd = element.valueStart;
  const writeItems = (): void => {
    for (const item of element.items ?? []) {
      itemsEnd = item.end;
      if (!edits.removedItems.has(item)) writeItem(item, edits, writer);
    }
    writer.copy(itemsEnd, element.end);
  };
  if (element.undefinedLength) {
    writer.copy(element.start, element.valueStart);
    writeItems();
  } else {
    writer.copy(element.start, element.valueStart - 4);
    writeWithLength(writer, element.parent.encoding, element.tag, writeItems);
  }
}

/** A header that says what it said before is copied: an unusual one stays as it is. */
function writeSpans(element: DataElement, value: SpanValue, writer: SpanWriter): void {
  const { encoding } = element.parent;
  const size = spansSize(value.spans);
  const keepsHeader =
    value.vr === element.vr &&
    element.undefinedLength === value.isEncapsulated &&
    (value.isEncapsulated || size === element.valueLength);
  if (keepsHeader) writer.copy(element.start, element.valueStart);
  else if (!value.isEncapsulated) writer.bytes(encodeHeader(encoding, element.tag, value.vr, size));
  else writer.bytes(undefinedLengthHeader(encoding, element.tag, value.vr));
  for (const span of value.spans) {
    if (span.kind === 'copy') writer.copy(span.start, span.end);
    else writer.bytes(span.bytes);
  }
  if (value.isEncapsulated) writer.bytes(sequenceDelimiter(encoding));
}

function undefinedLengthHeader(encoding: Encoding, tag: Tag, vr: string): Buffer {
  const header = encodeHeader(encoding, tag, vr, 0);
  writeUint32(header, 0xffffffff, header.length - 4, encoding);
  return header;
}

function sequenceDelimiter(encoding: Encoding): Buffer {
  const delimiter = Buffer.alloc(8);
  writeUint16(delimiter, 0xfffe, 0, encoding);
  writeUint16(delimiter, 0xe0dd, 2, encoding);
  return delimiter;
}

function writeItem(item: Item, edits: Recorded, writer: SpanWriter): void {
  if (!edits.touched.has(item.dataSet)) {
    writer.copy(item.start, item.end);
    return;
  }
  const writeContent = (): void => {
    writeDataSet(item.dataSet, edits, writer);
    // A delimiter that closes an item of defined length is counted in that length.
    writer.copy(item.contentEnd, item.end);
  };
  if (item.undefinedLength) {
    writer.copy(item.start, item.contentStart);
    writeContent();
  } else {
    writer.copy(item.start, item.start + 4);
    writeWithLength(writer, item.dataSet.encoding, item.sequence.tag, writeContent);
  }
}

/** A length of 32 bits, and what it is the length of. */
function writeWithLength(writer: SpanWriter, encoding: Encoding, tag: Tag, writeContent: () => void): void {
  const field = writer.reserve(4);
  const sizeBefore = writer.size;
  writeContent();
  const length = writer.size - sizeBefore;
  if (length > MAX_DEFINED_LENGTH)
    throw new LetheError('EDIT_NOT_POSSIBLE', `${formatTag(tag)} would be longer than 4 GiB`);
  writeUint32(field, length, 0, encoding);
}
