import { expect } from 'chai';
import { areSettings } from '../../src/pixels/decide/settings.js';
import { createLexicon } from '../../src/deid/identity/lexicon.js';
import { alone, decided, header, line } from './lines.js';

describe('settings of a console', () => {
  it('are known with the zero before a point taken for an O', async () => {
    for (const text of ['MIO.6', 'TISO.3']) expect(await alone(text), text).to.match(/^keep/);
    for (const text of ['7 OM', 'Qim 120%', 'QD 80', 'H/52', 'K/52', 'H52', 'N/39B'])
      expect(await alone(text), text).to.match(/^mask/);
  });

  it('find their number where a recogniser makes a box of a zero', async () => {
    const zero = line('口', 100, 40, { box: { x: 100, y: 40, width: 9, height: 12 }, confidence: 0.62 });
    const decisions = await decided([line('PST', 70, 40), zero]);
    expect(decisions.map(({ verdict }) => verdict)).to.deep.equal(['keep', 'keep']);
  });

  for (const text of [
    'PRC16/4/1PRS4',
    'PST 0',
    'ASC 3',
    'G54%',
    'G54%P30mm',
    'MapE/ST2',
    'HPen-HGen',
    'GAINS2',
    'TR500TE30',
    'RAO 30 CRA 20',
    '16cm 4326s',
    '16cm4326s',
    '3cm3cm 8M12L',
    'MFA 3 DR 66',
    'Zom 120%',
    '7 om',
    '3.2MH2',
  ])
    it(`are known as such: ${text}`, async () => {
      expect(areSettings(text)).to.equal(true);
      expect(await alone(text)).to.equal('keep harmless-overlay');
    });

  for (const text of [
    'TE30',
    'TB27',
    '8M12L',
    'HALV 12L',
    'A1B2C3',
    'KX48120571',
    'PRS4',
    'QX 12',
    'J S 12',
    'KOWAL 45',
    'KD12mm',
    'PRC 0721',
    'PRC 4812',
    '12/03/94',
    'PRC 12/03/94',
    'FRM 12/11/5',
    'Dep 3/12/9',
    'Lao 3',
    'AB12CD34',
    'M 45',
    'P Low',
    'MapE',
    'PST',
  ])
    it(`are not taken for such: ${text}`, () => {
      expect(areSettings(text)).to.equal(false);
    });

  for (const text of [
    'FRM 12/11/5',
    'TE 12/11/5',
    'Dep 3/12/9',
    'Lao 3',
    'AB1: 19,80',
    'P1: 12.11',
    'A1=3.5',
  ])
    it(`are no cover for a date, a name or a code: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask/);
    });

  it('hide the identity of the patient all the same', async () => {
    const lexicon = createLexicon([
      { kind: 'patientName', text: 'PRC^DORA' },
      { kind: 'patientId', text: 'PST-712' },
    ]);
    expect(await alone('PST 712', { lexicon })).to.equal('mask identity-known');
    expect(await alone('PRC', { lexicon })).to.match(/^mask/);
  });

  it('are read in the pieces of a row, and no letters that stand alone', async () => {
    const [name, number] = await decided([line('PST', 40, 40), line('0', 100, 40)]);
    expect(name?.verdict).to.equal('keep');
    expect(number?.verdict).to.equal('keep');
    const [apart] = await decided([line('PST', 40, 40), line('0', 400, 40)]);
    expect(apart?.verdict).to.equal('mask');
    const [initials] = await decided([line('KD', 40, 40), line('0', 100, 40)]);
    expect(initials?.verdict).to.equal('mask');
  });

  it('and of a digit that was read with doubt, where it is one character', async () => {
    const digit = line('0', 100, 40, { confidence: 0.3, box: { x: 100, y: 40, width: 9, height: 12 } });
    const [name] = await decided([line('PST', 40, 40), digit]);
    expect(name?.verdict).to.equal('keep');
  });
});

describe('pieces of a row that tell an identity together', () => {
  it('are hidden: a date in three pieces, a number in two', async () => {
    const lexicon = createLexicon([
      { kind: 'patientId', text: '4812 0571' },
      { kind: 'birthDate', text: '19510823' },
    ]);
    for (const pieces of [
      ['23', 'Aug', '1951'],
      ['4812', '0571'],
      ['12', 'OCT'],
    ]) {
      let x = 40;
      const finds = pieces.map((text) => {
        const find = line(text, x, 40);
        x += text.length * 8 + 24;
        return find;
      });
      const decisions = await decided(finds, { lexicon });
      expect(
        decisions.map(({ verdict }) => verdict),
        pieces.join('|'),
      ).to.deep.equal(pieces.map(() => 'mask'));
    }
  });
});

describe('words of consoles', () => {
  for (const text of [
    'LYHPH NODE',
    'Store inprogress',
    "Patient's Height [m]",
    'Voice Language',
    'Liver Abdomen L-M',
    'HPen',
    'DF0V_16.0cm',
  ])
    it(`${text}, as it may be read`, async () => {
      expect(await alone(text)).to.match(/^keep harmless/);
    });

  for (const text of ['LYHPH', 'LYHPH KOWALSKI', 'J-M', 'Liver K M', 'inKowalski', 'ASHBROOKFIELD'])
    it(`and nothing that is like them alone: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask/);
    });

  it('names the disease by its discoverer, in the row of what was seen', async () => {
    const row = [line('ESOPHAGUS AT 30CM', 40, 40), line("BARRETT'S", 186, 40)];
    const [, disease] = await decided(row);
    expect(disease?.verdict).to.equal('keep');
    expect(await alone("BARRETT'S")).to.match(/^mask/);
    const lexicon = createLexicon([{ kind: 'patientName', text: 'BARRETT^IDA' }]);
    const [, patient] = await decided(row, { lexicon });
    expect(patient?.verdict).to.equal('mask');
  });

  it('knows transducers and makers by the header, with points between the letters of the name', async () => {
    const read = header({ TransducerData: ['6L3', '55360'], Manufacturer: 'Q.Z. Medical Systems' });
    expect(await alone('6L3', { read })).to.equal('keep harmless-header');
    expect(await alone('QZ', { read })).to.equal('keep harmless-header');
    expect(await alone('6L3')).to.match(/^mask/);
    expect(await alone('QZ')).to.match(/^mask/);
    expect(await alone('ZQ', { read })).to.match(/^mask/);
  });
});

describe('codes of a line', () => {
  for (const text of [
    'S4574',
    'F 695',
    'V-5043',
    'L-8241',
    '264H',
    '12B',
    'B159T',
    'OD15E',
    'HF50VP',
    'R89C',
    'TE85-4',
    'NVD-82',
    'FS-135',
    'BRL39',
    'MGDF63',
    'TST-12',
  ])
    it(`are hidden: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask/);
    });

  for (const text of [
    'W 1492',
    'L -60',
    'L-160',
    'WL-600',
    'FOV20cm',
    'ST3mm',
    '120s',
    '3T',
    'kV120',
    'FOV20',
    'SL5.0',
  ])
    it(`are settings where their name says so: ${text}`, async () => {
      expect(await alone(text)).to.match(/^keep harmless/);
    });
});

describe('labels of two letters', () => {
  it('are initials as often where nothing stands beside them', async () => {
    expect(await alone('DR')).to.equal('mask short-unknown');
    expect(await alone('ID')).to.equal('mask short-unknown');
    expect(await alone('ID:')).to.equal('keep label');
    const [label, value] = await decided([line('ID', 40, 40), line('888-670-739', 130, 40)]);
    expect([label?.verdict, value?.verdict]).to.deep.equal(['keep', 'mask']);
  });
});
