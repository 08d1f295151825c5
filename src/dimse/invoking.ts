/**
 * Requests that the acceptor of an association makes on it, such as an N-EVENT-REPORT (PS3.7 §10.3.1): one at a time,
 * each settled by its response, by the end of the association, or by its time.
 */

import { encodeCommand, type CommandSet } from './command.js';
import { operationCommand, type OperationToInvoke } from './operations.js';
import type { AcceptedContext } from './scp-messages.js';

/** How an operation that we asked for ended. */
export type InvokeOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  /** No accepted presentation context has the SOP class. */
  | { readonly kind: 'not-accepted' }
  | { readonly kind: 'no-response' }
  /** The association ended, or had ended, or is on its way to its end. */
  | { readonly kind: 'association-ended' };

export interface Invoking {
  invoke(operation: OperationToInvoke): Promise<InvokeOutcome>;
  /** Takes a response; false: nobody waits for it. */
  settle(set: CommandSet): boolean;
  /** Whether a response is awaited. */
  readonly waiting: boolean;
  stop(): void;
}

export interface InvokingCarrier {
  contextOf(abstractSyntaxUid: string): AcceptedContext | undefined;
  /** Sends a command set and its data set; false when the peer has gone. */
  send(contextId: number, command: Buffer, dataSet: Buffer): boolean;
}

const RESPONSE_MS = 30_000;

export function createInvoking(carrier: InvokingCarrier): Invoking {
  let lastMessageId = 0;
  let awaited: { readonly messageId: number; settle(outcome: InvokeOutcome): void } | undefined;
  let stopped = false;
  return {
    invoke(operation) {
      const context = carrier.contextOf(operation.sopClassUid);
      if (context === undefined) return Promise.resolve({ kind: 'not-accepted' });
      if (stopped || awaited !== undefined) return Promise.resolve({ kind: 'association-ended' });
      lastMessageId = (lastMessageId % 0xffff) + 1;
      const messageId = lastMessageId;
      const command = encodeCommand({ ...operationCommand(operation), messageId });
      return new Promise((resolve) => {
        const timer = setTimeout(() => awaited?.settle({ kind: 'no-response' }), RESPONSE_MS);
        awaited = {
          messageId,
          settle(outcome) {
            clearTimeout(timer);
            awaited = undefined;
            resolve(outcome);
          },
        };
        if (!carrier.send(context.id, command, operation.encode(context.transferSyntaxUid)))
          awaited.settle({ kind: 'association-ended' });
      });
    },
    settle(set) {
      if (awaited === undefined || set.messageIdBeingRespondedTo !== awaited.messageId) return false;
      awaited.settle(
        set.status === undefined ? { kind: 'no-response' } : { kind: 'answered', status: set.status },
      );
      return true;
    },
    get waiting() {
      return awaited !== undefined;
    },
    stop() {
      stopped = true;
      awaited?.settle({ kind: 'association-ended' });
    },
  };
}
