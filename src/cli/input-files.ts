/** The files that the arguments of a command name. */
import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { LetheError } from '../errors.js';

export interface InputFiles {
  readonly files: readonly string[];
  /** Folders, and what lies in them, that could not be looked at. */
  readonly unreadable: readonly { readonly path: string; readonly detail: string }[];
}

/**
 * The files of these paths, folders at any depth and through links. A folder is walked once, whatever leads to it.
 * @param without - folders that are not walked: what the command itself writes
 * @throws LetheError `NOT_FOUND` where a path cannot be looked at, or there is no file at all
 */
export function findInputFiles(paths: readonly string[], without: readonly string[]): InputFiles {
  const files: string[] = [];
  const unreadable: { path: string; detail: string }[] = [];
  const walked = new Set(without.flatMap(realPath));
  const walk = (folder: string): void => {
    let entries: Dirent[];
    try {
      const real = realpathSync(folder);
      if (walked.has(real)) return;
      walked.add(real);
      entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      unreadable.push({ path: folder, detail: `the folder cannot be read (${codeOf(error)})` });
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      // Node.js puts U+FFFD for what is no UTF-8, and no longer finds the file by that name.
      if (entry.name.includes('\ufffd') && !isThere(path))
        unreadable.push({ path, detail: 'the name is not UTF-8; rename it' });
      else if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) walk(path);
      else files.push(path);
    }
  };
  for (const path of paths) {
    let isFolderPath: boolean;
    try {
      isFolderPath = statSync(path).isDirectory();
    } catch (error) {
      throw new LetheError('NOT_FOUND', `${path} cannot be read`, { cause: error });
    }
    if (isFolderPath) walk(path);
    else files.push(path);
  }
  if (files.length === 0 && unreadable.length === 0)
    throw new LetheError('NOT_FOUND', `there is no file in ${paths.join(', ')}`);
  return { files, unreadable };
}

/** Whether one of these folders is, or lies in, another. */
export function liesIn(path: string, folder: string): boolean {
  const [inner, outer] = [realPath(path)[0] ?? resolve(path), realPath(folder)[0] ?? resolve(folder)];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

function realPath(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    // Not there yet: then nothing lies in it.
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
