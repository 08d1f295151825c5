/** Why an instance is set aside: a closed list, explained in docs/errors.md. */
export const QUARANTINE_CODES = [
  'DATA_SET_MALFORMED',
  'DATA_SET_LIMIT',
  'NOT_AN_INSTANCE',
  'TRANSFER_SYNTAX_UNKNOWN',
  'UID_MISMATCH',
  'NO_ROUTE',
  'ROUTE_FAILED',
  'QUARANTINED_BY_RULE',
  'ENCAPSULATED_DOCUMENT',
  'ACTION_FAILED',
  'DEIDENTIFY_FAILED',
  'RESIDUAL_IDENTITY',
  'ORIGINAL_MISSING',
  'WORKER_BROKEN',
  'WORKER_TIMEOUT',
  'DELIVERY_REFUSED',
] as const;

export type QuarantineCode = (typeof QUARANTINE_CODES)[number];
