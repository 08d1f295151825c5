/**
 * Sends messages over a socket. PDU headers are laid out in a reused buffer with gaps, the data set is read straight into
 * the gaps (one `readv`), and the whole buffer goes out in one write. Two buffers take turns: one is being filled while the
 * other is on its way, and that is all the memory a message takes.
 */

import type { Socket } from 'node:net';
import { CONTROL, maxFragmentBytes, PDU_HEADER_BYTES, PDV_HEADER_BYTES, writePDataHeader } from './pdu.js';
import type { ReadableSource } from './scu-options.js';

/** About this much goes out in one write. */
const BATCH_BYTES = 264 * 1024;
/** Room in front for the command's PDUs, which go out with the first batch. */
const COMMAND_ROOM_BYTES = 2 * 1024;
const HEADER_BYTES = PDU_HEADER_BYTES + PDV_HEADER_BYTES;

/** How sending a message ended. `source-failed`: the source gave an error or fewer bytes than it had promised. */
type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'socket-failed' }
  | { readonly kind: 'source-failed'; readonly error: unknown };

export interface DataSetSender {
  /** Sends the encoded command PDUs and, behind them, the data set. Resolves when the system has taken the last byte. */
  send(contextId: number, command: Buffer, source: ReadableSource | undefined): Promise<SendResult>;
}

/** A buffer with the write that still needs it. */
interface Slot {
  buffer: Buffer | undefined;
  written: Promise<boolean>;
}

export function createDataSetSender(
  socket: Socket,
  maxPduBytes: number,
  writeMs: number,
  onWriteTimeout: () => void,
): DataSetSender {
  const fragmentBytes = maxFragmentBytes(maxPduBytes);
  const pdus = Math.max(1, Math.floor(BATCH_BYTES / (fragmentBytes + HEADER_BYTES)));
  const capacity = COMMAND_ROOM_BYTES + pdus * (fragmentBytes + HEADER_BYTES);
  const slots: [Slot, Slot] = [
    { buffer: undefined, written: Promise.resolve(true) },
    { buffer: undefined, written: Promise.resolve(true) },
  ];
  let turn = 0;

  /** Whether the bytes were handed to the system; `false` when the socket failed. */
  function write(bytes: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      if (!socket.writable) {
        resolve(false);
        return;
      }
      const timer = setTimeout(onWriteTimeout, writeMs);
      socket.write(bytes, (error) => {
        clearTimeout(timer);
        resolve(error === undefined || error === null);
      });
    });
  }

  /** Lays out as many PDUs as fit behind `position`; the gaps for their payload. */
  function layOut(buffer: Buffer, position: number, contextId: number, remaining: number): Layout {
    const gaps: Buffer[] = [];
    let end = position;
    let left = remaining;
    do {
      const size = Math.min(left, fragmentBytes);
      if (end + HEADER_BYTES + size > buffer.length) break;
      left -= size;
      writePDataHeader(buffer, end, contextId, left === 0 ? CONTROL.last : 0, size);
      end += HEADER_BYTES;
      gaps.push(buffer.subarray(end, end + size));
      end += size;
    } while (left > 0);
    return { gaps, end, payload: remaining - left };
  }

  async function sendDataSet(
    contextId: number,
    command: Buffer,
    source: ReadableSource,
  ): Promise<SendResult> {
    let remaining = source.lengthBytes;
    let first = true;
    do {
      const slot = slots[turn === 0 ? 0 : 1];
      turn = 1 - turn;
      if (!(await slot.written)) return { kind: 'socket-failed' };
      const buffer = (slot.buffer ??= Buffer.allocUnsafeSlow(capacity));
      const start = first ? command.copy(buffer) : 0;
      const { gaps, end, payload } = layOut(buffer, start, contextId, remaining);
      if (payload > 0) {
        const failure = await fill(source, gaps, payload);
        if (failure !== undefined) return { kind: 'source-failed', error: failure };
      }
      remaining -= payload;
      first = false;
      slot.written = write(buffer.subarray(0, end));
    } while (remaining > 0);
    const written = await Promise.all([slots[0].written, slots[1].written]);
    return written.every(Boolean) ? { kind: 'sent' } : { kind: 'socket-failed' };
  }

  return {
    async send(contextId, command, source) {
      if (source !== undefined && command.length <= COMMAND_ROOM_BYTES)
        return sendDataSet(contextId, command, source);
      if (!(await write(command))) return { kind: 'socket-failed' };
      return source === undefined ? { kind: 'sent' } : sendDataSet(contextId, Buffer.alloc(0), source);
    },
  };
}

interface Layout {
  readonly gaps: readonly Buffer[];
  /** Where the last PDU ends. */
  readonly end: number;
  /** Bytes of the data set that go into the gaps. */
  readonly payload: number;
}

/** Reads into the gaps; the error when that did not succeed in full. */
async function fill(source: ReadableSource, gaps: readonly Buffer[], payload: number): Promise<unknown> {
  try {
    const read = await source.read(gaps);
    return read === payload ? undefined : new Error('the source ended before its length');
  } catch (error) {
    return error ?? new Error('the source failed');
  }
}
