import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { LetheError } from '../../errors.js';

/** `application_id` of the database file: "LETH". */
const APPLICATION_ID = 0x4c455448;

const MIGRATIONS_FOLDER = new URL('../../../../db/sqlite/', import.meta.url);

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** The numbered migrations of db/sqlite, in order. */
function readMigrations(): readonly Migration[] {
  return readdirSync(MIGRATIONS_FOLDER)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      version: Number(name.slice(0, 4)),
      sql: readFileSync(new URL(name, MIGRATIONS_FOLDER), 'utf8'),
    }));
}

export type SchemaState =
  | { readonly kind: 'current' }
  | { readonly kind: 'behind'; readonly migrations: readonly Migration[]; readonly empty: boolean };

/**
 * Looks at a database's schema version.
 * @throws LetheError STORE_SCHEMA_VERSION where a newer Lethe made it, STORE_NOT_USABLE where another program did.
 */
export function schemaState(db: Database): SchemaState {
  const version = db.pragma('user_version', { simple: true }) as number;
  const application = db.pragma('application_id', { simple: true }) as number;
  const tables = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  const empty = version === 0 && application === 0 && tables === 0;
  if (!empty && application !== APPLICATION_ID) {
    throw new LetheError('STORE_NOT_USABLE', 'the database file belongs to another program', {
      hint: 'choose another data folder',
    });
  }
  const migrations = readMigrations();
  const latest = migrations.at(-1)?.version ?? 0;
  if (version > latest) {
    throw new LetheError(
      'STORE_SCHEMA_VERSION',
      `the database has schema version ${version}, this Lethe knows versions up to ${latest}`,
      { hint: 'run the newer Lethe that made it, or restore the backup made before the upgrade' },
    );
  }
  if (version === latest) return { kind: 'current' };
  return { kind: 'behind', migrations: migrations.filter((each) => each.version > version), empty };
}

/** Applies migrations in one transaction; `afterwards` runs inside it, when the tables are there. */
export function migrate(db: Database, migrations: readonly Migration[], afterwards: () => void): void {
  db.transaction(() => {
    for (const { version, sql } of migrations) {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }
    db.pragma(`application_id = ${APPLICATION_ID}`);
    afterwards();
  }).immediate();
}
