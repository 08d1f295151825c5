import { formatStatus } from './dimse/status.js';
import type { AssociationEvent } from './dimse/scp-options.js';
import { errorFields, type Log, type LogFields } from './log.js';
import type { PipelineEvents } from './pipeline/events.js';

/** Writes what the pipeline tells into the log. */
export function pipelineLog(log: Log): PipelineEvents {
  return {
    association: (event) => logAssociation(log, event),
    received: (instance, kind, sizeBytes) => log.debug('instance.received', { instance, kind, sizeBytes }),
    refused: (status, code, detail) =>
      log.warn('instance.refused', { status: formatStatus(status), code, detail }),
    deidentified: (instance, strategy, route, destinations) =>
      log.info('instance.deidentified', { instance, strategy, route, destinations }),
    discarded: (instance, strategy, route) => log.info('instance.discarded', { instance, strategy, route }),
    quarantined: (instance, code, detail) => log.warn('instance.quarantined', { instance, code, detail }),
    deferred: (instance, code) => log.warn('instance.deferred', { instance, code }),
    delivered: (instance, destination, status) =>
      log.info('delivery.sent', { instance, destination, status: formatStatus(status) }),
    deliveryFailed: (instance, destination, code, retried, status) =>
      log.warn('delivery.failed', {
        instance,
        destination,
        code,
        retried,
        status: status === undefined ? undefined : formatStatus(status),
      }),
    destinationDown: (destination, code, retryInMs) =>
      log.warn('destination.down', { destination, code, retryInMs }),
    destinationUp: (destination) => log.info('destination.up', { destination }),
    commitmentRequested: (calling, instances) => log.info('commitment.requested', { calling, instances }),
    commitmentReported: (calling, committed, failed) =>
      log[failed === 0 ? 'info' : 'warn']('commitment.reported', { calling, committed, failed }),
    commitmentAsked: (destination, instances) => log.info('commitment.asked', { destination, instances }),
    commitmentSettled: (destination, committed, failed) =>
      log[failed === 0 ? 'info' : 'warn']('commitment.settled', { destination, committed, failed }),
    commitmentFailed: (whom, code, retryInMs) => log.warn('commitment.failed', { whom, code, retryInMs }),
    removed: (originals, outputs) => log.info('spool.removed', { originals, outputs }),
    recovered: (facts) => log.info('node.recovered', facts),
    stageFailed: (stage, error) => log.error('stage.failed', { stage, ...errorFields(error) }),
    spoolFailed: (error) => log.error('spool.failed', errorFields(error)),
  };
}

function logAssociation(log: Log, event: AssociationEvent): void {
  switch (event.kind) {
    case 'admission.failed':
      log.error('association.failed', { association: event.associationId, ...errorFields(event.error) });
      break;
    case 'connection.refused':
      log.warn('connection.refused', { address: event.remoteAddress });
      break;
    case 'tls.failed':
      log.warn('association.failed', { address: event.remoteAddress, code: event.code });
      break;
    case 'listener.failed':
      log.error('node.failed', { code: event.code });
      break;
    case 'association.accepted':
      log.info(event.kind, {
        ...whoOf(event),
        contexts: event.acceptedContexts,
        refused: event.refusedContexts,
        tls: event.tls?.version,
        cipher: event.tls?.cipher,
        certificate: event.tls?.names[0],
        user: event.user,
      });
      break;
    case 'association.rejected':
      log.warn(event.kind, {
        ...whoOf(event),
        result: event.result,
        source: event.source,
        reason: event.reason,
        cause: event.cause,
      });
      break;
    case 'association.released':
      log.info(event.kind, { ...whoOf(event), instances: event.instances });
      break;
    case 'association.aborted': {
      const { by, abort } = event;
      const own = by === 'us' ? { cause: event.cause, looksLike: event.looksLike } : {};
      log.warn(event.kind, { ...whoOf(event), by, source: abort.source, reason: abort.reason, ...own });
      break;
    }
    case 'association.lost':
      log.warn(event.kind, { ...whoOf(event), cause: event.cause, insideInstance: event.insideInstance });
      break;
    case 'echo.answered':
      log.info(event.kind, { ...whoOf(event), status: formatStatus(event.status) });
      break;
    case 'store.answered':
      log.info(event.kind, {
        ...whoOf(event),
        status: formatStatus(event.status),
        sizeBytes: event.sizeBytes,
        durationMs: event.durationMs,
      });
      break;
    case 'store.failed':
      log.error(event.kind, { ...whoOf(event), ...errorFields(event.error) });
      break;
    case 'operation.answered':
      log.info(event.kind, {
        ...whoOf(event),
        command: event.commandField,
        status: formatStatus(event.status),
      });
      break;
    case 'operation.refused':
      log.warn(event.kind, {
        ...whoOf(event),
        command: event.commandField,
        status: formatStatus(event.status),
      });
      break;
  }
}

interface Named {
  readonly associationId: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly remoteAddress: string;
}

/** What every line of an association names, so that one search finds them all. */
function whoOf(event: Named): LogFields {
  return {
    association: event.associationId,
    calling: event.callingAeTitle,
    called: event.calledAeTitle,
    address: event.remoteAddress,
  };
}
