/** The worker thread: one instance at a time, from the incoming spool to the outgoing one. No database, no network. */
import { workerData } from 'node:worker_threads';
import { indexInstance, type IndexedInstance } from '../dicom/instance.js';
import { openFileSource, type FileSource } from '../dicom/source.js';
import { attributeReader } from '../deid/attributes.js';
import { deidentifyInstance, type DeidentifyOutcome } from '../deid/deidentify.js';
import { LetheError } from '../errors.js';
import { decide } from '../routing/decide.js';
import type { Strategy } from '../routing/strategy.js';
import { writeDeidentified } from '../spool/outgoing.js';
import type { StrategyReference } from '../store/store.js';
import { deidentifiedTokens } from './audit-tokens.js';
import type { DeidResult, DeidTask, DeidWorkerData } from './deid-task.js';
import type { QuarantineCode } from './quarantine.js';

const own = workerData as DeidWorkerData;

/** Routes and de-identifies one original. Starts from the refusal: whatever is not known to be done is quarantined. */
export default function deidentifyTask(task: DeidTask): DeidResult {
  let source: FileSource;
  try {
    source = openFileSource(task.path);
  } catch (error) {
    return isCode(error, 'ENOENT')
      ? { kind: 'quarantined', code: 'ORIGINAL_MISSING' }
      : { kind: 'deferred', code: 'ORIGINAL_NOT_READABLE' };
  }
  try {
    return process(source, task);
  } catch (error) {
    return failure(error);
  } finally {
    source.close();
  }
}

function process(source: FileSource, task: DeidTask): DeidResult {
  const instance = indexInstance(source, task.where, own.limits);
  const forced = task.useFirstStrategy === true ? own.strategies[0] : undefined;
  if (forced !== undefined)
    return deidentify(source, instance, task, { strategy: forced, route: '', destinations: [] });
  const decision = decide(own.strategies, task.facts, attributeReader(instance));
  switch (decision.kind) {
    case 'no-match':
      return { kind: 'quarantined', code: 'NO_ROUTE' };
    case 'failed':
      return {
        kind: 'quarantined',
        code: 'ROUTE_FAILED',
        strategy: reference(decision.strategy),
        route: decision.route.name,
      };
    case 'discard':
      return {
        kind: 'discarded',
        strategy: reference(decision.strategy),
        route: decision.route.name,
        reason: decision.reason,
      };
    case 'route':
      return deidentify(source, instance, task, {
        strategy: decision.strategy,
        route: decision.route.name,
        destinations: decision.destinations,
      });
  }
}

interface Chosen {
  readonly strategy: Strategy;
  readonly route: string;
  readonly destinations: readonly string[];
}

function deidentify(
  source: FileSource,
  instance: IndexedInstance,
  task: DeidTask,
  chosen: Chosen,
): DeidResult {
  const strategy = reference(chosen.strategy);
  const { route, destinations } = chosen;
  let outcome: DeidentifyOutcome;
  try {
    outcome = deidentifyInstance(
      instance,
      { source, where: task.where },
      {
        policy: chosen.strategy.policy,
        facts: task.facts,
        provenance: { strategyName: strategy.name, strategyVersion: strategy.version },
        keys: own.keys,
        trace: false,
      },
    );
  } catch (error) {
    return { ...failure(error), strategy, route };
  }
  if (outcome.kind === 'quarantine')
    return { kind: 'quarantined', code: 'QUARANTINED_BY_RULE', detail: outcome.detail, strategy, route };
  try {
    const { file, sha256, sizeBytes, dataSetOffset, sopClassUid, sopInstanceUid, transferSyntaxUid } =
      writeDeidentified(own.outgoingFolder, outcome);
    return {
      kind: 'deidentified',
      strategy,
      route,
      destinations,
      output: { file, sha256, sizeBytes, dataSetOffset, sopClassUid, sopInstanceUid, transferSyntaxUid },
      crosswalk: outcome.crosswalk,
      tokens: deidentifiedTokens(instance, own.auditTokenKey, outcome.crosswalk),
      actions: outcome.actions,
    };
  } catch (error) {
    // Bytes that cannot be written say nothing against the instance.
    if (isSystemError(error)) return { kind: 'deferred', code: 'OUTPUT_NOT_WRITTEN' };
    throw error;
  }
}

function reference(strategy: Strategy): StrategyReference {
  return { name: strategy.name, version: strategy.version, hash: strategy.hash };
}

/** A message of ours names positions and tags; one of anybody else's may hold a value, and is not passed on. */
function failure(error: unknown): { kind: 'quarantined'; code: QuarantineCode; detail?: string } {
  if (!(error instanceof LetheError))
    return {
      kind: 'quarantined',
      code: 'DEIDENTIFY_FAILED',
      detail: error instanceof Error ? error.name : 'unknown',
    };
  switch (error.code) {
    case 'DATA_SET_MALFORMED':
    case 'DATA_SET_LIMIT':
    case 'NOT_AN_INSTANCE':
    case 'TRANSFER_SYNTAX_UNKNOWN':
      return { kind: 'quarantined', code: error.code, detail: error.message };
    case 'ACTION_NOT_POSSIBLE':
    case 'EDIT_NOT_POSSIBLE':
      return { kind: 'quarantined', code: 'ACTION_FAILED', detail: error.message };
    default:
      return { kind: 'quarantined', code: 'DEIDENTIFY_FAILED', detail: error.code };
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
