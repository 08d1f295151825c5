import type { CommitmentList } from './commitment/data-set.js';
import type { Config } from './config.js';
import type { InstanceLimits } from './dicom/instance.js';
import type { ListenerCredentials } from './credentials.js';
import type { InvokeOutcome } from './dimse/invoking.js';
import type { AssociationLimits, ListenerOptions, ScpTimers } from './dimse/scp-options.js';
import type { AdmissionGate } from './pipeline/admission.js';
import type { PipelineEvents } from './pipeline/events.js';
import type { User } from './users/users-file.js';

/** An address to listen on, and who may call there. */
export interface ReceiverListener extends ListenerOptions {
  /** Names of which a caller's certificate must carry one; empty or absent: any that the authorities vouch for. */
  readonly allowedNames?: readonly string[];
  /** Who may call; absent: nobody is asked who they are. */
  readonly users?: readonly User[];
}

/** What the receiver gets at its start; plain data. */
export interface ReceiverData extends ReceiverListener {
  readonly moreListeners?: readonly ReceiverListener[];
  readonly maxPduBytes: number;
  readonly associations: AssociationLimits;
  readonly timers: Pick<ScpTimers, 'artimMs' | 'idleMs'>;
  readonly callers: Pick<Config, 'aeTitles' | 'acceptedCallers'>;
  readonly sopClasses: Config['sopClasses'];
  /** The incoming spool. */
  readonly folder: string;
  readonly reserveBytes: number;
  readonly highWaterInstances: number;
  readonly limits: InstanceLimits;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  readonly auditTokenKey: Uint8Array;
  /** Keep what is refused, to be set aside. */
  readonly keepRefused: boolean;
  /** What a destination does not commit to is sent again after this long, milliseconds. */
  readonly resendAfterMs: number;
  /** What is done with Pixel Data that is not as its attributes say. */
  readonly pixelDataMismatch: Config['pixelDataMismatch'];
  /** Counts how long the disk takes to make an original durable. */
  readonly durableTimes?: SharedArrayBuffer | undefined;
}

/** One call of an event with its arguments. */
export type ToldEvent = {
  readonly [Name in keyof PipelineEvents]: readonly [Name, ...Parameters<PipelineEvents[Name]>];
}[keyof PipelineEvents];

export type ToReceiver =
  /** The disk or the store failed: nothing more is admitted. */
  | { readonly kind: 'close-gate' }
  /** From the next connection on. */
  | { readonly kind: 'credentials'; readonly listener: number; readonly credentials: ListenerCredentials }
  /** Reports a commitment on an association that is open; answered by `reported`. */
  | {
      readonly kind: 'report';
      readonly id: number;
      readonly associationId: string;
      readonly list: CommitmentList;
    }
  /** So many of the events that were told have been dealt with. */
  | { readonly kind: 'heard'; readonly events: number }
  | { readonly kind: 'close'; readonly drainMs: number };

export type FromReceiver =
  | {
      readonly kind: 'listening';
      /** Of all listeners, in their order. */
      readonly addresses: readonly { readonly host: string; readonly port: number }[];
    }
  /** What happened since the last message; `isDue`: instances wait for de-identification. */
  | { readonly kind: 'told'; readonly events: readonly ToldEvent[]; readonly isDue: boolean }
  | {
      readonly kind: 'admission';
      readonly refusal: ReturnType<AdmissionGate['refusal']>;
      readonly freeBytes: number;
    }
  | { readonly kind: 'reported'; readonly id: number; readonly outcome: InvokeOutcome }
  /** A sender's request for commitment waits, or deliveries are due again. */
  | { readonly kind: 'commitment'; readonly resend: string | undefined }
  | { readonly kind: 'failed'; readonly error: SentFailure }
  | { readonly kind: 'closed' };

/** An error on its way between threads: what the log may say of it (`errorFields`), and its message. */
export interface SentFailure {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
}

export function sentFailure(error: unknown): SentFailure {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  if (!(error instanceof Error)) return { name: 'Error', message: '', code: undefined, syscall: undefined };
  return {
    name: error.name,
    message: error.message,
    code: 'code' in error ? text(error.code) : undefined,
    syscall: 'syscall' in error ? text(error.syscall) : undefined,
  };
}

export function failureOf({ name, message, code, syscall }: SentFailure): Error {
  return Object.assign(
    new Error(message),
    { name },
    code === undefined ? {} : { code },
    syscall === undefined ? {} : { syscall },
  );
}
