import { expect } from 'chai';
import { alone } from './lines.js';

describe('set phrases on images', () => {
  for (const text of [
    'GB TRANS',
    'GBTRANS',
    'RK SAG',
    'Abd Gen',
    'AX T2 FS',
    'AXT2FS',
    'SAG T1',
    'PRE+C',
    'PRE +C',
    'HI RES',
    'NOT FOR DIAGNOSIS',
    'PW 50%',
    'Map3',
    'DSA',
  ])
    it(`stay: ${text}`, async () => {
      expect(await alone(text)).to.match(/^keep harmless/);
    });

  for (const text of ['GB', 'RK', 'GB TRAN SMITH', 'MAP3', 'AX TB', 'PRE C KOHL', 'PW 50'])
    it(`do not make others harmless: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask/);
    });
});
