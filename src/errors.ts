/**
 * Every error that a person may meet carries a code from this closed list; `docs/errors.md` explains each one.
 * A message says what is wrong and where; the hint says how to mend it. Neither ever holds a value out of a data set.
 */
export const ERROR_CODES = [
  'CONFIG_INVALID',
  'CONFIG_NOT_READABLE',
  'STRATEGY_INVALID',
  'STRATEGY_NOT_READABLE',
  'STRATEGY_EXAMPLE_FAILED',
  'STRATEGY_MISSING',
  'PASSTHROUGH_REFUSED',
  'KEY_NOT_READABLE',
  'KEY_INVALID',
  'CERTIFICATE_NOT_USABLE',
  'USERS_NOT_USABLE',
  'STORE_NOT_USABLE',
  'STORE_SCHEMA_VERSION',
  'STORE_LOCKED',
  'SPOOL_NOT_USABLE',
  'SPOOL_FULL',
  'PORT_IN_USE',
  'PORT_NOT_PERMITTED',
  'DESTINATION_UNKNOWN',
  'DESTINATION_NOT_REACHABLE',
  'DATA_SET_MALFORMED',
  'DATA_SET_LIMIT',
  'NOT_DICOM',
  'NOT_AN_INSTANCE',
  'TRANSFER_SYNTAX_UNKNOWN',
  'EDIT_NOT_POSSIBLE',
  'ACTION_NOT_POSSIBLE',
  'TRANSCODE_NOT_POSSIBLE',
  'PIXELS_NOT_READABLE',
  'PIXELS_NOT_MASKABLE',
  'OUTPUT_NOT_USABLE',
  'INTERRUPTED',
  'MODEL_NOT_USABLE',
  'NOT_FOUND',
  'STATE_CONFLICT',
  'AUDIT_BROKEN',
  'USAGE',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error with a documented code and, where there is one, a hint how to mend it. */
export class LetheError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LetheError';
    this.code = code;
    this.hint = options.hint;
  }
}
