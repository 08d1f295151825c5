import { join } from 'node:path';
import { expect } from 'chai';
import type { ReadAttribute } from '../../src/deid/condition.js';
import { deidentifyExample } from '../../src/deid/example.js';
import { decide } from '../../src/routing/decide.js';
import { loadStrategies } from '../../src/routing/load.js';
import { routesFolder } from './routes-folder.js';

const nothing: ReadAttribute = () => undefined;

describe('the strategies that ship', () => {
  const strategies = loadStrategies([routesFolder], { deidentifyExample });

  it('all load, with examples that hold in the engine', () => {
    expect(strategies.map(({ name, examples }) => [name, examples.length > 0])).to.deep.equal([
      ['basic', true],
      ['default', true],
      ['hipaa-safe-harbor', true],
      ['minimal-passthrough', true],
    ]);
  });

  it('de-identify what no other strategy takes by default', () => {
    const decision = decide(strategies, { calledAeTitle: 'LETHE' }, nothing);
    expect(decision.kind === 'route' ? decision.strategy.name : decision.kind).to.equal('default');
  });

  it('change nothing only for those who call PASSTHROUGH', () => {
    const decision = decide(strategies, { calledAeTitle: 'PASSTHROUGH' }, nothing);
    expect(decision.kind === 'route' ? decision.strategy.policy.passthrough : false).to.be.true;
  });

  it('keep no private element that no list knows, and judge the text of unknown ones, by default', () => {
    const [strategy] = loadStrategies([join(routesFolder, 'default.yaml')]);
    expect(strategy?.policy).to.deep.include({
      profile: 'basic',
      privateElements: { safeList: true, knowledgeBase: 'tcia-2024-02-01', others: 'remove' },
      unknownElements: 'classify',
    });
  });
});
