/**
 * One transport connection of the storage SCP, from its first byte to its close: the acceptor's side of the upper layer
 * (PS3.8 §9.2). What its P-DATA-TF PDUs carry is the business of `scp-messages.ts`.
 */

import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import { printableAeTitle } from './ae-title.js';
import { answerContext, answerRoles, CONTEXT_RESULT, rejectionOfRequest } from './negotiation.js';
import { createInvoking, type InvokeOutcome } from './invoking.js';
import type { OperationToInvoke } from './operations.js';
import {
  ABORT_BY_USER,
  ABORT_INVALID_PARAMETER,
  ABORT_UNEXPECTED_PDU,
  ABORT_UNRECOGNIZED_PDU,
  decodeAbort,
  decodeAssociateRq,
  DEFAULT_ASSOCIATE_LIMITS,
  encodeAbort,
  encodeAssociateAc,
  encodeAssociateRj,
  encodePData,
  encodeReleaseRp,
  PDU_TYPE,
  type AbortPdu,
  type AssociateRqPdu,
  type RejectPdu,
} from './pdu.js';
import { createPduReader } from './pdu-reader.js';
import { createMessages, type AcceptedContext } from './scp-messages.js';
import { onSocketBytes } from './socket-bytes.js';
import { tlsPeerOf } from './tls-peer.js';
import type {
  AbortCause,
  Admission,
  AssociationEvent,
  AssociationLimits,
  AssociationRequest,
  InstanceSink,
  NamedAssociation,
  OperationHandler,
  RejectCause,
  ScpTimers,
  SinkAbortReason,
  StoreRefusal,
  StoreRequest,
  UnnamedAssociationEvent,
} from './scp-options.js';
import { isKnownPduType, pduAction, type UpperLayerState } from './upper-layer-state.js';

/** The listener, as its associations see it. */
export interface ScpService {
  /** The number of the listener that accepted the connection. */
  readonly listener: number;
  readonly maxPduBytes: number;
  readonly limits: AssociationLimits;
  readonly timers: ScpTimers;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
  /** Admission by the product and by the limits on the number of associations. */
  admit(request: AssociationRequest): Admission | Promise<Admission>;
  acceptsAbstractSyntax(uid: string, calledAeTitle: string): boolean;
  knowsTransferSyntax(uid: string): boolean;
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
  openRefused(request: StoreRequest, answer: StoreRefusal): InstanceSink | StoreRefusal;
  readonly carryOut: OperationHandler;
  onEvent(event: AssociationEvent): void | Promise<void>;
  /** Called once, when the transport connection is closed and no sink is open any more. */
  onClosed(associationId: string): void;
}

export interface ScpAssociation {
  readonly associationId: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
  readonly state: UpperLayerState;
  /** Whether a message is being received or answered. */
  readonly busy: boolean;
  /** Milliseconds of `performance.now()` when the peer last made progress. */
  readonly lastProgressAt: number;
  /** Asks the requestor for an operation, such as an N-EVENT-REPORT; only while nothing of its own is under way. */
  invoke(operation: OperationToInvoke): Promise<InvokeOutcome>;
  /** Ends the association from our side: A-ABORT 0/0 when it is established, else the connection is closed. */
  close(): void;
}

/** Longest A-ASSOCIATE-RQ that is read (128 contexts with long lists of transfer syntaxes stay far below). */
const MAX_ASSOCIATE_BYTES = 1024 * 1024;
const SHORT_PDU_BYTES = 4;
/** A P-DATA-TF that cannot hold one fragment of two bytes is no limit to work with. */
const MIN_PEER_PDU_BYTES = 16;
/** Bytes after which the idle time starts anew while a data set arrives: trickling single bytes is no progress. */
const PROGRESS_BYTES = 16 * 1024;
/** How long a peer may take to close after our last PDU; ARTIM bounds it as well. */
const CLOSE_MS = 5_000;

