/**
 * The messages on an association of the storage SCP: command sets and data sets put together from presentation data
 * values (PS3.7 §6.3, PS3.8 Annex E), C-STORE and C-ECHO carried out, and their responses (PS3.7 §9.1.1, §9.1.5).
 *
 * Data sets go on to the sink as they come. One message is open at a time: while its answer is outstanding at most one
 * further command set is read, then the connection is held until the answer is out.
 */

import { performance } from 'node:perf_hooks';
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
import { ABORT_BY_USER, ABORT_INVALID_PARAMETER, CONTROL, PDV_HEADER_BYTES, type AbortPdu } from './pdu.js';
import type {
  AbortCause,
  InstanceSink,
  OperationHandler,
  SinkAbortReason,
  StoreRefusal,
  StoreRequest,
  StoreStatus,
  UnnamedAssociationEvent,
} from './scp-options.js';
import { isOperation, operationRefusal, operationResponse, operationSink } from './operations.js';
import { STATUS, storeStatusMeaning } from './status.js';

/** A presentation context that was accepted. */
export interface AcceptedContext {
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUid: string;
}

/** What the messages need of the association that carries them. */
export interface MessageCarrier {
  readonly maxCommandBytes: number;
  /** Whether the association has ended: nothing is answered any more. */
  ended(): boolean;
  context(id: number): AcceptedContext | undefined;
  openInstance(request: StoreRequest): InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
  /** As `openInstance`, for an instance that is refused whatever its data set is. */
  openRefused(request: StoreRequest, answer: StoreRefusal): InstanceSink | StoreRefusal;
  /** Carries out an operation of a normalized SOP class. */
  carryOut: OperationHandler;
  /** What a C-STORE-RQ does not say itself. */
  requestor(): Pick<
    StoreRequest,
    | 'associationId'
    | 'callingAeTitle'
    | 'calledAeTitle'
    | 'remoteAddress'
    | 'implementationClassUid'
    | 'implementationVersionName'
  >;
  /** Stops reading until `release` was called as often. */
  hold(): void;
  release(): void;
  /** The peer has made progress: its idle time starts anew. */
  progress(): void;
  /** Takes the response to a request of ours; `false`: it answers none. */
  settleResponse(set: CommandSet): boolean;
  /** Sends a command set; `false` when the peer has gone. */
  sendCommand(contextId: number, command: Buffer): boolean;
  /** Aborts the association, which calls `stop`; always `false`. */
  abort(pdu: AbortPdu, cause: AbortCause): false;
  emit(event: UnnamedAssociationEvent): void;
  /** An answer has gone out and no further command waits. */
  answered(): void;
  /** A sink has been ended or aborted. */
  sinkClosed(): void;
}

/** The messages of one association. The first four are the reader's callbacks. */
export interface Messages {
  readonly pdvHeader: (contextId: number, control: number, length: number) => boolean;
  readonly pdvBytes: (bytes: Buffer) => void;
  readonly pdvEnd: () => void;
  readonly chunkEnd: () => void;
  /** Whether a message has begun to arrive and is not complete. */
  readonly receiving: boolean;
  /** Whether a complete message waits for its answer. */
  readonly answering: boolean;
  /** Sinks that were neither ended nor aborted. */
  readonly openSinks: number;
  /** Instances that were answered with success or a warning. */
  readonly storedInstances: number;
  /** Drops what is arriving and tells its sink why. A complete message is still carried out. */
  stop(reason: SinkAbortReason): void;
}

/** VR LO. */
const MAX_ERROR_COMMENT = 64;

/** A command set that has been read, with the context it came on. */
interface Command {
  readonly set: CommandSet;
  readonly context: AcceptedContext;
  readonly commandField: number;
  readonly messageId: number;
}

