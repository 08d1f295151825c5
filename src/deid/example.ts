/** Runs the engine on an instance made of a few attributes: what the examples in a strategy file are held against. */
import { applyEdits, encodeElement, encodeItem, readSpans } from '../dicom/edit.js';
import { lookupTag } from '../dicom/dictionary.js';
import { indexInstance, type IndexedInstance } from '../dicom/instance.js';
import { EXPLICIT_LITTLE, findElement, type DataElement, type DataSet } from '../dicom/model.js';
import { TRANSFER_SYNTAX } from '../dicom/part10.js';
import { memorySource } from '../dicom/source.js';
import { formatTag, isPrivateTag, TAG, type Tag } from '../dicom/tag.js';
import { readValue } from '../dicom/values.js';
import { isTextVr, vrFacts } from '../dicom/vr.js';
import { LetheError } from '../errors.js';
import { attributeReader } from './attributes.js';
import type { RoutingFacts } from './condition.js';
import { deidentifyHeader } from './header/deidentify.js';
import type { HeaderPolicy } from './header/policy.js';

/** One attribute of an example. */
export interface ExampleValue {
  readonly name: string;
  /** The tags of the enclosing sequences, outermost first. */
  readonly sequences: readonly number[];
  readonly tag: number;
  /** For a private attribute: who reserves its block. */
  readonly creator?: string;
  readonly values: readonly string[];
}

/** `set aside`: the instance is quarantined because of another attribute. */
export type ExampleFate = 'kept' | 'removed' | 'emptied' | 'replaced' | 'quarantined' | 'set aside';

const BLOCK = 0x10;
const ZEROS = Buffer.alloc(32);
const KEYS = { uid: ZEROS, patientId: ZEROS, date: ZEROS, hash: ZEROS };
const NEEDED: readonly ExampleValue[] = [
  { name: 'SOPClassUID', sequences: [], tag: TAG.sopClassUid, values: ['1.2.840.10008.5.1.4.1.1.7'] },
  { name: 'SOPInstanceUID', sequences: [], tag: TAG.sopInstanceUid, values: ['1.2.3.4'] },
];

/**
 * What becomes of each attribute, by its name, without a tagger.
 * @throws LetheError `ACTION_NOT_POSSIBLE` where an action cannot be carried out
 */
export function deidentifyExample(
  policy: HeaderPolicy,
  attributes: readonly ExampleValue[],
  facts: RoutingFacts = {},
): ReadonlyMap<string, ExampleFate> {
  const added = NEEDED.filter(
    ({ tag }) => !attributes.some((one) => one.tag === tag && one.sequences.length === 0),
  );
  const before = index(encodeTree([...attributes, ...added]));
  if (policy.passthrough) return new Map(attributes.map(({ name }) => [name, 'kept']));
  const outcome = deidentifyHeader(before, {
    policy,
    facts,
    provenance: { strategyName: 'example', strategyVersion: '1' },
    keys: KEYS,
    trace: true,
    read: attributeReader(before),
    history: [],
  });
  if (outcome.kind === 'quarantine')
    return new Map(
      attributes.map((attribute) => [
        attribute.name,
        pathOf(attribute) === outcome.path ? 'quarantined' : 'set aside',
      ]),
    );
  const after = index(readSpans(before.source, applyEdits(before.dataSet, outcome.edits)));
  return new Map(attributes.map((attribute) => [attribute.name, fateOf(attribute, before, after)]));
}

function index(bytes: Buffer): IndexedInstance {
  return indexInstance(memorySource(bytes), {
    dataSetOffset: 0,
    transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
  });
}

function fateOf(attribute: ExampleValue, before: IndexedInstance, after: IndexedInstance): ExampleFate {
  const original = find(attribute, before.dataSet);
  const left = find(attribute, after.dataSet);
  if (left === undefined || original === undefined) return 'removed';
  const value = readValue(after.source, left);
  if (value.equals(readValue(before.source, original))) return 'kept';
  return value.length === 0 ? 'emptied' : 'replaced';
}

