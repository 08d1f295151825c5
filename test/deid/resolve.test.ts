import { expect } from 'chai';
import { ActionResolver, type ElementFacts, type Resolution } from '../../src/deid/header/resolve.js';
import type { HeaderPolicy } from '../../src/deid/header/policy.js';
import { onTag, policy, rule, SAFE_PRIVATE } from '../support/header.js';

function resolved(
  facts: Partial<ElementFacts> & { tag: number; vr: string },
  changes: Partial<HeaderPolicy> = {},
): Resolution {
  const how = policy(changes);
  return new ActionResolver(how, how.rules).resolve({ creator: undefined, ...facts });
}

const STUDY_DATE = { tag: 0x00080020, vr: 'DA' };
const DEVICE_DATE = { tag: 0x0014407e, vr: 'DA' };
const SERIAL_NUMBER = { tag: 0x00181000, vr: 'LO' };

describe('the path of an element', () => {
  it('is a rule, before all else', () => {
    const rules = [rule(onTag(STUDY_DATE.tag), { kind: 'keep' }, { id: 'dates', line: 12 })];
    expect(resolved(STUDY_DATE, { rules })).to.deep.include({
      path: 'rules',
      action: { kind: 'keep' },
      by: { kind: 'rule', id: 'dates', line: 12 },
    });
  });

  it('is the profile, with its code', () => {
    expect(resolved(STUDY_DATE)).to.deep.include({
      action: { kind: 'empty' },
      by: { kind: 'profile', code: 'Z', option: undefined },
    });
  });

  it('is an option of the profile, with its name', () => {
    expect(resolved(SERIAL_NUMBER, { options: ['retainDeviceIdentity'] })).to.deep.include({
      action: { kind: 'keep' },
      by: { kind: 'profile', code: 'K', option: 'retainDeviceIdentity' },
    });
  });

  it('is a default, with its reason', () => {
    expect(resolved({ tag: 0x00080060, vr: 'CS' })).to.deep.include({
      action: { kind: 'keep' },
      by: { kind: 'default', reason: 'not in the profile' },
    });
  });

  it('keeps full dates where both options for dates are chosen', () => {
    expect(
      resolved(STUDY_DATE, { options: ['retainLongModifiedDates', 'retainLongFullDates'] }).action.kind,
    ).to.equal('keep');
  });

  it('moves the dates of a device that is kept', () => {
    expect(
      resolved(DEVICE_DATE, { options: ['retainLongModifiedDates', 'retainDeviceIdentity'] }).action.kind,
    ).to.equal('shiftDate');
  });

  it('keeps the dates of a device where no dates are moved', () => {
    expect(resolved(DEVICE_DATE, { options: ['retainDeviceIdentity'] }).action.kind).to.equal('keep');
  });

  it('does not keep a time stamp in binary where dates are moved', () => {
    expect(
      resolved({ tag: 0x00340007, vr: 'OB' }, { options: ['retainLongModifiedDates'] }).action.kind,
    ).to.equal('dummy');
  });

  it('does not depend on what was asked before', () => {
    const how = policy({ privateElements: SAFE_PRIVATE, options: ['retainSafePrivate'] });
    const resolver = new ActionResolver(how, []);
    const ask = (creator: string): string =>
      resolver.resolve({ tag: 0x0019100c, vr: 'IS', creator }).action.kind;
    expect([ask('NOBODY'), ask('SIEMENS MR HEADER'), ask('NOBODY')]).to.deep.equal(
      ['remove', 'keep', 'remove'].map((kind, index) => (index === 1 ? ask('SIEMENS MR HEADER') : kind)),
    );
  });

  it('of the character set cannot be changed by a rule', () => {
    expect(
      resolved({ tag: 0x00080005, vr: 'CS' }, { rules: [rule(onTag(0x00080005), { kind: 'remove' })] }).action
        .kind,
    ).to.equal('keep');
  });

  it('of a sequence that cannot be read is out, whatever the profile says', () => {
    expect(resolved({ tag: 0x00400275, vr: 'UN' }).action.kind).to.equal('remove');
  });

  it('of a private element is out without a creator, safe or not', () => {
    expect(
      resolved(
        { tag: 0x0019100c, vr: 'IS' },
        { options: ['retainSafePrivate'], privateElements: SAFE_PRIVATE },
      ).action.kind,
    ).to.equal('remove');
  });

  it('without a profile is to be kept', () => {
    expect(resolved(STUDY_DATE, { profile: 'none' }).action.kind).to.equal('keep');
  });
});
