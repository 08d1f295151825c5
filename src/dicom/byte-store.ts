/** Keeps many short strings of bytes together: a Buffer for each would take more memory than the bytes. */

const FIRST_CHUNK_BYTES = 4 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** Longer ones are kept where they are. */
const MAX_SHORT_BYTES = 1024;

/** Bytes [start, end) of a chunk of memory that holds other bytes too. */
export interface StoredBytes {
  readonly chunk: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Memory that is handed out from its beginning to its end, and never taken back. */
export class ByteStore {
  chunk: Buffer = Buffer.alloc(0);
  used = 0;

  /** Makes `length` bytes of `chunk`, from `used` on, the caller's, who then moves `used`. */
  makeRoom(length: number): void {
    if (this.used + length <= this.chunk.length) return;
    const usual = this.chunk.length === 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
    this.chunk = Buffer.allocUnsafeSlow(Math.max(usual, length));
    this.used = 0;
  }

  /** Copies short bytes into the store; long ones are taken as they are, and must not be changed any more. */
  keep(bytes: Buffer): StoredBytes {
    const { length } = bytes;
    if (length > MAX_SHORT_BYTES) return { chunk: bytes, start: 0, end: length };
    this.makeRoom(length);
    const start = this.used;
    bytes.copy(this.chunk, start);
    this.used += length;
    return { chunk: this.chunk, start, end: this.used };
  }
}
