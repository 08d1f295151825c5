import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function find(folder: string): string {
  const routes = join(folder, 'routes', 'default.yaml');
  return existsSync(routes) || dirname(folder) === folder ? dirname(routes) : find(dirname(folder));
}

/** The repository's routes/, wherever this file was compiled to. */
export const routesFolder = find(import.meta.dirname);
