/**
 * A store that has grown: how long claims, what the node does with each instance, and every question of `lethe audit`,
 * `lethe queue`, `lethe crosswalk` and /metrics take in it. Its rows are made by the store itself, as a node makes them:
 * of 100 instances 90 sent to two destinations, 3 received, 5 under way to a destination that is away, one refused by it
 * and one set aside.
 *
 *   node dist/bench/load-rows.js [--rows 100000] [--rounds 20] [--most-ms 0] [--database FILE] [--all FATE]
 *
 * With --all every instance has one fate: sent, received, waiting, stored (awaiting commitment), refused or quarantined.
 * A database named by --database is kept and used again. CPU time is that of the whole process. With --most-ms the exit
 * code is 1 where something takes more CPU time than that at the median.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/store/sqlite/open-store.js';
import type { AuditFilter, Store } from '../src/store/store.js';

const OWNER = 'load';
const AWAY = 'AWAY';
const THERE = 'THERE';
/** Until the leases of the filling are released, whatever the clock says there. */
const LEASE_MS = 3_650 * 86_400_000;
const BATCH = 500;
const PATIENTS = 1_000;
const STRATEGY = { name: 'load', version: '1', hash: 'ab'.repeat(32) };
const ACT = { actor: 'load', reason: 'measured' };
const DAY_MS = 86_400_000;
/** Instances come one a second, the last of them when the measurement begins. */
const EVERY_MS = 1_000;
const filledAt = Date.now();

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '20' },
    'most-ms': { type: 'string', default: '0' },
    database: { type: 'string' },
    all: { type: 'string' },
  },
});

