import { expect } from 'chai';
import { createResultCache } from '../../src/ner/cache.js';

describe('result cache', () => {
  it('drops what was used least recently when there are too many', () => {
    const cache = createResultCache<number>({ maxEntries: 2, maxBytes: 1000 });
    cache.set('a', 1, 10);
    cache.set('b', 2, 10);
    expect(cache.get('a')).to.equal(1);
    cache.set('c', 3, 10);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).to.deep.equal([1, undefined, 3]);
  });

  it('drops until the bytes fit, keys counted', () => {
    const cache = createResultCache<number>({ maxEntries: 100, maxBytes: 50 });
    cache.set('aaaaa', 1, 10);
    cache.set('bbbbb', 2, 10);
    expect(cache.sizeBytes).to.equal(40);
    cache.set('ccccc', 3, 15);
    expect([cache.count, cache.sizeBytes, cache.get('aaaaa')]).to.deep.equal([2, 45, undefined]);
  });

  it('keeps nothing that is larger than all of it', () => {
    const cache = createResultCache<number>({ maxEntries: 100, maxBytes: 50 });
    cache.set('a', 1, 10);
    cache.set('b'.repeat(30), 2, 10);
    expect([cache.count, cache.get('a')]).to.deep.equal([1, 1]);
  });

  it('counts a replaced entry once', () => {
    const cache = createResultCache<number>({ maxEntries: 10, maxBytes: 1000 });
    cache.set('a', 1, 100);
    cache.set('a', 2, 10);
    expect([cache.count, cache.sizeBytes, cache.get('a')]).to.deep.equal([1, 12, 2]);
  });

  it('keeps nothing where no entries are allowed', () => {
    const cache = createResultCache<number>({ maxEntries: 0, maxBytes: 1000 });
    cache.set('a', 1, 10);
    expect([cache.count, cache.sizeBytes]).to.deep.equal([0, 0]);
  });
});
