import { openFileSource } from '../dimse/file-source.js';
import { planContexts } from '../dimse/plan-contexts.js';
import type { UserIdentity } from '../dimse/pdu.js';
import { openAssociation } from '../dimse/scu.js';
import type {
  AssociationFailure,
  ContextToPropose,
  PeerTls,
  RequestedAssociation,
  ScuTimeouts,
  StoreOutcome,
} from '../dimse/scu-options.js';
import { formatStatus } from '../dimse/status.js';
import type { DeidentifiedFile } from '../spool/outgoing.js';
import type { Courier, DeliveryResult } from './send.js';

export interface DicomCourierOptions {
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  readonly localAeTitle: string;
  readonly timeouts: Partial<ScuTimeouts>;
  /** Asked for each association, since certificates and passcodes change while the node runs. */
  credentials?(): { readonly tls?: PeerTls; readonly userIdentity?: UserIdentity };
  /** Transfer syntaxes to propose beside a file's own, when it may be transcoded. */
  readonly fallbackTransferSyntaxUids: readonly string[];
  /** Makes a copy in one of the accepted transfer syntaxes, where that loses nothing. */
  transcode(file: DeidentifiedFile, accepted: readonly string[]): Promise<TranscodeOutcome>;
}

/** What is sent: a file's data set, or a copy of it in another transfer syntax. */
export interface SendableDataSet {
  readonly path: string;
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
  readonly transferSyntaxUid: string;
  /** Removes the copy. */
  dispose(): Promise<void>;
}

export type TranscodeOutcome =
  | { readonly kind: 'transcoded'; readonly dataSet: SendableDataSet }
  | { readonly kind: 'not-possible'; readonly reason: string }
  /** The copy could not be written for now. */
  | { readonly kind: 'not-now' };

/** Delivers by C-STORE over one association, which stays open from batch to batch. */
export function createDicomCourier(options: DicomCourierOptions): Courier {
  const peer = `${options.aeTitle}@${options.host}:${String(options.port)}`;
  let association: RequestedAssociation | undefined;

  const rest = async (): Promise<void> => {
    const open = association;
    association = undefined;
    if (open?.usable === true) await open.release();
  };

  const connect = async (
    contexts: readonly ContextToPropose[],
  ): Promise<RequestedAssociation | AssociationFailure> => {
    if (association?.usable === true && covers(association, contexts)) return association;
    await rest();
    const outcome = await openAssociation({
      host: options.host,
      port: options.port,
      callingAeTitle: options.localAeTitle,
      calledAeTitle: options.aeTitle,
      contexts,
      timeouts: options.timeouts,
      ...options.credentials?.(),
    });
    if (outcome.kind !== 'accepted') return outcome;
    association = outcome.association;
    return association;
  };

  const deliverOne = async (
    file: DeidentifiedFile,
    contexts: readonly ContextToPropose[],
  ): Promise<DeliveryResult> => {
    const open = await connect(contexts);
    if ('kind' in open) return { kind: 'down', code: failureCode(open), peer };
    const outcome = await open.store(storable(file, file));
    const canTranscode =
      outcome.kind === 'not-accepted' &&
      outcome.acceptedTransferSyntaxUids.length > 0 &&
      options.fallbackTransferSyntaxUids.length > 0;
    if (!canTranscode) return resultOf(outcome, peer);
    const transcoded = await options.transcode(file, outcome.acceptedTransferSyntaxUids);
    if (transcoded.kind === 'not-possible') return { kind: 'refused', code: 'TRANSCODE_NOT_POSSIBLE', peer };
    if (transcoded.kind === 'not-now') return { kind: 'failed', code: 'TRANSCODE_NOT_WRITTEN', peer };
    try {
      return resultOf(await open.store(storable(file, transcoded.dataSet)), peer);
    } finally {
      await transcoded.dataSet.dispose();
    }
  };

  return {
    async deliver(files, onResult) {
      const indexed = files.map((file, index) => ({
        file,
        index,
        sopClassUid: file.sopClassUid,
        transferSyntaxUid: file.transferSyntaxUid,
      }));
      let down: DeliveryResult | undefined;
      for (const planned of planContexts(indexed, options.fallbackTransferSyntaxUids)) {
        for (const { file, index } of planned.instances) {
          const result = down ?? (await deliverOne(file, planned.contexts));
          if (result.kind === 'down') down = result;
          onResult(index, result);
        }
      }
    },
    rest,
  };
}

function covers(association: RequestedAssociation, contexts: readonly ContextToPropose[]): boolean {
  return contexts.every((wanted) =>
    association.contexts.some(
      (had) =>
        had.abstractSyntaxUid === wanted.abstractSyntaxUid &&
        wanted.transferSyntaxUids.every((uid) => had.proposedTransferSyntaxUids.includes(uid)),
    ),
  );
}

function storable(
  file: DeidentifiedFile,
  dataSet: Omit<SendableDataSet, 'dispose'>,
): Parameters<RequestedAssociation['store']>[0] {
  const { path, dataSetOffset, sizeBytes, transferSyntaxUid } = dataSet;
  return {
    sopClassUid: file.sopClassUid,
    sopInstanceUid: file.sopInstanceUid,
    transferSyntaxUid,
    open: () => openFileSource(path, dataSetOffset, sizeBytes - dataSetOffset),
  };
}

function failureCode(failure: AssociationFailure): string {
  switch (failure.kind) {
    case 'rejected':
      return `REJECTED_${String(failure.result)}_${String(failure.source)}_${String(failure.reason)}`;
    case 'aborted':
      return `ABORTED_${String(failure.source)}_${String(failure.reason)}`;
    case 'not-reachable':
      return failure.code;
  }
}

function resultOf(outcome: StoreOutcome, peer: string): DeliveryResult {
  switch (outcome.kind) {
    case 'stored':
      return { kind: 'delivered', status: outcome.status, peer };
    case 'refused': {
      const kind = outcome.duration === 'permanent' ? 'refused' : 'failed';
      return { kind, code: `STATUS_${formatStatus(outcome.status)}`, status: outcome.status, peer };
    }
    case 'not-accepted':
      return { kind: 'refused', code: 'CONTEXT_NOT_ACCEPTED', peer };
    case 'source-failed':
      return { kind: 'failed', code: 'OUTPUT_NOT_READABLE', peer };
    case 'no-response':
      return { kind: 'failed', code: 'NO_RESPONSE', peer };
    case 'connection-lost':
      return { kind: 'failed', code: 'CONNECTION_LOST', peer };
    case 'aborted':
      return { kind: 'failed', code: `ABORTED_${String(outcome.source)}_${String(outcome.reason)}`, peer };
    case 'bad-response':
      return { kind: 'failed', code: 'BAD_RESPONSE', peer };
  }
}
