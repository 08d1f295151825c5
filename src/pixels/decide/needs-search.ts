/** Whether the pixels of an instance are to be searched for text, and for which reason. */
import { evaluateCondition, type ReadAttribute, type RoutingFacts } from '../../deid/condition.js';
import { layoutBoxes } from './layouts/match.js';
import type { PixelPolicy } from '../policy.js';

export const SEARCH_CAUSES = {
  always: 'the strategy searches all images',
  never: 'the strategy searches no image',
  'no-pixels': 'the instance has no pixel data',
  'not-for-display': 'its pixels are classes or doses, not an image that anybody draws on',
  strategy: "the strategy's condition holds",
  'burned-in-yes': 'BurnedInAnnotation says YES',
  'burned-in-absent': 'BurnedInAnnotation says nothing',
  'secondary-capture': 'it is a secondary capture or a picture of a screen or film',
  modality: 'consoles of this modality write on its images',
  derived: 'it is derived or a screen image',
  colour: 'it is in colour, as reports and pictures of screens are',
  'overlay-plane': 'it has an overlay plane',
  'known-layout': 'devices of this kind write identities into their images',
  clean: 'an original image of a modality that writes nothing, and BurnedInAnnotation says NO',
} as const;

export type SearchCause = keyof typeof SEARCH_CAUSES;

export interface SearchNeed {
  readonly search: boolean;
  readonly cause: SearchCause;
}

/** Consoles and film scanners of these write on images, or people do; BurnedInAnnotation NO is not believed of them. */
const WRITING_MODALITIES: ReadonlySet<string> = new Set(
  'US IVUS IVOCT BDUS SC OT XA RF RG CR DX MG PX IO ES XC GM SM OP OAM DOC HC FID ECG EPS HD ESG TG LS DG DS DF CF CP CS VF AS BI PR'.split(
    ' ',
  ),
);

/** Storage classes (PS3.4 B.5) whose pixels are captured, photographed or drawn. */
const CAPTURES =
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:7(?:\.[1-4])?|6\.1|3\.1|12\.[12](?:\.1)?|77\.1\.[1-5](?:\.[1-4])?|104\.\d|1\.[123](?:\.\d)*|1)$/;
/** Segmentations, parametric maps, surface and dose grids. */
const NOT_FOR_DISPLAY = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:66(?:\.[1-8])?|30|481\.2)$/;

const TAGS = {
  imageType: 0x00080008,
  sopClassUid: 0x00080016,
  modality: 0x00080060,
  conversionType: 0x00080064,
  seriesDescription: 0x0008103e,
  rows: 0x00280010,
  photometricInterpretation: 0x00280004,
  burnedInAnnotation: 0x00280301,
  secondaryCaptureDeviceManufacturer: 0x00181018,
} as const;

/** Overlay Rows of the sixteen planes that there can be (PS3.3 C.9.2). */
const OVERLAY_ROWS = Array.from({ length: 16 }, (_, plane) => 0x60000010 + plane * 0x00020000);

const CAPTURING = /^(?:WSD|DF|DI|SI|SYN|DRW|DV)$/;
const SCREEN = /SCREEN|SECONDARY|DERIVED|CAPTURE|REPORT|PASTED|OTHER|VOLREN|DOSE|SUMMARY|RESULT|PRESENTATION/;
const REPORTS =
  /dose|report|capture|screen|summary|result|protocol|snapshot|photo|scan(?:ned)? doc|print|film/i;

/**
 * Begins with the search: an instance is left alone only where everything speaks for it.
 * @throws LetheError `ACTION_NOT_POSSIBLE` where the strategy's condition cannot be evaluated
 */
export function needsSearch(read: ReadAttribute, policy: PixelPolicy, facts: RoutingFacts = {}): SearchNeed {
  if (read(TAGS.rows) === undefined) return { search: false, cause: 'no-pixels' };
  if (policy.search === 'never') return { search: false, cause: 'never' };
  if (isNotForDisplay(read)) return { search: false, cause: 'not-for-display' };
  if (policy.search === 'always') return { search: true, cause: 'always' };
  if (policy.searchWhen !== undefined && evaluateCondition(policy.searchWhen, facts, read).holds)
    return { search: true, cause: 'strategy' };
  const cause = causeOf(read);
  return { search: cause !== 'clean', cause };
}

/** A segmentation that says that text is burned into it is looked at all the same. */
function isNotForDisplay(read: ReadAttribute): boolean {
  const isSaid = (read(TAGS.burnedInAnnotation)?.[0] ?? '').trim() === 'YES';
  return !isSaid && NOT_FOR_DISPLAY.test((read(TAGS.sopClassUid)?.[0] ?? '').trim());
}

function causeOf(read: ReadAttribute): SearchCause {
  const one = (tag: number): string => (read(tag)?.[0] ?? '').trim().toUpperCase();
  const burnedIn = one(TAGS.burnedInAnnotation);
  if (burnedIn === 'YES') return 'burned-in-yes';
  const sopClass = one(TAGS.sopClassUid);
  if (one(TAGS.conversionType) !== '' && CAPTURING.test(one(TAGS.conversionType))) return 'secondary-capture';
  if (
    /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(?:\.|$)/.test(sopClass) ||
    one(TAGS.secondaryCaptureDeviceManufacturer) !== ''
  )
    return 'secondary-capture';
  const modality = one(TAGS.modality);
  if (modality === '' || WRITING_MODALITIES.has(modality) || CAPTURES.test(sopClass)) return 'modality';
  const imageType = (read(TAGS.imageType) ?? []).map((value) => value.toUpperCase());
  if (imageType.some((value) => SCREEN.test(value)) || REPORTS.test(one(TAGS.seriesDescription)))
    return 'derived';
  if (/^(?:RGB|YBR|PALETTE)/.test(one(TAGS.photometricInterpretation))) return 'colour';
  if (OVERLAY_ROWS.some((tag) => read(tag) !== undefined)) return 'overlay-plane';
  if (layoutBoxes(read).length > 0) return 'known-layout';
  return burnedIn === 'NO' ? 'clean' : 'burned-in-absent';
}
