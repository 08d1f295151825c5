/**
 * The upper layer's state machine (PS3.8 §9.2, Table 9-10), reduced to what this product meets: a PDU arrives in a state,
 * and the table names the action. Service-user primitives (accept, reject, release, abort) are ordinary calls.
 */

import { PDU_TYPE } from './pdu.js';

/**
 * Sta1 idle · Sta2 transport open, awaiting A-ASSOCIATE-RQ · Sta3 awaiting our own accept or reject · Sta4 awaiting the
 * transport connection · Sta5 awaiting A-ASSOCIATE-AC or -RJ · Sta6 established · Sta7 awaiting A-RELEASE-RP · Sta8 awaiting
 * our own release response · Sta9 to Sta12 release collision · Sta13 awaiting the close of the transport connection.
 * Sta9, Sta10 and Sta12 pass within one turn here, because our own release response needs no waiting.
 */
export type UpperLayerState =
  | 'Sta1'
  | 'Sta2'
  | 'Sta3'
  | 'Sta4'
  | 'Sta5'
  | 'Sta6'
  | 'Sta7'
  | 'Sta8'
  | 'Sta9'
  | 'Sta10'
  | 'Sta11'
  | 'Sta12'
  | 'Sta13';

/**
 * Actions on an arriving PDU (PS3.8 Tables 9-6 to 9-9). `AA-8` stands for AA-1 as well: both send an A-ABORT, and we name
 * the service provider as its source in either, since it is the provider that objects.
 */
export type PduAction =
  | 'AE-3' /* A-ASSOCIATE-AC: confirm to the user */
  | 'AE-4' /* A-ASSOCIATE-RJ: confirm to the user, close */
  | 'AE-6' /* A-ASSOCIATE-RQ: examine it, ask the user */
  | 'DT-2' /* P-DATA: indicate to the user */
  | 'AR-2' /* A-RELEASE-RQ: indicate to the user */
  | 'AR-3' /* A-RELEASE-RP: confirm to the user, close */
  | 'AR-8' /* A-RELEASE-RQ while we asked for release as well: collision */
  | 'AA-3' /* A-ABORT: indicate to the user, close */
  | 'AA-2' /* A-ABORT before there was an association: close */
  | 'AA-6' /* ignore what comes while the connection closes */
  | 'AA-8'; /* unexpected: send A-ABORT */

/** The action for a known PDU type in a state. */
export function pduAction(state: UpperLayerState, pduType: number): PduAction {
  if (state === 'Sta13') return 'AA-6';
  if (pduType === PDU_TYPE.abort) return state === 'Sta2' ? 'AA-2' : 'AA-3';
  switch (state) {
    case 'Sta2':
      return pduType === PDU_TYPE.associateRq ? 'AE-6' : 'AA-8';
    case 'Sta5':
      if (pduType === PDU_TYPE.associateAc) return 'AE-3';
      return pduType === PDU_TYPE.associateRj ? 'AE-4' : 'AA-8';
    case 'Sta6':
      if (pduType === PDU_TYPE.pDataTf) return 'DT-2';
      return pduType === PDU_TYPE.releaseRq ? 'AR-2' : 'AA-8';
    case 'Sta7':
      if (pduType === PDU_TYPE.releaseRp) return 'AR-3';
      if (pduType === PDU_TYPE.releaseRq) return 'AR-8';
      return pduType === PDU_TYPE.pDataTf ? 'AA-6' : 'AA-8';
    case 'Sta11':
      return pduType === PDU_TYPE.releaseRp ? 'AR-3' : 'AA-8';
    default:
      return 'AA-8';
  }
}

/** Whether the type is one of the seven PDUs of PS3.8 §9.3. */
export function isKnownPduType(type: number): boolean {
  return type >= PDU_TYPE.associateRq && type <= PDU_TYPE.abort;
}
