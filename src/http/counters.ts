/**
 * Counts what the pipeline tells. Labels are words of ours: codes, states, statuses, names from the configuration; never
 * an AE title or address of a peer, never a value of a data set.
 */
import type { AssociationEvent } from '../dimse/scp-options.js';
import { formatStatus } from '../dimse/status.js';
import { createCounter, type Family } from '../metrics/exposition.js';
import { allocateTimes, countingTimes, readTimes } from '../metrics/times.js';
import type { PipelineEvents } from '../pipeline/events.js';

export interface NodeCounters {
  /** Counts each event, then hands it on. */
  counting(events: PipelineEvents): PipelineEvents;
  families(): readonly Family[];
}

/** Reasons of A-ASSOCIATE-RJ in words, by result/source/reason (PS3.8 Table 9-21). */
const REJECTIONS: Readonly<Record<string, string>> = {
  '1/1/1': 'no-reason',
  '1/1/2': 'application-context-not-supported',
  '1/1/3': 'calling-ae-title-not-recognized',
  '1/1/7': 'called-ae-title-not-recognized',
  '1/2/2': 'protocol-version-not-supported',
  '2/3/1': 'temporary-congestion',
  '2/3/2': 'local-limit-exceeded',
};

const ENDS = ['released', 'aborted-by-peer', 'aborted-by-us', 'lost'] as const;

