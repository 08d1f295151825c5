/** The storage and verification SCP: a listener, its limits, and its end. */

import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createServer as createTlsServer } from 'node:tls';
import { transferSyntax } from '../dicom/uid-registry.js';
import { LetheError } from '../errors.js';
import { DEFAULT_MAX_PDU_BYTES } from './implementation.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../dicom/implementation.js';
import { REJECT } from './negotiation.js';
import { acceptConnection, type ScpAssociation, type ScpService } from './scp-association.js';
import {
  DEFAULT_ASSOCIATION_LIMITS,
  DEFAULT_SCP_TIMERS,
  type Admission,
  type AssociationEvent,
  type AssociationRequest,
  type StorageScpOptions,
} from './scp-options.js';

export interface StorageScp {
  /**
   * Binds and listens; the address in use. Throws a LetheError: `PORT_IN_USE`, `PORT_NOT_PERMITTED`, or `CONFIG_INVALID`
   * for an address that this machine does not have.
   */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /**
   * Accepts no more connections; lets associations finish, aborting those that rest and, after `drainMs`, all. Resolves
   * when every connection is closed and every sink has been ended or aborted.
   */
  close(options?: { readonly drainMs?: number }): Promise<void>;
  /** The connections of this moment, those still negotiating or closing included. */
  readonly associations: readonly ScpAssociation[];
}

/** Connections beyond the associations that are allowed: room to be told so by A-ASSOCIATE-RJ. */
const SPARE_CONNECTIONS = 64;
/** While draining, an association without an open message is aborted after this long without a sign of the peer. */
const DRAIN_REST_MS = 500;
const DRAIN_POLL_MS = 50;

/** Makes a storage SCP; nothing is bound before `listen`. */
export function createStorageScp(options: StorageScpOptions): StorageScp {
  const limits = { ...DEFAULT_ASSOCIATION_LIMITS, ...options.limits };
  const timers = { ...DEFAULT_SCP_TIMERS, ...options.timers };
  const associations = new Map<string, ScpAssociation>();
  /** The TCP connections under TLS, those still in their handshake included. */
  const transports = new Set<Socket>();
  let closing = false;

  const service: ScpService = {
    maxPduBytes: options.maxPduBytes ?? DEFAULT_MAX_PDU_BYTES,
    limits,
    timers,
    implementationClassUid: options.implementationClassUid ?? IMPLEMENTATION_CLASS_UID,
    implementationVersionName: options.implementationVersionName ?? IMPLEMENTATION_VERSION_NAME,
    admit,
    acceptsAbstractSyntax: (uid, calledAeTitle) => options.acceptAbstractSyntax(uid, calledAeTitle),
    knowsTransferSyntax: (uid) => transferSyntax(uid) !== undefined,
    openInstance: (request) => options.openInstance(request),
    onEvent: emit,
    onClosed: (associationId) => associations.delete(associationId),
  };

  function admit(request: AssociationRequest): Admission {
    if (closing) return { kind: 'reject', ...REJECT.localLimitExceeded };
    let admission: Admission;
    try {
      admission = options.admit(request);
    } catch (error) {
      emit({ kind: 'admission.failed', associationId: request.associationId, error });
      return { kind: 'reject', ...REJECT.temporaryCongestion };
    }
    if (admission.kind === 'reject') return admission;
    const established = [...associations.values()].filter((association) => association.state === 'Sta6');
    const ofThisPeer = established.filter(
      (association) => association.callingAeTitle === request.callingAeTitle,
    );
    const full =
      established.length >= limits.maxAssociations || ofThisPeer.length >= limits.maxAssociationsPerCallingAe;
    return full ? { kind: 'reject', ...REJECT.localLimitExceeded } : admission;
  }

  function emit(event: AssociationEvent): void {
    options.onEvent?.(event);
  }

  function onConnection(socket: Socket): void {
    if (closing || associations.size >= limits.maxAssociations + SPARE_CONNECTIONS) {
      emit({ kind: 'connection.refused', remoteAddress: socket.remoteAddress ?? '' });
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    const associationId = randomUUID();
    associations.set(associationId, acceptConnection(socket, associationId, service));
  }

  const server = createListener();

  function createListener(): Server {
    // Half-open: a peer that shuts down its sending side may still be owed an answer. Under TLS a handshake that the peer
    // left half-open would never end, so there the connection closes with its first half.
    if (options.tls === undefined) return createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
    const secure = createTlsServer(
      { minVersion: 'TLSv1.2', handshakeTimeout: timers.artimMs, ...options.tls, noDelay: true },
      onConnection,
    );
    secure.maxConnections = limits.maxAssociations + SPARE_CONNECTIONS;
    secure.on('connection', (socket: Socket) => {
      transports.add(socket);
      socket.once('close', () => transports.delete(socket));
    });
    secure.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      emit({ kind: 'tls.failed', remoteAddress: socket.remoteAddress ?? '', code: error.code ?? 'ERR_TLS' });
      socket.destroy();
    });
    return secure;
  }

  function listen(): Promise<{ readonly host: string; readonly port: number }> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => reject(listenError(error, options));
      server.once('error', failed);
      server.listen({ host: options.host, port: options.port, backlog: 511 }, () => {
        server.off('error', failed);
        server.on('error', (error: NodeJS.ErrnoException) => {
          emit({ kind: 'listener.failed', code: error.code ?? 'UNKNOWN' });
        });
        const { address, port } = server.address() as AddressInfo;
        resolve({ host: address, port });
      });
    });
  }

  async function close({ drainMs = 0 }: { readonly drainMs?: number } = {}): Promise<void> {
    closing = true;
    const closed = new Promise<void>((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
    const deadline = performance.now() + drainMs;
    while (associations.size > 0) {
      const now = performance.now();
      for (const association of associations.values()) {
        if (association.state === 'Sta13') continue;
        const rests = !association.busy && now - association.lastProgressAt >= DRAIN_REST_MS;
        if (now >= deadline || rests) association.close();
      }
      await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
    }
    for (const transport of transports) transport.destroy();
    await closed;
  }

  return {
    listen,
    close,
    get associations() {
      return [...associations.values()];
    },
  };
}

function listenError(error: NodeJS.ErrnoException, options: StorageScpOptions): LetheError {
  const where = `${options.host} port ${options.port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new LetheError('PORT_IN_USE', `cannot listen on ${where}: the port is in use`, {
        hint: 'stop the other program, or choose another port',
        cause: error,
      });
    case 'EACCES':
      return new LetheError('PORT_NOT_PERMITTED', `cannot listen on ${where}: not permitted`, {
        hint: 'ports below 1024 need CAP_NET_BIND_SERVICE',
        cause: error,
      });
    default:
      return new LetheError('CONFIG_INVALID', `cannot listen on ${where}: ${error.code ?? error.message}`, {
        cause: error,
      });
  }
}
