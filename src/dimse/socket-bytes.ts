/**
 * Reads sockets into one buffer that all connections of a thread share. Node makes a new buffer of 64 KiB for each read
 * otherwise, which at the rate of a scanner is most of what its garbage collector has to do.
 *
 * Node offers this (`onread`) to sockets that connect, not to those that a server accepts, so the same fields are set
 * here by hand; a socket that does not have them (TLS, a later Node) is read by its `data` events.
 */
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Bytes of one read: as many as there are, up to one P-DATA-TF of the length that is advertised. */
const READ_BYTES = 128 * 1024;

type Accepted = Socket & { _handle?: { useUserBuffer?: (buffer: Buffer) => void } | null } & Record<
    symbol,
    unknown
  >;

let shared: Buffer | undefined;
const names = Object.getOwnPropertySymbols(new Socket());
const named = (description: string): symbol | undefined =>
  names.find((symbol) => symbol.description === description);
const BUFFER = named('kBuffer');
const CALLBACK = named('kBufferCb');

/** Hands on what arrives from now on. The bytes are the callee's until it returns, and no longer. */
export function onSocketBytes(socket: Socket, take: (bytes: Buffer) => void): void {
  const accepted = socket as Accepted;
  const handle = accepted._handle;
  if (
    socket instanceof TLSSocket ||
    BUFFER === undefined ||
    CALLBACK === undefined ||
    typeof handle?.useUserBuffer !== 'function'
  ) {
    socket.on('data', take);
    return;
  }
  // One thread reads one socket at a time, and `take` is done before the next read.
  const buffer = (shared ??= Buffer.allocUnsafeSlow(READ_BYTES));
  accepted[BUFFER] = buffer;
  accepted[CALLBACK] = (count: number): boolean => {
    take(buffer.subarray(0, count));
    return true;
  };
  handle.useUserBuffer(buffer);
  socket.resume();
}
