/**
 * One instance from the socket to durable custody: streamed into the incoming spool, indexed to its end, made durable,
 * recorded; only then answered. Diagnostics: 0000 stored (or already here); B007 stored, with Pixel Data that is not as its
 * attributes say; A700 no room, or the disk failed; A900 the data set is not the instance that the command names; C000 the
 * data set cannot be understood.
 *
 * All of it runs in the thread that the sockets and the store's commits run in, so that no instance waits for another
 * thread but the disk's.
 */
import type { InstanceSink, StoreRefusal, StoreRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import type { FolderSync } from '../spool/durable.js';
import { createIncomingWriter, type IncomingFacts, type IncomingWriter } from '../spool/incoming.js';
import type { AdmissionGate } from './admission.js';
import { takeCustody, type CustodyOptions } from './custody.js';
import type { Refusal } from './examine.js';
import { createTurns } from './turns.js';

export interface ReceiveOptions extends Omit<CustodyOptions, 'largeTurns'> {
  /** Of the incoming spool's folder. */
  readonly folderSync: FolderSync;
  readonly gate: Pick<AdmissionGate, 'refusal'>;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  /** Told how long the disk took to make an original durable, milliseconds. */
  readonly onDurable?: (durationMs: number) => void;
  /** A sync failed: what the disk holds is unknown, and nothing more may be acknowledged. */
  onDiskFailure(error: unknown): void;
}

export interface Receive {
  /** Answers the SCP's question where an instance that is about to arrive should go. */
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal;
  /** The same for one that is named by no UID and refused: it is only kept to be looked at, where refused ones are. */
  openRefused(request: StoreRequest, answer: StoreRefusal): InstanceSink | StoreRefusal;
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
  const own = { ...options, largeTurns: createTurns(1) };
  const sinkFor = (request: StoreRequest, refusal?: Refusal): InstanceSink | StoreRefusal => {
    const shut = options.gate.refusal();
    if (shut !== undefined) {
      options.events.refused(STATUS.outOfResources, shut, undefined);
      return NO_ROOM;
    }
    arriving += 1;
    const company = {
      isAlone: () => arriving === 1,
      gone: () => {
        arriving -= 1;
      },
    };
    return instanceSink(request, own, company, refusal);
  };
  return {
    openInstance: (request) => sinkFor(request),
    openRefused(request, { status }) {
      const { affectedSopInstanceUid } = request;
      const detail = `the affected SOP instance UID of the command is no UID; it has ${String(affectedSopInstanceUid.length)} characters`;
      if (!options.keepRefused) {
        options.events.refused(status, 'UID_MALFORMED', detail);
        return { kind: 'refused', status, errorComment: 'UID_MALFORMED' };
      }
      const named = { ...request, affectedSopInstanceUid: plainUid(affectedSopInstanceUid) };
      return sinkFor(named, { code: 'UID_MALFORMED', detail, status });
    },
  };
}

/** VR UI. */
const MAX_UID_LENGTH = 64;

/** What somebody named an instance by, for an operator to read: no control characters, and no longer than a UID. */
function plainUid(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_UID_LENGTH);
}

interface Company {
  /** No other instance is arriving. */
  isAlone(): boolean;
  /** Called once, when nothing of the instance is arriving or awaited any more. */
  gone(): void;
}

/** @param refusal why the instance is refused whatever it is */
function instanceSink(
  request: StoreRequest,
  options: ReceiveOptions & CustodyOptions,
  company: Company,
  refusal: Refusal | undefined,
): InstanceSink {
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
    writer = createIncomingWriter(options.incoming.folder, facts, options.folderSync, options.onDurable);
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
        const isAlone = company.isAlone();
        return await takeCustody(writer, facts, request, options, { isAlone, refusal });
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
