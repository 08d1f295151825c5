/**
 * Pictures with burned-in text as scanners, films, dose screens and scanned papers have it, drawn with fonts that the text finder was not
 * trained on. Which text is whose, and which pixels are its ink, is known.
 */
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import { draw, flat } from '../../test/ocr/draw.js';
import { ground, type Ground } from './grounds.js';
import { identityTexts, HARMLESS, type Person } from './persons.js';
import type { Random } from './random.js';

/** A text of a scene, with a byte for each pixel of the picture that is 1 where its ink is. */
export interface PlantedText {
  readonly text: string;
  /** `neutral`: lines over which an identity is written, which may go or stay */
  readonly role: 'identity' | 'harmless' | 'neutral';
  readonly ink: Uint8Array;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue by pixel */
  readonly pixels: Uint8Array;
  readonly texts: readonly PlantedText[];
}

/** How one text is written. */
interface Writing {
  readonly size: number;
  readonly colour: string;
  /** Degrees, clockwise */
  readonly turned?: number;
  readonly family?: string;
  /** Letters under each other */
  readonly stacked?: boolean;
  /** A plate behind the text */
  readonly plate?: string;
  /** A rim round the letters */
  readonly outline?: string;
}

export interface Kind {
  readonly name: string;
  readonly ground: Ground;
  write(random: Random): Writing;
  /** Written with the 5 by 7 bitmap font instead, each pixel so many wide */
  readonly bitmap?: (random: Random) => number;
  /** Only strings of two to four characters */
  readonly short?: boolean;
  /** Written across three lines of settings that stand there already */
  readonly over?: boolean;
}

/** Families that training never saw (models/training/text-finder/fonts.py), as far as they are installed. */
const FAMILIES = [
  'DejaVu Sans',
  'DejaVu Sans Mono',
  'DejaVu Serif',
  'Liberation Sans',
  'Liberation Mono',
  'Liberation Serif',
  'FreeSans',
  'FreeMono',
  'FreeSerif',
  'Hack',
  'Roboto',
  'Roboto Condensed',
  'Inter',
  'Anonymous Pro',
  'Clear Sans',
  'Cabin',
  'Carlito',
  'Unifont',
];

/** Those of the families that this machine has. */
export function familiesHere(): readonly string[] {
  const here = new Set(GlobalFonts.families.map(({ family }) => family));
  return FAMILIES.filter((family) => here.has(family));
}

const WHITE = '#ffffff';

export const KINDS: readonly Kind[] = [
  {
    name: 'white on black',
    ground: 'black',
    write: (random) => ({ size: random.between(10, 24), colour: WHITE }),
  },
  {
    name: 'two to four characters',
    ground: 'anatomy',
    short: true,
    write: (random) => ({ size: random.between(10, 24), colour: WHITE }),
  },
  {
    name: 'letters of 6 to 9 pixels',
    ground: 'black',
    write: (random) => ({ size: random.between(8, 11), colour: WHITE }),
  },
  {
    name: 'bitmaps of 5 by 7',
    ground: 'anatomy',
    bitmap: (random) => random.between(1, 2),
    write: () => ({ size: 7, colour: WHITE }),
  },
  {
    name: 'vertical',
    ground: 'anatomy',
    write: (random) => ({ size: random.between(11, 22), colour: WHITE, turned: random.of([90, 270]) }),
  },
  {
    name: 'upside down',
    ground: 'black',
    write: (random) => ({ size: random.between(12, 22), colour: WHITE, turned: 180 }),
  },
  {
    name: 'slanted',
    ground: 'anatomy',
    write: (random) => ({ size: random.between(13, 24), colour: WHITE, turned: random.of([-12, -7, 6, 11]) }),
  },
  {
    name: 'letters under each other',
    ground: 'black',
    short: true,
    write: (random) => ({ size: random.between(14, 22), colour: WHITE, stacked: true }),
  },
  {
    name: 'on bright anatomy',
    ground: 'bright',
    write: (random) => ({ size: random.between(12, 24), colour: random.of([WHITE, '#101010']) }),
  },
  {
    name: 'faint',
    ground: 'anatomy',
    write: (random) => ({ size: random.between(12, 24), colour: 'rgba(255,255,255,0.3)' }),
  },
  { name: 'on noise', ground: 'noise', write: (random) => ({ size: random.between(13, 24), colour: WHITE }) },
  {
    name: 'colour on colour',
    ground: 'colour',
    write: (random) => ({
      size: random.between(12, 22),
      colour: random.of(['#00ff40', '#ffff00', '#ff5050', '#40c0ff', '#ff40ff']),
    }),
  },
  {
    name: 'outlined',
    ground: 'bright',
    write: (random) => ({ size: random.between(14, 24), colour: WHITE, outline: '#000000' }),
  },
  {
    name: 'film border',
    ground: 'film',
    write: (random) => ({ size: random.between(14, 30), colour: '#181818', plate: '#e8e8e8' }),
  },
  {
    name: 'dose screen',
    ground: 'screen',
    write: (random) => ({ size: random.between(12, 18), colour: '#102040' }),
  },
  {
    name: 'scanned paper',
    ground: 'paper',
    write: (random) => ({
      size: random.between(14, 22),
      colour: '#303030',
      turned: random.of([-2, -1, 0, 1, 2]),
    }),
  },
  { name: 'large', ground: 'anatomy', write: (random) => ({ size: random.between(40, 80), colour: WHITE }) },
  {
    name: 'across other lines',
    ground: 'black',
    over: true,
    write: (random) => ({ size: random.between(11, 18), colour: WHITE }),
  },
];

