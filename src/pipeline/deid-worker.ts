/** The worker thread: one instance at a time, from the incoming spool to the outgoing one. No database, no network. */
import { workerData } from 'node:worker_threads';
import { indexInstance, type DataSetLocation, type IndexedInstance } from '../dicom/instance.js';
import { HEAD_BYTES, openFileSource, type ByteSource, type FileSource } from '../dicom/source.js';
import { attributeReader } from '../deid/attributes.js';
import { deidentifyInstance, type DeidentifyOutcome } from '../deid/deidentify.js';
import { searchResidue } from '../deid/gate/gate.js';
import { patientKeyOf } from '../deid/header/deidentify.js';
import { collectFacts, type IdentityFact } from '../deid/identity/facts.js';
import type { Needle } from '../deid/identity/needles.js';
import type { TextTagger } from '../deid/text/tagger.js';
import { LetheError } from '../errors.js';
import { countingTimes } from '../metrics/times.js';
import { openTagger } from '../ner/tagger.js';
import { openTextFinder } from '../ocr/onnx-text-finder.js';
import type { TextFinder } from '../ocr/text-finder.js';
import { createPixelCleaner } from '../pixels/clean-pixels.js';
import { decide } from '../routing/decide.js';
import type { Strategy } from '../routing/strategy.js';
import { writeDeidentified } from '../spool/outgoing.js';
import type { StrategyReference } from '../store/store.js';
import { deidentifiedTokens } from './audit-tokens.js';
import type { DeidResult, DeidTask, DeidWorkerData } from './deid-task.js';
import { joinPatientMemory } from './patient-memory.js';
import type { QuarantineCode } from './quarantine.js';

const own = workerData as DeidWorkerData;
const memory = joinPatientMemory(own.memoryChannel, Buffer.from(own.memoryKey));

/** Loaded with the first text that needs it, once for the thread. */
let tagger: Promise<TextTagger> | undefined;
const countTagger = own.taggerTimes === undefined ? undefined : countingTimes(own.taggerTimes);
const taggerOfThread: TextTagger = {
  async tag(texts) {
    tagger ??= openTagger(own.nerModelFolder);
    const loaded = await tagger;
    const from = performance.now();
    const tagged = await loaded.tag(texts);
    countTagger?.(performance.now() - from);
    return tagged;
  },
};

let finder: Promise<TextFinder> | undefined;
const countFinder = own.finderTimes === undefined ? undefined : countingTimes(own.finderTimes);
const finderOfThread: TextFinder = {
  async find(frame) {
    finder ??= openTextFinder(own.ocrModelsFolder);
    const loaded = await finder;
    const from = performance.now();
    const found = await loaded.find(frame);
    countFinder?.(performance.now() - from);
    return found;
  },
};

/** Of the original at hand: fresh memory for each would keep the garbage collector busy. */
const headOfThread = Buffer.allocUnsafeSlow(HEAD_BYTES);

/** Routes and de-identifies one original. Starts from the refusal: whatever is not known to be done is quarantined. */
export default async function deidentifyTask(task: DeidTask): Promise<DeidResult> {
  // The pool sleeps outside the event loop: one turn of it, so that what other threads learned is heard.
  await new Promise((resolve) => setImmediate(resolve));
  let source: FileSource;
  try {
    source = openFileSource(task.path, headOfThread);
  } catch (error) {
    return isCode(error, 'ENOENT')
      ? { kind: 'quarantined', code: 'ORIGINAL_MISSING' }
      : { kind: 'deferred', code: 'ORIGINAL_NOT_READABLE' };
  }
  try {
    return await process(source, task);
  } catch (error) {
    return failure(error);
  } finally {
    source.close();
  }
}

async function process(source: FileSource, task: DeidTask): Promise<DeidResult> {
  const instance = indexInstance(source, task.where, own.limits);
  if (task.collectOnly === true) {
    const patientKey = patientKeyOf(instance);
    return {
      kind: 'collected',
      facts: memory.learn(patientKey, remembered(collectFacts(instance, keepsNothing))),
    };
  }
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

async function deidentify(
  source: FileSource,
  instance: IndexedInstance,
  task: DeidTask,
  chosen: Chosen,
): Promise<DeidResult> {
  const strategy = reference(chosen.strategy);
  const { route, destinations } = chosen;
  const patientKey = patientKeyOf(instance);
  let history: readonly IdentityFact[];
  try {
    history = await memory.recall(patientKey);
  } catch (error) {
    if (error instanceof LetheError) return { kind: 'deferred', code: 'PATIENT_FACTS_NOT_READABLE' };
    throw error;
  }
  let outcome: DeidentifyOutcome;
  try {
    outcome = await deidentifyInstance(
      instance,
      { source, where: task.where },
      {
        policy: chosen.strategy.policy,
        facts: task.facts,
        provenance: {
          strategyName: strategy.name,
          strategyVersion: strategy.version,
          strategyHash: strategy.hash,
        },
        keys: own.keys,
        trace: false,
        history,
        tagger: taggerOfThread,
        pixels: createPixelCleaner({ policy: chosen.strategy.pixels, finder: finderOfThread }),
      },
    );
  } catch (error) {
    return { ...failure(error), strategy, route };
  }
  if (outcome.kind === 'quarantine')
    return { kind: 'quarantined', code: outcome.code, detail: outcome.detail, strategy, route };
  const { needles } = outcome;
  try {
    const { file, hash, sizeBytes, dataSetOffset, sopClassUid, sopInstanceUid, transferSyntaxUid } =
      writeDeidentified(own.outgoingFolder, {
        ...outcome,
        inspect: (written, where) => inspect(written, where, needles),
      });
    return {
      kind: 'deidentified',
      strategy,
      route,
      destinations,
      output: { file, hash, sizeBytes, dataSetOffset, sopClassUid, sopInstanceUid, transferSyntaxUid },
      crosswalk: outcome.crosswalk,
      tokens: deidentifiedTokens(instance, own.auditTokenKey, outcome.crosswalk),
      actions: outcome.actions,
      facts: memory.learn(patientKey, remembered(outcome.identity)),
      pixels: outcome.pixels,
    };
  } catch (error) {
    if (error instanceof ResidueFound)
      return { kind: 'quarantined', code: 'RESIDUAL_IDENTITY', detail: error.message, strategy, route };
    // Bytes that cannot be written say nothing against the instance.
    if (isSystemError(error)) return { kind: 'deferred', code: 'OUTPUT_NOT_WRITTEN' };
    throw error;
  }
}

/** What of an instance still tells its patient, by element path; never the value. */
class ResidueFound extends Error {}

/** Reads what was written by another path than the writer's, and throws where the patient's identity stands in it. */
function inspect(written: ByteSource, where: DataSetLocation, needles: readonly Needle[]): void {
  const hits = searchResidue(written, where, needles);
  if (hits.length === 0) return;
  throw new ResidueFound(
    [...new Set(hits.map(({ path, kind }) => `${path} (${kind})`))].slice(0, 5).join(', '),
  );
}

/** The dates of a study tell little of the next one, and are many. */
function remembered(facts: readonly IdentityFact[]): readonly IdentityFact[] {
  return facts.filter(({ kind }) => kind !== 'date');
}

function keepsNothing(): boolean {
  return false;
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
