import { expect } from 'chai';

import {
  BASIC_PROFILE_CODE,
  PROFILE_EDITION,
  PROFILE_OPTIONS,
  profileRow,
  profileRows,
} from '../../src/deid/header/profile-table.js';

describe('PS3.15 Table E.1-1', () => {
  it('names its edition', () => {
    expect(PROFILE_EDITION).to.equal('2026c');
  });

  it('has the 647 rows of 2025b and the nine that 2026c added', () => {
    expect(profileRows()).to.have.length(656);
  });

  it('counts the basic actions of 2025b and 2026c together', () => {
    const counts: Record<string, number> = {};
    for (const { basic } of profileRows()) counts[basic] = (counts[basic] ?? 0) + 1;
    expect(counts).to.deep.equal({
      X: 416,
      D: 93,
      U: 55,
      Z: 42,
      'X/D': 23,
      'X/Z': 11,
      'X/Z/D': 8,
      'Z/D': 6,
      'X/Z/U*': 2,
    });
  });

  it('empties the patient name whatever the option', () => {
    expect(profileRow(0x00100010)).to.deep.equal({
      mask: '00100010',
      keyword: 'PatientName',
      basic: 'Z',
      options: {},
    });
  });

  it('gives an attribute the actions of its options', () => {
    expect(profileRow(0x00080020)?.options).to.deep.equal({
      retainLongFullDates: 'K',
      retainLongModifiedDates: 'C',
    });
  });

  it('carries a row that 2026c added', () => {
    expect(profileRow(0x00181010)).to.deep.include({ basic: 'X', options: { retainDeviceIdentity: 'K' } });
  });

  it('carries a row that 2026c changed', () => {
    expect(profileRow(0x00321033)).to.deep.include({ basic: 'X', options: { cleanDescriptors: 'C' } });
  });

  it('removes curve data of every repeating group', () => {
    expect(profileRow(0x50043000)?.keyword).to.equal('CurveData');
  });

  it('removes overlay data and comments of every repeating group, and nothing else of it', () => {
    expect([
      profileRow(0x60023000)?.keyword,
      profileRow(0x60024000)?.keyword,
      profileRow(0x60020010),
    ]).to.deep.equal(['OverlayData', 'OverlayComments', undefined]);
  });

  it('removes attributes of odd groups, those next to repeating groups included', () => {
    expect(
      [0x00091001, 0x50011000, 0x60013000, 0xffff0000].map((tag) => profileRow(tag)?.mask),
    ).to.deep.equal(['PRIVATE', 'PRIVATE', 'PRIVATE', 'PRIVATE']);
  });

  it('says nothing of an attribute that may stay', () => {
    expect(profileRow(0x00280010)).to.equal(undefined);
  });

  it('uses no option that has no code', () => {
    const used = new Set(profileRows().flatMap((row) => Object.keys(row.options)));
    expect([...used].sort()).to.deep.equal(Object.keys(PROFILE_OPTIONS).sort());
  });

  it('has the codes of CID 7050', () => {
    const codes = [BASIC_PROFILE_CODE, ...Object.values(PROFILE_OPTIONS)].map(({ value }) => Number(value));
    expect(codes).to.deep.equal([
      113100, 113103, 113104, 113105, 113106, 113107, 113108, 113109, 113110, 113111, 113112,
    ]);
  });
});