/** Left, top, width, height */
type Rectangle = readonly [number, number, number, number];

const WIDTH = 512;
const HEIGHT = 448;

/** One picture of a kind, with two texts of a person and two that are nobody's. */
export function sceneOf(kind: Kind, person: Person, families: readonly string[], random: Random): Scene {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  ground(context, WIDTH, HEIGHT, kind.ground, random);
  const texts: PlantedText[] = [];
  const identities = random.some(identityTexts(person, kind.short === true), 2);
  const harmless = random.some(HARMLESS, 2);
  const taken: Rectangle[] = [];
  for (const [role, list] of [
    ['identity', identities],
    ['harmless', harmless],
  ] as const) {
    for (const text of list) {
      const writing = { family: random.of(families), ...kind.write(random) };
      if (kind.over === true && role === 'identity') {
        texts.push(...acrossLines(context, text, writing, random, taken));
        continue;
      }
      const ink =
        kind.bitmap === undefined
          ? written(context, text, writing, random, taken)
          : bitmapped(context, text, kind.bitmap(random), random, taken);
      if (ink !== undefined) texts.push({ text, role, ink });
    }
  }
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0, from = 0; at < pixels.length; at += 3, from += 4)
    pixels.set(data.subarray(from, from + 3), at);
  return { width: WIDTH, height: HEIGHT, pixels, texts };
}

/** Finds a free place for something so large; undefined where there is none. */
function placeFor(
  width: number,
  height: number,
  random: Random,
  taken: Rectangle[],
): readonly [number, number] | undefined {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (width + 16 > WIDTH || height + 16 > HEIGHT) return undefined;
    const x = random.between(8, WIDTH - width - 8);
    const y = random.between(8, HEIGHT - height - 8);
    const isFree = taken.every(
      ([left, top, wide, high]) =>
        x > left + wide + 24 || left > x + width + 24 || y > top + high + 24 || top > y + height + 24,
    );
    if (!isFree) continue;
    taken.push([x, y, width, height]);
    return [x, y];
  }
  return undefined;
}

