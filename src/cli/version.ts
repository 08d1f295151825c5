import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package's version. */
export function version(): string {
  const facts: unknown = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return typeof facts === 'object' && facts !== null && 'version' in facts
    ? String(facts.version)
    : 'unknown';
}

/** Where the package lies: the folder with package.json above this file. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (dirname(folder) !== folder) {
    try {
      readFileSync(join(folder, 'package.json'));
      return folder;
    } catch {
      folder = dirname(folder);
    }
  }
  throw new Error('the package has no package.json');
}
