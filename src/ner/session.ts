/** The tagger's model: characters and their flags in, probabilities out. */
import { floatsOf, floatsTensor, integersTensor, openModel } from '../models/session.js';
import { FLAGS } from './features.js';

const NAME = 'tagger model';

/** Texts of one padded length, row by row. */
export interface Batch {
  readonly texts: number;
  /** Characters of each row, frame and padding included. */
  readonly length: number;
  readonly characters: Int32Array;
  readonly flags: Float32Array;
}

export interface Probabilities {
  /** For each row, for each character, for each label. */
  readonly kinds: Float32Array;
  /** For each row, for each verdict. */
  readonly verdicts: Float32Array;
}

export interface TaggerSession {
  run(batch: Batch): Promise<Probabilities>;
  close(): Promise<void>;
}

/** @throws LetheError MODEL_NOT_USABLE if the bytes are no model that this build can run */
export async function openSession(model: Uint8Array): Promise<TaggerSession> {
  const session = await openModel(model, NAME);
  return {
    async run({ texts, length, characters, flags }) {
      const outputs = await session.run({
        characters: integersTensor(characters, [texts, length]),
        flags: floatsTensor(flags, [texts, length, FLAGS]),
      });
      return { kinds: floatsOf(outputs['kinds'], NAME), verdicts: floatsOf(outputs['verdict'], NAME) };
    },
    close: () => session.close(),
  };
}
