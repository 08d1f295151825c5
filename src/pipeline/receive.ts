/**
 * One instance from the socket to durable custody: streamed into the incoming spool, indexed to its end, made durable,
 * recorded; only then answered. Diagnostics: 0000 stored (or already here); A700 no room, or the disk failed; A900 the
 * data set is not the instance that the command names; C000 the data set cannot be understood.
 */
import type { InstanceSink, StoreRefusal, StoreRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import type { IncomingSpool, OriginalFile } from '../spool/incoming.js';
import type { AuditTokens, Quarantine, Store } from '../store/store.js';
import type { AdmissionGate } from './admission.js';
import type { PipelineEvents } from './events.js';
import { recordOriginal } from './record-original.js';
import type { ReceiveThread, ReceivingInstance } from './receive-thread.js';

export interface ReceiveOptions {
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly thread: ReceiveThread;
  readonly gate: AdmissionGate;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  readonly events: PipelineEvents;
  /** An instance is due for de-identification. */
  onReceived(): void;
}

const NO_ROOM: StoreRefusal = {
  kind: 'refused',
  status: STATUS.outOfResources,
  errorComment: 'out of resources',
};

/** Answers the SCP's question where an instance that is about to arrive should go. */
export function openInstanceSink(
  request: StoreRequest,
  options: ReceiveOptions,
): InstanceSink | StoreRefusal {
  const refusal = options.gate.refusal();
  if (refusal !== undefined) {
    options.events.refused(STATUS.outOfResources, refusal, undefined);
    return NO_ROOM;
  }
  const receiving = options.thread.open({
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
      return tooLarge ? undefined : receiving.write(fragments);
    },
    async end() {
      try {
        if (tooLarge) {
          await receiving.discard();
          options.events.refused(STATUS.outOfResources, 'INSTANCE_TOO_LARGE', undefined);
          return { status: STATUS.outOfResources, errorComment: 'larger than the configured limit' };
        }
        return await takeCustody(receiving, request, options);
      } catch (error) {
        options.events.stageFailed('receive', error);
        return { status: STATUS.outOfResources, errorComment: 'the instance could not be stored' };
      }
    },
    // A thread that cannot discard is dead, which it has told; its part file is swept at the next start.
    abort: () => receiving.discard().catch(() => undefined),
  };
}

async function takeCustody(
  receiving: ReceivingInstance,
  request: StoreRequest,
  options: ReceiveOptions,
): Promise<StoreStatus> {
  const received = await receiving.finish();
  if (received.kind === 'good') {
    await record(received.original, request, options, { tokens: received.tokens });
    return { status: STATUS.success };
  }
  const { code, detail, status } = received.refusal;
  options.events.refused(status, code, detail);
  if (received.original !== undefined)
    await record(received.original, request, options, { quarantine: { code, detail } });
  return { status, errorComment: code };
}

async function record(
  original: OriginalFile,
  request: StoreRequest,
  options: ReceiveOptions,
  found: { readonly quarantine?: Quarantine; readonly tokens?: AuditTokens },
): Promise<void> {
  const outcome = await recordOriginal(options, {
    sopClassUid: request.affectedSopClassUid,
    sopInstanceUid: request.affectedSopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
    spoolFile: original.file,
    dataSetOffset: original.dataSetOffset,
    sizeBytes: original.sizeBytes,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
    associationId: request.associationId,
    ...found,
  });
  const { quarantine } = found;
  options.events.received(outcome.instanceId, outcome.kind, original.sizeBytes);
  if (outcome.kind === 'duplicate') await options.incoming.remove([original.file]);
  else if (quarantine !== undefined)
    options.events.quarantined(outcome.instanceId, quarantine.code, quarantine.detail);
  else options.onReceived();
}
