import { expect } from 'chai';
import type { ReadAttribute } from '../../src/deid/condition.js';
import type { FrameText } from '../../src/pixels/search/frame-text.js';
import { decided, header, line } from './lines.js';

async function verdicts(finds: readonly FrameText[], read: ReadAttribute = header({})): Promise<string[]> {
  return (await decided(finds, { read })).map(({ verdict }) => verdict);
}

describe('clocks on an image', () => {
  it('tell the time of day, which goes', async () => {
    for (const text of ['14:07:31', '9:07', '2:31:08 pm', '23;11;05'])
      expect(await verdicts([line(text, 40, 40)]), text).to.deep.equal(['mask']);
  });

  it('are counters where they begin with one zero', async () => {
    expect(await verdicts([line('0:07:52', 40, 40)])).to.deep.equal(['keep']);
    expect(await verdicts([line('00:07:52', 40, 40)])).to.deep.equal(['mask']);
  });

  it('are counters in another form than the time of day that stands there', async () => {
    expect(await verdicts([line('3:12:40 pm', 40, 40), line('2:58:11', 40, 400)])).to.deep.equal([
      'mask',
      'keep',
    ]);
    expect(await verdicts([line('15:12:40', 40, 40), line('07;33;00', 40, 400)])).to.deep.equal([
      'mask',
      'mask',
    ]);
    expect(await verdicts([line('15:12:40', 40, 40), line('14:33:10', 40, 400)])).to.deep.equal([
      'mask',
      'mask',
    ]);
  });

  it('are no counters where the header tells a time near it, in either half of the day', async () => {
    for (const time of [{ StudyTime: '000752.1' }, { SeriesTime: '1231' }, { PatientBirthTime: '235500' }])
      expect(await verdicts([line('0:07:52', 40, 40)], header(time)), JSON.stringify(time)).to.deep.equal([
        'mask',
      ]);
    expect(await verdicts([line('0:07:52', 40, 40)], header({ StudyTime: '093000' }))).to.deep.equal([
      'keep',
    ]);
    const finds = [line('2:05:11 PM', 40, 40), line('1:24:15', 40, 400)];
    expect(await verdicts(finds, header({ StudyTime: '132300' }))).to.deep.equal(['mask', 'mask']);
  });

  it('are found in pieces of a row', async () => {
    const finds = [line('3:12:40 pm', 40, 40), line('0:', 40, 400), line('33:00', 64, 400)];
    expect(await verdicts(finds)).to.deep.equal(['mask', 'keep', 'keep']);
  });

  it('are values of their labels all the same', async () => {
    expect(await verdicts([line('Time:', 40, 40), line('0:07:52', 90, 40)])).to.include('mask');
  });
});
