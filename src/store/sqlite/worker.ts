/** The store's thread: takes all operations that wait, runs them in one transaction, answers them together. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openDatabase, type OpenDatabase } from './database.js';
import { asLetheError, toSent } from './failure.js';
import type { FromWorker, Request, ToWorker, WorkerOptions } from './protocol.js';

/** Most operations in one transaction: bounds how long the first of them waits. */
const LARGEST_BATCH = 512;

if (parentPort === null) throw new Error('the store runs as a worker thread');
const port = parentPort;

const waiting: Request[] = [];
let closing = false;
let turnComes = false;
let failureTold = false;

function say(message: FromWorker): void {
  port.postMessage(message);
}

function hear(message: ToWorker): void {
  if (message.kind === 'close') closing = true;
  else waiting.push(...message.requests);
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

function takeTurn(database: OpenDatabase): void {
  turnComes = false;
  hearAll();
  const batch = waiting.splice(0, LARGEST_BATCH);
  if (batch.length > 0) say({ kind: 'replies', replies: database.commits.run(batch) });
  const failure = database.commits.failure();
  if (failure !== undefined && !failureTold) {
    failureTold = true;
    say({ kind: 'failed', error: toSent(failure) });
  }
  if (waiting.length > 0) comeAgain(database);
  else if (closing) finish(database);
}

function comeAgain(database: OpenDatabase): void {
  if (turnComes) return;
  turnComes = true;
  setImmediate(() => takeTurn(database));
}

function finish(database: OpenDatabase): void {
  database.close();
  say({ kind: 'closed' });
  port.close();
}

const database = open();
if (database !== undefined) {
  port.on('message', (message: ToWorker) => {
    hear(message);
    comeAgain(database);
  });
} else {
  port.close();
}
