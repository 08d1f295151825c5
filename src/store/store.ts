/**
 * What Lethe remembers, in the words of its work: instances, deliveries, crosswalk and audit.
 *
 * The row is the state. A stage claims rows under a lease, works, and advances each row in one transaction that also
 * writes its crosswalk and its audit entries; nothing else connects the stages. Every function resolves only after the
 * change is on disk. Expected outcomes are values; a promise rejects with `LetheError`: `STORE_NOT_USABLE` (nothing was
 * acknowledged: disk full, I/O error, closed), `STORE_LOCKED` (another process kept the database busy), `AUDIT_BROKEN`
 * (the audit chain's head is missing or not of this key).
 *
 * Times are milliseconds since 1970 (UTC). No value of a data set goes into a code, a detail, a reason or an audit entry.
 */

import type { MessagePort } from 'node:worker_threads';
import type { LetheError } from '../errors.js';

/** Where an instance is. `routed` is passed through inside one transaction and never rests. */
export type InstanceState = 'received' | 'routed' | 'deidentified' | 'sent' | 'quarantined' | 'discarded';

/** Where one delivery (an instance on its way to one destination) is. */
export type DeliveryState = 'queued' | 'sent' | 'refused' | 'cancelled';

/** The strategy that decided, by name, version and hash of its file. */
export interface StrategyReference {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/**
 * Keyed hashes (lower-case hexadecimal, made by the caller) by which an auditor finds an identity, original or
 * replacement, without its being stored in clear.
 */
export interface AuditTokens {
  readonly patientOriginal?: string | undefined;
  readonly patientReplacement?: string | undefined;
  readonly studyOriginal?: string | undefined;
  readonly studyReplacement?: string | undefined;
  readonly instanceOriginal?: string | undefined;
  readonly instanceReplacement?: string | undefined;
}

/** Why an instance is set aside: a coded reason and, where useful, element paths. */
export interface Quarantine {
  readonly code: string;
  readonly detail?: string | undefined;
}

/** An original that lies in the incoming spool, as it came. */
export interface OriginalInstance {
  /** From the C-STORE command (PS3.7 9.3.1.1); empty only for an orphan whose file does not tell. */
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** File name in the incoming spool. */
  readonly spoolFile: string;
  /** Where the data set begins in that file, bytes. */
  readonly dataSetOffset: number;
  /** Size of that file, bytes. */
  readonly sizeBytes: number;
  /** SHA-256 of the data set, hexadecimal; null until someone needed it (`recordReceived`, `fillHashes`). */
  readonly sha256: string | null;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** The peer's network address. */
  readonly address: string;
  readonly associationId: string;
}

export interface ReceivedInstance extends OriginalInstance {
  /** Keep the instance, but set it aside at once. */
  readonly quarantine?: Quarantine | undefined;
  readonly tokens?: AuditTokens | undefined;
  /** Hashes that an answer `compare` asked for; an empty one stands for an original that could not be read. */
  readonly hashes?: readonly OriginalHash[] | undefined;
}

export interface OriginalHash {
  readonly instanceId: number;
  /** SHA-256 of the data set, hexadecimal. */
  readonly sha256: string;
}

/** An instance with the same SOP Instance UID, whose content has to be known to tell a duplicate from a version. */
export interface Comparable {
  readonly instanceId: number;
  readonly spoolFile: string;
  readonly dataSetOffset: number;
}

export type ReceivedOutcome =
  | { readonly kind: 'recorded'; readonly instanceId: number }
  /** The same SOP Instance UID came before with other content; this one is kept beside it. */
  | { readonly kind: 'version'; readonly instanceId: number; readonly version: number }
  /** The same SOP Instance UID with the same content is here already; nothing was stored, the file may go. */
  | { readonly kind: 'duplicate'; readonly instanceId: number }
  /** The SOP Instance UID is here already: nothing was stored yet; call again with `sha256` and the hashes of these. */
  | { readonly kind: 'compare'; readonly with: readonly Comparable[] };

export interface Claim {
  /** Unique to the process and its run, such as `node:<pid>:<random>`. */
  readonly owner: string;
  readonly limit: number;
  readonly leaseMs: number;
}

export interface ClaimedInstance extends OriginalInstance {
  readonly id: number;
  readonly version: number;
  readonly receivedAt: number;
  /** Temporary failures so far. */
  readonly attempts: number;
}

/** A de-identified instance that lies in the outgoing spool. */
export interface OutputInstance {
  /** File name in the outgoing spool. */
  readonly file: string;
  /** SHA-512 of the data set, hexadecimal; what was made before schema version 5 has its SHA-256 (64 digits). */
  readonly hash: string;
  /** Size of the file, bytes. */
  readonly sizeBytes: number;
  /** Where the data set begins in the file, bytes. */
  readonly dataSetOffset: number;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

export type CrosswalkKind = 'uid' | 'patientId';

export interface CrosswalkEntry {
  readonly kind: CrosswalkKind;
  readonly original: string;
  readonly replacement: string;
}

export interface CrosswalkRecord extends CrosswalkEntry {
  readonly firstSeen: number;
}

/** One thing known of a patient's identity, so that its recurrence in a later instance is seen; never in clear. */
export interface SealedFact {
  /** Keyed hash of the fact. */
  readonly fact: string;
  /** The fact, encrypted by the caller. */
  readonly sealed: Uint8Array;
}

export interface PatientFacts {
  /** Keyed hash of the patient. */
  readonly patient: string;
  readonly facts: readonly SealedFact[];
}

/** What became of a claimed instance. */
export type InstanceOutcome =
  | {
      readonly kind: 'deidentified';
      readonly strategy: StrategyReference;
      readonly route: string;
      /** At least one. One that has this instance already (after a release) is not sent to again. */
      readonly destinations: readonly string[];
      readonly output: OutputInstance;
      readonly crosswalk: readonly CrosswalkEntry[];
      /** What it told of its patient; those known already are left as they are. */
      readonly facts?: PatientFacts | undefined;
      readonly tokens: AuditTokens;
      /** Class of action to number of elements. */
      readonly actions: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'discarded';
      readonly strategy: StrategyReference;
      readonly route: string;
      readonly reason: string;
      readonly tokens?: AuditTokens | undefined;
    }
  | {
      readonly kind: 'quarantined';
      readonly code: string;
      readonly detail?: string | undefined;
      readonly strategy?: StrategyReference | undefined;
      readonly route?: string | undefined;
      readonly tokens?: AuditTokens | undefined;
    }
  | { readonly kind: 'deferred'; readonly code: string; readonly nextAttemptAt: number };

export type AdvanceOutcome =
  | {
      readonly kind: 'advanced';
      readonly state: InstanceState;
      /** After a release: the output file that the new one takes the place of; nothing refers to it any more. */
      readonly supersededFile: string | undefined;
    }
  /** Another owner holds the row, or the operator moved it; nothing was changed. */
  | { readonly kind: 'lease-lost' };

export interface DeliveryClaim extends Claim {
  readonly destination: string;
}

export interface ClaimedDelivery {
  readonly id: number;
  readonly instanceId: number;
  readonly destination: string;
  readonly attempts: number;
  readonly receivedAt: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly output: OutputInstance;
}

/** What became of a claimed delivery. `status` is the C-STORE response status (PS3.4 B.2.3). */
export type DeliveryOutcome =
  | {
      readonly kind: 'sent';
      readonly status: number;
      /** Who took it, such as `ORTHANC@192.0.2.1:4242`. */
      readonly peer?: string | undefined;
    }
  /** Taken, but not done before the destination commits to it (PS3.4 Annex J). */
  | { readonly kind: 'stored'; readonly status: number; readonly peer?: string | undefined }
  | {
      readonly kind: 'deferred';
      readonly code: string;
      readonly status?: number | undefined;
      readonly nextAttemptAt: number;
      readonly peer?: string | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly status?: number | undefined;
      readonly peer?: string | undefined;
    };

export interface DeliveryCompletion {
  readonly deliveryId: number;
  readonly owner: string;
  readonly outcome: DeliveryOutcome;
}

export type CompletionOutcome =
  /** `instanceState` is the instance's state now. */
  { readonly kind: 'completed'; readonly instanceState: InstanceState } | { readonly kind: 'lease-lost' };

/** An instance as a storage commitment names it (PS3.4 J.3.2). */
export interface CommitmentReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

export interface FailedReference extends CommitmentReference {
  /** Failure Reason (0008,1197), PS3.3 C.14.1.1. */
  readonly reason: number;
}

/** What a sender asks us to commit to. */
export interface CommitmentRequest {
  readonly transactionUid: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly associationId: string;
  readonly references: readonly CommitmentReference[];
  /** Not to be reported before: the sender may end its association first. */
  readonly reportAt: number;
}

/** What is known of an instance that a sender asks about. */
export interface CommitmentCandidate {
  readonly sopClassUid: string;
  readonly state: InstanceState;
  readonly quarantineCode: string | null;
  readonly spoolFile: string;
  readonly sizeBytes: number;
  readonly isOriginalRemoved: boolean;
}

export interface DueCommitment {
  readonly id: number;
  readonly transactionUid: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly associationId: string;
  readonly askedAt: number;
  readonly attempts: number;
  /** The transaction UID was in use for other references. */
  readonly isDuplicate: boolean;
  readonly references: readonly (CommitmentReference & {
    readonly candidates: readonly CommitmentCandidate[];
  })[];
}

export type CommitmentReportOutcome =
  | { readonly kind: 'reported'; readonly committed: number; readonly failed: number }
  | { readonly kind: 'deferred'; readonly code: string; readonly nextAttemptAt: number }
  | { readonly kind: 'given-up'; readonly code: string };

/** What a destination answered to our request. */
export interface CommitmentReport {
  readonly transactionUid: string;
  readonly committed: readonly CommitmentReference[];
  readonly failed: readonly FailedReference[];
  /** When those that failed are sent again. */
  readonly resendAt: number;
  /** Who told. */
  readonly peer?: string | undefined;
}

export type CommitmentSettlement =
  | {
      readonly kind: 'settled';
      readonly destination: string;
      readonly committed: number;
      readonly failed: number;
    }
  /** Nothing waits for this transaction. */
  | { readonly kind: 'unknown' };

export interface LeaseCounts {
  readonly instances: number;
  readonly deliveries: number;
}

export interface SpoolFileNames {
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
}

/** Who acts and why; both go into the audit. */
export interface OperatorAct {
  readonly actor: string;
  readonly reason: string;
}

export type OperatorOutcome =
  | { readonly kind: 'done'; readonly state: InstanceState }
  /** The act does not fit this state. */
  | { readonly kind: 'conflict'; readonly state: InstanceState }
  /** A stage holds the instance or one of its deliveries right now; try again. */
  | { readonly kind: 'busy'; readonly state: InstanceState }
  | { readonly kind: 'not-found' };

export type RetrySelection =
  { readonly instanceId: number } | { readonly destination: string } | { readonly all: true };

export type RetryOutcome =
  /** How many deliveries, and how many instances not yet de-identified, are due now. */
  | { readonly kind: 'retried'; readonly deliveries: number; readonly instances: number }
  | { readonly kind: 'conflict'; readonly state: InstanceState }
  | { readonly kind: 'not-found' };

export interface InstanceFilter {
  readonly states?: readonly InstanceState[] | undefined;
  /** Quarantine code. */
  readonly code?: string | undefined;
  readonly calledAeTitle?: string | undefined;
  readonly callingAeTitle?: string | undefined;
  /** Has a delivery, not cancelled, to this destination. */
  readonly destination?: string | undefined;
  /** Received at or after. */
  readonly since?: number | undefined;
  /** Received before. */
  readonly until?: number | undefined;
  readonly order?: 'oldest' | 'newest' | undefined;
  /** 1 to 1,000; 100 unless told. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: number | undefined;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Cursor of the next page; undefined at the end. */
  readonly next: number | undefined;
}

export interface InstanceSummary extends OriginalInstance {
  readonly id: number;
  readonly state: InstanceState;
  readonly version: number;
  readonly receivedAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  /** Code of the last temporary failure before de-identification. */
  readonly lastCode: string | null;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  readonly strategy: StrategyReference | null;
  readonly route: string | null;
  readonly quarantineCode: string | null;
  readonly quarantineDetail: string | null;
  /** When it was sent to all its destinations, or discarded. */
  readonly finishedAt: number | null;
  readonly originalRemovedAt: number | null;
  readonly outputRemovedAt: number | null;
  readonly output: OutputInstance | null;
}

export interface DeliverySummary {
  readonly id: number;
  readonly instanceId: number;
  readonly destination: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  readonly lastStatus: number | null;
  readonly lastCode: string | null;
  readonly sentAt: number | null;
}

export interface InstanceDetail extends InstanceSummary {
  readonly deliveries: readonly DeliverySummary[];
}

/** received = sent + queued + quarantined + discarded. `received` is counted in the audit, the rest in the instances. */
export interface Books {
  readonly received: number;
  readonly sent: number;
  readonly queued: number;
  readonly quarantined: number;
  readonly discarded: number;
  readonly balanced: boolean;
}

export interface DeliveryCounts {
  readonly destination: string;
  readonly queued: number;
  /** Those of `queued` that failed before and wait for a later attempt. */
  readonly deferred: number;
  readonly sent: number;
  readonly refused: number;
  readonly cancelled: number;
}

/** Instances in one state. */
export interface StateCount {
  readonly state: InstanceState;
  readonly instances: number;
  /** When the first of them was received; null where there are none, and for `sent` and `discarded`. */
  readonly oldestReceivedAt: number | null;
}

/** How much lies where, for those who watch. */
export interface StoreCounts {
  readonly states: readonly StateCount[];
  /** `oldestReceivedAt`: of the deliveries that wait for this destination, when the instance of the first was received. */
  readonly deliveries: readonly (DeliveryCounts & {
    readonly oldestReceivedAt: number | null;
    /** Those of `queued` that the destination has stored and not yet committed to. */
    readonly uncommitted: number;
  })[];
}

export interface CrosswalkFilter {
  readonly kind: CrosswalkKind;
  /** 1 to 10,000; 1,000 unless told. */
  readonly limit?: number | undefined;
  readonly cursor?: CrosswalkCursor | undefined;
}

export interface CrosswalkCursor {
  readonly original: string;
  readonly replacement: string;
}

export interface CrosswalkPage {
  readonly rows: readonly CrosswalkRecord[];
  readonly next: CrosswalkCursor | undefined;
}

export interface RemovableFilter {
  /** Originals of instances finished before this time. */
  readonly originalsBefore: number;
  /** Outputs of instances finished before this time. */
  readonly outputsBefore: number;
  readonly limit: number;
}

export interface RemovableFile {
  readonly instanceId: number;
  readonly file: string;
}

export interface RemovableFiles {
  readonly originals: readonly RemovableFile[];
  readonly outputs: readonly RemovableFile[];
}

/** The closed list of what the audit tells. */
export const AUDIT_EVENTS = [
  'instance.received',
  'instance.duplicate',
  'instance.routed',
  'instance.deidentified',
  'instance.deferred',
  'instance.quarantined',
  'instance.discarded',
  'instance.released',
  'instance.requeued',
  'instance.sent',
  'delivery.stored',
  'delivery.sent',
  'delivery.deferred',
  'delivery.refused',
  'delivery.cancelled',
  'delivery.retried',
  'commitment.requested',
  'commitment.reported',
  'commitment.given-up',
  'spool.removed',
  'crosswalk.added',
  'crosswalk.exported',
  'crosswalk.searched',
  'node.started',
  'node.recovered',
  'node.stopped',
  'strategy.loaded',
  'strategy.refused',
  'credentials.loaded',
  'credentials.refused',
  'clock.jumped',
] as const;

export type AuditEvent = (typeof AUDIT_EVENTS)[number];

/** An entry of the node itself or of a tool; entries of instances and deliveries are written with their transitions. */
export interface AuditFacts {
  readonly event: AuditEvent;
  readonly instanceId?: number | undefined;
  readonly destination?: string | undefined;
  readonly callingAeTitle?: string | undefined;
  readonly calledAeTitle?: string | undefined;
  readonly address?: string | undefined;
  /** Who took a delivery. */
  readonly peer?: string | undefined;
  readonly tokens?: AuditTokens | undefined;
  readonly strategy?: StrategyReference | undefined;
  readonly route?: string | undefined;
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  /** SHA-512 of the data set that may leave (`OutputInstance.hash`). */
  readonly outputHash?: string | undefined;
  /** What to how many. */
  readonly actions?: Readonly<Record<string, number>> | undefined;
  readonly actor?: string | undefined;
  readonly reason?: string | undefined;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: number;
  readonly event: AuditEvent;
  readonly instanceId: number | null;
  readonly destination: string | null;
  readonly callingAeTitle: string | null;
  readonly calledAeTitle: string | null;
  readonly address: string | null;
  readonly peer: string | null;
  readonly tokens: AuditTokens;
  readonly strategy: StrategyReference | null;
  readonly route: string | null;
  readonly code: string | null;
  readonly status: number | null;
  readonly outputHash: string | null;
  readonly actions: Readonly<Record<string, number>> | null;
  readonly actor: string | null;
  readonly reason: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/**
 * The three token filters match an original's or a replacement's token, and give every entry of the instances found so
 * (the receipt and the deliveries too), not only the entry that carries the token.
 */
export interface AuditFilter {
  readonly patient?: string | undefined;
  readonly study?: string | undefined;
  readonly instance?: string | undefined;
  readonly instanceId?: number | undefined;
  readonly calledAeTitle?: string | undefined;
  readonly callingAeTitle?: string | undefined;
  readonly destination?: string | undefined;
  readonly event?: AuditEvent | undefined;
  /** At or after. */
  readonly since?: number | undefined;
  /** Before. */
  readonly until?: number | undefined;
  /** 1 to 1,000; 100 unless told. In the order of writing; with `since` or `until` in the order of time. */
  readonly limit?: number | undefined;
  readonly cursor?: number | undefined;
}

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly head: string }
  /** `seq` is the first entry that does not hold. */
  | { readonly kind: 'broken'; readonly seq: number; readonly problem: AuditProblem };

export type AuditProblem =
  /** The keyed record of the chain's end is gone. */
  | 'head-missing'
  /** That record was not made with this key: another key, or forged. */
  | 'head-forged'
  /** An entry between two others is gone. */
  | 'entry-missing'
  /** An entry's content or hash was changed. */
  | 'entry-changed'
  /** Entries at the end are gone. */
  | 'tail-missing'
  /** Entries after the recorded end. */
  | 'tail-added';

export interface Store {
  // ---- receive
  /** One instance whose bytes are on disk. Resolves when its row and its audit entry are too. */
  recordReceived(received: ReceivedInstance): Promise<ReceivedOutcome>;

