/** Opens associations as requestor: the transport connection (plain or TLS), then the association on it. */

import { connect, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { DEFAULT_MAX_PDU_BYTES } from './implementation.js';
import { requestAssociation } from './scu-association.js';
import {
  DEFAULT_SCU_TIMEOUTS,
  type AssociationOptions,
  type AssociationOutcome,
  type PeerTls,
} from './scu-options.js';
import { tlsFailureCode } from './tls-failure.js';
import { secureContextOptions } from './tls-material.js';

const MAX_CONTEXTS = 128;

/**
 * Connects and asks for an association; never rejects for what a network or a peer can do. Throws a RangeError for what
 * the caller got wrong: no or more than 128 contexts, an AE title that is none.
 */
export async function openAssociation(options: AssociationOptions): Promise<AssociationOutcome> {
  if (options.contexts.length === 0 || options.contexts.length > MAX_CONTEXTS) {
    throw new RangeError('an association has 1 to 128 presentation contexts');
  }
  const timeouts = { ...DEFAULT_SCU_TIMEOUTS, ...options.timeouts };
  const connection = await openConnection(options, timeouts.connectMs);
  if ('code' in connection) return { kind: 'not-reachable', code: connection.code };
  try {
    return await requestAssociation(
      connection.socket,
      options,
      timeouts,
      options.maxPduBytes ?? DEFAULT_MAX_PDU_BYTES,
    );
  } catch (error) {
    connection.socket.destroy();
    throw error;
  }
}

/** A connected socket, or the code of what prevented it. */
function openConnection(
  options: AssociationOptions,
  connectMs: number,
): Promise<{ readonly socket: Socket } | { readonly code: string }> {
  return new Promise((resolve) => {
    const { host, port } = options;
    const socket =
      options.tls === undefined
        ? connect({ host, port, noDelay: true })
        : connectSecurely(host, port, options.tls);
    const timer = setTimeout(() => fail('CONNECT_TIMEOUT'), connectMs);
    const failed = (error: NodeJS.ErrnoException): void =>
      fail(options.tls === undefined ? (error.code ?? 'UNKNOWN') : tlsFailureCode(error.code));
    const closed = (): void => fail('CLOSED');
    function fail(code: string): void {
      clearTimeout(timer);
      socket.destroy();
      resolve({ code });
    }
    socket.on('error', failed);
    socket.on('close', closed);
    socket.once(options.tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      socket.off('close', closed);
      resolve({ socket });
    });
  });
}

function connectSecurely(host: string, port: number, { material, serverName }: PeerTls): TLSSocket {
  const name = serverName ?? host;
  return connectTls({
    ...secureContextOptions(material),
    host,
    port,
    // Written out, since Node reads a weaker default from its environment.
    rejectUnauthorized: true,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    // RFC 6066 3: a server name is no address.
    ...(isIP(name) === 0 ? { servername: name } : {}),
  });
}
