import type { Database } from 'better-sqlite3';
import type { PatientFacts, SealedFact } from '../store.js';
import type { Handlers } from './protocol.js';

/** A patient of whom more is known than this is no patient: a test phantom, or an ID that many share. */
const MOST_FACTS = 500;

/** Remembers what an instance told of its patient; to be called inside the transaction that advances the instance. */
export function prepareRememberFacts(db: Database): (at: number, known: PatientFacts) => void {
  const count = db.prepare<[string], { n: number }>(
    'SELECT count(*) AS n FROM patient_facts WHERE patient = ?',
  );
  const insert = db.prepare<[string, string, Uint8Array, number]>(
    'INSERT INTO patient_facts (patient, fact, sealed, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return (at, { patient, facts }) => {
    if (facts.length === 0) return;
    const room = MOST_FACTS - (count.get(patient)?.n ?? 0);
    for (const { fact, sealed } of facts.slice(0, Math.max(0, room))) insert.run(patient, fact, sealed, at);
  };
}

export function patientFactHandlers(db: Database): Pick<Handlers, 'patientFacts'> {
  const select = db.prepare<[string], SealedFact>('SELECT fact, sealed FROM patient_facts WHERE patient = ?');
  return { patientFacts: (_at, patient) => select.all(patient) };
}
