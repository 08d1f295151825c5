import { Worker } from 'node:worker_threads';
import type { IncomingFacts } from '../spool/incoming.js';
import type {
  FromReceiveWorker,
  InstancePart,
  Received,
  ReceiveWorkerData,
  ToReceiveWorker,
} from './receive-task.js';

/** Bytes of one shared block: large enough that naming it costs nothing beside it, small enough that writing overlaps the network. */
const BLOCK_BYTES = 512 * 1024;
/** Blocks beyond one for each association, on their way to the disk. */
const SPARE_BLOCKS = 16;

/** The main thread's side of the receiving thread. */
export interface ReceiveThread {
  open(facts: IncomingFacts): ReceivingInstance;
  close(): Promise<void>;
}

/** One instance on its way through the receiving thread. */
export interface ReceivingInstance {
  /** Copies the bytes; a returned promise asks the caller to wait until the thread has caught up. */
  write(fragments: readonly Buffer[]): void | Promise<void>;
  /** @throws ReceiveFailure when it could not be written */
  finish(): Promise<Received>;
  discard(): Promise<void>;
}

/** The instance could not be written; nothing of it is left. */
export class ReceiveFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`the instance could not be written: ${code}`);
    this.name = 'ReceiveFailure';
    this.code = code;
  }
}

interface Block {
  readonly index: number;
  readonly bytes: Buffer;
}

interface Waiting {
  resolve(received: Received | undefined): void;
  reject(error: Error): void;
}

/**
 * Starts the receiving thread.
 * @param maxInstances how many instances arrive at one time at most
 * @param onFailure told once when the disk failed or the thread died: nothing more may be acknowledged
 */
export function startReceiveThread(
  data: ReceiveWorkerData,
  maxInstances: number,
  onFailure: (error: unknown) => void,
): ReceiveThread {
  const worker = new Worker(new URL('./receive-worker.js', import.meta.url), { workerData: data });
  const waiting = new Map<number, Waiting>();
  const free: Block[] = [];
  const wanting: { resolve(block: Block): void; reject(error: Error): void }[] = [];
  const blocks: Block[] = [];
  let nextId = 1;
  let arriving = 0;
  let dead: Error | undefined;

  const die = (error: Error): void => {
    if (dead !== undefined) return;
    dead = error;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
    for (const taker of wanting.splice(0)) taker.reject(error);
    onFailure(error);
  };
  const tell = (message: ToReceiveWorker): void => worker.postMessage(message);
  worker.on('message', (message: FromReceiveWorker) => {
    switch (message.kind) {
      case 'freed':
        giveBack(blocks[message.block]);
        break;
      case 'finished':
        settle(message.id)?.resolve(message.received);
        break;
      case 'discarded':
        settle(message.id)?.resolve(undefined);
        break;
      case 'failed':
        settle(message.id)?.reject(new ReceiveFailure(message.code));
        if (message.isDiskFailure) onFailure(new ReceiveFailure(message.code));
        break;
    }
  });
  worker.on('error', (error) =>
    die(error instanceof Error ? error : new Error('the receiving thread failed')),
  );
  worker.on('exit', () => die(new Error('the receiving thread ended')));

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    return one;
  };
  const ask = (id: number, message: ToReceiveWorker): Promise<Received | undefined> => {
    if (dead !== undefined) return Promise.reject(dead);
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      tell(message);
    });
  };
  const giveBack = (block: Block | undefined): void => {
    if (block === undefined) return;
    const taker = wanting.shift();
    if (taker === undefined) free.push(block);
    else taker.resolve(block);
  };
  const takeBlock = (): Block | Promise<Block> => {
    const block = free.pop();
    if (block !== undefined) return block;
    if (blocks.length < maxInstances + SPARE_BLOCKS) {
      const memory = new SharedArrayBuffer(BLOCK_BYTES);
      const made: Block = { index: blocks.length, bytes: Buffer.from(memory) };
      blocks.push(made);
      tell({ kind: 'block', block: made.index, memory });
      return made;
    }
    return new Promise((resolve, reject) => {
      if (dead === undefined) wanting.push({ resolve, reject });
      else reject(dead);
    });
  };

  const open = (facts: IncomingFacts): ReceivingInstance => {
    const id = nextId;
    nextId += 1;
    let block: Block | undefined;
    let filled = 0;
    let isAnnounced = false;
    arriving += 1;
    /** What is in the block, as a message; the block is the thread's then. */
    const takePart = (): InstancePart => {
      const part = { id, facts: isAnnounced ? undefined : facts, block: block?.index, length: filled };
      isAnnounced = true;
      block = undefined;
      filled = 0;
      return part;
    };
    /** Copies until a block has to be waited for; gives what is left then. */
    const copy = (
      fragments: readonly Buffer[],
      from: number,
    ): { readonly next: number; readonly block: Promise<Block> } | undefined => {
      let skipped = 0;
      for (const fragment of fragments) {
        let at = Math.min(fragment.length, Math.max(0, from - skipped));
        while (at < fragment.length) {
          if (block === undefined) {
            const taken = takeBlock();
            if (taken instanceof Promise) return { next: skipped + at, block: taken };
            block = taken;
          }
          const count = fragment.copy(
            block.bytes,
            filled,
            at,
            at + Math.min(fragment.length - at, BLOCK_BYTES - filled),
          );
          filled += count;
          at += count;
          if (filled === BLOCK_BYTES) tell({ kind: 'write', ...takePart() });
        }
        skipped += fragment.length;
      }
      return undefined;
    };
    const copyAll = async (
      fragments: readonly Buffer[],
      rest: { readonly next: number; readonly block: Promise<Block> },
    ): Promise<void> => {
      for (let left: typeof rest | undefined = rest; left !== undefined;) {
        block = await left.block;
        left = copy(fragments, left.next);
      }
    };
    return {
      write(fragments) {
        const rest = copy(fragments, 0);
        return rest === undefined ? undefined : copyAll(fragments, rest);
      },
      async finish() {
        const last = block;
        try {
          const received = await ask(id, { kind: 'finish', isAlone: arriving === 1, ...takePart() });
          if (received === undefined) throw new ReceiveFailure('UNKNOWN');
          return received;
        } finally {
          giveBack(last);
          arriving -= 1;
        }
      },
      async discard() {
        giveBack(block);
        block = undefined;
        arriving -= 1;
        if (isAnnounced) await ask(id, { kind: 'discard', id });
      },
    };
  };

  return {
    open,
    async close() {
      dead ??= new Error('the receiving thread is closed');
      await worker.terminate();
    },
  };
}
