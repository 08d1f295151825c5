/**
 * The text finder in milliseconds of CPU for a frame, and its memory: `node dist/bench/text-finder.js [--runs 5] [--models DIR]`.
 * Frames are shaded and grainy like a radiograph, without text and with six lines of it; each size runs in a process of its own,
 * so that the memory told is its own.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openTextFinder } from '../src/ocr/onnx-text-finder.js';
import { draw, grainy, grey, shaded, type Colour, type Line } from '../test/ocr/draw.js';

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

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    models: { type: 'string', default: 'models' },
    only: { type: 'string' },
    lines: { type: 'string' },
  },
});

interface Result {
  readonly size: string;
  readonly lines: number;
  readonly found: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
}

/** Slow light and shade with a little grain. */
function radiograph(x: number, y: number): Colour {
  return grey(shaded(x, y)[0] + grainy(x, y)[0] / 24);
}

async function measure(width: number, height: number, count: number): Promise<Result> {
  const lines: Line[] = LINES.slice(0, count).map((text, at) => ({
    text,
    x: 12 + (at % 2) * Math.floor(width / 2),
    y: 12 + at * 40,
    scale: 2,
  }));
  const { frame } = draw(width, height, 1, radiograph, lines);
  const finder = await openTextFinder(path.resolve(options.models));
  let found = (await finder.find(frame)).length; // the first run warms up
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let run = 0; run < Number(options.runs); run += 1) {
    const usage = process.cpuUsage();
    const start = performance.now();
    found = (await finder.find(frame)).length;
    wall.push(performance.now() - start);
    const used = process.cpuUsage(usage);
    cpu.push((used.user + used.system) / 1000);
  }
  await finder.close();
  const middle = (list: number[]): number =>
    Math.round(list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return { size: `${width}x${height}`, lines: count, found, cpuMs: middle(cpu), wallMs: middle(wall), rssMb };
}

if (options.only !== undefined) {
  const [width, height] = options.only.split('x').map(Number);
  console.log(JSON.stringify(await measure(width ?? 0, height ?? 0, Number(options.lines))));
} else {
  const script = fileURLToPath(import.meta.url);
  const results = SIZES.flatMap(([width, height]) =>
    [0, LINES.length].map((lines) => {
      const args = [
        script,
        '--only',
        `${width}x${height}`,
        '--lines',
        String(lines),
        '--runs',
        options.runs,
        '--models',
        options.models,
      ];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Result;
    }),
  );
  console.log('| frame | lines drawn | lines found | CPU ms | wall ms | peak RSS MB |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
  for (const { size, lines, found, cpuMs, wallMs, rssMb } of results) {
    console.log(`| ${size} | ${lines} | ${found} | ${cpuMs} | ${wallMs} | ${rssMb} |`);
  }
}
