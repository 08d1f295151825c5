import { expect } from 'chai';
import {
  deidentified,
  idOf,
  OWNER,
  received,
  temporaryStores,
  withRaw,
  type Temporary,
} from './temporary-store.js';

const CLAIM = { owner: OWNER, limit: 10, leaseMs: 60_000 };
const SHA_256 = 'cd'.repeat(32);

/** A database as version 4 of the schema left it, with an output and its SHA-256. */
async function databaseOfVersion4(temporary: Temporary): Promise<{ file: string; id: number }> {
  const { store, file } = await temporary.open();
  const id = idOf(await store.recordReceived(received()));
  await store.claimInstances(CLAIM);
  const { output, ...outcome } = deidentified();
  await store.advanceInstance(id, OWNER, { ...outcome, output: { ...output, hash: SHA_256 } });
  await store.close();
  withRaw(file, (db) => {
    db.exec(`ALTER TABLE instances RENAME COLUMN output_hash TO output_sha256;
      ALTER TABLE audit RENAME COLUMN output_hash TO output_sha256;`);
    db.pragma('user_version = 4');
  });
  return { file, id };
}

describe('store: a database of version 4', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('keeps the hashes of its outputs', async () => {
    const { file, id } = await databaseOfVersion4(temporary);
    const { store } = await temporary.open({ file });
    const { rows } = await store.queryAudit({ instanceId: id, event: 'instance.deidentified' });
    expect([(await store.getInstance(id))?.output?.hash, rows[0]?.outputHash]).to.deep.equal([
      SHA_256,
      SHA_256,
    ]);
  });

  it('keeps an audit that verifies', async () => {
    const { file } = await databaseOfVersion4(temporary);
    const { store } = await temporary.open({ file });
    expect((await store.verifyAudit()).kind).to.equal('intact');
  });
});
