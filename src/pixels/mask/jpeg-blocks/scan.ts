/** The coefficients of the blocks of a scan, decoded and encoded (ISO/IEC 10918-1 annex F). */
import { BitReader, type BitSink } from './bits.js';
import type { HuffmanTable } from './huffman.js';
import { notSupported, type JpegFrame, type JpegScan } from './jpeg-stream.js';

/** The quantised coefficients of a component, 64 a block in zigzag order, block rows padded to whole MCUs. */
export interface Plane {
  readonly coefficients: Int16Array;
  readonly blocksPerLine: number;
  readonly blockLines: number;
  /** Blocks that a scan of this component alone has. */
  readonly ownBlocksPerLine: number;
  readonly ownBlockLines: number;
  readonly horizontal: number;
  readonly vertical: number;
}

const MAX_COEFFICIENTS = 256 * 1024 * 1024;

export function maxSampling(frame: JpegFrame): { horizontal: number; vertical: number } {
  return {
    horizontal: Math.max(...frame.components.map(({ horizontal }) => horizontal)),
    vertical: Math.max(...frame.components.map(({ vertical }) => vertical)),
  };
}

export function emptyPlanes(frame: JpegFrame): Plane[] {
  const max = maxSampling(frame);
  const mcusPerLine = Math.ceil(frame.columns / (8 * max.horizontal));
  const mcuLines = Math.ceil(frame.rows / (8 * max.vertical));
  const sizes = frame.components.map(
    ({ horizontal, vertical }) => mcusPerLine * horizontal * mcuLines * vertical * 64,
  );
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_COEFFICIENTS) throw notSupported('it is too large');
  return frame.components.map(({ horizontal, vertical }, index) => ({
    coefficients: new Int16Array(sizes[index] ?? 0),
    blocksPerLine: mcusPerLine * horizontal,
    blockLines: mcuLines * vertical,
    ownBlocksPerLine: Math.ceil(Math.ceil((frame.columns * horizontal) / max.horizontal) / 8),
    ownBlockLines: Math.ceil(Math.ceil((frame.rows * vertical) / max.vertical) / 8),
    horizontal,
    vertical,
  }));
}

interface BlockVisitor {
  /** `at` is the index of the block's first coefficient, `component` the position in the scan. */
  block(component: number, plane: Plane, at: number): void;
  restart(number: number): void;
}

/** All blocks of a scan in the order in which they are coded; a scan of one component has no padding (A.2). */
function visitBlocks(scan: JpegScan, planes: readonly Plane[], visitor: BlockVisitor): void {
  const parts = scan.components.map(({ index }) => planes[index]).filter((plane) => plane !== undefined);
  const [first] = parts;
  if (first === undefined) return;
  const isAlone = parts.length === 1;
  const perLine = isAlone ? first.ownBlocksPerLine : first.blocksPerLine / first.horizontal;
  const lines = isAlone ? first.ownBlockLines : first.blockLines / first.vertical;
  const units = perLine * lines;
  for (let unit = 0; unit < units; unit += 1) {
    if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0)
      visitor.restart(unit / scan.restartInterval - 1);
    const line = Math.floor(unit / perLine);
    const column = unit % perLine;
    if (isAlone) {
      visitor.block(0, first, (line * first.blocksPerLine + column) * 64);
      continue;
    }
    for (const [component, plane] of parts.entries()) {
      for (let inner = 0; inner < plane.horizontal * plane.vertical; inner += 1) {
        const y = line * plane.vertical + Math.floor(inner / plane.horizontal);
        const x = column * plane.horizontal + (inner % plane.horizontal);
        visitor.block(component, plane, (y * plane.blocksPerLine + x) * 64);
      }
    }
  }
}

/** @throws LetheError `TRANSCODE_NOT_POSSIBLE` where the data is damaged or cut off */
export function decodeScan(bytes: Buffer, scan: JpegScan, planes: readonly Plane[]): void {
  const reader = new BitReader(bytes, scan.dataStart, scan.dataEnd);
  const predictions = scan.components.map(() => 0);
  const tables = scan.components.map(({ dc, ac }) => [tableOf(scan, dc), tableOf(scan, ac)] as const);
  visitBlocks(scan, planes, {
    block(component, { coefficients }, at) {
      const [dc, ac] = tables[component] ?? [tableOf(scan, -1), tableOf(scan, -1)];
      const value = (predictions[component] ?? 0) + reader.number(sizeOf(reader.symbol(dc)));
      if (value < -0x8000 || value > 0x7fff) throw notSupported('a coefficient is out of range');
      predictions[component] = value;
      coefficients[at] = value;
      for (let k = 1; k < 64; k += 1) {
        const symbol = reader.symbol(ac);
        const size = symbol & 15;
        if (size === 0 && symbol !== 0xf0) break;
        k += symbol >> 4;
        if (k > 63) throw notSupported('a block has more than 64 coefficients');
        if (size > 0) coefficients[at + k] = reader.number(size);
      }
    },
    restart() {
      reader.restart();
      predictions.fill(0);
    },
  });
}

function sizeOf(symbol: number): number {
  if (symbol > 15) throw notSupported('a difference is out of range');
  return symbol;
}

function tableOf(scan: JpegScan, target: number): HuffmanTable {
  const table = scan.tables.get(target);
  if (table === undefined) throw notSupported('a Huffman table is missing');
  return table;
}

export function encodeScan(scan: JpegScan, planes: readonly Plane[], sink: BitSink): void {
  const predictions = scan.components.map(() => 0);
  visitBlocks(scan, planes, {
    block(component, { coefficients }, at) {
      const { dc = 0, ac = 16 } = scan.components[component] ?? {};
      const value = coefficients[at] ?? 0;
      putNumber(sink, dc, 0, value - (predictions[component] ?? 0));
      predictions[component] = value;
      let zeros = 0;
      for (let k = 1; k < 64; k += 1) {
        const coefficient = coefficients[at + k] ?? 0;
        if (coefficient === 0) {
          zeros += 1;
          continue;
        }
        for (; zeros > 15; zeros -= 16) sink.symbol(ac, 0xf0);
        putNumber(sink, ac, zeros * 16, coefficient);
        zeros = 0;
      }
      if (zeros > 0) sink.symbol(ac, 0);
    },
    restart(number) {
      sink.restart(number);
      predictions.fill(0);
    },
  });
}

function putNumber(sink: BitSink, table: number, run: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  if (size > 15) throw notSupported('a difference is out of range');
  sink.symbol(table, run + size);
  if (size > 0) sink.bits(value < 0 ? value + (1 << size) - 1 : value, size);
}
