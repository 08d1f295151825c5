/**
 * The requestor's side of the upper layer (PS3.8 §9.2) on a connected socket, with C-STORE and C-ECHO as SCU
 * (PS3.7 §9.1.1, §9.1.5). One operation at a time; each ends in exactly one outcome.
 */

import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
  COMMAND,
  DATA_SET_FOLLOWS,
  decodeCommand,
  encodeCommand,
  NO_DATA_SET,
  PRIORITY,
  RESPONSE_BIT,
  type CommandSet,
} from './command.js';
import { createDataSetSender } from './data-set-sender.js';
import { DICOM_APPLICATION_CONTEXT, VERIFICATION_SOP_CLASS } from './implementation.js';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../dicom/implementation.js';
import { CONTEXT_RESULT } from './negotiation.js';
import {
  isOperation,
  operationCommand,
  operationOf,
  operationRefusal,
  operationResponse,
  type OperationToInvoke,
} from './operations.js';
import {
  ABORT_BY_USER,
  ABORT_INVALID_PARAMETER,
  ABORT_UNEXPECTED_PDU,
  ABORT_UNRECOGNIZED_PDU,
  CONTROL,
  decodeAbort,
  decodeAssociateAc,
  decodeAssociateRj,
  encodeAbort,
  encodeAssociateRq,
  encodePData,
  encodeReleaseRp,
  encodeReleaseRq,
  PDU_TYPE,
  type AbortPdu,
  type AssociateAcPdu,
} from './pdu.js';
import { createPduReader } from './pdu-reader.js';
import type {
  AssociationOptions,
  AssociationOutcome,
  BadResponseCause,
  ConnectionLostCause,
  EchoOutcome,
  InstanceToStore,
  MessageFailure,
  NegotiatedContext,
  OperationOutcome,
  ReadableSource,
  RequestedAssociation,
  ScuTimeouts,
  StoreOutcome,
} from './scu-options.js';
import type { OperationHandler } from './scp-options.js';
import { STATUS, storeStatusMeaning } from './status.js';
import { isTlsFailure, tlsFailureCode } from './tls-failure.js';
import { isKnownPduType, pduAction, type UpperLayerState } from './upper-layer-state.js';

const MAX_ASSOCIATE_BYTES = 1024 * 1024;
const MAX_RESPONSE_BYTES = 64 * 1024;
const MAX_INCOMING_BYTES = 16 * 1024 * 1024;
const SHORT_PDU_BYTES = 4;
/** Below this a peer's limit cannot hold one fragment of two bytes; it is taken for a mistake and not honoured. */
const MIN_PEER_PDU_BYTES = 16;
const CLOSE_MS = 5_000;

interface Incoming {
  end(dataSet: Buffer): void;
}

type Response = { readonly kind: 'response'; readonly set: CommandSet } | MessageFailure;

