import type { Config } from './config.js';
import type { InstanceLimits } from './dicom/instance.js';
import type { AssociationLimits, ScpTimers } from './dimse/scp-options.js';
import type { AdmissionGate } from './pipeline/admission.js';
import type { PipelineEvents } from './pipeline/events.js';

/** What the receiver gets at its start; plain data. */
export interface ReceiverData {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
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
}

/** One call of an event with its arguments. */
export type ToldEvent = {
  readonly [Name in keyof PipelineEvents]: readonly [Name, ...Parameters<PipelineEvents[Name]>];
}[keyof PipelineEvents];

export type ToReceiver =
  /** The disk or the store failed: nothing more is admitted. */
  { readonly kind: 'close-gate' } | { readonly kind: 'close'; readonly drainMs: number };

export type FromReceiver =
  | { readonly kind: 'listening'; readonly host: string; readonly port: number }
  /** What happened since the last message; `isDue`: instances wait for de-identification. */
  | { readonly kind: 'told'; readonly events: readonly ToldEvent[]; readonly isDue: boolean }
  | {
      readonly kind: 'admission';
      readonly refusal: ReturnType<AdmissionGate['refusal']>;
      readonly freeBytes: number;
    }
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
