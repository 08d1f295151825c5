/**
 * TLS on connections that a plain server accepts: the first bytes tell whether TLS is spoken at all, then comes the handshake.
 * Each connection counts from its first moment, and has one time limit for the first byte and one for the handshake.
 */
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { tlsFailureCode } from './tls-failure.js';
import { secureContextOptions, type TlsMaterial } from './tls-material.js';

export interface TlsListenerOptions {
  readonly material: TlsMaterial;
  /** Whether the peer must, may or need not show a certificate of the authorities. */
  readonly clients: 'required' | 'optional' | 'none';
  /** Until the first byte, and from it to the end of the handshake. */
  readonly handshakeMs: number;
  onSecure(socket: TLSSocket): void;
  onFailed(remoteAddress: string, code: string): void;
}

export interface TlsListener {
  /** Takes charge of a transport connection that was just accepted. */
  accept(socket: Socket): void;
  /** From the next handshake on; open connections keep what they have. */
  setMaterial(material: TlsMaterial): void;
  /** Connections that wait for their handshake or are in it. */
  readonly handshakes: number;
  /** Drops all connections. */
  destroy(): void;
}

/** ContentType handshake and the major version of every TLS record (RFC 8446 5.1). */
const HANDSHAKE = 0x16;
const MAJOR_VERSION = 0x03;
/** A fatal alert, unexpected_message (RFC 8446 5 and 6.2), as a record of its own. */
const UNEXPECTED_MESSAGE = Buffer.from([0x15, 0x03, 0x03, 0, 2, 2, 10]);
/** How long a peer that was sent an alert may take to close. */
const CLOSE_MS = 1000;

export function createTlsListener(options: TlsListenerOptions): TlsListener {
  const transports = new Set<Socket>();
  const secured = new Set<TLSSocket>();
  // It never listens: connections are handed to it once they began as TLS does.
  const server = createServer(
    {
      ...secureContextOptions(options.material),
      handshakeTimeout: options.handshakeMs,
      requestCert: options.clients !== 'none',
      rejectUnauthorized: options.clients === 'required',
    },
    (socket) => {
      const shown = socket.getPeerX509Certificate() !== undefined;
      if (socket.authorized || options.clients === 'none' || !shown) {
        secured.add(socket);
        socket.once('close', () => secured.delete(socket));
        options.onSecure(socket);
      } else fail(socket, addressOf(socket), verificationFault(socket) ?? 'CERTIFICATE_NOT_VALID');
    },
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    // Node drops a peer whose certificate it cannot verify as if the connection were lost; the reason stands beside.
    fail(socket, addressOf(socket), verificationFault(socket) ?? tlsFailureCode(error.code));
  });

  function fail(socket: Socket, remoteAddress: string | undefined, code: string): void {
    options.onFailed(remoteAddress ?? '', code);
    socket.destroy();
  }

  return {
    accept(socket) {
      const remoteAddress = socket.remoteAddress ?? '';
      const fault = (code: string): void => {
        stopWaiting();
        fail(socket, remoteAddress, code);
      };
      const timer = setTimeout(() => fault('TLS_HANDSHAKE_TIMEOUT'), options.handshakeMs);
      const onError = (error: NodeJS.ErrnoException): void => fault(tlsFailureCode(error.code));
      const onEnd = (): void => fault('CLOSED');
      const onFirst = (first: Buffer): void => {
        stopWaiting();
        if (looksLikeTls(first)) {
          socket.pause();
          socket.unshift(first);
          server.emit('connection', socket);
          return;
        }
        options.onFailed(remoteAddress, 'TLS_NOT_SPOKEN');
        socket.on('data', () => undefined);
        socket.end(UNEXPECTED_MESSAGE);
        setTimeout(() => socket.destroy(), CLOSE_MS).unref();
      };
      function stopWaiting(): void {
        clearTimeout(timer);
        socket.off('error', onError).off('end', onEnd).off('data', onFirst);
        socket.on('error', () => undefined);
      }
      transports.add(socket);
      socket.once('close', () => {
        clearTimeout(timer);
        transports.delete(socket);
      });
      socket.once('error', onError).once('end', onEnd).once('data', onFirst);
    },
    setMaterial: (material) => server.setSecureContext(secureContextOptions(material)),
    get handshakes() {
      return Math.max(0, transports.size - secured.size);
    },
    destroy() {
      for (const transport of transports) transport.destroy();
    },
  };
}

function looksLikeTls(first: Buffer): boolean {
  return first[0] === HANDSHAKE && (first.length === 1 || first[1] === MAJOR_VERSION);
}

/** Why the peer's certificate was not verified, if it showed one. */
function verificationFault(socket: TLSSocket): string | undefined {
  // A code, whatever the type says.
  const fault = socket.authorizationError as Error | string | null | undefined;
  return typeof fault === 'string' ? tlsFailureCode(fault) : undefined;
}

/** The peer's address, also when the TLS socket has lost it with its handle. */
function addressOf(socket: TLSSocket): string | undefined {
  return socket.remoteAddress ?? (socket as { _parent?: Socket | null })._parent?.remoteAddress;
}
