/** What a scrape gets: the counts of events, what lies in the store, and the times that the threads measured. */
import {
  EXPOSITION_CONTENT_TYPE,
  gauge,
  renderFamilies,
  type Family,
  type Sample,
} from '../metrics/exposition.js';
import { readTimes, type TimesMemory } from '../metrics/times.js';
import type { StoreCounts } from '../store/store.js';
import type { NodeCounters } from './counters.js';
import { processFamilies } from './process-metrics.js';
import type { Page } from './server.js';

export interface MetricsSources {
  readonly version: string;
  readonly counters: NodeCounters;
  counts(): Promise<StoreCounts>;
  freeBytes(): Promise<number>;
  readonly reserveBytes: number;
  refusal(): string | undefined;
  workers(): { readonly threads: number; readonly busy: number; readonly waiting: number };
  readonly times: {
    readonly durable: TimesMemory;
    readonly commit: TimesMemory;
    readonly worker: TimesMemory;
    readonly tagger: TimesMemory;
    readonly finder: TimesMemory;
  };
  now(): number;
}

export async function metricsPage(sources: MetricsSources): Promise<Page> {
  const [counts, free, ofProcess] = await Promise.all([
    sources.counts(),
    sources.freeBytes(),
    processFamilies(),
  ]);
  const families = [
    gauge('lethe_info', 'The version.', [{ labels: { version: sources.version }, value: 1 }]),
    ...sources.counters.families(),
    ...storeFamilies(counts, sources.now()),
    ...spoolFamilies(free, sources),
    ...workerFamilies(sources),
    ...ofProcess,
  ];
  return { status: 200, contentType: EXPOSITION_CONTENT_TYPE, body: renderFamilies(families) };
}

function storeFamilies({ states, deliveries }: StoreCounts, now: number): readonly Family[] {
  const ageOf = (receivedAt: number | null): number =>
    receivedAt === null ? 0 : Math.max(0, now - receivedAt) / 1000;
  const under = states.filter(({ state }) => state === 'received' || state === 'deidentified');
  const oldest = under.flatMap(({ oldestReceivedAt }) => oldestReceivedAt ?? []);
  const byDestination = (value: (one: StoreCounts['deliveries'][number]) => number): readonly Sample[] =>
    deliveries.map((one) => ({ labels: { destination: one.destination }, value: value(one) }));
  return [
    gauge(
      'lethe_instances',
      'Instances by state.',
      states.map(({ state, instances }) => ({ labels: { state }, value: instances })),
    ),
    gauge(
      'lethe_queue_instances',
      'Instances under way: received and not yet sent, set aside or discarded.',
      under.reduce((sum, { instances }) => sum + instances, 0),
    ),
    gauge(
      'lethe_queue_oldest_seconds',
      'Age of the oldest instance under way; 0: there is none.',
      ageOf(oldest.length === 0 ? null : Math.min(...oldest)),
    ),
    gauge(
      'lethe_deliveries',
      'Deliveries by destination and state.',
      (['queued', 'sent', 'refused', 'cancelled'] as const).flatMap((state) =>
        deliveries.map((one) => ({ labels: { destination: one.destination, state }, value: one[state] })),
      ),
    ),
    gauge(
      'lethe_deliveries_deferred',
      'Those of the queued deliveries that failed before.',
      byDestination(({ deferred }) => deferred),
    ),
    gauge(
      'lethe_deliveries_uncommitted',
      'Those of the queued deliveries that the destination has stored and not yet committed to.',
      byDestination(({ uncommitted }) => uncommitted),
    ),
    gauge(
      'lethe_delivery_oldest_seconds',
      'Age of the oldest instance that waits for a destination; 0: there is none.',
      byDestination(({ oldestReceivedAt }) => ageOf(oldestReceivedAt)),
    ),
  ];
}

const REFUSALS = ['spool-full', 'queue-full', 'disk-failed', 'not-ready'];

function spoolFamilies(free: number, sources: MetricsSources): readonly Family[] {
  const { reserveBytes, times } = sources;
  const refusal = sources.refusal();
  return [
    gauge('lethe_spool_free_bytes', 'Free space on the file system of the spool.', free),
    gauge('lethe_spool_reserve_bytes', 'Free space that is never used.', reserveBytes),
    gauge(
      'lethe_admission_refused',
      '1: no instance is taken, for this reason.',
      REFUSALS.map((reason) => ({ labels: { reason }, value: reason === refusal ? 1 : 0 })),
    ),
    histogram(
      'lethe_durable_seconds',
      'Until an original was on disk: fdatasync, rename, fsync of its folder.',
      times.durable,
    ),
    histogram('lethe_commit_seconds', 'Commits of the database that waited for the disk.', times.commit),
  ];
}

function workerFamilies(sources: MetricsSources): readonly Family[] {
  const { times } = sources;
  const { threads, busy, waiting } = sources.workers();
  return [
    gauge('lethe_workers', 'De-identification threads.', threads),
    gauge('lethe_workers_busy', 'Threads at work now.', busy),
    gauge('lethe_workers_waiting', 'Claimed instances that wait for a thread.', waiting),
    histogram('lethe_worker_seconds', 'Work of a thread on an instance.', times.worker),
    {
      kind: 'histogram',
      name: 'lethe_model_seconds',
      help: 'Work of the models: of the tagger on the free texts of an instance (ner), of the text finder on a frame (ocr).',
      times: [
        { labels: { model: 'ner' }, read: readTimes(times.tagger) },
        { labels: { model: 'ocr' }, read: readTimes(times.finder) },
      ],
    },
  ];
}

function histogram(name: string, help: string, memory: TimesMemory): Family {
  return { kind: 'histogram', name, help, times: [{ labels: {}, read: readTimes(memory) }] };
}
