import { inflateRaw, inflateRawSync } from 'node:zlib';
import { promisify } from 'node:util';
import { LetheError } from '../errors.js';
import { findElement, type DataSet } from './model.js';
import { DEFAULT_PARSE_LIMITS, parseDataSet, parseDataSetInSteps, type ParseLimits } from './parse.js';
import { encodingOf, trimUid } from './part10.js';
import { sliceSource, memorySource, type ByteSource } from './source.js';
import { TAG } from './tag.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './uid-registry.js';

export interface InstanceLimits extends ParseLimits {
  /** Bytes that a deflated data set may inflate to. */
  readonly maxInflatedBytes: number;
}

export const DEFAULT_INSTANCE_LIMITS: InstanceLimits = {
  ...DEFAULT_PARSE_LIMITS,
  maxInflatedBytes: 256 * 1024 * 1024,
};

/** An indexed data set with the bytes that its positions speak of: those of the file, or the inflated ones. */
export interface IndexedInstance {
  readonly source: ByteSource;
  readonly dataSet: DataSet;
  readonly transferSyntaxUid: string;
  readonly deflated: boolean;
}

/** Where a data set lies and how it is encoded. */
export interface DataSetLocation {
  readonly dataSetOffset: number;
  readonly transferSyntaxUid: string;
}

/**
 * Indexes the data set of an instance; a deflated one is inflated into memory first, within the limits.
 * @throws LetheError `DATA_SET_MALFORMED`, `DATA_SET_LIMIT` or `TRANSFER_SYNTAX_UNKNOWN`
 */
export function indexInstance(
  source: ByteSource,
  where: DataSetLocation,
  limits: InstanceLimits = DEFAULT_INSTANCE_LIMITS,
): IndexedInstance {
  const encoding = encodingOf(where.transferSyntaxUid);
  if (!encoding.deflated) {
    const dataSet = parseDataSet(source, encoding, { start: where.dataSetOffset, limits });
    return { source, dataSet, transferSyntaxUid: asItIs(dataSet, where), deflated: false };
  }
  const deflated = source.read(where.dataSetOffset, source.size - where.dataSetOffset);
  const maxOutputLength = mostInflatedBytes(deflated.length, limits);
  let bytes: Buffer;
  try {
    bytes = inflateRawSync(deflated, { maxOutputLength });
  } catch (error) {
    throw inflateFailure(error, maxOutputLength);
  }
  const inflated = memorySource(bytes);
  return {
    source: inflated,
    dataSet: parseDataSet(inflated, encoding, { limits }),
    transferSyntaxUid: where.transferSyntaxUid,
    deflated: true,
  };
}

/**
 * The transfer syntax by which others can read a data set: where it has no VRs, though the sender called it explicit, the
 * implicit one. No transfer syntax has compressed data without VRs; such a data set stays what it was called.
 */
function asItIs({ encoding }: DataSet, { transferSyntaxUid }: DataSetLocation): string {
  const isImplicit = !encoding.explicitVr && transferSyntaxUid === EXPLICIT_VR_LITTLE_ENDIAN;
  return isImplicit ? IMPLICIT_VR_LITTLE_ENDIAN : transferSyntaxUid;
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * As {@link indexInstance}, but never holds the thread for long.
 * @param large awaited before much memory is taken, so that the caller can let few do so at a time
 */
export async function indexInstanceInSteps(
  source: ByteSource,
  where: DataSetLocation,
  limits: InstanceLimits = DEFAULT_INSTANCE_LIMITS,
  large: () => Promise<void> = () => Promise.resolve(),
): Promise<IndexedInstance> {
  const encoding = encodingOf(where.transferSyntaxUid);
  if (!encoding.deflated) {
    const dataSet = await parseDataSetInSteps(source, encoding, {
      start: where.dataSetOffset,
      limits,
      large,
    });
    return { source, dataSet, transferSyntaxUid: asItIs(dataSet, where), deflated: false };
  }
  await large();
  const rest = sliceSource(source, where.dataSetOffset);
  const maxOutputLength = mostInflatedBytes(rest.size, limits);
  const bytes = await inflate(rest.read(0, rest.size), { maxOutputLength }).catch((error: unknown) => {
    throw inflateFailure(error, maxOutputLength);
  });
  const inflated = memorySource(bytes);
  return {
    source: inflated,
    dataSet: await parseDataSetInSteps(inflated, encoding, { limits }),
    transferSyntaxUid: where.transferSyntaxUid,
    deflated: true,
  };
}

/** A UID of the outermost data set; undefined where it is missing or empty. */
export function readUid(instance: IndexedInstance, tag: number): string | undefined {
  const element = findElement(instance.dataSet, tag);
  if (element === undefined || element.valueLength > 1024) return undefined;
  return trimUid(instance.source.read(element.valueStart, element.valueLength)) || undefined;
}

const DICOMDIR_SOP_CLASS = '1.2.840.10008.1.3.10';

/**
 * What makes a data set an instance: a SOP class and an instance UID (PS3.3 section C.12.1), and not a media directory.
 * @throws LetheError `NOT_AN_INSTANCE`
 */
export function requireInstance(instance: IndexedInstance): { sopClassUid: string; sopInstanceUid: string } {
  const sopClassUid = readUid(instance, TAG.sopClassUid);
  const sopInstanceUid = readUid(instance, TAG.sopInstanceUid);
  if (sopClassUid === DICOMDIR_SOP_CLASS || findElement(instance.dataSet, 0x00041220) !== undefined) {
    throw new LetheError('NOT_AN_INSTANCE', 'this is a media directory (DICOMDIR), not an instance');
  }
  if (sopClassUid === undefined || sopInstanceUid === undefined) {
    const missing = sopClassUid === undefined ? 'SOPClassUID (0008,0016)' : 'SOPInstanceUID (0008,0018)';
    throw new LetheError('NOT_AN_INSTANCE', `the data set has no ${missing}`);
  }
  // It stays as it is, so that no text may stand in it (PS3.5 section 9.1).
  if (!/^[\d.]{1,64}$/.test(sopClassUid))
    throw new LetheError('NOT_AN_INSTANCE', 'the SOPClassUID (0008,0016) of the data set is no UID');
  return { sopClassUid, sopInstanceUid };
}

/** Whatever its ratio, so much may a deflated data set inflate to. */
const INNOCENT_BYTES = 64 * 1024 * 1024;
/** What inflates further than this is made to; the headers and images of real data sets stay far below. */
const MAX_RATIO = 100;

function mostInflatedBytes(deflatedBytes: number, limits: InstanceLimits): number {
  return Math.min(limits.maxInflatedBytes, Math.max(INNOCENT_BYTES, deflatedBytes * MAX_RATIO));
}

function inflateFailure(error: unknown, maxBytes: number): LetheError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new LetheError(
      'DATA_SET_LIMIT',
      `the deflated data set inflates to more than ${String(maxBytes)} bytes`,
    );
  }
  return new LetheError('DATA_SET_MALFORMED', 'the deflated data set cannot be inflated', { cause: error });
}
