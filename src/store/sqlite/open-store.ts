import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { LetheError } from '../../errors.js';
import type { AuditVerdict, OpenStoreOptions, Store } from '../store.js';
import { CHAIN_START } from './audit-chain.js';
import { fromSent } from './failure.js';
import type {
  Answer,
  Arguments,
  AuditStretch,
  FromWorker,
  OperationName,
  Request,
  ToWorker,
  WorkerOptions,
} from './protocol.js';

/** Entries verified between two turns of other work. */
const STRETCH_ENTRIES = 2_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: LetheError) => void;
}

/**
 * Opens the embedded store: SQLite in a worker thread of its own, with group commit.
 * @throws LetheError STORE_NOT_USABLE (no database, no right to write, not a database, disk full), STORE_LOCKED
 * (another node runs on it), STORE_SCHEMA_VERSION (a newer Lethe made it), AUDIT_BROKEN (for a node: the audit's end is
 * missing, or the key is another one)
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const connection = await connect(options);
  const { call } = connection;
  return {
    recordReceived: (received) => call('recordReceived', received),
    claimInstances: (claim) => call('claimInstances', claim),
    advanceInstance: (instanceId, owner, outcome) => call('advanceInstance', instanceId, owner, outcome),
    claimDeliveries: (claim) => call('claimDeliveries', claim),
    completeDelivery: async (deliveryId, owner, outcome) => {
      const [completed] = await call('completeDeliveries', [{ deliveryId, owner, outcome }]);
      return completed ?? { kind: 'lease-lost' };
    },
    completeDeliveries: (completions) => call('completeDeliveries', completions),
    recordCommitmentRequest: (request) => call('recordCommitmentRequest', request),
    dueCommitments: (limit) => call('dueCommitments', limit),
    completeCommitment: (id, outcome) => call('completeCommitment', id, outcome),
    beginCommitment: (begin) => call('beginCommitment', begin),
    deferCommitment: (transactionUid, code, nextAttemptAt) =>
      call('deferCommitment', transactionUid, code, nextAttemptAt),
    settleCommitment: (report) => call('settleCommitment', report),
    renewLeases: (owner, leaseMs) => call('renewLeases', owner, leaseMs),
    releaseLeases: (owner) => call('releaseLeases', owner),
    recover: () => call('recover'),
    bringForward: (beyondMs) => call('bringForward', beyondMs),
    knownSpoolFiles: (names) => call('knownSpoolFiles', names),
    release: (instanceId, act) => call('release', instanceId, act),
    discard: (instanceId, act) => call('discard', instanceId, act),
    retry: (selection, act) => call('retry', selection, act),
    listInstances: (filter) => call('listInstances', filter),
    getInstance: (instanceId) => call('getInstance', instanceId),
    books: () => call('books'),
    deliveryCounts: () => call('deliveryCounts'),
    queueDepth: () => call('queueDepth'),
    counts: () => call('counts'),
    addCrosswalk: (entries) => call('addCrosswalk', entries),
    exportCrosswalk: (filter) => call('exportCrosswalk', filter),
    findCrosswalk: (identity) => call('findCrosswalk', identity),
    patientFacts: (patient) => call('patientFacts', patient),
    listRemovable: (filter) => call('listRemovable', filter),
    listUnhashed: (instanceIds) => call('listUnhashed', instanceIds),
    fillHashes: (hashes) => call('fillHashes', hashes),
    markRemoved: (removed) => call('markRemoved', removed),
    appendAudit: (facts) => call('appendAudit', facts),
    queryAudit: (filter) => call('queryAudit', filter),
    verifyAudit: () => verifyAudit(call),
    startNear: (module, data) => connection.startNear(module, data),
    close: () => connection.close(),
  };
}

type Call = <Name extends OperationName>(name: Name, ...parameters: Arguments<Name>) => Promise<Answer<Name>>;

interface Connection {
  readonly call: Call;
  startNear(module: URL, data: unknown): Promise<MessagePort>;
  close(): Promise<void>;
}

interface Resolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: LetheError) => void;
}

/** `Promise.withResolvers`, which Node 20 has not. */
function promiseWithResolvers<Value>(): Resolvers<Value> {
  let settle: Pick<Resolvers<Value>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('a promise calls its executor at once');
  return { promise, ...settle };
}

