import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { createCounter, gauge, renderFamilies } from '../../src/metrics/exposition.js';
import { allocateTimes, BUCKET_SECONDS, countingTimes, readTimes } from '../../src/metrics/times.js';
import { parseExposition } from './exposition-parser.js';

describe('metrics: the text format', () => {
  it('escapes what a label or a help may hold', () => {
    const text = 'back\\slash "quoted"\nnew line';
    const page = renderFamilies([gauge('a', text, [{ labels: { label: text }, value: 1 }])]);
    expect(parseExposition(page).get('a')?.samples).to.deep.equal([
      { name: 'a', labels: { label: text }, value: 1 },
    ]);
  });

  it('shows a series that was named at the start before its first event', () => {
    const counter = createCounter('a_total', 'a', [{ kind: 'x' }]);
    expect(parseExposition(renderFamilies([counter.family()])).get('a_total')?.samples).to.deep.equal([
      { name: 'a_total', labels: { kind: 'x' }, value: 0 },
    ]);
  });

  it('counts each set of labels on its own', () => {
    const counter = createCounter('a_total', 'a');
    counter.add({ kind: 'x' });
    counter.add({ kind: 'y' }, 5);
    counter.add({ kind: 'x' });
    const samples = parseExposition(renderFamilies([counter.family()])).get('a_total')?.samples ?? [];
    expect(samples.map(({ labels, value }) => [labels['kind'], value])).to.deep.equal([
      ['x', 2],
      ['y', 5],
    ]);
  });

  it('writes numbers that Prometheus reads', () => {
    const samples = [1e21, 1e-9, Infinity, -Infinity, 0.1].map((value, index) => ({
      labels: { index: String(index) },
      value,
    }));
    const parsed = parseExposition(renderFamilies([gauge('a', 'a', samples)])).get('a')?.samples ?? [];
    expect(parsed.map(({ value }) => value)).to.deep.equal([1e21, 1e-9, Infinity, -Infinity, 0.1]);
  });

  it('makes a histogram of measured times', () => {
    const memory = allocateTimes();
    const count = countingTimes(memory);
    for (const ms of [0.1, 3, 3, 70_000]) count(ms);
    const page = renderFamilies([
      { kind: 'histogram', name: 'a', help: 'a', times: [{ labels: {}, read: readTimes(memory) }] },
    ]);
    const samples = parseExposition(page).get('a')?.samples ?? [];
    const at = (le: string): number | undefined => samples.find(({ labels }) => labels['le'] === le)?.value;
    expect([at('0.0005'), at('0.0025'), at('0.005'), at('30'), at('+Inf')]).to.deep.equal([1, 1, 3, 3, 4]);
    expect(samples.find(({ name }) => name === 'a_sum')?.value).to.be.closeTo(70.0061, 1e-6);
  });
});

describe('metrics: measured times', () => {
  it('fall into the bucket whose bound they reach', () => {
    const memory = allocateTimes();
    const count = countingTimes(memory);
    for (const bound of BUCKET_SECONDS) count(bound * 1000);
    expect(readTimes(memory).counts).to.deep.equal([...BUCKET_SECONDS.map(() => 1), 0]);
  });

  it('are counted in several threads at once, and none is lost', async () => {
    const memory = allocateTimes();
    const module = new URL('../../src/metrics/times.js', import.meta.url).href;
    const code = `
      import(${JSON.stringify(module)}).then(({ countingTimes }) => {
        const count = countingTimes(require('node:worker_threads').workerData);
        for (let n = 0; n < 20000; n += 1) count(1);
      });`;
    const threads = [0, 1, 2].map(() => new Worker(code, { eval: true, workerData: memory }));
    await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve))));
    const { counts, sumSeconds } = readTimes(memory);
    expect([counts.reduce((sum, n) => sum + n, 0), sumSeconds]).to.deep.equal([60_000, 60]);
  });
});

describe('metrics: the reader that these tests use', () => {
  const refused = (page: string): boolean => {
    try {
      parseExposition(page);
      return false;
    } catch {
      return true;
    }
  };
  const HEAD = '# HELP a_total a\n# TYPE a_total counter\n';

  it('takes a good page', () => {
    expect(refused(`${HEAD}a_total{x="1"} 1\n`)).to.equal(false);
  });

  for (const [what, page] of [
    ['a sample without its type', 'a_total 1\n'],
    ['a series twice', `${HEAD}a_total 1\na_total 2\n`],
    ['a label that is not closed', `${HEAD}a_total{x="1} 1\n`],
    ['a value that is no number', `${HEAD}a_total one\n`],
    ['a counter without _total', '# HELP a a\n# TYPE a counter\na 1\n'],
    ['a last line without its end', `${HEAD}a_total 1`],
    ['a metric in two places', `${HEAD}a_total 1\n# HELP b b\n# TYPE b gauge\nb 1\n${HEAD}`],
    [
      'a histogram that shrinks',
      '# HELP a a\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
    ],
  ] as const)
    it(`refuses ${what}`, () => {
      expect(refused(page)).to.equal(true);
    });
});
