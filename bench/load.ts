/**
 * A node at its limit: many associations at once, instances of mixed size (9 KB to 525 KB), for a number of instances or of
 * minutes, de-identified and sent on; with --pixels their pixels too, by the default strategy. Prints the latencies of C-STORE-RSP; memory, descriptors and queue
 * depth over time; how busy the machine was. An instance refused for want of room (A700H) is sent again.
 *
 *   node dist/bench/load.js [--associations 64] [--instances 10000] [--minutes 0] [--high-water 2000] [--every-s 30] [--pixels]
 *
 * `load-rows.ts` measures a store that has grown.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createStorageScp } from '../src/dimse/scp.js';
import type { InstanceSink } from '../src/dimse/scp-options.js';
import { openAssociation } from '../src/dimse/scu.js';
import { freePort } from '../test/peers/network.js';
import { makeNodeFolder, startNode, writeStrategy } from '../test/peers/node.js';
import { storableFile, type StorableFile } from '../test/peers/scu.js';
import { fromMemory, readInstance, sample, type ReadInstance } from '../test/support/instances.js';

const SAMPLES = ['ct-implicit.dcm', 'mr-private-elements.dcm', 'sr-comprehensive-3d.dcm'].map(sample);
const LOOK_MS = 2_000;
/** On one association, before another is opened. */
const INSTANCES_PER_ASSOCIATION = 50;
const OUT_OF_RESOURCES = 0xa700;
/** Before a sender that was refused comes again. */
const PAUSE_MS = 500;
const METRICS = {
  queued: 'lethe_queue_instances',
  rssBytes: 'process_resident_memory_bytes',
  descriptors: 'process_open_fds',
  cpuSeconds: 'process_cpu_seconds_total',
} as const;

type Look = Readonly<Record<keyof typeof METRICS | 'atMs', number>>;

const { values } = parseArgs({
  options: {
    associations: { type: 'string', default: '64' },
    instances: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '0' },
    'high-water': { type: 'string', default: '2000' },
    'every-s': { type: 'string', default: '30' },
    pixels: { type: 'boolean', default: false },
  },
});

await measureNode({
  associations: Number(values.associations),
  instances: Number(values.instances),
  minutes: Number(values.minutes),
  highWater: Number(values['high-water']),
  everyMs: Number(values['every-s']) * 1000,
});

/** Makes the sample under SOP Instance UIDs of its own, of the same length. */
function numbering(file: string): (number: number) => StorableFile {
  const like: ReadInstance = readInstance(file);
  const { dataSet, sopInstanceUid } = like;
  const places: number[] = [];
  for (let at = dataSet.indexOf(sopInstanceUid); at >= 0; at = dataSet.indexOf(sopInstanceUid, at + 1))
    places.push(at);
  return (number) => {
    const uid = `${sopInstanceUid.slice(0, -8)}${String(10_000_000 + number)}`;
    const copy = Buffer.from(dataSet);
    for (const place of places) copy.write(uid, place, 'latin1');
    return fromMemory({ ...like, sopInstanceUid: uid }, copy);
  };
}

/** A research PACS that counts what it gets and keeps nothing. */
async function startSink(port: number): Promise<{ readonly taken: () => number; close(): Promise<void> }> {
  let taken = 0;
  const sink: InstanceSink = {
    write: () => undefined,
    end() {
      taken += 1;
      return Promise.resolve({ status: 0 });
    },
    abort: () => Promise.resolve(),
  };
  const scp = createStorageScp({
    host: '127.0.0.1',
    port,
    admit: () => ({ kind: 'accept' }),
    acceptAbstractSyntax: () => true,
    openInstance: () => sink,
  });
  await scp.listen();
  return { taken: () => taken, close: () => scp.close() };
}

interface LoadOptions {
  readonly associations: number;
  readonly instances: number;
  readonly minutes: number;
  readonly highWater: number;
  readonly everyMs: number;
}

