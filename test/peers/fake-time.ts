import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The library of Debian's libfaketime for programs with threads; undefined where it is not installed. */
export function fakeTimeLibrary(): string | undefined {
  const folders = readdirSync('/usr/lib').map((name) => path.join('/usr/lib', name, 'faketime'));
  return folders.map((folder) => path.join(folder, 'libfaketimeMT.so.1')).find((file) => existsSync(file));
}
