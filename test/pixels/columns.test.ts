import { expect } from 'chai';
import { createLexicon } from '../../src/deid/identity/lexicon.js';
import type { FrameText } from '../../src/pixels/search/frame-text.js';
import { decided, line } from './lines.js';

/** Letters under each other, `gap` empty rows between them. */
function column(letters: string, gap = 6, x = 40): FrameText[] {
  return Array.from(letters, (letter, at) => line(letter, x, 40 + at * (12 + gap)));
}

async function verdicts(
  finds: readonly FrameText[],
  ...more: Parameters<typeof decided>[1][]
): Promise<string> {
  return (await decided(finds, ...more)).map(({ verdict }) => verdict[0]).join('');
}

describe('letters under each other', () => {
  it('go where together they are the initials, the name or the number of the patient', async () => {
    const lexicon = createLexicon([
      { kind: 'patientName', text: 'Lahr^Rita' },
      { kind: 'patientId', text: '4471902' },
    ]);
    for (const text of ['RL', 'LAHR', '4471902']) {
      expect(await verdicts(column(text), { lexicon })).to.equal('m'.repeat(text.length));
    }
  });

  it('go where nobody knows what they are', async () => {
    for (const text of ['TK', 'XKQ', '4608'])
      expect(await verdicts(column(text))).to.equal('m'.repeat(text.length));
  });

  it('go with points between them', async () => {
    const finds = [
      line('T', 40, 40),
      line('.', 42, 60, { box: { x: 42, y: 60, width: 3, height: 3 } }),
      line('R', 40, 76),
    ];
    const [first, , last] = await decided(finds);
    expect([first!.verdict, last!.verdict]).to.deep.equal(['mask', 'mask']);
  });

  it('stay where they are a view, a scale, or marks that stand apart', async () => {
    expect(await verdicts(column('AP'))).to.equal('kk');
    for (const direction of ['RI', 'LS', 'LAF']) expect(await verdicts(column(direction))).to.match(/^k+$/);
    const lexicon = createLexicon([{ kind: 'patientName', text: 'Lahr^Simone' }]);
    expect(await verdicts(column('LS'), { lexicon })).to.equal('mm');
    expect(await verdicts(column('SUPINE'))).to.equal('kkkkkk');
    expect(await verdicts(column('12345'))).to.equal('kkkkk');
    expect(await verdicts(column('864'))).to.equal('kkk');
    expect(await verdicts(column('HF', 200))).to.equal('kk');
    expect(await verdicts([line('A', 40, 40), line('R', 300, 58)])).to.equal('kk');
  });
});
