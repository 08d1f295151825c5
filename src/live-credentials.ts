/** The credentials of a running node: loaded at the start, read again at a reload, each in force until a good one replaces it. */
import type { Config } from './config.js';
import {
  loadDestinationCredentials,
  loadListenerCredentials,
  type DestinationCredentials,
  type ListenerCredentials,
} from './credentials.js';

/** What became of one owner's files at a reload. */
export type CredentialsReload =
  | { readonly kind: 'loaded'; readonly owner: string; readonly listener?: number }
  | { readonly kind: 'refused'; readonly owner: string; readonly error: unknown };

export interface LiveCredentials {
  /** In the order of the configuration's listeners. */
  readonly listeners: readonly ListenerCredentials[];
  /** Of a destination by its name; nothing for one that has none. */
  destination(name: string): DestinationCredentials;
  /** Of a sender that is told of commitments, by its AE title; nothing for one that has none. */
  requester(aeTitle: string): DestinationCredentials;
  /** Reads all files again. What is good is in force from the next connection on; what is not leaves the old in force. */
  reload(): readonly CredentialsReload[];
  /** Whose own certificate runs out within this time. */
  expiring(withinMs: number): readonly { readonly owner: string; readonly expiresAt: number }[];
}

/** @throws LetheError `CERTIFICATE_NOT_USABLE` or `USERS_NOT_USABLE`, naming the file */
export function loadCredentials(config: Config, now: () => number): LiveCredentials {
  const listeners = config.listeners.map((listener) => loadListenerCredentials(listener, now()));
  const named = [...config.destinations.values()].flatMap((destination) =>
    destination.type === 'dicom' && (destination.tls ?? destination.user) !== undefined ? [destination] : [],
  );
  const destinations = new Map(
    named.map((destination) => [destination.name, loadDestinationCredentials(destination, now())]),
  );
  const secured = config.commitmentRequesters.filter(({ tls }) => tls !== undefined);
  const requesters = new Map(
    secured.map((requester) => [requester.aeTitle, loadDestinationCredentials(requester, now())]),
  );
  const ownerOf = (index: number): string => {
    const listener = config.listeners[index];
    return `listener ${listener?.host ?? ''}:${String(listener?.port ?? 0)}`;
  };
  const attempt = (owner: string, load: () => void, listener?: number): CredentialsReload => {
    try {
      load();
      return { kind: 'loaded', owner, ...(listener === undefined ? {} : { listener }) };
    } catch (error) {
      return { kind: 'refused', owner, error };
    }
  };
  return {
    listeners,
    destination: (name) => destinations.get(name) ?? {},
    requester: (aeTitle) => requesters.get(aeTitle) ?? {},
    reload() {
      const ofListeners = config.listeners.flatMap((listener, index) =>
        (listener.tls ?? listener.users) === undefined
          ? []
          : [
              attempt(
                ownerOf(index),
                () => {
                  listeners[index] = loadListenerCredentials(listener, now());
                },
                index,
              ),
            ],
      );
      const ofDestinations = named.map((destination) =>
        attempt(`destination ${destination.name}`, () =>
          destinations.set(destination.name, loadDestinationCredentials(destination, now())),
        ),
      );
      const ofRequesters = secured.map((requester) =>
        attempt(`requester ${requester.aeTitle}`, () =>
          requesters.set(requester.aeTitle, loadDestinationCredentials(requester, now())),
        ),
      );
      return [...ofListeners, ...ofDestinations, ...ofRequesters];
    },
    expiring(withinMs) {
      const materials = [
        ...listeners.map(({ material }, index) => ({ owner: ownerOf(index), material })),
        ...[...destinations].map(([name, { tls }]) => ({
          owner: `destination ${name}`,
          material: tls?.material,
        })),
        ...[...requesters].map(([aeTitle, { tls }]) => ({
          owner: `requester ${aeTitle}`,
          material: tls?.material,
        })),
      ];
      return materials.flatMap(({ owner, material }) => {
        const expiresAt = material?.expiresAt;
        return expiresAt !== undefined && expiresAt - now() < withinMs ? [{ owner, expiresAt }] : [];
      });
    },
  };
}
