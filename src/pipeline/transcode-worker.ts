/** The worker thread that makes copies in another transfer syntax. */
import { transcodeInstance, type TranscodeRequest } from '../transcode/transcode.js';
import { LetheError } from '../errors.js';

export interface TranscodeTask {
  readonly sourcePath: string;
  readonly options: TranscodeRequest;
}

export type TranscodeTaskResult =
  | { readonly kind: 'transcoded'; readonly dataSetOffset: number; readonly sizeBytes: number }
  | { readonly kind: 'not-possible'; readonly reason: string };

export default async function transcodeTask(task: TranscodeTask): Promise<TranscodeTaskResult> {
  try {
    return { kind: 'transcoded', ...(await transcodeInstance(task.sourcePath, task.options)) };
  } catch (error) {
    if (error instanceof LetheError) return { kind: 'not-possible', reason: error.message };
    throw error;
  }
}
