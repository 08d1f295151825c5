/** What a fuzzing thread is asked, and what it tells. */
export interface FuzzTask {
  readonly target: string;
  readonly seed: number;
  /** Number of the first input. */
  readonly from: number;
  readonly inputs: number;
  readonly budgetMs: number;
  /** The number of the input that is at work. */
  readonly progress: SharedArrayBuffer;
}

export interface Finding {
  readonly number: number;
  readonly what: string;
}

export interface Outcome {
  readonly inputs: number;
  /** Refused with a LetheError, as is right. */
  readonly refused: number;
  readonly slowestMs: number;
  /** How much more memory is held at the end than after the first inputs. */
  readonly grownBytes: number;
  readonly findings: readonly Finding[];
}
