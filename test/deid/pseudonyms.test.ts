import { expect } from 'chai';
import fc from 'fast-check';
import { createPseudonyms } from '../../src/deid/header/pseudonyms.js';
import { KEYS, OTHER_KEYS } from '../support/header.js';

const keys = KEYS.pseudonyms;
const anyUid = fc
  .array(fc.nat(99_999), { minLength: 2, maxLength: 10 })
  .map((parts) => `1.2.${parts.join('.')}`);
const anyId = fc.string({ minLength: 1, maxLength: 64, unit: 'binary' });

describe('pseudonyms', () => {
  it('of UIDs are UIDs of PS3.5 annex B.2, for any original', () => {
    fc.assert(
      fc.property(anyUid, anyId, (uid, patient) => {
        const replacement = createPseudonyms(keys, patient, 'patient').uid(uid);
        expect(replacement).to.match(/^2\.25\.(0|[1-9]\d*)$/);
        expect(replacement.length).to.be.at.most(64);
      }),
    );
  });

  it('of UIDs are UUIDs of version 8', () => {
    const number = BigInt(createPseudonyms(keys, 'p', 'patient').uid('1.2.3').slice(5));
    const uuid = number.toString(16).padStart(32, '0');
    expect([uuid[12], '89ab'.includes(uuid[16]!)]).to.deep.equal(['8', true]);
  });

  it('of UIDs are not repeated', () => {
    const pseudonyms = createPseudonyms(keys, 'p', 'patient');
    const replacements = Array.from({ length: 10_000 }, (_, index) => pseudonyms.uid(`1.2.${String(index)}`));
    expect(new Set(replacements).size).to.equal(10_000);
  });

  it('are the same whenever they are made', () => {
    fc.assert(
      fc.property(anyUid, anyId, (uid, patient) => {
        const [one, two] = [
          createPseudonyms(keys, patient, 'patient'),
          createPseudonyms(keys, patient, 'patient'),
        ];
        expect([one.uid(uid), one.patientId(patient), one.dateShiftDays(3652)]).to.deep.equal([
          two.uid(uid),
          two.patientId(patient),
          two.dateShiftDays(3652),
        ]);
      }),
    );
  });

  it('are others with another key', () => {
    const [one, two] = [keys, OTHER_KEYS.pseudonyms].map((which) => createPseudonyms(which, 'p', 'patient'));
    expect([
      one!.uid('1.2.3') === two!.uid('1.2.3'),
      one!.patientId('p') === two!.patientId('p'),
      one!.hash('p') === two!.hash('p'),
    ]).to.deep.equal([false, false, false]);
  });

  it('of UIDs depend on the patient, unless their scope is the project', () => {
    const same = (scope: 'patient' | 'project'): boolean =>
      createPseudonyms(keys, 'p', scope).uid('1.2.3') === createPseudonyms(keys, 'q', scope).uid('1.2.3');
    expect([same('patient'), same('project')]).to.deep.equal([false, true]);
  });

  it('leave UIDs of the standard alone', () => {
    expect(createPseudonyms(keys, 'p', 'patient').uid('1.2.840.10008.1.2.1')).to.equal('1.2.840.10008.1.2.1');
  });

  it('of patients are 13 characters that no system stumbles over', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(createPseudonyms(keys, '', 'patient').patientId(id)).to.match(/^L[B-DF-HJ-MP-TV-XZ2-9]{12}$/);
      }),
    );
  });

  it('move dates into the past by at least a day and at most the limit', () => {
    fc.assert(
      fc.property(anyId, fc.integer({ min: 1, max: 10_000 }), (patient, limit) => {
        const days = createPseudonyms(keys, patient, 'patient').dateShiftDays(limit);
        expect(Number.isInteger(days) && days <= -1 && days >= -limit).to.equal(true);
      }),
    );
  });

  it('of different patients move dates by different days', () => {
    const days = Array.from({ length: 100 }, (_, index) =>
      createPseudonyms(keys, `p${String(index)}`, 'patient').dateShiftDays(3652),
    );
    expect(new Set(days).size).to.be.above(90);
  });
});
