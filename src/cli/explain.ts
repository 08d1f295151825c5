import { statSync } from 'node:fs';
import { attributeReader } from '../deid/attributes.js';
import type { RoutingFacts } from '../deid/condition.js';
import { deidentifyInstance, type DeidentifyOutcome, type DeidentifyRequest } from '../deid/deidentify.js';
import type { ElementTrace } from '../deid/header/deidentify.js';
import type { Resolution } from '../deid/header/resolve.js';
import { deidentifyExample } from '../deid/example.js';
import { lookupTag } from '../dicom/dictionary.js';
import { indexInstance, type IndexedInstance } from '../dicom/instance.js';
import { readFileHeader, type FileHeader } from '../dicom/part10.js';
import { openFileSource, type FileSource } from '../dicom/source.js';
import { loadConfiguredStrategies } from '../daemon.js';
import { LetheError } from '../errors.js';
import { NER_MODEL_FOLDER } from '../ner/model-folder.js';
import { openTagger } from '../ner/tagger.js';
import { decide, type Decision } from '../routing/decide.js';
import { loadStrategies } from '../routing/load.js';
import type { Strategy } from '../routing/strategy.js';
import { configOf, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, printTable } from './output.js';

export interface ExplainOptions extends CommonOptions {
  readonly strategy?: string;
  readonly calledAe?: string;
  readonly callingAe?: string;
  readonly address?: string;
  readonly all?: boolean;
}

/** Pseudonyms are not shown, so no real key is needed to tell what would be done. */
const NO_KEY = Buffer.alloc(32);

/** Tells what would be done with a file: where it would go, and the rule and the action for each element. Writes nothing. */
export async function explain(file: string, options: ExplainOptions): Promise<ExitCode> {
  const subject = openSubject(file, options);
  const { decision, strategy, instance, source, where } = subject;
  try {
    const outcome =
      strategy === undefined
        ? undefined
        : await deidentifyInstance(
            instance,
            { source, where },
            { ...requestFor(subject, strategy), trace: true, tagger: await openTagger(NER_MODEL_FOLDER) },
          );
    if (options.json === true) printJson(asJson(file, decision, strategy, outcome));
    else printText(file, decision, strategy, outcome, options.all === true);
    return outcome?.kind === 'deidentified' ? EXIT.ok : EXIT.setAside;
  } finally {
    source.close();
  }
}

/** A file to explain, with what the strategies say of it. */
export interface Subject {
  readonly source: FileSource;
  readonly where: FileHeader;
  readonly instance: IndexedInstance;
  readonly facts: RoutingFacts;
  readonly decision: Decision;
  /** The one that takes it, or the one that was asked for. */
  readonly strategy: Strategy | undefined;
}

