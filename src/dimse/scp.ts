/** The storage and verification SCP: a listener, its limits, and its end. */

import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { transferSyntax } from '../dicom/uid-registry.js';
import { LetheError } from '../errors.js';
import { DEFAULT_MAX_PDU_BYTES } from './implementation.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../dicom/implementation.js';
import { REJECT } from './negotiation.js';
import { acceptConnection, type ScpAssociation, type ScpService } from './scp-association.js';
import { STATUS } from './status.js';
import {
  DEFAULT_ASSOCIATION_LIMITS,
  DEFAULT_SCP_TIMERS,
  type Admission,
  type AssociationEvent,
  type AssociationRequest,
  type ListenerOptions,
  type StorageScpOptions,
} from './scp-options.js';
import { createTlsListener, type TlsListener } from './tls-listener.js';
import type { TlsMaterial } from './tls-material.js';

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface StorageScp {
  /**
   * Binds and listens; the address in use. Throws a LetheError: `PORT_IN_USE`, `PORT_NOT_PERMITTED`, or `CONFIG_INVALID`
   * for an address that this machine does not have. `all`: those of all listeners, in order.
   */
  listen(): Promise<Address & { readonly all: readonly Address[] }>;
  /** New certificates, keys and authorities for a listener with TLS; open associations keep theirs. */
  setTls(listener: number, material: TlsMaterial): void;
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

interface Listener {
  readonly where: ListenerOptions;
  readonly server: Server;
  readonly tls: TlsListener | undefined;
}

/** Makes a storage SCP; nothing is bound before `listen`. */
export function createStorageScp(options: StorageScpOptions): StorageScp {
  const limits = { ...DEFAULT_ASSOCIATION_LIMITS, ...options.limits };
  const timers = { ...DEFAULT_SCP_TIMERS, ...options.timers };
  const associations = new Map<string, ScpAssociation>();
  let closing = false;

  const service: Omit<ScpService, 'listener'> = {
    maxPduBytes: options.maxPduBytes ?? DEFAULT_MAX_PDU_BYTES,
    limits,
    timers,
    implementationClassUid: options.implementationClassUid ?? IMPLEMENTATION_CLASS_UID,
    implementationVersionName: options.implementationVersionName ?? IMPLEMENTATION_VERSION_NAME,
    admit,
    acceptsAbstractSyntax: (uid, calledAeTitle) => options.acceptAbstractSyntax(uid, calledAeTitle),
    knowsTransferSyntax: (uid) => transferSyntax(uid) !== undefined,
    openInstance: (request) => options.openInstance(request),
    openRefused: (request, answer) => options.openRefused?.(request, answer) ?? answer,
    carryOut: (request) =>
      options.carryOut?.(request) ?? Promise.resolve({ status: STATUS.processingFailure }),
    onEvent: emit,
    onClosed: (associationId) => associations.delete(associationId),
  };

  function admit(request: AssociationRequest): Admission | Promise<Admission> {
    const failed = (error: unknown): Admission => {
      void emit({ kind: 'admission.failed', associationId: request.associationId, error });
      return { kind: 'reject', ...REJECT.temporaryCongestion };
    };
    try {
      const admission = options.admit(request);
      return admission instanceof Promise
        ? admission.then((settled) => withinLimits(request, settled)).catch(failed)
        : withinLimits(request, admission);
    } catch (error) {
      return failed(error);
    }
  }

  function withinLimits(request: AssociationRequest, admission: Admission): Admission {
    if (admission.kind === 'reject') return admission;
    if (closing) return { kind: 'reject', ...REJECT.localLimitExceeded };
    const established = [...associations.values()].filter((association) => association.state === 'Sta6');
    const ofThisPeer = established.filter(
      (association) => association.callingAeTitle === request.callingAeTitle,
    );
    const full =
      established.length >= limits.maxAssociations || ofThisPeer.length >= limits.maxAssociationsPerCallingAe;
    return full ? { kind: 'reject', cause: 'associations', ...REJECT.localLimitExceeded } : admission;
  }

  function emit(event: AssociationEvent): void | Promise<void> {
    return options.onEvent?.(event);
  }

  /** Open connections that may become associations, or are some: those in a handshake count as well. */
  function connectionCount(): number {
    return listeners.reduce((sum, { tls }) => sum + (tls?.handshakes ?? 0), associations.size);
  }

  function onConnection(socket: Socket, listener: number, tls: TlsListener | undefined): void {
    if (closing || connectionCount() >= limits.maxAssociations + SPARE_CONNECTIONS) {
      void emit({ kind: 'connection.refused', remoteAddress: socket.remoteAddress ?? '' });
      socket.on('error', () => undefined);
      socket.destroy();
      return;
    }
    if (tls === undefined) associate(socket, listener);
    else tls.accept(socket);
  }

  function associate(socket: Socket, listener: number): void {
    const associationId = randomUUID();
    associations.set(associationId, acceptConnection(socket, associationId, { ...service, listener }));
  }

  const listeners = [options, ...(options.moreListeners ?? [])].map(createListener);

  function createListener(where: ListenerOptions, index: number): Listener {
    const tls =
      where.tls === undefined
        ? undefined
        : createTlsListener({
            ...where.tls,
            handshakeMs: timers.artimMs,
            onSecure: (socket) => associate(socket, index),
            onFailed: (remoteAddress, code) => void emit({ kind: 'tls.failed', remoteAddress, code }),
          });
    // Half-open: a peer that shuts down its sending side may still be owed an answer. Under TLS a handshake that the peer
    // left half-open would never end, so there the connection closes with its first half.
    const server = createServer({ allowHalfOpen: tls === undefined, noDelay: true }, (socket) =>
      onConnection(socket, index, tls),
    );
    return { where, server, tls };
  }

  function listenAt({ where, server }: Listener): Promise<Address> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => reject(listenError(error, where));
      server.once('error', failed);
      server.listen({ host: where.host, port: where.port, backlog: 511 }, () => {
        server.off('error', failed);
        server.on('error', (error: NodeJS.ErrnoException) => {
          void emit({ kind: 'listener.failed', code: error.code ?? 'UNKNOWN' });
        });
        const { address, port } = server.address() as AddressInfo;
        resolve({ host: address, port });
      });
    });
  }

  async function listen(): Promise<Address & { readonly all: readonly Address[] }> {
    const all: Address[] = [];
    for (const listener of listeners) all.push(await listenAt(listener));
    const [first = { host: options.host, port: options.port }] = all;
    return { ...first, all };
  }

  async function close({ drainMs = 0 }: { readonly drainMs?: number } = {}): Promise<void> {
    closing = true;
    const closed = Promise.all(
      listeners.map(
        ({ server }) =>
          new Promise<void>((resolve) => {
            if (server.listening) server.close(() => resolve());
            else resolve();
          }),
      ),
    );
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
    for (const { tls } of listeners) tls?.destroy();
    await closed;
  }

  return {
    listen,
    setTls: (listener, material) => listeners[listener]?.tls?.setMaterial(material),
    close,
    get associations() {
      return [...associations.values()];
    },
  };
}

function listenError(error: NodeJS.ErrnoException, options: ListenerOptions): LetheError {
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
