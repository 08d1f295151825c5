/** A module beside the commits, for the tests of `Store.startNear`: records what it is told to, and says what came of it. */
import type { MessagePort } from 'node:worker_threads';
import { LetheError } from '../../src/errors.js';
import type { NearStore, ReceivedInstance } from '../../src/store/store.js';

export type ToNear = { readonly kind: 'record'; readonly instances: readonly ReceivedInstance[] };
export type FromNear =
  | { readonly kind: 'started'; readonly data: unknown }
  | { readonly kind: 'recorded'; readonly outcomes: readonly string[]; readonly depth: number };

export function start(store: NearStore, port: MessagePort, data: unknown): Promise<void> {
  if (data === 'refuse') throw new LetheError('PORT_IN_USE', 'refused', { hint: 'choose another' });
  const tell = (message: FromNear): void => port.postMessage(message);
  const codeOf = (error: unknown): string => (error instanceof LetheError ? error.code : 'UNKNOWN');
  port.on('message', ({ instances }: ToNear) => {
    void Promise.all(
      instances.map((instance) => store.recordReceived(instance).then(({ kind }) => kind, codeOf)),
    ).then(async (outcomes) => {
      tell({ kind: 'recorded', outcomes, depth: await store.queueDepth().catch(() => -1) });
    });
  });
  tell({ kind: 'started', data });
  return Promise.resolve();
}
