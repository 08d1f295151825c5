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

  it('are judged in no time, however many there are', async () => {
    const { user } = process.cpuUsage();
    const found = await verdicts(column('ABCDEFGHIJ'.repeat(20), 22));
    expect(found).to.have.length(200);
    expect(process.cpuUsage().user - user).to.be.below(5e6);
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

  it('stay with a space between them where they are a setting together', async () => {
    const [name, number] = [column('kV'), column('90')].map((finds, at) =>
      finds.map(({ text, box }) => line(text, box.x, box.y + at * 54)),
    );
    expect(await verdicts([...name!, ...number!])).to.equal('kkkk');
    expect(await verdicts(column('T7L'))).to.equal('mmm');
  });

  it('go where they are a plain word, as names are', async () => {
    expect(await verdicts(column('HAND'))).to.equal('mmmm');
  });

  it('go with the point behind the last one, and where the point between two was not found', async () => {
    const lexicon = createLexicon([{ kind: 'patientName', text: 'Wend^Gero' }]);
    const points = [62, 98].map((y) => line('.', 42, y, { box: { x: 42, y, width: 3, height: 3 } }));
    const letters = [line('G', 40, 40), line('W', 40, 76)];
    expect(await verdicts([...letters, ...points], { lexicon })).to.equal('mmmm');
    expect(await verdicts(letters, { lexicon })).to.equal('mm');
    expect(await verdicts([letters[0]!, line('S', 40, 76)], { lexicon })).to.equal('kk');
  });

  it('are letters also upside down, small, in another script, or faint', async () => {
    const lexicon = createLexicon([{ kind: 'patientName', text: 'Wolm^Jost' }]);
    expect(await verdicts([line('J', 40, 40), line('M', 40, 58, { turned: 180 })], { lexicon })).to.equal(
      'mm',
    );
    expect(await verdicts([line('J', 40, 40), line('w', 40, 58)], { lexicon })).to.equal('mm');
    expect(await verdicts([line('」', 40, 40), line('W', 40, 58)], { lexicon })).to.equal('mm');
    const faint = line('J', 40, 40, { inkConfidence: 0.93, textConfidence: 0.75 });
    expect(await verdicts([faint, line('W', 40, 58)], { lexicon })).to.equal('mm');
  });

  it('go with a column of them that was found as one', async () => {
    const lexicon = createLexicon([{ kind: 'patientName', text: 'Lahr^Rita' }]);
    const tall = line('LAH', 40, 40, { box: { x: 40, y: 40, width: 10, height: 48 } });
    const last = line('0', 40, 94, { box: { x: 40, y: 94, width: 10, height: 12 } });
    expect(await verdicts([tall, last], { lexicon })).to.equal('mm');
  });
});