async function measureNode({
  associations,
  instances,
  minutes,
  highWater,
  everyMs,
}: LoadOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lethe-load-'));
  const sinkPort = await freePort();
  const httpPort = await freePort();
  const sink = await startSink(sinkPort);
  const node = await makeNodeFolder(folder, {
    limits: { maxAssociations: associations, maxAssociationsPerCaller: associations },
    spool: {
      reserveBytes: 0,
      retainOriginalsDays: 0,
      retainOutputsDays: 0,
      highWaterInstances: highWater,
    },
    http: { port: httpPort },
    ...(values.pixels ? {} : { strategies: [await writeStrategy(folder, ['folder'])] }),
    log: { level: 'error', format: 'text' },
    // The name that the default strategy routes to.
    destinations: { folder: { type: 'dicom', aeTitle: 'SINK', host: '127.0.0.1', port: sinkPort } },
  });
  const running = await startNode(node);
  const kinds = SAMPLES.map((file) => storableFile(file));
  const makers = SAMPLES.map(numbering);
  const latencies: number[] = [];
  const notStored = new Map<string, number>();
  const looks: Look[] = [];
  const loads: number[] = [];
  const from = performance.now();
  const until = minutes > 0 ? from + minutes * 60_000 : Infinity;
  let told = from;
  let next = 0;
  const watch = { isOn: true };
  const looking = (async () => {
    while (watch.isOn) {
      const look = await lookAt(httpPort, performance.now() - from);
      looks.push(look);
      loads.push(loadavg()[0] ?? 0);
      if (performance.now() - told >= everyMs) {
        told = performance.now();
        console.log(
          `${(look.atMs / 1000).toFixed(0)} s: ${String(latencies.length)} stored, ${String(sink.taken())} delivered, queue ${String(look.queued)}, RSS ${String(megabytes(look.rssBytes))} MB, ${String(look.descriptors)} descriptors`,
        );
      }
      await sleep(LOOK_MS);
    }
  })();
  const isMore = (): boolean => (minutes > 0 ? performance.now() < until : next < instances);
  const count = (what: string): void => void notStored.set(what, (notStored.get(what) ?? 0) + 1);

  const send = async (): Promise<void> => {
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
        count(`association ${opened.kind}`);
        await sleep(PAUSE_MS);
        continue;
      }
      const { association } = opened;
      for (let sent = 0; sent < INSTANCES_PER_ASSOCIATION && isMore() && association.usable; sent += 1) {
        const number = next++;
        const instance = makers[number % makers.length]?.(number);
        if (instance === undefined) throw new Error('there are no samples');
        for (;;) {
          const began = performance.now();
          const outcome = await association.store(instance);
          if (outcome.kind === 'stored') latencies.push(performance.now() - began);
          else count(outcome.kind === 'refused' ? outcome.status.toString(16) : outcome.kind);
          if (outcome.kind !== 'refused' || outcome.status !== OUT_OF_RESOURCES) break;
          await sleep(PAUSE_MS);
        }
      }
      await association.release();
    }
  };

  try {
    await Promise.all(Array.from({ length: associations }, send));
    const sentMs = performance.now() - from;
    while (sink.taken() < latencies.length && performance.now() - from < sentMs + 300_000) await sleep(100);
    const wholeMs = performance.now() - from;
    watch.isOn = false;
    await looking;
    report(
      { associations, latencies, notStored, looks, loads, sentMs, wholeMs, delivered: sink.taken() },
      running.output(),
    );
  } finally {
    watch.isOn = false;
    await running.stop(60_000);
    await sink.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly associations: number;
  readonly latencies: number[];
  readonly notStored: ReadonlyMap<string, number>;
  readonly looks: readonly Look[];
  readonly loads: readonly number[];
  readonly sentMs: number;
  readonly wholeMs: number;
  readonly delivered: number;
}

function report(measured: Measured, log: string): void {
  const { associations, latencies, notStored, looks, loads, sentMs, wholeMs, delivered } = measured;
  latencies.sort((a, b) => a - b);
  const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? NaN).toFixed(1);
  const cpu = (looks.at(-1)?.cpuSeconds ?? NaN) - (looks[0]?.cpuSeconds ?? NaN);
  const seconds = sentMs / 1000;
  console.log(
    `${String(associations)} associations: ${String(latencies.length)} stored in ${seconds.toFixed(0)} s (${(latencies.length / seconds).toFixed(1)} a second), ${String(delivered)} delivered after ${(wholeMs / 1000).toFixed(0)} s; ${((cpu / latencies.length) * 1000).toFixed(1)} ms of CPU time an instance`,
  );
  console.log(
    `C-STORE-RSP: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${(latencies.at(-1) ?? NaN).toFixed(1)} ms; not stored ${JSON.stringify([...notStored])}`,
  );
  // While it was sent to, by quarters.
  const sending = looks.filter(({ atMs }) => atMs <= sentMs);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    sending.slice(
      Math.floor((sending.length * quarter) / 4),
      Math.max(1, Math.floor((sending.length * (quarter + 1)) / 4)),
    ),
  );
  const mean = (some: readonly Look[], of: (look: Look) => number): string =>
    (some.reduce((sum, look) => sum + of(look), 0) / some.length).toFixed(0);
  const line = (of: (look: Look) => number): string =>
    `${quarters.map((some) => mean(some, of)).join(', ')}; most ${String(Math.max(...looks.map(of)))}`;
  console.log(`RSS, mean of each quarter: ${line(({ rssBytes }) => megabytes(rssBytes))} MB`);
  console.log(`descriptors: ${line(({ descriptors }) => descriptors)}`);
  console.log(`instances under way: ${line(({ queued }) => queued)}`);
  console.log(
    `load of the machine: mean ${(loads.reduce((sum, load) => sum + load, 0) / loads.length).toFixed(1)}`,
  );
  if (log.trim() !== '') console.log(`the node said:\n${log.trim().slice(-2_000)}`);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

async function lookAt(port: number, atMs: number): Promise<Look> {
  const page = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
  const read = (name: string): number => Number(new RegExp(`^${name} (.+)$`, 'm').exec(page)?.[1] ?? NaN);
  return {
    atMs,
    queued: read(METRICS.queued),
    rssBytes: read(METRICS.rssBytes),
    descriptors: read(METRICS.descriptors),
    cpuSeconds: read(METRICS.cpuSeconds),
  };
}
