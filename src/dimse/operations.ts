/**
 * Operations of normalized SOP classes (PS3.7 §10): N-ACTION and N-EVENT-REPORT, whose data sets are lists of references
 * and are held in memory. They go beside the way of instances: a sink gathers the data set, and its end carries out the
 * operation.
 */

import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../dicom/uid-registry.js';
import { COMMAND, DATA_SET_FOLLOWS, isWellFormedUid, type CommandSet } from './command.js';
import type { InstanceSink, OperationHandler, OperationRequest, StoreRequest } from './scp-options.js';
import { STATUS } from './status.js';

/** PS3.4 Annex J. */
export const STORAGE_COMMITMENT_PUSH_MODEL = '1.2.840.10008.1.20.1';
/** The one instance of that SOP class (PS3.4 J.3.5). */
export const STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE = '1.2.840.10008.1.20.1.1';

/** SOP classes whose operations are carried out. */
const NORMALIZED_SOP_CLASSES: ReadonlySet<string> = new Set([STORAGE_COMMITMENT_PUSH_MODEL]);

/** How their data sets may be encoded: as we can write them, too. */
export const NORMALIZED_TRANSFER_SYNTAXES: readonly string[] = [
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
];

/** Some 50,000 references. */
const MAX_DATA_SET_BYTES = 16 * 1024 * 1024;

/** An operation that we ask a peer for. */
export interface OperationToInvoke {
  readonly kind: 'n-action' | 'n-event-report';
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly typeId: number;
  /** The data set in the transfer syntax of the presentation context. */
  encode(transferSyntaxUid: string): Buffer;
}

export function isNormalizedSopClass(uid: string): boolean {
  return NORMALIZED_SOP_CLASSES.has(uid);
}

/** Whether a command set asks for an operation of a normalized SOP class. */
export function isOperation(commandField: number): boolean {
  return commandField === COMMAND.nActionRq || commandField === COMMAND.nEventReportRq;
}

/** SOP class, instance and type of the operation, by the names that its command uses (PS3.7 §10.1.1, §10.1.4). */
export function operationOf(
  set: CommandSet,
): Pick<OperationRequest, 'kind' | 'sopClassUid' | 'sopInstanceUid' | 'typeId'> {
  return set.commandField === COMMAND.nActionRq
    ? {
        kind: 'n-action',
        sopClassUid: set.requestedSopClassUid ?? '',
        sopInstanceUid: set.requestedSopInstanceUid ?? '',
        typeId: set.actionTypeId ?? -1,
      }
    : {
        kind: 'n-event-report',
        sopClassUid: set.affectedSopClassUid ?? '',
        sopInstanceUid: set.affectedSopInstanceUid ?? '',
        typeId: set.eventTypeId ?? -1,
      };
}

/** Why an operation is refused before its data set is looked at, or `undefined`. */
export function operationRefusal(
  set: CommandSet,
  abstractSyntaxUid: string,
  hasDataSet: boolean,
): number | undefined {
  const { kind, sopClassUid, sopInstanceUid, typeId } = operationOf(set);
  if (!isNormalizedSopClass(abstractSyntaxUid)) return STATUS.unrecognizedOperation;
  if (sopClassUid !== abstractSyntaxUid) return STATUS.noSuchSopClass;
  if (!isWellFormedUid(sopInstanceUid)) return STATUS.invalidSopInstance;
  if (sopInstanceUid !== STORAGE_COMMITMENT_PUSH_MODEL_INSTANCE) return STATUS.noSuchSopInstance;
  if (kind === 'n-action' && typeId !== 1) return STATUS.noSuchActionType;
  if (kind === 'n-event-report' && typeId !== 1 && typeId !== 2) return STATUS.noSuchEventType;
  return hasDataSet ? undefined : STATUS.mistypedArgument;
}

/** Gathers the data set of an operation and carries it out at its end. */
export function operationSink(
  request: StoreRequest,
  set: CommandSet,
  carryOut: OperationHandler,
): InstanceSink {
  let parts: Buffer[] = [];
  let sizeBytes = 0;
  const { associationId, callingAeTitle, calledAeTitle, remoteAddress, transferSyntaxUid } = request;
  return {
    write(fragments) {
      for (const fragment of fragments) {
        sizeBytes += fragment.length;
        if (sizeBytes <= MAX_DATA_SET_BYTES) parts.push(Buffer.from(fragment));
        else parts = [];
      }
    },
    end() {
      if (sizeBytes > MAX_DATA_SET_BYTES) return Promise.resolve({ status: STATUS.resourceLimitation });
      const dataSet = Buffer.concat(parts);
      parts = [];
      return carryOut({
        ...operationOf(set),
        associationId,
        callingAeTitle,
        calledAeTitle,
        remoteAddress,
        transferSyntaxUid,
        dataSet,
      });
    },
    abort() {
      parts = [];
      return Promise.resolve();
    },
  };
}

/** The command of an operation that we ask for, but for its message id. */
export function operationCommand(
  operation: OperationToInvoke,
): CommandSet & { readonly commandField: number } {
  const { kind, sopClassUid, sopInstanceUid, typeId } = operation;
  return kind === 'n-action'
    ? {
        requestedSopClassUid: sopClassUid,
        commandField: COMMAND.nActionRq,
        commandDataSetType: DATA_SET_FOLLOWS,
        requestedSopInstanceUid: sopInstanceUid,
        actionTypeId: typeId,
      }
    : {
        affectedSopClassUid: sopClassUid,
        commandField: COMMAND.nEventReportRq,
        commandDataSetType: DATA_SET_FOLLOWS,
        affectedSopInstanceUid: sopInstanceUid,
        eventTypeId: typeId,
      };
}

/** What a response to an operation names of it; all of it is optional (PS3.7 Tables 10.3-1 and 10.3-7). */
export function operationResponse(set: CommandSet): Partial<CommandSet> {
  const { kind, sopClassUid, sopInstanceUid, typeId } = operationOf(set);
  return {
    ...(isWellFormedUid(sopClassUid) ? { affectedSopClassUid: sopClassUid } : {}),
    ...(isWellFormedUid(sopInstanceUid) ? { affectedSopInstanceUid: sopInstanceUid } : {}),
    ...(typeId < 0 ? {} : kind === 'n-action' ? { actionTypeId: typeId } : { eventTypeId: typeId }),
  };
}