/** Sends A-ASSOCIATE-RQ on a connected socket (Sta4 left, Sta5 entered) and waits for the answer. */
export function requestAssociation(
  socket: Socket,
  options: AssociationOptions,
  timeouts: ScuTimeouts,
  maxPduBytes: number,
): Promise<AssociationOutcome> {
  return new Promise((resolve) => {
    const proposed = options.contexts.map((context, index) => ({ id: index * 2 + 1, ...context }));
    let state: UpperLayerState = 'Sta5';
    let resolveAssociation: ((outcome: AssociationOutcome) => void) | undefined = resolve;
    let contexts: readonly NegotiatedContext[] = [];
    let peerImplementationVersionName = '';
    /** Why no request can be made any more. */
    let ended: MessageFailure | undefined;
    let awaited:
      | { readonly messageId: number; readonly commandField: number; settle(response: Response): void }
      | undefined;
    let lastMessageId = 0;
    let lastRequest: Promise<unknown> = Promise.resolve();
    let confirmRelease: ((released: boolean) => void) | undefined;
    let sender = createDataSetSender(socket, maxPduBytes, timeouts.writeMs, onWriteTimeout);
    let sendMaxPduBytes = maxPduBytes;

    let pdvControl = 0;
    let commandFragments: Buffer[] = [];
    let commandBytes = 0;
    let pdvContextId = 0;
    /** A message of the peer's whose data set arrives. */
    let incoming: Incoming | undefined;

    const reader = createPduReader({
      pduHeader,
      pdu: onPdu,
      pdvHeader,
      pdvBytes(bytes) {
        commandFragments.push(Buffer.from(bytes));
      },
      pdvEnd() {
        if ((pdvControl & CONTROL.last) === 0) return;
        if (incoming === undefined) onCommandEnd();
        else onIncomingEnd(incoming);
      },
      chunkEnd: () => undefined,
      violation: () => misbehaved('pdu-malformed', ABORT_INVALID_PARAMETER),
    });

    const associateTimer = setTimeout(() => {
      refuse({ kind: 'not-reachable', code: 'ASSOCIATE_TIMEOUT' });
      abortWith(ABORT_BY_USER, { kind: 'no-response' });
    }, timeouts.associateMs);

    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('end', () => {
      lose('closed');
      socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A peer that speaks TLS 1.3 refuses our certificate only after the handshake, by an alert.
      if (isTlsFailure(error.code)) refuse({ kind: 'not-reachable', code: tlsFailureCode(error.code) });
      lose(isReset(error) ? 'reset' : 'closed');
    });
    socket.on('close', () => lose('closed'));
    socket.write(
      encodeAssociateRq({
        protocolVersion: 1,
        calledAeTitle: options.calledAeTitle,
        callingAeTitle: options.callingAeTitle,
        applicationContextName: DICOM_APPLICATION_CONTEXT,
        presentationContexts: proposed,
        userInformation: {
          maxPduBytes,
          implementationClassUid: options.implementationClassUid ?? IMPLEMENTATION_CLASS_UID,
          implementationVersionName: options.implementationVersionName ?? IMPLEMENTATION_VERSION_NAME,
          roleSelections: options.roleSelections ?? [],
          ...(options.userIdentity === undefined ? {} : { userIdentity: options.userIdentity }),
        },
      }),
    );

    // ---- the end of things ----

    /** Settles the request for an association with something else than one. */
    function refuse(outcome: AssociationOutcome): void {
      clearTimeout(associateTimer);
      const settle = resolveAssociation;
      resolveAssociation = undefined;
      settle?.(outcome);
    }

    /** No request is possible any more; what is under way ends as `why`. The first reason stands. */
    function end(why: MessageFailure): void {
      if (ended !== undefined) return;
      ended = why;
      state = 'Sta13';
      reader.stop();
      refuse(associationFailure(why));
      awaited?.settle(why);
      confirmRelease?.(false);
    }

    function lose(cause: ConnectionLostCause): void {
      end({ kind: 'connection-lost', cause });
    }

    function abortWith(pdu: AbortPdu, why: MessageFailure): void {
      if (ended !== undefined) return;
      end(why);
      closeWith(encodeAbort(pdu));
    }

    function misbehaved(cause: BadResponseCause, pdu: AbortPdu): false {
      abortWith(pdu, { kind: 'bad-response', cause });
      return false;
    }

    /** Our last PDU, then FIN; the connection goes at the latest after a few seconds. */
    function closeWith(bytes: Buffer | undefined): void {
      if (bytes === undefined) socket.end();
      else socket.end(bytes);
      socket.resume();
      const timer = setTimeout(() => socket.destroy(), CLOSE_MS);
      socket.once('close', () => clearTimeout(timer));
    }

    function onWriteTimeout(): void {
      lose('write-timeout');
      socket.destroy();
    }

    // ---- upper layer ----

    function pduHeader(type: number, length: number): boolean {
      if (!isKnownPduType(type)) return misbehaved('pdu-unexpected', ABORT_UNRECOGNIZED_PDU);
      if (pduAction(state, type) === 'AA-8') return misbehaved('pdu-unexpected', ABORT_UNEXPECTED_PDU);
      const longest =
        type === PDU_TYPE.associateAc
          ? MAX_ASSOCIATE_BYTES
          : type === PDU_TYPE.pDataTf
            ? maxPduBytes
            : SHORT_PDU_BYTES;
      return length <= longest || misbehaved('pdu-malformed', ABORT_INVALID_PARAMETER);
    }

    function onPdu(type: number, body: Buffer): void {
      switch (pduAction(state, type)) {
        case 'AE-3':
          onAssociateAc(body);
          return;
        case 'AE-4':
          refuse({ kind: 'rejected', ...decodeAssociateRj(body) });
          end({ kind: 'connection-lost', cause: 'closed' });
          closeWith(undefined);
          return;
        case 'AR-2':
          // The acceptor may ask for release as well; what is under way is not answered any more.
          end({ kind: 'connection-lost', cause: 'released' });
          closeWith(encodeReleaseRp());
          return;
        case 'AR-8':
          // Collision, requestor's side: Sta9, answer, Sta11.
          state = 'Sta11';
          socket.write(encodeReleaseRp());
          return;
        case 'AR-3':
          confirmRelease?.(true);
          end({ kind: 'connection-lost', cause: 'released' });
          closeWith(undefined);
          return;
        case 'AA-3': {
          end({ kind: 'aborted', ...decodeAbort(body) });
          socket.destroy();
          return;
        }
        default:
          return;
      }
    }

    function onAssociateAc(body: Buffer): void {
      const decoded = decodeAssociateAc(body);
      if (decoded.kind === 'malformed') {
        misbehaved('pdu-malformed', decoded.abort);
        return;
      }
      const user = decoded.pdu.userInformation;
      contexts = matchContexts(proposed, decoded.pdu);
      peerImplementationVersionName = user.implementationVersionName;
      if (user.maxPduBytes >= MIN_PEER_PDU_BYTES) {
        sendMaxPduBytes = Math.min(maxPduBytes, user.maxPduBytes);
        sender = createDataSetSender(socket, sendMaxPduBytes, timeouts.writeMs, onWriteTimeout);
      }
      state = 'Sta6';
      refuse({ kind: 'accepted', association });
    }

    // ---- messages ----

    function pdvHeader(contextId: number, control: number, length: number): boolean {
      const isCommand = (control & CONTROL.command) !== 0;
      if (isCommand === (incoming !== undefined) || !contexts.some((context) => context.id === contextId)) {
        return misbehaved('not-the-response', ABORT_BY_USER);
      }
      pdvContextId = contextId;
      commandBytes += length;
      if (commandBytes > (isCommand ? MAX_RESPONSE_BYTES : MAX_INCOMING_BYTES))
        return misbehaved('command-malformed', ABORT_BY_USER);
      pdvControl = control;
      return true;
    }

    function onCommandEnd(): void {
      const set = decodeCommand(Buffer.concat(commandFragments));
      commandFragments = [];
      commandBytes = 0;
      if (set !== undefined && isOperation(set.commandField ?? 0) && options.carryOut !== undefined) {
        onOperation(set, options.carryOut);
      } else if (set?.commandField === undefined || set.status === undefined) {
        misbehaved('command-malformed', ABORT_BY_USER);
      } else if (awaited === undefined) {
        misbehaved('unsolicited', ABORT_BY_USER);
      } else if (set.commandField !== (awaited.commandField | RESPONSE_BIT)) {
        misbehaved('not-the-response', ABORT_BY_USER);
      } else if (set.messageIdBeingRespondedTo !== awaited.messageId) {
        misbehaved('message-id', ABORT_BY_USER);
      } else {
        // A reply that comes with the response is not needed, but it is read.
        if (set.commandDataSetType !== NO_DATA_SET && set.commandDataSetType !== undefined)
          incoming = { end: () => undefined };
        awaited.settle({ kind: 'response', set });
      }
    }

    /** The acceptor asks for something: what it brings is gathered, then carried out and answered. */
    function onOperation(set: CommandSet, carryOut: OperationHandler): void {
      const context = contexts.find(({ id }) => id === pdvContextId);
      const hasDataSet = set.commandDataSetType !== NO_DATA_SET;
      const answer = (status: number): void => {
        if (ended !== undefined || context === undefined) return;
        const response = encodeCommand({
          ...operationResponse(set),
          commandField: (set.commandField ?? 0) | RESPONSE_BIT,
          ...(set.messageId === undefined ? {} : { messageIdBeingRespondedTo: set.messageId }),
          commandDataSetType: NO_DATA_SET,
          status,
        });
        socket.write(encodePData(context.id, true, response, sendMaxPduBytes));
      };
      const refusal = operationRefusal(set, context?.abstractSyntaxUid ?? '', hasDataSet);
      const carry: Incoming['end'] = (dataSet) => {
        if (refusal !== undefined) {
          answer(refusal);
          return;
        }
        carryOut({
          ...operationOf(set),
          associationId: '',
          callingAeTitle: options.callingAeTitle,
          calledAeTitle: options.calledAeTitle,
          remoteAddress: socket.remoteAddress ?? '',
          transferSyntaxUid: context?.transferSyntaxUid ?? '',
          dataSet,
        }).then(
          ({ status }) => answer(status),
          () => answer(STATUS.processingFailure),
        );
      };
      if (hasDataSet) incoming = { end: carry };
      else carry(Buffer.alloc(0));
    }

    function onIncomingEnd(message: Incoming): void {
      const dataSet = Buffer.concat(commandFragments);
      commandFragments = [];
      commandBytes = 0;
      incoming = undefined;
      message.end(dataSet);
    }

    /** Sends one request and waits for its response, which begins as `no-response`. */
    async function perform(
      context: NegotiatedContext,
      request: CommandSet & { readonly commandField: number },
      source: ReadableSource | undefined,
    ): Promise<Response | { readonly kind: 'source-failed'; readonly error: unknown }> {
      if (ended !== undefined) return ended;
      lastMessageId = (lastMessageId % 0xffff) + 1;
      const messageId = lastMessageId;
      let response: Response | undefined;
      let timer: NodeJS.Timeout | undefined;
      const responded = new Promise<void>((resolveResponse) => {
        awaited = {
          messageId,
          commandField: request.commandField,
          settle(settled) {
            response ??= settled;
            resolveResponse();
          },
        };
      });
      const command = encodeCommand({ ...request, messageId });
      const sent = await sender.send(
        context.id,
        encodePData(context.id, true, command, sendMaxPduBytes),
        source,
      );
      if (sent.kind === 'source-failed') {
        awaited = undefined;
        abortWith(ABORT_BY_USER, { kind: 'connection-lost', cause: 'aborted-by-us' });
        return sent;
      }
      if (response === undefined) {
        // A failed socket tells its reason by an event that may be a turn away, an A-ABORT read before it included.
        timer = setTimeout(
          () => {
            if (sent.kind === 'sent') abortWith(ABORT_BY_USER, { kind: 'no-response' });
            else lose('closed');
          },
          sent.kind === 'sent' ? timeouts.responseMs : Math.min(timeouts.responseMs, CLOSE_MS),
        );
        await responded;
        clearTimeout(timer);
      }
      awaited = undefined;
      return response ?? { kind: 'no-response' };
    }

    /** One after the other: the asynchronous operations window is one (PS3.7 Annex D.3.3.3). */
    function inTurn<T>(work: () => Promise<T>): Promise<T> {
      const result = lastRequest.then(work);
      lastRequest = result.catch(() => undefined);
      return result;
    }

    async function store(instance: InstanceToStore): Promise<StoreOutcome> {
      if (ended !== undefined) return ended;
      const ofClass = contexts.filter((context) => context.abstractSyntaxUid === instance.sopClassUid);
      const context = ofClass.find((candidate) => candidate.transferSyntaxUid === instance.transferSyntaxUid);
      if (context === undefined) return notAccepted(ofClass, instance.transferSyntaxUid);
      let source: ReadableSource;
      try {
        source = await instance.open();
      } catch (error) {
        return { kind: 'source-failed', error };
      }
      const request = {
        affectedSopClassUid: instance.sopClassUid,
        commandField: COMMAND.cStoreRq,
        priority: instance.priority ?? PRIORITY.medium,
        commandDataSetType: DATA_SET_FOLLOWS,
        affectedSopInstanceUid: instance.sopInstanceUid,
        ...(instance.moveOriginator === undefined
          ? {}
          : {
              moveOriginatorAeTitle: instance.moveOriginator.aeTitle,
              moveOriginatorMessageId: instance.moveOriginator.messageId,
            }),
      };
      try {
        const response = await perform(context, request, source);
        return response.kind === 'response' ? storeOutcome(response.set) : response;
      } finally {
        await source.close().catch(() => undefined);
      }
    }

    async function echo(): Promise<EchoOutcome> {
      if (ended !== undefined) return ended;
      const ofClass = contexts.filter((context) => context.abstractSyntaxUid === VERIFICATION_SOP_CLASS);
      const context = ofClass.find((candidate) => candidate.result === CONTEXT_RESULT.accepted);
      if (context === undefined) return { kind: 'not-accepted', result: ofClass[0]?.result };
      const startedAt = performance.now();
      const request = {
        affectedSopClassUid: VERIFICATION_SOP_CLASS,
        commandField: COMMAND.cEchoRq,
        commandDataSetType: NO_DATA_SET,
      };
      const response = await perform(context, request, undefined);
      if (response.kind === 'response') {
        return {
          kind: 'answered',
          status: response.set.status ?? -1,
          roundTripMs: performance.now() - startedAt,
        };
      }
      return response.kind === 'source-failed' ? { kind: 'no-response' } : response;
    }

    async function invoke(operation: OperationToInvoke): Promise<OperationOutcome> {
      if (ended !== undefined) return ended;
      const ofClass = contexts.filter(({ abstractSyntaxUid }) => abstractSyntaxUid === operation.sopClassUid);
      const context = ofClass.find(({ result }) => result === CONTEXT_RESULT.accepted);
      if (context?.transferSyntaxUid === undefined)
        return { kind: 'not-accepted', result: ofClass[0]?.result };
      const source = bytesSource(operation.encode(context.transferSyntaxUid));
      const response = await perform(context, operationCommand(operation), source);
      if (response.kind === 'response') return { kind: 'answered', status: response.set.status ?? -1 };
      return response.kind === 'source-failed' ? { kind: 'no-response' } : response;
    }

    function releaseNow(): Promise<'released' | 'not-released'> {
      if (ended !== undefined) return Promise.resolve('not-released');
      return new Promise((resolveRelease) => {
        const timer = setTimeout(
          () => abortWith(ABORT_BY_USER, { kind: 'connection-lost', cause: 'aborted-by-us' }),
          timeouts.releaseMs,
        );
        confirmRelease = (released) => {
          clearTimeout(timer);
          confirmRelease = undefined;
          resolveRelease(released ? 'released' : 'not-released');
        };
        state = 'Sta7';
        socket.write(encodeReleaseRq());
      });
    }

    const association: RequestedAssociation = {
      get contexts() {
        return contexts;
      },
      get peerImplementationVersionName() {
        return peerImplementationVersionName;
      },
      get usable() {
        return ended === undefined && state === 'Sta6';
      },
      store: (instance) => inTurn(() => store(instance)),
      echo: () => inTurn(echo),
      invoke: (operation) => inTurn(() => invoke(operation)),
      release: () => inTurn(releaseNow),
      abort: () => abortWith(ABORT_BY_USER, { kind: 'connection-lost', cause: 'aborted-by-us' }),
    };
  });
}

