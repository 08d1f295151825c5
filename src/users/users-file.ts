/**
 * The users who may call a listener: a text file with a line for each, `name:scrypt:N:r:p:salt:hash`, or `name:` for one who
 * has no passcode. Salt and hash are base64url; lines that begin with `#` are remarks. Names are known by their bytes.
 */
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LetheError } from '../errors.js';
import { readRegularFile } from '../regular-file.js';
import { formatPasscode, parsePasscode, type PasscodeHash } from './passcode.js';

/** A user who may call; without `passcode`, the name alone is asked for (PS3.7 D.3.3.7, type 1). Plain data. */
export interface User {
  readonly name: string;
  readonly passcode?: PasscodeHash;
}

const MAX_USERS = 10_000;

/** Says what is wrong with a user's name, or `undefined`. */
export function userNameFault(name: string): string | undefined {
  return /^[^\s:#\p{Cc}][^:\p{Cc}]{0,63}$/u.test(name) && !/\s$/.test(name)
    ? undefined
    : 'a user name has 1 to 64 characters, no colon and no control character, and neither begins with # nor begins or ends with a space';
}

/**
 * Reads the file.
 * @throws LetheError `USERS_NOT_USABLE`, by line number and without the line's content
 */
export function loadUsers(file: string): readonly User[] {
  return readUsers(file).users;
}

/**
 * Adds a user, or gives one who is there another passcode; makes the file, with mode 0600, where there is none.
 * @throws LetheError `USERS_NOT_USABLE`
 */
export function putUser(file: string, user: User): 'added' | 'changed' {
  const { lines, users } = isThere(file) ? readUsers(file) : { lines: [], users: [] };
  const index = users.findIndex(({ name }) => name === user.name);
  const line = formatUser(user);
  const kept = lines.filter((one) => nameOf(one) !== user.name);
  rewrite(file, [...kept, line]);
  return index < 0 ? 'added' : 'changed';
}

/**
 * Takes a user away; `false`: there was none of this name.
 * @throws LetheError `USERS_NOT_USABLE`
 */
export function removeUser(file: string, name: string): boolean {
  const { lines } = readUsers(file);
  const kept = lines.filter((line) => nameOf(line) !== name);
  if (kept.length === lines.length) return false;
  rewrite(file, kept);
  return true;
}

function readUsers(file: string): { readonly lines: readonly string[]; readonly users: readonly User[] } {
  let text: string;
  let mode: number;
  try {
    text = readRegularFile(file).toString('utf8');
    mode = statSync(file).mode;
  } catch (error) {
    throw fault(file, 'it cannot be read', 'make it with `lethe users add NAME`', error);
  }
  if ((mode & 0o007) !== 0) throw fault(file, 'everyone on this machine may use it', `chmod 600 ${file}`);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const users: User[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('#')) continue;
    const name = nameOf(line) ?? '';
    const rest = line.slice(name.length + 1);
    const passcode = rest === '' ? undefined : parsePasscode(rest);
    if (userNameFault(name) !== undefined || (rest !== '' && passcode === undefined))
      throw fault(file, `its line ${String(index + 1)} is none of \`lethe users add\``);
    if (users.some((user) => user.name === name))
      throw fault(file, `its line ${String(index + 1)} names a user for the second time`);
    users.push(passcode === undefined ? { name } : { name, passcode });
    if (users.length > MAX_USERS) throw fault(file, `it has more than ${String(MAX_USERS)} users`);
  }
  return { lines, users };
}

function nameOf(line: string): string | undefined {
  return line.startsWith('#') || !line.includes(':') ? undefined : line.slice(0, line.indexOf(':'));
}

function formatUser({ name, passcode }: User): string {
  return `${name}:${passcode === undefined ? '' : formatPasscode(passcode)}`;
}

function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch {
    return false;
  }
}

/** Whole or not at all, for the same owner and with the same rights as before. */
function rewrite(file: string, lines: readonly string[]): void {
  const part = `${file}.${randomBytes(8).toString('hex')}.part`;
  try {
    const before = isThere(file) ? statSync(file) : undefined;
    const descriptor = openSync(part, 'wx', before === undefined ? 0o600 : before.mode & 0o770);
    try {
      writeSync(descriptor, lines.map((line) => `${line}\n`).join(''));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (before !== undefined && before.uid !== process.getuid?.()) chownSync(part, before.uid, before.gid);
    renameSync(part, file);
    const folder = openSync(dirname(file), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    rmSync(part, { force: true });
    throw fault(file, 'it cannot be written', undefined, error);
  }
}

function fault(file: string, reason: string, hint?: string, cause?: unknown): LetheError {
  return new LetheError('USERS_NOT_USABLE', `the users file ${file}: ${reason}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