  // ---- route and de-identify
  /**
   * Instances due for de-identification and leased by no one, those due first before others. What its owner holds it is not
   * given again, whatever the clock says: it is at work on it.
   */
  claimInstances(claim: Claim): Promise<readonly ClaimedInstance[]>;
  advanceInstance(instanceId: number, owner: string, outcome: InstanceOutcome): Promise<AdvanceOutcome>;

  // ---- send
  claimDeliveries(claim: DeliveryClaim): Promise<readonly ClaimedDelivery[]>;
  completeDelivery(deliveryId: number, owner: string, outcome: DeliveryOutcome): Promise<CompletionOutcome>;
  /** The same for several, in order, each on its own merits, in one transaction. */
  completeDeliveries(completions: readonly DeliveryCompletion[]): Promise<readonly CompletionOutcome[]>;

  // ---- storage commitment
  /** Keeps a request until it is reported; the same one again, while it waits, is the same. Returns its id. */
  recordCommitmentRequest(request: CommitmentRequest): Promise<number>;
  /** Requests that are due to be reported, with what is known of their references. */
  dueCommitments(limit: number): Promise<readonly DueCommitment[]>;
  completeCommitment(id: number, outcome: CommitmentReportOutcome): Promise<void>;
  /** Takes up to `limit` stored deliveries for one request to their destination; asked again at `askAgainAt`. */
  beginCommitment(begin: {
    readonly destination: string;
    readonly transactionUid: string;
    readonly limit: number;
    readonly askAgainAt: number;
  }): Promise<readonly CommitmentReference[]>;
  /** The request could not be made; the deliveries are asked for again later. */
  deferCommitment(transactionUid: string, code: string, nextAttemptAt: number): Promise<void>;
  /** Ends the deliveries that the destination commits to, and sends again what it does not. */
  settleCommitment(report: CommitmentReport): Promise<CommitmentSettlement>;

