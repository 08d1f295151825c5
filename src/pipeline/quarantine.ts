import type { PixelDataFault } from '../dicom/pixel-data.js';

/** Why an instance is set aside: a closed list, explained in docs/errors.md. */
export const QUARANTINE_CODES = [
  'DATA_SET_MALFORMED',
  'DATA_SET_LIMIT',
  'NOT_AN_INSTANCE',
  'TRANSFER_SYNTAX_UNKNOWN',
  'UID_MISMATCH',
  'UID_MALFORMED',
  'PIXEL_DATA_INVALID',
  'NO_ROUTE',
  'ROUTE_FAILED',
  'QUARANTINED_BY_RULE',
  'ENCAPSULATED_DOCUMENT',
  'ACTION_FAILED',
  'DEIDENTIFY_FAILED',
  'RESIDUAL_IDENTITY',
  'PIXELS_NOT_SEARCHABLE',
  'PIXELS_UNSURE',
  'PIXELS_NOT_MASKABLE',
  'PIXELS_STILL_IDENTIFY',
  'ORIGINAL_MISSING',
  'WORKER_BROKEN',
  'WORKER_TIMEOUT',
  'DELIVERY_REFUSED',
] as const;

/** What is done with Pixel Data that is not as its attributes say: set aside, taken where it is only shorter or a number of it has four bytes, or taken. */
export type PixelDataMismatch = 'quarantine' | 'warnLength' | 'warn';

/** Whether such an instance is set aside (`PIXEL_DATA_INVALID`); one that is not is answered with a warning (B007H). */
export function isSetAside({ kind }: PixelDataFault, policy: PixelDataMismatch): boolean {
  return policy === 'quarantine' || (policy === 'warnLength' && kind !== 'length');
}

export type QuarantineCode = (typeof QUARANTINE_CODES)[number];
