import { brotliDecompressSync } from 'node:zlib';

/**
 * A set of words out of a front-coded list: each line is how many letters the word shares with the one before it (one
 * character, base 36) and the rest of the word. The list is read once into a table of 32-bit hashes, which is a tenth of
 * the memory of a Set; a word that is not
 * in a list of 700,000 is taken for one that is with a chance of about 1 in 6,000.
 */
export interface WordSet {
  has(word: string): boolean;
  readonly size: number;
}

/** No word of the lists is longer. */
const MAX_LETTERS = 64;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A front-coded list that was packed with Brotli and written in base64; line breaks in it mean nothing. */
export function unpackWordList(packed: string): string {
  return brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');
}

export function readWordSet(frontCoded: string): WordSet {
  let lines = 0;
  for (let at = frontCoded.indexOf('\n'); at >= 0; at = frontCoded.indexOf('\n', at + 1)) lines += 1;
  const slots = 2 ** Math.ceil(Math.log2(Math.max(4, lines * 2)));
  const table = new Uint32Array(slots);
  const mask = slots - 1;
  const prefixHashes = new Int32Array(MAX_LETTERS + 1).fill(FNV_OFFSET, 0, 1);
  let size = 0;
  let depth = -1;
  const add = (hash: number): void => {
    const mixed = finish(hash);
    let slot = mixed & mask;
    while (table[slot] !== 0 && table[slot] !== mixed) slot = (slot + 1) & mask;
    if (table[slot] === 0) size += 1;
    table[slot] = mixed;
  };
  for (let at = 0; at < frontCoded.length; at += 1) {
    const unit = frontCoded.charCodeAt(at);
    if (unit === 0x0a) {
      if (depth > 0) add(prefixHashes[depth] ?? FNV_OFFSET);
      depth = -1;
    } else if (depth < 0) depth = unit <= 0x39 ? unit - 0x30 : unit - 0x57;
    else {
      prefixHashes[depth + 1] = Math.imul((prefixHashes[depth] ?? FNV_OFFSET) ^ unit, FNV_PRIME);
      depth += 1;
    }
  }
  return {
    size,
    has: (word) => {
      let hash = FNV_OFFSET;
      for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), FNV_PRIME);
      const mixed = finish(hash >>> 0);
      for (let slot = mixed & mask; table[slot] !== 0; slot = (slot + 1) & mask)
        if (table[slot] === mixed) return true;
      return false;
    },
  };
}

/** Spreads the hash over the table (murmur3's finalizer); never 0, which marks a free slot. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0 || 1;
}
