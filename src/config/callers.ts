/** Who may call the node, and by which name. */
import { aeTitleFault, trimAeTitle } from '../ae-title.js';
import type { Config } from '../config.js';
import { networkContains } from '../network.js';

/** Why an association must be rejected; the reasons of PS3.8 Table 9-21 in words, the second with a word more for TLS. */
export type CallerFault =
  'called-ae-title-not-recognized' | 'calling-ae-title-not-recognized' | 'certificate-name-not-allowed';

/** What a caller proved by its certificate. */
interface Certified {
  readonly authorized: boolean;
  readonly names: readonly string[];
}

interface Caller {
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly address: string;
  readonly tls?: Certified;
}

/** Whether the node is called by a name of its own and by someone who may; `undefined`: it is. */
export function callerFault(
  config: Pick<Config, 'aeTitles' | 'acceptedCallers'>,
  association: Caller,
): CallerFault | undefined {
  const called = config.aeTitles.find(
    ({ aeTitle: title }) => title === trimAeTitle(association.calledAeTitle),
  );
  if (called === undefined) return 'called-ae-title-not-recognized';
  const calling = trimAeTitle(association.callingAeTitle);
  if (aeTitleFault(calling) !== undefined) return 'calling-ae-title-not-recognized';
  if (called.callingAeTitles.length > 0 && !called.callingAeTitles.includes(calling))
    return 'calling-ae-title-not-recognized';
  if (config.acceptedCallers.length === 0) return undefined;
  const fitting = config.acceptedCallers.filter(
    ({ callingAeTitle, addresses }) =>
      (callingAeTitle === undefined || callingAeTitle === calling) &&
      (addresses.length === 0 || addresses.some((one) => networkContains(one, association.address))),
  );
  if (fitting.length === 0) return 'calling-ae-title-not-recognized';
  return fitting.some(
    ({ certificateNames }) => certificateNames.length === 0 || carriesName(association.tls, certificateNames),
  )
    ? undefined
    : 'certificate-name-not-allowed';
}

/** Whether a verified certificate carries one of these names. Names compare whole and without regard to case. */
export function carriesName(certified: Certified | undefined, names: readonly string[]): boolean {
  if (certified?.authorized !== true) return false;
  const carried = new Set(certified.names.map((name) => name.toLowerCase()));
  return names.some((name) => carried.has(name.toLowerCase()));
}
