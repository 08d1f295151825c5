/**
 * One transport connection of the storage SCP, from its first byte to its close: the acceptor's side of the upper layer
 * (PS3.8 §9.2) and C-STORE and C-ECHO on it (PS3.7 §9.1.1, §9.1.5).
 *
 * Data sets go from the socket to the sink as they come. One message is open at a time: while its answer is outstanding at
 * most one further command set is read, then the connection is held until the answer is out.
 */

import { performance } from 'node:perf_hooks';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { printableAeTitle } from './ae-title.js';
import {
  COMMAND,
  decodeCommand,
  encodeCommand,
  isWellFormedUid,
  NO_DATA_SET,
  RESPONSE_BIT,
  type CommandSet,
} from './command.js';
import { VERIFICATION_SOP_CLASS } from './implementation.js';
import { answerContext, answerRoles, CONTEXT_RESULT, REJECT, rejectionOfRequest } from './negotiation.js';
import {
  ABORT_BY_USER,
  ABORT_INVALID_PARAMETER,
  ABORT_UNEXPECTED_PDU,
  ABORT_UNRECOGNIZED_PDU,
  CONTROL,
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
  type RejectPdu,
} from './pdu.js';
import { createPduReader } from './pdu-reader.js';
import type {
  AbortCause,
  Admission,
  AssociationEvent,
  AssociationLimits,
  AssociationRequest,
  InstanceSink,
  ScpTimers,
  SinkAbortReason,
  StoreRefusal,
  StoreRequest,
  StoreStatus,
  TlsPeer,
} from './scp-options.js';
import { STATUS } from './status.js';
import { isKnownPduType, pduAction, type UpperLayerState } from './upper-layer-state.js';