function find(attribute: ExampleValue, root: DataSet): DataElement | undefined {
  let dataSet: DataSet | undefined = root;
  for (const sequence of attribute.sequences)
    dataSet = dataSet === undefined ? undefined : findElement(dataSet, sequence)?.items?.[0]?.dataSet;
  return dataSet === undefined ? undefined : findElement(dataSet, tagOf(attribute));
}

/** As the walk writes it; an example has one item in each sequence. */
function pathOf(attribute: ExampleValue): string {
  return [...attribute.sequences.map((tag) => `${formatTag(tag)}[1]/`), formatTag(tagOf(attribute))].join('');
}

function tagOf(attribute: ExampleValue): Tag {
  return attribute.creator === undefined
    ? attribute.tag
    : ((attribute.tag & 0xffff00ff) | (BLOCK << 8)) >>> 0;
}

/** The elements of one level, in the order of tags; attributes of the same sequence share its one item. */
function encodeTree(attributes: readonly ExampleValue[], depth = 0): Buffer {
  const elements = new Map<Tag, Buffer>();
  for (const attribute of attributes) {
    const sequence = attribute.sequences[depth];
    if (sequence !== undefined) {
      const inside = attributes.filter((one) => one.sequences[depth] === sequence);
      elements.set(
        sequence,
        encodeElement(
          EXPLICIT_LITTLE,
          sequence,
          'SQ',
          encodeItem(EXPLICIT_LITTLE, [encodeTree(inside, depth + 1)]),
        ),
      );
      continue;
    }
    const tag = tagOf(attribute);
    const vr = isPrivateTag(tag) ? 'LO' : (lookupTag(tag)?.vr ?? 'UN');
    elements.set(tag, encodeElement(EXPLICIT_LITTLE, tag, vr, encodeValues(vr, attribute)));
    if (attribute.creator !== undefined) {
      const creatorTag = ((tag & 0xffff0000) | BLOCK) >>> 0;
      elements.set(
        creatorTag,
        encodeElement(EXPLICIT_LITTLE, creatorTag, 'LO', Buffer.from(attribute.creator, 'latin1')),
      );
    }
  }
  const isOutermostWithText = depth === 0 && !elements.has(TAG.specificCharacterSet);
  if (isOutermostWithText)
    elements.set(
      TAG.specificCharacterSet,
      encodeElement(EXPLICIT_LITTLE, TAG.specificCharacterSet, 'CS', Buffer.from('ISO_IR 192')),
    );
  return Buffer.concat([...elements].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
}

function encodeValues(vr: string, attribute: ExampleValue): Buffer {
  if (isTextVr(vr)) return Buffer.from(attribute.values.join('\\'), 'utf8');
  if (vr === 'SQ') return attribute.values.length === 0 ? Buffer.alloc(0) : encodeItem(EXPLICIT_LITTLE, []);
  const size = vrFacts(vr).valueSizeBytes;
  if (size === undefined) return Buffer.from(attribute.values.join('\\'), 'utf8');
  return Buffer.concat(
    attribute.values.map((value) => encodeNumber(vr, size, Number(value), attribute.name)),
  );
}

function encodeNumber(vr: string, size: number, value: number, name: string): Buffer {
  const bytes = Buffer.alloc(size);
  if (!Number.isFinite(value))
    throw new LetheError(
      'STRATEGY_INVALID',
      `the example gives ${name} (VR ${vr}) a value that is no number`,
    );
  if (vr === 'FL') bytes.writeFloatLE(value);
  else if (vr === 'FD') bytes.writeDoubleLE(value);
  else if (size === 8) bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(Math.trunc(value))));
  else if (size === 4) bytes.writeInt32LE(Math.trunc(value) | 0);
  else bytes.writeInt16LE((Math.trunc(value) << 16) >> 16);
  return bytes;
}
