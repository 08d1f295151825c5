import { isKnownNonStorageSopClass, isStorageSopClass, transferSyntax } from '../../dicom/uid-registry.js';
import { WELL_KNOWN_UID_LINES } from './generated/uids-well-known-2024c.js';

const DICOM_ROOT = '1.2.840.10008.';

/** Context groups of PS3.16 have UIDs of this form (PS3.6 Table A-3). */
const CONTEXT_GROUP = /^1\.2\.840\.10008\.6\.1\.\d{1,5}$/;

let wellKnown: ReadonlySet<string> | undefined;

/**
 * Whether PS3.6 Annex A registers a UID: a SOP class, a transfer syntax, or another thing of the standard itself. A UID that
 * merely begins with the standard's root was made up by somebody, and may name an instance.
 */
export function isRegisteredUid(uid: string): boolean {
  if (!uid.startsWith(DICOM_ROOT)) return false;
  wellKnown ??= new Set(WELL_KNOWN_UID_LINES.split('\n').filter((line) => line !== ''));
  return (
    wellKnown.has(uid) ||
    transferSyntax(uid) !== undefined ||
    isStorageSopClass(uid) ||
    isKnownNonStorageSopClass(uid) ||
    CONTEXT_GROUP.test(uid)
  );
}
