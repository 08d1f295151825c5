import type { TextContext, TextSpan } from './span.js';
import { findAddresses } from './patterns/addresses.js';
import { findAges } from './patterns/ages.js';
import { findDates } from './patterns/dates.js';
import { findDescriptorNames } from './patterns/descriptors.js';
import { findIdentifiers } from './patterns/identifiers.js';
import { findInstitutions } from './patterns/institutions.js';
import { findPeople } from './patterns/people.js';
import { findPhones } from './patterns/phones.js';
import { readText, type Finder } from './patterns/reading.js';
import { findRelatedNames } from './patterns/relations.js';
import { findResidences } from './patterns/residences.js';
import { findUids } from './patterns/uids.js';
import { findWebAddresses } from './patterns/web.js';

const FINDERS: readonly Finder[] = [
  findDates,
  findAges,
  findPhones,
  findWebAddresses,
  findIdentifiers,
  findUids,
  findPeople,
  findRelatedNames,
  findDescriptorNames,
  findInstitutions,
  findAddresses,
  findResidences,
];

/** A number alone: most values of many attributes. */
const TRIVIAL = /^[\s\d.,+\-eE]{0,24}$/;

/**
 * What in a text may identify somebody by its form or by the words before it. Spans may overlap; the confidence says how
 * sure the form is: 0.6 and more stands alone, less only beside other evidence.
 */
export function findPatterns(text: string, context?: TextContext): readonly TextSpan[] {
  if (text.length < 2 || (text.length < 7 && TRIVIAL.test(text))) return [];
  const reading = readText(text, context);
  if (reading.tokens.length === 0) return [];
  const found: TextSpan[] = [];
  for (const find of FINDERS) find(reading, found);
  return found;
}
