import { hashFile } from '../spool/content-hash.js';
import type { IncomingSpool } from '../spool/incoming.js';
import type { NearStore, ReceivedInstance, ReceivedOutcome } from '../store/store.js';

/**
 * Records a durable original. Its content is hashed here only when its SOP Instance UID is known already, to tell a
 * duplicate from another version; otherwise that waits until a duplicate comes, or until the original is removed.
 */
export async function recordOriginal(
  {
    store,
    incoming,
  }: { readonly store: Pick<NearStore, 'recordReceived'>; readonly incoming: IncomingSpool },
  received: Omit<ReceivedInstance, 'sha256' | 'hashes'>,
): Promise<Exclude<ReceivedOutcome, { kind: 'compare' }>> {
  let outcome = await store.recordReceived({ ...received, sha256: null });
  if (outcome.kind !== 'compare') return outcome;
  const sha256 = await hashFile(incoming.pathOf(received.spoolFile), received.dataSetOffset);
  // Others of the same UID may come in between; each round knows more of them.
  while (outcome.kind === 'compare') {
    const hashes = [];
    for (const { instanceId, spoolFile, dataSetOffset } of outcome.with) {
      const known = await hashFile(incoming.pathOf(spoolFile), dataSetOffset).catch(() => '');
      hashes.push({ instanceId, sha256: known });
    }
    outcome = await store.recordReceived({ ...received, sha256, hashes });
  }
  return outcome;
}