const folder = values.database === undefined ? await mkdtemp(path.join(tmpdir(), 'lethe-rows-')) : undefined;
const file = values.database ?? path.join(folder ?? '', 'lethe.db');
try {
  await measure(file, Number(values.rows), Number(values.rounds), Number(values['most-ms']));
} finally {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

function hex(number: number): string {
  return number.toString(16).padStart(64, '0');
}

/** What becomes of an instance, by its number. */
function fateOf(number: number): string {
  if (values.all !== undefined) return values.all;
  const place = number % 100;
  if (place < 90) return 'sent';
  if (place < 93) return 'received';
  if (place < 98) return 'waiting';
  return place === 98 ? 'refused' : 'quarantined';
}

/** Instances `from` up to, not including, `to`, as a node would have them. */
async function fill(store: Store, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await Promise.all(numbers.map((number) => store.recordReceived(receivedOf(number))));
  const claimed = await store.claimInstances({ owner: OWNER, limit: BATCH, leaseMs: LEASE_MS });
  await Promise.all(
    claimed.map(async ({ id, spoolFile }) => {
      const number = Number.parseInt(spoolFile, 10);
      const fate = fateOf(number);
      if (fate === 'received') return;
      if (fate === 'quarantined') {
        await store.advanceInstance(id, OWNER, {
          kind: 'quarantined',
          code: number % 200 === 99 ? 'RESIDUE_FOUND' : 'NO_RULE_MATCHES',
          strategy: STRATEGY,
        });
        return;
      }
      await store.advanceInstance(id, OWNER, {
        kind: 'deidentified',
        strategy: STRATEGY,
        route: 'all',
        destinations: fate === 'sent' ? [THERE, 'FOLDER'] : [AWAY],
        output: {
          file: `${String(number)}.out`,
          hash: hex(number),
          sizeBytes: 1000,
          dataSetOffset: 320,
          sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
          sopInstanceUid: `2.25.${String(number)}`,
          transferSyntaxUid: '1.2.840.10008.1.2.1',
        },
        crosswalk: [
          { kind: 'uid', original: `1.2.3.${String(number)}`, replacement: `2.25.${String(number)}` },
          {
            kind: 'uid',
            original: `1.2.4.${String(Math.floor(number / 100))}`,
            replacement: `2.26.${String(Math.floor(number / 100))}`,
          },
          {
            kind: 'patientId',
            original: `P${String(number % PATIENTS)}`,
            replacement: `R${String(number % PATIENTS)}`,
          },
        ],
        tokens: {
          ...receivedOf(number).tokens,
          patientReplacement: `replaced patient ${String(number % PATIENTS)}`,
          studyReplacement: `replaced study ${String(Math.floor(number / 100))}`,
          instanceReplacement: `replaced instance ${String(number)}`,
        },
        actions: { removed: 12, replaced: 20, kept: 80 },
      });
    }),
  );
  for (const destination of [THERE, 'FOLDER', AWAY]) {
    const due = await store.claimDeliveries({ destination, owner: OWNER, limit: BATCH, leaseMs: LEASE_MS });
    await store.completeDeliveries(
      due.map(({ id, output }) => ({
        deliveryId: id,
        owner: OWNER,
        outcome: outcomeOf(destination, output.file),
      })),
    );
  }
}

function outcomeOf(destination: string, output: string): Parameters<Store['completeDelivery']>[2] {
  const peer = `${destination}@192.0.2.1:104`;
  if (destination !== AWAY) return { kind: 'sent', status: 0, peer };
  const number = Number.parseInt(output, 10);
  if (fateOf(number) === 'stored') return { kind: 'stored', status: 0, peer };
  if (fateOf(number) === 'refused') return { kind: 'refused', code: 'STATUS_C000', status: 0xc000, peer };
  // Half of them wait for their own next try, half for the destination.
  const nextAttemptAt = number % 2 === 0 ? filledAt + DAY_MS : filledAt;
  return { kind: 'deferred', code: 'STATUS_A700', status: 0xa700, peer, nextAttemptAt };
}

function receivedOf(number: number): Parameters<Store['recordReceived']>[0] {
  return {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: `1.2.3.${String(number)}`,
    transferSyntaxUid: '1.2.840.10008.1.2.1',
    spoolFile: `${String(number)}.dcm`,
    dataSetOffset: 320,
    sizeBytes: 1000,
    sha256: null,
    callingAeTitle: number % 10 === 0 ? 'CT1' : 'CT2',
    calledAeTitle: 'LETHE',
    address: '192.0.2.7',
    associationId: String(number % 100),
    tokens: {
      patientOriginal: `patient ${String(number % PATIENTS)}`,
      studyOriginal: `study ${String(Math.floor(number / 100))}`,
      instanceOriginal: `instance ${String(number)}`,
    },
  };
}

interface Timed {
  readonly what: string;
  readonly medianMs: number;
  readonly cpuMs: number;
  readonly longestMs: number;
}

async function measure(database: string, rows: number, rounds: number, mostMs: number): Promise<void> {
  const isThere = existsSync(database);
  let clock = (): number => filledAt - rows * EVERY_MS;
  const auditKey = Buffer.alloc(32, 1);
  const store = await openStore({ file: database, auditKey, role: 'node', now: () => clock() });
  try {
    if (!isThere) {
      const from = performance.now();
      const before = process.cpuUsage();
      for (let done = 0; done < rows; done += BATCH) {
        clock = () => filledAt - (rows - done) * EVERY_MS;
        await fill(store, done, Math.min(rows, done + BATCH));
      }
      await store.releaseLeases(OWNER);
      const { user, system } = process.cpuUsage(before);
      console.log(
        `${String(rows)} instances made in ${((performance.now() - from) / 1000).toFixed(0)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU time`,
      );
    }
    clock = () => Date.now();
    const timed: Timed[] = [];
    for (const [what, act] of questions(store)) timed.push(await time(what, rounds, act));
    for (const { what, medianMs, cpuMs, longestMs } of timed)
      console.log(
        `${what}: median ${medianMs.toFixed(1)} ms (CPU ${cpuMs.toFixed(1)}), longest ${longestMs.toFixed(1)} ms`,
      );
    const slow = timed.filter(({ cpuMs }) => mostMs > 0 && cpuMs > mostMs);
    if (slow.length > 0) {
      console.error(`slower than ${String(mostMs)} ms: ${slow.map(({ what }) => what).join('; ')}`);
      process.exitCode = 1;
    }
  } finally {
    await store.close();
  }
}

async function time(what: string, rounds: number, act: () => Promise<unknown>): Promise<Timed> {
  const times: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    const from = performance.now();
    await act();
    times.push(performance.now() - from);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  const medianOf = (all: number[]): number => all.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
  return { what, medianMs: medianOf(times), cpuMs: medianOf(cpu), longestMs: times.at(-1) ?? NaN };
}

function questions(store: Store): readonly (readonly [string, () => Promise<unknown>])[] {
  const claim = { owner: OWNER, limit: 32, leaseMs: 60_000 };
  const audit = (filter: AuditFilter) => () => store.queryAudit({ limit: 500, ...filter });
  const hour = { since: filledAt - DAY_MS / 2, until: filledAt - DAY_MS / 2 + 3_600_000 };
  const lastHour = { since: filledAt - 3_600_000 };
  let number = 1e9;
  const states = ['received', 'deidentified', 'quarantined'] as const;
  return [
    ['claim of 32 instances', () => store.claimInstances(claim)],
    ['claim of 32 deliveries', () => store.claimDeliveries({ ...claim, destination: AWAY })],
    ['claim of deliveries, none due', () => store.claimDeliveries({ ...claim, destination: THERE })],
    ['receipt of one instance', () => store.recordReceived(receivedOf((number += 1)))],
    [
      'claim of deliveries, all leased or waiting',
      () => store.claimDeliveries({ ...claim, destination: AWAY }),
    ],
    ['commitments to be reported', () => store.dueCommitments(16)],
    [
      'commitment, nothing to ask for',
      () =>
        store.beginCommitment({ destination: THERE, transactionUid: '1', limit: 1000, askAgainAt: filledAt }),
    ],
    [
      'retention: what is to be removed, nothing',
      () => store.listRemovable({ originalsBefore: 0, outputsBefore: 0, limit: BATCH }),
    ],
    [
      'retention: what is to be removed, 500',
      () => store.listRemovable({ originalsBefore: filledAt, outputsBefore: filledAt, limit: BATCH }),
    ],
    ['leases renewed', () => store.renewLeases(OWNER, 60_000)],
    ['leases released', () => store.releaseLeases(OWNER)],
    ['retries since the start', audit({ event: 'delivery.retried', cursor: 1 })],
    ['retries since now', audit({ event: 'delivery.retried', cursor: 590_000 })],
    ['audit --patient', audit({ patient: 'patient 7' })],
    ['audit --patient, a replacement', audit({ patient: 'replaced patient 7' })],
    ['audit --patient, nobody', audit({ patient: 'nobody' })],
    ['audit --study', audit({ study: 'study 70' })],
    ['audit --instance', audit({ instance: 'instance 7000' })],
    ['audit --patient --event', audit({ patient: 'patient 7', event: 'delivery.sent' })],
    ['audit --patient --destination', audit({ patient: 'patient 7', destination: 'FOLDER' })],
    ['audit --patient --calling-ae', audit({ patient: 'patient 7', callingAeTitle: 'CT2' })],
    ['audit --patient --since', audit({ patient: 'patient 7', ...lastHour })],
    ['audit --patient --calling-ae, none', audit({ patient: 'patient 7', callingAeTitle: 'MR' })],
    ['audit of an instance id', audit({ instanceId: 7000 })],
    ['audit --called-ae', audit({ calledAeTitle: 'LETHE' })],
    ['audit --called-ae, none', audit({ calledAeTitle: 'OTHER' })],
    ['audit --calling-ae, none', audit({ callingAeTitle: 'MR' })],
    ['audit --calling-ae', audit({ callingAeTitle: 'CT1' })],
    ['audit --destination', audit({ destination: AWAY })],
    ['audit --destination, none', audit({ destination: 'NOWHERE' })],
    ['audit --destination --event, rare', audit({ destination: THERE, event: 'delivery.refused' })],
    ['audit --destination --event, common', audit({ destination: THERE, event: 'delivery.sent' })],
    ['audit --event, last page', audit({ event: 'instance.received', cursor: 560_000 })],
    ['audit --event, first page', audit({ event: 'instance.received' })],
    ['audit --event, rare', audit({ event: 'node.started' })],
    ['audit --event --calling-ae, none', audit({ event: 'instance.received', callingAeTitle: 'MR' })],
    ['audit --event --called-ae, none', audit({ event: 'instance.received', calledAeTitle: 'OTHER' })],
    ['audit --event --since, last hour', audit({ event: 'instance.received', ...lastHour })],
    ['audit --since, last hour', audit(lastHour)],
    ['audit --since --until, an hour', audit(hour)],
    ['audit --since --calling-ae', audit({ ...lastHour, callingAeTitle: 'CT1' })],
    ['audit --since --destination', audit({ ...lastHour, destination: AWAY })],
    ['audit --since, future', audit({ since: filledAt + DAY_MS * 9 })],
    ['audit --until, past', audit({ until: 0 })],
    ['audit, all, first page', audit({})],
    ['audit, all, last page', audit({ cursor: 590_000 })],
    ['audit end', () => store.appendAudit({ event: 'node.started' })],
    ['queue list', () => store.listInstances({ states })],
    ['queue list --state sent', () => store.listInstances({ states: ['sent'] })],
    ['queue list --code', () => store.listInstances({ states, code: 'RESIDUE_FOUND' })],
    ['queue list --code, none', () => store.listInstances({ states, code: 'UID_MISMATCH' })],
    ['queue list --destination', () => store.listInstances({ states, destination: AWAY })],
    ['queue list --destination, none', () => store.listInstances({ states, destination: 'NOWHERE' })],
    [
      'queue list --state sent --destination, none',
      () => store.listInstances({ states: ['sent'], destination: 'NOWHERE' }),
    ],
    ['instances of a sender, newest', () => store.listInstances({ callingAeTitle: 'MR', order: 'newest' })],
    ['instances since', () => store.listInstances({ ...lastHour })],
    ['queue show', () => store.getInstance(7000)],
    ['queue retry ID', () => store.retry({ instanceId: 94 }, ACT)],
    ['queue retry --destination', () => store.retry({ destination: 'NOWHERE' }, ACT)],
    ['queue retry --all', () => store.retry({ all: true }, ACT)],
    ['books', () => store.books()],
    ['deliveries by destination', () => store.deliveryCounts()],
    ['queue depth', () => store.queueDepth()],
    ['counts for /metrics', () => store.counts()],
    ['crosswalk export, a page', () => store.exportCrosswalk({ kind: 'uid' })],
    ['crosswalk find', () => store.findCrosswalk('1.2.3.7000')],
    ['crosswalk find, nobody', () => store.findCrosswalk('nobody')],
  ];
}
