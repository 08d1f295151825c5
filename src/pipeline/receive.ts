/**
 * One instance from the socket to durable custody: streamed into the incoming spool, indexed to its end, made durable,
 * recorded; only then answered. Diagnostics: 0000 stored (or already here); A700 no room, or the disk failed; A900 the
 * data set is not the instance that the command names; C000 the data set cannot be understood.
 */
import { indexInstanceInSteps, readUid, requireInstance, type IndexedInstance, type InstanceLimits } from '../dicom/instance.js';
import { findElement } from '../dicom/model.js';
import { openFileSource, type FileSource } from '../dicom/source.js';
import { TAG } from '../dicom/tag.js';
import { readTexts } from '../dicom/values.js';
import type { InstanceSink, StoreRefusal, StoreRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import { LetheError } from '../errors.js';
import { auditToken } from '../keyring.js';
import type { IncomingSpool, IncomingWriter, OriginalFile, WrittenOriginal } from '../spool/incoming.js';
import type { AuditTokens, Quarantine, Store } from '../store/store.js';
import type { AdmissionGate } from './admission.js';
import type { PipelineEvents } from './events.js';
import type { QuarantineCode } from './quarantine.js';

export interface ReceiveOptions {
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly gate: AdmissionGate;
  readonly limits: InstanceLimits;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  /** Keep what is refused with C000H or A900H, set aside. */
  readonly quarantineRefused: boolean;
  readonly auditTokenKey: Buffer;
  readonly events: PipelineEvents;
  /** An instance is due for de-identification. */
  onReceived(): void;
}

/** Why a complete data set is refused, as coded for the quarantine and as answered. */
interface Refusal {
  readonly code: QuarantineCode;
  readonly detail: string;
  readonly status: number;
}

const NO_ROOM: StoreRefusal = { kind: 'refused', status: STATUS.outOfResources, errorComment: 'out of resources' };

/** Answers the SCP's question where an instance that is about to arrive should go. */
export function openInstanceSink(request: StoreRequest, options: ReceiveOptions): InstanceSink | StoreRefusal {
  const refusal = options.gate.refusal();
  if (refusal !== undefined) {
    options.events.refused(STATUS.outOfResources, refusal, undefined);
    return NO_ROOM;
  }
  const writer = options.incoming.create({
    sopClassUid: request.affectedSopClassUid,
    sopInstanceUid: request.affectedSopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
  });
  let receivedBytes = 0;
  let tooLarge = false;
  return {
    write(fragments) {
      for (const fragment of fragments) receivedBytes += fragment.length;
      tooLarge ||= options.maxInstanceBytes > 0 && receivedBytes > options.maxInstanceBytes;
      return tooLarge ? undefined : writer.write(fragments);
    },
    async end() {
      try {
        if (tooLarge) {
          await writer.discard();
          options.events.refused(STATUS.outOfResources, 'INSTANCE_TOO_LARGE', undefined);
          return { status: STATUS.outOfResources, errorComment: 'larger than the configured limit' };
        }
        return await takeCustody(writer, request, options);
      } catch (error) {
        await writer.discard().catch(() => undefined);
        options.events.stageFailed('receive', error);
        return { status: STATUS.outOfResources, errorComment: 'the instance could not be stored' };
      }
    },
    abort: () => writer.discard(),
  };
}

async function takeCustody(writer: IncomingWriter, request: StoreRequest, options: ReceiveOptions): Promise<StoreStatus> {
  const written = await writer.finish();
  // The disk works while the data set is looked at.
  const durable = writer.commit();
  durable.catch(() => undefined);
  const examined = await examine(written, request, options);
  const refused = 'code' in examined ? examined : undefined;
  const original = await durable;
  if (refused !== undefined) {
    options.events.refused(refused.status, refused.code, refused.detail);
    if (!options.quarantineRefused) {
      await options.incoming.remove([original.file]);
      return { status: refused.status, errorComment: refused.code };
    }
  }
  const quarantine = refused === undefined ? undefined : { code: refused.code, detail: refused.detail };
  const tokens = 'code' in examined ? undefined : examined;
  await record(original, request, options, quarantine, tokens);
  return refused === undefined ? { status: STATUS.success } : { status: refused.status, errorComment: refused.code };
}

async function record(
  original: OriginalFile,
  request: StoreRequest,
  options: ReceiveOptions,
  quarantine: Quarantine | undefined,
  tokens: AuditTokens | undefined,
): Promise<void> {
  const outcome = await options.store.recordReceived({
    sopClassUid: request.affectedSopClassUid,
    sopInstanceUid: request.affectedSopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
    spoolFile: original.file,
    dataSetOffset: original.dataSetOffset,
    sizeBytes: original.sizeBytes,
    sha256: original.sha256,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
    associationId: request.associationId,
    quarantine,
    tokens,
  });
  options.events.received(outcome.instanceId, outcome.kind, original.sizeBytes);
  if (outcome.kind === 'duplicate') await options.incoming.remove([original.file]);
  else if (quarantine !== undefined) options.events.quarantined(outcome.instanceId, quarantine.code, quarantine.detail);
  else options.onReceived();
}

/** Reads the data set to its end and holds it against the command (PS3.4 B.2.3). */
async function examine(written: WrittenOriginal, request: StoreRequest, options: ReceiveOptions): Promise<AuditTokens | Refusal> {
  let source: FileSource | undefined;
  try {
    source = openFileSource(written.path);
    const where = { dataSetOffset: written.dataSetOffset, transferSyntaxUid: request.transferSyntaxUid };
    const instance = await indexInstanceInSteps(source, where, options.limits);
    const { sopClassUid, sopInstanceUid } = requireInstance(instance);
    if (sopInstanceUid !== request.affectedSopInstanceUid || sopClassUid !== request.affectedSopClassUid) {
      const what = sopInstanceUid === request.affectedSopInstanceUid ? 'SOP class' : 'SOP instance';
      return { code: 'UID_MISMATCH', detail: `the ${what} UID of the data set is not that of the command`, status: STATUS.dataSetDoesNotMatchSopClass };
    }
    return tokensOf(instance, options.auditTokenKey);
  } catch (error) {
    return refusalOf(error);
  } finally {
    source?.close();
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof LetheError)) throw error;
  switch (error.code) {
    case 'DATA_SET_MALFORMED':
    case 'DATA_SET_LIMIT':
    case 'NOT_AN_INSTANCE':
    case 'TRANSFER_SYNTAX_UNKNOWN':
      return { code: error.code, detail: error.message, status: STATUS.cannotUnderstand };
    default:
      throw error;
  }
}

export function tokensOf(instance: IndexedInstance, key: Buffer): AuditTokens {
  const patient = findElement(instance.dataSet, TAG.patientId);
  return {
    patientOriginal: auditToken(key, 'patient', patient === undefined ? '' : (readTexts(instance.source, patient)[0] ?? '')),
    studyOriginal: auditToken(key, 'study', readUid(instance, TAG.studyInstanceUid) ?? ''),
    instanceOriginal: auditToken(key, 'instance', readUid(instance, TAG.sopInstanceUid) ?? ''),
  };
}
