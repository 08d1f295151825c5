/**
 * The receiver: sockets, incoming spool and the record of what came, in the thread where the store commits
 * (`Store.startNear`), so that an instance meets no other thread between its first byte and its answer. The main thread
 * is told what happened a little later, many events at a time.
 */
import type { MessagePort } from 'node:worker_threads';
import { callerFault } from './config/callers.js';
import { isKnownNonStorageSopClass } from './dicom/uid-registry.js';
import { createStorageScp } from './dimse/scp.js';
import type { Admission, AssociationEvent, AssociationRequest } from './dimse/scp-options.js';
import { createAdmissionGate } from './pipeline/admission.js';
import { createReceive } from './pipeline/receive.js';
import {
  sentFailure,
  type FromReceiver,
  type ReceiverData,
  type ToldEvent,
  type ToReceiver,
} from './receiver-task.js';
import { openFolderSync } from './spool/durable.js';
import { openIncomingSpool } from './spool/incoming.js';
import type { NearStore } from './store/store.js';

/** What happened is told this much later, with what happened in between. */
const TELL_MS = 10;

/**
 * Listens; resolves when it does.
 * @throws LetheError `PORT_IN_USE`, `PORT_NOT_PERMITTED`, `CONFIG_INVALID` or `SPOOL_NOT_USABLE`
 */
export async function start(store: NearStore, port: MessagePort, data: unknown): Promise<void> {
  const own = data as ReceiverData;
  const tell = teller((message) => port.postMessage(message));
  const incoming = await openIncomingSpool(own.folder);
  const folderSync = await openFolderSync(incoming.folder);
  const gate = createAdmissionGate({
    store,
    folder: own.folder,
    reserveBytes: own.reserveBytes,
    highWaterInstances: own.highWaterInstances,
    onChange: (refusal, freeBytes) => tell.now({ kind: 'admission', refusal, freeBytes }),
    onError: (error) => fail(error),
  });
  const fail = (error: unknown): void => {
    gate.close();
    tell.now({ kind: 'failed', error: sentFailure(error) });
  };
  const receive = createReceive({
    store,
    incoming,
    folderSync,
    gate,
    limits: own.limits,
    auditTokenKey: Buffer.from(own.auditTokenKey),
    keepRefused: own.keepRefused,
    maxInstanceBytes: own.maxInstanceBytes,
    events: {
      received: (...facts) => tell.later('received', ...facts),
      refused: (...facts) => tell.later('refused', ...facts),
      quarantined: (...facts) => tell.later('quarantined', ...facts),
      stageFailed: (stage, error) => tell.later('stageFailed', stage, sentFailure(error)),
    },
    onReceived: () => tell.due(),
    onDiskFailure: fail,
  });
  const scp = createStorageScp({
    host: own.host,
    port: own.port,
    maxPduBytes: own.maxPduBytes,
    limits: own.associations,
    timers: own.timers,
    admit: (request) => admit(own, gate.refusal(), request),
    acceptAbstractSyntax: (uid) =>
      own.sopClasses === 'all' ? !isKnownNonStorageSopClass(uid) : own.sopClasses.includes(uid),
    openInstance: (request) => receive.openInstance(request),
    onEvent: (event) => tell.later('association', sendable(event)),
  });

  let ending: Promise<void> | undefined;
  const end = (drainMs: number): Promise<void> =>
    (ending ??= scp.close({ drainMs }).then(async () => {
      gate.stop();
      await folderSync.close();
      tell.flush();
    }));
  port.on('message', (message: ToReceiver) => {
    if (message.kind === 'close-gate') gate.close();
    else void end(message.drainMs).then(() => tell.now({ kind: 'closed' }));
  });
  port.on('close', () => void end(0));

  try {
    await gate.refresh();
    const address = await scp.listen();
    tell.now({ kind: 'listening', ...address });
  } catch (error) {
    await end(0);
    throw error;
  }
}

/** The standard's answer to who asks for an association (PS3.8 table 9-21). */
function admit(own: ReceiverData, refusal: string | undefined, request: AssociationRequest): Admission {
  switch (callerFault(own.callers, { ...request, address: request.remoteAddress })) {
    case 'called-ae-title-not-recognized':
      return { kind: 'reject', result: 1, source: 1, reason: 7 };
    case 'calling-ae-title-not-recognized':
      return { kind: 'reject', result: 1, source: 1, reason: 3 };
    case undefined:
      // Out of room for good until someone acts: temporary congestion, so that the sender comes again.
      return refusal === undefined ? { kind: 'accept' } : { kind: 'reject', result: 2, source: 3, reason: 1 };
  }
}

function sendable(event: AssociationEvent): AssociationEvent {
  return 'error' in event ? { ...event, error: sentFailure(event.error) } : event;
}

interface Teller {
  later(...event: ToldEvent): void;
  /** Instances wait for de-identification. */
  due(): void;
  now(message: FromReceiver): void;
  flush(): void;
}

/** Gathers what happens, so that a message is not sent for each instance. */
function teller(post: (message: FromReceiver) => void): Teller {
  let events: ToldEvent[] = [];
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (events.length === 0 && !isDue) return;
    post({ kind: 'told', events, isDue });
    events = [];
    isDue = false;
  };
  const schedule = (): void => {
    timer ??= setTimeout(flush, TELL_MS);
  };
  return {
    later(...event) {
      events.push(event);
      schedule();
    },
    due() {
      isDue = true;
      schedule();
    },
    now(message) {
      flush();
      post(message);
    },
    flush,
  };
}
