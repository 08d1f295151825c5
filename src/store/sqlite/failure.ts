import { LetheError } from '../../errors.js';
import type { SentError } from './protocol.js';

/** SQLite's extended result code (`SQLITE_FULL`, `SQLITE_IOERR_FSYNC`), or undefined for another error. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/** The database itself is at fault, not one operation: nothing of the batch can be acknowledged. */
export function failsBatch(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM|BUSY|LOCKED|PROTOCOL)/.test(
    sqliteCode(error) ?? '',
  );
}

/**
 * After these nothing may be acknowledged until the database was opened anew: a failed fsync may have dropped the
 * pages it was to write, and a second one would report success all the same.
 */
export function failsForGood(error: unknown): boolean {
  return /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '');
}

/** Any error of the worker as a documented one, naming what was tried and SQLite's code, never a value. */
export function asLetheError(error: unknown, tried: string): LetheError {
  if (error instanceof LetheError) return error;
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) {
    const name = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
    return new LetheError('STORE_NOT_USABLE', `${tried}: ${name}`, { cause: error });
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new LetheError('STORE_LOCKED', `${tried}: another process keeps the database busy (${code})`, {
      hint: 'find the process that holds the database open, or try again',
      cause: error,
    });
  }
  return new LetheError('STORE_NOT_USABLE', `${tried}: ${error.message} (${code})`, {
    hint: hintFor(code),
    cause: error,
  });
}

function hintFor(code: string): string {
  if (code.startsWith('SQLITE_FULL')) return 'free space on the disk of the data folder';
  if (code.startsWith('SQLITE_IOERR')) return 'look at the disk (dmesg), then start the node again';
  if (/^SQLITE_(READONLY|CANTOPEN)/.test(code))
    return 'give the user of the node write access to the data folder';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'restore the database from a backup';
  return 'report this as a defect';
}

export function toSent(error: LetheError): SentError {
  return { code: error.code, message: error.message, hint: error.hint };
}

export function fromSent(sent: SentError): LetheError {
  return new LetheError(sent.code, sent.message, sent.hint === undefined ? {} : { hint: sent.hint });
}
