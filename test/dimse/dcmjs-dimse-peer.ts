/** The door to dcmjs-dimse, an independent implementation to talk to (CommonJS, so by `createRequire`). */

import type DcmjsDimse from 'dcmjs-dimse';
import { createRequire } from 'node:module';

const dcmjsDimse = createRequire(import.meta.url)('dcmjs-dimse') as typeof DcmjsDimse;
dcmjsDimse.log.setLevel('silent');

export interface DimseAnswer {
  readonly status: number;
}

/** Stores a file with dcmjs-dimse's client; its status, or an error. */
export function storeWithDcmjsDimse(port: number, path: string): Promise<DimseAnswer> {
  return perform(port, new dcmjsDimse.requests.CStoreRequest(path));
}

export function echoWithDcmjsDimse(port: number): Promise<DimseAnswer> {
  return perform(port, new dcmjsDimse.requests.CEchoRequest());
}

function perform(
  port: number,
  request:
    | InstanceType<typeof dcmjsDimse.requests.CStoreRequest>
    | InstanceType<typeof dcmjsDimse.requests.CEchoRequest>,
): Promise<DimseAnswer> {
  return new Promise((resolve, reject) => {
    const client = new dcmjsDimse.Client();
    let answer: DimseAnswer | undefined;
    request.on('response', (response: { getStatus(): number }) => {
      answer = { status: response.getStatus() };
    });
    client.addRequest(request);
    client.on('networkError', reject);
    client.on('closed', () => {
      if (answer === undefined) reject(new Error('closed without a response'));
      else resolve(answer);
    });
    client.send('127.0.0.1', port, 'DCMJS', 'LETHE');
  });
}

export interface DcmjsDimseScp {
  readonly port: number;
  readonly stored: string[];
  close(): void;
}

/** Starts dcmjs-dimse's server on a port, accepting each context's first transfer syntax. */
export function startDcmjsDimseScp(port: number): DcmjsDimseScp {
  const stored: string[] = [];
  const { PresentationContextResult, Status } = dcmjsDimse.constants;
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
    override cEchoRequest(
      ...[request, callback]: Parameters<InstanceType<typeof dcmjsDimse.Scp>['cEchoRequest']>
    ): void {
      const response = dcmjsDimse.responses.CEchoResponse.fromRequest(request);
      response.setStatus(Status.Success);
      callback(response);
    }
    override cStoreRequest(
      ...[request, callback]: Parameters<InstanceType<typeof dcmjsDimse.Scp>['cStoreRequest']>
    ): void {
      stored.push(request.getAffectedSopInstanceUid());
      const response = dcmjsDimse.responses.CStoreResponse.fromRequest(request);
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
  return { port, stored, close: () => server.close() };
}
