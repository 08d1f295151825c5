/** What `lethe.yaml` says of listeners, TLS and user identities: forms, and their completed counterparts. */
import { z } from 'zod';
import type { Problem, TextPosition } from '../yaml/problem.js';
import { asList, checkedText, closedObject, oneOrMore } from '../yaml/schema.js';
import type { YamlPath } from '../yaml/text.js';
import { host, path, port } from './values.js';

/** Which certificates, keys and authorities one end of a connection uses; absolute paths of PEM files. */
export interface TlsFilesConfig {
  readonly certificate?: string;
  readonly key?: string;
  readonly ca: readonly string[];
  /** Revocation lists, one at least of each authority; none: nobody's revocation is looked at. */
  readonly crl?: readonly string[];
  /** PS3.15 B.12 or, for older devices, B.10. */
  readonly profile: (typeof PROFILES)[number];
}

export interface ListenerTlsConfig extends TlsFilesConfig {
  readonly certificate: string;
  readonly key: string;
  /** Whether a caller must, may or need not show a certificate of `ca`. */
  readonly clients: (typeof CLIENTS)[number];
  /** Names of which a caller's certificate must carry one; empty: any that `ca` vouches for. */
  readonly allowedNames: readonly string[];
}

export interface ListenerConfig {
  readonly host: string;
  readonly port: number;
  readonly tls?: ListenerTlsConfig;
  /** The file of the users who may call; without it, user identities are not asked for. */
  readonly users?: string;
}

export interface DestinationTlsConfig extends TlsFilesConfig {
  /** The name that the peer's certificate must carry; without it, the host's. */
  readonly serverName?: string;
}

/** As whom the node presents itself (PS3.7 D.3.3.7): type 2 with a passcode, type 1 without. */
export interface DestinationUserConfig {
  readonly name: string;
  readonly passcodeFile?: string;
}

const PROFILES = ['bcp195', 'bcp195-nondowngrading'] as const;
const CLIENTS = ['required', 'optional', 'none'] as const;

/** A name in a certificate: of a host, an address, a URI or a common name. */
export const certificateName = checkedText((text) =>
  text.trim() !== '' && text.length <= 255 ? undefined : 'expected a name as it stands in a certificate',
);
const userName = checkedText((text) =>
  text !== '' && text.length <= 255 ? undefined : 'expected a user name of 1 to 255 characters',
);

const listenerTlsSchema = closedObject({
  certificate: path,
  key: path,
  ca: oneOrMore(path).optional(),
  crl: oneOrMore(path).optional(),
  clients: z.enum(CLIENTS).optional(),
  profile: z.enum(PROFILES).optional(),
  allowedNames: oneOrMore(certificateName).optional(),
});

export const listenersSchema = z
  .array(
    closedObject({
      host: host.optional(),
      port,
      tls: listenerTlsSchema.optional(),
      users: path.optional(),
    }),
  )
  .min(1);

export const destinationTlsSchema = closedObject({
  ca: oneOrMore(path).optional(),
  crl: oneOrMore(path).optional(),
  certificate: path.optional(),
  key: path.optional(),
  serverName: certificateName.optional(),
  profile: z.enum(PROFILES).optional(),
});

export const destinationUserSchema = closedObject({ name: userName, passcodeFile: path.optional() });

/** What `completeListeners` reads. */
export interface ListenersInput {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly users?: string | undefined;
  readonly listeners?: z.output<typeof listenersSchema> | undefined;
}

interface Surroundings {
  readonly fromFile: (written: string) => string;
  readonly positionOf: (path: YamlPath) => TextPosition;
  readonly problems: Problem[];
}

