import { expect } from 'chai';
import type { ReadAttribute } from '../../src/deid/condition.js';
import { decide } from '../../src/routing/decide.js';
import { loadStrategy } from '../../src/routing/load.js';

function strategy(name: string, routes: string, priority = 0) {
  const text = `strategy: ${name}\nversion: '1'\npriority: ${String(priority)}\nroutes:\n${routes}\ndeidentify: {}\n`;
  return loadStrategy(text, `${name}.yaml`);
}

const ALL = '  - { name: all, destinations: [d] }';
const readCt: ReadAttribute = (tag) => (tag === 0x00080060 ? ['CT'] : undefined);

describe('a decision', () => {
  it('takes the first route that matches', () => {
    const one = strategy(
      'one',
      '  - { name: mr, when: { modality: MR }, destinations: [a] }\n  - { name: ct, when: { modality: CT }, destinations: [b, c] }\n  - { name: rest, destinations: [d] }',
    );
    const decision = decide([one], {}, readCt);
    expect(decision).to.include({ kind: 'route' });
    expect(decision.kind === 'route' ? [decision.route.name, decision.destinations] : []).to.deep.equal([
      'ct',
      ['b', 'c'],
    ]);
  });

  it('asks strategies of higher priority first', () => {
    const decision = decide([strategy('low', ALL, 1), strategy('high', ALL, 2)], {}, readCt);
    expect(decision.kind === 'route' ? decision.strategy.name : '').to.equal('high');
  });

  it('asks strategies of equal priority in file order', () => {
    const decision = decide([strategy('first', ALL), strategy('second', ALL)], {}, readCt);
    expect(decision.kind === 'route' ? decision.strategy.name : '').to.equal('first');
  });

  it('discards only where a rule says so, with its reason', () => {
    const decision = decide(
      [strategy('s', '  - { name: saves, when: { modality: CT }, discard: not wanted }')],
      {},
      readCt,
    );
    expect(decision.kind === 'discard' ? decision.reason : '').to.equal('not wanted');
  });

  it('is no match where no route holds', () => {
    expect(
      decide([strategy('s', '  - { name: mr, when: { modality: MR }, destinations: [a] }')], {}, readCt).kind,
    ).to.equal('no-match');
  });

  it('is no match where there is no strategy', () => {
    expect(decide([], {}, readCt).kind).to.equal('no-match');
  });

  it('fails, and takes no later route, where a condition cannot be evaluated', () => {
    const broken: ReadAttribute = () => {
      throw new Error('unreadable');
    };
    const decision = decide(
      [strategy('s', `  - { name: ct, when: { modality: CT }, destinations: [a] }\n${ALL}`)],
      {},
      broken,
    );
    expect(decision.kind === 'failed' ? decision.route.name : decision.kind).to.equal('ct');
  });

  it('tells every route that was asked, with its place and what decided', () => {
    const one = strategy('one', `  - { name: mr, when: { modality: MR }, destinations: [a] }\n${ALL}`);
    expect(decide([one], {}, readCt).trace).to.deep.equal([
      {
        strategy: 'one',
        route: 'mr',
        file: 'one.yaml',
        line: 5,
        holds: false,
        because: [{ text: 'modality MR', line: 5, holds: false }],
      },
      { strategy: 'one', route: 'all', file: 'one.yaml', line: 6, holds: true, because: [] },
    ]);
  });

  it('is the same for a strategy that went to a worker thread', () => {
    const one = strategy(
      'one',
      "  - { name: ct, when: { all: [ { attribute: Modality, matches: '^CT$' }, { address: 10.0.0.0/8 } ] }, destinations: [a] }",
    );
    const facts = { address: '10.1.2.3' };
    expect(decide([structuredClone(one)], facts, readCt)).to.deep.equal(decide([one], facts, readCt));
  });
});