/** Bytes at hand as a source. */
function bytesSource(bytes: Buffer): ReadableSource {
  let position = 0;
  return {
    lengthBytes: bytes.length,
    read(buffers) {
      const from = position;
      for (const buffer of buffers) position += bytes.copy(buffer, 0, position);
      return Promise.resolve(position - from);
    },
    close: () => Promise.resolve(),
  };
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

/** What the end of a connection means for a request for an association that was not answered yet. */
function associationFailure(why: MessageFailure): AssociationOutcome {
  switch (why.kind) {
    case 'aborted':
      return why;
    case 'connection-lost':
      return { kind: 'not-reachable', code: why.cause === 'reset' ? 'ECONNRESET' : 'CLOSED' };
    case 'bad-response':
      return { kind: 'not-reachable', code: 'PROTOCOL_ERROR' };
    case 'no-response':
      return { kind: 'not-reachable', code: 'ASSOCIATE_TIMEOUT' };
  }
}

/** The acceptor's result for each context that we proposed; an accepted syntax that was not proposed counts as refused. */
function matchContexts(
  proposed: readonly {
    readonly id: number;
    readonly abstractSyntaxUid: string;
    readonly transferSyntaxUids: readonly string[];
  }[],
  answer: AssociateAcPdu,
): readonly NegotiatedContext[] {
  return proposed.map(({ id, abstractSyntaxUid, transferSyntaxUids }) => {
    const found = answer.presentationContexts.find((context) => context.id === id);
    const accepted =
      found?.result === CONTEXT_RESULT.accepted && transferSyntaxUids.includes(found.transferSyntaxUid);
    const result = found === undefined ? CONTEXT_RESULT.noReason : found.result;
    return {
      id,
      abstractSyntaxUid,
      proposedTransferSyntaxUids: transferSyntaxUids,
      result: !accepted && result === CONTEXT_RESULT.accepted ? CONTEXT_RESULT.noReason : result,
      transferSyntaxUid: accepted ? found.transferSyntaxUid : undefined,
    };
  });
}

function notAccepted(ofClass: readonly NegotiatedContext[], transferSyntaxUid: string): StoreOutcome {
  return {
    kind: 'not-accepted',
    result: ofClass.find((context) => context.proposedTransferSyntaxUids.includes(transferSyntaxUid))?.result,
    acceptedTransferSyntaxUids: ofClass.flatMap((context) => context.transferSyntaxUid ?? []),
  };
}

function storeOutcome(set: CommandSet): StoreOutcome {
  const status = set.status ?? -1;
  const meaning = storeStatusMeaning(status);
  return meaning === 'stored' ? { kind: 'stored', status } : { kind: 'refused', status, duration: meaning };
}
