/** What a line of text on an image is by itself, wherever it stands. */
import type { IdentityLexicon } from '../../deid/identity/lexicon.js';
import { acceptSpans } from '../../deid/text/accept.js';
import { findPatterns } from '../../deid/text/patterns.js';
import type { IdentityKind, TextSpan } from '../../deid/text/span.js';
import type { TaggedText } from '../../deid/text/tagger.js';
import { foldText, tokenize } from '../../deid/text/words.js';
import { isHeaderWord, nameRarity } from '../../deid/vocabulary/vocabulary.js';
import { hasHighAge, hasTimeOrDate } from './date-forms.js';
import { harmlessness, isSexOrAge, type Harmlessness } from './harmless.js';
import type { HeaderValues } from './header-values.js';
import { labelOf } from './labels.js';
import { MARKS } from './overlay-words.js';
import { plainText, possibleReadings, resemblesIdentity } from './misread.js';
import type { PixelReason } from './reasons.js';

export interface LineEvidence {
  readonly lexicon: IdentityLexicon;
  readonly header: HeaderValues;
  /** Texts that the strategy keeps, folded. */
  readonly keep: ReadonlySet<string>;
}

export type LineJudgement =
  | { readonly kind: 'identity'; readonly reason: PixelReason }
  | { readonly kind: 'harmless'; readonly reason: PixelReason }
  /** A label without a value: what stands beside or below it is the value. */
  | { readonly kind: 'label' }
  | { readonly kind: 'unknown'; readonly reason: PixelReason };

/** Codes and initials have as many characters at most. */
const SHORT = 4;

/** `MTRA SL`: letters straight after who did it. */
const INITIALS_OF_STAFF =
  /^(?:tech|technologist|op|oper|operator|mtra|mta|mfa|sono|sonographer|radiographer|rad|user|by)\.? (?!id$|no$|nr$|name$)\p{Lu}{2,3}$/iu;

/** Two capitals and two digits, or five capitals and digits and more, three of them digits. */
const CODE_VALUE = /^(?:\p{Lu}{2}\d{2}|(?=(?:.*\d){3})(?=.*\p{Lu})[\p{Lu}\d][\p{Lu}\d/.-]{4,})$/u;