  // ---- leases and recovery
  /** Every lease of this owner lasts `leaseMs` from now. */
  renewLeases(owner: string, leaseMs: number): Promise<LeaseCounts>;
  /** At shutdown: what this owner holds is free for the next. */
  releaseLeases(owner: string): Promise<LeaseCounts>;
  /** At a node's start, before anything is claimed: what a dead process held is free again. */
  recover(): Promise<LeaseCounts>;
  /**
   * After the clock was set back: what would be due later than `beyondMs` from now is due now. Returns how many waited so.
   */
  bringForward(beyondMs: number): Promise<number>;
  /** Those of these file names that a row still refers to. */
  knownSpoolFiles(names: SpoolFileNames): Promise<SpoolFileNames>;

  // ---- operator
  /** quarantined -> received. Deliveries not sent are cancelled, and made anew by the next de-identification. */
  release(instanceId: number, act: OperatorAct): Promise<OperatorOutcome>;
  /** Any state but sent and discarded -> discarded. */
  discard(instanceId: number, act: OperatorAct): Promise<OperatorOutcome>;
  /**
   * Deferred and refused deliveries are due now; an instance set aside only for DELIVERY_REFUSED is deidentified again. Where
   * all are due already, the audit tells a running node to try their destinations at once.
   */
  retry(selection: RetrySelection, act: OperatorAct): Promise<RetryOutcome>;

