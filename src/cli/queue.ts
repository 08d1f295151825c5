import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config.js';
import { LetheError } from '../errors.js';
import type { InstanceState, OperatorOutcome, RetrySelection, Store } from '../store/store.js';
import { actor, withStore, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { isoTime, print, printJson, printTable } from './output.js';

export interface QueueListOptions extends CommonOptions {
  readonly state?: string;
  readonly code?: string;
  readonly destination?: string;
  readonly limit?: string;
}

const STATES: readonly InstanceState[] = ['received', 'deidentified', 'sent', 'quarantined', 'discarded'];

/** Prints the books, the deliveries by destination, and the instances under way or set aside. */
export async function queueList(options: QueueListOptions): Promise<ExitCode> {
  const states =
    options.state === undefined
      ? (['received', 'deidentified', 'quarantined'] as const)
      : [stateOf(options.state)];
  const limit = wholeNumber('--limit', options.limit ?? '100');
  return withStore(options, async (store) => {
    const [books, destinations, page] = await Promise.all([
      store.books(),
      store.deliveryCounts(),
      store.listInstances({ states, code: options.code, destination: options.destination, limit }),
    ]);
    if (options.json === true) {
      printJson({ books, destinations, instances: page.rows });
      return EXIT.ok;
    }
    const { received, sent, queued, quarantined, discarded } = books;
    print(
      `received ${String(received)} = sent ${String(sent)} + queued ${String(queued)} + quarantined ${String(quarantined)} + discarded ${String(discarded)}${books.balanced ? '' : ' (DOES NOT BALANCE)'}`,
    );
    if (destinations.length > 0) {
      printTable(
        ['destination', 'queued', 'deferred', 'sent', 'refused', 'cancelled'],
        destinations.map((row) => [
          row.destination,
          String(row.queued),
          String(row.deferred),
          String(row.sent),
          String(row.refused),
          String(row.cancelled),
        ]),
      );
    }
    if (page.rows.length > 0) {
      printTable(
        ['id', 'state', 'received', 'calling', 'called', 'code', 'detail'],
        page.rows.map((row) => [
          String(row.id),
          row.state,
          isoTime(row.receivedAt),
          row.callingAeTitle,
          row.calledAeTitle,
          row.quarantineCode ?? row.lastCode ?? '',
          row.quarantineDetail ?? '',
        ]),
      );
    }
    if (page.next !== undefined) print('there are more: --limit');
    return EXIT.ok;
  });
}

export async function queueShow(id: string, options: CommonOptions): Promise<ExitCode> {
  const instanceId = wholeNumber('ID', id);
  return withStore(options, async (store) => {
    const instance = await store.getInstance(instanceId);
    if (instance === undefined) throw new LetheError('NOT_FOUND', `there is no instance ${id}`);
    if (options.json === true) {
      printJson(instance);
      return EXIT.ok;
    }
    for (const [name, value] of Object.entries(instance)) {
      if (value !== null && name !== 'deliveries')
        print(
          `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)}`,
        );
    }
    for (const delivery of instance.deliveries) {
      print(
        `delivery ${String(delivery.id)} to ${delivery.destination}: ${delivery.state}, ${String(delivery.attempts)} attempts, last ${delivery.lastCode ?? delivery.lastStatus?.toString(16) ?? 'none'}`,
      );
    }
    return EXIT.ok;
  });
}

/** Reasons go into the audit, where somebody reads them years after. */
const MAX_REASON_CHARACTERS = 1000;

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason === '' || reason.length > MAX_REASON_CHARACTERS)
    throw new LetheError(
      'USAGE',
      `--reason: give one, of at most ${String(MAX_REASON_CHARACTERS)} characters`,
    );
  return reason;
}

