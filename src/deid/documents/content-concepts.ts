import type { ProfileOption } from '../header/profile-table.js';
import { CONTENT_CONCEPT_LINES } from './generated/ps315-table-e3-4-1-2020b.js';

/** What PS3.15 Table E.3.4-1 says of a content item with a concept name and a value type. */
export interface ContentConcept {
  readonly basic: 'D' | 'X' | 'X/D';
  /** Options that say something of the concept: keep or clean. */
  readonly options: ReadonlyMap<ProfileOption, 'K' | 'C'>;
}

const OPTION_OF_LETTER = new Map<string, ProfileOption>([
  ['u', 'retainUIDs'],
  ['d', 'retainDeviceIdentity'],
  ['i', 'retainInstitutionIdentity'],
  ['c', 'retainPatientCharacteristics'],
  ['f', 'retainLongFullDates'],
  ['m', 'retainLongModifiedDates'],
  ['t', 'cleanDescriptors'],
]);

let loaded: ReadonlyMap<string, ContentConcept> | undefined;

/**
 * The row for a concept name; undefined where the table has none.
 * @param scheme Coding Scheme Designator (0008,0102)
 * @param code Code Value (0008,0100), or the long or URN form
 * @param valueType Value Type (0040,A040)
 */
export function contentConcept(scheme: string, code: string, valueType: string): ContentConcept | undefined {
  loaded ??= parse(CONTENT_CONCEPT_LINES);
  return loaded.get(key(scheme, code, valueType));
}

function key(scheme: string, code: string, valueType: string): string {
  return `${scheme}|${code}|${valueType}`;
}

function parse(lines: string): ReadonlyMap<string, ContentConcept> {
  const concepts = new Map<string, ContentConcept>();
  for (const line of lines.split('\n')) {
    const [scheme = '', code = '', valueType = '', basic = '', optionList = ''] = line.split('|');
    if (code === '') continue;
    const options = new Map<ProfileOption, 'K' | 'C'>();
    for (const item of optionList.split(',')) {
      const option = OPTION_OF_LETTER.get(item.charAt(0));
      if (option !== undefined) options.set(option, item.charAt(1) === 'K' ? 'K' : 'C');
    }
    // A designator with the version of its scheme, `NCDR [2.0b]`, is written without it (PS3.16 section 8).
    const designator = scheme.replace(/ \[.*\]$/, '');
    concepts.set(key(designator, code, valueType), { basic: basic as ContentConcept['basic'], options });
  }
  return concepts;
}
