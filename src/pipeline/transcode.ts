import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { canTranscodeLosslessly } from '../transcode/transcode.js';
import { randomName } from '../spool/durable.js';
import type { DeidentifiedFile } from '../spool/outgoing.js';
import type { TranscodeOutcome } from './courier-dicom.js';
import type { TranscodeTask, TranscodeTaskResult } from './transcode-worker.js';

/** Makes copies in another transfer syntax, in a thread of its own with a time limit. */
export interface Transcoder {
  transcode(file: DeidentifiedFile, accepted: readonly string[]): Promise<TranscodeOutcome>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 120_000;
const MAX_HEAP_MB = 1024;

/** The copies are de-identified instances that live while they are sent, in a private temporary folder. */
export function createTranscoder(): Transcoder {
  let pool: Piscina<TranscodeTask, TranscodeTaskResult> | undefined;
  let folder: Promise<string> | undefined;
  return {
    async transcode(file, accepted) {
      const target = accepted.find((uid) => canTranscodeLosslessly(file.transferSyntaxUid, uid));
      if (target === undefined)
        return { kind: 'not-possible', reason: 'no accepted transfer syntax can be reached without loss' };
      // Most nodes never transcode, so neither thread nor folder is there before it is needed.
      pool ??= new Piscina({
        filename: new URL('./transcode-worker.js', import.meta.url).href,
        minThreads: 0,
        maxThreads: 1,
        idleTimeout: 10_000,
        resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
      });
      folder ??= mkdtemp(join(tmpdir(), 'lethe-transcode-'));
      const outPath = join(await folder, randomName());
      const options = {
        dataSetOffset: file.dataSetOffset,
        fromTransferSyntaxUid: file.transferSyntaxUid,
        toTransferSyntaxUid: target,
        outPath,
      };
      let result: TranscodeTaskResult;
      try {
        result = await pool.run(
          { sourcePath: file.path, options },
          { signal: AbortSignal.timeout(TIMEOUT_MS) },
        );
      } catch (error) {
        await rm(outPath, { force: true });
        // No room for the copy says nothing against the instance.
        if (error instanceof Error && 'syscall' in error) return { kind: 'not-now' };
        return { kind: 'not-possible', reason: 'the codec broke or took too long' };
      }
      if (result.kind === 'not-possible') return result;
      const { dataSetOffset, sizeBytes } = result;
      return {
        kind: 'transcoded',
        dataSet: {
          path: outPath,
          dataSetOffset,
          sizeBytes,
          transferSyntaxUid: target,
          dispose: () => rm(outPath, { force: true }),
        },
      };
    },
    async close() {
      await pool?.close();
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}
