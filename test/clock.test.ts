import { expect } from 'chai';
import { watchClock, type ClockWatch } from '../src/clock.js';

const HOUR_MS = 3_600_000;

describe('The watch over the clock', () => {
  const time = { now: 1_700_000_000_000, elapsed: 0 };
  const jumps: number[] = [];
  let watch: ClockWatch;

  beforeEach(() => {
    jumps.length = 0;
    watch = watchClock({ now: () => time.now, elapsed: () => time.elapsed }, (byMs) => jumps.push(byMs));
  });
  afterEach(() => watch.stop());

  const pass = (ms: number, setBy = 0): void => {
    time.elapsed += ms;
    time.now += ms + setBy;
    watch.look();
  };

  it('tells once of a clock set back an hour, and of one set forward a day', () => {
    pass(1000);
    pass(1000, -HOUR_MS);
    pass(1000);
    pass(1000, 24 * HOUR_MS);
    pass(1000);
    expect(jumps).to.deep.equal([-HOUR_MS, 24 * HOUR_MS]);
  });

  it('says nothing of time that passes, however much at once, or of small corrections', () => {
    pass(90 * HOUR_MS);
    for (let second = 0; second < 600; second += 1) pass(1000, -20);
    expect(jumps).to.deep.equal([]);
  });
});
