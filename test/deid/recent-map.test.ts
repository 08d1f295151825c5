import { expect } from 'chai';
import fc from 'fast-check';
import { RecentMap } from '../../src/deid/recent-map.js';

describe('a map of what was asked for last', () => {
  it('never gives another value than was set, and always that set last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.nat(30), fc.nat(5)), { maxLength: 200 }),
        (most, entries) => {
          const map = new RecentMap<number, number>(most);
          const truth = new Map<number, number>();
          for (const [key, value] of entries) {
            map.set(key, value);
            truth.set(key, value);
            expect(map.get(key)).to.equal(value);
          }
          const kept = [...truth].filter(([key]) => map.get(key) !== undefined);
          for (const [key, value] of kept) expect(map.get(key)).to.equal(value);
        },
      ),
    );
  });

  it('keeps what is asked for again, and forgets what is not', () => {
    const map = new RecentMap<number, string>(4);
    map.set(0, 'kept');
    map.set(1, 'forgotten');
    for (let key = 2; key < 20; key += 1) {
      map.set(key, 'other');
      map.get(0);
    }
    expect([map.get(0), map.get(1)]).to.deep.equal(['kept', undefined]);
  });
});
