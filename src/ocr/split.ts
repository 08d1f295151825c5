/** Lines that stand so close that their ink was found as one: taken apart where no edge of a letter lies between them. */
import type { InkMap } from './components.js';
import { lineImage, marginOf, type LineImage } from './crop.js';
import type { Box, GrayOrRgbFrame } from './frame.js';
import type { InkLine } from './glyphs.js';
import { boxOf, joinedRuns, type PixelRuns } from './pixel-runs.js';

/** A line of text is at least so high, in pixels. */
const LEAST_HEIGHT = 5;
/** A row or column lies between texts where it has less than this share of the ink of the fullest one. */
const INK_GAP = 0.06;
/**
 * The same of the edges across it, above those that all rows have. Edges tell on uneven ground, where all of a row may look like ink; and
 * a row through the middle of a letter has them, too.
 */
const EDGE_GAP = 0.2;
/** Columns of one line part texts where they are wider than this share of its height: twice as wide as a wide space is. */
const COLUMN_GAP = 1.5;
/** Two columns of lines, not one beside the other, part where they are apart by this share of the height of all. */
const PILE_GAP = 0.25;
/** A piece's own rows are fewer than this share of its rows, where others stand beside them. */
const TRIMMED = 0.75;
const ALIKE = 1.8;
const LONG = 2;
/** Letters reach this share of the ink probability of the surest ones. */
const LETTERS = 0.95;
const MOST_CUTS = 4;

/** The lines that a found line across the frame is made of, rows first: itself, mostly. */
export function splitLine(frame: GrayOrRgbFrame, map: InkMap, line: InkLine): readonly InkLine[] {
  return cut(frame, map, line, MOST_CUTS);
}

function cut(frame: GrayOrRgbFrame, map: InkMap, line: InkLine, cuts: number): readonly InkLine[] {
  if (line.direction !== 'across' || cuts === 0) return [line];
  const { core } = line;
  const isPile = core.height >= 2 * LEAST_HEIGHT + 1;
  if (!isPile && core.width < COLUMN_GAP * core.height) return [line];
  const image = lineImage(frame, map, core);
  const rows = isPile ? rowsOf(image, core) : [];
  if (rows.length > 1)
    return partsOf(map, line, rows, 'rows').flatMap((part) => cut(frame, map, part, cuts - 1));
  const columns = columnsOf(image, core, COLUMN_GAP * core.height);
  if (columns.length > 1)
    return partsOf(map, line, columns, 'columns').flatMap((part) => cut(frame, map, part, cuts - 1));
  if (!isPile) return [line];
  const whole = cuts < MOST_CUTS ? trimmed(line, rows[0]) : line;
  const sides = atWidestGap(columnsOf(image, core, Math.max(LEAST_HEIGHT, PILE_GAP * core.height)));
  if (sides.length < 2) return [whole];
  const pieces = partsOf(map, line, sides, 'columns');
  const parts = pieces.flatMap((part) => cut(frame, map, part, cuts - 1));
  return parts.length > pieces.length && areLinesOfPile(parts, line) ? parts : [whole];
}

/** A piece of a line beside a rule, or beside two lines that its own stands between: no more is read than its own rows. */
function trimmed(line: InkLine, row: Band | undefined): InkLine {
  const { core } = line;
  if (row === undefined || row.to - row.from >= TRIMMED * core.height) return line;
  return { ...line, core: { ...core, y: row.from, height: row.to - row.from } };
}

type Along = 'rows' | 'columns';

/** Rows or columns of the frame, `to` not among them. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** Ink so far from a column's letters, in pixels and as a share of the height, is not theirs. */
const HALO = { pixels: 1, height: 0.1 };
const SOFT = 0.3;

/**
 * A line's ink by bands. Between rows it goes to the nearer one. Between columns, where there is a wide space, it is a piece of its own: the
 * halo of the lines about, or faint text, which its own likelihood tells.
 */
