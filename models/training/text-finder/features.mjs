/**
 * The numbers of every line that the product finds in frames, to train the text score on.
 *
 *   node features.mjs FRAMES OUT.json BUILD MODELS
 *
 * FRAMES: a folder that `score_data.py` wrote. BUILD: the compiled product (`dist`). MODELS: its models folder. Each line gives its ink, its
 * numbers as found, and its numbers once read.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [frames, out, build, models] = process.argv.slice(2);
const ocr = (name) => import(pathToFileURL(path.resolve(build, 'src/ocr', name)).href);
const { openSegmenter } = await ocr('ink-map.js');
const { openRecogniser } = await ocr('recogniser.js');
const { inkLinesOf } = await ocr('glyphs.js');
const { splitLine } = await ocr('split.js');
const { readLine, UNREAD } = await ocr('reading.js');
const { lineFeatures } = await ocr('line-features.js');

const segmenter = await openSegmenter(readFileSync(path.join(models, 'text-finder/text-ink.onnx')));
const recogniser = await openRecogniser(
  readFileSync(path.join(models, 'text-recogniser/text-line.onnx')),
  readFileSync(path.join(models, 'text-recogniser/ppocr_keys_v1.txt'), 'utf8'),
);
/** Lines of one frame at most: some frames would give thousands. */
const MOST = 30;

const found = [];
for (const { file, width, height, samples } of JSON.parse(
  readFileSync(path.join(frames, 'index.json'), 'utf8'),
)) {
  const frame = { width, height, samples, pixels: new Uint8Array(readFileSync(path.join(frames, file))) };
  const map = await segmenter.inkOf(frame);
  const lines = inkLinesOf(map).flatMap((line) => splitLine(frame, map, line));
  const step = Math.max(1, lines.length / MOST);
  for (let at = 0; at < lines.length; at += step) {
    const line = lines[Math.floor(at)];
    const reading = await readLine(recogniser, frame, map, line, 1);
    found.push({
      file,
      box: line.box,
      ink: [...line.ink],
      text: reading.text,
      looks: [...lineFeatures(frame, map, line, UNREAD)],
      read: [...lineFeatures(frame, map, line, reading)],
    });
  }
}
await segmenter.close();
await recogniser.close();
writeFileSync(out, JSON.stringify(found));
console.log(`${found.length} lines, ${Math.round(process.cpuUsage().user / 1e6)} s of CPU`);
