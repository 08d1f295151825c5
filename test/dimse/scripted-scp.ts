/** An acceptor that does exactly what a test tells it to, right or wrong. */

import { createServer } from 'node:net';
import {
  COMMAND,
  decodeCommand,
  encodeCommand,
  NO_DATA_SET,
  type CommandSet,
} from '../../src/dimse/command.js';
import { decodeAssociateRq, encodeAssociateAc, PDU_TYPE, type AssociateRqPdu } from '../../src/dimse/pdu.js';
import { pData, rawPeer, type RawPeer } from './raw-peer.js';

export interface ScriptedScp {
  readonly port: number;
  close(): Promise<void>;
}

/** Runs the script once for each connection. */
export async function startScriptedScp(script: (peer: RawPeer) => Promise<void>): Promise<ScriptedScp> {
  const peers: RawPeer[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    const peer = rawPeer(socket);
    peers.push(peer);
    script(peer).catch((error: unknown) => socket.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      for (const peer of peers) peer.socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads the request for an association and accepts every context with its first transfer syntax, unless told otherwise. */
export async function acceptAssociation(
  peer: RawPeer,
  {
    maxPduBytes = 16384,
    result = () => 0,
  }: { maxPduBytes?: number; result?: (abstractSyntaxUid: string, transferSyntaxUid: string) => number } = {},
): Promise<AssociateRqPdu> {
  const request = await peer.nextPdu();
  if (request === 'closed') throw new Error('closed');
  const decoded = decodeAssociateRq(request.body);
  if (decoded.kind === 'malformed') throw new Error(decoded.cause);
  const { pdu } = decoded;
  peer.send(
    encodeAssociateAc({
      ...pdu,
      presentationContexts: pdu.presentationContexts.map(({ id, abstractSyntaxUid, transferSyntaxUids }) => ({
        id,
        result: result(abstractSyntaxUid, transferSyntaxUids[0] ?? ''),
        transferSyntaxUid: transferSyntaxUids[0] ?? '',
      })),
      userInformation: { ...pdu.userInformation, maxPduBytes },
    }),
  );
  return pdu;
}

export interface ReceivedMessage {
  readonly contextId: number;
  readonly command: CommandSet;
  readonly dataSet: Buffer;
  /** The variable field's length of each P-DATA-TF. */
  readonly pduLengths: readonly number[];
}

/** Reads one whole message, data set included; `undefined` when something else comes. */
export async function receiveMessage(peer: RawPeer): Promise<ReceivedMessage | undefined> {
  const fragments: { command: Buffer[]; dataSet: Buffer[] } = { command: [], dataSet: [] };
  const pduLengths: number[] = [];
  let command: CommandSet | undefined;
  for (;;) {
    const pdu = await peer.nextPdu();
    if (pdu === 'closed' || pdu.type !== PDU_TYPE.pDataTf) return undefined;
    pduLengths.push(pdu.body.length);
    for (let position = 0; position < pdu.body.length;) {
      const length = pdu.body.readUInt32BE(position);
      const contextId = pdu.body.readUInt8(position + 4);
      const control = pdu.body.readUInt8(position + 5);
      const fragment = pdu.body.subarray(position + 6, position + 4 + length);
      position += 4 + length;
      (control & 1 ? fragments.command : fragments.dataSet).push(fragment);
      if (control === 3) command = decodeCommand(Buffer.concat(fragments.command));
      if (control === 2 || (control === 3 && command?.commandDataSetType === NO_DATA_SET)) {
        return { contextId, command: command ?? {}, dataSet: Buffer.concat(fragments.dataSet), pduLengths };
      }
    }
  }
}

/** Answers a message, with parts of the response replaced. */
export function respond(
  peer: RawPeer,
  message: ReceivedMessage,
  status: number,
  changes: CommandSet = {},
): void {
  const response = encodeCommand({
    commandField: (message.command.commandField ?? COMMAND.cStoreRq) | 0x8000,
    messageIdBeingRespondedTo: message.command.messageId ?? 0,
    commandDataSetType: NO_DATA_SET,
    status,
    ...changes,
  });
  peer.send(pData(message.contextId, 3, response));
}
