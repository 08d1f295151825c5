/**
 * Holds the user identities of association requests (PS3.7 D.3.3.7) against the users of a listener. Types 1 (name) and 2 (name
 * and passcode) are served; the tokens of types 3 to 6 are not.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isPasscode, nobodysPasscode, type PasscodeHash } from './passcode.js';
import type { User } from './users-file.js';

/** As it stands in an A-ASSOCIATE-RQ. Both fields may be secret. */
export interface PresentedIdentity {
  readonly type: number;
  readonly primaryField: Buffer;
  readonly secondaryField: Buffer;
}

export type IdentityVerdict =
  | { readonly kind: 'verified'; readonly user: string }
  | { readonly kind: 'refused' }
  /** Too many wait for theirs. */
  | { readonly kind: 'busy' };

export interface IdentityVerifier {
  verify(identity: PresentedIdentity | undefined): IdentityVerdict | Promise<IdentityVerdict>;
  setUsers(users: readonly User[]): void;
}

const USERNAME = 1;
const USERNAME_AND_PASSCODE = 2;
const MAX_NAME_BYTES = 256;
const MAX_PASSCODE_BYTES = 1024;
/** Verifications that may wait; they are done one after the other, so that guessing keeps one thread busy at most. */
const MAX_WAITING = 16;

const REFUSED: IdentityVerdict = { kind: 'refused' };

export function createIdentityVerifier(first: readonly User[]): IdentityVerifier {
  let users = byName(first);
  /** Keyed hashes of passcodes that were right since the users were read, so that a sender pays for its first association only. */
  let verified = new Map<string, Buffer>();
  const cacheKey = randomBytes(32);
  let nobody = nobodyAmong(first);
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const cached = (name: string, passcode: Buffer): Buffer =>
    createHmac('sha256', cacheKey).update(`${name}\u0000`).update(passcode).digest();

  async function check(name: string, passcode: Buffer): Promise<IdentityVerdict> {
    const asked = users;
    const user = asked.get(name);
    const isRight = await isPasscode(passcode, user?.passcode ?? nobody);
    if (!isRight || user?.passcode === undefined) return REFUSED;
    if (asked === users) verified.set(name, cached(name, passcode));
    return { kind: 'verified', user: name };
  }

  return {
    verify(identity) {
      if (identity === undefined) return REFUSED;
      const { type, primaryField, secondaryField } = identity;
      if (primaryField.length > MAX_NAME_BYTES) return REFUSED;
      const name = primaryField.toString('utf8');
      if (type === USERNAME) {
        const user = users.get(name);
        return user !== undefined && user.passcode === undefined ? { kind: 'verified', user: name } : REFUSED;
      }
      if (type !== USERNAME_AND_PASSCODE || secondaryField.length > MAX_PASSCODE_BYTES) return REFUSED;
      // The bytes are the PDU's.
      const passcode = Buffer.from(secondaryField);
      const known = verified.get(name);
      if (known !== undefined && timingSafeEqual(known, cached(name, passcode)))
        return { kind: 'verified', user: name };
      if (waiting >= MAX_WAITING) return { kind: 'busy' };
      waiting += 1;
      const verdict = last.then(() => check(name, passcode));
      last = verdict
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1;
        });
      return verdict;
    },
    setUsers(fresh) {
      users = byName(fresh);
      nobody = nobodyAmong(fresh);
      verified = new Map();
    },
  };
}

/** Costs as much to refuse as one of these. */
function nobodyAmong(users: readonly User[]): PasscodeHash {
  return nobodysPasscode(users.find(({ passcode }) => passcode !== undefined)?.passcode);
}

function byName(users: readonly User[]): ReadonlyMap<string, User> {
  return new Map(users.map((user) => [user.name, user]));
}