/** Starts the worker and resolves when the database is open. */
async function connect(options: OpenStoreOptions): Promise<Connection> {
  const now = options.now ?? Date.now;
  const worker = startWorker(options);
  const waiting = new Map<number, Waiting>();
  const outbox: Request[] = [];
  const opened = promiseWithResolvers<undefined>();
  const closed = promiseWithResolvers<undefined>();
  let lastId = 0;
  let unusable: LetheError | undefined;

  worker.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'opened':
        opened.resolve(undefined);
        break;
      case 'not-opened':
        opened.reject(fromSent(message.error));
        break;
      case 'replies':
        for (const reply of message.replies) {
          const caller = waiting.get(reply.id);
          waiting.delete(reply.id);
          if (reply.kind === 'answer') caller?.resolve(reply.answer);
          else caller?.reject(fromSent(reply.error));
        }
        // A process with nothing more to ask of the store may end; one that closes it waits for that.
        if (waiting.size === 0 && unusable === undefined) worker.unref();
        break;
      case 'failed':
        options.onFailure?.(fromSent(message.error));
        break;
      case 'closed':
        closed.resolve(undefined);
        break;
    }
  });
  worker.once('error', (error) => {
    const problem = new LetheError('STORE_NOT_USABLE', `the store's thread died: ${error.name}`, {
      cause: error,
    });
    opened.reject(problem);
    giveUp(problem);
    options.onFailure?.(problem);
  });
  worker.once('exit', () => {
    giveUp(new LetheError('STORE_NOT_USABLE', 'the store is closed'));
    closed.resolve(undefined);
  });

  function giveUp(problem: LetheError): void {
    unusable ??= problem;
    for (const { reject } of waiting.values()) reject(problem);
    waiting.clear();
  }

  function post(): void {
    const message: ToWorker = { kind: 'requests', requests: outbox.splice(0) };
    try {
      worker.postMessage(message);
    } catch (error) {
      // Something that cannot be copied between threads: a mistake of a caller, which must not end the process.
      for (const { id, name } of message.requests) {
        const caller = waiting.get(id);
        waiting.delete(id);
        caller?.reject(
          new LetheError('STORE_NOT_USABLE', `${name}: the parameters cannot be sent`, { cause: error }),
        );
      }
    }
  }

  function call<Name extends OperationName>(
    name: Name,
    ...parameters: Arguments<Name>
  ): Promise<Answer<Name>> {
    if (unusable !== undefined) return Promise.reject(unusable);
    const { promise, resolve, reject } = promiseWithResolvers<unknown>();
    lastId += 1;
    if (waiting.size === 0) worker.ref();
    waiting.set(lastId, { resolve, reject });
    // What one turn of the main thread asks for goes in one message.
    if (outbox.length === 0) process.nextTick(post);
    outbox.push({ id: lastId, name, at: now(), parameters });
    return promise as Promise<Answer<Name>>;
  }

  async function startNear(module: URL, data: unknown): Promise<MessagePort> {
    if (unusable !== undefined) throw unusable;
    const { port1: near, port2: far } = new MessageChannel();
    const { promise, resolve, reject } = promiseWithResolvers<unknown>();
    lastId += 1;
    if (waiting.size === 0) worker.ref();
    waiting.set(lastId, { resolve, reject });
    const message: ToWorker = { kind: 'start-near', id: lastId, module: module.href, data, port: far };
    worker.postMessage(message, [far]);
    await promise;
    return near;
  }

  async function close(): Promise<void> {
    if (unusable === undefined) {
      unusable = new LetheError('STORE_NOT_USABLE', 'the store is closed');
      worker.ref();
      process.nextTick(() => worker.postMessage({ kind: 'close' } satisfies ToWorker));
    }
    await closed.promise;
  }

  await opened.promise;
  worker.unref();
  return { call, startNear, close };
}

function startWorker(options: OpenStoreOptions): Worker {
  const workerData: WorkerOptions = {
    file: options.file,
    auditKey: Uint8Array.from(options.auditKey),
    role: options.role,
    create: options.create ?? options.role === 'node',
    gatherMs: options.gatherMs,
    commitTimes: options.commitTimes,
  };
  return new Worker(new URL('./worker.js', import.meta.url), { workerData });
}

async function verifyAudit(call: Call): Promise<AuditVerdict> {
  const found = await call('auditEnd');
  if (found.kind === 'broken') return found;
  let stretch: AuditStretch = { ...CHAIN_START, end: found.end, limit: STRETCH_ENTRIES };
  for (;;) {
    const verdict = await call('verifyAuditStretch', stretch);
    if (verdict.kind !== 'so-far') return verdict;
    stretch = { ...stretch, from: verdict.next, previousHash: verdict.previousHash };
  }
}
