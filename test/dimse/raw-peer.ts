/** A peer made of a bare socket: sends any bytes, and reads PDUs one by one. */

import { connect, type Socket } from 'node:net';
import {
  encodeAssociateRq,
  PDU_TYPE,
  type AssociateRqPdu,
  type ProposedPresentationContext,
} from '../../src/dimse/pdu.js';

export interface RawPdu {
  readonly type: number;
  readonly body: Buffer;
}

export interface RawPeer {
  readonly socket: Socket;
  send(...bytes: Buffer[]): void;
  /** The next PDU, or `closed` when the other side ended the connection first. */
  nextPdu(): Promise<RawPdu | 'closed'>;
  /** Resolves when the other side has ended the connection. */
  closed(): Promise<void>;
}

export function rawPeer(socket: Socket): RawPeer {
  let received = Buffer.alloc(0);
  let ended = false;
  let wake: () => void = () => undefined;
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  const end = (): void => {
    ended = true;
    wake();
  };
  socket.on('end', end);
  socket.on('close', end);
  socket.on('error', end);

  const change = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  return {
    socket,
    send(...bytes) {
      for (const part of bytes) socket.write(part);
    },
    async nextPdu() {
      for (;;) {
        if (received.length >= 6 && received.length >= 6 + received.readUInt32BE(2)) {
          const length = 6 + received.readUInt32BE(2);
          const pdu = { type: received.readUInt8(0), body: received.subarray(6, length) };
          received = received.subarray(length);
          return pdu;
        }
        if (ended) return 'closed';
        await change();
      }
    },
    async closed() {
      while (!ended) await change();
    },
  };
}

export async function connectRaw(port: number): Promise<RawPeer> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return rawPeer(socket);
}

export const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';
export const EXPLICIT_LE = '1.2.840.10008.1.2.1';
export const IMPLICIT_LE = '1.2.840.10008.1.2';

export const CT_CONTEXT: ProposedPresentationContext = {
  id: 1,
  abstractSyntaxUid: CT_IMAGE_STORAGE,
  transferSyntaxUids: [EXPLICIT_LE, IMPLICIT_LE],
};
export const VERIFICATION_CONTEXT: ProposedPresentationContext = {
  id: 3,
  abstractSyntaxUid: '1.2.840.10008.1.1',
  transferSyntaxUids: [IMPLICIT_LE],
};

/** An ordinary request, with parts replaced. */
export function associateRq(changes: Partial<AssociateRqPdu> = {}): Buffer {
  return encodeAssociateRq({ ...ordinaryRequest(), ...changes });
}

export function ordinaryRequest(): AssociateRqPdu {
  return {
    protocolVersion: 1,
    calledAeTitle: 'LETHE',
    callingAeTitle: 'RAW',
    applicationContextName: '1.2.840.10008.3.1.1.1',
    presentationContexts: [CT_CONTEXT, VERIFICATION_CONTEXT],
    userInformation: {
      maxPduBytes: 16384,
      implementationClassUid: '1.2.3.4',
      implementationVersionName: 'RAW',
      roleSelections: [],
    },
  };
}

/** Connects and associates; throws when that is not accepted. */
export async function associateRaw(port: number, changes: Partial<AssociateRqPdu> = {}): Promise<RawPeer> {
  const peer = await connectRaw(port);
  peer.send(associateRq(changes));
  const answer = await peer.nextPdu();
  if (answer === 'closed' || answer.type !== PDU_TYPE.associateAc) throw new Error('not accepted');
  return peer;
}

/** A P-DATA-TF of one presentation data value, whatever the control byte says. */
export function pData(contextId: number, control: number, fragment: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header[0] = PDU_TYPE.pDataTf;
  header.writeUInt32BE(fragment.length + 6, 2);
  header.writeUInt32BE(fragment.length + 2, 6);
  header[10] = contextId;
  header[11] = control;
  return Buffer.concat([header, fragment]);
}

/** `A-ABORT 2/6`, `A-ASSOCIATE-RJ 1/1/7`, the name of another PDU, or `closed`: an answer in one string. */
export function describePdu(pdu: RawPdu | 'closed'): string {
  if (pdu === 'closed') return pdu;
  switch (pdu.type) {
    case PDU_TYPE.abort:
      return `A-ABORT ${pdu.body.readUInt8(2)}/${pdu.body.readUInt8(3)}`;
    case PDU_TYPE.associateRj:
      return `A-ASSOCIATE-RJ ${pdu.body.readUInt8(1)}/${pdu.body.readUInt8(2)}/${pdu.body.readUInt8(3)}`;
    case PDU_TYPE.associateAc:
      return 'A-ASSOCIATE-AC';
    case PDU_TYPE.pDataTf:
      return 'P-DATA-TF';
    case PDU_TYPE.releaseRq:
      return 'A-RELEASE-RQ';
    case PDU_TYPE.releaseRp:
      return 'A-RELEASE-RP';
    default:
      return `type ${pdu.type}`;
  }
}