/** The listener, as its associations see it. */
export interface ScpService {
  readonly maxPduBytes: number;
  readonly limits: AssociationLimits;
  readonly timers: ScpTimers;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
  /** Admission by the product and by the limits on the number of associations. */
  admit(request: AssociationRequest): Admission;
  acceptsAbstractSyntax(uid: string, calledAeTitle: string): boolean;
  knowsTransferSyntax(uid: string): boolean;
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
  onEvent(event: AssociationEvent): void;
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
const MAX_ERROR_COMMENT = 64;

interface AcceptedContext {
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUid: string;
}

/** A command set that has been read, with the context it came on. */
interface Command {
  readonly set: CommandSet;
  readonly context: AcceptedContext;
  readonly commandField: number;
  readonly messageId: number;
}

/** A message whose data set is arriving. */
interface OpenMessage {
  readonly command: Command;
  readonly startedAt: number;
  sizeBytes: number;
  fragments: Buffer[];
  sink: InstanceSink | undefined;
  /** What is answered when there is no sink: begins as a failure. */
  answer: StoreStatus;
}

/** Takes charge of a fresh transport connection (Sta2). */
export function acceptConnection(socket: Socket, associationId: string, service: ScpService): ScpAssociation {
  const remoteAddress = socket.remoteAddress ?? '';
  const remotePort = socket.remotePort ?? 0;
  const { limits, timers } = service;

  let state: UpperLayerState = 'Sta2';
  let callingAeTitle = '';
  let calledAeTitle = '';
  let peerMaxPduBytes = 0;
  let peerImplementationClassUid = '';
  let peerImplementationVersionName = '';
  const contexts = new Map<number, AcceptedContext>();

  let phase: 'idle' | 'command' | 'data-set' = 'idle';
  let pdvContext: AcceptedContext | undefined;
  let pdvControl = 0;
  let commandContext: AcceptedContext | undefined;
  let commandFragments: Buffer[] = [];
  let commandBytes = 0;
  let message: OpenMessage | undefined;
  /** The message whose data set is complete and whose answer is not out yet. */
  let answering: OpenMessage | undefined;
  let nextCommand: Command | undefined;
  let releaseAfterAnswer = false;
  let endAfterAnswer = false;

  let holds = 0;
  let drainHeld = false;
  let finished = false;
  let socketClosed = false;
  let openSinks = 0;
  let storedInstances = 0;
  let firstBytes: Buffer | undefined;
  let lastProgressAt = performance.now();
  let progressBytes = 0;

  const reader = createPduReader({
    pduHeader,
    pdu: onPdu,
    pdvHeader,
    pdvBytes,
    pdvEnd,
    chunkEnd: flushFragments,
    violation: (violation) => abort(ABORT_INVALID_PARAMETER, violation),
  });

  // ---- transport ----

  const artim = setTimeout(onArtim, timers.artimMs);
  let idleTimer: NodeJS.Timeout | undefined;
  let writeTimer: NodeJS.Timeout | undefined;
  let closeTimer: NodeJS.Timeout | undefined;

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
  socket.on('error', (error: NodeJS.ErrnoException) => lose(error.code === 'ECONNRESET' ? 'reset' : 'closed'));
  socket.on('close', () => {
    socketClosed = true;
    lose('closed');
    clearTimeout(closeTimer);
    settleClosed();
  });

  function onData(chunk: Buffer): void {
    if (finished) return; // Sta13: what still arrives is dropped (AA-6)
    if (firstBytes === undefined && state === 'Sta2') firstBytes = chunk.subarray(0, 8);
    progressBytes += chunk.length;
    if (progressBytes >= PROGRESS_BYTES) progress();
    reader.push(chunk);
  }

  function onEnd(): void {
    if (finished) return;
    // A peer that only stopped sending may still read the answer it waits for.
    if (answering !== undefined && !reader.isInsidePdu() && message === undefined) endAfterAnswer = true;
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
    if (holds > 0 || answering !== undefined) {
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
        if (answering === undefined) answerRelease();
        else releaseAfterAnswer = true;
        return;
      case 'AA-2':
      case 'AA-3':
        emit({ kind: 'association.aborted', by: 'peer', abort: decodeAbort(body), ...named() });
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
    peerImplementationClassUid = user.implementationClassUid;
    peerImplementationVersionName = user.implementationVersionName;
    peerMaxPduBytes = user.maxPduBytes === 0 ? service.maxPduBytes : Math.min(user.maxPduBytes, service.maxPduBytes);
    const rejection = rejectionOfRequest(request);
    if (rejection !== undefined) {
      reject(rejection);
      return;
    }
    if (peerMaxPduBytes < MIN_PEER_PDU_BYTES) {
      abort(ABORT_INVALID_PARAMETER, 'max-pdu-too-small');
      return;
    }
    const peer = tlsPeer(socket);
    const identity = user.userIdentity;
    const admission = service.admit({
      associationId,
      callingAeTitle,
      calledAeTitle,
      remoteAddress,
      remotePort,
      implementationClassUid: peerImplementationClassUid,
      implementationVersionName: peerImplementationVersionName,
      presentationContexts: request.presentationContexts,
      ...(identity === undefined || identity === 'malformed' ? {} : { userIdentity: identity }),
      ...(peer === undefined ? {} : { tls: peer }),
    });
    if (admission.kind === 'reject') {
      reject(admission);
      return;
    }
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
        },
      }),
    );
    emit({
      kind: 'association.accepted',
      acceptedContexts: contexts.size,
      refusedContexts: results.length - contexts.size,
      implementationVersionName: printableAeTitle(peerImplementationVersionName),
      ...named(),
    });
  }

  function reject(rejection: RejectPdu): void {
    const { result, source, reason } = rejection;
    emit({ kind: 'association.rejected', result, source, reason, ...named() });
    finish('protocol-error');
    endWith(encodeAssociateRj({ result, source, reason }));
  }

  function answerRelease(): void {
    const insideInstance = message !== undefined;
    emit(
      insideInstance
        ? { kind: 'association.lost', cause: 'closed', insideInstance, ...named() }
        : { kind: 'association.released', instances: storedInstances, ...named() },
    );
    finish('connection-lost');
    endWith(encodeReleaseRp());
  }

  /** Sends A-ABORT and leaves the association; always `false`, so that the reader's callbacks can return it. */
  function abort(pdu: AbortPdu, cause: AbortCause): false {
    if (finished) return false;
    const looksLike = cause === 'unrecognized-pdu' && firstBytes !== undefined ? guessProtocol(firstBytes) : undefined;
    emit({
      kind: 'association.aborted',
      by: 'us',
      abort: pdu,
      cause,
      ...(looksLike === undefined ? {} : { looksLike }),
      ...named(),
    });
    finish(cause === 'idle-timeout' ? 'timeout' : cause === 'closing' ? 'closing' : 'protocol-error');
    endWith(encodeAbort(pdu));
    return false;
  }

  /** The transport connection is of no use any more. */
  function lose(cause: (AssociationEvent & { kind: 'association.lost' })['cause']): void {
    if (finished) return;
    const insideInstance = message !== undefined || phase !== 'idle';
    emit({ kind: 'association.lost', cause, insideInstance, ...named() });
    finish(cause === 'closing' ? 'closing' : cause === 'closed' || cause === 'reset' ? 'connection-lost' : 'timeout');
  }

  /** To Sta13: nothing is read any more, and a sink that waits for more is told. */
  function finish(reason: SinkAbortReason): void {
    finished = true;
    state = 'Sta13';
    reader.stop();
    clearTimeout(artim);
    clearTimeout(idleTimer);
    clearTimeout(writeTimer);
    const sink = message?.sink;
    message = undefined;
    nextCommand = undefined;
    commandFragments = [];
    if (sink !== undefined) void abortSink(sink, reason);
  }

  /** Our last PDU if there is one, then FIN; what the peer still sends is read and dropped so that a reset does not overtake our answer. */
  function endWith(bytes?: Buffer): void {
    if (bytes === undefined) socket.end();
    else socket.end(bytes);
    socket.resume();
    closeTimer = setTimeout(() => socket.destroy(), Math.min(timers.artimMs, CLOSE_MS));
  }

  function settleClosed(): void {
    if (socketClosed && openSinks === 0) service.onClosed(associationId);
  }

  // ---- messages ----

  function pdvHeader(contextId: number, control: number, length: number): boolean {
    const context = contexts.get(contextId);
    if (context === undefined) return abort(ABORT_BY_USER, 'context-not-accepted');
    const isCommand = (control & CONTROL.command) !== 0;
    // Fragments are of even length; the end of a data set of odd length is the data set's fault.
    if (length % 2 !== 0 && (isCommand || (control & CONTROL.last) === 0)) {
      return abort(ABORT_INVALID_PARAMETER, 'fragment-odd');
    }
    if (isCommand) {
      if (phase === 'data-set' || (phase === 'command' && context !== commandContext)) {
        return abort(ABORT_INVALID_PARAMETER, 'command-and-data-set-mixed');
      }
      phase = 'command';
      commandContext = context;
      if (commandBytes + length > limits.maxCommandBytes) return abort(ABORT_BY_USER, 'command-too-long');
    } else {
      if (phase === 'idle') return abort(ABORT_BY_USER, 'data-set-before-command');
      if (phase === 'command' || context !== message?.command.context) {
        return abort(ABORT_INVALID_PARAMETER, 'command-and-data-set-mixed');
      }
    }
    pdvContext = context;
    pdvControl = control;
    return true;
  }

  function pdvBytes(bytes: Buffer): void {
    if (phase === 'data-set') {
      if (message === undefined) return;
      message.sizeBytes += bytes.length;
      if (message.sink !== undefined) message.fragments.push(bytes);
      return;
    }
    commandFragments.push(bytes);
    commandBytes += bytes.length;
  }

  function pdvEnd(): void {
    if ((pdvControl & CONTROL.last) === 0) return;
    if (phase === 'data-set') onDataSetEnd();
    else onCommandEnd();
  }

  function onCommandEnd(): void {
    const bytes = commandFragments.length === 1 ? commandFragments[0] : Buffer.concat(commandFragments);
    commandFragments = [];
    commandBytes = 0;
    phase = 'idle';
    progress();
    const set = bytes === undefined ? undefined : decodeCommand(bytes);
    const commandField = set?.commandField;
    if (set === undefined || commandField === undefined || pdvContext === undefined) {
      abort(ABORT_BY_USER, 'command-malformed');
      return;
    }
    if (commandField === COMMAND.cCancelRq) return; // nothing here can be cancelled, and it is never answered
    const messageId = set.messageId;
    if (messageId === undefined || (commandField & RESPONSE_BIT) !== 0) {
      abort(ABORT_BY_USER, 'command-malformed');
      return;
    }
    const command: Command = { set, context: pdvContext, commandField, messageId };
    if (answering === undefined) begin(command, false);
    else {
      // The data set that may follow belongs to this command, so reading stops here until the answer is out.
      nextCommand = command;
      hold();
    }
  }

  /** Begins the operation that a command set asks for. `duplicate`: its message id was open when it came. */
  function begin(command: Command, duplicate: boolean): void {
    const hasDataSet = command.set.commandDataSetType !== NO_DATA_SET;
    const opened: OpenMessage = {
      command,
      startedAt: performance.now(),
      sizeBytes: 0,
      fragments: [],
      sink: undefined,
      answer: { status: STATUS.processingFailure },
    };
    const refusal = duplicate ? STATUS.duplicateInvocation : refusalOf(command, hasDataSet);
    if (refusal !== undefined) opened.answer = { status: refusal };
    else if (command.commandField === COMMAND.cEchoRq) opened.answer = { status: STATUS.success };
    if (!hasDataSet) {
      answer(opened);
      return;
    }
    message = opened;
    phase = 'data-set';
    if (refusal === undefined && command.commandField === COMMAND.cStoreRq) openSink(opened);
  }

  /** Why an operation is refused before its data set is looked at, or `undefined`. */
  function refusalOf(command: Command, hasDataSet: boolean): number | undefined {
    const { set, context, commandField } = command;
    if (commandField === COMMAND.cEchoRq) {
      return context.abstractSyntaxUid === VERIFICATION_SOP_CLASS ? undefined : STATUS.sopClassNotSupported;
    }
    if (commandField !== COMMAND.cStoreRq) return STATUS.unrecognizedOperation;
    if (set.affectedSopClassUid === undefined || set.affectedSopInstanceUid === undefined) {
      return STATUS.invalidSopInstance;
    }
    if (!isWellFormedUid(set.affectedSopInstanceUid)) {
      return set.affectedSopInstanceUid.length > 64 ? STATUS.cannotUnderstand : STATUS.invalidSopInstance;
    }
    if (set.affectedSopClassUid !== context.abstractSyntaxUid || context.abstractSyntaxUid === VERIFICATION_SOP_CLASS) {
      return STATUS.sopClassNotSupported;
    }
    return hasDataSet ? undefined : STATUS.mistypedArgument;
  }

  function openSink(opened: OpenMessage): void {
    const { set, context, messageId } = opened.command;
    let sink: InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
    try {
      sink = service.openInstance({
        associationId,
        callingAeTitle,
        calledAeTitle,
        remoteAddress,
        implementationClassUid: peerImplementationClassUid,
        implementationVersionName: peerImplementationVersionName,
        presentationContextId: context.id,
        transferSyntaxUid: context.transferSyntaxUid,
        affectedSopClassUid: set.affectedSopClassUid ?? '',
        affectedSopInstanceUid: set.affectedSopInstanceUid ?? '',
        messageId,
        priority: set.priority ?? 0,
      });
    } catch (error) {
      emit({ kind: 'store.failed', error, ...named() });
      return;
    }
    if (!(sink instanceof Promise)) {
      useSink(opened, sink);
      return;
    }
    hold();
    openSinks += 1; // the connection is not forgotten while a sink may still come
    sink
      .then(
        (settled) => useSink(opened, settled),
        (error: unknown) => emit({ kind: 'store.failed', error, ...named() }),
      )
      .finally(() => {
        openSinks -= 1;
        if (finished) settleClosed();
        else release();
      });
  }

  function useSink(opened: OpenMessage, sink: InstanceSink | StoreRefusal): void {
    if ('kind' in sink) {
      opened.answer = { status: sink.status, ...(sink.errorComment === undefined ? {} : { errorComment: sink.errorComment }) };
      return;
    }
    openSinks += 1;
    if (finished) void abortSink(sink, 'connection-lost');
    else opened.sink = sink;
  }

  /** Hands on what this chunk held of the data set; a promise holds the connection. */
  function flushFragments(): void {
    const opened = message;
    if (opened?.sink === undefined || opened.fragments.length === 0) return;
    const written = writeFragments(opened, opened.sink);
    if (written === undefined) return;
    hold();
    void written.then(() => {
      if (!finished) release();
    });
  }

  /** Writes to the sink; after a failure the rest of the data set is dropped. The promise, if any, never rejects. */
  function writeFragments(opened: OpenMessage, sink: InstanceSink): Promise<void> | undefined {
    const fragments = opened.fragments;
    opened.fragments = [];
    const failed = (error: unknown): void => {
      emit({ kind: 'store.failed', error, ...named() });
      if (opened.sink === undefined) return;
      opened.sink = undefined;
      void abortSink(sink, 'sink-failed');
    };
    try {
      const written = sink.write(fragments);
      return written instanceof Promise ? written.catch(failed) : undefined;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  async function abortSink(sink: InstanceSink, reason: SinkAbortReason): Promise<void> {
    try {
      await sink.abort(reason);
    } catch (error) {
      emit({ kind: 'store.failed', error, ...named() });
    } finally {
      openSinks -= 1;
      settleClosed();
    }
  }

  function onDataSetEnd(): void {
    const opened = message;
    message = undefined;
    phase = 'idle';
    progress();
    if (opened === undefined) return;
    if (opened.sink === undefined) answer(opened);
    else {
      answering = opened;
      void endSink(opened, opened.sink);
    }
  }

  async function endSink(opened: OpenMessage, sink: InstanceSink): Promise<void> {
    try {
      if (opened.fragments.length > 0) await writeFragments(opened, sink);
      // `writeFragments` takes the sink away when it fails; then the failure stands as the answer.
      if (opened.sink !== undefined) opened.answer = await sink.end();
    } catch (error) {
      emit({ kind: 'store.failed', error, ...named() });
    }
    if (opened.sink !== undefined) openSinks -= 1;
    answering = undefined;
    answer(opened);
    if (finished) settleClosed();
    else afterAnswer(opened.command.messageId);
  }

  /** What waited for the answer: the end of the connection, a release, or the next command. */
  function afterAnswer(answeredMessageId: number): void {
    const command = nextCommand;
    if (command !== undefined) {
      nextCommand = undefined;
      begin(command, command.messageId === answeredMessageId);
      release();
    } else if (releaseAfterAnswer) {
      answerRelease();
    } else if (endAfterAnswer) {
      lose('closed');
      endWith();
    }
  }

  function answer(opened: OpenMessage): void {
    const { set, context, commandField, messageId } = opened.command;
    const { status, errorComment } = opened.answer;
    const isStore = commandField === COMMAND.cStoreRq;
    const delivered = !finished && socket.writable;
    if (delivered) {
      const sopClassUid = echoable(set.affectedSopClassUid);
      const sopInstanceUid = isStore ? echoable(set.affectedSopInstanceUid) : undefined;
      const response: CommandSet = {
        ...(sopClassUid === undefined ? {} : { affectedSopClassUid: sopClassUid }),
        commandField: commandField | RESPONSE_BIT,
        messageIdBeingRespondedTo: messageId,
        commandDataSetType: NO_DATA_SET,
        status,
        ...(errorComment === undefined ? {} : { errorComment: errorComment.slice(0, MAX_ERROR_COMMENT) }),
        ...(sopInstanceUid === undefined ? {} : { affectedSopInstanceUid: sopInstanceUid }),
      };
      send(encodePData(context.id, true, encodeCommand(response), peerMaxPduBytes));
    }
    if (isStore) {
      if (status === STATUS.success) storedInstances += 1;
      emit({
        kind: 'store.answered',
        status,
        transferSyntaxUid: context.transferSyntaxUid,
        sizeBytes: opened.sizeBytes,
        durationMs: performance.now() - opened.startedAt,
        delivered,
        ...named(),
      });
    } else if (commandField === COMMAND.cEchoRq) {
      emit({ kind: 'echo.answered', status, ...named() });
    } else {
      emit({ kind: 'operation.refused', commandField, status, ...named() });
    }
  }

  function named(): {
    readonly associationId: string;
    readonly remoteAddress: string;
    readonly callingAeTitle: string;
    readonly calledAeTitle: string;
  } {
    return {
      associationId,
      remoteAddress,
      callingAeTitle: printableAeTitle(callingAeTitle),
      calledAeTitle: printableAeTitle(calledAeTitle),
    };
  }

  function emit(event: AssociationEvent): void {
    service.onEvent(event);
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
      return message !== undefined || answering !== undefined || phase !== 'idle';
    },
    get lastProgressAt() {
      return lastProgressAt;
    },
    close() {
      if (state === 'Sta6') abort(ABORT_BY_USER, 'closing');
      else {
        lose('closing');
        socket.destroy();
      }
    },
  };
}

/** A UID is given back in an answer only when it is one. */
function echoable(uid: string | undefined): string | undefined {
  return uid !== undefined && isWellFormedUid(uid) ? uid : undefined;
}

function guessProtocol(bytes: Buffer): 'http' | 'tls' | undefined {
  if (bytes[0] === 0x16 && bytes[1] === 0x03) return 'tls';
  return /^(?:GET|PUT|POST|HEAD|OPTIONS|CONNECT|PRI) /.test(bytes.toString('latin1')) ? 'http' : undefined;
}

function tlsPeer(socket: Socket): TlsPeer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerCertificate();
  // Node gives an empty object when the peer showed no certificate.
  const subject = (certificate as Partial<typeof certificate>).subject;
  const commonName: unknown = subject?.CN;
  return { authorized: socket.authorized, commonName: typeof commonName === 'string' ? commonName : undefined };
}