export function partsOf(
  map: InkMap,
  line: InkLine,
  bands: readonly Band[],
  along: Along,
): readonly InkLine[] {
  const halo =
    along === 'rows' ? Infinity : Math.max(HALO.pixels, Math.round(HALO.height * line.core.height));
  const places = placesOf(bands, halo);
  const parts = places.map((): [number, number, number][] => []);
  for (let at = 0; at < line.ink.length; at += 3) {
    const [row = 0, from = 0, to = 0] = line.ink.subarray(at, at + 3);
    if (along === 'rows') parts[places.findIndex((place) => row < place.to)]?.push([row, from, to]);
    else
      places.forEach((place, index) => {
        const [start, end] = [Math.max(from, place.from), Math.min(to, place.to)];
        if (end > start) parts[index]?.push([row, start, end]);
      });
  }
  return parts.flatMap((triples, index): InkLine[] => {
    const band = places[index]?.band;
    if (triples.length === 0) return [];
    const ink = joinedRuns(triples);
    const box = boxOf(ink);
    const core = band === undefined ? box : alongBand(along === 'rows' ? box : line.core, band, along);
    // What is next to the letters on either side is their soft edge.
    const edge = band === undefined ? SOFT * line.core.height : 0;
    const peak = peakOf(map, ink, box.x + edge, box.x + box.width - edge);
    return [{ core, box, ink, peak, direction: 'across', cores: [core] }];
  });
}

function alongBand(box: Box, { from, to }: Band, along: Along): Box {
  return along === 'rows' ? { ...box, y: from, height: to - from } : { ...box, x: from, width: to - from };
}

/** All places by the bands that they belong to; those far from any are on their own. */
function placesOf(bands: readonly Band[], halo: number): readonly (Band & { readonly band?: Band })[] {
  return bands.flatMap((band, at) => {
    const [before, after] = [bands[at - 1], bands[at + 1]];
    const middle = (a: Band, b: Band): number => Math.ceil((a.to + b.from) / 2);
    const from = before === undefined ? -Infinity : Math.max(band.from - halo, middle(before, band));
    const to = after === undefined ? Infinity : Math.min(band.to + halo, middle(band, after));
    const own = { from, to, band };
    if (after === undefined) return [own];
    const next = Math.max(after.from - halo, middle(band, after));
    return next > to ? [own, { from: to, to: next }] : [own];
  });
}

/** The highest ink probability between two columns. */
function peakOf(map: InkMap, ink: PixelRuns, left: number, right: number): number {
  let peak = 0;
  for (let at = 0; at < ink.length; at += 3) {
    const row = (ink[at] ?? 0) * map.width;
    for (let column = ink[at + 1] ?? 0; column < (ink[at + 2] ?? 0); column += 1)
      if (column >= left && column < right) peak = Math.max(peak, map.values[row + column] ?? 0);
  }
  return peak;
}

/** Runs of inked rows where each is like a line: high enough, and longer than high. None where they are not. */
function rowsOf(image: LineImage, core: Box): readonly Band[] {
  const top = Math.max(0, core.y - marginOf(core));
  const isLine = ({ from, to }: Band): boolean =>
    to - from >= LEAST_HEIGHT && 1.5 * (to - from) <= core.width;
  const within = (bands: readonly Band[]): readonly Band[] =>
    bands
      .map(({ from, to }) => ({ from: top + from, to: top + to }))
      // The margin may show the next line's upper edge.
      .filter(({ from, to }) => to > core.y && from < core.y + core.height);
  const inked = within(bandsOf(inkOfRows(image), INK_GAP, 0));
  if (inked.length > 1 && inked.every(isLine)) return inked;
  const edges = edgesOfRows(image);
  const edged = within(bandsOf(edges, EDGE_GAP, Math.min(...edges))).filter(
    ({ from, to }) => to - from >= LEAST_HEIGHT,
  );
  return edged.every(isLine) && areAlike(edged, core) ? edged : [];
}

