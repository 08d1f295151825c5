import { expect } from 'chai';
import { alone } from './lines.js';

describe('marks and settings in bitmap letters', () => {
  for (const text of [
    'IR 4000',
    'II 2500',
    'IE 102',
    'IE 30',
    'HI 1.1',
    'rIS 0.4',
    'rhk 1.25mm',
    'LHL0',
    'FF5',
    'SUPINE FF',
    'UPRI GHT',
    'WEI GHT BEARING',
  ])
    it(`stay as they are taken for others: ${text}`, async () => {
      expect(await alone(text)).to.equal('keep harmless-overlay');
    });

  for (const text of [
    'IE 4000',
    'II 0040',
    'HI 11',
    'CK 4000',
    'LA045',
    'MI CHAEL',
    'SAM UEL',
    'IE 05',
    'IF 30',
    '0100',
  ])
    it(`are none where number or word is no setting's: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask/);
    });
});
