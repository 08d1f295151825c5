/** Characters put together to lines of text, across the frame or down it. */
import type { Component } from './components.js';
import { unitedBox, type Box } from './frame.js';

export interface TextLine<C extends Component = Component> {
  readonly box: Box;
  readonly components: readonly C[];
  /** Which way the line runs in the frame; a line down the frame is text turned by a quarter, or letters under each other */
  readonly direction: 'across' | 'down';
}

/** Gaps and sizes of neighbours, as shares of the line's thickness. */
const ACROSS = { gap: 1.25, overlap: 0.5, sizes: 2.2 };
const DOWN = { gap: 0.45, overlap: 0.6, sizes: 2.0 };
/** How much longer than thick a chain down the frame must be, set against its gaps, to be no pile of lines. */
const LEAST_DOWN = 2.2;
/** The same where letters touch each other down the frame, which lines do not. */
const LEAST_TOUCHING = 1.6;

/**
 * Lines of neighbouring characters. Lines across are the rule. A chain down the frame wins where its characters stand closer
 * than those beside them: letters of a line are closer to each other than lines are.
 */
export function linesOf<C extends Component>(components: readonly C[]): readonly TextLine<C>[] {
  const across = chains(components, 'across');
  const down = chains(components, 'down').filter((chain) => chain.length > 1 || isTall(chain[0]));
  const standing = new Map<C, readonly C[]>();
  for (const chain of across) for (const component of chain) standing.set(component, chain);

  const taken = new Set<C>();
  const lines: TextLine<C>[] = [];
  const candidates = down
    .map((chain) => ({ chain, score: stretch(chain, 'down') }))
    .filter(({ chain, score }) => score >= (chain.some(isTouching) ? LEAST_TOUCHING : LEAST_DOWN))
    .sort((a, b) => b.score - a.score);
  for (const { chain, score } of candidates) {
    const free = chain.filter((component) => !taken.has(component));
    if (free.length !== chain.length) continue;
    const rivals = new Set(chain.map((component) => standing.get(component) ?? [component]));
    if ([...rivals].some((rival) => stretch(rival, 'across') * 1.15 >= score)) continue;
    for (const component of chain) taken.add(component);
    lines.push(lineOf(chain, 'down'));
  }
  const rest = components.filter((component) => !taken.has(component));
  for (const chain of taken.size === 0 ? across : chains(rest, 'across')) lines.push(lineOf(chain, 'across'));
  return lines.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x);
}

function lineOf<C extends Component>(
  components: readonly C[],
  direction: TextLine['direction'],
): TextLine<C> {
  return { box: united(components), components, direction };
}

function united(components: readonly Component[]): Box {
  return components.map(({ box }) => box).reduce(unitedBox);
}

/** A single region may be a whole line whose letters touch; a lone I or 1 is tall as well, but thin. */
function isTall(component: Component | undefined): boolean {
  return (
    component !== undefined && component.box.width >= 6 && component.box.height >= 3 * component.box.width
  );
}

/** Taller than a letter of its width is. */
function isTouching({ box }: Component): boolean {
  return box.width >= 8 && box.height >= 1.5 * box.width;
}

/** Length over thickness of a chain, less for wide gaps. */
function stretch(chain: readonly Component[], direction: TextLine['direction']): number {
  const box = united(chain);
  const [length, thick] = direction === 'across' ? [box.width, box.height] : [box.height, box.width];
  const inked = chain.reduce((sum, { box: b }) => sum + (direction === 'across' ? b.width : b.height), 0);
  const gaps = Math.max(0, length - inked) / Math.max(1, chain.length - 1) / thick;
  return length / thick / (1 + 4 * gaps);
}

/** Components joined with each neighbour that continues their line. Along the line they come sorted, so that only near ones are compared. */
function chains<C extends Component>(
  components: readonly C[],
  direction: TextLine['direction'],
): readonly (readonly C[])[] {
  const rule = direction === 'across' ? ACROSS : DOWN;
  const items = components
    .map((component) => ({ component, ...spanOf(component.box, direction) }))
    .sort((a, b) => a.from - b.from);
  const group = items.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (group[root] !== root) root = group[root] ?? root;
    group[at] = root;
    return root;
  };
  const thickest = items.reduce((most, { thick }) => Math.max(most, thick), 0);
  items.forEach((item, at) => {
    for (let next = at + 1; next < items.length; next += 1) {
      const other = items[next];
      if (other === undefined || other.from - item.to > rule.gap * thickest) break;
      if (continues(item, other, rule)) group[rootOf(next)] = rootOf(at);
    }
  });
  const found = new Map<number, C[]>();
  items.forEach(({ component }, at) => {
    const root = rootOf(at);
    const members = found.get(root);
    if (members === undefined) found.set(root, [component]);
    else members.push(component);
  });
  return [...found.values()];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly thick: number;
}

function spanOf({ x, y, width, height }: Box, direction: TextLine['direction']): Span {
  return direction === 'across'
    ? { from: x, to: x + width, low: y, high: y + height, thick: height }
    : { from: y, to: y + height, low: x, high: x + width, thick: width };
}

function continues(a: Span, b: Span, rule: typeof ACROSS): boolean {
  const small = Math.min(a.thick, b.thick);
  const large = Math.max(a.thick, b.thick);
  const shared = Math.min(a.high, b.high) - Math.max(a.low, b.low);
  const gap = Math.max(a.from, b.from) - Math.min(a.to, b.to);
  // Points, commas and dashes are far smaller than letters and lie within the line's thickness.
  const alike = large <= rule.sizes * small || (shared >= 0.9 * small && gap <= 0.6 * large);
  return alike && shared >= rule.overlap * small && gap <= rule.gap * large;
}
