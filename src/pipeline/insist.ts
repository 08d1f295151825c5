import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Records what is done already, however often it takes: while the disk of the database is full or somebody keeps it busy,
 * the work waits for it rather than being lost, or repeated under a lease that its owner renews.
 * @throws the last error when `isOver` says that waiting makes no sense any more
 */
export async function insist<Recorded>(
  record: () => Promise<Recorded>,
  isOver: () => boolean,
  onError: (error: unknown) => void,
): Promise<Recorded> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
    try {
      return await record();
    } catch (error) {
      if (isOver()) throw error;
      onError(error);
    }
    for (let waited = 0; waited < wait && !isOver(); waited += FIRST_WAIT_MS) await sleep(FIRST_WAIT_MS);
  }
}
