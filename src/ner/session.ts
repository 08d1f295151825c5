/** The one door to onnxruntime-node. A run blocks its thread: sessions belong into worker threads. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LetheError } from '../errors.js';
import { FLAGS } from './features.js';

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

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new LetheError('MODEL_NOT_USABLE', 'the tagger model gives another output than its code expects');
}

/** @throws LetheError MODEL_NOT_USABLE if the bytes are no model that this build can run */
export async function openSession(model: Uint8Array): Promise<TaggerSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new LetheError('MODEL_NOT_USABLE', 'the tagger model cannot be loaded', { cause: error });
  }
  return {
    async run({ texts, length, characters, flags }) {
      const outputs = await session.run({
        characters: new Tensor('int32', characters, [texts, length]),
        flags: new Tensor('float32', flags, [texts, length, FLAGS]),
      });
      return { kinds: floats(outputs['kinds']), verdicts: floats(outputs['verdict']) };
    },
    close: () => session.release(),
  };
}