  // ---- looking
  listInstances(filter: InstanceFilter): Promise<Page<InstanceSummary>>;
  getInstance(instanceId: number): Promise<InstanceDetail | undefined>;
  books(): Promise<Books>;
  deliveryCounts(): Promise<readonly DeliveryCounts[]>;
  /**
   * Instances received and not yet sent, quarantined or discarded: for the high-water mark. Counted in an index, about
   * 1 ms for 20,000 of them: ask a few times a second, not once an instance.
   */
  queueDepth(): Promise<number>;
  /** Reads whole indexes, some milliseconds for each 10,000 rows: not for the connection that receives. */
  counts(): Promise<StoreCounts>;

  // ---- crosswalk
  /** Idempotent. Returns how many were new. */
  addCrosswalk(entries: readonly CrosswalkEntry[]): Promise<number>;
  exportCrosswalk(filter: CrosswalkFilter): Promise<CrosswalkPage>;
  /** Entries of either kind with this original or this replacement. */
  findCrosswalk(identity: string): Promise<readonly CrosswalkRecord[]>;

  // ---- patients
  /** What earlier instances told of a patient, by the keyed hash of the patient; empty for one not seen before. */
  patientFacts(patient: string): Promise<readonly SealedFact[]>;

  // ---- retention
  /** Those of these instances whose original has not been hashed yet; without its hash a later duplicate is not known as one. */
  listUnhashed(instanceIds: readonly number[]): Promise<readonly Comparable[]>;
  /** Hashes of originals; those that are known already stay. */
  fillHashes(hashes: readonly OriginalHash[]): Promise<void>;
  listRemovable(filter: RemovableFilter): Promise<RemovableFiles>;
  /** After the files are gone: by instance id. Writes one audit entry `spool.removed` with the counts. */
  markRemoved(removed: {
    readonly originals: readonly number[];
    readonly outputs: readonly number[];
  }): Promise<void>;

