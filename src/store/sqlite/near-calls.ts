import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '../../clock.js';
import { LetheError } from '../../errors.js';
import type { NearModule, NearStore } from '../store.js';
import { asLetheError, fromSent, toSent } from './failure.js';
import type { Answer, Arguments, OperationName, Reply, Request, ToWorker } from './protocol.js';

/** The calls of modules that run in the store's own thread. */
export interface NearCalls {
  start(message: Extract<ToWorker, { kind: 'start-near' }>): Promise<Reply>;
  /** Settles the call that this answers; false: it is nobody's here. */
  settle(reply: Reply): boolean;
  /** Tells the modules to end; later calls are refused. */
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: LetheError) => void;
}

/** @param queue takes a request; its reply comes back to `settle`. Ids are below zero, so that they are nobody else's. */
export function nearCalls(queue: (request: Request) => void): NearCalls {
  const waiting = new Map<number, Waiting>();
  const ports: MessagePort[] = [];
  let lastId = 0;
  let isClosed = false;

  function call<Name extends OperationName>(
    name: Name,
    ...parameters: Arguments<Name>
  ): Promise<Answer<Name>> {
    if (isClosed) return Promise.reject(new LetheError('STORE_NOT_USABLE', 'the store is closed'));
    lastId -= 1;
    const id = lastId;
    const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    queue({ id, name, at: systemClock.now(), parameters });
    return answered as Promise<Answer<Name>>;
  }

  const store: NearStore = {
    recordReceived: (received) => call('recordReceived', received),
    queueDepth: () => call('queueDepth'),
    recordCommitmentRequest: (request) => call('recordCommitmentRequest', request),
    settleCommitment: (report) => call('settleCommitment', report),
  };

  return {
    async start({ id, module, data, port }) {
      ports.push(port);
      try {
        const near = (await import(module)) as NearModule;
        await near.start(store, port, data);
        return { id, kind: 'answer', answer: undefined };
      } catch (error) {
        port.close();
        return { id, kind: 'error', error: toSent(asLetheError(error, 'the module cannot be started')) };
      }
    },
    settle(reply) {
      const caller = waiting.get(reply.id);
      if (caller === undefined) return false;
      waiting.delete(reply.id);
      if (reply.kind === 'answer') caller.resolve(reply.answer);
      else caller.reject(fromSent(reply.error));
      return true;
    },
    close() {
      isClosed = true;
      for (const port of ports) port.close();
    },
  };
}
