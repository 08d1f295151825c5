import { RecentMap } from '../recent-map.js';
import type { TextContext, TextSpan } from './span.js';
import { findAddresses } from './patterns/addresses.js';
import { findAges } from './patterns/ages.js';
import { findAnnounced } from './patterns/announced.js';
import { findArabicNames } from './patterns/arabic-names.js';
import { findCommonNames } from './patterns/common-descriptors.js';
import { findDates } from './patterns/dates.js';
import { findDescriptorNames } from './patterns/descriptors.js';
import { findEndings } from './patterns/endings.js';
import { findFormulas } from './patterns/formulas.js';
import { findIdentifiers } from './patterns/identifiers.js';
import { findTrialCodes } from './patterns/trial-codes.js';
import { findInstitutions } from './patterns/institutions.js';
import { findJoinedNames } from './patterns/joined-names.js';
import { findLoneInitials } from './patterns/lone-initials.js';
import { findKanaSurnames, findLoneNames, findMuslimNames } from './patterns/lone-names.js';
import { findNamedPlaces, findPlacesOfEvents } from './patterns/named-places.js';
import { findPlates } from './patterns/plates.js';
import { findPeople } from './patterns/people.js';
import { findPlacesOfCare } from './patterns/places-of-care.js';
import { findPhones } from './patterns/phones.js';
import { readText, type Finder } from './patterns/reading.js';
import { findRelatedNames } from './patterns/relations.js';
import { findResidences } from './patterns/residences.js';
import { findShortRoles } from './patterns/short-roles.js';
import { findSigned } from './patterns/signed.js';
import { findSpelledAges } from './patterns/spelled-ages.js';
import { findSpokenOf } from './patterns/spoken-of.js';
import { findStaffInitials } from './patterns/staff-initials.js';
import { findStations } from './patterns/stations.js';
import { findSubjects } from './patterns/subjects.js';
import { findUids } from './patterns/uids.js';
import { findUserNames } from './patterns/user-names.js';
import { findWards } from './patterns/wards.js';
import { findWriters } from './patterns/writers.js';
import { findWholeNames } from './patterns/whole-names.js';
import { findWrittenAddresses } from './patterns/written-addresses.js';
import { findWebAddresses } from './patterns/web.js';

const FINDERS: readonly Finder[] = [
  findDates,
  findAges,
  findSpelledAges,
  findPhones,
  findWebAddresses,
  findIdentifiers,
  findTrialCodes,
  findPlates,
  findUids,
  findPeople,
  findRelatedNames,
  findSubjects,
  findArabicNames,
  findWards,
  findDescriptorNames,
  findCommonNames,
  findSpokenOf,
  findFormulas,
  findStaffInitials,
  findLoneInitials,
  findUserNames,
  findSigned,
  findShortRoles,
  findAnnounced,
  findEndings,
  findWriters,
  findJoinedNames,
  findStations,
  findWholeNames,
  findLoneNames,
  findKanaSurnames,
  findMuslimNames,
  findInstitutions,
  findPlacesOfCare,
  findAddresses,
  findWrittenAddresses,
  findResidences,
  findNamedPlaces,
  findPlacesOfEvents,
];

/** A number alone: most values of many attributes. */
const TRIVIAL = /^[\s\d.,+\-eE]{0,24}$/;

/** What was found, by text and where it stands: values come again in every instance of a series, and of the next patient's. */
const found = new RecentMap<string, readonly TextSpan[]>(8000);
const MAX_REMEMBERED_LENGTH = 256;

/**
 * What in a text may identify somebody by its form or by the words before it. Spans may overlap; the confidence says how
 * sure the form is: 0.6 and more stands alone, less only beside other evidence.
 */
export function findPatterns(text: string, context?: TextContext): readonly TextSpan[] {
  if (text.length < 2 || (text.length < 7 && TRIVIAL.test(text))) return [];
  if (text.length > MAX_REMEMBERED_LENGTH) return search(text, context);
  const key = `${context?.vr ?? ''} ${context?.keyword ?? ''} ${text}`;
  let spans = found.get(key);
  if (spans === undefined) {
    spans = search(text, context);
    found.set(key, spans);
  }
  return spans;
}

function search(text: string, context: TextContext | undefined): readonly TextSpan[] {
  const reading = readText(text, context);
  if (reading.tokens.length === 0) return [];
  const spans: TextSpan[] = [];
  for (const find of FINDERS) find(reading, spans);
  return spans;
}
