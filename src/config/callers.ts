/** Who may call the node, and by which name. */
import { aeTitleFault, trimAeTitle } from '../ae-title.js';
import type { Config } from '../config.js';
import { networkContains } from '../network.js';

/** Why an association must be rejected; the reasons of PS3.8 Table 9-21 in words. */
export type CallerFault = 'called-ae-title-not-recognized' | 'calling-ae-title-not-recognized';

/** Whether the node is called by a name of its own and by someone who may; `undefined`: it is. */
export function callerFault(
  config: Pick<Config, 'aeTitles' | 'acceptedCallers'>,
  association: { readonly calledAeTitle: string; readonly callingAeTitle: string; readonly address: string },
): CallerFault | undefined {
  const called = config.aeTitles.find(
    ({ aeTitle: title }) => title === trimAeTitle(association.calledAeTitle),
  );
  if (called === undefined) return 'called-ae-title-not-recognized';
  const calling = trimAeTitle(association.callingAeTitle);
  if (aeTitleFault(calling) !== undefined) return 'calling-ae-title-not-recognized';
  const mayCall = called.callingAeTitles.length === 0 || called.callingAeTitles.includes(calling);
  const isAccepted =
    config.acceptedCallers.length === 0 ||
    config.acceptedCallers.some(
      ({ callingAeTitle, addresses }) =>
        (callingAeTitle === undefined || callingAeTitle === calling) &&
        (addresses.length === 0 || addresses.some((one) => networkContains(one, association.address))),
    );
  return mayCall && isAccepted ? undefined : 'calling-ae-title-not-recognized';
}
