/** Layouts of devices that write identities into their images: which of them an instance has, by its attributes. */
import type { ReadAttribute } from '../../../deid/condition.js';
import type { Box } from '../../../ocr/frame.js';
import { ctpLayouts } from './generated/ctp.js';
import { deidLayouts } from './generated/deid.js';
import { stanfordLayouts } from './generated/stanford.js';

type Test = readonly [tag: string, sign: string, value: string];
type Rectangle = readonly [x: number, y: number, width: number, height: number];

export interface DeviceLayout {
  readonly source: 'ctp' | 'stanford' | 'deid';
  readonly tests: readonly Test[];
  readonly boxes: readonly Box[];
}

let known: readonly DeviceLayout[] | undefined;

/** All layouts, read at first use. */
export function deviceLayouts(): readonly DeviceLayout[] {
  return (known ??= [
    ...readLayouts('ctp', ctpLayouts),
    ...readLayouts('stanford', stanfordLayouts),
    ...readLayouts('deid', deidLayouts),
  ]);
}

function readLayouts(source: DeviceLayout['source'], text: string): DeviceLayout[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [tests, boxes] = JSON.parse(line) as readonly [readonly Test[], readonly Rectangle[]];
      return { source, tests, boxes: boxes.map(([x, y, width, height]) => ({ x, y, width, height })) };
    });
}

/** The boxes of all layouts whose tests hold, each once. An attribute that is not there fails every test but `-` and negated ones. */
export function layoutBoxes(read: ReadAttribute): readonly Box[] {
  const values = new Map<string, string>();
  const valueOf = (tag: string): string => {
    let value = values.get(tag);
    if (value === undefined) {
      value = (read(Number.parseInt(tag, 16)) ?? []).join('\\').trim();
      values.set(tag, value);
    }
    return value;
  };
  const found = new Map<string, Box>();
  for (const { tests, boxes } of deviceLayouts()) {
    if (!tests.every((test) => holds(test, valueOf(test[0])))) continue;
    for (const box of boxes) found.set([box.x, box.y, box.width, box.height].join(), box);
  }
  return [...found.values()];
}

function holds([tag, sign, wanted]: Test, value: string): boolean {
  if (sign.startsWith('!')) return !holds([tag, sign.slice(1), wanted], value);
  switch (sign) {
    case '=':
      return value === wanted;
    case 'i':
      return value.toLowerCase() === wanted.toLowerCase();
    case '~':
      return wanted !== '' && value.toLowerCase().includes(wanted.toLowerCase());
    case '^':
      return wanted !== '' && value.toLowerCase().startsWith(wanted.toLowerCase());
    case '-':
      return value === '';
    default:
      throw new RangeError(`a layout has an unknown test: ${sign}`);
  }
}
