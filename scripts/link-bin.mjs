// Makes the command runnable after tsc: marks the entry executable and links it where `npx lethe` looks from the repository root.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const { bin } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const binFolder = path.join(root, 'node_modules', '.bin');

for (const [name, target] of Object.entries(bin)) {
  const entry = path.join(root, target);
  if (!existsSync(entry)) continue;
  chmodSync(entry, 0o755);
  mkdirSync(binFolder, { recursive: true });
  const link = path.join(binFolder, name);
  rmSync(link, { force: true });
  symlinkSync(path.relative(binFolder, entry), link);
}
