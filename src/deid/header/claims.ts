/**
 * What of the profile an instance can claim in (0012,0064): the Basic Profile, or an option of it, of which any row was not
 * applied to an element that the instance has, is not claimed.
 */
import type { HeaderAction } from './policy.js';
import type { ProfileOption, ProfileRow } from './profile-table.js';

export type Claim = 'basic' | ProfileOption;

/** The claims that an element takes away: by its action, and where the action leaves its value as it was. */
export interface Unmet {
  readonly changed: readonly Claim[];
  readonly unchanged: readonly Claim[];
}

export const NOTHING_UNMET: Unmet = { changed: [], unchanged: [] };

/** Actions after which nothing of the original value is left, as D, Z, X and U of Table E.1-1a ask. */
export const TAKES_VALUE: ReadonlySet<HeaderAction['kind']> = new Set([
  'remove',
  'empty',
  'dummy',
  'uid',
  'pseudonym',
  'hash',
  'replace',
  'lookup',
  'template',
  'from',
  'quarantine',
]);

/** Actions that clean a value, as C asks. */
const CLEANS: ReadonlySet<HeaderAction['kind']> = new Set(['cleanText', 'classify', 'shiftDate', 'uid']);

/**
 * What a rule's action, or a default, takes away where the table has a row for the element.
 * @param options those that the strategy chose
 */
export function unmetBy(
  action: HeaderAction,
  row: ProfileRow,
  isSequence: boolean,
  options: ReadonlySet<string>,
): Unmet {
  return {
    changed: unmetByKind(action.kind, row, isSequence, options),
    unchanged: unmetByKind('keep', row, isSequence, options),
  };
}

function unmetByKind(
  kind: HeaderAction['kind'],
  row: ProfileRow,
  isSequence: boolean,
  options: ReadonlySet<string>,
): readonly Claim[] {
  const chosen = Object.entries(row.options).filter(([option]) => options.has(option)) as [
    ProfileOption,
    'K' | 'C',
  ][];
  const takesValue = TAKES_VALUE.has(kind);
  const isMet = chosen.some(([, code]) =>
    code === 'K' ? kind === 'keep' : CLEANS.has(kind) || (isSequence && kind === 'keep'),
  );
  if (isMet) return [];
  const broken = chosen.map(([option]) => option);
  // What an option would have kept whole, or a sequence whose contents are de-identified, breaks nothing of the profile.
  const isAllowed = chosen.some(([, code]) => code === 'K') || (isSequence && row.basic !== 'X');
  return takesValue || isAllowed ? broken : ['basic', ...broken];
}
