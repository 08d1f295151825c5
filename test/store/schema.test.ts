import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { temporaryStores, withRaw } from './temporary-store.js';

const REPOSITORY = new URL('../../../', import.meta.url);

describe('store: the schema', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('that the migrations make is the one in db/sqlite/schema.sql', async () => {
    const { store, file } = await temporary.open();
    await store.close();
    const made = withRaw(file, (db) =>
      db
        .prepare<[], { sql: string }>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')
        .all()
        .map(({ sql }) => `${sql};\n`)
        .join('\n'),
    );
    const dumped = readFileSync(new URL('db/sqlite/schema.sql', REPOSITORY), 'utf8');
    expect(dumped.replace(/^--.*\n\n/, '')).to.equal(made);
  });
});
