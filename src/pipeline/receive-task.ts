import type { InstanceLimits } from '../dicom/instance.js';
import type { IncomingFacts, OriginalFile } from '../spool/incoming.js';
import type { AuditTokens } from '../store/store.js';
import type { QuarantineCode } from './quarantine.js';

/** What the receiving thread gets at its start. */
export interface ReceiveWorkerData {
  readonly folder: string;
  readonly limits: InstanceLimits;
  readonly auditTokenKey: Buffer;
  /** Keep what is refused, to be set aside. */
  readonly keepRefused: boolean;
}

/** Why a complete data set is refused, as coded for the quarantine and as answered. */
export interface Refusal {
  readonly code: QuarantineCode;
  readonly detail: string;
  readonly status: number;
}

/** What the receiving thread made of a complete data set. */
export type Received =
  /** Durable and understood. */
  | { readonly kind: 'good'; readonly original: OriginalFile; readonly tokens: AuditTokens }
  /** Not to be accepted; durable all the same where refused instances are kept. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly original: OriginalFile | undefined };

/** What a message carries of an instance: the first one says what it is, each may name a block. One message does for many duties. */
export interface InstancePart {
  readonly id: number;
  readonly facts: IncomingFacts | undefined;
  readonly block: number | undefined;
  readonly length: number;
}

/** Bytes go through shared blocks: one side fills a block, names it to the other, and gets it back when it is written. */
export type ToReceiveWorker =
  | { readonly kind: 'block'; readonly block: number; readonly memory: SharedArrayBuffer }
  | ({ readonly kind: 'write' } & InstancePart)
  /** The last part, and the end. `isAlone`: no other instance is arriving. */
  | ({ readonly kind: 'finish'; readonly isAlone: boolean } & InstancePart)
  | { readonly kind: 'discard'; readonly id: number };

export type FromReceiveWorker =
  | { readonly kind: 'freed'; readonly block: number }
  /** The block of the last part is free again, too; so it is in `failed`. */
  | { readonly kind: 'finished'; readonly id: number; readonly received: Received }
  /** Could not be written; nothing is left of it. `isDiskFailure`: what the disk holds is unknown. */
  | { readonly kind: 'failed'; readonly id: number; readonly code: string; readonly isDiskFailure: boolean }
  | { readonly kind: 'discarded'; readonly id: number };
