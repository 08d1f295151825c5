/**
 * The search of pixels in milliseconds of CPU for a frame and for a loop, with its memory, and tesseract beside it:
 * `node dist/bench/pixels.js [--runs 3] [--models DIR] [--loop 100]`. Frames are shaded and grainy like a radiograph, without text and
 * with six lines of it. Each case runs in a process of its own, so that the memory told is its own. Recall is the share of drawn
 * lines of which the boxes found cover 95 % of the ink.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Box, GrayOrRgbFrame } from '../src/ocr/frame.js';
import { openTextFinder } from '../src/ocr/onnx-text-finder.js';
import { grownRuns, unitedRuns } from '../src/ocr/pixel-runs.js';
import type { FrameText } from '../src/pixels/search/frame-text.js';
import { openFrames } from '../src/pixels/frames/frames.js';
import { searchFrames } from '../src/pixels/search/search.js';
import { draw, grainy, grey, shaded, type Colour, type Drawing, type Line } from '../test/ocr/draw.js';
import { NODE_FLAGS } from '../test/peers/node.js';
import { image } from '../test/pixels/images.js';

const SIZES = [
  [512, 512],
  [1024, 768],
  [2048, 2500],
] as const;
const LINES: readonly string[] = [
  'MARTIN ALBERT',
  '20 11 1954',
  'HOSPITAL NORD',
  'ID 8820 457',
  'KV 120',
  'R',
];
const LOOP_SIZE = [1024, 768] as const;
const WARM_UP_MS = 5000;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    models: { type: 'string', default: 'models' },
    loop: { type: 'string', default: '100' },
    only: { type: 'string' },
  },
});

interface Case {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly lines: number;
}

interface Result extends Case {
  readonly found: number;
  readonly recall: number;
  readonly cpuMs: number;
  readonly rssMb: number;
  readonly peer?: { readonly cpuMs: number; readonly recall: number } | undefined;
}

/** Slow light and shade with a little grain, which moves from frame to frame. */
function radiograph(frame: number): (x: number, y: number) => Colour {
  return (x, y) => grey(shaded(x + 3 * frame, y)[0] + grainy(x + 31 * frame, y + 17 * frame)[0] / 24);
}

function linesOf({ width, lines }: Case): readonly Line[] {
  return LINES.slice(0, lines).map((text, at) => ({
    text,
    x: 12 + (at % 2) * Math.floor(width / 2),
    y: 12 + at * 40,
    scale: 2,
  }));
}

function drawn({ width, height }: Case, lines: readonly Line[], frame: number): Drawing {
  return draw(width, height, 1, radiograph(frame), lines);
}

async function measure(one: Case): Promise<Result> {
  const lines = linesOf(one);
  const pixels = Buffer.concat(
    Array.from({ length: one.frames }, (_, frame) => Buffer.from(drawn(one, lines, frame).frame.pixels)),
  );
  const instance = image({ rows: one.height, columns: one.width, frames: String(one.frames), pixels });
  const frames = await openFrames(instance);
  if (frames === undefined) throw new Error('no frames');
  const finder = await openTextFinder(path.resolve(options.models));
  const policy = { frames: 'changed' as const, scale: 1, maxFramePixels: 1e8 };
  // A worker searches frame after frame for days: what is measured is code that was compiled.
  let found: readonly FrameText[] = [];
  const single = { ...frames, count: 1 };
  for (const from = performance.now(); performance.now() < from + WARM_UP_MS;)
    found = await searchFrames(instance, single, finder, policy);
  // So has that of the loops.
  if (one.frames > 1) await searchFrames(instance, frames, finder, policy);
  const cpu: number[] = [];
  for (let run = 0; run < (one.frames > 1 ? 1 : Number(options.runs)); run += 1) {
    const before = process.cpuUsage();
    found = await searchFrames(instance, frames, finder, policy);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1000);
  }
  await finder.close();
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const cpuMs = Math.round(cpu.sort((a, b) => a - b)[cpu.length >> 1] ?? 0);
  const recall = recallOf(one, lines, masked(found, one));
  const peer = one.frames === 1 ? tesseract(one, lines) : undefined;
  return { ...one, found: found.length, recall, cpuMs, rssMb, peer };
}

