import { randomName } from '../spool/durable.js';
import type { DeidentifiedFile } from '../spool/outgoing.js';
import type { TranscodeOutcome } from './courier-dicom.js';

/** Makes copies in another transfer syntax, in a thread of its own. */
export interface Transcoder {
  transcode(file: DeidentifiedFile, accepted: readonly string[]): Promise<TranscodeOutcome>;
  close(): Promise<void>;
}

export function createTranscoder(_folder: string): Transcoder {
  void randomName;
  return {
    transcode: () => Promise.resolve({ kind: 'not-possible', reason: 'not built' }),
    close: () => Promise.resolve(),
  };
}
