import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { openStore } from '../../src/store/sqlite/open-store.js';
import type {
  AuditEntry,
  AuditFilter,
  InstanceOutcome,
  OpenStoreOptions,
  ReceivedInstance,
  ReceivedOutcome,
  Store,
} from '../../src/store/store.js';

export const AUDIT_KEY = Buffer.alloc(32, 7);
export const OWNER = 'node:1:test';
export const ACT = { actor: 'alice', reason: 'test' };
export const STRATEGY = { name: 'trial', version: '3', hash: 'ab'.repeat(32) };

/** A clock that stands still until it is moved. */
export interface Clock {
  at: number;
}

/** Folders and stores of one test; `afterEach(() => temporary.clear())`. */
export interface Temporary {
  folder(): string;
  open(options?: Partial<OpenStoreOptions>): Promise<{ store: Store; file: string; clock: Clock }>;
  clear(): Promise<void>;
}

export function temporaryStores(): Temporary {
  const folders: string[] = [];
  const stores: Store[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'lethe-store-'));
    folders.push(made);
    return made;
  };
  return {
    folder,
    async open(options = {}) {
      const file = options.file ?? join(folder(), 'lethe.db');
      const clock = { at: 1_700_000_000_000 };
      const store = await openStore({
        auditKey: AUDIT_KEY,
        role: 'node',
        now: () => clock.at,
        ...options,
        file,
      });
      stores.push(store);
      return { store, file, clock };
    },
    async clear() {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
    },
  };
}

export function received(changes: Partial<ReceivedInstance> = {}): ReceivedInstance {
  const name = randomBytes(8).toString('hex');
  return {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: `2.25.${BigInt(`0x${name}`)}`,
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    spoolFile: `${name}.dcm`,
    dataSetOffset: 320,
    sizeBytes: 1000,
    sha256: randomBytes(32).toString('hex'),
    callingAeTitle: 'CT1',
    calledAeTitle: 'LETHE',
    address: '127.0.0.1',
    associationId: 'a1',
    ...changes,
  };
}

type Deidentified = Extract<InstanceOutcome, { kind: 'deidentified' }>;

export function deidentified(changes: Partial<Deidentified> = {}): Deidentified {
  const name = randomBytes(8).toString('hex');
  return {
    kind: 'deidentified',
    strategy: STRATEGY,
    route: 'research',
    destinations: ['pacs'],
    output: {
      file: `${name}.dcm`,
      hash: randomBytes(64).toString('hex'),
      sizeBytes: 900,
      dataSetOffset: 400,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: `2.25.${BigInt(`0x${name}`)}`,
      transferSyntaxUid: '1.2.840.10008.1.2.1',
    },
    crosswalk: [],
    tokens: {},
    actions: { X: 3, U: 5 },
    ...changes,
  };
}

export function idOf(outcome: ReceivedOutcome): number {
  if (outcome.kind === 'compare') throw new Error('the store asks for hashes');
  return outcome.instanceId;
}

/** Receives an instance and claims it for OWNER. */
export async function receiveAndClaim(
  store: Store,
  changes: Partial<ReceivedInstance> = {},
): Promise<number> {
  const id = idOf(await store.recordReceived(received(changes)));
  await store.claimInstances({ owner: OWNER, limit: 100, leaseMs: 60_000 });
  return id;
}

/** Receives and de-identifies an instance. */
export async function deidentifiedInstance(
  store: Store,
  changes: Partial<Deidentified> = {},
): Promise<number> {
  const id = await receiveAndClaim(store);
  await store.advanceInstance(id, OWNER, deidentified(changes));
  return id;
}

/** Claims the deliveries that are due at a destination, for OWNER; returns their ids. */
export async function claimDeliveries(store: Store, destination = 'pacs'): Promise<number[]> {
  const claimed = await store.claimDeliveries({ destination, owner: OWNER, limit: 100, leaseMs: 60_000 });
  return claimed.map(({ id }) => id);
}

/** De-identified, then refused by its one destination. */
export async function refusedInstance(store: Store, changes: Partial<Deidentified> = {}): Promise<number> {
  const id = await deidentifiedInstance(store, changes);
  const [delivery] = await claimDeliveries(store);
  await store.completeDelivery(delivery ?? 0, OWNER, {
    kind: 'refused',
    code: 'STATUS_REFUSED',
    status: 0xa900,
  });
  return id;
}

export async function events(store: Store, filter: AuditFilter = {}): Promise<string[]> {
  return (await entries(store, filter)).map(({ event }) => event);
}

export async function entries(store: Store, filter: AuditFilter = {}): Promise<readonly AuditEntry[]> {
  return (await store.queryAudit({ limit: 1000, ...filter })).rows;
}

/** The database as another program sees it. */
export function withRaw<Result>(file: string, look: (db: Database) => Result): Result {
  const db = new SqliteDatabase(file);
  const close = (): void => void db.close();
  const result = look(db);
  if (result instanceof Promise) void result.then(close, close);
  else close();
  return result;
}

/** The code that a promise rejects with; 'none' where it resolves. */
export async function rejectionCode(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'not a LetheError';
  }
}
