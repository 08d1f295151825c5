import { expect } from 'chai';
import { alone, decided, line } from './lines.js';

const DOUBTFUL = { confidence: 0.95 };

async function verdicts(lines: readonly ReturnType<typeof line>[]): Promise<readonly string[]> {
  return (await decided(lines)).map(({ verdict }) => verdict);
}

describe('two digits that stand alone', () => {
  it('are hidden where letters may have been taken for them', async () => {
    expect(await alone('15', {}, DOUBTFUL)).to.equal('mask short-unknown');
    expect(await alone('15', {}, { confidence: 0.999 })).to.equal('keep harmless-overlay');
    expect(await alone(':50', {}, DOUBTFUL)).to.equal('mask short-unknown');
    expect(await alone('1.5', {}, DOUBTFUL)).to.equal('keep harmless-overlay');
    expect(await alone('5', {}, DOUBTFUL)).to.equal('keep harmless-overlay');
  });

  it('stay in a scale, along its column or its row', async () => {
    const column = ['5', '10', '15'].map((text, at) => line(text, 600, 100 + 60 * at, DOUBTFUL));
    expect(await verdicts(column)).to.deep.equal(['keep', 'keep', 'keep']);
    const row = ['10', '20'].map((text, at) => line(text, 100 + 60 * at, 700, DOUBTFUL));
    expect(await verdicts(row)).to.deep.equal(['keep', 'keep']);
  });

  it('stay behind the name of a setting, and are hidden elsewhere beside other numbers', async () => {
    expect(await verdicts([line('Gain', 40, 40), line('60', 100, 40, DOUBTFUL)])).to.deep.equal([
      'keep',
      'keep',
    ]);
    const low = { box: { x: 20, y: 42, width: 6, height: 6 } };
    expect(await verdicts([line('0', 20, 42, low), line('60', 60, 40, DOUBTFUL)])).to.deep.equal([
      'keep',
      'mask',
    ]);
    expect(await verdicts([line('12', 600, 40), line('60', 100, 400, DOUBTFUL)])).to.deep.equal([
      'mask',
      'mask',
    ]);
  });
});
