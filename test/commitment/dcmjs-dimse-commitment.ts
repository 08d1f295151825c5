/** dcmjs-dimse as sender that asks for storage commitment, and as destination that is asked. */
import type DcmjsDimse from 'dcmjs-dimse';
import { createRequire } from 'node:module';

const dcmjsDimse = createRequire(import.meta.url)('dcmjs-dimse') as typeof DcmjsDimse;
dcmjsDimse.log.setLevel('silent');

const PUSH_MODEL = '1.2.840.10008.1.20.1';
const PUSH_MODEL_INSTANCE = '1.2.840.10008.1.20.1.1';

export interface Reference {
  readonly ReferencedSOPClassUID: string;
  readonly ReferencedSOPInstanceUID: string;
}

interface ListElements {
  readonly TransactionUID?: string;
  readonly ReferencedSOPSequence?: Reference | readonly Reference[];
  readonly FailedSOPSequence?: unknown;
}

export interface PeerAddress {
  readonly port: number;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
}

/** Sends N-ACTION (Action Type 1); the status of its response. */
export function requestCommitment(
  { port, callingAeTitle, calledAeTitle }: PeerAddress,
  transactionUid: string,
  references: readonly Reference[],
): Promise<number> {
  const request = new dcmjsDimse.requests.NActionRequest(PUSH_MODEL, PUSH_MODEL_INSTANCE, 1);
  request.setDataset(
    new dcmjsDimse.Dataset({ TransactionUID: transactionUid, ReferencedSOPSequence: [...references] }),
  );
  return perform(request, port, callingAeTitle, calledAeTitle);
}

/** Sends N-EVENT-REPORT on an association of its own; the status of its response. */
export function reportCommitment(
  { port, callingAeTitle, calledAeTitle }: PeerAddress,
  transactionUid: string,
  references: readonly Reference[],
): Promise<number> {
  const request = new dcmjsDimse.requests.NEventReportRequest(PUSH_MODEL, PUSH_MODEL_INSTANCE, 1);
  request.setDataset(
    new dcmjsDimse.Dataset({ TransactionUID: transactionUid, ReferencedSOPSequence: [...references] }),
  );
  return perform(request, port, callingAeTitle, calledAeTitle);
}

function perform(
  request:
    | InstanceType<typeof dcmjsDimse.requests.NActionRequest>
    | InstanceType<typeof dcmjsDimse.requests.NEventReportRequest>,
  port: number,
  callingAeTitle: string,
  calledAeTitle: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = new dcmjsDimse.Client();
    let status: number | undefined;
    request.on('response', (response: { getStatus(): number }) => {
      status = response.getStatus();
    });
    client.addRequest(request);
    client.on('networkError', reject);
    client.on('closed', () => {
      if (status === undefined) reject(new Error('closed without a response'));
      else resolve(status);
    });
    client.send('127.0.0.1', port, callingAeTitle, calledAeTitle);
  });
}

/** A message about commitment that came in. */
export interface Told {
  readonly kind: 'n-action' | 'n-event-report';
  readonly typeId: number;
  readonly transactionUid: string;
  readonly references: readonly Reference[];
  readonly failed: number;
}

export interface CommitmentPeer {
  readonly port: number;
  readonly stored: string[];
  readonly told: Told[];
  close(): void;
}

/** Listens, accepts everything, and answers everything with success. */
export function startCommitmentPeer(port: number): CommitmentPeer {
  const stored: string[] = [];
  const told: Told[] = [];
  const { PresentationContextResult, Status } = dcmjsDimse.constants;
  const listOf = (value: ListElements['ReferencedSOPSequence']): readonly Reference[] => {
    const items: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return items.map((item) => {
      const { ReferencedSOPClassUID, ReferencedSOPInstanceUID } = item as Reference;
      return { ReferencedSOPClassUID, ReferencedSOPInstanceUID };
    });
  };
  const tell = (kind: Told['kind'], typeId: number, elements: ListElements): void => {
    const failures = elements.FailedSOPSequence;
    told.push({
      kind,
      typeId,
      transactionUid: elements.TransactionUID ?? '',
      references: listOf(elements.ReferencedSOPSequence),
      failed: failures === undefined ? 0 : Array.isArray(failures) ? failures.length : 1,
    });
  };
  class Scp extends dcmjsDimse.Scp {
    override associationRequested(
      association: InstanceType<typeof dcmjsDimse.association.Association>,
    ): void {
      for (const { id } of association.getPresentationContexts()) {
        const context = association.getPresentationContext(id);
        context.setResult(PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
      }
      this.sendAssociationAccept();
    }
    override cStoreRequest(
      ...[request, callback]: Parameters<InstanceType<typeof dcmjsDimse.Scp>['cStoreRequest']>
    ): void {
      stored.push(request.getAffectedSopInstanceUid());
      const response = dcmjsDimse.responses.CStoreResponse.fromRequest(request);
      response.setStatus(Status.Success);
      callback(response);
    }
    override nActionRequest(
      ...[request, callback]: Parameters<InstanceType<typeof dcmjsDimse.Scp>['nActionRequest']>
    ): void {
      tell('n-action', request.getActionTypeId(), request.getDataset()?.getElements() ?? {});
      const response = dcmjsDimse.responses.NActionResponse.fromRequest(request);
      response.setStatus(Status.Success);
      callback(response);
    }
    override nEventReportRequest(
      ...[request, callback]: Parameters<InstanceType<typeof dcmjsDimse.Scp>['nEventReportRequest']>
    ): void {
      tell('n-event-report', request.getEventTypeId(), request.getDataset()?.getElements() ?? {});
      const response = dcmjsDimse.responses.NEventReportResponse.fromRequest(request);
      response.setStatus(Status.Success);
      callback(response);
    }
    override associationReleaseRequested(): void {
      this.sendAssociationReleaseResponse();
    }
  }
  const server = new dcmjsDimse.Server(Scp);
  server.on('networkError', () => undefined);
  server.listen(port);
  return { port, stored, told, close: () => server.close() };
}
