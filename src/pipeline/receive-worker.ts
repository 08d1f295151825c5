/**
 * The receiving thread: writes data sets while the main thread moves the next bytes, reads each to its end,
 * and makes it durable. No database, no network.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { indexInstanceInSteps, requireInstance } from '../dicom/instance.js';
import { openFileSource, type FileSource } from '../dicom/source.js';
import { STATUS } from '../dimse/status.js';
import { LetheError } from '../errors.js';
import { openFolderSync } from '../spool/durable.js';
import {
  createIncomingWriter,
  type IncomingFacts,
  type IncomingWriter,
  type OriginalFile,
} from '../spool/incoming.js';
import type { AuditTokens } from '../store/store.js';
import { receivedTokens } from './audit-tokens.js';
import type {
  FromReceiveWorker,
  InstancePart,
  Received,
  ReceiveWorkerData,
  Refusal,
  ToReceiveWorker,
} from './receive-task.js';

const own = workerData as ReceiveWorkerData;
const port = parentPort;
if (port === null) throw new Error('the receiving thread is no main program');

interface Open {
  readonly facts: IncomingFacts;
  /** Undefined once it failed; what still comes for it is dropped. */
  writer: IncomingWriter | undefined;
  failure: unknown;
}

const folderSync = await openFolderSync(own.folder);
const blocks = new Map<number, Buffer>();
const open = new Map<number, Open>();

port.on('message', (message: ToReceiveWorker) => {
  switch (message.kind) {
    case 'block':
      blocks.set(message.block, Buffer.from(message.memory));
      break;
    case 'write':
      take(message);
      if (message.block !== undefined) tell({ kind: 'freed', block: message.block });
      break;
    case 'finish':
      take(message);
      void finish(message.id, message.isAlone);
      break;
    case 'discard':
      open.get(message.id)?.writer?.discard();
      open.delete(message.id);
      tell({ kind: 'discarded', id: message.id });
      break;
  }
});

function tell(message: FromReceiveWorker): void {
  port?.postMessage(message);
}

function take(part: InstancePart): void {
  if (part.facts !== undefined) open.set(part.id, begin(part.facts));
  if (part.block !== undefined) write(part.id, part.block, part.length);
}

function begin(facts: IncomingFacts): Open {
  try {
    return { facts, writer: createIncomingWriter(own.folder, facts, folderSync), failure: undefined };
  } catch (failure) {
    return { facts, writer: undefined, failure };
  }
}

function write(id: number, block: number, length: number): void {
  const instance = open.get(id);
  const bytes = blocks.get(block);
  if (instance?.writer === undefined || bytes === undefined) return;
  try {
    instance.writer.write(bytes.subarray(0, length));
  } catch (failure) {
    instance.failure = failure;
    instance.writer.discard();
    instance.writer = undefined;
  }
}

async function finish(id: number, isAlone: boolean): Promise<void> {
  const instance = open.get(id);
  open.delete(id);
  if (instance?.writer === undefined) {
    tell({ kind: 'failed', id, code: codeOf(instance?.failure), isDiskFailure: false });
    return;
  }
  const { writer, facts } = instance;
  try {
    tell({ kind: 'finished', id, received: await conclude(writer, facts, isAlone) });
  } catch (failure) {
    // An fdatasync or fsync that failed is never tried again: what it lost is gone from memory, too.
    tell({
      kind: 'failed',
      id,
      code: codeOf(failure),
      isDiskFailure:
        failure instanceof Error && 'syscall' in failure && String(failure.syscall).includes('sync'),
    });
    try {
      writer.discard();
    } catch {
      // What cannot be removed now is swept at the next start.
    }
  }
}

/** What is refused is made durable, too, where it is kept. */
async function conclude(writer: IncomingWriter, facts: IncomingFacts, isAlone: boolean): Promise<Received> {
  if (own.keepRefused && !isAlone) return concludeAmongOthers(writer, facts);
  const examined = await examine(writer, facts);
  if ('code' in examined && !own.keepRefused) {
    writer.discard();
    return { kind: 'refused', refusal: examined, original: undefined };
  }
  // With no other on its way, nobody is held up, and the way to the thread pool and back is saved.
  const original = isAlone && !writer.isLarge ? writer.commitNow() : await writer.commit();
  return received(examined, original);
}

/** Looks at the data set while the disk takes it. */
async function concludeAmongOthers(writer: IncomingWriter, facts: IncomingFacts): Promise<Received> {
  const durable = writer.commit();
  durable.catch(() => undefined);
  let examined: AuditTokens | Refusal;
  try {
    examined = await examine(writer, facts);
  } finally {
    // Nobody may touch the file while the disk still works on it.
    await durable.catch(() => undefined);
  }
  return received(examined, await durable);
}

function received(examined: AuditTokens | Refusal, original: OriginalFile): Received {
  return 'code' in examined
    ? { kind: 'refused', refusal: examined, original }
    : { kind: 'good', original, tokens: examined };
}

/** Reads the data set to its end and holds it against the command (PS3.4 B.2.3). */
async function examine(writer: IncomingWriter, facts: IncomingFacts): Promise<AuditTokens | Refusal> {
  // Opened before the rename, which comes only after the disk answered.
  const source: FileSource = openFileSource(writer.partPath);
  try {
    const where = { dataSetOffset: writer.dataSetOffset, transferSyntaxUid: facts.transferSyntaxUid };
    const instance = await indexInstanceInSteps(source, where, own.limits);
    const { sopClassUid, sopInstanceUid } = requireInstance(instance);
    if (sopInstanceUid !== facts.sopInstanceUid || sopClassUid !== facts.sopClassUid) {
      const what = sopInstanceUid === facts.sopInstanceUid ? 'SOP class' : 'SOP instance';
      return {
        code: 'UID_MISMATCH',
        detail: `the ${what} UID of the data set is not that of the command`,
        status: STATUS.dataSetDoesNotMatchSopClass,
      };
    }
    return receivedTokens(instance, own.auditTokenKey);
  } catch (error) {
    return refusalOf(error);
  } finally {
    source.close();
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof LetheError)) throw error;
  switch (error.code) {
    case 'DATA_SET_MALFORMED':
    case 'DATA_SET_LIMIT':
    case 'NOT_AN_INSTANCE':
    case 'TRANSFER_SYNTAX_UNKNOWN':
      return { code: error.code, detail: error.message, status: STATUS.cannotUnderstand };
    default:
      throw error;
  }
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string'
    ? failure.code
    : 'UNKNOWN';
}
