import { expect } from 'chai';
import { createFactSealer } from '../../src/pipeline/sealed-facts.js';

const KEY = Buffer.alloc(32, 1);
const FACT = { kind: 'patientName', text: 'Müster^Ünal=山田^太郎' } as const;

describe('sealed facts of patients', () => {
  const sealer = createFactSealer(KEY);
  const patient = sealer.patientToken('patient:4711');

  it('open to what was sealed', () => {
    expect(sealer.open(patient, sealer.seal(patient, FACT))).to.deep.equal(FACT);
  });

  it('have one name for one fact, and another for another patient', () => {
    const other = sealer.patientToken('patient:4712');
    const names = [sealer.seal(patient, FACT), sealer.seal(patient, FACT), sealer.seal(other, FACT)].map(
      ({ fact }) => fact,
    );
    expect(names[0]).to.equal(names[1]);
    expect(names[0]).not.to.equal(names[2]);
  });

  it('show nothing of the fact', () => {
    const { fact, sealed } = sealer.seal(patient, FACT);
    const shown = fact + Buffer.from(sealed).toString('latin1') + Buffer.from(sealed).toString('utf8');
    expect(shown).not.to.match(/ster|nal|山田/);
  });

  it('do not open for another patient, with another key, or when changed', () => {
    const sealed = sealer.seal(patient, FACT);
    const changed = Buffer.from(sealed.sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect([
      sealer.open(sealer.patientToken('patient:4712'), sealed),
      createFactSealer(Buffer.alloc(32, 2)).open(patient, sealed),
      sealer.open(patient, { ...sealed, sealed: changed }),
      sealer.open(patient, { ...sealed, sealed: sealed.sealed.subarray(0, 20) }),
    ]).to.deep.equal([undefined, undefined, undefined, undefined]);
  });
});
