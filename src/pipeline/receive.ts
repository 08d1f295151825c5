/**
 * One instance from the socket to durable custody: streamed into the incoming spool, indexed to its end, made durable,
 * recorded; only then answered. Diagnostics: 0000 stored (or already here); A700 no room, or the disk failed; A900 the
 * data set is not the instance that the command names; C000 the data set cannot be understood.
 *
 * All of it runs in the thread that the sockets and the store's commits run in, so that no instance waits for another
 * thread but the disk's.
 */
import type { InstanceLimits } from '../dicom/instance.js';
import type { InstanceSink, StoreRefusal, StoreRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import type { FolderSync } from '../spool/durable.js';
import {
  createIncomingWriter,
  type IncomingFacts,
  type IncomingSpool,
  type IncomingWriter,
  type OriginalFile,
} from '../spool/incoming.js';
import type { AuditTokens, NearStore, Quarantine } from '../store/store.js';
import type { AdmissionGate } from './admission.js';
import type { PipelineEvents } from './events.js';
import { examine, type Examined, type Refusal } from './examine.js';
import { recordOriginal } from './record-original.js';

export interface ReceiveOptions {
  readonly store: Pick<NearStore, 'recordReceived'>;
  readonly incoming: IncomingSpool;
  /** Of the incoming spool's folder. */
  readonly folderSync: FolderSync;
  readonly gate: Pick<AdmissionGate, 'refusal'>;
  readonly limits: InstanceLimits;
  readonly auditTokenKey: Buffer;
  /** Keep what is refused, to be set aside. */
  readonly keepRefused: boolean;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  readonly events: Pick<PipelineEvents, 'received' | 'refused' | 'quarantined' | 'stageFailed'>;
  /** An instance is due for de-identification. */
  onReceived(): void;
  /** A sync failed: what the disk holds is unknown, and nothing more may be acknowledged. */
  onDiskFailure(error: unknown): void;
}

export interface Receive {
  /** Answers the SCP's question where an instance that is about to arrive should go. */
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal;
}

const NO_ROOM: StoreRefusal = {
  kind: 'refused',
  status: STATUS.outOfResources,
  errorComment: 'out of resources',
};
const NOT_STORED: StoreStatus = {
  status: STATUS.outOfResources,
  errorComment: 'the instance could not be stored',
};

/** Receives instances, several at a time. */
export function createReceive(options: ReceiveOptions): Receive {
  let arriving = 0;
  return {
    openInstance(request) {
      const refusal = options.gate.refusal();
      if (refusal !== undefined) {
        options.events.refused(STATUS.outOfResources, refusal, undefined);
        return NO_ROOM;
      }
      arriving += 1;
      return instanceSink(request, options, {
        isAlone: () => arriving === 1,
        gone: () => {
          arriving -= 1;
        },
      });
    },
  };
}

interface Company {
  /** No other instance is arriving. */
  isAlone(): boolean;
  /** Called once, when nothing of the instance is arriving or awaited any more. */
  gone(): void;
}

function instanceSink(request: StoreRequest, options: ReceiveOptions, company: Company): InstanceSink {
  const facts: IncomingFacts = {
    sopClassUid: request.affectedSopClassUid,
    sopInstanceUid: request.affectedSopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
  };
  let receivedBytes = 0;
  let tooLarge = false;
  let failure: unknown;
  let writer: IncomingWriter | undefined;
  /** Leaves nothing behind; what cannot be removed now is swept at the next start. */
  const drop = (): void => {
    const dropped = writer;
    writer = undefined;
    try {
      dropped?.discard();
    } catch (error) {
      options.events.stageFailed('receive', error);
    }
  };
  const fail = (error: unknown): void => {
    failure = error;
    drop();
  };
  try {
    writer = createIncomingWriter(options.incoming.folder, facts, options.folderSync);
  } catch (error) {
    fail(error);
  }
  return {
    write(fragments) {
      if (writer === undefined) return;
      for (const fragment of fragments) receivedBytes += fragment.length;
      tooLarge ||= options.maxInstanceBytes > 0 && receivedBytes > options.maxInstanceBytes;
      if (tooLarge) {
        drop();
        return;
      }
      try {
        writer.write(...fragments);
      } catch (error) {
        fail(error);
      }
    },
    async end() {
      try {
        if (tooLarge) {
          options.events.refused(STATUS.outOfResources, 'INSTANCE_TOO_LARGE', undefined);
          return { status: STATUS.outOfResources, errorComment: 'larger than the configured limit' };
        }
        if (writer === undefined) throw failure;
        return await takeCustody(writer, facts, request, options, company.isAlone());
      } catch (error) {
        if (isSyncFailure(error)) options.onDiskFailure(error);
        options.events.stageFailed('receive', error);
        return NOT_STORED;
      } finally {
        company.gone();
      }
    },
    abort() {
      drop();
      company.gone();
      return Promise.resolve();
    },
  };
}

/** A sync that failed is never tried again: what it lost is gone from memory, too. */
function isSyncFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && String(error.syscall).includes('sync');
}

/** What became of a complete data set. */
type Kept =
  /** Durable and understood. */
  | { readonly kind: 'good'; readonly original: OriginalFile; readonly tokens: AuditTokens }
  /** Not to be accepted; durable all the same where refused instances are kept. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly original: OriginalFile | undefined };

async function takeCustody(
  writer: IncomingWriter,
  facts: IncomingFacts,
  request: StoreRequest,
  options: ReceiveOptions,
  isAlone: boolean,
): Promise<StoreStatus> {
  const kept = await keep(writer, facts, options, isAlone);
  if (kept.kind === 'good') {
    await record(kept.original, request, options, { tokens: kept.tokens });
    return { status: STATUS.success };
  }
  const { code, detail, status } = kept.refusal;
  options.events.refused(status, code, detail);
  if (kept.original !== undefined)
    await record(kept.original, request, options, { quarantine: { code, detail } });
  return { status, errorComment: code };
}

/** Makes the original durable; what is refused as well, where it is kept. On failure nothing is left of it. */
async function keep(
  writer: IncomingWriter,
  facts: IncomingFacts,
  options: ReceiveOptions,
  isAlone: boolean,
): Promise<Kept> {
  try {
    if (options.keepRefused && !isAlone) return await keepAmongOthers(writer, facts, options);
    const examined = await examine(writer, facts, options);
    if (examined.kind === 'refused' && !options.keepRefused) {
      writer.discard();
      return { ...examined, original: undefined };
    }
    // With no other on its way, nobody is held up, and the way to the thread pool and back is saved.
    const original = isAlone && !writer.isLarge ? writer.commitNow() : await writer.commit();
    return { ...examined, original };
  } catch (error) {
    try {
      writer.discard();
    } catch (left) {
      // Swept at the next start.
      options.events.stageFailed('receive', left);
    }
    throw error;
  }
}

/** Looks at the data set while the disk takes it. */
async function keepAmongOthers(
  writer: IncomingWriter,
  facts: IncomingFacts,
  options: ReceiveOptions,
): Promise<Kept> {
  const durable = writer.commit();
  durable.catch(() => undefined);
  let examined: Examined;
  try {
    examined = await examine(writer, facts, options);
  } finally {
    // Nobody may touch the file while the disk still works on it.
    await durable.catch(() => undefined);
  }
  return { ...examined, original: await durable };
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
