/** Opens associations as requestor: the transport connection (plain or TLS), then the association on it. */

import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { DEFAULT_MAX_PDU_BYTES } from './implementation.js';
import { requestAssociation } from './scu-association.js';
import { DEFAULT_SCU_TIMEOUTS, type AssociationOptions, type AssociationOutcome } from './scu-options.js';

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
        : connectTls({ minVersion: 'TLSv1.2', ...options.tls, host, port });
    const timer = setTimeout(() => fail('CONNECT_TIMEOUT'), connectMs);
    const failed = (error: NodeJS.ErrnoException): void => fail(error.code ?? 'UNKNOWN');
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
