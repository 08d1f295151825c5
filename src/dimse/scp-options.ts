/** What the storage SCP is told and what it tells: the face it turns to the rest of the product. */

import type {
  AbortPdu,
  MalformedCause,
  ProposedPresentationContext,
  RejectPdu,
  UserIdentity,
} from './pdu.js';
import type { PduViolation } from './pdu-reader.js';
import type { TlsMaterial } from './tls-material.js';
import type { TlsPeer } from './tls-peer.js';

/** Who asks for an association, before anything is granted. Strings are as received: escape them before showing them. */
export interface AssociationRequest {
  readonly associationId: string;
  /** Which listener it came to: 0 for the first, then in the order of `moreListeners`. */
  readonly listener: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
  readonly presentationContexts: readonly ProposedPresentationContext[];
  /** Holds secrets; never log it. */
  readonly userIdentity?: UserIdentity;
  readonly tls?: TlsPeer;
}

export type Admission =
  /** `user`: whose identity was verified, from our own list. */
  | { readonly kind: 'accept'; readonly user?: string }
  | ({ readonly kind: 'reject'; readonly cause?: RejectCause } & RejectPdu);

/** Why an association is rejected, where the three numbers do not say it. */
export type RejectCause =
  'called-ae-title' | 'calling-ae-title' | 'certificate-name' | 'user-identity' | 'associations' | 'no-room';

/** An instance that a peer is about to send (C-STORE-RQ, PS3.7 §9.1.1). */
export interface StoreRequest {
  readonly associationId: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
  readonly presentationContextId: number;
  readonly transferSyntaxUid: string;
  readonly affectedSopClassUid: string;
  readonly affectedSopInstanceUid: string;
  readonly messageId: number;
  readonly priority: number;
}

/** What is answered in the C-STORE-RSP. The comment is cut to 64 characters (VR LO) and must hold no value of a data set. */
export interface StoreStatus {
  readonly status: number;
  readonly errorComment?: string;
}

/** The instance is not wanted: its data set is read and dropped, then this is answered. */
export interface StoreRefusal extends StoreStatus {
  readonly kind: 'refused';
}

/** An operation that a peer asks for, complete. Strings are as received. */
export interface OperationRequest {
  readonly kind: 'n-action' | 'n-event-report';
  readonly associationId: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Action Type ID or Event Type ID. */
  readonly typeId: number;
  readonly transferSyntaxUid: string;
  readonly dataSet: Buffer;
}

/** Carries out an operation. A rejected promise is answered 0110. */
export type OperationHandler = (request: OperationRequest) => Promise<StoreStatus>;

export type SinkAbortReason =
  'connection-lost' | 'peer-aborted' | 'protocol-error' | 'timeout' | 'closing' | 'sink-failed';

/**
 * Takes one data set as it arrives. Either `end` or `abort` is called, once, and nothing after it; never while a promise
 * of `write` is pending.
 */
export interface InstanceSink {
  /**
   * The next bytes, the sink's until the call returns: what it needs beyond, it copies. A returned promise pauses the
   * socket until it settles; a rejected one (or a throw) ends in status 0110 for the instance, after `abort('sink-failed')`.
   */
  write(fragments: readonly Buffer[]): void | Promise<void>;
  /** The data set is complete; the status is answered to the peer. A rejected promise is answered 0110. */
  end(): Promise<StoreStatus>;
  /** The data set will not be complete; nothing will be answered unless the reason is `sink-failed`. */
  abort(reason: SinkAbortReason): Promise<void>;
}

export interface AssociationLimits {
  /** Established associations at one time; more are rejected 2/3/2. */
  readonly maxAssociations: number;
  readonly maxAssociationsPerCallingAe: number;
  /** Presentation contexts in one request (at most 128 are possible). */
  readonly maxContexts: number;
  readonly maxCommandBytes: number;
}

export const DEFAULT_ASSOCIATION_LIMITS: AssociationLimits = {
  maxAssociations: 64,
  maxAssociationsPerCallingAe: 32,
  maxContexts: 128,
  maxCommandBytes: 64 * 1024,
};

export interface ScpTimers {
  /** From the transport connection to the whole A-ASSOCIATE-RQ, in total; and from our last PDU to the peer's close. */
  readonly artimMs: number;
  /** Without progress of the peer on an established association while it is the peer's turn. */
  readonly idleMs: number;
  /** Until the peer takes what we wrote. */
  readonly writeMs: number;
}

export const DEFAULT_SCP_TIMERS: ScpTimers = { artimMs: 30_000, idleMs: 300_000, writeMs: 60_000 };

export type AbortCause =
  | MalformedCause
  | PduViolation
  | 'unrecognized-pdu'
  | 'unexpected-pdu'
  | 'pdu-too-long'
  | 'pdu-length-wrong'
  | 'max-pdu-too-small'
  | 'context-not-accepted'
  | 'command-and-data-set-mixed'
  | 'fragment-odd'
  | 'data-set-before-command'
  | 'command-too-long'
  | 'command-malformed'
  | 'idle-timeout'
  | 'closing';

