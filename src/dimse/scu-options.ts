/** What the SCU is told and the outcomes it gives: every request ends in exactly one of them. */

import type { OperationToInvoke } from './operations.js';
import type { RoleSelection, UserIdentity } from './pdu.js';
import type { OperationHandler } from './scp-options.js';
import type { TlsMaterial } from './tls-material.js';

/** TLS towards a peer: its certificate must be good and carry its name. There is no way to do without either. */
export interface PeerTls {
  readonly material: TlsMaterial;
  /** The name that its certificate must carry; without it, the host's. */
  readonly serverName?: string;
}

export interface ContextToPropose {
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUids: readonly string[];
}

export interface ScuTimeouts {
  /** To connect, TLS handshake included. */
  readonly connectMs: number;
  /** From A-ASSOCIATE-RQ to its answer (ARTIM). */
  readonly associateMs: number;
  /** From the last byte of a message to its response. */
  readonly responseMs: number;
  /** Until the peer takes what was written. */
  readonly writeMs: number;
  /** From A-RELEASE-RQ to A-RELEASE-RP. */
  readonly releaseMs: number;
}

export const DEFAULT_SCU_TIMEOUTS: ScuTimeouts = {
  connectMs: 10_000,
  associateMs: 30_000,
  responseMs: 60_000,
  writeMs: 60_000,
  releaseMs: 10_000,
};

export interface AssociationOptions {
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** At most 128 (PS3.8 §9.3.2.2: odd ids from 1 to 255); `planContexts` groups more. */
  readonly contexts: readonly ContextToPropose[];
  /** Largest P-DATA-TF variable field in bytes, both what we receive and the cap on what we send. Default 131072. */
  readonly maxPduBytes?: number;
  readonly timeouts?: Partial<ScuTimeouts>;
  /** Speaks TLS when given. */
  readonly tls?: PeerTls;
  readonly userIdentity?: UserIdentity;
  /** Roles to propose other than requestor as SCU, acceptor as SCP (PS3.7 Annex D.3.3.4). */
  readonly roleSelections?: readonly RoleSelection[];
  /** Carries out what the peer asks for on this association, such as an N-EVENT-REPORT; without it that is an error. */
  readonly carryOut?: OperationHandler;
  readonly implementationClassUid?: string;
  readonly implementationVersionName?: string;
}

/** A proposed context with the acceptor's answer. */
export interface NegotiatedContext {
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly proposedTransferSyntaxUids: readonly string[];
  /** PS3.8 §9.3.3.2; 2 (no reason) when the acceptor left the context out. */
  readonly result: number;
  /** Set when the result is 0. */
  readonly transferSyntaxUid: string | undefined;
}

export type ConnectionLostCause = 'closed' | 'reset' | 'write-timeout' | 'released' | 'aborted-by-us';

export type BadResponseCause =
  | 'message-id'
  | 'not-the-response'
  | 'command-malformed'
  | 'pdu-malformed'
  | 'pdu-unexpected'
  | 'unsolicited';

/** How a message that was sent, or could not be, came to its end without a usable response. */
export type MessageFailure =
  | { readonly kind: 'no-response' }
  | { readonly kind: 'connection-lost'; readonly cause: ConnectionLostCause }
  /** The peer's A-ABORT. */
  | { readonly kind: 'aborted'; readonly source: number; readonly reason: number }
  /** The peer broke the protocol; the association was aborted by us. */
  | { readonly kind: 'bad-response'; readonly cause: BadResponseCause };

/** What became of one instance. */
export type StoreOutcome =
  /** 0000, B000, B006 or B007 (PS3.4 B.2.3). */
  | { readonly kind: 'stored'; readonly status: number }
  /** Any other status; `temporary` ones may be tried again. */
  | { readonly kind: 'refused'; readonly status: number; readonly duration: 'temporary' | 'permanent' }
  /** No accepted context has this SOP class with this transfer syntax; nothing was sent. */
  | {
      readonly kind: 'not-accepted';
      /** The acceptor's result for the context, `undefined` when it was never proposed. */
      readonly result: number | undefined;
      /** What it did accept for this SOP class. */
      readonly acceptedTransferSyntaxUids: readonly string[];
    }
  /** Our own data set could not be read. Broken off by A-ABORT when it had begun to go out. */
  | { readonly kind: 'source-failed'; readonly error: unknown }
  | MessageFailure;

export type EchoOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly roundTripMs: number }
  | { readonly kind: 'not-accepted'; readonly result: number | undefined }
  | MessageFailure;

/** What became of an operation of a normalized SOP class. */
export type OperationOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'not-accepted'; readonly result: number | undefined }
  | MessageFailure;

export type AssociationFailure =
  | { readonly kind: 'rejected'; readonly result: number; readonly source: number; readonly reason: number }
  | { readonly kind: 'aborted'; readonly source: number; readonly reason: number }
  /**
   * No association came about: a system error code (`ECONNREFUSED`), a `TlsFailureCode`, `CONNECT_TIMEOUT`,
   * `ASSOCIATE_TIMEOUT`, or `PROTOCOL_ERROR` for an answer that is no DICOM.
   */
  | { readonly kind: 'not-reachable'; readonly code: string };

export type AssociationOutcome =
  { readonly kind: 'accepted'; readonly association: RequestedAssociation } | AssociationFailure;

/** The bytes of one data set. Read from front to back, once. */
export interface ReadableSource {
  readonly lengthBytes: number;
  /** Fills the buffers in order, as far as the source reaches; the number of bytes, short only at the end of the source. */
  read(buffers: readonly Buffer[]): Promise<number>;
  close(): Promise<void>;
}

export interface InstanceToStore {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly priority?: number;
  /** Present when a C-MOVE caused this C-STORE (PS3.7 §9.1.1.1). */
  readonly moveOriginator?: { readonly aeTitle: string; readonly messageId: number };
  open(): Promise<ReadableSource>;
}

/** An established association that we asked for. Requests are carried out one after the other, in the order of the calls. */
export interface RequestedAssociation {
  readonly contexts: readonly NegotiatedContext[];
  readonly peerImplementationVersionName: string;
  /** Whether a request can still be made. */
  readonly usable: boolean;
  store(instance: InstanceToStore): Promise<StoreOutcome>;
  echo(): Promise<EchoOutcome>;
  /** N-ACTION or N-EVENT-REPORT. */
  invoke(operation: OperationToInvoke): Promise<OperationOutcome>;
  /** Ends the association in order; `not-released` when it had ended already or the peer did not answer. */
  release(): Promise<'released' | 'not-released'>;
  /** A-ABORT; what is under way ends as `connection-lost`. */
  abort(): void;
}
