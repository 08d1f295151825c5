/** De-identifies data sets made on the fly, and reads what came out. */
import type { RoutingFacts } from '../../src/deid/condition.js';
import { attributeReader } from '../../src/deid/attributes.js';
import { deidentifyHeader, type CrosswalkRow, type ElementTrace } from '../../src/deid/header/deidentify.js';
import type {
  ElementSelector,
  HeaderAction,
  HeaderPolicy,
  HeaderRule,
  PrivatePolicy,
} from '../../src/deid/header/policy.js';
import { applyEdits, readSpans } from '../../src/dicom/edit.js';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import {
  EXPLICIT_LITTLE,
  walkElements,
  type DataElement,
  type DataSet,
  type Encoding,
} from '../../src/dicom/model.js';
import { TRANSFER_SYNTAX } from './transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { readTexts, readValue } from '../../src/dicom/values.js';
import { deriveKeyring, type Keyring } from '../../src/keyring.js';
import { encode, text, type ElementSpec } from './data-set-builder.js';

export const KEYS: Keyring = deriveKeyring(Buffer.alloc(32, 1));
export const OTHER_KEYS: Keyring = deriveKeyring(Buffer.alloc(32, 2));
export const PROVENANCE = { strategyName: 'trial', strategyVersion: '3' };
export const SOP_CLASS_UID = '1.2.840.10008.5.1.4.1.1.7';
export const SOP_INSTANCE_UID = '1.2.826.0.1.77.1';

export const REMOVE_PRIVATE: PrivatePolicy = {
  safeList: false,
  knowledgeBase: undefined,
  others: 'remove',
};
export const KEEP_PRIVATE: PrivatePolicy = { ...REMOVE_PRIVATE, others: 'keep' };
export const SAFE_PRIVATE: PrivatePolicy = { ...REMOVE_PRIVATE, safeList: true };

/** The Basic Profile without options or rules. */
export function policy(changes: Partial<HeaderPolicy> = {}): HeaderPolicy {
  return {
    profile: 'basic',
    options: [],
    uids: { scope: 'patient' },
    dates: { maxShiftDays: 3652 },
    text: { dates: 'remove', unlisted: 'keep' },
    encapsulatedDocuments: 'quarantine',
    privateElements: REMOVE_PRIVATE,
    unknownElements: 'remove',
    rules: [],
    project: undefined,
    passthrough: false,
    ...changes,
  };
}

/** A policy of rules alone: what none of them names is kept. */
export function ruled(...rules: readonly HeaderRule[]): HeaderPolicy {
  return policy({ profile: 'none', privateElements: KEEP_PRIVATE, unknownElements: 'keep', rules });
}

export function rule(
  selector: ElementSelector,
  action: HeaderAction,
  changes: Partial<HeaderRule> = {},
): HeaderRule {
  return { id: 'rule-1', line: 1, selector, action, ...changes };
}

export function onTag(tag: number, mask = 0xffffffff): ElementSelector {
  return { kind: 'tag', patterns: [{ text: 'a tag', value: (tag & mask) >>> 0, mask: mask >>> 0 }] };
}

export interface Deidentified {
  readonly bytes: Buffer;
  readonly instance: IndexedInstance;
  readonly crosswalk: readonly CrosswalkRow[];
  readonly actions: Readonly<Record<string, number>>;
  readonly trace: readonly ElementTrace[];
  readonly sopInstanceUid: string;
}

export interface DeidentifyOptions {
  readonly encoding?: Encoding;
  readonly keys?: Keyring;
  readonly facts?: RoutingFacts;
  readonly trace?: boolean;
}

/** SOP class and instance UID, which every data set here has. */
export const IDENTIFIED: readonly ElementSpec[] = [
  text(0x00080016, 'UI', SOP_CLASS_UID),
  text(0x00080018, 'UI', SOP_INSTANCE_UID),
];

export function syntaxOf(encoding: Encoding): string {
  if (!encoding.explicitVr) return TRANSFER_SYNTAX.implicitLittle;
  return encoding.littleEndian ? TRANSFER_SYNTAX.explicitLittle : TRANSFER_SYNTAX.explicitBig;
}

/** De-identifies the elements, with a SOP class and instance UID before them. */
export function deidentify(
  elements: readonly ElementSpec[],
  how: HeaderPolicy = policy(),
  options: DeidentifyOptions = {},
): Deidentified {
  const outcome = deidentifyBare([...IDENTIFIED, ...elements], how, options);
  if (outcome === 'quarantine') throw new Error('quarantined');
  return outcome;
}

/** De-identifies the elements as they are. */
export function deidentifyBare(
  elements: readonly ElementSpec[],
  how: HeaderPolicy,
  options: DeidentifyOptions = {},
): Deidentified | 'quarantine' {
  const encoding = options.encoding ?? EXPLICIT_LITTLE;
  const where = { dataSetOffset: 0, transferSyntaxUid: syntaxOf(encoding) };
  const before = indexInstance(memorySource(encode(elements, encoding)), where);
  const outcome = deidentifyHeader(before, {
    policy: how,
    facts: options.facts ?? {},
    provenance: PROVENANCE,
    keys: (options.keys ?? KEYS).pseudonyms,
    trace: options.trace ?? false,
    read: attributeReader(before),
    history: [],
  });
  if (outcome.kind === 'quarantine') return 'quarantine';
  const bytes = readSpans(before.source, applyEdits(before.dataSet, outcome.edits));
  return { ...outcome, bytes, instance: indexInstance(memorySource(bytes), where) };
}

/** All elements with a tag, at any depth, in the order of the file. */
export function found(result: Deidentified, tag: number): readonly DataElement[] {
  return [...walkElements(result.instance.dataSet)].filter((element) => element.tag === tag);
}

/** The values of the first element with a tag, at any depth; undefined where there is none. */
export function textsOf(result: Deidentified, tag: number): readonly string[] | undefined {
  const element = found(result, tag)[0];
  return element === undefined ? undefined : readTexts(result.instance.source, element);
}

export function bytesOf(result: Deidentified, tag: number): Buffer | undefined {
  const element = found(result, tag)[0];
  return element === undefined ? undefined : readValue(result.instance.source, element);
}

/** The data set of the first item on a path of sequences. */
export function inside(dataSet: DataSet, ...sequences: readonly number[]): DataSet {
  let at = dataSet;
  for (const tag of sequences) {
    const next = at.elements.find((element) => element.tag === tag)?.items?.[0]?.dataSet;
    if (next === undefined) throw new Error('no such item');
    at = next;
  }
  return at;
}
