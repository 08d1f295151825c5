import { expect } from 'chai';
import { alone } from './lines.js';

describe('a day and its month on an image', () => {
  for (const text of ['17 Oct', '17 0ct', '0CT 17', '17-0ct', '17 N0v 96', '17 Ju1', '17 5ep', '17 Ma r'])
    it(`is hidden as it may be read: ${text}`, async () => {
      expect(await alone(text)).to.match(/^mask /);
    });

  it('is not seen in settings', async () => {
    for (const text of ['W 400 L 40', 'TE 30', '10 cm', 'FOV 20cm', 'TI 150 ms', 'MI 0.9'])
      expect(await alone(text), text).to.match(/^keep /);
  });
});