function written(
  context: SKRSContext2D,
  text: string,
  writing: Writing,
  random: Random,
  taken: Rectangle[],
): Uint8Array | undefined {
  const { size, turned = 0, stacked = false, plate } = writing;
  context.font = fontOf(writing);
  const lines = stacked ? Array.from(text) : [text];
  const long = Math.max(...lines.map((line) => context.measureText(line).width));
  const thick = size * 1.15 * lines.length;
  const angle = (turned * Math.PI) / 180;
  const width = Math.ceil(Math.abs(long * Math.cos(angle)) + Math.abs(thick * Math.sin(angle)));
  const height = Math.ceil(Math.abs(long * Math.sin(angle)) + Math.abs(thick * Math.cos(angle)));
  const place = placeFor(width, height, random, taken);
  if (place === undefined) return undefined;
  const [x, y] = place;
  if (plate !== undefined) {
    context.fillStyle = plate;
    context.fillRect(x - 6, y - 6, width + 12, height + 12);
  }
  const put = (on: SKRSContext2D, colour: string, outline: string | undefined): void => {
    on.save();
    on.translate(x + width / 2, y + height / 2);
    on.rotate(angle);
    on.font = fontOf(writing);
    on.textBaseline = 'middle';
    on.textAlign = 'center';
    lines.forEach((line, at) => {
      const down = (at - (lines.length - 1) / 2) * size * 1.15;
      if (outline !== undefined) {
        on.strokeStyle = outline;
        on.lineWidth = 3;
        on.strokeText(line, 0, down);
      }
      on.fillStyle = colour;
      on.fillText(line, 0, down);
    });
    on.restore();
  };
  put(context, writing.colour, writing.outline);
  return inkOf((on) => {
    put(on, WHITE, undefined);
  });
}

const LINES_BELOW = 3;

/** Three lines of settings, and a text written over them at any height. */
function acrossLines(
  context: SKRSContext2D,
  text: string,
  writing: Writing,
  random: Random,
  taken: Rectangle[],
): readonly PlantedText[] {
  const size = Math.round(writing.size * (0.8 + 0.4 * random.share()));
  const below = { ...writing, size, family: random.of(['DejaVu Sans Mono', 'Liberation Mono', 'FreeMono']) };
  context.font = fontOf(writing);
  const lines = Array.from({ length: LINES_BELOW }, () => random.some(HARMLESS, 3).join(' '));
  const width = Math.max(context.measureText(text).width, 12 * size);
  const pitch = Math.round(1.15 * size);
  const place = placeFor(Math.ceil(width) + 8, LINES_BELOW * pitch + 4, random, taken);
  if (place === undefined) return [];
  const [x, y] = place;
  const top = y + random.between(0, (LINES_BELOW - 1) * pitch);
  return [
    ...lines.map((line, at) => ({ line, style: below, role: 'neutral' as const, down: y + at * pitch })),
    { line: text, style: writing, role: 'identity' as const, down: top },
  ].map(({ line, style, role, down }): PlantedText => {
    const put = (on: SKRSContext2D, colour: string): void => {
      on.font = fontOf(style);
      on.textBaseline = 'top';
      on.textAlign = 'left';
      on.fillStyle = colour;
      on.fillText(line, x + 4, down);
    };
    put(context, style.colour);
    return {
      text: line,
      role,
      ink: inkOf((on) => {
        put(on, WHITE);
      }),
    };
  });
}

/** Where a drawing has ink. */
function inkOf(put: (on: SKRSContext2D) => void): Uint8Array {
  const mask = createCanvas(WIDTH, HEIGHT).getContext('2d');
  put(mask);
  const { data } = mask.getImageData(0, 0, WIDTH, HEIGHT);
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => ((data[4 * at + 3] ?? 0) >= 128 ? 1 : 0));
}

function fontOf({ size, family = 'sans-serif' }: Writing): string {
  return `${String(size)}px "${family}"`;
}

function bitmapped(
  context: SKRSContext2D,
  text: string,
  scale: number,
  random: Random,
  taken: Rectangle[],
): Uint8Array | undefined {
  const place = placeFor(text.length * 6 * scale, 8 * scale, random, taken);
  if (place === undefined) return undefined;
  const { ink } = draw(WIDTH, HEIGHT, 1, flat(0), [
    { text: text.toUpperCase(), x: place[0], y: place[1], scale },
  ]);
  context.fillStyle = WHITE;
  ink.forEach((on, at) => {
    if (on === 1) context.fillRect(at % WIDTH, Math.floor(at / WIDTH), 1, 1);
  });
  return ink;
}
