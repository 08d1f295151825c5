/**
 * Joins frames of one-bit pixels into native pixel data, where a frame begins at the bit after the last one's end and not
 * at a byte (PS3.5 8.1.1 and 8.2).
 */
export class BitJoiner {
  #pending = 0;
  #pendingBits = 0;

  /**
   * Adds a frame of `count` pixels, packed eight a byte from the lowest bit or one a byte.
   * @returns the bytes that are now full
   */
  add(pixels: Buffer, count: number, isPacked: boolean): Buffer {
    const full = Buffer.alloc((this.#pendingBits + count) >>> 3);
    let at = 0;
    for (let index = 0; index < count; index++) {
      const isSet = isPacked ? (((pixels[index >>> 3] ?? 0) >>> (index & 7)) & 1) !== 0 : pixels[index] !== 0;
      if (isSet) this.#pending |= 1 << this.#pendingBits;
      this.#pendingBits += 1;
      if (this.#pendingBits < 8) continue;
      full[at++] = this.#pending;
      this.#pending = 0;
      this.#pendingBits = 0;
    }
    return full;
  }

  /** The last byte, where its bits are not all in use. */
  end(): Buffer {
    return this.#pendingBits === 0 ? Buffer.alloc(0) : Buffer.of(this.#pending);
  }
}
