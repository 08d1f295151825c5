/** Statuses of C-STORE and C-ECHO by name, and what a status of a peer means for the instance that was sent. */

export const STATUS = {
  success: 0x0000,
  /** PS3.7 Annex C.5.8; the failure to give when nothing better is known. */
  processingFailure: 0x0110,
  /** PS3.7 Annex C. */
  noSuchSopInstance: 0x0112,
  /** PS3.7 Annex C. */
  noSuchEventType: 0x0113,
  /** PS3.7 Annex C. */
  invalidArgumentValue: 0x0115,
  /** PS3.7 Annex C. */
  noSuchSopClass: 0x0118,
  /** PS3.7 Annex C. */
  noSuchActionType: 0x0123,
  /** PS3.7 Annex C. */
  resourceLimitation: 0x0213,
  /** PS3.7 Annex C.5.10. */
  invalidSopInstance: 0x0117,
  /** PS3.7 Annex C.5.6: SOP class not supported. */
  sopClassNotSupported: 0x0122,
  /** PS3.7 Annex C.5.18. */
  notAuthorized: 0x0124,
  /** PS3.7 Annex C.5.9. */
  duplicateInvocation: 0x0210,
  /** PS3.7 Annex C.5.24. */
  unrecognizedOperation: 0x0211,
  /** PS3.7 Annex C.5.13. */
  mistypedArgument: 0x0212,
  /** PS3.4 B.2.3. */
  outOfResources: 0xa700,
  /** PS3.4 B.2.3: data set does not match SOP class. */
  dataSetDoesNotMatchSopClass: 0xa900,
  /** PS3.4 B.2.3: coercion of data elements (a warning: stored). */
  coercionOfDataElements: 0xb000,
  /** PS3.4 B.2.3: elements discarded (a warning: stored). */
  elementsDiscarded: 0xb006,
  /** PS3.4 B.2.3: data set does not match SOP class (a warning: stored). */
  dataSetDoesNotMatchSopClassWarning: 0xb007,
  /** PS3.4 B.2.3: cannot understand. */
  cannotUnderstand: 0xc000,
} as const;

/** What a status in a C-STORE-RSP says about the instance. */
export type StoreStatusMeaning = 'stored' | 'temporary' | 'permanent';

const STORED: ReadonlySet<number> = new Set([
  STATUS.success,
  STATUS.coercionOfDataElements,
  STATUS.elementsDiscarded,
  STATUS.dataSetDoesNotMatchSopClassWarning,
]);

/**
 * Reads the status of a C-STORE-RSP (PS3.4 B.2.3, PS3.7 Annex C): stored, refused for now, or refused for good.
 * Whatever is not known to mean "stored" is a refusal. A7xx (out of resources) and the failures of the peer's own making
 * (0110 processing failure, 0213 resource limitation, 0210 duplicate invocation, FE00 cancelled) may pass; the others stay.
 */
export function storeStatusMeaning(status: number): StoreStatusMeaning {
  if (STORED.has(status)) return 'stored';
  if (status >= 0xa700 && status <= 0xa7ff) return 'temporary';
  if (status === 0x0110 || status === 0x0210 || status === 0x0213 || status === 0xfe00) return 'temporary';
  return 'permanent';
}

/** A status as the standard writes it: four hexadecimal digits. */
export function formatStatus(status: number): string {
  return status.toString(16).toUpperCase().padStart(4, '0');
}
