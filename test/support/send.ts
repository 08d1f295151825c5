import type { AssociationFailure, StoreOutcome } from '../../src/dimse/scu-options.js';
import { storableFile, storeFiles, type StorableFile } from '../peers/scu.js';

export interface SendOptions {
  readonly port: number;
  readonly calledAeTitle?: string;
  readonly callingAeTitle?: string;
}

/** Sends files, or instances from memory, over one association; the outcome of each in order. */
export async function send(
  instances: readonly (string | StorableFile)[],
  { port, calledAeTitle = 'LETHE', callingAeTitle = 'SCANNER' }: SendOptions,
): Promise<readonly (StoreOutcome | AssociationFailure)[]> {
  const files = instances.map((one) => (typeof one === 'string' ? storableFile(one) : one));
  const outcomes: StoreOutcome[] = [];
  const failure = await storeFiles({
    port,
    calledAeTitle,
    callingAeTitle,
    files,
    onOutcome: (_file, outcome) => outcomes.push(outcome),
  });
  return failure === undefined ? outcomes : [failure];
}

/** The status of each answer, as the standard writes it; in place of one, what happened. */
export async function sendForStatuses(
  instances: readonly (string | StorableFile)[],
  options: SendOptions,
): Promise<readonly string[]> {
  return (await send(instances, options)).map((outcome) =>
    'status' in outcome ? outcome.status.toString(16).toUpperCase().padStart(4, '0') : outcome.kind,
  );
}
