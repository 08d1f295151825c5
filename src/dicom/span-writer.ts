import { ByteStore } from './byte-store.js';

/** A piece of an edited data set: bytes of the source as they are, or new ones. */
export type Span =
  | { readonly kind: 'copy'; readonly start: number; readonly end: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

/** Longer bytes are a span of their own; shorter ones are copied together. */
const MAX_COPIED_BYTES = 4 * 1024;

/** Collects spans, joining neighbours, and knows their size. A length that is not yet known is patched later. */
export class SpanWriter {
  readonly #spans: Span[] = [];
  readonly #store = new ByteStore();
  /** Bytes of the store's chunk that are not yet a span: from here up to what is used. */
  #from = 0;
  /** The stretch of the source that is not yet a span; the same twice where there is none. */
  #copyStart = 0;
  #copyEnd = 0;
  /** In bytes. */
  size = 0;

  copy(start: number, end: number): void {
    if (end <= start) return;
    this.size += end - start;
    if (this.#copyEnd === start && this.#copyEnd > this.#copyStart) {
      this.#copyEnd = end;
      return;
    }
    this.#endBytes();
    this.#endCopy();
    this.#copyStart = start;
    this.#copyEnd = end;
  }

  bytes(bytes: Buffer): void {
    const { length } = bytes;
    if (length === 0) return;
    if (length > MAX_COPIED_BYTES) {
      this.#endCopy();
      this.#endBytes();
      this.#spans.push({ kind: 'bytes', bytes });
      this.size += length;
      return;
    }
    const at = this.#take(length);
    bytes.copy(this.#store.chunk, at);
  }

  /** Bytes that the caller fills before the spans are asked for. */
  reserve(length: number): Buffer {
    const at = this.#take(length);
    return this.#store.chunk.subarray(at, at + length);
  }

  /** All that was written. */
  end(): Span[] {
    this.#endCopy();
    this.#endBytes();
    return this.#spans;
  }

  /** @returns where in the store's chunk as many new bytes lie */
  #take(length: number): number {
    this.#endCopy();
    if (this.#store.used + length > this.#store.chunk.length) {
      this.#endBytes();
      this.#store.makeRoom(length);
      this.#from = 0;
    }
    const at = this.#store.used;
    this.#store.used += length;
    this.size += length;
    return at;
  }

  #endCopy(): void {
    if (this.#copyEnd > this.#copyStart)
      this.#spans.push({ kind: 'copy', start: this.#copyStart, end: this.#copyEnd });
    this.#copyStart = this.#copyEnd = 0;
  }

  #endBytes(): void {
    const { chunk, used } = this.#store;
    if (used > this.#from) this.#spans.push({ kind: 'bytes', bytes: chunk.subarray(this.#from, used) });
    this.#from = used;
  }
}