  // ---- audit
  appendAudit(facts: AuditFacts): Promise<{ readonly seq: number }>;
  queryAudit(filter: AuditFilter): Promise<Page<AuditEntry>>;
  /** Walks the whole chain in pages, so that other work goes on between them. */
  verifyAudit(): Promise<AuditVerdict>;

  /**
   * Runs a module in the thread where the store commits, for work that has an instance recorded at every turn: what it
   * records takes part in the next commit without a way between threads. The module is a `NearModule`.
   * @returns the port to it, once its `start` has resolved; a `LetheError` with which that rejects comes through
   */
  startNear(module: URL, data: unknown): Promise<MessagePort>;

  /** Lets waiting operations finish, then closes. Later calls reject with STORE_NOT_USABLE. Idempotent. */
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  /** The database file; its folder exists. */
  readonly file: string;
  /** Key of the audit chain, 32 bytes or more. */
  readonly auditKey: Buffer;
  readonly now?: (() => number) | undefined;
  /** One `node` per database; `tool`s open the same database beside it. */
  readonly role: 'node' | 'tool';
  /** Make the database where there is none: true for a node, false for a tool unless told. */
  readonly create?: boolean | undefined;
  /**
   * What nobody outside waits for (claims, outcomes) may wait so long for others to share a commit, milliseconds; 0, the
   * default: at once.
   */
  readonly gatherMs?: number | undefined;
  /** Counts how long each commit takes that waits for the disk. */
  readonly commitTimes?: SharedArrayBuffer | undefined;
  /** Told once when the store can do no more (I/O error, corruption, the worker died). */
  readonly onFailure?: ((error: LetheError) => void) | undefined;
}

/** What a module beside the commits may ask of the store. */
export type NearStore = Pick<
  Store,
  'recordReceived' | 'queueDepth' | 'recordCommitmentRequest' | 'settleCommitment'
>;

/** What `Store.startNear` runs; it ends its work when the port closes. */
export interface NearModule {
  start(store: NearStore, port: MessagePort, data: unknown): Promise<void>;
}