/** The listeners: those of the list, else the one that `host` and `port` name. */
export function completeListeners(
  input: ListenersInput,
  { fromFile, positionOf, problems }: Surroundings,
): readonly ListenerConfig[] {
  const every = input.host ?? '0.0.0.0';
  if (input.listeners === undefined) {
    const users = input.users === undefined ? {} : { users: fromFile(input.users) };
    return [{ host: every, port: input.port ?? 11_112, ...users }];
  }
  for (const key of ['port', 'users'] as const) {
    if (input[key] !== undefined)
      problems.push({
        ...positionOf([key]),
        message: `'${key}' stands beside listeners:; move it into the list`,
      });
  }
  const taken = new Set<string>();
  return input.listeners.map((written, index): ListenerConfig => {
    const address = `${written.host ?? every} ${String(written.port)}`;
    if (taken.has(address))
      problems.push({
        ...positionOf(['listeners', index]),
        message: 'this address and port stand here twice',
      });
    taken.add(address);
    const tls = written.tls;
    return {
      host: written.host ?? every,
      port: written.port,
      ...(tls === undefined
        ? {}
        : {
            tls: completeListenerTls(tls, {
              fromFile,
              positionOf: (path) => positionOf(['listeners', index, 'tls', ...path]),
              problems,
            }),
          }),
      ...(written.users === undefined ? {} : { users: fromFile(written.users) }),
    };
  });
}

function completeListenerTls(
  written: z.output<typeof listenerTlsSchema>,
  { fromFile, positionOf, problems }: Surroundings,
): ListenerTlsConfig {
  const clients = written.clients ?? 'required';
  const ca = written.ca === undefined ? [] : asList(written.ca).map(fromFile);
  const allowedNames = written.allowedNames === undefined ? [] : asList(written.allowedNames);
  if (clients !== 'none' && ca.length === 0)
    problems.push({
      ...positionOf([]),
      message: `callers' certificates are ${clients}: name in ca: who vouches for them, or write clients: none`,
    });
  if (written.crl !== undefined && clients === 'none')
    problems.push({ ...positionOf(['crl']), message: 'no certificates are asked for that could be revoked' });
  if (clients !== 'required' && allowedNames.length > 0)
    problems.push({ ...positionOf(['allowedNames']), message: 'needs clients: required' });
  return {
    certificate: fromFile(written.certificate),
    key: fromFile(written.key),
    ca,
    ...revocationLists(written.crl, fromFile),
    clients,
    profile: written.profile ?? 'bcp195',
    allowedNames,
  };
}

function revocationLists(
  written: string | string[] | undefined,
  fromFile: Surroundings['fromFile'],
): Pick<TlsFilesConfig, 'crl'> {
  return written === undefined ? {} : { crl: asList(written).map(fromFile) };
}

/** TLS towards a destination. */
export function completeDestinationTls(
  written: z.output<typeof destinationTlsSchema>,
  { fromFile, positionOf, problems }: Surroundings,
): DestinationTlsConfig {
  if ((written.certificate === undefined) !== (written.key === undefined))
    problems.push({ ...positionOf([]), message: 'certificate: and key: go together' });
  return {
    ca: written.ca === undefined ? [] : asList(written.ca).map(fromFile),
    ...revocationLists(written.crl, fromFile),
    profile: written.profile ?? 'bcp195',
    ...(written.certificate === undefined ? {} : { certificate: fromFile(written.certificate) }),
    ...(written.key === undefined ? {} : { key: fromFile(written.key) }),
    ...(written.serverName === undefined ? {} : { serverName: written.serverName }),
  };
}

/** The user towards a destination. */
export function completeDestinationUser(
  written: z.output<typeof destinationUserSchema>,
  isSecure: boolean,
  { fromFile, positionOf, problems }: Surroundings,
): DestinationUserConfig {
  if (written.passcodeFile !== undefined && !isSecure)
    problems.push({
      ...positionOf(['passcodeFile']),
      message: 'a passcode would cross the network for all to read; give the destination tls:',
    });
  return {
    name: written.name,
    ...(written.passcodeFile === undefined ? {} : { passcodeFile: fromFile(written.passcodeFile) }),
  };
}