/** Opens a file and routes it; the caller closes its source. */
export function openSubject(file: string, options: ExplainOptions): Subject {
  const config = configOf(options);
  const strategies =
    options.strategy === undefined
      ? loadConfiguredStrategies(config)
      : loadStrategies([options.strategy], { deidentifyExample });
  const facts = {
    calledAeTitle: options.calledAe ?? config.aeTitles[0]?.aeTitle,
    callingAeTitle: options.callingAe,
    address: options.address,
  };
  const source = openInput(file);
  try {
    const where = readFileHeader(source);
    const instance = indexInstance(source, where, config.limits);
    const decision = decide(strategies, facts, attributeReader(instance));
    const asked = options.strategy === undefined ? undefined : strategies[0];
    const strategy = decision.kind === 'route' ? decision.strategy : asked;
    return { source, where, instance, facts, decision, strategy };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** What the engine is asked for a subject; nothing of it is kept. */
export function requestFor(
  { facts }: Subject,
  strategy: Strategy,
): Omit<DeidentifyRequest, 'trace' | 'tagger'> {
  return {
    policy: strategy.policy,
    facts,
    provenance: {
      strategyName: strategy.name,
      strategyVersion: strategy.version,
      strategyHash: strategy.hash,
    },
    keys: { uid: NO_KEY, patientId: NO_KEY, date: NO_KEY, hash: NO_KEY },
    history: [],
  };
}

export function openInput(file: string): ReturnType<typeof openFileSource> {
  try {
    // Of a pipe nobody may ever write the end.
    if (statSync(file).isFile()) return openFileSource(file);
  } catch (error) {
    throw new LetheError('NOT_FOUND', `${file} cannot be read`, { cause: error });
  }
  throw new LetheError('NOT_FOUND', `${file} is no regular file`);
}

/** A resolution in one phrase: `rule-3 (line 21)`, `profile X`, `profile C by retainLongModifiedDates`, `default: private`. */
export function describeBy(by: Resolution['by']): string {
  switch (by.kind) {
    case 'rule':
      return `${by.id} (line ${String(by.line)})`;
    case 'profile':
      return by.option === undefined ? `profile ${by.code}` : `profile ${by.code} by ${by.option}`;
    case 'default':
      return `default: ${by.reason}`;
  }
}

export function nameOf(entry: ElementTrace): string {
  return lookupTag(entry.tag)?.keyword ?? (((entry.tag >>> 16) & 1) === 1 ? 'private' : 'unknown');
}

function describeDecision(decision: Decision): string {
  switch (decision.kind) {
    case 'route':
      return `route ${decision.route.name} of strategy ${decision.strategy.name} ${decision.strategy.version}, to ${decision.destinations.join(', ')}`;
    case 'discard':
      return `discarded by route ${decision.route.name} of strategy ${decision.strategy.name}: ${decision.reason}`;
    case 'no-match':
      return 'no route matches: quarantined (NO_ROUTE)';
    case 'failed':
      return `a condition of route ${decision.route.name} could not be evaluated: quarantined (ROUTE_FAILED)`;
  }
}

function printText(
  file: string,
  decision: Decision,
  strategy: Strategy | undefined,
  outcome: DeidentifyOutcome | undefined,
  all: boolean,
): void {
  print(`${file}: ${describeDecision(decision)}`);
  for (const asked of decision.trace) {
    const why = asked.because
      .map((leaf) => `${leaf.text} ${leaf.holds ? 'holds' : 'does not hold'} (line ${String(leaf.line)})`)
      .join('; ');
    print(
      `  ${asked.strategy}/${asked.route} (${asked.file}:${String(asked.line)}): ${asked.holds ? 'matches' : 'does not match'}${why === '' ? '' : `: ${why}`}`,
    );
  }
  if (outcome === undefined) return;
  if (outcome.kind === 'quarantine') {
    print(`quarantined (${outcome.code}) by ${outcome.detail}`);
    return;
  }
  const shown = outcome.trace.filter((entry) => all || entry.changed);
  print(
    `strategy ${strategy?.name ?? ''}: ${String(outcome.trace.length)} elements, ${String(outcome.trace.filter(({ changed }) => changed).length)} changed${all ? '' : ' (--all shows those that stay too)'}`,
  );
  printTable(
    ['element', 'keyword', 'VR', 'path', 'action', 'by'],
    shown.map((entry) => [
      entry.path,
      nameOf(entry),
      entry.vr,
      entry.way,
      entry.action,
      describeBy(entry.by),
    ]),
  );
}

function asJson(
  file: string,
  decision: Decision,
  strategy: Strategy | undefined,
  outcome: DeidentifyOutcome | undefined,
): unknown {
  return {
    file,
    decision: {
      kind: decision.kind,
      strategy:
        strategy === undefined
          ? null
          : { name: strategy.name, version: strategy.version, hash: strategy.hash, file: strategy.file },
      route: decision.kind === 'no-match' ? null : decision.route.name,
      destinations: decision.kind === 'route' ? decision.destinations : [],
      reason: decision.kind === 'discard' ? decision.reason : null,
      trace: decision.trace,
    },
    outcome: outcome?.kind ?? null,
    quarantine: outcome?.kind === 'quarantine' ? { code: outcome.code, detail: outcome.detail } : null,
    actions: outcome?.kind === 'deidentified' ? outcome.actions : {},
    elements:
      outcome?.kind === 'deidentified'
        ? outcome.trace.map((entry) => ({
            path: entry.path,
            keyword: nameOf(entry),
            vr: entry.vr,
            way: entry.way,
            action: entry.action,
            by: entry.by,
            changed: entry.changed,
          }))
        : [],
  };
}
