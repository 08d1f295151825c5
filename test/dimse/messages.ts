/** Command sets and small data sets for tests. */

import {
  COMMAND,
  DATA_SET_FOLLOWS,
  decodeCommand,
  encodeCommand,
  type CommandSet,
} from '../../src/dimse/command.js';
import { CT_IMAGE_STORAGE, pData, type RawPeer } from './raw-peer.js';

export const COMMAND_LAST = 3;
export const COMMAND_MORE = 1;
export const DATA_LAST = 2;
export const DATA_MORE = 0;

/** (0008,0018) of an even value, Explicit VR Little Endian: enough of a data set for the wire. */
export const SMALL_DATA_SET = Buffer.concat([
  Buffer.from([0x08, 0x00, 0x18, 0x00, 0x55, 0x49, 0x08, 0x00]),
  Buffer.from('1.2.3.4\0', 'latin1'),
]);

export function storeCommand(changes: { [K in keyof CommandSet]?: CommandSet[K] | undefined } = {}): Buffer {
  return encodeCommand({
    affectedSopClassUid: CT_IMAGE_STORAGE,
    commandField: COMMAND.cStoreRq,
    messageId: 1,
    priority: 0,
    commandDataSetType: DATA_SET_FOLLOWS,
    affectedSopInstanceUid: '1.2.3.4',
    ...changes,
  } as CommandSet);
}

/** A whole C-STORE-RQ on context 1 as two P-DATA-TF PDUs. */
export function storeMessage(
  changes: Parameters<typeof storeCommand>[0] = {},
  dataSet = SMALL_DATA_SET,
): Buffer {
  return Buffer.concat([pData(1, COMMAND_LAST, storeCommand(changes)), pData(1, DATA_LAST, dataSet)]);
}

/** The next response of the peer; throws when something else comes. */
export async function nextResponse(peer: RawPeer): Promise<CommandSet> {
  const pdu = await peer.nextPdu();
  if (pdu === 'closed' || pdu.type !== 4)
    throw new Error(`no response: ${pdu === 'closed' ? pdu : String(pdu.type)}`);
  const command = decodeCommand(pdu.body.subarray(6));
  if (command === undefined) throw new Error('the response is no command set');
  return command;
}
