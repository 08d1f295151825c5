/** Huffman tables of JPEG: read, used both ways, and made (ISO/IEC 10918-1 annexes C, F and K.2). */

export interface HuffmanTable {
  /** How many codes there are of 1 to 16 bits. */
  readonly counts: Uint8Array;
  /** By ascending code. */
  readonly symbols: Uint8Array;
  /** By the next 16 bits of the stream: the length of the code times 256, and its symbol; 0 where there is none. */
  readonly decoding: Uint16Array;
  /** By symbol; a length of 0 says that the table lacks it. */
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
}

export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const decoding = new Uint16Array(65536);
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let position = 0;
  for (let length = 1; length <= 16; length += 1) {
    for (let count = counts[length - 1] ?? 0; count > 0 && position < symbols.length; count -= 1) {
      const symbol = symbols[position] ?? 0;
      const first = code << (16 - length);
      if (first >= 65536) break;
      decoding.fill(length * 256 + symbol, first, Math.min(65536, first + 2 ** (16 - length)));
      codes[symbol] = code;
      lengths[symbol] = length;
      code += 1;
      position += 1;
    }
    code *= 2;
  }
  return { counts: Uint8Array.from(counts), symbols: Uint8Array.from(symbols), decoding, codes, lengths };
}

/** The table that codes symbols of these frequencies in the fewest bits, no code longer than 16 bits or all ones. */
export function optimalTable(frequencies: Uint32Array): HuffmanTable {
  const counts = limited(codeLengths(frequencies));
  const byFrequency = Array.from({ length: 256 }, (_, symbol) => symbol)
    .filter((symbol) => (frequencies[symbol] ?? 0) > 0)
    .sort((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0));
  return huffmanTable(Uint8Array.from(counts.slice(1, 17)), Uint8Array.from(byFrequency));
}

interface Tree {
  readonly weight: number;
  /** Leaves, with their depth below this node. */
  readonly depths: readonly number[];
}

/** How many leaves of a Huffman tree lie at each depth; one leaf more than there are symbols keeps the code of all ones free. */
function codeLengths(frequencies: Uint32Array): number[] {
  const trees: Tree[] = [{ weight: 0, depths: [0] }];
  for (const frequency of frequencies) if (frequency > 0) trees.push({ weight: frequency, depths: [0] });
  while (trees.length > 1) {
    trees.sort((a, b) => b.weight - a.weight);
    const [one, other] = [trees.pop(), trees.pop()];
    const depths = [...(one?.depths ?? []), ...(other?.depths ?? [])].map((depth) => depth + 1);
    trees.push({ weight: (one?.weight ?? 0) + (other?.weight ?? 0), depths });
  }
  const counts: number[] = Array.from({ length: 258 }, () => 0);
  for (const depth of trees[0]?.depths ?? []) counts[depth] = (counts[depth] ?? 0) + 1;
  return counts;
}

/** Moves leaves up until none lies deeper than 16, then takes away the spare one, which is among the deepest. */
function limited(counts: number[]): number[] {
  const at = (depth: number): number => counts[depth] ?? 0;
  for (let depth = counts.length - 1; depth > 16; depth -= 1) {
    while (at(depth) > 0) {
      let from = depth - 2;
      while (at(from) === 0) from -= 1;
      counts[depth] = at(depth) - 2;
      counts[depth - 1] = at(depth - 1) + 1;
      counts[from + 1] = at(from + 1) + 2;
      counts[from] = at(from) - 1;
    }
  }
  let deepest = 16;
  while (deepest > 1 && at(deepest) === 0) deepest -= 1;
  counts[deepest] = Math.max(0, at(deepest) - 1);
  return counts;
}
