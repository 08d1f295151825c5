/** What text stands on: black borders, anatomy, noise, colour, films, screens and papers. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from './random.js';

export type Ground = 'black' | 'anatomy' | 'bright' | 'noise' | 'colour' | 'film' | 'screen' | 'paper';

export function ground(
  context: SKRSContext2D,
  width: number,
  height: number,
  kind: Ground,
  random: Random,
): void {
  if (kind === 'screen') {
    screen(context, width, height);
    return;
  }
  const image = context.createImageData(width, height);
  const light = lightOf(kind, width, height, random);
  const tint = kind === 'colour' ? [random.share(), random.share(), random.share()] : [1, 1, 1];
  for (let at = 0; at < width * height; at += 1) {
    const level = light(at % width, Math.floor(at / width));
    for (let colour = 0; colour < 3; colour += 1)
      image.data[4 * at + colour] = Math.max(0, Math.min(255, level * (tint[colour] ?? 1)));
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Brightness by pixel. */
function lightOf(
  kind: Ground,
  width: number,
  height: number,
  random: Random,
): (x: number, y: number) => number {
  const blobs = Array.from({ length: 9 }, () => ({
    x: random.between(0, width),
    y: random.between(0, height),
    wide: random.between(20, 120),
    high: random.between(20, 120),
    level: random.between(30, 110),
  }));
  const anatomy = (x: number, y: number): number =>
    blobs.reduce(
      (sum, blob) =>
        sum + blob.level * Math.exp(-(((x - blob.x) / blob.wide) ** 2 + ((y - blob.y) / blob.high) ** 2)),
      0,
    );
  const grain = (amount: number): number => amount * (random.share() + random.share() + random.share() - 1.5);
  switch (kind) {
    case 'black':
      return () => 0;
    case 'anatomy':
      return (x, y) => Math.min(190, 12 + anatomy(x, y)) + grain(10);
    case 'bright':
    case 'colour':
      return (x, y) => 110 + Math.min(120, anatomy(x, y)) + grain(12);
    case 'noise':
      return () => 90 + grain(90);
    case 'film':
      return (x, y) =>
        x < 40 || y < 30 || x > width - 40 || y > height - 30
          ? 235 + grain(8)
          : 30 + anatomy(x, y) + grain(14);
    default:
      return () => 236 + grain(14);
  }
}

/** A report on white: boxes, rules and numbers of nobody. */
function screen(context: SKRSContext2D, width: number, height: number): void {
  context.fillStyle = '#f4f6fa';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#c8d4e8';
  context.fillRect(0, 0, width, 26);
  context.strokeStyle = '#90a0b8';
  for (let y = 60; y < height; y += 64) {
    context.beginPath();
    context.moveTo(10, y + 0.5);
    context.lineTo(width - 10, y + 0.5);
    context.stroke();
  }
}
