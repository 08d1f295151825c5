/** The folder that holds the node's spool, database and key. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LetheError } from './errors.js';

/**
 * Makes the folder and the spool in it where they are missing.
 * @throws LetheError `SPOOL_NOT_USABLE`
 */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(join(folder, 'spool'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notUsable(folder, '', error);
  }
}

/**
 * Whether the folder is there or could be made, as far as that can be told without writing: nothing on the way to it is a file.
 * @throws LetheError `SPOOL_NOT_USABLE`
 */
export function lookAtDataFolder(folder: string): void {
  for (let at = join(folder, 'spool'); at !== dirname(at); at = dirname(at)) {
    const found = stateOf(at);
    if (found === undefined) continue;
    if (!found.isDirectory()) throw notUsable(folder, `, as ${at} is a file`);
    return;
  }
}

/** Undefined where there is nothing yet, a file stands further up, or this user may not look: the walk goes on above it. */
function stateOf(at: string): ReturnType<typeof statSync> {
  try {
    return statSync(at, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function notUsable(folder: string, why: string, cause?: unknown): LetheError {
  return new LetheError('SPOOL_NOT_USABLE', `the data folder ${folder} cannot be made${why}`, {
    cause,
    hint: 'set dataDir to a folder that the user who runs the node may write',
  });
}
