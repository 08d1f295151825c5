import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { strategyJsonSchema } from '../../src/routing/schema.js';
import { routesFolder } from './routes-folder.js';

const committed = readFileSync(join(routesFolder, 'strategy.schema.json'), 'utf8');
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(committed) as object);

describe('routes/strategy.schema.json', () => {
  it('is what the code generates; if this fails, node scripts/generate-strategy-schema.mjs writes it anew', () => {
    expect(JSON.parse(committed)).to.deep.equal(strategyJsonSchema());
  });

  for (const name of readdirSync(routesFolder).filter((file) => file.endsWith('.yaml'))) {
    it(`accepts routes/${name}`, () => {
      expect(validate(parse(readFileSync(join(routesFolder, name), 'utf8')))).to.be.true;
    });
  }

  it('accepts conditions inside conditions', () => {
    const when = { all: [{ any: [{ not: { modality: 'CT' } }, { calledAe: ['A', 'B'] }] }] };
    const strategy = {
      strategy: 's',
      version: '1',
      routes: [{ name: 'r', when, destinations: ['d'] }],
      deidentify: {},
    };
    expect(validate(strategy)).to.be.true;
  });

  it('refuses unknown keys at any depth', () => {
    const when = { all: [{ any: [{ not: { modalty: 'CT' } }] }] };
    const strategy = {
      strategy: 's',
      version: '1',
      routes: [{ name: 'r', when, destinations: ['d'] }],
      deidentify: {},
    };
    expect(validate(strategy)).to.be.false;
  });
});