export async function queueRetry(
  id: string | undefined,
  options: CommonOptions & { destination?: string; all?: boolean; reason: string },
): Promise<ExitCode> {
  const selection = selectionOf(id, options);
  const reason = reasonOf(options.reason);
  return withStore(options, async (store, _keyring, config) => {
    if ('destination' in selection) await requireDestination(selection.destination, config, store);
    const outcome = await store.retry(selection, { actor: actor(), reason });
    if (options.json === true) printJson(outcome);
    switch (outcome.kind) {
      case 'retried':
        if (options.json !== true)
          print(
            `${String(outcome.deliveries)} deliveries and ${String(outcome.instances)} instances are due now`,
          );
        return EXIT.ok;
      case 'conflict':
        throw new LetheError('STATE_CONFLICT', `the instance is ${outcome.state}: nothing to retry`, {
          hint: 'release a quarantined instance with: lethe queue release ID',
        });
      case 'not-found':
        throw new LetheError('NOT_FOUND', `there is no instance ${id ?? ''}`);
    }
  });
}

export async function queueRelease(
  id: string,
  options: CommonOptions & { reason: string },
): Promise<ExitCode> {
  return act(id, options, 'release');
}

export async function queueDiscard(
  id: string,
  options: CommonOptions & { reason: string },
): Promise<ExitCode> {
  return act(id, options, 'discard');
}

async function act(
  id: string,
  options: CommonOptions & { reason: string },
  what: 'release' | 'discard',
): Promise<ExitCode> {
  const instanceId = wholeNumber('ID', id);
  const reason = reasonOf(options.reason);
  return withStore(options, async (store) => {
    const why = { actor: actor(), reason };
    const outcome = await onceFree(() => store[what](instanceId, why));
    if (options.json === true) printJson(outcome);
    throwUnlessDone(outcome, id, what);
    if (options.json !== true) print(`instance ${id} is ${outcome.kind === 'done' ? outcome.state : ''}`);
    return EXIT.ok;
  });
}

/** A try to send, or the work of a thread, is over in a moment: most that an operator waits for it. */
const BUSY_WAIT_MS = 5000;
const BUSY_INTERVAL_MS = 100;

async function onceFree(tryIt: () => Promise<OperatorOutcome>): Promise<OperatorOutcome> {
  const deadline = performance.now() + BUSY_WAIT_MS;
  for (;;) {
    const outcome = await tryIt();
    if (outcome.kind !== 'busy' || performance.now() > deadline) return outcome;
    await setTimeout(BUSY_INTERVAL_MS);
  }
}

function throwUnlessDone(outcome: OperatorOutcome, id: string, what: string): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'conflict':
      throw new LetheError(
        'STATE_CONFLICT',
        `instance ${id} is ${outcome.state}: it cannot be ${what === 'release' ? 'released' : 'discarded'}`,
      );
    case 'busy':
      throw new LetheError('STATE_CONFLICT', `instance ${id} is being worked on`, {
        hint: 'try again when that is over: `lethe queue show` tells what it waits for',
      });
    case 'not-found':
      throw new LetheError('NOT_FOUND', `there is no instance ${id}`);
  }
}

/** One that is configured, or was when something was sent to it. */
async function requireDestination(name: string, config: Config, store: Store): Promise<void> {
  const isKnown =
    config.destinations.has(name) ||
    (await store.deliveryCounts()).some(({ destination }) => destination === name);
  if (!isKnown) throw new LetheError('DESTINATION_UNKNOWN', `there is no destination ${name}`);
}

function selectionOf(
  id: string | undefined,
  options: { destination?: string; all?: boolean },
): RetrySelection {
  const given = [id, options.destination, options.all].filter((one) => one !== undefined);
  if (given.length !== 1) throw new LetheError('USAGE', 'name one of: an ID, --destination NAME, --all');
  if (id !== undefined) return { instanceId: wholeNumber('ID', id) };
  return options.destination === undefined ? { all: true } : { destination: options.destination };
}

function stateOf(text: string): InstanceState {
  const state = STATES.find((known) => known === text);
  if (state === undefined)
    throw new LetheError('USAGE', `--state: there is no state '${text}'`, {
      hint: `states are ${STATES.join(', ')}`,
    });
  return state;
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new LetheError('USAGE', `${name}: '${text}' is no whole number above 0`);
  return Number(text);
}
