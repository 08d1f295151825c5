/**
 * Receives, de-identifies and delivers without end, and tells on standard output, line by line, what the store
 * acknowledged: `received <id>`, `deidentified <id>`, `sent <id>`. The test kills it.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/sqlite/open-store.js';
import { AUDIT_KEY, deidentified, idOf, OWNER, received } from './temporary-store.js';

const store = await openStore({ file: process.argv[2] ?? '', auditKey: AUDIT_KEY, role: 'node' });
const tell = (what: string, id: number): number => writeSync(1, `${what} ${id}\n`);
await store.recover();

async function receiveForever(): Promise<never> {
  for (;;) tell('received', idOf(await store.recordReceived(received())));
}

async function deidentifyForever(): Promise<never> {
  for (;;) {
    const claimed = await store.claimInstances({ owner: OWNER, limit: 4, leaseMs: 60_000 });
    for (const { id } of claimed) {
      const crosswalk = [{ kind: 'uid', original: `1.2.${id}`, replacement: `2.25.${id}` }] as const;
      await store.advanceInstance(id, OWNER, deidentified({ crosswalk }));
      tell('deidentified', id);
    }
  }
}

async function sendForever(): Promise<never> {
  for (;;) {
    const claimed = await store.claimDeliveries({
      destination: 'pacs',
      owner: OWNER,
      limit: 4,
      leaseMs: 60_000,
    });
    for (const { id, instanceId } of claimed) {
      await store.completeDelivery(id, OWNER, { kind: 'sent', status: 0 });
      tell('sent', instanceId);
    }
  }
}

await Promise.all([...Array.from({ length: 8 }, receiveForever), deidentifyForever(), sendForever()]);
