/** The data sets of storage commitment (PS3.4 Tables J.3-1 and J.3-2), in Implicit and Explicit VR Little Endian. */
import { indexInstance, readUid, type IndexedInstance } from '../dicom/instance.js';
import { findElement, type DataSet } from '../dicom/model.js';
import { memorySource } from '../dicom/source.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../dicom/uid-registry.js';
import { readValues } from '../dicom/values.js';
import { LetheError } from '../errors.js';
import type { CommitmentReference, FailedReference } from '../store/store.js';

const TRANSACTION_UID = 0x0008_1195;
const FAILURE_REASON = 0x0008_1197;
const FAILED_SOP_SEQUENCE = 0x0008_1198;
const REFERENCED_SOP_SEQUENCE = 0x0008_1199;
const REFERENCED_SOP_CLASS_UID = 0x0008_1150;
const REFERENCED_SOP_INSTANCE_UID = 0x0008_1155;

/** Depth and number are those of these data sets, with room for what a sender adds. */
const LIMITS = { maxDepth: 8, maxElements: 500_000, maxInflatedBytes: 1 };

/** Failure Reason (PS3.3 C.14.1.1). */
export const FAILURE_REASONS = {
  processingFailure: 0x0110,
  noSuchObjectInstance: 0x0112,
  classInstanceConflict: 0x0119,
  duplicateTransactionUid: 0x0131,
} as const;

export interface CommitmentList {
  readonly transactionUid: string;
  readonly references: readonly CommitmentReference[];
  readonly failed: readonly FailedReference[];
}

/**
 * Reads the data set of an N-ACTION-RQ or N-EVENT-REPORT-RQ.
 * @returns undefined where it is none: malformed, no Transaction UID, a reference without its UIDs
 */
export function readCommitmentList(dataSet: Buffer, transferSyntaxUid: string): CommitmentList | undefined {
  let instance: IndexedInstance;
  try {
    instance = indexInstance(memorySource(dataSet), { dataSetOffset: 0, transferSyntaxUid }, LIMITS);
  } catch (error) {
    if (error instanceof LetheError) return undefined;
    throw error;
  }
  const transactionUid = readUid(instance, TRANSACTION_UID);
  if (transactionUid === undefined || !isUid(transactionUid)) return undefined;
  const references: CommitmentReference[] = [];
  const failed: FailedReference[] = [];
  for (const item of itemsOf(instance, REFERENCED_SOP_SEQUENCE)) {
    const reference = referenceOf(instance, item);
    if (reference === undefined) return undefined;
    references.push(reference);
  }
  for (const item of itemsOf(instance, FAILED_SOP_SEQUENCE)) {
    const reference = referenceOf(instance, item);
    if (reference === undefined) return undefined;
    const [reason] = valuesOf(instance, item, FAILURE_REASON);
    failed.push({
      ...reference,
      reason: reason === undefined ? FAILURE_REASONS.processingFailure : Number(reason),
    });
  }
  return { transactionUid, references, failed };
}

/** The data set of a request (N-ACTION, Action Type 1) or of a report (N-EVENT-REPORT, Event Type 1 or 2). */
export function writeCommitmentList(
  { transactionUid, references, failed }: CommitmentList,
  transferSyntaxUid: string,
): Buffer {
  const isExplicit = transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN;
  const uid = (tag: number, text: string): Buffer =>
    element(tag, 'UI', Buffer.from(text.length % 2 === 0 ? text : `${text}\0`, 'latin1'), isExplicit);
  const named = ({ sopClassUid, sopInstanceUid }: CommitmentReference): Buffer[] => [
    uid(REFERENCED_SOP_CLASS_UID, sopClassUid),
    uid(REFERENCED_SOP_INSTANCE_UID, sopInstanceUid),
  ];
  const withReason = (reference: FailedReference): Buffer[] => {
    const reason = Buffer.alloc(2);
    reason.writeUInt16LE(reference.reason, 0);
    return [...named(reference), element(FAILURE_REASON, 'US', reason, isExplicit)];
  };
  const list = (tag: number, items: readonly (readonly Buffer[])[]): Buffer =>
    items.length === 0
      ? Buffer.alloc(0)
      : element(tag, 'SQ', Buffer.concat(items.map(itemBytes)), isExplicit);
  return Buffer.concat([
    uid(TRANSACTION_UID, transactionUid),
    list(FAILED_SOP_SEQUENCE, failed.map(withReason)),
    list(REFERENCED_SOP_SEQUENCE, references.map(named)),
  ]);
}

function element(tag: number, vr: 'UI' | 'US' | 'SQ', value: Buffer, isExplicit: boolean): Buffer {
  const header = Buffer.alloc(isExplicit && vr === 'SQ' ? 12 : 8);
  header.writeUInt16LE(tag >>> 16, 0);
  header.writeUInt16LE(tag & 0xffff, 2);
  if (isExplicit) header.write(vr, 4, 'latin1');
  if (isExplicit && vr !== 'SQ') header.writeUInt16LE(value.length, 6);
  else header.writeUInt32LE(value.length, header.length - 4);
  return Buffer.concat([header, value]);
}

function itemBytes(elements: readonly Buffer[]): Buffer {
  const content = Buffer.concat(elements);
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

function itemsOf({ dataSet }: IndexedInstance, tag: number): readonly DataSet[] {
  return (findElement(dataSet, tag)?.items ?? []).map((item) => item.dataSet);
}

function valuesOf({ source }: IndexedInstance, item: DataSet, tag: number): readonly string[] {
  const found = findElement(item, tag);
  return found === undefined ? [] : readValues(source, found);
}

function referenceOf(instance: IndexedInstance, item: DataSet): CommitmentReference | undefined {
  const [sopClassUid = ''] = valuesOf(instance, item, REFERENCED_SOP_CLASS_UID);
  const [sopInstanceUid = ''] = valuesOf(instance, item, REFERENCED_SOP_INSTANCE_UID);
  return isUid(sopClassUid) && isUid(sopInstanceUid) ? { sopClassUid, sopInstanceUid } : undefined;
}

function isUid(text: string): boolean {
  return text.length <= 64 && /^[0-9]+(?:\.[0-9]+)*$/.test(text);
}
