/** The one door to onnxruntime-node. A run blocks its thread: sessions belong into worker threads. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LetheError } from '../errors.js';

export interface ModelSession {
  readonly inputName: string;
  readonly outputName: string;
  /** One input, one output. */
  run(input: Tensor): Promise<Tensor>;
  close(): Promise<void>;
}

/**
 * A session over the content of an ONNX file with one input and one output. One thread, and no arena: that would keep the memory of
 * the largest frame ever seen.
 * @throws LetheError MODEL_NOT_USABLE if the bytes are no model that this build can run
 */
export async function openModel(model: Uint8Array, name: string): Promise<ModelSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: false,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new LetheError('MODEL_NOT_USABLE', `the ${name} cannot be loaded`, { cause: error });
  }
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  if (inputName === undefined || outputName === undefined) throw unexpected(name);
  return {
    inputName,
    outputName,
    async run(input) {
      const output = (await session.run({ [inputName]: input }))[outputName];
      if (output === undefined) throw unexpected(name);
      return output;
    },
    close: () => session.release(),
  };
}

/** What a model gave has not the shape that its code expects. */
export function unexpected(name: string): LetheError {
  return new LetheError('MODEL_NOT_USABLE', `the ${name} gives another output than its code expects`);
}

export function bytesTensor(values: Uint8Array, dims: readonly number[]): Tensor {
  return new Tensor('uint8', values, dims);
}

export function floatsTensor(values: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', values, dims);
}
