import { DICTIONARY_LINES } from './generated/dictionary-2025b.js';

export { DICTIONARY_EDITION } from './generated/dictionary-2025b.js';

/** A row of PS3.6's data dictionary. */
export interface DictionaryEntry {
  /** `GGGGEEEE` in upper-case hexadecimal; `X` stands for any digit of a repeating group. */
  readonly mask: string;
  /** Empty for the few rows that the standard retired without keeping a keyword. */
  readonly keyword: string;
  readonly name: string;
  /** The first VR of the row; `UN` where the standard no longer states one; empty for item and delimitation tags. */
  readonly vr: string;
  /** Every VR that the row allows: more than one for `US or SS`, `OB or OW` and their kind. */
  readonly vrs: readonly string[];
  readonly vm: string;
  readonly retired: boolean;
}

interface Dictionary {
  readonly byTag: ReadonlyMap<number, DictionaryEntry>;
  readonly byKeyword: ReadonlyMap<string, DictionaryEntry>;
  /** Repeating groups and elements, by group family and then mask and value under the mask. */
  readonly repeating: readonly RepeatingEntry[];
}

interface RepeatingEntry {
  readonly fixedBits: number;
  readonly fixedValue: number;
  readonly entry: DictionaryEntry;
}

const GROUP_LENGTH: DictionaryEntry = {
  mask: 'XXXX0000',
  keyword: 'GenericGroupLength',
  name: 'Generic Group Length',
  vr: 'UL',
  vrs: ['UL'],
  vm: '1',
  retired: true,
};

const PRIVATE_CREATOR: DictionaryEntry = {
  mask: 'XXXX00XX',
  keyword: 'PrivateCreator',
  name: 'Private Creator',
  vr: 'LO',
  vrs: ['LO'],
  vm: '1',
  retired: false,
};

let loaded: Dictionary | undefined;

/** Parsed at first use: commands that read no data set do not pay for 5,000 rows. */
function dictionary(): Dictionary {
  loaded ??= parseDictionary(DICTIONARY_LINES);
  return loaded;
}

function parseDictionary(lines: string): Dictionary {
  const byTag = new Map<number, DictionaryEntry>();
  const byKeyword = new Map<string, DictionaryEntry>();
  const repeating: RepeatingEntry[] = [];
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry.mask.includes('X')) repeating.push(repeatingEntry(entry));
    else byTag.set(Number.parseInt(entry.mask, 16), entry);
    if (entry.keyword !== '') byKeyword.set(entry.keyword, entry);
  }
  return { byTag, byKeyword, repeating };
}

function parseLine(line: string): DictionaryEntry {
  const [mask = '', keyword = '', name = '', vrList = '', vm = '', retired = ''] = line.split('|');
  const isDelimiter = mask.startsWith('FFFE');
  const vrs = vrList === '' ? (isDelimiter ? [] : ['UN']) : vrList.split(',');
  return { mask, keyword, name, vr: vrs[0] ?? '', vrs, vm, retired: retired === 'R' };
}

function repeatingEntry(entry: DictionaryEntry): RepeatingEntry {
  const fixedBits = Number.parseInt(entry.mask.replace(/[^X]/g, 'F').replaceAll('X', '0'), 16);
  const fixedValue = Number.parseInt(entry.mask.replaceAll('X', '0'), 16);
  return { fixedBits, fixedValue, entry };
}

/**
 * The dictionary's row for a tag, repeating groups (PS3.5 7.6) included. Group lengths of every group and private
 * creators (PS3.5 7.8.1) have an entry; other private and unknown tags have none.
 */
export function lookupTag(tag: number): DictionaryEntry | undefined {
  const { byTag, repeating } = dictionary();
  const exact = byTag.get(tag);
  if (exact !== undefined) return exact;
  const group = tag >>> 16;
  const element = tag & 0xffff;
  if (element === 0) return GROUP_LENGTH;
  if (group % 2 === 1) return element >= 0x10 && element <= 0xff ? PRIVATE_CREATOR : undefined;
  return repeating.find(({ fixedBits, fixedValue }) => (tag & fixedBits) >>> 0 === fixedValue)?.entry;
}

/** The dictionary's row for a keyword such as `PatientName`; letters' case counts. */
export function lookupKeyword(keyword: string): DictionaryEntry | undefined {
  return dictionary().byKeyword.get(keyword);
}

/** The tag of a keyword that names exactly one element; none for unknown keywords and for repeating groups. */
export function tagOfKeyword(keyword: string): number | undefined {
  const entry = lookupKeyword(keyword);
  return entry === undefined || entry.mask.includes('X') ? undefined : Number.parseInt(entry.mask, 16);
}
