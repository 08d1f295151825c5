import { statSync } from 'node:fs';
import { loadConfig, type Config } from '../config.js';
import { dataPaths } from '../daemon.js';
import { LetheError } from '../errors.js';
import { loadKeyring, type Keyring } from '../keyring.js';
import { openStore } from '../store/sqlite/open-store.js';
import type { Store } from '../store/store.js';

/** Options that most commands have. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export function configOf(options: CommonOptions): Config {
  return loadConfig({ file: options.config, env: process.env, cwd: process.cwd() });
}

/** Opens the node's store beside it, for one command. */
export async function withStore<T>(
  options: CommonOptions,
  use: (store: Store, keyring: Keyring, config: Config) => Promise<T>,
): Promise<T> {
  const config = configOf(options);
  const { database } = dataPaths(config);
  if (!isThere(database)) {
    throw new LetheError('STORE_NOT_USABLE', `there is no database ${database}`, {
      hint: 'the node makes it at its first start; --config FILE names the configuration whose dataDir is meant',
    });
  }
  const keyring = loadKeyring(config.keyFile);
  const store = await openStore({ file: database, auditKey: keyring.auditChain, role: 'tool' });
  try {
    return await use(store, keyring, config);
  } finally {
    await store.close();
  }
}

/** @throws LetheError `STORE_NOT_USABLE` where rights keep the user from knowing */
function isThere(database: string): boolean {
  try {
    return statSync(database, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw new LetheError('STORE_NOT_USABLE', `the database ${database} cannot be reached`, {
      cause: error,
      hint: 'run the command as the user of the node',
    });
  }
}

/** Who runs the command, for the audit. */
export function actor(): string {
  return process.env['SUDO_USER'] ?? process.env['USER'] ?? `uid ${String(process.getuid?.() ?? '?')}`;
}
