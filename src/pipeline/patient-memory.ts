/**
 * What one instance told of its patient helps to clean the next: the worker threads recall the facts of earlier
 * instances, which the store keeps sealed. A thread asks once for each patient, over a channel that all threads hear;
 * what one of them learns is told to the others when it is in the store.
 */
import { randomBytes } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import type { IdentityFact } from '../deid/identity/facts.js';
import { LetheError } from '../errors.js';
import type { PatientFacts, SealedFact } from '../store/store.js';
import { createFactSealer } from './sealed-facts.js';

type MemoryMessage =
  | { readonly kind: 'ask'; readonly asker: string; readonly patient: string }
  | {
      readonly kind: 'answer';
      readonly asker: string;
      readonly patient: string;
      readonly facts: readonly SealedFact[];
    }
  | { readonly kind: 'failed'; readonly asker: string; readonly patient: string }
  | { readonly kind: 'learned'; readonly patient: string; readonly facts: readonly SealedFact[] };

/** Patients of whom a thread keeps in mind what it recalled. */
const MOST_PATIENTS = 2000;

/** Where facts come from: the store of a node, or the other inputs of a command. */
export type FactSource = (patient: string) => Promise<readonly SealedFact[]>;

/** The side of the main thread. */
export interface PatientMemoryServer {
  /** The channel's name, for the threads. */
  readonly channel: string;
  /** These facts are where the source finds them from now on. */
  learned(facts: PatientFacts): void;
  close(): void;
}

export function servePatientMemory(
  source: FactSource,
  onError: (error: unknown) => void,
): PatientMemoryServer {
  const name = `lethe-patient-memory-${randomBytes(8).toString('hex')}`;
  const channel = new BroadcastChannel(name);
  const say = (message: MemoryMessage): void => channel.postMessage(message);
  channel.onmessage = (event) => {
    const message = (event as { readonly data: MemoryMessage }).data;
    if (message.kind !== 'ask') return;
    const { asker, patient } = message;
    source(patient).then(
      (facts) => say({ kind: 'answer', asker, patient, facts }),
      (error: unknown) => {
        onError(error);
        say({ kind: 'failed', asker, patient });
      },
    );
  };
  channel.unref();
  return {
    channel: name,
    learned: ({ patient, facts }) => {
      if (facts.length > 0) say({ kind: 'learned', patient, facts });
    },
    close: () => channel.close(),
  };
}

interface Known {
  /** By kind and text. */
  readonly facts: Map<string, IdentityFact>;
  /** Those of them that are in the store. */
  readonly stored: Set<string>;
}

interface Question {
  readonly promise: Promise<Known>;
  readonly resolve: (known: Known) => void;
  readonly reject: (error: LetheError) => void;
}

/** The side of a worker thread. */
export interface PatientMemory {
  /**
   * What earlier instances told of a patient.
   * @throws LetheError `STORE_NOT_USABLE` when it cannot be known now
   */
  recall(patientKey: string): Promise<readonly IdentityFact[]>;
  /** Takes in what an instance tells; gives, sealed, what the store does not have yet. After `recall` of the patient. */
  learn(patientKey: string, facts: readonly IdentityFact[]): PatientFacts;
}

/** @param key the node's key for what is remembered of patients */
export function joinPatientMemory(channelName: string, key: Buffer): PatientMemory {
  const sealer = createFactSealer(key);
  const channel = new BroadcastChannel(channelName);
  const patients = new Map<string, Known>();
  const questions = new Map<string, Question>();
  // An answer to another thread may be older than the question here.
  const asker = randomBytes(8).toString('hex');

  channel.onmessage = (event) => {
    const message = (event as { readonly data: MemoryMessage }).data;
    switch (message.kind) {
      case 'answer':
        if (message.asker === asker) settle(message.patient)?.resolve(takeIn(message.patient, message.facts));
        break;
      case 'learned':
        // News of a patient nobody here asked for: the store will tell when somebody does.
        if (patients.has(message.patient)) takeIn(message.patient, message.facts);
        break;
      case 'failed':
        if (message.asker !== asker) break;
        settle(message.patient)?.reject(
          new LetheError('STORE_NOT_USABLE', 'what is known of the patient cannot be read'),
        );
        break;
      case 'ask':
        break;
    }
  };
  // The channel alone does not keep a thread alive; a question under way does.
  channel.unref();

  function settle(patient: string): Question | undefined {
    const question = questions.get(patient);
    questions.delete(patient);
    if (questions.size === 0) channel.unref();
    return question;
  }

  function takeIn(patient: string, sealed: readonly SealedFact[]): Known {
    let known = patients.get(patient);
    if (known === undefined) {
      known = { facts: new Map(), stored: new Set() };
      patients.set(patient, known);
      const oldest = patients.keys().next().value;
      if (patients.size > MOST_PATIENTS && oldest !== undefined) patients.delete(oldest);
    }
    for (const each of sealed) {
      const fact = sealer.open(patient, each);
      if (fact === undefined) continue;
      known.facts.set(keyOf(fact), fact);
      known.stored.add(keyOf(fact));
    }
    return known;
  }

  function ask(patient: string): Promise<Known> {
    const asked = questions.get(patient);
    if (asked !== undefined) return asked.promise;
    let settlers: Omit<Question, 'promise'> | undefined;
    const promise = new Promise<Known>((resolve, reject) => {
      settlers = { resolve, reject };
    });
    if (settlers === undefined) throw new Error('a promise calls its executor at once');
    questions.set(patient, { promise, ...settlers });
    channel.ref();
    channel.postMessage({ kind: 'ask', asker, patient } satisfies MemoryMessage);
    return promise;
  }

  return {
    async recall(patientKey) {
      const patient = sealer.patientToken(patientKey);
      const known = patients.get(patient) ?? (await ask(patient));
      // The patients of late stay, whoever came first.
      patients.delete(patient);
      patients.set(patient, known);
      return [...known.facts.values()];
    },
    learn(patientKey, facts) {
      const patient = sealer.patientToken(patientKey);
      const known = patients.get(patient);
      const fresh: SealedFact[] = [];
      for (const fact of facts) {
        if (known?.stored.has(keyOf(fact)) === true) continue;
        known?.facts.set(keyOf(fact), fact);
        fresh.push(sealer.seal(patient, fact));
      }
      return { patient, facts: fresh };
    },
  };
}

function keyOf({ kind, text }: IdentityFact): string {
  return `${kind}\u0000${text}`;
}