/** A message whose data set is arriving, or has arrived. */
interface OpenMessage {
  readonly command: Command;
  readonly startedAt: number;
  sizeBytes: number;
  /** What the chunk at hand held of the data set. */
  fragments: Buffer[];
  sink: InstanceSink | undefined;
  /** The write that was begun last; settled or not, never rejected. */
  writing: Promise<void> | undefined;
  /** What is answered when there is no sink: begins as a failure. */
  answer: StoreStatus;
}

export function createMessages(carrier: MessageCarrier): Messages {
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
  let openSinks = 0;
  let storedInstances = 0;

  function pdvHeader(contextId: number, control: number, length: number): boolean {
    const context = carrier.context(contextId);
    if (context === undefined) return carrier.abort(ABORT_BY_USER, 'context-not-accepted');
    const isCommand = (control & CONTROL.command) !== 0;
    // Fragments are of even length; the end of a data set of odd length is the data set's fault.
    if (length % 2 !== 0 && (isCommand || (control & CONTROL.last) === 0)) {
      return carrier.abort(ABORT_INVALID_PARAMETER, 'fragment-odd');
    }
    if (isCommand) {
      if (phase === 'data-set' || (phase === 'command' && context !== commandContext)) {
        return carrier.abort(ABORT_INVALID_PARAMETER, 'command-and-data-set-mixed');
      }
      phase = 'command';
      commandContext = context;
      // The header counts as well: fragments without a byte are not for free.
      commandBytes += PDV_HEADER_BYTES + length;
      if (commandBytes > carrier.maxCommandBytes) return carrier.abort(ABORT_BY_USER, 'command-too-long');
    } else {
      if (phase === 'idle') return carrier.abort(ABORT_BY_USER, 'data-set-before-command');
      if (phase === 'command' || context !== message?.command.context) {
        return carrier.abort(ABORT_INVALID_PARAMETER, 'command-and-data-set-mixed');
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
    commandFragments.push(Buffer.from(bytes));
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
    carrier.progress();
    const set = bytes === undefined ? undefined : decodeCommand(bytes);
    const commandField = set?.commandField;
    if (set === undefined || commandField === undefined || pdvContext === undefined) {
      carrier.abort(ABORT_BY_USER, 'command-malformed');
      return;
    }
    if (commandField === COMMAND.cCancelRq) return; // nothing here can be cancelled, and it is never answered
    const messageId = set.messageId;
    if ((commandField & RESPONSE_BIT) !== 0 && set.commandDataSetType === NO_DATA_SET) {
      if (!carrier.settleResponse(set)) carrier.abort(ABORT_BY_USER, 'command-malformed');
      return;
    }
    if (messageId === undefined || (commandField & RESPONSE_BIT) !== 0) {
      carrier.abort(ABORT_BY_USER, 'command-malformed');
      return;
    }
    const command: Command = { set, context: pdvContext, commandField, messageId };
    if (answering === undefined) begin(command, false);
    else {
      // The data set that may follow belongs to this command, so reading stops here until the answer is out.
      nextCommand = command;
      carrier.hold();
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
      writing: undefined,
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
    if (isOperation(command.commandField) && refusal === undefined) {
      openSink(opened, (request) => operationSink(request, command.set, carrier.carryOut));
      return;
    }
    if (command.commandField !== COMMAND.cStoreRq) return;
    if (refusal === undefined) openSink(opened, (request) => carrier.openInstance(request));
    else if (!duplicate && isNamedByNoUid(command))
      openSink(opened, (request) => carrier.openRefused(request, { kind: 'refused', status: refusal }));
  }

  /** Why an operation is refused before its data set is looked at, or `undefined`. */
  function refusalOf(command: Command, hasDataSet: boolean): number | undefined {
    const { set, context, commandField } = command;
    if (commandField === COMMAND.cEchoRq) {
      const { affectedSopClassUid = VERIFICATION_SOP_CLASS } = set;
      return [context.abstractSyntaxUid, affectedSopClassUid].every((uid) => uid === VERIFICATION_SOP_CLASS)
        ? undefined
        : STATUS.sopClassNotSupported;
    }
    if (isOperation(commandField)) return operationRefusal(set, context.abstractSyntaxUid, hasDataSet);
    if (commandField !== COMMAND.cStoreRq) return STATUS.unrecognizedOperation;
    if (set.affectedSopClassUid === undefined || set.affectedSopInstanceUid === undefined) {
      return STATUS.invalidSopInstance;
    }
    if (
      set.affectedSopClassUid !== context.abstractSyntaxUid ||
      context.abstractSyntaxUid === VERIFICATION_SOP_CLASS
    ) {
      return STATUS.sopClassNotSupported;
    }
    if (!isWellFormedUid(set.affectedSopInstanceUid)) {
      return set.affectedSopInstanceUid.length > 64 ? STATUS.cannotUnderstand : STATUS.invalidSopInstance;
    }
    return hasDataSet ? undefined : STATUS.mistypedArgument;
  }

  function openSink(opened: OpenMessage, open: MessageCarrier['openInstance']): void {
    const { set, context, messageId } = opened.command;
    let sink: InstanceSink | StoreRefusal | Promise<InstanceSink | StoreRefusal>;
    try {
      sink = open({
        ...carrier.requestor(),
        presentationContextId: context.id,
        transferSyntaxUid: context.transferSyntaxUid,
        affectedSopClassUid: set.affectedSopClassUid ?? '',
        affectedSopInstanceUid: set.affectedSopInstanceUid ?? '',
        messageId,
        priority: set.priority ?? 0,
      });
    } catch (error) {
      carrier.emit({ kind: 'store.failed', error });
      return;
    }
    if (!(sink instanceof Promise)) {
      useSink(opened, sink);
      return;
    }
    carrier.hold();
    openSinks += 1; // the connection is not forgotten while a sink may still come
    sink
      .then(
        (settled) => useSink(opened, settled),
        (error: unknown) => carrier.emit({ kind: 'store.failed', error }),
      )
      .finally(() => {
        openSinks -= 1;
        if (carrier.ended()) carrier.sinkClosed();
        else carrier.release();
      });
  }

  function useSink(opened: OpenMessage, sink: InstanceSink | StoreRefusal): void {
    if ('kind' in sink) {
      opened.answer = {
        status: sink.status,
        ...(sink.errorComment === undefined ? {} : { errorComment: sink.errorComment }),
      };
      return;
    }
    openSinks += 1;
    if (carrier.ended()) void abortSink(opened, sink, 'connection-lost');
    else opened.sink = sink;
  }

  /** Hands on what this chunk held of the data set; a promise holds the connection. */
  function flushFragments(): void {
    const opened = message;
    if (opened?.sink === undefined || opened.fragments.length === 0) return;
    const written = writeFragments(opened, opened.sink);
    if (written === undefined) return;
    carrier.hold();
    void written.then(() => {
      if (!carrier.ended()) carrier.release();
    });
  }

  /** Writes to the sink; after a failure the rest of the data set is dropped. The promise, if any, never rejects. */
  function writeFragments(opened: OpenMessage, sink: InstanceSink): Promise<void> | undefined {
    const fragments = opened.fragments;
    opened.fragments = [];
    const failed = (error: unknown): void => {
      carrier.emit({ kind: 'store.failed', error });
      if (opened.sink === undefined) return;
      opened.sink = undefined;
      void abortSink(opened, sink, 'sink-failed');
    };
    try {
      const written = sink.write(fragments);
      if (!(written instanceof Promise)) return undefined;
      const settled = written.catch((error: unknown) => {
        opened.writing = undefined;
        failed(error);
      });
      opened.writing = settled;
      return settled;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  async function abortSink(opened: OpenMessage, sink: InstanceSink, reason: SinkAbortReason): Promise<void> {
    try {
      await opened.writing;
      await sink.abort(reason);
    } catch (error) {
      carrier.emit({ kind: 'store.failed', error });
    } finally {
      openSinks -= 1;
      carrier.sinkClosed();
    }
  }

  function onDataSetEnd(): void {
    const opened = message;
    message = undefined;
    phase = 'idle';
    carrier.progress();
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
      carrier.emit({ kind: 'store.failed', error });
    }
    if (opened.sink !== undefined) openSinks -= 1;
    answering = undefined;
    answer(opened);
    if (carrier.ended()) carrier.sinkClosed();
    else afterAnswer(opened.command.messageId);
  }

  /** Begins the next command, if one came before the answer had gone out. */
  function afterAnswer(answeredMessageId: number): void {
    const command = nextCommand;
    if (command === undefined) {
      carrier.answered();
      return;
    }
    nextCommand = undefined;
    begin(command, command.messageId === answeredMessageId);
    carrier.release();
  }

  function answer(opened: OpenMessage): void {
    const { set, context, commandField, messageId } = opened.command;
    const { status, errorComment } = opened.answer;
    const isStore = commandField === COMMAND.cStoreRq;
    const sopClassUid = echoable(set.affectedSopClassUid);
    const sopInstanceUid = isStore ? echoable(set.affectedSopInstanceUid) : undefined;
    const response = encodeCommand({
      ...(sopClassUid === undefined ? {} : { affectedSopClassUid: sopClassUid }),
      commandField: commandField | RESPONSE_BIT,
      messageIdBeingRespondedTo: messageId,
      commandDataSetType: NO_DATA_SET,
      status,
      ...(errorComment === undefined ? {} : { errorComment: errorComment.slice(0, MAX_ERROR_COMMENT) }),
      ...(sopInstanceUid === undefined ? {} : { affectedSopInstanceUid: sopInstanceUid }),
      ...(isOperation(commandField) ? operationResponse(set) : {}),
    });
    const delivered = carrier.sendCommand(context.id, response);
    if (isStore) {
      if (storeStatusMeaning(status) === 'stored') storedInstances += 1;
      carrier.emit({
        kind: 'store.answered',
        status,
        transferSyntaxUid: context.transferSyntaxUid,
        sizeBytes: opened.sizeBytes,
        durationMs: performance.now() - opened.startedAt,
        delivered,
      });
    } else if (commandField === COMMAND.cEchoRq) {
      carrier.emit({ kind: 'echo.answered', status });
    } else if (isOperation(commandField)) {
      carrier.emit({ kind: 'operation.answered', commandField, status });
    } else {
      carrier.emit({ kind: 'operation.refused', commandField, status });
    }
  }

  return {
    pdvHeader,
    pdvBytes,
    pdvEnd,
    chunkEnd: flushFragments,
    get receiving() {
      return message !== undefined || phase !== 'idle';
    },
    get answering() {
      return answering !== undefined;
    },
    get openSinks() {
      return openSinks;
    },
    get storedInstances() {
      return storedInstances;
    },
    stop(reason) {
      const opened = message;
      message = undefined;
      phase = 'idle';
      nextCommand = undefined;
      commandFragments = [];
      const sink = opened?.sink;
      if (opened === undefined || sink === undefined) return;
      opened.sink = undefined; // so that a write which fails later does not abort it again
      void abortSink(opened, sink, reason);
    },
  };
}

/** Whether the SOP class is that of the context, and the Affected SOP Instance UID is there and is none. */
function isNamedByNoUid({ set, context }: Command): boolean {
  const { affectedSopClassUid, affectedSopInstanceUid } = set;
  return (
    affectedSopClassUid === context.abstractSyntaxUid &&
    affectedSopClassUid !== VERIFICATION_SOP_CLASS &&
    affectedSopInstanceUid !== undefined &&
    !isWellFormedUid(affectedSopInstanceUid)
  );
}

/** A UID is given back in an answer only when it is one. */
function echoable(uid: string | undefined): string | undefined {
  return uid !== undefined && isWellFormedUid(uid) ? uid : undefined;
}