/** 1 for each pixel that a mask over what was found would cover. */
function masked(found: readonly FrameText[], { width, height }: Case): Uint8Array {
  const covered = new Uint8Array(width * height);
  const runs = unitedRuns(found.map(({ ink }) => grownRuns(ink, 3, width, height)));
  for (let at = 0; at < runs.length; at += 3) {
    const base = (runs[at] ?? 0) * width;
    covered.fill(1, base + (runs[at + 1] ?? 0), base + (runs[at + 2] ?? 0));
  }
  return covered;
}

function recallOf(one: Case, lines: readonly Line[], covered: Uint8Array): number {
  const hit = lines.filter((line) => {
    const { ink } = drawn(one, [line], 0);
    let [all, hidden] = [0, 0];
    ink.forEach((on, at) => {
      all += on;
      hidden += on === 1 && covered[at] === 1 ? 1 : 0;
    });
    return hidden >= 0.95 * all;
  });
  return lines.length === 0 ? 1 : hit.length / lines.length;
}

/** Debian's tesseract on the same frame; undefined where it is not installed. */
function tesseract(one: Case, lines: readonly Line[]): Result['peer'] {
  if (spawnSync('tesseract', ['--version']).error !== undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'lethe-bench-'));
  try {
    const file = path.join(folder, 'frame.pgm');
    writeFileSync(file, graymap(drawn(one, lines, 0).frame));
    const command = ['-c', 'times >&2; OMP_THREAD_LIMIT=1 tesseract "$0" - --psm 11 tsv; times >&2', file];
    const { stdout, stderr } = spawnSync('bash', command, { encoding: 'utf8' });
    const boxes = stdout.split('\n').flatMap((row): Box[] => {
      const cells = row.split('\t');
      if (cells[0] !== '5' || (cells[11] ?? '').trim() === '') return [];
      const [x = 0, y = 0, width = 0, height = 0] = cells.slice(6, 10).map(Number);
      return [{ x: x - 3, y: y - 3, width: width + 6, height: height + 6 }];
    });
    const covered = new Uint8Array(one.width * one.height);
    for (const box of boxes) {
      for (let row = Math.max(0, box.y); row < Math.min(one.height, box.y + box.height); row += 1) {
        covered.fill(
          1,
          row * one.width + Math.max(0, box.x),
          row * one.width + Math.min(one.width, box.x + box.width),
        );
      }
    }
    const times = [...stderr.matchAll(/^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/gm)].at(-1)?.slice(1).map(Number);
    const [um = 0, us = 0, sm = 0, ss = 0] = times ?? [];
    return { cpuMs: Math.round(1000 * (60 * (um + sm) + us + ss)), recall: recallOf(one, lines, covered) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function graymap({ width, height, pixels }: GrayOrRgbFrame): Buffer {
  return Buffer.concat([Buffer.from(`P5 ${String(width)} ${String(height)} 255\n`), pixels]);
}

if (options.only !== undefined) {
  console.log(JSON.stringify(await measure(JSON.parse(options.only) as Case)));
} else {
  const cases: Case[] = SIZES.flatMap(([width, height]) =>
    [0, LINES.length].map((lines) => ({ width, height, frames: 1, lines })),
  );
  for (const lines of [0, LINES.length]) {
    cases.push({ width: LOOP_SIZE[0], height: LOOP_SIZE[1], frames: Number(options.loop), lines });
  }
  const script = fileURLToPath(import.meta.url);
  const results = cases.map((one) => {
    const args = [
      ...NODE_FLAGS,
      script,
      '--only',
      JSON.stringify(one),
      '--runs',
      options.runs,
      '--models',
      options.models,
    ];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Result;
  });
  console.log(
    '| frames | size | lines drawn | found | recall | CPU ms | peak RSS MB | tesseract CPU ms | its recall |',
  );
  console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const { frames, width, height, lines, found, recall, cpuMs, rssMb, peer } of results) {
    const size = `${String(width)}x${String(height)}`;
    const beside = peer === undefined ? '| |' : `| ${String(peer.cpuMs)} | ${peer.recall.toFixed(2)} |`;
    console.log(
      `| ${String(frames)} | ${size} | ${String(lines)} | ${String(found)} | ${recall.toFixed(2)} | ${String(cpuMs)} | ${String(rssMb)} ${beside}`,
    );
  }
}