/** Takes charge of a fresh transport connection (Sta2). */
export function acceptConnection(socket: Socket, associationId: string, service: ScpService): ScpAssociation {
  const remoteAddress = socket.remoteAddress ?? '';
  const remotePort = socket.remotePort ?? 0;
  const { limits, timers } = service;
  const tls = tlsPeerOf(socket);

  let state: UpperLayerState = 'Sta2';
  let callingAeTitle = '';
  let calledAeTitle = '';
  let names: NamedAssociation = { associationId, remoteAddress, callingAeTitle, calledAeTitle };
  let peerMaxPduBytes = 0;
  let peerImplementationClassUid = '';
  let peerImplementationVersionName = '';
  const contexts = new Map<number, AcceptedContext>();

  let releaseAfterAnswer = false;
  let endAfterAnswer = false;

  let holds = 0;
  let drainHeld = false;
  let finished = false;
  let socketClosed = false;
  let firstBytes: Buffer | undefined;
  let lastProgressAt = performance.now();
  let progressBytes = 0;

  const invoking = createInvoking({
    contextOf: (uid) => [...contexts.values()].find(({ abstractSyntaxUid }) => abstractSyntaxUid === uid),
    send(contextId, command, dataSet) {
      if (state !== 'Sta6' || !socket.writable) return false;
      send(
        Buffer.concat([
          encodePData(contextId, true, command, peerMaxPduBytes),
          encodePData(contextId, false, dataSet, peerMaxPduBytes),
        ]),
      );
      return true;
    },
  });

  const messages = createMessages({
    maxCommandBytes: limits.maxCommandBytes,
    ended: () => finished,
    context: (id) => contexts.get(id),
    openInstance: (request) => service.openInstance(request),
    openRefused: (request, answer) => service.openRefused(request, answer),
    carryOut: service.carryOut,
    settleResponse: (set) => invoking.settle(set),
    requestor: () => ({
      associationId,
      callingAeTitle,
      calledAeTitle,
      remoteAddress,
      implementationClassUid: peerImplementationClassUid,
      implementationVersionName: peerImplementationVersionName,
    }),
    hold,
    release,
    progress,
    sendCommand,
    abort,
    emit,
    answered: onAnswered,
    sinkClosed: settleClosed,
  });

  const reader = createPduReader({
    pduHeader,
    pdu: onPdu,
    pdvHeader: messages.pdvHeader,
    pdvBytes: messages.pdvBytes,
    pdvEnd: messages.pdvEnd,
    chunkEnd: messages.chunkEnd,
    violation: (violation) => abort(ABORT_INVALID_PARAMETER, violation),
  });

  // ---- transport ----

  const artim = setTimeout(onArtim, timers.artimMs);
  let idleTimer: NodeJS.Timeout | undefined;
  let writeTimer: NodeJS.Timeout | undefined;
  let closeTimer: NodeJS.Timeout | undefined;

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  onSocketBytes(socket, onData);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
  socket.on('error', (error: NodeJS.ErrnoException) =>
    lose(error.code === 'ECONNRESET' ? 'reset' : 'closed'),
  );
  socket.on('close', () => {
    socketClosed = true;
    lose('closed');
    clearTimeout(closeTimer);
    settleClosed();
  });

  function onData(chunk: Buffer): void {
    if (finished) return; // Sta13: what still arrives is dropped (AA-6)
    if (firstBytes === undefined && state === 'Sta2') firstBytes = Buffer.from(chunk.subarray(0, 8));
    progressBytes += chunk.length;
    if (progressBytes >= PROGRESS_BYTES) progress();
    reader.push(chunk);
  }

  function onEnd(): void {
    if (finished) return;
    // A peer that only stopped sending may still read the answer it waits for.
    if (messages.answering && !messages.receiving && !reader.isInsidePdu()) endAfterAnswer = true;
    else {
      lose('closed');
      endWith();
    }
  }

  function onDrain(): void {
    clearTimeout(writeTimer);
    writeTimer = undefined;
    if (!drainHeld) return;
    drainHeld = false;
    release();
  }

  /** Writes; a peer that does not read what it is answered is not read from either, and not waited for beyond writeMs. */
  function send(bytes: Buffer): void {
    if (socket.write(bytes) || drainHeld) return;
    drainHeld = true;
    hold();
    writeTimer ??= setTimeout(() => {
      lose('write-timeout');
      socket.destroy();
    }, timers.writeMs);
  }

  function hold(): void {
    holds += 1;
    reader.hold();
    if (holds === 1) socket.pause();
  }

  function release(): void {
    holds -= 1;
    reader.release();
    if (holds === 0) socket.resume();
  }

  function progress(): void {
    progressBytes = 0;
    lastProgressAt = performance.now();
    idleTimer?.refresh();
  }

  function onArtim(): void {
    lose('artim-timeout');
    socket.destroy();
  }

  function onIdle(): void {
    // It is our turn, not the peer's: the sink is slow, or the answer is outstanding.
    if (holds > 0 || messages.answering) {
      idleTimer?.refresh();
      return;
    }
    abort(ABORT_BY_USER, 'idle-timeout');
  }

  // ---- upper layer ----

  function pduHeader(type: number, length: number): boolean {
    if (!isKnownPduType(type)) return abort(ABORT_UNRECOGNIZED_PDU, 'unrecognized-pdu');
    if (pduAction(state, type) === 'AA-8') return abort(ABORT_UNEXPECTED_PDU, 'unexpected-pdu');
    switch (type) {
      case PDU_TYPE.associateRq:
        return length <= MAX_ASSOCIATE_BYTES || abort(ABORT_INVALID_PARAMETER, 'pdu-too-long');
      case PDU_TYPE.pDataTf:
        return length <= service.maxPduBytes || abort(ABORT_INVALID_PARAMETER, 'pdu-too-long');
      default:
        return length === SHORT_PDU_BYTES || abort(ABORT_INVALID_PARAMETER, 'pdu-length-wrong');
    }
  }

  function onPdu(type: number, body: Buffer): void {
    switch (pduAction(state, type)) {
      case 'AE-6':
        state = 'Sta3';
        clearTimeout(artim);
        onAssociateRq(body);
        return;
      case 'AR-2':
        state = 'Sta8';
        progress();
        if (messages.answering) releaseAfterAnswer = true;
        else answerRelease();
        return;
      case 'AA-2':
      case 'AA-3':
        emit({ kind: 'association.aborted', by: 'peer', abort: decodeAbort(body) });
        finish('peer-aborted');
        endWith();
        return;
      default:
        return;
    }
  }

  function onAssociateRq(body: Buffer): void {
    const decoded = decodeAssociateRq(body, { ...DEFAULT_ASSOCIATE_LIMITS, maxContexts: limits.maxContexts });
    if (decoded.kind === 'malformed') {
      abort(decoded.abort, decoded.cause);
      return;
    }
    const request = decoded.pdu;
    const user = request.userInformation;
    callingAeTitle = request.callingAeTitle;
    calledAeTitle = request.calledAeTitle;
    names = {
      ...names,
      callingAeTitle: printableAeTitle(callingAeTitle),
      calledAeTitle: printableAeTitle(calledAeTitle),
    };
    peerImplementationClassUid = user.implementationClassUid;
    peerImplementationVersionName = user.implementationVersionName;
    peerMaxPduBytes =
      user.maxPduBytes === 0 ? service.maxPduBytes : Math.min(user.maxPduBytes, service.maxPduBytes);
    const rejection = rejectionOfRequest(request);
    if (rejection !== undefined) {
      reject(rejection);
      return;
    }
    if (peerMaxPduBytes < MIN_PEER_PDU_BYTES) {
      abort(ABORT_INVALID_PARAMETER, 'max-pdu-too-small');
      return;
    }
    const identity = user.userIdentity;
    const admission = service.admit({
      associationId,
      listener: service.listener,
      callingAeTitle,
      calledAeTitle,
      remoteAddress,
      remotePort,
      implementationClassUid: peerImplementationClassUid,
      implementationVersionName: peerImplementationVersionName,
      presentationContexts: request.presentationContexts,
      ...(identity === undefined || identity === 'malformed' ? {} : { userIdentity: identity }),
      ...(tls === undefined ? {} : { tls }),
    });
    if (!(admission instanceof Promise)) onAdmission(request, admission);
    else {
      // Sta3: whatever the peer sends before it is answered is unexpected, and it may go.
      void admission.then((settled) => {
        if (!finished) onAdmission(request, settled);
      });
    }
  }

  function onAdmission(request: AssociateRqPdu, admission: Admission): void {
    if (admission.kind === 'reject') {
      reject(admission);
      return;
    }
    const user = request.userInformation;
    const asksForResponse =
      user.userIdentity !== undefined &&
      user.userIdentity !== 'malformed' &&
      user.userIdentity.positiveResponseRequested;
    const policy = {
      acceptsAbstractSyntax: (uid: string) => service.acceptsAbstractSyntax(uid, calledAeTitle),
      knowsTransferSyntax: (uid: string) => service.knowsTransferSyntax(uid),
    };
    const results = request.presentationContexts.map((proposed) => {
      const result = answerContext(proposed, policy);
      if (result.result === CONTEXT_RESULT.accepted) {
        contexts.set(proposed.id, { ...result, abstractSyntaxUid: proposed.abstractSyntaxUid });
      }
      return result;
    });
    state = 'Sta6';
    progress();
    idleTimer = setTimeout(onIdle, timers.idleMs);
    send(
      encodeAssociateAc({
        protocolVersion: 1,
        calledAeTitle,
        callingAeTitle,
        applicationContextName: request.applicationContextName,
        presentationContexts: results,
        userInformation: {
          maxPduBytes: service.maxPduBytes,
          implementationClassUid: service.implementationClassUid,
          implementationVersionName: service.implementationVersionName,
          // One operation at a time, said only to a peer that asked (PS3.7 Annex D.3.3.3).
          ...(user.asynchronousOperationsWindow === undefined
            ? {}
            : { asynchronousOperationsWindow: { invoked: 1, performed: 1 } }),
          roleSelections: answerRoles(user.roleSelections),
          // Only for an identity that was verified (PS3.7 Annex D.3.3.7.2).
          ...(asksForResponse && admission.user !== undefined ? { userIdentityAccepted: true } : {}),
        },
      }),
    );
    emit({
      kind: 'association.accepted',
      acceptedContexts: contexts.size,
      refusedContexts: results.length - contexts.size,
      implementationVersionName: printableAeTitle(peerImplementationVersionName),
      ...(tls === undefined ? {} : { tls }),
      ...(admission.user === undefined ? {} : { user: admission.user }),
    });
  }

  function reject(rejection: RejectPdu & { readonly cause?: RejectCause }): void {
    const { result, source, reason, cause } = rejection;
    emit({
      kind: 'association.rejected',
      result,
      source,
      reason,
      ...(cause === undefined ? {} : { cause }),
    });
    finish('protocol-error');
    endWith(encodeAssociateRj({ result, source, reason }));
  }

  function answerRelease(): void {
    const insideInstance = messages.receiving;
    emit(
      insideInstance
        ? { kind: 'association.lost', cause: 'closed', insideInstance }
        : { kind: 'association.released', instances: messages.storedInstances },
    );
    finish('connection-lost');
    endWith(encodeReleaseRp());
  }

  /** Sends A-ABORT and leaves the association; always `false`, so that the reader's callbacks can return it. */
  function abort(pdu: AbortPdu, cause: AbortCause): false {
    if (finished) return false;
    const looksLike =
      cause === 'unrecognized-pdu' && firstBytes !== undefined ? guessProtocol(firstBytes) : undefined;
    emit({
      kind: 'association.aborted',
      by: 'us',
      abort: pdu,
      cause,
      ...(looksLike === undefined ? {} : { looksLike }),
    });
    finish(cause === 'idle-timeout' ? 'timeout' : cause === 'closing' ? 'closing' : 'protocol-error');
    endWith(encodeAbort(pdu));
    return false;
  }

  /** The transport connection is of no use any more. */
  function lose(cause: (AssociationEvent & { kind: 'association.lost' })['cause']): void {
    if (finished) return;
    const insideInstance = messages.receiving;
    emit({ kind: 'association.lost', cause, insideInstance });
    finish(
      cause === 'closing'
        ? 'closing'
        : cause === 'closed' || cause === 'reset'
          ? 'connection-lost'
          : 'timeout',
    );
  }

  /** To Sta13: nothing is read any more, and a sink that waits for more is told. */
  function finish(reason: SinkAbortReason): void {
    finished = true;
    state = 'Sta13';
    reader.stop();
    clearTimeout(artim);
    clearTimeout(idleTimer);
    clearTimeout(writeTimer);
    invoking.stop();
    messages.stop(reason);
  }

  /** Our last PDU if there is one, then FIN; what the peer still sends is read and dropped so that a reset does not overtake our answer. */
  function endWith(bytes?: Buffer): void {
    if (bytes === undefined) socket.end();
    else socket.end(bytes);
    socket.resume();
    closeTimer = setTimeout(() => socket.destroy(), Math.min(timers.artimMs, CLOSE_MS));
  }

  function settleClosed(): void {
    if (socketClosed && messages.openSinks === 0) service.onClosed(associationId);
  }

  /** Does what had waited for the last answer. */
  function onAnswered(): void {
    if (releaseAfterAnswer) answerRelease();
    else if (endAfterAnswer) {
      lose('closed');
      endWith();
    }
  }

  function sendCommand(contextId: number, command: Buffer): boolean {
    if (finished || !socket.writable) return false;
    send(encodePData(contextId, true, command, peerMaxPduBytes));
    return true;
  }

  function emit(event: UnnamedAssociationEvent): void {
    const told = service.onEvent({ ...event, ...names });
    if (told === undefined || finished) return;
    hold();
    void told.then(() => {
      if (!finished) release();
    });
  }

  return {
    associationId,
    remoteAddress,
    get callingAeTitle() {
      return callingAeTitle;
    },
    get calledAeTitle() {
      return calledAeTitle;
    },
    get state() {
      return state;
    },
    get busy() {
      return messages.receiving || messages.answering || invoking.waiting;
    },
    get lastProgressAt() {
      return lastProgressAt;
    },
    invoke: (operation) => invoking.invoke(operation),
    close() {
      if (state === 'Sta6') abort(ABORT_BY_USER, 'closing');
      else {
        lose('closing');
        socket.destroy();
      }
    },
  };
}

function guessProtocol(bytes: Buffer): 'http' | 'tls' | undefined {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return 'tls';
  return /^(?:GET|PUT|POST|HEAD|OPTIONS|CONNECT|PRI) /.test(bytes.toString('latin1')) ? 'http' : undefined;
}
