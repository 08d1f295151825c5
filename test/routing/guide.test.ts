import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  ATTRIBUTE_CATEGORIES,
  PROFILE_ACTION_CODES,
  PROFILE_OPTION_NAMES,
  SIMPLE_ACTIONS,
} from '../../src/deid/header/policy.js';
import { loadStrategy } from '../../src/routing/load.js';
import { strategyJsonSchema } from '../../src/routing/schema.js';
import { EXPECTED_FATES } from '../../src/routing/strategy.js';
import { routesFolder } from './routes-folder.js';

const file = join(routesFolder, '..', 'docs', 'strategy.md');
const guide = existsSync(file) ? readFileSync(file, 'utf8') : '';
const blocks = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);

/** Every key of every object in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  return entriesOf(schema).flatMap(([key, inner]) => [
    ...(key === 'properties' ? entriesOf(inner).map(([name]) => name) : []),
    ...keysOf(inner),
  ]);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value as Record<string, unknown>) : [];
}

describe('docs/strategy.md', () => {
  it('has a whole strategy that loads', () => {
    const whole = blocks.find((block) => block.startsWith('strategy:')) ?? '';
    expect(loadStrategy(whole, 'strategy.md').examples).to.have.length(1);
  });

  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lethe-guide-'));
    writeFileSync(join(folder, 'subjects.csv'), 'original,replacement,mrn,subject\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const section of ['routes:', 'rules:']) {
    const parts = blocks.filter((block) => block.replace(/^#.*\n/, '').startsWith(section));
    for (const [index, part] of parts.entries()) {
      it(`has ${section} that load (${String(index + 1)})`, () => {
        const head = "strategy: s\nversion: '1'\n";
        const whole =
          section === 'routes:'
            ? `${head}deidentify: {}\n${part}`
            : `${head}routes: [ { name: r, destinations: [d] } ]\ndeidentify:\n${part.replace(/^/gm, '  ')}`;
        expect(loadStrategy(whole, join(folder, 'strategy.md')).name).to.equal('s');
      });
    }
  }

  it('names every key of the schema', () => {
    const missing = new Set(
      keysOf(strategyJsonSchema()).filter((key) => !new RegExp(`\\b${key}\\b`).test(guide)),
    );
    expect([...missing]).to.deep.equal([]);
  });

  it('names every option, category, action, code and expectation', () => {
    const words = [
      ...PROFILE_OPTION_NAMES,
      ...ATTRIBUTE_CATEGORIES,
      ...SIMPLE_ACTIONS,
      ...PROFILE_ACTION_CODES,
      ...EXPECTED_FATES,
    ];
    expect(words.filter((word) => !guide.includes(`\`${word}\``))).to.deep.equal([]);
  });
});