/** @param destinations the configured ones: their series are there from the start */
export function createNodeCounters(destinations: readonly string[]): NodeCounters {
  const accepted = createCounter('lethe_associations_accepted_total', 'Associations accepted.', [{}]);
  const rejected = createCounter(
    'lethe_associations_rejected_total',
    'Associations rejected, by reason (PS3.8 Table 9-21).',
    Object.values(REJECTIONS).map((reason) => ({ reason })),
  );
  const ended = createCounter(
    'lethe_associations_ended_total',
    'Accepted associations that ended, by how.',
    ENDS.map((how) => ({ how })),
  );
  const refusedConnections = createCounter(
    'lethe_connections_refused_total',
    'Connections that never became an association: too many, TLS failed, or no DICOM.',
    ['too-many', 'tls-failed', 'no-association'].map((reason) => ({ reason })),
  );
  const responses = createCounter('lethe_store_responses_total', 'C-STORE responses, by status.', [
    { status: '0000' },
  ]);
  const receivedBytes = createCounter('lethe_store_received_bytes_total', 'Bytes of data sets received.', [
    {},
  ]);
  const received = createCounter(
    'lethe_instances_received_total',
    'Instances taken into custody, by kind.',
    ['recorded', 'version', 'duplicate'].map((kind) => ({ kind })),
  );
  const refused = createCounter(
    'lethe_instances_refused_total',
    'Instances refused to their senders, by code.',
  );
  const deidentified = createCounter('lethe_instances_deidentified_total', 'Instances de-identified.', [{}]);
  const discarded = createCounter('lethe_instances_discarded_total', 'Instances discarded by a route.', [{}]);
  const quarantined = createCounter('lethe_instances_quarantined_total', 'Instances set aside, by code.');
  const deferred = createCounter(
    'lethe_instances_deferred_total',
    'De-identifications put off to be tried again, by code.',
  );
  const deliveries = createCounter(
    'lethe_deliveries_total',
    'Tries of a delivery, by destination and outcome: sent, failed (tried again), refused (for good).',
    destinations.flatMap((destination) =>
      ['sent', 'failed', 'refused'].map((outcome) => ({ destination, outcome })),
    ),
  );
  const removed = createCounter(
    'lethe_spool_files_removed_total',
    'Files removed by retention.',
    ['original', 'output'].map((kind) => ({ kind })),
  );
  const stageFailures = createCounter('lethe_stage_failures_total', 'Unexpected failures, by stage.');
  const commitments = createCounter(
    'lethe_commitment_instances_total',
    'Instances in storage commitments: given to senders, or had from destinations.',
    ['given', 'had'].flatMap((way) => ['committed', 'failed'].map((outcome) => ({ way, outcome }))),
  );
  const commitmentFailures = createCounter(
    'lethe_commitment_failures_total',
    'Senders that could not be told, and destinations that could not be asked for a commitment.',
    [{}],
  );
  const storeTimes = allocateTimes();
  const countStore = countingTimes(storeTimes);
  const open = new Set<string>();
  const up = new Map(destinations.map((destination) => [destination, true]));

  function endOf(associationId: string, how: (typeof ENDS)[number]): void {
    if (open.delete(associationId)) ended.add({ how });
    else refusedConnections.add({ reason: 'no-association' });
  }

  function countAssociation(event: AssociationEvent): void {
    switch (event.kind) {
      case 'association.accepted':
        open.add(event.associationId);
        accepted.add({});
        break;
      case 'association.rejected': {
        const code = `${String(event.result)}/${String(event.source)}/${String(event.reason)}`;
        rejected.add({ reason: REJECTIONS[code] ?? 'other' });
        break;
      }
      case 'association.released':
        endOf(event.associationId, 'released');
        break;
      case 'association.aborted':
        endOf(event.associationId, event.by === 'us' ? 'aborted-by-us' : 'aborted-by-peer');
        break;
      case 'association.lost':
        endOf(event.associationId, 'lost');
        break;
      case 'connection.refused':
        refusedConnections.add({ reason: 'too-many' });
        break;
      case 'tls.failed':
        refusedConnections.add({ reason: 'tls-failed' });
        break;
      case 'store.answered':
        responses.add({ status: formatStatus(event.status) });
        receivedBytes.add({}, event.sizeBytes);
        countStore(event.durationMs);
        break;
      default:
        break;
    }
  }

  return {
    counting: (events) => ({
      ...events,
      association(event) {
        countAssociation(event);
        events.association(event);
      },
      received(instanceId, kind, sizeBytes) {
        received.add({ kind });
        events.received(instanceId, kind, sizeBytes);
      },
      refused(status, code, detail) {
        refused.add({ code });
        events.refused(status, code, detail);
      },
      deidentified(...facts) {
        deidentified.add({});
        events.deidentified(...facts);
      },
      discarded(...facts) {
        discarded.add({});
        events.discarded(...facts);
      },
      quarantined(instanceId, code, detail) {
        quarantined.add({ code });
        events.quarantined(instanceId, code, detail);
      },
      deferred(instanceId, code) {
        deferred.add({ code });
        events.deferred(instanceId, code);
      },
      delivered(instanceId, destination, status) {
        deliveries.add({ destination, outcome: 'sent' });
        events.delivered(instanceId, destination, status);
      },
      deliveryFailed(instanceId, destination, code, retried, status) {
        deliveries.add({ destination, outcome: retried ? 'failed' : 'refused' });
        events.deliveryFailed(instanceId, destination, code, retried, status);
      },
      destinationDown(destination, ...facts) {
        up.set(destination, false);
        events.destinationDown(destination, ...facts);
      },
      destinationUp(destination) {
        up.set(destination, true);
        events.destinationUp(destination);
      },
      commitmentReported(callingAeTitle, committed, failed) {
        commitments.add({ way: 'given', outcome: 'committed' }, committed);
        commitments.add({ way: 'given', outcome: 'failed' }, failed);
        events.commitmentReported(callingAeTitle, committed, failed);
      },
      commitmentSettled(destination, committed, failed) {
        commitments.add({ way: 'had', outcome: 'committed' }, committed);
        commitments.add({ way: 'had', outcome: 'failed' }, failed);
        events.commitmentSettled(destination, committed, failed);
      },
      commitmentFailed(...facts) {
        commitmentFailures.add({});
        events.commitmentFailed(...facts);
      },
      removed(originals, outputs) {
        removed.add({ kind: 'original' }, originals);
        removed.add({ kind: 'output' }, outputs);
        events.removed(originals, outputs);
      },
      stageFailed(stage, error) {
        stageFailures.add({ stage });
        events.stageFailed(stage, error);
      },
    }),
    families: () => [
      {
        kind: 'gauge',
        name: 'lethe_associations_open',
        help: 'Associations open now.',
        samples: [{ labels: {}, value: open.size }],
      },
      ...[accepted, rejected, ended, refusedConnections, responses, receivedBytes].map((each) =>
        each.family(),
      ),
      {
        kind: 'histogram',
        name: 'lethe_store_seconds',
        help: 'From a C-STORE command to its answer.',
        times: [{ labels: {}, read: readTimes(storeTimes) }],
      },
      ...[received, refused, deidentified, discarded, quarantined, deferred, deliveries].map((each) =>
        each.family(),
      ),
      {
        kind: 'gauge',
        name: 'lethe_destination_up',
        help: '1: the destination took instances when it was last asked; 0: it is down.',
        samples: [...up].map(([destination, isUp]) => ({ labels: { destination }, value: isUp ? 1 : 0 })),
      },
      ...[commitments, commitmentFailures, removed, stageFailures].map((each) => each.family()),
    ],
  };
}
