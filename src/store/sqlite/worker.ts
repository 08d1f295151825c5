/**
 * The store's thread: takes all operations that wait, runs them in one transaction, answers them together. A module that
 * was started near to it (`Store.startNear`) adds its operations to the same transactions.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openDatabase, type OpenDatabase } from './database.js';
import { asLetheError, toSent } from './failure.js';
import { nearCalls } from './near-calls.js';
import type { FromWorker, OperationName, Reply, Request, ToWorker, WorkerOptions } from './protocol.js';

/** Most operations in one transaction: bounds how long the first of them waits. */
const LARGEST_BATCH = 512;

/**
 * What nobody outside waits for: where the node works at much, these wait (`gatherMs`) for others of them, and for no
 * commit that somebody does wait for. Together they change the same pages of the database, which are then written once.
 */
const GATHERED: ReadonlySet<OperationName> = new Set<OperationName>([
  'claimInstances',
  'advanceInstance',
  'claimDeliveries',
  'completeDeliveries',
]);

if (parentPort === null) throw new Error('the store runs as a worker thread');
const port = parentPort;

const { gatherMs = 0 } = workerData as WorkerOptions;

const waiting: Request[] = [];
const gathered: Request[] = [];
let gathering: NodeJS.Timeout | undefined;
let lastGathered = -Infinity;
let closing = false;
let turnComes = false;
let failureTold = false;
const near = nearCalls((request) => {
  take([request]);
  comeAgain();
});

function take(requests: readonly Request[]): void {
  for (const request of requests)
    (gatherMs > 0 && GATHERED.has(request.name) ? gathered : waiting).push(request);
}

/** How much longer those that are gathered wait, milliseconds. */
function gathersFor(): number {
  return closing ? 0 : lastGathered + gatherMs - performance.now();
}

function nextBatch(): Request[] {
  if (gathered.length === 0 || gathersFor() > 0) return waiting.splice(0, LARGEST_BATCH);
  lastGathered = performance.now();
  const batch = gathered.splice(0, LARGEST_BATCH);
  return [...batch, ...waiting.splice(0, LARGEST_BATCH - batch.length)];
}

function say(message: FromWorker): void {
  port.postMessage(message);
}

function hear(message: ToWorker): void {
  switch (message.kind) {
    case 'requests':
      take(message.requests);
      break;
    case 'start-near':
      void near.start(message).then((reply) => say({ kind: 'replies', replies: [reply] }));
      break;
    case 'close':
      closing = true;
      break;
  }
}

function hearAll(): void {
  for (
    let received = receiveMessageOnPort(port);
    received !== undefined;
    received = receiveMessageOnPort(port)
  ) {
    hear(received.message as ToWorker);
  }
}

function open(): OpenDatabase | undefined {
  try {
    const database = openDatabase(workerData as WorkerOptions);
    say({ kind: 'opened' });
    return database;
  } catch (error) {
    say({ kind: 'not-opened', error: toSent(asLetheError(error, 'the store cannot be opened')) });
    return undefined;
  }
}

function answer(replies: readonly Reply[]): void {
  const far = replies.filter((reply) => !near.settle(reply));
  if (far.length > 0) say({ kind: 'replies', replies: far });
}

function takeTurn(): void {
  turnComes = false;
  if (database === undefined) return;
  hearAll();
  const batch = nextBatch();
  if (batch.length > 0) answer(database.commits.run(batch));
  const failure = database.commits.failure();
  if (failure !== undefined && !failureTold) {
    failureTold = true;
    say({ kind: 'failed', error: toSent(failure) });
  }
  if (waiting.length > 0 || gathered.length > 0) comeAgain();
  else if (closing) finish(database);
}

function comeAgain(): void {
  if (turnComes) return;
  const wait = waiting.length > 0 ? 0 : gathersFor();
  if (wait > 0) {
    gathering ??= setTimeout(beginTurn, wait);
    return;
  }
  beginTurn();
}

function beginTurn(): void {
  clearTimeout(gathering);
  gathering = undefined;
  turnComes = true;
  setImmediate(takeTurn);
}

function finish(opened: OpenDatabase): void {
  near.close();
  opened.close();
  database = undefined;
  say({ kind: 'closed' });
  port.close();
}

let database = open();
if (database !== undefined) {
  port.on('message', (message: ToWorker) => {
    hear(message);
    comeAgain();
  });
} else {
  port.close();
}
