import { expect } from 'chai';
import { createLexicon } from '../../src/deid/identity/lexicon.js';
import type { FrameText } from '../../src/pixels/search/frame-text.js';
import { decided, header, line } from './lines.js';

/** Lines of one left edge, a console's pitch apart. */
function block(texts: readonly string[], x = 20, y = 100): FrameText[] {
  return texts.map((text, at) => line(text, x, y + 16 * at));
}

async function verdictOf(text: string, finds: readonly FrameText[], read = header({})): Promise<string> {
  const decisions = await decided(finds, { read });
  return decisions.find(({ find }) => find.text === text)?.verdict ?? 'none';
}

const SETTINGS = ['Frq 6.0 MHz', 'Gain 48 dB', 'FR 22 Hz'];

describe('blocks of settings', () => {
  it('tell that a code of an unknown name among them is a setting', async () => {
    for (const code of ['730Q', 'K17', '7F12R']) {
      expect(await verdictOf(code, [line(code, 20, 100)]), `${code} alone`).to.equal('mask');
      expect(await verdictOf(code, block([...SETTINGS, code])), code).to.equal('keep');
      expect(await verdictOf(code, block([code, ...SETTINGS])), code).to.equal('keep');
    }
  });

  it('tell nothing of letters alone, which may be initials or a name, or of numbers alone', async () => {
    for (const text of ['TK', 'WXF', 'KOWALSKI', '7310'])
      expect(await verdictOf(text, block([...SETTINGS, text])), text).to.equal('mask');
  });

  it('need three that are known, most of the column, one edge and one size', async () => {
    expect(await verdictOf('K17', block(['Gain 48 dB', 'K17', 'FR 22 Hz']))).to.equal('mask');
    expect(await verdictOf('K17', block([...SETTINGS, 'K17', 'QXR', 'ZDK', 'VVX']))).to.equal('mask');
    expect(await verdictOf('K17', [...block(SETTINGS), line('K17', 60, 148)])).to.equal('mask');
    const large = line('K17', 20, 148, { box: { x: 20, y: 148, width: 40, height: 22 } });
    expect(await verdictOf('K17', [...block(SETTINGS), large])).to.equal('mask');
  });

  it('are none where an identity or its label stands among them', async () => {
    const lexicon = createLexicon([{ kind: 'patientName', text: 'Orlova^Daria' }]);
    const finds = block([...SETTINGS, 'ORLOVA', 'K17']);
    const decisions = await decided(finds, { lexicon });
    expect(decisions.at(-1)?.verdict).to.equal('mask');
    expect(await verdictOf('K17', block([...SETTINGS, 'ID:', 'K17']))).to.equal('mask');
  });

  it('are rows as well, where several settings stand beside a code', async () => {
    const row = [line('B7', 40, 300), line('6.5 R12 G58 C4', 76, 300)];
    expect(await verdictOf('B7', row)).to.equal('keep');
    expect(await verdictOf('B7', [line('B7', 40, 300), line('R12', 76, 300)])).to.equal('mask');
  });

  it('know transducers by their form on ultrasound alone', async () => {
    const finds = block(['FR 22 Hz', 'P17']);
    expect(await verdictOf('P17', finds, header({ Modality: 'US' }))).to.equal('keep');
    expect(await verdictOf('P17', finds, header({ Modality: 'OT' }))).to.equal('mask');
  });

  it('tell nothing of what numbers of persons, days, hours and beds look like', async () => {
    for (const text of [
      'TK 61',
      'T.K. 61',
      'M-61-TK',
      'TK 471',
      'E47110',
      '8h15',
      '1815H',
      'WU 5 JUN',
      'BED 4',
      'T Low',
    ])
      expect(await verdictOf(text, block([...SETTINGS, text])), text).to.equal('mask');
  });

  it('are looked for in no time where many lines stand in many frames', async () => {
    const scene = (odd: number): number[] => Array.from({ length: 300 }, (_, frame) => 2 * frame + odd);
    const finds = Array.from({ length: 240 }, (_, at) =>
      line(`K${at}7`, 20 + 60 * (at % 12), 20 + 30 * Math.floor(at / 12), { frames: scene(at % 2) }),
    );
    const { user } = process.cpuUsage();
    await decided(finds, { read: header({}) });
    expect(process.cpuUsage().user - user).to.be.below(5e6);
  });

  it('stays where it is written three times', async () => {
    const thrice = [line('VEI', 20, 40), line('VEI', 20, 240), line('VEI', 600, 40)];
    expect((await decided(thrice)).map(({ verdict }) => verdict)).to.deep.equal(['keep', 'keep', 'keep']);
    expect((await decided(thrice.slice(1))).map(({ verdict }) => verdict)).to.deep.equal(['mask', 'mask']);
  });
});
