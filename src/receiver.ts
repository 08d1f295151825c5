/** The main thread's side of the receiver (`receiver-worker.ts`). */
import type { ListenerCredentials } from './credentials.js';
import type { CommitmentList } from './commitment/data-set.js';
import type { InvokeOutcome } from './dimse/invoking.js';
import type { AssociationEvent } from './dimse/scp-options.js';
import type { AdmissionGate } from './pipeline/admission.js';
import type { PipelineEvents } from './pipeline/events.js';
import {
  failureOf,
  type FromReceiver,
  type ReceiverData,
  type SentFailure,
  type ToldEvent,
  type ToReceiver,
} from './receiver-task.js';
import type { Store } from './store/store.js';

export interface ReceiverHooks {
  readonly events: PipelineEvents;
  /** Instances are due for de-identification. */
  onReceived(): void;
  /** A request for commitment waits (`resend` undefined), or deliveries to a destination are due again. */
  onCommitment(resend: string | undefined): void;
  onAdmission(refusal: ReturnType<AdmissionGate['refusal']>, freeBytes: number): void;
  /** The disk failed: nothing more is admitted. */
  onFailure(error: unknown): void;
}

/** A receiver that listens. */
export interface Receiver {
  readonly host: string;
  readonly port: number;
  /** Of all listeners, in their order. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  /** New certificates and users for a listener, from its next connection on. */
  setCredentials(listener: number, credentials: ListenerCredentials): void;
  /** Reports a commitment on the association that asked for it, where that is still open. */
  reportCommitment(associationId: string, list: CommitmentList): Promise<InvokeOutcome>;
  /** Admits nothing more. */
  closeGate(): void;
  /** Accepts no more connections, and resolves when all are closed; those that are at work have `drainMs`. */
  close(drainMs: number): Promise<void>;
}

/**
 * Starts the receiver beside the store's commits.
 * @throws LetheError when the port or the spool cannot be used, or the store is closed
 */
export async function startReceiver(
  store: Store,
  data: ReceiverData,
  hooks: ReceiverHooks,
): Promise<Receiver> {
  const port = await store.startNear(new URL('./receiver-worker.js', import.meta.url), data);
  return new Promise((resolve) => {
    const tell = (message: ToReceiver): void => port.postMessage(message);
    let close: (() => void) | undefined;
    const reports = new Map<number, (outcome: InvokeOutcome) => void>();
    let lastReport = 0;
    let isGone = false;
    const closed = new Promise<void>((settle) => {
      close = settle;
    });
    // The thread is gone, and all its connections with it; the store tells of its failure.
    port.on('close', () => {
      isGone = true;
      close?.();
      for (const settle of reports.values()) settle({ kind: 'association-ended' });
      reports.clear();
    });
    port.on('message', (message: FromReceiver) => {
      switch (message.kind) {
        case 'listening':
          resolve({
            host: message.addresses[0]?.host ?? data.host,
            port: message.addresses[0]?.port ?? data.port,
            addresses: message.addresses,
            setCredentials: (listener, credentials) => tell({ kind: 'credentials', listener, credentials }),
            reportCommitment: (associationId, list) =>
              new Promise((settle) => {
                if (isGone) {
                  settle({ kind: 'association-ended' });
                  return;
                }
                lastReport += 1;
                reports.set(lastReport, settle);
                tell({ kind: 'report', id: lastReport, associationId, list });
              }),
            closeGate: () => tell({ kind: 'close-gate' }),
            async close(drainMs) {
              tell({ kind: 'close', drainMs });
              await closed;
              isGone = true;
              port.close();
            },
          });
          break;
        case 'told':
          for (const event of message.events) tellEvent(hooks.events, event);
          tell({ kind: 'heard', events: message.events.length });
          if (message.isDue) hooks.onReceived();
          break;
        case 'reported':
          reports.get(message.id)?.(message.outcome);
          reports.delete(message.id);
          break;
        case 'commitment':
          hooks.onCommitment(message.resend);
          break;
        case 'admission':
          hooks.onAdmission(message.refusal, message.freeBytes);
          break;
        case 'failed':
          hooks.onFailure(failureOf(message.error));
          break;
        case 'closed':
          close?.();
          break;
      }
    });
  });
}

function tellEvent(events: PipelineEvents, event: ToldEvent): void {
  switch (event[0]) {
    case 'association':
      events.association(received(event[1]));
      break;
    case 'stageFailed':
      events.stageFailed(event[1], failureOf(event[2] as SentFailure));
      break;
    default: {
      const [name, ...facts] = event;
      (events[name] as (...told: readonly unknown[]) => void)(...facts);
    }
  }
}

function received(event: AssociationEvent): AssociationEvent {
  return 'error' in event ? { ...event, error: failureOf(event.error as SentFailure) } : event;
}
