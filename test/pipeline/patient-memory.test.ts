import { expect } from 'chai';
import {
  joinPatientMemory,
  servePatientMemory,
  type FactSource,
  type PatientMemoryServer,
} from '../../src/pipeline/patient-memory.js';
import type { SealedFact } from '../../src/store/store.js';

const KEY = Buffer.alloc(32, 1);
const JANE = { kind: 'patientName', text: 'Doe^Jane' } as const;
const BIRTH = { kind: 'birthDate', text: '19620304' } as const;

describe('the memory of patients', () => {
  const servers: PatientMemoryServer[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  /** A source that counts how often it is asked. */
  function serve(source?: FactSource): {
    server: PatientMemoryServer;
    stored: Map<string, SealedFact[]>;
    asked: string[];
  } {
    const stored = new Map<string, SealedFact[]>();
    const asked: string[] = [];
    const server = servePatientMemory(
      (patient) => {
        asked.push(patient);
        return source === undefined ? Promise.resolve(stored.get(patient) ?? []) : source(patient);
      },
      () => undefined,
    );
    servers.push(server);
    return { server, stored, asked };
  }

  it('recalls nothing of a patient not seen before', async () => {
    const { server } = serve();
    expect(await joinPatientMemory(server.channel, KEY).recall('patient:1')).to.deep.equal([]);
  });

  it('recalls in one thread what another learned, once it is stored', async () => {
    const { server, stored } = serve();
    const one = joinPatientMemory(server.channel, KEY);
    const other = joinPatientMemory(server.channel, KEY);
    await one.recall('patient:1');
    const learned = one.learn('patient:1', [JANE, BIRTH]);
    stored.set(learned.patient, [...learned.facts]);
    expect(await other.recall('patient:1')).to.deep.equal([JANE, BIRTH]);
    expect(await other.recall('patient:2')).to.deep.equal([]);
  });

  it('hears of what is learned of a patient it knows already', async () => {
    const { server } = serve();
    const one = joinPatientMemory(server.channel, KEY);
    const other = joinPatientMemory(server.channel, KEY);
    expect(await other.recall('patient:1')).to.deep.equal([]);
    server.learned(one.learn('patient:1', [JANE]));
    // Messages keep their order: when the answer of another question is here, the news is too.
    await other.recall('patient:2');
    expect(await other.recall('patient:1')).to.deep.equal([JANE]);
  });

  it('asks once for a patient, however often and by how many at once it is recalled', async () => {
    const { server, asked } = serve();
    const memory = joinPatientMemory(server.channel, KEY);
    await Promise.all([memory.recall('patient:1'), memory.recall('patient:1')]);
    await memory.recall('patient:1');
    expect(asked).to.have.length(1);
  });

  it('gives to the store only what the store has not', async () => {
    const { server } = serve();
    const memory = joinPatientMemory(server.channel, KEY);
    await memory.recall('patient:1');
    const first = memory.learn('patient:1', [JANE]);
    expect(first.facts).to.have.length(1);
    // Not told to be stored yet: it is given again.
    expect(memory.learn('patient:1', [JANE]).facts).to.have.length(1);
    server.learned(first);
    await memory.recall('patient:2');
    expect(memory.learn('patient:1', [JANE, BIRTH]).facts).to.have.length(1);
  });

  it('says so when the source cannot be asked, and asks again the next time', async () => {
    let isBroken = true;
    const { server } = serve(() => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve([])));
    const memory = joinPatientMemory(server.channel, KEY);
    const code = await memory.recall('patient:1').then(
      () => 'none',
      (error: unknown) => (error as { code: string }).code,
    );
    expect(code).to.equal('STORE_NOT_USABLE');
    isBroken = false;
    expect(await memory.recall('patient:1')).to.deep.equal([]);
  });

  it('tells the channel nothing in clear', async () => {
    const { server } = serve();
    const memory = joinPatientMemory(server.channel, KEY);
    await memory.recall('patient:1');
    const told = JSON.stringify(memory.learn('patient:1', [JANE]));
    expect(told).not.to.match(/Jane|patient:1/);
  });
});
