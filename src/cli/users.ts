import type { Config } from '../config.js';
import { LetheError } from '../errors.js';
import { hashPasscode } from '../users/passcode.js';
import { loadUsers, putUser, removeUser, userNameFault } from '../users/users-file.js';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson } from './output.js';
import { readSecret } from './secret.js';

export interface UsersOptions extends CommonOptions {
  readonly file?: string;
}

export interface AddUserOptions extends UsersOptions {
  readonly nameOnly?: boolean;
}

const MIN_PASSCODE_CHARACTERS = 8;
const MAX_PASSCODE_BYTES = 1024;

/** Adds a user or changes the passcode, which comes by standard input and never stands in the words of a command. */
export async function usersAdd(name: string, options: AddUserOptions): Promise<ExitCode> {
  const file = usersFile(options);
  const fault = userNameFault(name);
  if (fault !== undefined) throw new LetheError('USAGE', fault);
  const passcode =
    options.nameOnly === true ? undefined : await hashPasscode(checked(await readSecret('passcode: ')));
  const done = putUser(file, { name, ...(passcode === undefined ? {} : { passcode }) });
  print(`${name} ${done} in ${file}; a running node takes it up at its next reload (SIGHUP)`);
  return EXIT.ok;
}

/** Takes a user away. */
export function usersRemove(name: string, options: UsersOptions): ExitCode {
  const file = usersFile(options);
  if (!removeUser(file, name)) throw new LetheError('NOT_FOUND', `${file} has no user of this name`);
  print(`${name} removed from ${file}; a running node takes it up at its next reload (SIGHUP)`);
  return EXIT.ok;
}

/** Prints who may call, and whether a passcode is asked for. */
export function usersList(options: UsersOptions): ExitCode {
  const users = loadUsers(usersFile(options));
  if (options.json === true)
    printJson(users.map(({ name, passcode }) => ({ name, hasPasscode: passcode !== undefined })));
  else for (const { name, passcode } of users) print(passcode === undefined ? `${name} (name only)` : name);
  return EXIT.ok;
}

function checked(passcode: Buffer): Buffer {
  const characters = Array.from(passcode.toString('utf8')).length;
  if (characters >= MIN_PASSCODE_CHARACTERS && passcode.length <= MAX_PASSCODE_BYTES) return passcode;
  throw new LetheError(
    'USAGE',
    `a passcode has at least ${String(MIN_PASSCODE_CHARACTERS)} characters and at most ${String(MAX_PASSCODE_BYTES)} bytes`,
    { hint: 'it is read from the first line of standard input' },
  );
}

/** The file that is named, else the one that the configuration's listeners have. */
function usersFile(options: UsersOptions): string {
  if (options.file !== undefined) return options.file;
  const config: Config = configOf(options);
  const files = new Set(config.listeners.flatMap(({ users }) => (users === undefined ? [] : [users])));
  const [only] = files;
  if (only !== undefined && files.size === 1) return only;
  throw new LetheError(
    'USAGE',
    files.size === 0
      ? 'no listener of the configuration has users:'
      : 'the listeners have several users files',
    { hint: '--file FILE names the one that is meant' },
  );
}
