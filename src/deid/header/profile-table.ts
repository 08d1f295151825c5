import { PROFILE_TABLE_LINES } from './generated/ps315-table-e1-1-2026c.js';

export { PROFILE_TABLE_EDITION as PROFILE_EDITION } from './generated/ps315-table-e1-1-2026c.js';

/** Action of the Basic Profile (PS3.15 Table E.1-1a). A slash lists what to choose from by the attribute's type in its IOD. */
export type BasicAction = 'D' | 'Z' | 'X' | 'U' | 'Z/D' | 'X/Z' | 'X/D' | 'X/Z/D' | 'X/Z/U*';

/** Action of a profile option: keep, or clean. */
export type OptionAction = 'K' | 'C';

/** The ten options that have a column in PS3.15 Table E.1-1. */
export type ProfileOption =
  | 'cleanGraphics'
  | 'cleanStructuredContent'
  | 'cleanDescriptors'
  | 'retainLongFullDates'
  | 'retainLongModifiedDates'
  | 'retainPatientCharacteristics'
  | 'retainDeviceIdentity'
  | 'retainUIDs'
  | 'retainSafePrivate'
  | 'retainInstitutionIdentity';

/** A code of PS3.16 CID 7050 De-identification Method, scheme DCM, as (0012,0064) carries it. */
export interface MethodCode {
  readonly value: string;
  readonly meaning: string;
}

/** PS3.16 CID 7050: the profile itself. */
export const BASIC_PROFILE_CODE: MethodCode = {
  value: '113100',
  meaning: 'Basic Application Confidentiality Profile',
};

/** The option that asks for clean pixels (PS3.15 section E.3.1): of the image alone, no row of the table has it. */
export const CLEAN_PIXEL_DATA_CODE: MethodCode = { value: '113101', meaning: 'Clean Pixel Data Option' };

/** The ten options with their code of PS3.16 CID 7050, in the order of the codes. */
export const PROFILE_OPTIONS: Readonly<Record<ProfileOption, MethodCode>> = {
  cleanGraphics: { value: '113103', meaning: 'Clean Graphics Option' },
  cleanStructuredContent: { value: '113104', meaning: 'Clean Structured Content Option' },
  cleanDescriptors: { value: '113105', meaning: 'Clean Descriptors Option' },
  retainLongFullDates: {
    value: '113106',
    meaning: 'Retain Longitudinal Temporal Information Full Dates Option',
  },
  retainLongModifiedDates: {
    value: '113107',
    meaning: 'Retain Longitudinal Temporal Information Modified Dates Option',
  },
  retainPatientCharacteristics: { value: '113108', meaning: 'Retain Patient Characteristics Option' },
  retainDeviceIdentity: { value: '113109', meaning: 'Retain Device Identity Option' },
  retainUIDs: { value: '113110', meaning: 'Retain UIDs Option' },
  retainSafePrivate: { value: '113111', meaning: 'Retain Safe Private Option' },
  retainInstitutionIdentity: { value: '113112', meaning: 'Retain Institution Identity Option' },
};

/** A row of PS3.15 Table E.1-1. */
export interface ProfileRow {
  /** `GGGGEEEE` in upper-case hexadecimal, `X` for any digit; `PRIVATE` for the row of all private attributes. */
  readonly mask: string;
  readonly keyword: string;
  readonly basic: BasicAction;
  /** Options that say something of the attribute; an option not named here leaves the basic action. */
  readonly options: Readonly<Partial<Record<ProfileOption, OptionAction>>>;
}

interface ProfileTable {
  readonly rows: readonly ProfileRow[];
  readonly byTag: ReadonlyMap<number, ProfileRow>;
  readonly byMask: ReadonlyMap<string, ProfileRow>;
}

const OPTION_OF_LETTER: Readonly<Record<string, ProfileOption>> = {
  p: 'retainSafePrivate',
  u: 'retainUIDs',
  d: 'retainDeviceIdentity',
  i: 'retainInstitutionIdentity',
  c: 'retainPatientCharacteristics',
  f: 'retainLongFullDates',
  m: 'retainLongModifiedDates',
  t: 'cleanDescriptors',
  s: 'cleanStructuredContent',
  g: 'cleanGraphics',
};

const CURVE_MASK = '50XXXXXX';
const PRIVATE_MASK = 'PRIVATE';

let loaded: ProfileTable | undefined;

function table(): ProfileTable {
  loaded ??= parseTable(PROFILE_TABLE_LINES);
  return loaded;
}

function parseTable(lines: string): ProfileTable {
  const rows = lines
    .split('\n')
    .filter((line) => line !== '')
    .map(parseRow);
  const isExact = (row: ProfileRow) => /^[0-9A-F]{8}$/.test(row.mask);
  return {
    rows,
    byTag: new Map(rows.filter(isExact).map((row) => [Number.parseInt(row.mask, 16), row])),
    byMask: new Map(rows.filter((row) => !isExact(row)).map((row) => [row.mask, row])),
  };
}

function parseRow(line: string): ProfileRow {
  const [mask = '', keyword = '', basic = '', optionList = ''] = line.split('|');
  const options: Partial<Record<ProfileOption, OptionAction>> = {};
  for (const item of optionList.split(',').filter((part) => part !== '')) {
    const option = OPTION_OF_LETTER[item.charAt(0)];
    if (option !== undefined) options[option] = item.charAt(1) as OptionAction;
  }
  return { mask, keyword, basic: basic as BasicAction, options };
}

/**
 * The row of PS3.15 Table E.1-1 that governs a tag, if any: the attribute's own, that of curve data (50xx,xxxx) or overlays
 * (60xx,3000 and 60xx,4000) in even groups, or that of private attributes for every odd group.
 */
export function profileRow(tag: number): ProfileRow | undefined {
  const { byTag, byMask } = table();
  const group = tag >>> 16;
  if (group % 2 === 1) return byMask.get(PRIVATE_MASK);
  const exact = byTag.get(tag);
  if (exact !== undefined) return exact;
  if (group >>> 8 === 0x50) return byMask.get(CURVE_MASK);
  if (group >>> 8 === 0x60) return byMask.get(`60XX${hex4(tag & 0xffff)}`);
  return undefined;
}

/** Every row of the table, in the order of the tags. */
export function profileRows(): readonly ProfileRow[] {
  return table().rows;
}

function hex4(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}
