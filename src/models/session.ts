/** The one door to onnxruntime-node. A run blocks its thread: sessions belong into worker threads. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LetheError } from '../errors.js';
import { modelNotUsable } from './model-folder.js';

export interface ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Outputs by name for inputs by name. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

/** A session with one input and one output, whatever their names. */
export interface PlainSession {
  run(input: Tensor): Promise<Tensor>;
  close(): Promise<void>;
}

/**
 * A session over the content of an ONNX file. One thread. The arena keeps the memory of the largest input ever seen, which every caller
 * bounds; without it each run's buffers come anew from the system, page by page.
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
      enableCpuMemArena: true,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw modelNotUsable(`the ${name} cannot be loaded`, error);
  }
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (inputs) => session.run(inputs),
    close: () => session.release(),
  };
}

/** @throws LetheError MODEL_NOT_USABLE as `openModel`, and where the model has not exactly one input and one output */
export async function openPlainModel(model: Uint8Array, name: string): Promise<PlainSession> {
  const session = await openModel(model, name);
  const [input, furtherInput] = session.inputNames;
  const [output, furtherOutput] = session.outputNames;
  if (input === undefined || output === undefined || (furtherInput ?? furtherOutput) !== undefined) {
    await session.close();
    throw unexpectedOutput(name);
  }
  return {
    async run(values) {
      const result = (await session.run({ [input]: values }))[output];
      if (result === undefined) throw unexpectedOutput(name);
      return result;
    },
    close: () => session.close(),
  };
}

/** What a model gave has not the shape that its code expects. */
export function unexpectedOutput(name: string): LetheError {
  return new LetheError('MODEL_NOT_USABLE', `the ${name} gives another output than its code expects`);
}

/** The numbers of an output, which must be there. */
export function floatsOf(tensor: Tensor | undefined, name: string): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw unexpectedOutput(name);
}

export function bytesTensor(values: Uint8Array, dims: readonly number[]): Tensor {
  return new Tensor('uint8', values, dims);
}

export function floatsTensor(values: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', values, dims);
}

export function integersTensor(values: Int32Array, dims: readonly number[]): Tensor {
  return new Tensor('int32', values, dims);
}
