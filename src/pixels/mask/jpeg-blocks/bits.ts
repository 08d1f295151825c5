/** The bits of entropy-coded data: bytes FF are followed by a stuffed 00, markers of restart stand between intervals. */
import { notSupported } from './jpeg-stream.js';
import type { HuffmanTable } from './huffman.js';

export class BitReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #window = 0;
  #count = 0;
  /** Bits of zero that were handed out beyond the data, as if it went on. */
  #invented = 0;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** @throws LetheError where the code is in no table, or the data is at its end */
  symbol(table: HuffmanTable): number {
    this.#fill(16);
    const found = table.decoding[(this.#window >>> (this.#count - 16)) & 0xffff] ?? 0;
    if (found === 0) throw notSupported('a code is in no table');
    this.#take(found >>> 8);
    return found & 0xff;
  }

  /** A number of `size` bits as it is coded: the lower half of the range stands for negative ones. */
  number(size: number): number {
    if (size === 0) return 0;
    this.#fill(size);
    const raw = (this.#window >>> (this.#count - size)) & ((1 << size) - 1);
    this.#take(size);
    return raw < 1 << (size - 1) ? raw - (1 << size) + 1 : raw;
  }

  /** Goes to behind the next restart marker, which must come before any other data. */
  restart(): void {
    this.#window = 0;
    this.#count = 0;
    this.#invented = 0;
    while (this.#at < this.#end && this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] === 0xff)
      this.#at += 1;
    const marker = this.#bytes[this.#at + 1] ?? 0;
    if (this.#at + 1 >= this.#end || this.#bytes[this.#at] !== 0xff || marker < 0xd0 || marker > 0xd7)
      throw notSupported('a restart marker is missing');
    this.#at += 2;
  }

  #take(size: number): void {
    this.#count -= size;
    if (this.#count < this.#invented) throw notSupported('its data is cut off');
    this.#window &= (1 << this.#count) - 1;
  }

  #fill(wanted: number): void {
    while (this.#count < wanted) {
      let byte = 0;
      const isData = this.#at < this.#end && !this.#atMarker();
      if (isData) {
        byte = this.#bytes[this.#at] ?? 0;
        this.#at += byte === 0xff ? 2 : 1;
      } else this.#invented += 8;
      this.#window = (this.#window << 8) | byte;
      this.#count += 8;
    }
  }

  #atMarker(): boolean {
    return this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] !== 0x00;
  }
}

/** Where symbols and numbers go: into a count or into bytes. */
export interface BitSink {
  symbol(table: number, symbol: number): void;
  bits(value: number, size: number): void;
  restart(number: number): void;
}

export class BitWriter implements BitSink {
  readonly #tables: ReadonlyMap<number, HuffmanTable>;
  #bytes: Buffer;
  #at = 0;
  #window = 0;
  #count = 0;

  constructor(tables: ReadonlyMap<number, HuffmanTable>, sizeHint: number) {
    this.#tables = tables;
    this.#bytes = Buffer.allocUnsafe(Math.max(1024, sizeHint));
  }

  symbol(table: number, symbol: number): void {
    const found = this.#tables.get(table);
    const length = found?.lengths[symbol] ?? 0;
    if (found === undefined || length === 0) throw notSupported('a symbol has no code');
    this.bits(found.codes[symbol] ?? 0, length);
  }

  bits(value: number, size: number): void {
    this.#window = (this.#window << size) | value;
    this.#count += size;
    while (this.#count >= 8) {
      this.#count -= 8;
      this.#byte((this.#window >>> this.#count) & 0xff);
    }
    this.#window &= (1 << this.#count) - 1;
  }

  restart(number: number): void {
    this.#pad();
    this.#raw(0xff);
    this.#raw(0xd0 + (number & 7));
  }

  end(): Buffer {
    this.#pad();
    return this.#bytes.subarray(0, this.#at);
  }

  /** Bits left over in the last byte are ones (ISO/IEC 10918-1 F.1.2.3). */
  #pad(): void {
    if (this.#count > 0) this.bits((1 << (8 - this.#count)) - 1, 8 - this.#count);
  }

  #byte(byte: number): void {
    this.#raw(byte);
    if (byte === 0xff) this.#raw(0);
  }

  #raw(byte: number): void {
    if (this.#at === this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.allocUnsafe(this.#at)]);
    this.#bytes[this.#at++] = byte;
  }
}
