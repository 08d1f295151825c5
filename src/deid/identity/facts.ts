/** What an instance says of the people, places and days behind it: the secrets that no output may tell. */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement, type DataSet } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import {
  elementOf,
  isPrivateCreatorTag,
  isPrivateTag,
  TAG,
  tagOf,
  groupOf,
  type Tag,
} from '../../dicom/tag.js';
import { effectiveVr, readText, readTexts, trimPadding } from '../../dicom/values.js';
import { looksLikePersonName } from './names.js';

export type FactKind =
  | 'patientName'
  | 'personName'
  | 'patientId'
  | 'accession'
  | 'identifier'
  | 'birthDate'
  | 'date'
  | 'address'
  | 'phone'
  | 'email'
  | 'institution'
  | 'other';

/** One value that identifies, decoded, as it stood but for padding; of a date with time only the eight digits of the date. */
export interface IdentityFact {
  readonly kind: FactKind;
  readonly text: string;
}

/** Whether the strategy keeps an element on purpose: then its value is no secret. */
export type IsKept = (tag: Tag, vr: string, creator: string | undefined) => boolean;

/** A longer value is prose, not a name, number or address. */
const MAX_FACT_BYTES = 1024;
/** More than an honest header has; the rest would only cost time. */
const MAX_FACTS = 2000;

const PATIENT_BIRTH_DATE = TAG.patientBirthDate;
const PATIENT_NAMES = new Set<Tag>([
  TAG.patientName,
  0x00101001, // OtherPatientNames
  0x00101005, // PatientBirthName
  0x00101060, // PatientMotherBirthName
  0x00100012, // NameToUse
]);

/** Attributes that identify and do not say so by their VR (PS3.6), by kind. */
const KINDS = new Map<Tag, FactKind>(
  (
    [
      [
        'patientId',
        [
          TAG.patientId, // in OtherPatientIDsSequence too
          0x00101000, // OtherPatientIDs
          0x00120040, // ClinicalTrialSubjectID
          0x00120042, // ClinicalTrialSubjectReadingID
        ],
      ],
      [
        'accession',
        [
          TAG.accessionNumber,
          0x00402016, // PlacerOrderNumberImagingServiceRequest
          0x00402017, // FillerOrderNumberImagingServiceRequest
          0x0040050a, // SpecimenAccessionNumber
        ],
      ],
      [
        'identifier',
        [
          0x00101050, // InsurancePlanIdentification
          0x00101090, // MedicalRecordLocator
          0x00120020, // ClinicalTrialProtocolID
          0x00120030, // ClinicalTrialSiteID
          0x00120082, // ClinicalTrialProtocolEthicsCommitteeApprovalNumber
          0x00200010, // StudyID
          0x00380010, // AdmissionID
          0x00380060, // ServiceEpisodeID
          0x00400009, // ScheduledProcedureStepID
          0x00400253, // PerformedProcedureStepID
          0x00400512, // ContainerIdentifier
          0x00400551, // SpecimenIdentifier
          0x00401001, // RequestedProcedureID
          0x40080040, // ResultsID
          0x40080200, // InterpretationID
        ],
      ],
      [
        'address',
        [
          0x00080081, // InstitutionAddress
          0x00080092, // ReferringPhysicianAddress
          0x00101040, // PatientAddress
          0x00102152, // RegionOfResidence
          0x00401102, // PersonAddress
          0x0040a353, // AddressTrial
        ],
      ],
      [
        'phone',
        [
          0x00080094, // ReferringPhysicianTelephoneNumbers
          0x00102154, // PatientTelephoneNumbers
          0x00102155, // PatientTelecomInformation
          0x00401103, // PersonTelephoneNumbers
          0x00401104, // PersonTelecomInformation
          0x00402010, // OrderCallbackPhoneNumber
          0x00402011, // OrderCallbackTelecomInformation
          0x0040a354, // TelephoneNumberTrial
        ],
      ],
      [
        'institution',
        [
          0x00080080, // InstitutionName
          0x00081040, // InstitutionalDepartmentName
          0x00120010, // ClinicalTrialSponsorName
          0x00120031, // ClinicalTrialSiteName
          0x00120060, // ClinicalTrialCoordinatingCenterName
          0x00120081, // ClinicalTrialProtocolEthicsCommitteeName
          0x00102299, // ResponsibleOrganization
          0x00404036, // HumanPerformerOrganization
          0x0040a027, // VerifyingOrganization
          0x00380400, // PatientInstitutionResidence
        ],
      ],
      [
        'other',
        [
          0x00120021, // ClinicalTrialProtocolName
          0x00380300, // CurrentPatientLocation
          0x00402009, // OrderEntererLocation
        ],
      ],
    ] satisfies [FactKind, Tag[]][]
  ).flatMap(([kind, tags]) => tags.map((tag): [Tag, FactKind] => [tag, kind])),
);

