/**
 * What the acceptor answers to an A-ASSOCIATE-RQ: checks of the protocol itself, and a result for each presentation context.
 */

import { isLegalAeTitle } from './ae-title.js';
import { isWellFormedUid } from './command.js';
import { IMPLICIT_VR_LITTLE_ENDIAN } from '../dicom/uid-registry.js';
import { DICOM_APPLICATION_CONTEXT, VERIFICATION_SOP_CLASS } from './implementation.js';
import { isNormalizedSopClass, NORMALIZED_TRANSFER_SYNTAXES } from './operations.js';
import type {
  AssociateRqPdu,
  PresentationContextResult,
  ProposedPresentationContext,
  RejectPdu,
  RoleSelection,
  UserIdentity,
} from './pdu.js';

/** Reasons for A-ASSOCIATE-RJ (PS3.8 §9.3.4). */
export const REJECT = {
  noReason: { result: 1, source: 1, reason: 1 },
  applicationContext: { result: 1, source: 1, reason: 2 },
  callingAeTitle: { result: 1, source: 1, reason: 3 },
  calledAeTitle: { result: 1, source: 1, reason: 7 },
  protocolVersion: { result: 1, source: 2, reason: 2 },
  temporaryCongestion: { result: 2, source: 3, reason: 1 },
  localLimitExceeded: { result: 2, source: 3, reason: 2 },
} as const satisfies Record<string, RejectPdu>;

export const CONTEXT_RESULT = {
  accepted: 0,
  userRejection: 1,
  noReason: 2,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

/** No token of SAML or a JSON Web Token that we could be asked to look at is longer. */
const MAX_USER_IDENTITY_BYTES = 16 * 1024;

/** What makes a request unacceptable whoever sends it, or `undefined`. */
export function rejectionOfRequest(request: AssociateRqPdu): RejectPdu | undefined {
  // PS3.8 §9.3.2: bit 0 stands for version 1, and no other bit may be tested.
  if ((request.protocolVersion & 1) === 0) return REJECT.protocolVersion;
  if (request.applicationContextName !== DICOM_APPLICATION_CONTEXT) return REJECT.applicationContext;
  if (!isLegalAeTitle(request.calledAeTitle)) return REJECT.calledAeTitle;
  if (!isLegalAeTitle(request.callingAeTitle)) return REJECT.callingAeTitle;
  const identity = request.userInformation.userIdentity;
  if (identity !== undefined && !isPlausibleIdentity(identity)) return REJECT.noReason;
  return undefined;
}

/**
 * Whether a user identity can be one (PS3.7 Annex D.3.3.7): a known type, and a field of the shape of its type.
 * It is not verified here; `admit` may look at it.
 */
function isPlausibleIdentity(identity: UserIdentity | 'malformed'): boolean {
  if (identity === 'malformed') return false;
  const field = identity.primaryField;
  if (field.length === 0 || field.length > MAX_USER_IDENTITY_BYTES) return false;
  switch (identity.type) {
    case 1:
    case 2:
    case 3:
      return true;
    case 4:
      return field[0] === 0x3c; // XML
    case 5:
      return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(field.toString('latin1'));
    default:
      return false;
  }
}

/** Which contexts are accepted is asked of these two. */
export interface ContextPolicy {
  acceptsAbstractSyntax(uid: string): boolean;
  knowsTransferSyntax(uid: string): boolean;
}

/**
 * The result of one proposed context: the first transfer syntax in the requestor's order that we know, so that what is
 * sent is what the requestor likes best.
 */
export function answerContext(
  context: ProposedPresentationContext,
  policy: ContextPolicy,
): PresentationContextResult {
  const refused = { id: context.id, transferSyntaxUid: IMPLICIT_VR_LITTLE_ENDIAN };
  const abstractSyntax = context.abstractSyntaxUid;
  const isAccepted =
    abstractSyntax === VERIFICATION_SOP_CLASS ||
    (isWellFormedUid(abstractSyntax) && policy.acceptsAbstractSyntax(abstractSyntax));
  if (!isAccepted) {
    return { ...refused, result: CONTEXT_RESULT.abstractSyntaxNotSupported };
  }
  const isNormalized = isNormalizedSopClass(abstractSyntax);
  const transferSyntaxUid = context.transferSyntaxUids.find((uid) =>
    isNormalized ? NORMALIZED_TRANSFER_SYNTAXES.includes(uid) : policy.knowsTransferSyntax(uid),
  );
  if (transferSyntaxUid === undefined)
    return { ...refused, result: CONTEXT_RESULT.transferSyntaxesNotSupported };
  return { id: context.id, result: CONTEXT_RESULT.accepted, transferSyntaxUid };
}

/**
 * Of storage we are SCP only: each role that was proposed is answered with the requestor as SCU (PS3.7 Annex D.3.3.4). Of
 * storage commitment we are both: a requestor that proposes itself as SCP comes to report (PS3.4 J.3.3).
 */
export function answerRoles(proposed: readonly RoleSelection[]): readonly RoleSelection[] {
  return proposed.map((role) => ({
    sopClassUid: role.sopClassUid,
    scu: role.scu,
    scp: role.scp && isNormalizedSopClass(role.sopClassUid),
  }));
}
