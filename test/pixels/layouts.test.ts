import { expect } from 'chai';
import { deviceLayouts, layoutBoxes } from '../../src/pixels/decide/layouts/match.js';
import { isOutsideRegions, ultrasoundRegions } from '../../src/pixels/decide/regions.js';
import type { ReadAttribute } from '../../src/deid/condition.js';
import { decided, header, line } from './lines.js';

const DOSE_REPORT = header({
  Modality: 'CT',
  Manufacturer: 'GE MEDICAL SYSTEMS',
  SeriesDescription: 'Dose Report',
});

/** An ultrasound image of one region, 100 to 899 across and 80 to 699 down. */
const ULTRASOUND: ReadAttribute = (tag, sequences = []) => {
  const values = new Map([
    [0x00186018, '100'],
    [0x0018601a, '80'],
    [0x0018601c, '899'],
    [0x0018601e, '699'],
  ]);
  const value = values.get(tag);
  return sequences[0] === 0x00186011 && value !== undefined ? [value] : undefined;
};

describe('layouts of devices', () => {
  it('come from the three sources, and each has tests and boxes of some size', () => {
    const layouts = deviceLayouts();
    expect(new Set(layouts.map(({ source }) => source))).to.deep.equal(new Set(['ctp', 'stanford', 'deid']));
    expect(layouts.length).to.be.greaterThan(345);
    for (const { tests, boxes } of layouts) {
      expect(tests).not.to.deep.equal([]);
      for (const [tag, sign] of tests) expect(`${tag} ${sign}`).to.match(/^[0-9a-f]{8} !?[=i~^-]$/);
      for (const { x, y, width, height } of boxes)
        expect(Math.min(x + 1, y + 1, width, height)).to.be.greaterThan(0);
    }
  });

  it('match by attributes, whatever the case', () => {
    expect(layoutBoxes(DOSE_REPORT)).to.deep.include({ x: 0, y: 0, width: 512, height: 110 });
    expect(layoutBoxes(header({ SeriesDescription: 'DOSE REPORT' }))).to.deep.include({
      x: 0,
      y: 0,
      width: 512,
      height: 110,
    });
    expect(layoutBoxes(header({ Modality: 'CT', SeriesDescription: 'Thorax' }))).to.deep.equal([]);
  });

  it('ask for all tests of a rule', () => {
    const read = (rows: string): ReadAttribute =>
      header({ BurnedInAnnotation: 'YES', Manufacturer: 'GE MEDICAL SYSTEMS', Rows: rows });
    expect(layoutBoxes(read('512'))).to.deep.include({ x: 0, y: 0, width: 512, height: 25 });
    expect(layoutBoxes(read('513'))).not.to.deep.include({ x: 0, y: 0, width: 512, height: 25 });
  });

  it('let less count as text inside their boxes', async () => {
    const doubtful = line('~a3x', 40, 40, { confidence: 0.4, inkConfidence: 0.95 });
    const [inside] = await decided([doubtful], { read: DOSE_REPORT });
    expect(inside).to.include({ verdict: 'mask', reason: 'known-layout' });
    const [elsewhere] = await decided(
      [line('~a3x', 40, 400, doubtful)].map((find) => ({ ...find, box: { ...find.box, y: 400 } })),
      {
        read: DOSE_REPORT,
      },
    );
    expect(elsewhere?.verdict).to.equal('keep');
    const [unused] = await decided([doubtful], { read: DOSE_REPORT, policy: { layouts: false } });
    expect(unused?.verdict).to.equal('keep');
  });

  it('hide nothing harmless, and no box without text', async () => {
    const decisions = await decided([line('kV 120', 40, 40)], { read: DOSE_REPORT });
    expect(decisions.map(({ verdict }) => verdict)).to.deep.equal(['keep']);
  });
});

describe('ultrasound regions', () => {
  it('are read with both edges', () => {
    expect(ultrasoundRegions(ULTRASOUND)).to.deep.equal([{ x: 100, y: 80, width: 800, height: 620 }]);
    expect(ultrasoundRegions(header({}))).to.deep.equal([]);
  });

  it('tell what stands beside all of them', () => {
    const regions = ultrasoundRegions(ULTRASOUND);
    expect(isOutsideRegions({ x: 40, y: 10, width: 200, height: 20 }, regions)).to.equal(true);
    expect(isOutsideRegions({ x: 40, y: 70, width: 200, height: 20 }, regions)).to.equal(false);
    expect(isOutsideRegions({ x: 40, y: 10, width: 200, height: 20 }, [])).to.equal(false);
  });

  it('let less count as text outside them', async () => {
    const doubtful = { confidence: 0.4, inkConfidence: 0.95 };
    const [banner, image] = await decided(
      [line('~a3x', 40, 10, doubtful), line('~a3x', 400, 400, doubtful)],
      { read: ULTRASOUND },
    );
    expect(banner).to.include({ verdict: 'mask', reason: 'outside-region' });
    expect(image?.verdict).to.equal('keep');
  });
});
