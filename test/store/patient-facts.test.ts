import { expect } from 'chai';
import type { SealedFact } from '../../src/store/store.js';
import { deidentified, OWNER, receiveAndClaim, temporaryStores, withRaw } from './temporary-store.js';

const PATIENT = 'aa'.repeat(16);

function fact(n: number, content = `sealed ${String(n)}`): SealedFact {
  return { fact: `fact-${String(n)}`, sealed: Buffer.from(content) };
}

function contents(facts: readonly SealedFact[]): string[] {
  return facts.map(({ fact: name, sealed }) => `${name}: ${Buffer.from(sealed).toString()}`).sort();
}

describe('store: what is known of patients', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('knows nothing of a patient not seen before', async () => {
    const { store } = await temporary.open();
    expect(await store.patientFacts(PATIENT)).to.deep.equal([]);
  });

  it('remembers what an instance told, with the instance', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.advanceInstance(id, OWNER, {
      ...deidentified(),
      facts: { patient: PATIENT, facts: [fact(1), fact(2)] },
    });
    expect(contents(await store.patientFacts(PATIENT))).to.deep.equal([
      'fact-1: sealed 1',
      'fact-2: sealed 2',
    ]);
    expect(await store.patientFacts('bb'.repeat(16))).to.deep.equal([]);
  });

  it('remembers nothing of an instance whose lease was lost', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const outcome = { ...deidentified(), facts: { patient: PATIENT, facts: [fact(1)] } };
    expect(await store.advanceInstance(id, 'node:2:other', outcome)).to.include({ kind: 'lease-lost' });
    expect(await store.patientFacts(PATIENT)).to.deep.equal([]);
  });

  it('keeps the first of two with the same name', async () => {
    const { store } = await temporary.open();
    for (const content of ['first', 'second']) {
      const id = await receiveAndClaim(store);
      const facts = { patient: PATIENT, facts: [fact(1, content)] };
      await store.advanceInstance(id, OWNER, { ...deidentified(), facts });
    }
    expect(contents(await store.patientFacts(PATIENT))).to.deep.equal(['fact-1: first']);
  });

  it('keeps no more than 500 of one patient', async () => {
    const { store } = await temporary.open();
    const id = await receiveAndClaim(store);
    const facts = Array.from({ length: 600 }, (_, n) => fact(n));
    await store.advanceInstance(id, OWNER, { ...deidentified(), facts: { patient: PATIENT, facts } });
    expect(await store.patientFacts(PATIENT)).to.have.length(500);
  });

  it('finds its place in a database of the version before', async () => {
    const { store, file } = await temporary.open();
    const id = await receiveAndClaim(store);
    await store.close();
    withRaw(file, (db) => {
      db.exec(`ALTER TABLE audit RENAME COLUMN output_hash TO output_sha256;
        ALTER TABLE instances RENAME COLUMN output_hash TO output_sha256;
        DROP INDEX audit_by_calling_ae; DROP INDEX audit_by_called_ae; DROP INDEX instances_quarantined;
        DROP INDEX deliveries_due;
        CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_at) WHERE state = 'queued';
        DROP TABLE patient_facts; DROP TABLE commitment_references; DROP TABLE commitment_requests;
        DROP INDEX deliveries_uncommitted; DROP INDEX deliveries_by_commitment;
        ALTER TABLE deliveries DROP COLUMN stored_at; ALTER TABLE deliveries DROP COLUMN commitment_uid;
        ALTER TABLE deliveries DROP COLUMN uncommitted`);
      db.pragma('user_version = 1');
    });
    const later = await temporary.open({ file });
    expect(await later.store.patientFacts(PATIENT)).to.deep.equal([]);
    expect((await later.store.getInstance(id))?.state).to.equal('received');
  });
});