/** `1.2006 DOB:10`: a label in the middle of a line. */
const LABEL_WITHIN = /[^\p{L}](?:dob|mrn|geb|pid|name|patient|accession)\s?[:#=]/iu;

export function judgeLine(
  read: string,
  tagged: TaggedText | undefined,
  evidence: LineEvidence,
): LineJudgement {
  const text = plainText(read);
  if (evidence.keep.has(foldText(text))) return { kind: 'harmless', reason: 'kept-by-strategy' };
  const readings = possibleReadings(text);
  const label = labelOf(text);
  const value = label === undefined ? '' : text.slice(label.valueAt);
  if (
    isKnown(readings, evidence.lexicon) ||
    isNamedByHeader(text, evidence.lexicon) ||
    (isInitials(text, evidence.lexicon) && !evidence.header.isViewOrSide(text))
  )
    return { kind: 'identity', reason: 'identity-known' };
  if (hasInitials(text, evidence)) return { kind: 'identity', reason: 'identity-known' };
  if (INITIALS_OF_STAFF.test(text)) return { kind: 'identity', reason: 'identity-labelled' };
  if (label !== undefined && !/[\p{L}\p{N}]/u.test(value)) return { kind: 'label' };
  if (label?.isMarked === true && !isSexOrAge(text)) return { kind: 'identity', reason: 'identity-labelled' };
  if (LABEL_WITHIN.test(text)) return { kind: 'identity', reason: 'identity-labelled' };
  if (hasHighAge(text)) return { kind: 'identity', reason: 'identity-form' };
  // `ID CR39`: a code straight after the word for one.
  if (label !== undefined && CODE_VALUE.test(value.trim()))
    return { kind: 'identity', reason: 'identity-labelled' };
  if (isPlaceAlone(text)) return { kind: 'identity', reason: 'identity-place' };
  const harmless = harmlessReading(text, evidence.header);
  if (harmless === 'overlay') return { kind: 'harmless', reason: 'harmless-overlay' };
  if (isSexOrAge(text)) return { kind: 'harmless', reason: 'harmless-overlay' };
  if (evidence.header.says(text)) return { kind: 'harmless', reason: 'harmless-header' };
  if (resemblesIdentity(text, evidence.lexicon) && harmless === undefined)
    return { kind: 'identity', reason: 'identity-misread' };
  if (readings.some(hasTimeOrDate)) return { kind: 'identity', reason: 'identity-form' };
  if (hasPlace(text, evidence.header)) return { kind: 'identity', reason: 'identity-place' };
  const form = formOf(readings, text, tagged, harmless !== undefined);
  if (form !== undefined) return { kind: 'identity', reason: form };
  if (harmless !== undefined) return { kind: 'harmless', reason: 'harmless-words' };
  if (label !== undefined) return { kind: 'identity', reason: 'identity-labelled' };
  if (hasName(text)) return { kind: 'identity', reason: 'identity-name' };
  const isShort = text.replace(/[^\p{L}\p{N}]/gu, '').length <= SHORT;
  return { kind: 'unknown', reason: isShort ? 'short-unknown' : 'not-known-harmless' };
}

/** As read; a longer text also with O for the digit within words (`DF0V`), and the digit for O before a point (`TISO.4`). */
function harmlessReading(read: string, header: HeaderValues): Harmlessness {
  // Specks beside a line are read as points, wide spaces as a line below the letters.
  const text = read.replace(/_+/g, ' ').replace(/^[.,;'`·\s]+|[.,;'`·\s]+$/g, '');
  const asRead = harmlessness(text, header.words);
  if (asRead !== undefined) return asRead;
  const pointed = text.replace(/[Oo](?=\.\d)/g, ' 0');
  const corrected =
    text.length <= SHORT
      ? pointed
      : pointed.replace(/(?<=\p{L})0(?=\p{L})/gu, 'O').replace(/(\d)\. (?=\d)/g, '$1.');
  return corrected === text ? undefined : harmlessness(corrected, header.words);
}

/** Whether the patient's lexicon finds something in one of the forms; the ages and sexes that it knows of do not count. */
export function isKnown(readings: readonly string[], lexicon: IdentityLexicon): boolean {
  return readings.some((reading) => lexicon.find(reading).some(({ kind }) => kind !== 'age'));
}

/**
 * Whether a line is nothing but a word of the patient's name that is a word of its own, too (`TEST`, `HEAD`): in prose it needs
 * evidence, on an image a line is a line for a reason. Marks of sides and positions stay marks.
 */
function isNamedByHeader(text: string, lexicon: IdentityLexicon): boolean {
  const words = tokenize(text);
  if (
    words.length === 0 ||
    words.length > 3 ||
    words.some(({ folded }) => folded.length <= 3 && MARKS.has(folded))
  )
    return false;
  if (words.some(({ kind, folded }) => kind === 'digits' || folded.length < 3)) return false;
  return isFoundAfter('Name: ', text, words.at(-1)?.end ?? 0, 'person', lexicon);
}

/** Sides: an image without its side may do harm, and nobody can be told by it. */
const SIDES = new Set(['lt', 'rt', 'll', 'rl', 'lr']);

/** Two to four letters that are the initials of somebody whom the header names. */
function isInitials(text: string, lexicon: IdentityLexicon): boolean {
  // Where zero and O look alike, `0.0.` may be somebody's initials.
  const letters = text.replace(/[\s.,-]/g, '').replace(/0/g, 'O');
  if (!/^\p{L}{2,4}$/u.test(letters) || SIDES.has(foldText(letters))) return false;
  return isFoundAfter('Initials: ', letters, letters.length, 'initials', lexicon);
}

/** `ID/OP`, `CC VR99`: a label before, a code behind them. */
const BESIDE_INITIALS =
  /^(?:(?:id|pt|pat|patient)\s?[ :/.-]\s?(\p{Lu}{2,3})|(\p{Lu}{2,3})[ /-](?:\p{Lu}{1,3}\d{1,4}|\d{1,4}\p{Lu}{1,2}))$/iu;

/** The initials of somebody whom the header names, behind a label or before a code. */
function hasInitials(text: string, { lexicon, header }: LineEvidence): boolean {
  const [, labelled, coded] = BESIDE_INITIALS.exec(text) ?? [];
  const letters = labelled ?? coded;
  return letters !== undefined && isInitials(letters, lexicon) && !header.isViewOrSide(letters);
}

/** Whether the lexicon finds the first `length` characters of a text where a label says what they are. */
function isFoundAfter(
  label: string,
  text: string,
  length: number,
  sought: IdentityKind,
  lexicon: IdentityLexicon,
): boolean {
  return lexicon
    .find(label + text)
    .some(({ kind, start, end }) => kind === sought && start <= label.length && end >= label.length + length);
}

/** Words of the names of places of care; on an image they stand in little else. */
const PLACES: ReadonlySet<string> = new Set(
  (
    'hospital hosp hospitals clinic clinics klinik klinikum kliniken universitatsklinikum uniklinik krankenhaus spital hopital hospices clinique clinica ospedale policlinico poliklinik ziekenhuis szpital nemocnice infirmary hospice sanatorium ' +
    'university univ universitat universite universidad universita praxis medcenter healthcare veterans memorial community cardiologie radiologie radiologia kardiologie'
  ).split(' '),
);
/** Words of settings and descriptions that are also parts of such names: beside a word that is no plain word. */
const PARTS_OF_PLACES: ReadonlySet<string> = new Set(
  'center centre ctr centro centrum zentrum regional county saint surgery surgical college institute institut instituto imaging medical med health group associates'.split(
    ' ',
  ),
);

/** `Hosp.`: what stands before the name of the place, where the two were found apart. */
function isPlaceAlone(text: string): boolean {
  const words = tokenize(text);
  return words.length > 0 && words.every(({ folded }) => PLACES.has(folded));
}

function hasPlace(text: string, header: HeaderValues): boolean {
  const words = tokenize(text)
    .filter(({ kind, folded }) => kind === 'letters' && folded.length > 2 && !header.words.has(folded))
    .map(({ folded }) => folded);
  if (words.some((word) => PLACES.has(word))) return true;
  return (
    words.some((word) => PARTS_OF_PLACES.has(word)) &&
    words.some((word) => !PARTS_OF_PLACES.has(word) && nameRarity(word) !== 'word' && !isHeaderWord(word))
  );
}

/** A form or the tagger that counts alone. */
function formOf(
  readings: readonly string[],
  text: string,
  tagged: TaggedText | undefined,
  isPlain: boolean,
): PixelReason | undefined {
  for (const reading of readings) {
    const spans: TextSpan[] = findPatterns(reading).filter(({ kind }) => kind !== 'age');
    if (acceptSpans(reading, spans).length > 0 && !(isPlain && reading !== text)) return 'identity-form';
  }
  if (tagged === undefined) return undefined;
  const spans = tagged.spans.filter(({ kind }) => kind !== 'age');
  return acceptSpans(text, spans).length > 0 ? 'identity-tagged' : undefined;
}

/** Whether a word is a name and nothing else. */
function hasName(text: string): boolean {
  return tokenize(text).some(
    ({ kind, folded }) => kind === 'letters' && folded.length > 2 && nameRarity(folded) === 'name',
  );
}
