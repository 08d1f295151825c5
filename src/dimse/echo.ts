/** C-ECHO on an association of its own: whether a destination is there and answers. */

import { IMPLICIT_VR_LITTLE_ENDIAN } from '../dicom/uid-registry.js';
import { VERIFICATION_SOP_CLASS } from './implementation.js';
import { openAssociation } from './scu.js';
import type { AssociationFailure, AssociationOptions, EchoOutcome } from './scu-options.js';

/** Opens an association for Verification, sends one C-ECHO-RQ (PS3.7 §9.1.5), and releases. */
export async function verify(
  options: Omit<AssociationOptions, 'contexts'>,
): Promise<EchoOutcome | AssociationFailure> {
  const outcome = await openAssociation({
    ...options,
    contexts: [
      { abstractSyntaxUid: VERIFICATION_SOP_CLASS, transferSyntaxUids: [IMPLICIT_VR_LITTLE_ENDIAN] },
    ],
  });
  if (outcome.kind !== 'accepted') return outcome;
  const echoed = await outcome.association.echo();
  await outcome.association.release();
  return echoed;
}