/** SR content items (PS3.16) whose text is an identifier, by code value of the concept name. */
const SR_CONCEPTS = new Map<string, FactKind>([
  ['121022', 'accession'], // Accession Number
  ['121020', 'identifier'], // Placer Order Number
  ['121021', 'identifier'], // Filler Order Number
  ['121030', 'patientId'], // Subject ID
  ['121029', 'patientName'], // Subject Name
  ['121008', 'personName'], // Person Observer Name
  ['121009', 'institution'], // Person Observer's Organization Name
  ['128774', 'personName'], // Person Observer's Login Name
]);

const TEXT_VALUE = 0x0040a160;
const CONCEPT_NAME_CODE_SEQUENCE = 0x0040a043;
const CODE_VALUE = 0x00080100;

const E_MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/**
 * Every name, identifier, date, address, number and institution of an instance, at every depth, each distinct value once,
 * decoded in the character set of the item it stands in.
 */
export function collectFacts(instance: IndexedInstance, isKept: IsKept): readonly IdentityFact[] {
  const facts = new Map<string, IdentityFact>();
  const { source } = instance;
  const add = (kind: FactKind, value: string): void => {
    const text = trimPadding(value).trim();
    if (text === '' || facts.size >= MAX_FACTS) return;
    const key = `${kind}|${text}`;
    if (!facts.has(key)) facts.set(key, { kind, text });
  };
  const look = (element: DataElement): void => {
    if (element.valueLength === 0 || element.valueLength > MAX_FACT_BYTES) return;
    const kind = kindOf(source, element);
    if (kind === undefined || isKept(element.tag, effectiveVr(element), creatorOf(source, element))) return;
    switch (kind) {
      case 'date':
      case 'birthDate':
        for (const text of readTexts(source, element)) add(kind, dateOf(text));
        break;
      case 'address':
      case 'phone': {
        const text = readText(source, element);
        for (const [address] of text.matchAll(E_MAIL)) add('email', address);
        for (const value of text.split('\\')) add(kind, value);
        break;
      }
      default:
        for (const text of readTexts(source, element)) add(kind, text);
    }
  };
  const lookThrough = (dataSet: DataSet): void => {
    for (const element of dataSet.elements) {
      if (element.items === undefined) look(element);
      else for (const item of element.items) lookThrough(item.dataSet);
    }
  };
  lookThrough(instance.dataSet);
  return [...facts.values()];
}

function kindOf(source: ByteSource, element: DataElement): FactKind | undefined {
  const vr = effectiveVr(element);
  switch (vr) {
    case 'PN':
      return PATIENT_NAMES.has(element.tag) ? 'patientName' : 'personName';
    case 'DA':
    case 'DT':
      return element.tag === PATIENT_BIRTH_DATE ? 'birthDate' : 'date';
    case 'UN':
      return isPrivateTag(element.tag) && holdsPersonName(source, element) ? 'personName' : undefined;
    default:
      if (element.tag === TEXT_VALUE) return kindOfContentItem(source, element.parent);
      return PATIENT_NAMES.has(element.tag) ? 'patientName' : KINDS.get(element.tag);
  }
}

/** With implicit VR nobody says which private elements are names; some show it by the form of their value. */
function holdsPersonName(source: ByteSource, element: DataElement): boolean {
  return element.valueLength <= 128 && looksLikePersonName(trimPadding(readText(source, element)));
}

function kindOfContentItem(source: ByteSource, contentItem: DataSet): FactKind | undefined {
  const concept = findElement(contentItem, CONCEPT_NAME_CODE_SEQUENCE)?.items?.[0]?.dataSet;
  const code = concept === undefined ? undefined : findElement(concept, CODE_VALUE);
  return code === undefined ? undefined : SR_CONCEPTS.get(readTexts(source, code)[0] ?? '');
}

/** The creator that reserved a private element's block (PS3.5 section 7.8.1). */
function creatorOf(source: ByteSource, element: DataElement): string | undefined {
  if (!isPrivateTag(element.tag) || isPrivateCreatorTag(element.tag)) return undefined;
  const creator = findElement(element.parent, tagOf(groupOf(element.tag), elementOf(element.tag) >>> 8));
  return creator === undefined ? undefined : readTexts(source, creator)[0];
}

/** The date of a DA or DT value (PS3.5 section 6.2), the form with full stops of ACR-NEMA included; else the value itself. */
function dateOf(value: string): string {
  const match = /^\s*(\d{4})[.\-/]?(\d{2})[.\-/]?(\d{2})/.exec(value);
  return match === null ? value : match.slice(1).join('');
}
