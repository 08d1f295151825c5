/** How sure it is that a found line is text, whatever it says: a small network over the numbers of `line-features.ts`. */
import { floatsOf, floatsTensor, openPlainModel, unexpectedOutput } from '../models/session.js';
import { FEATURES } from './line-features.js';

const NAME = 'text score model';

export interface TextScore {
  /** For each line its probability of being text, 0 to 1. */
  of(lines: readonly Float32Array[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** A score over the content of its ONNX file. */
export async function openTextScore(model: Uint8Array): Promise<TextScore> {
  const session = await openPlainModel(model, NAME);
  return {
    async of(lines) {
      if (lines.length === 0) return [];
      const input = new Float32Array(lines.length * FEATURES);
      lines.forEach((line, at) => {
        input.set(line, at * FEATURES);
      });
      const scores = floatsOf(await session.run(floatsTensor(input, [lines.length, FEATURES])), NAME);
      if (scores.length !== lines.length) throw unexpectedOutput(NAME);
      return Array.from(scores, (score) => Math.min(1, Math.max(0, score)));
    },
    close: () => session.close(),
  };
}