/** Lines beside each other in a pile are of one height; anatomy beside text is not. Halos do not count. */
function areLinesOfPile(parts: readonly InkLine[], { peak: highest }: InkLine): boolean {
  const heights = parts.filter(({ peak }) => peak >= LETTERS * highest).map(({ core }) => core.height);
  return Math.max(...heights) <= ALIKE * Math.min(...heights);
}

/** Edges also part a logo from its lower half: lines of one pile are about as high as each other, and long. */
function areAlike(bands: readonly Band[], core: Box): boolean {
  const heights = bands.map(({ from, to }) => to - from);
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  return bands.length < 2 || (most <= ALIKE * least && LONG * most <= core.width);
}

/** Runs of columns with edges, parted by `gap` pixels and more. */
function columnsOf(image: LineImage, core: Box, gap: number): readonly Band[] {
  const left = Math.max(0, core.x - marginOf(core));
  const edges = edgesOfColumns(image);
  const bands: Band[] = [];
  for (const { from, to } of bandsOf(edges, EDGE_GAP / 2, 0)) {
    const band = { from: Math.max(core.x, left + from), to: Math.min(core.x + core.width, left + to) };
    if (band.to <= band.from) continue;
    const before = bands.at(-1);
    if (before !== undefined && band.from - before.to < gap)
      bands[bands.length - 1] = { ...before, to: band.to };
    else bands.push(band);
  }
  return bands;
}

/** Two sides: words of one line stay together where they can. */
function atWidestGap(bands: readonly Band[]): readonly Band[] {
  let widest = 1;
  const gap = (at: number): number => (bands[at]?.from ?? 0) - (bands[at - 1]?.to ?? 0);
  for (let at = 2; at < bands.length; at += 1) if (gap(at) > gap(widest)) widest = at;
  return [bands.slice(0, widest), bands.slice(widest)].flatMap((side): Band[] => {
    const [first, last] = [side[0], side.at(-1)];
    return first === undefined || last === undefined ? [] : [{ from: first.from, to: last.to }];
  });
}

/** The runs of a profile that are more than `gap` of its highest value above its floor. */
function bandsOf(profile: readonly number[], gap: number, floor: number): readonly Band[] {
  const least = floor + gap * (Math.max(...profile) - floor);
  const bands: Band[] = [];
  let from = -1;
  for (let at = 0; at <= profile.length; at += 1) {
    const full = at < profile.length && (profile[at] ?? 0) > least;
    if (full && from < 0) from = at;
    if (!full && from >= 0) {
      bands.push({ from, to: at });
      from = -1;
    }
  }
  return bands;
}

function inkOfRows({ width, height, values }: LineImage): readonly number[] {
  return Array.from({ length: height }, (_, row) => {
    let ink = 0;
    for (let column = 0; column < width; column += 1) {
      const dark = 1 - (values[row * width + column] ?? 1);
      if (dark >= 0.5) ink += dark;
    }
    return ink;
  });
}

/** How much brightness changes along each row. */
function edgesOfRows({ width, height, values }: LineImage): readonly number[] {
  return Array.from({ length: height }, (_, row) => {
    let edges = 0;
    for (let at = row * width; at < (row + 1) * width - 1; at += 1)
      edges += Math.abs((values[at] ?? 1) - (values[at + 1] ?? 1));
    return edges;
  });
}

/** How much brightness changes from each column to the next. */
function edgesOfColumns({ width, height, values }: LineImage): readonly number[] {
  const edges = new Array<number>(width).fill(0);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width - 1; column += 1) {
      const at = row * width + column;
      const change = Math.abs((values[at] ?? 1) - (values[at + 1] ?? 1));
      edges[column] = (edges[column] ?? 0) + change / 2;
      edges[column + 1] = (edges[column + 1] ?? 0) + change / 2;
    }
  }
  return edges;
}
