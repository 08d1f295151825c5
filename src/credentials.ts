/** What the node shows and asks of its peers, read from the files that the configuration names: certificates, keys, users. */
import { statSync } from 'node:fs';
import type { DestinationTlsConfig, DestinationUserConfig, ListenerConfig } from './config/tls.js';
import type { UserIdentity } from './dimse/pdu.js';
import type { PeerTls } from './dimse/scu-options.js';
import { loadTlsMaterial, type TlsMaterial } from './dimse/tls-material.js';
import { LetheError } from './errors.js';
import { readRegularFile } from './regular-file.js';
import { loadUsers, type User } from './users/users-file.js';

/** Of a listener. Plain data; `material` holds a private key. */
export interface ListenerCredentials {
  readonly material?: TlsMaterial;
  readonly users?: readonly User[];
}

/** Of a destination. */
export interface DestinationCredentials {
  readonly tls?: PeerTls;
  readonly userIdentity?: UserIdentity;
}

const MAX_PASSCODE_BYTES = 1024;

/** @throws LetheError `CERTIFICATE_NOT_USABLE` or `USERS_NOT_USABLE`, naming the file */
export function loadListenerCredentials({ tls, users }: ListenerConfig, now: number): ListenerCredentials {
  return {
    ...(tls === undefined ? {} : { material: loadTlsMaterial(tls, now) }),
    ...(users === undefined ? {} : { users: loadUsers(users) }),
  };
}

/** @throws LetheError `CERTIFICATE_NOT_USABLE` or `USERS_NOT_USABLE`, naming the file */
export function loadDestinationCredentials(
  { tls, user }: { readonly tls?: DestinationTlsConfig; readonly user?: DestinationUserConfig },
  now: number,
): DestinationCredentials {
  return {
    ...(tls === undefined
      ? {}
      : {
          tls: {
            material: loadTlsMaterial(tls, now),
            ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
          },
        }),
    ...(user === undefined ? {} : { userIdentity: userIdentityOf(user) }),
  };
}

/** PS3.7 D.3.3.7: type 2 with a passcode, type 1 without. */
function userIdentityOf({ name, passcodeFile }: DestinationUserConfig): UserIdentity {
  return {
    type: passcodeFile === undefined ? 1 : 2,
    positiveResponseRequested: false,
    primaryField: Buffer.from(name, 'utf8'),
    secondaryField: passcodeFile === undefined ? Buffer.alloc(0) : readPasscode(passcodeFile),
  };
}

/** The first line of a file that others may not read. */
function readPasscode(file: string): Buffer {
  const fault = (reason: string, cause?: unknown): LetheError =>
    new LetheError('USERS_NOT_USABLE', `the passcode file ${file}: ${reason}`, {
      cause,
      hint: 'it holds the passcode as its first line and nothing else; chmod 600',
    });
  let text: string;
  try {
    text = readRegularFile(file).toString('utf8');
    if ((statSync(file).mode & 0o007) !== 0) throw fault('everyone on this machine may read it');
  } catch (error) {
    throw error instanceof LetheError ? error : fault('it cannot be read', error);
  }
  const [line = ''] = text.split(/\r?\n/);
  const passcode = Buffer.from(line, 'utf8');
  if (passcode.length === 0 || passcode.length > MAX_PASSCODE_BYTES)
    throw fault(`its first line must have 1 to ${String(MAX_PASSCODE_BYTES)} bytes`);
  return passcode;
}
