/** Ports and folders that a configuration names for two uses that do not go together. */
import { networkInterfaces } from 'node:os';
import { join, sep } from 'node:path';
import type { Problem } from '../yaml/problem.js';
import type { YamlPath } from '../yaml/text.js';

/** What `findPlaceProblems` looks at, of a configuration. */
interface Places {
  readonly aeTitles: readonly { readonly aeTitle: string }[];
  readonly listeners: readonly Address[];
  readonly http: Address;
  readonly dataDir: string;
  readonly destinations: ReadonlyMap<
    string,
    { readonly type: 'folder'; readonly path: string } | (Address & { type: 'dicom'; aeTitle: string })
  >;
}

interface Address {
  readonly host: string;
  /** 0: none */
  readonly port: number;
}

/** What cannot be as it is written: with the place in the file, and the reason. */
export function findPlaceProblems(
  { aeTitles, listeners, http, dataDir, destinations }: Places,
  at: (path: YamlPath) => Pick<Problem, 'line' | 'column'>,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (http.port !== 0 && listeners.some((listener) => overlap(listener, http)))
    problems.push({ ...at(['http', 'port']), message: 'a DICOM listener has this port; choose another' });
  const folders = new Map<string, string>();
  for (const [name, destination] of destinations) {
    const problem = (message: string): void => {
      problems.push({ ...at(['destinations', name]), message });
    };
    if (destination.type === 'dicom') {
      const isOwn =
        aeTitles.some(({ aeTitle }) => aeTitle === destination.aeTitle) &&
        listeners.some((listener) => reaches(destination, listener));
      if (isOwn) problem(`'${name}' is this node: what it sends would come back to it`);
      continue;
    }
    const before = folders.get(destination.path);
    if (before !== undefined)
      problem(`'${name}' is the folder of '${before}' again; give each its own, or keep one`);
    folders.set(destination.path, name);
    if (`${destination.path}${sep}`.startsWith(join(dataDir, 'spool', sep)))
      problem(`'${name}' lies in the node's spool; choose a folder outside of it`);
  }
  return problems;
}

const EVERY = ['0.0.0.0', '::'];
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

function overlap(one: Address, other: Address): boolean {
  return (
    one.port === other.port && (EVERY.includes(one.host) || EVERY.includes(other.host) || isSame(one, other))
  );
}

/** Whether who connects there comes to this listener. */
function reaches(to: Address, listener: Address): boolean {
  if (to.port !== listener.port) return false;
  return isSame(to, listener) || (EVERY.includes(listener.host) && isOfThisMachine(to.host));
}

function isSame(one: Address, other: Address): boolean {
  return (
    one.host.toLowerCase() === other.host.toLowerCase() ||
    (LOOPBACK.test(one.host) && LOOPBACK.test(other.host))
  );
}

function isOfThisMachine(host: string): boolean {
  if (LOOPBACK.test(host) || EVERY.includes(host)) return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === host),
  );
}
