/**
 * A node at its limit: many associations at once, instances of mixed size, for a number of instances or of minutes. Prints
 * the latencies of C-STORE-RSP, and memory, descriptors and queue depth over time; with --rows also how long claims and
 * audit queries take in a store of so many rows.
 *
 *   node dist/bench/load.js [--associations 64] [--instances 10000] [--minutes 0] [--rows 0]
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeNodeFolder, startNode } from '../test/peers/node.js';
import { storableFile, type StorableFile } from '../test/peers/scu.js';
import { fromMemory, readInstance, sample } from '../test/support/instances.js';
import { openAssociation } from '../src/dimse/scu.js';
import { openStore } from '../src/store/sqlite/open-store.js';

const SAMPLES = ['ct-implicit.dcm', 'mr-private-elements.dcm', 'sr-comprehensive-3d.dcm'].map(sample);
const LOOK_MS = 2_000;

interface Look {
  readonly rssMb: number;
  readonly descriptors: number;
}

const { values } = parseArgs({
  options: {
    associations: { type: 'string', default: '64' },
    instances: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '0' },
    rows: { type: 'string', default: '0' },
  },
});

if (Number(values.rows) > 0) await measureStore(Number(values.rows));
await measureNode(Number(values.associations), Number(values.instances), Number(values.minutes));

/** The sample under a SOP Instance UID of its own, of the same length. */
function numbered(file: string, number: number): StorableFile {
  const like = readInstance(file);
  const uid = `${like.sopInstanceUid.slice(0, -8)}${String(10_000_000 + number)}`;
  const whole = like.dataSet.toString('latin1');
  return fromMemory(
    { ...like, sopInstanceUid: uid },
    Buffer.from(whole.replaceAll(like.sopInstanceUid, uid), 'latin1'),
  );
}

async function measureNode(associations: number, instances: number, minutes: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lethe-load-'));
  const node = await makeNodeFolder(folder, {
    limits: { maxAssociations: associations, maxAssociationsPerCaller: associations },
    spool: { reserveBytes: 0, retainOriginalsDays: 0, retainOutputsDays: 0 },
    log: { level: 'error', format: 'text' },
    destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
  });
  const running = await startNode(node);
  const latencies: number[] = [];
  const refused = new Map<string, number>();
  const looks: Look[] = [];
  const timer = setInterval(() => void look(running.pid).then((one) => looks.push(one)), LOOK_MS);
  const from = performance.now();
  const until = minutes > 0 ? from + minutes * 60_000 : Infinity;
  let next = 0;
  const isMore = (): boolean => (minutes > 0 ? performance.now() < until : next < instances);

  const send = async (): Promise<void> => {
    const kinds = SAMPLES.map((file) => storableFile(file));
    while (isMore()) {
      const opened = await openAssociation({
        host: '127.0.0.1',
        port: node.port,
        callingAeTitle: 'LOAD',
        calledAeTitle: 'LETHE',
        contexts: kinds.map(({ sopClassUid, transferSyntaxUid }) => ({
          abstractSyntaxUid: sopClassUid,
          transferSyntaxUids: [transferSyntaxUid],
        })),
      });
      if (opened.kind !== 'accepted') {
        refused.set(opened.kind, (refused.get(opened.kind) ?? 0) + 1);
        continue;
      }
      for (let sent = 0; sent < 50 && isMore(); sent += 1) {
        const number = next++;
        const instance = numbered(SAMPLES[number % SAMPLES.length] ?? '', number);
        const began = performance.now();
        const outcome = await opened.association.store(instance);
        if (outcome.kind === 'stored') latencies.push(performance.now() - began);
        else {
          const what = outcome.kind === 'refused' ? outcome.status.toString(16) : outcome.kind;
          refused.set(what, (refused.get(what) ?? 0) + 1);
        }
        if (!opened.association.usable) break;
      }
      await opened.association.release();
    }
  };

  try {
    await Promise.all(Array.from({ length: associations }, send));
    const seconds = (performance.now() - from) / 1000;
    clearInterval(timer);
    looks.push(await look(running.pid));
    latencies.sort((a, b) => a - b);
    const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? NaN).toFixed(1);
    const of = (value: (one: Look) => number): string => {
      const half = looks.slice(Math.floor(looks.length / 2)).map(value);
      return `${String(Math.min(...half))} to ${String(Math.max(...half))} in the second half`;
    };
    console.log(
      `${String(associations)} associations, ${String(latencies.length)} stored in ${seconds.toFixed(1)} s`,
    );
    console.log(
      `C-STORE-RSP: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; refused ${JSON.stringify([...refused])}`,
    );
    console.log(`RSS ${of(({ rssMb }) => rssMb)} MB; descriptors ${of(({ descriptors }) => descriptors)}`);
  } finally {
    clearInterval(timer);
    await running.stop(60_000);
    await rm(folder, { recursive: true, force: true });
  }
}

async function look(pid: number): Promise<Look> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'latin1');
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return {
    rssMb: Math.round(rss / 1024),
    descriptors: (await readdir(`/proc/${String(pid)}/fd`)).length,
  };
}

/** Claims and audit queries in a store that has grown. */
async function measureStore(rows: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lethe-rows-'));
  const store = await openStore({
    file: path.join(folder, 'lethe.db'),
    auditKey: Buffer.alloc(32, 1),
    role: 'node',
  });
  try {
    for (let done = 0; done < rows; done += 500) {
      const batch = Array.from({ length: Math.min(500, rows - done) }, (_, index) => done + index);
      await Promise.all(
        batch.map((number) =>
          store.recordReceived({
            sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
            sopInstanceUid: `1.2.3.${String(number)}`,
            transferSyntaxUid: '1.2.840.10008.1.2.1',
            spoolFile: `${String(number)}.dcm`,
            dataSetOffset: 320,
            sizeBytes: 1000,
            sha256: null,
            callingAeTitle: 'LOAD',
            calledAeTitle: 'LETHE',
            address: '127.0.0.1',
            associationId: String(number % 100),
            tokens: { patientOriginal: `patient ${String(number % 1000)}` },
          }),
        ),
      );
    }
    const timed = async (what: string, act: () => Promise<unknown>): Promise<void> => {
      const times: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        const began = performance.now();
        await act();
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      console.log(
        `${what}: median ${(times[10] ?? NaN).toFixed(1)} ms, longest ${(times[19] ?? NaN).toFixed(1)} ms`,
      );
    };
    console.log(`a store of ${String(rows)} instances`);
    await timed('claim of 32', () => store.claimInstances({ owner: 'load', limit: 32, leaseMs: 60_000 }));
    await timed('audit of a patient', () => store.queryAudit({ patient: 'patient 7' }));
    await timed('audit of an instance', () => store.queryAudit({ instanceId: 17 }));
    await timed('audit of an event, last page', () =>
      store.queryAudit({ event: 'instance.received', cursor: rows - 100 }),
    );
    await timed('queue depth', () => store.queueDepth());
    await timed('counts', () => store.counts());
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}
