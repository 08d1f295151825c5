import { expect } from 'chai';
import { rememberClock, watchClock, type ClockWatch, type PastClock } from '../src/clock.js';

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

describe('The past of the clock', () => {
  const START = 1_700_000_000_000;
  const DAY_MS = 24 * HOUR_MS;
  const time = { now: START, elapsed: 0 };
  let past: PastClock;

  beforeEach(() => {
    time.now = START;
    time.elapsed = 0;
    past = rememberClock({ now: () => time.now, elapsed: () => time.elapsed });
  });

  const pass = (ms: number, setBy = 0): void => {
    time.elapsed += ms;
    time.now += ms + setBy;
    past.showed(0);
  };

  it('is the time less what passed, where nobody set it', () => {
    pass(HOUR_MS);
    expect([past.showed(0), past.showed(DAY_MS)]).to.deep.equal([START + HOUR_MS, START + HOUR_MS - DAY_MS]);
  });

  it('knows after a clock set forward what it showed before, and forgets when that is longer ago than is asked', () => {
    pass(HOUR_MS);
    pass(0, 10 * DAY_MS);
    pass(HOUR_MS);
    expect(past.showed(DAY_MS)).to.equal(START + 2 * HOUR_MS - DAY_MS);
    pass(DAY_MS);
    expect(past.showed(DAY_MS)).to.equal(START + 10 * DAY_MS + 2 * HOUR_MS);
  });

  it('takes the earlier setting after a clock set back', () => {
    pass(HOUR_MS);
    pass(0, -10 * DAY_MS);
    pass(HOUR_MS);
    expect(past.showed(DAY_MS)).to.equal(START + 2 * HOUR_MS - 11 * DAY_MS);
  });

  it('is not earlier for a clock that was wrong for a moment, once that moment is past', () => {
    pass(HOUR_MS);
    pass(0, -10 * DAY_MS);
    pass(1000);
    pass(0, 10 * DAY_MS);
    expect(past.showed(HOUR_MS)).to.equal(START + 1000 - 10 * DAY_MS);
    pass(2 * HOUR_MS);
    expect(past.showed(HOUR_MS)).to.equal(START + 2 * HOUR_MS + 1000);
  });

  it('follows what a time server corrects little by little', () => {
    for (let second = 0; second < 600; second += 1) pass(1000, -20);
    expect(past.showed(0)).to.equal(time.now);
  });

  it('holds on to the earliest of very many settings', () => {
    pass(1000, -DAY_MS);
    for (let count = 0; count < 3000; count += 1) pass(1000, count % 2 === 0 ? HOUR_MS : -HOUR_MS);
    expect(past.showed(DAY_MS)).to.equal(START + 3_001_000 - 2 * DAY_MS);
  });
});
