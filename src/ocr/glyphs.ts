/** Regions of ink, taken apart where lines of text touch in them. */
import { componentsOf, type Component, type Hysteresis, type InkMap } from './components.js';
import { unitedBox, type Box } from './frame.js';
import { linesOf } from './lines.js';
import { boxOf, joinedRuns, type PixelRuns } from './pixel-runs.js';

/** Seed 0.2, grow 0.08: measured on synthetic overlays, see models/training/text-finder. */
const REGIONS: Hysteresis = { seed: 51, grow: 20 };
/** Where ink is this likely, two lines that touch in a region are apart. */
const CORES: Hysteresis = { seed: 140, grow: 140 };
/** A region smaller than this is no character of any font. */
const LEAST_PIXELS = 5;

/** One line of text before it is read. */
export interface InkLine {
  /** The box of the characters' cores, to crop by */
  readonly core: Box;
  readonly box: Box;
  readonly ink: PixelRuns;
  /** 0 to 255 */
  readonly peak: number;
  readonly direction: 'across' | 'down';
  /** The characters, or groups of them that touch, in the order of the line */
  readonly cores: readonly Box[];
}

/** The lines of an ink map. Every pixel of every region belongs to one line. */
export function inkLinesOf(map: InkMap): readonly InkLine[] {
  const regions = componentsOf(map, REGIONS).filter(
    ({ runs }) => runs.length >= 3 && sizeOf(runs) >= LEAST_PIXELS,
  );
  const regionAt = regionIndex(regions, map.height);
  const cores = componentsOf(map, CORES).flatMap((core) => {
    const region = regionAt(core.runs[0] ?? 0, core.runs[1] ?? 0);
    return region === undefined ? [] : [{ ...core, region }];
  });
  const cored = new Set(cores.map(({ region }) => region));
  const glyphs: Glyph[] = [
    ...cores,
    ...regions.filter((region) => !cored.has(region)).map((region) => ({ ...region, region })),
  ];
  const lines = linesOf(glyphs);

  const owners = new Map<Component, Set<number>>();
  lines.forEach((line, at) => {
    for (const glyph of line.components) {
      const owning = owners.get(glyph.region) ?? new Set<number>();
      owners.set(glyph.region, owning.add(at));
    }
  });
  const triples: [number, number, number][][] = lines.map(() => []);
  const peaks = lines.map(() => 0);
  for (const [region, owning] of owners) {
    const among = [...owning];
    for (const at of among) peaks[at] = Math.max(peaks[at] ?? 0, region.peak);
    for (let run = 0; run < region.runs.length; run += 3) {
      const triple: [number, number, number] = [
        region.runs[run] ?? 0,
        region.runs[run + 1] ?? 0,
        region.runs[run + 2] ?? 0,
      ];
      const owner = among.length === 1 ? among[0] : nearest(among, lines, triple);
      triples[owner ?? 0]?.push(triple);
    }
  }
  return lines.flatMap((line, at) => {
    const ink = joinedRuns(triples[at] ?? []);
    if (ink.length === 0) return [];
    const cores = line.components
      .map(({ box }) => box)
      .sort((a, b) => (line.direction === 'across' ? a.x - b.x : a.y - b.y));
    return [
      {
        core: line.box,
        box: unitedBox(boxOf(ink), line.box),
        ink,
        peak: peaks[at] ?? 0,
        direction: line.direction,
        cores,
      },
    ];
  });
}

interface Glyph extends Component {
  readonly region: Component;
}

function sizeOf(runs: PixelRuns): number {
  let count = 0;
  for (let at = 0; at < runs.length && count < LEAST_PIXELS; at += 3)
    count += (runs[at + 2] ?? 0) - (runs[at + 1] ?? 0);
  return count;
}

/** Finds the region that holds a pixel. */
function regionIndex(
  regions: readonly Component[],
  height: number,
): (row: number, column: number) => Component | undefined {
  const rows: { from: number; to: number; region: Component }[][] = Array.from({ length: height }, () => []);
  for (const region of regions) {
    for (let at = 0; at < region.runs.length; at += 3) {
      rows[region.runs[at] ?? 0]?.push({
        from: region.runs[at + 1] ?? 0,
        to: region.runs[at + 2] ?? 0,
        region,
      });
    }
  }
  return (row, column) => rows[row]?.find(({ from, to }) => from <= column && column < to)?.region;
}

/** The line whose box is nearest to a run's middle. */
function nearest(
  among: readonly number[],
  lines: readonly { box: Box }[],
  [row, from, to]: readonly [number, number, number],
): number | undefined {
  const column = (from + to) / 2;
  const distance = ({ x, y, width, height }: Box): number =>
    Math.max(x - column, 0, column - x - width) + Math.max(y - row, 0, row - y - height + 1);
  let best: number | undefined;
  let least = Infinity;
  for (const at of among) {
    const line = lines[at];
    const away = line === undefined ? Infinity : distance(line.box);
    if (away < least) [best, least] = [at, away];
  }
  return best;
}
