/**
 * Semantic categories: what an attribute means, by its VR and its keyword, so that a strategy can speak of all
 * identifiers or all comments at once. An attribute belongs to the first category that fits, or to none; private and
 * unknown elements belong by VR only.
 */
import { lookupTag } from '../../dicom/dictionary.js';
import { isPrivateTag } from '../../dicom/tag.js';
import type { AttributeCategory } from './policy.js';

interface CategoryRule {
  readonly category: AttributeCategory;
  /** Any of these VRs suffices. */
  readonly vrs?: readonly string[];
  /** Keywords of the standard; only with one of the VRs `among`, where that is given. */
  readonly keyword?: RegExp;
  readonly among?: readonly string[];
}

const SHORT_TEXT = ['LO', 'SH', 'UC', 'LT', 'ST', 'UT', 'CS', 'AE', 'UR'];

/** In the order in which they are asked. */
const CATEGORIES: readonly CategoryRule[] = [
  {
    category: 'person',
    vrs: ['PN'],
    keyword: /^PersonName$/,
  },
  {
    category: 'date',
    vrs: ['DA', 'DT'],
  },
  {
    category: 'time',
    vrs: ['TM'],
  },
  {
    category: 'uid',
    vrs: ['UI'],
  },
  {
    category: 'institution',
    keyword:
      /^Institution|^Institutional|Institution(?:Name|Address)$|Department|^CurrentPatientLocation$|ResidenceInstitution$/,
  },
  {
    category: 'contact',
    keyword:
      /^(?:Institution|ReferringPhysician|Patient|Person|Distribution|ConsultingPhysician)?Address(?:Trial)?$|TelephoneNumbers?(?:Trial)?$|TelephoneNumberTrial$|TelecomInformation$|PhoneNumber$|^ContactURI$|^ContactDisplayName$/,
    among: SHORT_TEXT,
  },
  {
    category: 'device',
    keyword:
      /^(?:Device|Manufacturer|StationName|SoftwareVersions|GantryID|DetectorID|PlateID|CassetteID|GridID|GeneratorID|Scheduled(?:Station|StudyLocation)|Performed(?:Station|Location)|UDISequence|UniqueDeviceIdentifier|SourceSerialNumber|SourceManufacturer|XRaySourceID|XRayDetectorID|LensMake|LensModel|LensSerialNumber|TransducerIdentification)|(?:Device|Detector|Source|Camera|Transducer)(?:SerialNumber|ManufacturerName|Manufacturer)$/,
  },
  {
    category: 'identifier',
    keyword:
      /^(?:PatientID|OtherPatientIDs|AccessionNumber|StudyID|AdmissionID|ServiceEpisodeID|RequestedProcedureID|(?:Scheduled|Performed)ProcedureStepID|(?:Placer|Filler)OrderNumber.*|InsurancePlanIdentification|MedicalRecordLocator.*|ClinicalTrial.*(?:ID|ApprovalNumber)|SpecimenAccessionNumber|SpecimenIdentifier|ContainerIdentifier|SlideIdentifier|BreedRegistrationNumber|StrainStockNumber|(?:Results|Interpretation)ID(?:Issuer)?|Issuer.*|BarcodeValue)$/,
    among: SHORT_TEXT,
  },
  {
    category: 'description',
    keyword:
      /Description$|^ProtocolName$|^(?:SequenceName|ScanOptions|PulseSequenceName|ImageLabel|ContentLabel)$/,
    among: SHORT_TEXT,
  },
  {
    category: 'comment',
    keyword:
      /Comments?$|History$|Remarks$|Alerts$|Allergies$|^SpecialNeeds$|^PatientState$|^TextValue$|^Impressions$|^InterpretationText$|Reason.*$|Notes$/,
    among: SHORT_TEXT,
  },
  {
    category: 'demographic',
    keyword:
      /^(?:Patient(?:Age|Sex|Size|Weight|BirthDate|BirthTime|BodyMassIndex|ReligiousPreference|SexNeutered|BreedDescription|SpeciesDescription)|EthnicGroup.*|Occupation|SmokingStatus|PregnancyStatus|LastMenstrualDate|MilitaryRank|BranchOfService|CountryOfResidence|RegionOfResidence|Gender.*|PatientGender.*|PersonNamesToUse.*|MeasuredAPDimension|MeasuredLateralDimension|StrainDescription|StrainNomenclature)$/,
  },
  {
    category: 'text',
    vrs: ['ST', 'LT', 'UT', 'UC'],
  },
];

/** The category of an element; `vr` as encoded or, for implicit VR, as the dictionary has it. */
export function categoryOf(tag: number, vr: string): AttributeCategory | undefined {
  const entry = isPrivateTag(tag) ? undefined : lookupTag(tag);
  return CATEGORIES.find(({ vrs, keyword, among }) => {
    if (vrs?.includes(vr) === true) return true;
    if (keyword === undefined || entry === undefined) return false;
    return (
      keyword.test(entry.keyword) && (among === undefined || entry.vrs.some((one) => among.includes(one)))
    );
  })?.category;
}