/** Whose event it is. */
export interface NamedAssociation {
  readonly associationId: string;
  readonly remoteAddress: string;
  /** Escaped (`printableAeTitle`), empty before they are known. */
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
}

/** What happens on the listener and its associations, for the log. No value of a data set and no secret is in it. */
export type AssociationEvent =
  | ({
      readonly kind: 'association.accepted';
      readonly acceptedContexts: number;
      readonly refusedContexts: number;
      readonly implementationVersionName: string;
      readonly tls?: TlsPeer;
      readonly user?: string;
    } & NamedAssociation)
  | ({ readonly kind: 'association.rejected'; readonly cause?: RejectCause } & RejectPdu & NamedAssociation)
  | ({ readonly kind: 'association.released'; readonly instances: number } & NamedAssociation)
  | ({
      readonly kind: 'association.aborted';
      readonly by: 'peer';
      readonly abort: AbortPdu;
    } & NamedAssociation)
  | ({
      readonly kind: 'association.aborted';
      readonly by: 'us';
      readonly abort: AbortPdu;
      readonly cause: AbortCause;
      /** What the first bytes look like when they were no DICOM at all. */
      readonly looksLike?: 'http' | 'tls';
    } & NamedAssociation)
  /** The transport connection went away, or was closed by a timer, without release or abort. */
  | ({
      readonly kind: 'association.lost';
      readonly cause: 'closed' | 'reset' | 'artim-timeout' | 'write-timeout' | 'closing';
      readonly insideInstance: boolean;
    } & NamedAssociation)
  | ({ readonly kind: 'echo.answered'; readonly status: number } & NamedAssociation)
  | ({
      readonly kind: 'store.answered';
      readonly status: number;
      readonly transferSyntaxUid: string;
      readonly sizeBytes: number;
      readonly durationMs: number;
      /** `false` when the peer had gone before the answer. */
      readonly delivered: boolean;
    } & NamedAssociation)
  | ({ readonly kind: 'store.failed'; readonly error: unknown } & NamedAssociation)
  /** An N-ACTION or N-EVENT-REPORT. */
  | ({
      readonly kind: 'operation.answered';
      readonly commandField: number;
      readonly status: number;
    } & NamedAssociation)
  | ({
      readonly kind: 'operation.refused';
      readonly commandField: number;
      readonly status: number;
    } & NamedAssociation)
  /** `admit` threw; the request was rejected 2/3/1. */
  | { readonly kind: 'admission.failed'; readonly associationId: string; readonly error: unknown }
  /** More open connections than could ever become associations: closed at once. */
  | { readonly kind: 'connection.refused'; readonly remoteAddress: string }
  | { readonly kind: 'tls.failed'; readonly remoteAddress: string; readonly code: string }
  | { readonly kind: 'listener.failed'; readonly code: string };

type WithoutName<E> = E extends NamedAssociation ? Omit<E, keyof NamedAssociation> : never;

/** An event of an association before its names are put to it. */
export type UnnamedAssociationEvent = WithoutName<AssociationEvent>;

/** TLS on a listener. */
export interface ListenerTls {
  readonly material: TlsMaterial;
  /** Whether the peer must, may or need not show a certificate of the authorities. */
  readonly clients: 'required' | 'optional' | 'none';
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Speaks TLS when given, and nothing else. */
  readonly tls?: ListenerTls;
}

export interface StorageScpOptions extends ListenerOptions {
  /** Further addresses of the same SCP; all share its limits. */
  readonly moreListeners?: readonly ListenerOptions[];
  /** Largest P-DATA-TF variable field that we receive, in bytes; advertised to the peer. Default 131072. */
  readonly maxPduBytes?: number;
  readonly limits?: Partial<AssociationLimits>;
  readonly timers?: Partial<ScpTimers>;
  readonly implementationClassUid?: string;
  readonly implementationVersionName?: string;
  admit(request: AssociationRequest): Admission | Promise<Admission>;
  /** Verification is always accepted and not asked for. */
  acceptAbstractSyntax(sopClassUid: string, calledAeTitle: string): boolean;
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
  /**
   * Where an instance goes whose command names it by no UID, to be looked at; `answer` is what the peer will be told
   * unless the sink tells something else. Without this its data set is read and dropped. The Affected SOP Instance UID of
   * the request is as received.
   */
  openRefused?(request: StoreRequest, answer: StoreRefusal): InstanceSink | StoreRefusal;
  /** Carries out N-ACTION and N-EVENT-REPORT; without it they are answered 0110. */
  carryOut?: OperationHandler;
  /** A returned promise, which must not reject, holds the association until it settles: so fast can be told what happens. */
  onEvent?(event: AssociationEvent): void | Promise<void>;
}
