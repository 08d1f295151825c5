import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode } from '../../errors.js';
import type { AuditVerdict, Store } from '../store.js';

/** One stretch of the audit chain to verify; an empty one tells where the chain ends. */
export interface AuditStretch {
  /** First entry of the stretch. */
  readonly from: number;
  /** Hash of the entry before it. */
  readonly previousHash: string;
  /** The chain's recorded end, when the walk began. */
  readonly end: AuditEnd;
  readonly limit: number;
}

export interface AuditEnd {
  readonly seq: number;
  readonly hash: string;
}

export type AuditEndFound =
  { readonly kind: 'found'; readonly end: AuditEnd } | Extract<AuditVerdict, { kind: 'broken' }>;

export type AuditStretchVerdict =
  { readonly kind: 'so-far'; readonly next: number; readonly previousHash: string } | AuditVerdict;

/** What the worker can do: the store's functions, but for those that the main thread composes of others. */
export interface Operations extends Omit<Store, 'close' | 'verifyAudit' | 'completeDelivery' | 'startNear'> {
  auditEnd(): Promise<AuditEndFound>;
  verifyAuditStretch(stretch: AuditStretch): Promise<AuditStretchVerdict>;
}

export type OperationName = keyof Operations;
export type Arguments<Name extends OperationName> = Parameters<Operations[Name]>;
export type Answer<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;

/** The worker's side of `Operations`: synchronous, with the time at which the call was made. */
export type Handlers = {
  readonly [Name in OperationName]: (at: number, ...parameters: Arguments<Name>) => Answer<Name>;
};

export interface Request {
  readonly id: number;
  readonly name: OperationName;
  /** When the call was made. */
  readonly at: number;
  readonly parameters: readonly unknown[];
}

export type ToWorker =
  | { readonly kind: 'requests'; readonly requests: readonly Request[] }
  /** `Store.startNear`; answered like a request. */
  | {
      readonly kind: 'start-near';
      readonly id: number;
      readonly module: string;
      readonly data: unknown;
      readonly port: MessagePort;
    }
  | { readonly kind: 'close' };

/** A `LetheError` on its way between threads. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

export type Reply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: SentError };

export type FromWorker =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly error: SentError }
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  /** The store can do no more; every later operation is refused. */
  | { readonly kind: 'failed'; readonly error: SentError }
  | { readonly kind: 'closed' };

export interface WorkerOptions {
  readonly file: string;
  readonly auditKey: Uint8Array;
  readonly role: 'node' | 'tool';
  readonly create: boolean;
  /** What nobody outside waits for may wait so long for others to share a commit; 0, the default: at once. */
  readonly gatherMs?: number | undefined;
  /** Counts how long each commit takes that waits for the disk. */
  readonly commitTimes?: SharedArrayBuffer | undefined;
}
