import { expect } from 'chai';
import { cleaned, patient } from '../text/cleaned.js';

describe('initials beside those of the patient', () => {
  const left = (text: string, name = 'Sampaio^Leandro'): string => cleaned(text, patient(name));

  it('go with them at the end: who dictated and who wrote', () => {
    expect(left('SAG PD FS CI/LS')).to.equal('SAG PD FS');
    expect(left('Auto gain LS/QG')).to.equal('Auto gain');
  });

  it('stay where they are a side', () => {
    expect(left('Knee RT/LS')).to.match(/^Knee RT/);
  });

  it('are none in the name of a company', () => {
    expect(left('ALOKA CO., LTD.', 'Ono^Chieko')).to.equal('ALOKA CO., LTD.');
  });
});
