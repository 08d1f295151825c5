import { expect } from 'chai';
import { insist } from '../../src/pipeline/insist.js';

describe('recording what is done', () => {
  it('is tried until it succeeds, and each failure is told', async () => {
    const told: unknown[] = [];
    let tries = 0;
    const record = (): Promise<number> =>
      ++tries < 3 ? Promise.reject(new Error('full')) : Promise.resolve(tries);
    const recorded = await insist(
      record,
      () => false,
      (error) => told.push(error),
    );
    expect([recorded, told.length]).to.deep.equal([3, 2]);
  });

  it('ends with the error when it makes no sense any more', async () => {
    let isOver = false;
    setTimeout(() => (isOver = true), 700);
    const failure = await insist(
      () => Promise.reject(new Error('closed')),
      () => isOver,
      () => undefined,
    ).catch((error: unknown) => error);
    expect(String(failure)).to.equal('Error: closed');
  });
});
