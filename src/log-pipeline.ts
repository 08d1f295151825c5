import { formatStatus } from './dimse/status.js';
import type { AssociationEvent } from './dimse/scp-options.js';
import { errorFields, type Log } from './log.js';
import type { PipelineEvents } from './pipeline/events.js';

/** Writes what the pipeline tells into the log. */
export function pipelineLog(log: Log): PipelineEvents {
  return {
    association: (event) => logAssociation(log, event),
    received: (instance, kind, sizeBytes) => log.debug('instance.received', { instance, kind, sizeBytes }),
    refused: (status, code, detail) => log.warn('instance.refused', { status: formatStatus(status), code, detail }),
    deidentified: (instance, strategy, route, destinations) => log.info('instance.deidentified', { instance, strategy, route, destinations }),
    discarded: (instance, strategy, route) => log.info('instance.discarded', { instance, strategy, route }),
    quarantined: (instance, code, detail) => log.warn('instance.quarantined', { instance, code, detail }),
    deferred: (instance, code) => log.warn('instance.deferred', { instance, code }),
    delivered: (instance, destination, status) => log.info('delivery.sent', { instance, destination, status: formatStatus(status) }),
    deliveryFailed: (instance, destination, code, retried, status) =>
      log.warn('delivery.failed', { instance, destination, code, retried, status: status === undefined ? undefined : formatStatus(status) }),
    destinationDown: (destination, code, retryInMs) => log.warn('destination.down', { destination, code, retryInMs }),
    destinationUp: (destination) => log.info('destination.up', { destination }),
    removed: (originals, outputs) => log.info('spool.removed', { originals, outputs }),
    recovered: (facts) => log.info('node.recovered', facts),
    stageFailed: (stage, error) => log.error('stage.failed', { stage, ...errorFields(error) }),
    spoolFailed: (error) => log.error('spool.failed', errorFields(error)),
  };
}

function logAssociation(log: Log, event: AssociationEvent): void {
  if (event.kind === 'admission.failed') return log.error('association.failed', { association: event.associationId, ...errorFields(event.error) });
  if (event.kind === 'connection.refused') return log.warn('connection.refused', { address: event.remoteAddress });
  if (event.kind === 'tls.failed') return log.warn('association.failed', { address: event.remoteAddress, code: event.code });
  if (event.kind === 'listener.failed') return log.error('node.failed', { code: event.code });
  const who = { association: event.associationId, calling: event.callingAeTitle, called: event.calledAeTitle, address: event.remoteAddress };
  switch (event.kind) {
    case 'association.accepted':
      return log.info('association.accepted', { ...who, contexts: event.acceptedContexts, refused: event.refusedContexts });
    case 'association.rejected':
      return log.warn('association.rejected', { ...who, result: event.result, source: event.source, reason: event.reason });
    case 'association.released':
      return log.info('association.released', { ...who, instances: event.instances });
    case 'association.aborted': {
      const facts = { ...who, by: event.by, source: event.abort.source, reason: event.abort.reason };
      return log.warn('association.aborted', event.by === 'us' ? { ...facts, cause: event.cause, looksLike: event.looksLike } : facts);
    }
    case 'association.lost':
      return log.warn('association.lost', { ...who, cause: event.cause, insideInstance: event.insideInstance });
    case 'echo.answered':
      return log.info('echo.answered', { ...who, status: formatStatus(event.status) });
    case 'store.answered':
      return log.info('store.answered', { ...who, status: formatStatus(event.status), sizeBytes: event.sizeBytes, durationMs: event.durationMs });
    case 'store.failed':
      return log.error('store.failed', { ...who, ...errorFields(event.error) });
    case 'operation.refused':
      return log.warn('operation.refused', { ...who, command: event.commandField, status: formatStatus(event.status) });
  }
}
