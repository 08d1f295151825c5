import { nameRarity } from '../../vocabulary/vocabulary.js';
import type { Token } from '../words.js';
import {
  gapAfter,
  isDigits,
  isLetters,
  report,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';
import { isFactor, isMeasured, isVersion } from './units.js';

/** Record, accession, insurance and national numbers: after a word that says so, or by a form that is nothing else. */
export const findIdentifiers: Finder = (reading, found) => {
  if (reading.digitCount === 0) return;
  afterWords(reading, found);
  if (reading.digitCount < 3) return;
  if (reading.digitCount >= 7) byKnownForm(reading, found);
  byShape(reading, found);
};

// After a word

/** After these a number tells a person or a case. */
const STRONG_WORDS = new Set(
  (
    'mrn mrno mr# pid patid patno patnr patientid patientenid patientennummer patientennr pnr ssn nhs npi dni nie nif nuhsa cip cpf bsn iban nir ipp nda nhc sip codfisc ' +
    'accession accessionnumber accno acc# fallnr fallnummer fallid caseno casenr aufnahmenummer aufnahmenr auftragsnummer auftragsnr versichertennummer versnr krankenkasse ' +
    'dossier cartella historia expediente prontuario processo utente sns insurance policy member hicn medicare medicaid ahv avs oasi svnr personnummer cpr fodselsnummer ' +
    'hospitalid hospno urno urn uhid ihi medrec medicalrecord encounter csn fin'
  ).split(' '),
);
/** After these a number tells a case only when it is long, or marked by a sign. */
const WEAK_WORDS = new Set(
  (
    'id ids ident identifier acc case fall order ord requisition req request visit admission episode chart file record ref reference exam study examination untersuchung ' +
    'auftrag anforderung numero number no nr num nummer registration reg ticket claim license licence passport pass badge employee staff hc tessera tarjeta carte card cas'
  ).split(' '),
);
const EAST_ASIAN_WORD =
  /(?:患者|受付|検査|診察券|登録|カルテ|病历|病歷|住院|门诊|检查|影像|登记|社保|身份证|환자|등록|병록|접수|차트|주민등록)(?:番号|番號|ID|号码|号|號|번호)?$/;
const QUALIFIERS = new Set(
  'id ident no nr num number nummer numero n code nbr identifier identification of is for pt pat patient sec social security med medical record rec hosp hospital'.split(
    ' ',
  ),
);
/** A number of one of these is a thing's, not a person's. */
const THINGS = new Set(
  (
    'serial sn s/n series image images img slice slices frame frames volume phase echo acquisition acq instance item lot batch ref model type version part option page table device coil scanner ' +
    'station detector tube template kernel software protocol catalog cat sequence channel element bed room roi lesion node nodule segment station fov matrix bild schicht serie coupe corte channel port level grade stage ' +
    'type class category tag code field filter grid lut palette overlay position body site nct isrctn protocolo eudract trial'
  ).split(' '),
);

function afterWords(reading: Reading, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  tokens.forEach((token, index) => {
    const strength = strengthOf(reading, index);
    if (strength === undefined) return;
    const value = valueAfter(reading, index, strength);
    if (value !== undefined)
      report(found, value.start, value.end, 'identifier', strength === 'strong' ? 0.95 : 0.8);
  });
}

function strengthOf(reading: Reading, index: number): 'strong' | 'weak' | 'sign' | undefined {
  const token = reading.tokens[index];
  if (token === undefined || token.kind === 'digits') return undefined;
  if (token.kind === 'continuous') return EAST_ASIAN_WORD.test(token.folded) ? 'strong' : undefined;
  const { folded } = token;
  if (STRONG_WORDS.has(folded)) return 'strong';
  const gap = gapAfter(reading, index) ?? '';
  const before = reading.tokens[index - 1];
  const gapBefore = gapAfter(reading, index - 1) ?? '';
  const isNear = before !== undefined && /^[ .:_-]{0,2}$/.test(gapBefore);
  // `Pat-ID`, `patient no`, `med rec #`, `hospital number`, `n° dossier`.
  if (
    isNear &&
    /^(?:pat|patient|patienten|patientin|pt|hospital|hosp|medical|med|rec|record|social|security|insurance|policy|versicherten|subject)$/.test(
      before.folded,
    ) &&
    QUALIFIERS.has(folded)
  )
    return 'strong';
  if (/^mr$/.test(folded) && /^ ?#/.test(gap)) return 'strong';
  if (!WEAK_WORDS.has(folded)) {
    // Inside a code (`A1+JV#4`) the sign is a character like others.
    const isWord = /(?:^|[\s([:,;])$/.test(reading.text.slice(Math.max(0, token.start - 1), token.start));
    return isWord && gap.includes('#') && !THINGS.has(folded) ? 'sign' : undefined;
  }
  // `SN 40021-A REF 88213`: the catalogue number on the label of a device.
  if (/^(?:ref|reference)$/.test(folded) && isOnLabel(reading, index)) return undefined;
  return isNear && THINGS.has(before.folded) ? undefined : 'weak';
}

/** How many tokens before and after the word are looked at. */
const NEAR_LABEL = 4;

/** Whether the number of a batch, a device or a package stands near: the word that says so, and its number after it. */
function isOnLabel({ tokens, text }: Reading, index: number): boolean {
  return tokens
    .slice(Math.max(0, index - NEAR_LABEL), index + NEAR_LABEL + 1)
    .some(
      ({ folded, end }) =>
        /^(?:sn|lot|udi|gtin)$/.test(folded) &&
        /^[ .:#(=-]{0,3}[\p{L}-]{0,6}\d/u.test(text.slice(end, end + 12)),
    );
}

interface Value {
  readonly start: number;
  readonly end: number;
}

const SIGNS = /^[ .:;=#°º()[\]/-]{0,5}$/;

function valueAfter(
  reading: Reading,
  index: number,
  strength: 'strong' | 'weak' | 'sign',
): Value | undefined {
  const { tokens } = reading;
  let at = index;
  let signs = '';
  for (let skipped = 0; skipped < 3; skipped += 1) {
    const gap = gapAfter(reading, at);
    if (gap === undefined || !SIGNS.test(gap)) return undefined;
    signs += gap;
    at += 1;
    const token = tokens[at];
    if (!isLetters(token) || !QUALIFIERS.has(token.folded) || adjoinsDigits(reading, at)) break;
  }
  const first = tokens[at];
  if (first === undefined || first.kind === 'continuous') return undefined;
  const last = endOfCompound(reading, at);
  const value = compoundOf(reading, at, last);
  if (value.digits === 0) return spacedValue(reading, at, strength);
  if (isMeasured(reading, last) || isFactor(reading, at, last)) return undefined;
  const length = value.end - value.start;
  const isMarked = /[:#=°º]/.test(signs);
  if (strength === 'strong') {
    if (length < 3 && !isMarked) return undefined;
    // `Parenchyme fin 1.25`: no number of a visit (FIN) has a fraction.
    if (
      tokens[index]?.folded === 'fin' &&
      /^\d{1,3}[.,]\d{1,2}$/.test(reading.text.slice(value.start, value.end))
    )
      return undefined;
    return { start: value.start, end: endOfSpacedGroups(reading, last, tokens[index]?.folded ?? '') };
  }
  if (strength === 'sign') return value.digits >= 4 ? value : undefined;
  // The words alone count little: `case 3`, `study 2`, `ID 1`, `no. 12`; a four-digit number after them may be a year.
  if (/\.\d+\.\d+\./.test(reading.text.slice(value.start, value.end))) return undefined;
  const isLong =
    value.digits >= 5 ||
    (value.digits >= 4 && isMarked && !isYearAlone(value, reading)) ||
    (value.letters >= 1 && value.digits >= 4);
  return isLong && !isVersion(reading, at) ? value : undefined;
}

function isYearAlone(value: Value, reading: Reading): boolean {
  return /^(?:19|20)\d\d$/.test(reading.text.slice(value.start, value.end));
}

function adjoinsDigits(reading: Reading, index: number): boolean {
  return gapAfter(reading, index) === '' && isDigits(reading.tokens[index + 1]);
}

/** `MRN AB 123456`: letters and number apart. */
function spacedValue(reading: Reading, at: number, strength: string): Value | undefined {
  const [letters, digits] = reading.tokens.slice(at, at + 2);
  if (strength !== 'strong' || letters === undefined || !isDigits(digits) || gapAfter(reading, at) !== ' ')
    return undefined;
  if (widthOf(letters) > 3 || !/^\p{Lu}+$/u.test(written(reading, letters)) || widthOf(digits) < 4)
    return undefined;
  return { start: letters.start, end: digits.end };
}

const SPACED_NUMBERS = new Set(
  'ssn nhs security iban nir avs ahv dni cpf bsn insurance policy member medicare svnr no nr number nummer numero'.split(
    ' ',
  ),
);

/** Where a number written in groups ends: `NHS 943 476 5919`. */
function endOfSpacedGroups(reading: Reading, last: number, word: string): number {
  const { tokens } = reading;
  let at = last;
  if (SPACED_NUMBERS.has(word))
    while (
      isDigits(tokens[at]) &&
      gapAfter(reading, at) === ' ' &&
      isDigits(tokens[at + 1]) &&
      !isMeasured(reading, at + 1) &&
      widthOf(tokens[at + 1] ?? NO_TOKEN) >= 2
    )
      at += 1;
  return tokens[at]?.end ?? 0;
}

const NO_TOKEN: Token = { start: 0, end: 0, folded: '', kind: 'digits' };

// Compounds

interface Compound extends Value {
  readonly digits: number;
  readonly letters: number;
}

/** The last token of what is written without a space from a token on. */
function endOfCompound(reading: Reading, first: number): number {
  let at = first;
  while (at + 1 < reading.tokens.length && reading.tokens[at + 1]?.kind !== 'continuous') {
    const gap = gapAfter(reading, at) ?? ' ';
    if (gap !== '' && !/^[./_-]$/.test(gap)) break;
    // An underscore joins the parts of a description, not of a number; a point before a letter ends a sentence.
    if (gap === '_' && !isDigits(reading.tokens[at + 1])) break;
    if (gap === '.' && !isDigits(reading.tokens[at + 1])) break;
    at += 1;
  }
  return at;
}

function compoundOf(reading: Reading, first: number, last: number): Compound {
  let digits = 0;
  let letters = 0;
  for (let index = first; index <= last; index += 1) {
    const token = reading.tokens[index] ?? NO_TOKEN;
    if (token.kind === 'digits') digits += widthOf(token);
    else letters += widthOf(token);
  }
  return { start: reading.tokens[first]?.start ?? 0, end: reading.tokens[last]?.end ?? 0, digits, letters };
}

// By form

const CODICE_FISCALE = /(?<![A-Z\d])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Z\d])/gi;
const UUID = /(?<![\dA-F])[\dA-F]{8}-(?:[\dA-F]{4}-){3}[\dA-F]{12}(?![\dA-F])/gi;
const IBAN = /(?<![A-Z\d])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?![A-Z\d])/g;
const NUMBER_FORMS: readonly (readonly [RegExp, number, (digits: string) => boolean])[] = [
  // United States: social security number.
  [/(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g, 0.9, (digits) => !/^(?:000|666|9)/.test(digits)],
  // United Kingdom: NHS number, modulo 11.
  [/(?<![\d.-])\d{3}[ -]\d{3}[ -]\d{4}(?![\d.])/g, 0.85, isNhsNumber],
  // Spain: DNI and NIE with the letter that checks them.
  [/(?<![A-Z\d])(?:[XYZ]-?\d{7}|\d{8}|\d{2}\.\d{3}\.\d{3})-?[A-Z](?![A-Z\d])/gi, 0.9, isDni],
  // Brazil: CPF.
  [/(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g, 0.95, () => true],
  // France: NIR.
  [
    /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)/g,
    0.85,
    (digits) => digits.length >= 12,
  ],
  // Switzerland: AHV number.
  [/(?<!\d)756[. ]\d{4}[. ]\d{4}[. ]\d{2}(?!\d)/g, 0.95, () => true],
  // Korea: resident registration number.
  [/(?<![\d-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}(?![\d-])/g, 0.95, () => true],
  // Denmark, Sweden, Finland: date of birth and a serial number.
  [/(?<![\d.-])(?:19|20)?\d{6}[-+A]\d{3}[\dA-Z](?![\d-])/g, 0.75, (digits) => digits.length >= 9],
];

function byKnownForm({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const [form, confidence, isValid] of NUMBER_FORMS)
    for (const match of text.matchAll(form))
      if (isValid(match[0].replace(/[^\dA-Z]/gi, '')))
        report(found, match.index, match.index + match[0].length, 'identifier', confidence);
  if (!/[A-Z]/i.test(text)) return;
  for (const match of text.matchAll(CODICE_FISCALE))
    report(found, match.index, match.index + match[0].length, 'identifier', 0.95);
  for (const match of text.matchAll(UUID))
    report(found, match.index, match.index + match[0].length, 'identifier', 0.8);
  for (const match of text.matchAll(IBAN)) {
    const end = endOfIban(match[0]);
    if (end !== undefined) report(found, match.index, match.index + end, 'identifier', 0.98);
  }
}

function isNhsNumber(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < 9; at += 1) sum += Number(digits.charAt(at)) * (10 - at);
  return (11 - (sum % 11)) % 11 === Number(digits.charAt(9));
}

function isDni(number: string): boolean {
  const value = number.toUpperCase().replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(value.slice(0, -1)) % 23) === value.slice(-1);
}

/** The longest beginning, in whole groups, that passes the check of ISO 13616 (97-10). */
function endOfIban(candidate: string): number | undefined {
  for (let end = candidate.length; end >= 15; end -= 1) {
    if (/[A-Z\d]/.test(candidate.charAt(end)) || candidate.charAt(end - 1) === ' ') continue;
    const iban = candidate.slice(0, end).replace(/ /g, '');
    if (iban.length < 15 || iban.length > 34) continue;
    let rest = 0;
    for (const character of iban.slice(4) + iban.slice(0, 4)) {
      const value = parseInt(character, 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    if (rest === 1) return end;
  }
  return undefined;
}

// By shape

/** Letters before a long number that make it the name of a norm, a window, a code or a thing. */
const PREFIXES_OF_THINGS = new Set(
  'gb jis ks utf cp ir iso din iec en astm aapm nema acr rfc sn hu w l c b te tr ti fa tau ge siemens philips mod model rev ver v vb va vd ve xa hf fov kv kvp ma mas us ns ms mm rd lot nct e x'.split(
    ' ',
  ),
);

function byShape(reading: Reading, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  for (let first = 0; first < tokens.length;) {
    let last = first;
    while (last + 1 < tokens.length && isShapeJoin(gapAfter(reading, last) ?? ' ')) last += 1;
    const confidence = shapeConfidence(reading, first, last);
    if (confidence > 0)
      report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'identifier', confidence);
    first = last + 1;
  }
}

function isShapeJoin(gap: string): boolean {
  return gap === '' || gap === '-' || gap === '/';
}

function shapeConfidence(reading: Reading, first: number, last: number): number {
  const { tokens, text } = reading;
  const parts = tokens.slice(first, last + 1);
  const { digits, letters, start, end } = compoundOf(reading, first, last);
  if (digits < 3 || digits + letters < 6 || parts.some((part) => part.kind === 'continuous')) return 0;
  if (/\d[.,]$/.test(text.slice(Math.max(0, start - 2), start)) || /^[.,]\d/.test(text.slice(end, end + 2)))
    return 0;
  if (isMeasured(reading, last) || isFactor(reading, first, last) || isVersion(reading, first)) return 0;
  // A negative number.
  if (letters === 0 && /(?:^|[^\p{L}\d])-$/u.test(text.slice(Math.max(0, start - 2), start))) return 0;
  if (isThingBefore(reading, first)) return 0;
  const longest = Math.max(...parts.map((part) => (isDigits(part) ? widthOf(part) : 0)));
  const isWhole = first === 0 && last === tokens.length - 1;
  const confidence =
    letters === 0
      ? numberConfidence(parts, digits, longest)
      : mixedConfidence(reading, parts, digits, letters, longest);
  // A private element whose whole value is a number or a code holds one of its maker.
  return isWhole && reading.context !== undefined && reading.context.keyword === undefined
    ? Math.min(confidence, 0.3)
    : confidence;
}

function numberConfidence(parts: readonly Token[], digits: number, longest: number): number {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    if (digits < 7 || digits > 24) return 0;
    if (/0{5}$/.test(only.folded)) return 0;
    return digits === 7 ? 0.7 : 0.8;
  }
  // `14-003212`; but not the ranges `1024-2048`, `2011-2014`, and not a list of factors.
  if (parts.length > 3 || digits < 7 || longest < 5) return 0;
  return 0.7;
}

function mixedConfidence(
  reading: Reading,
  parts: readonly Token[],
  digits: number,
  letters: number,
  longest: number,
): number {
  const words = parts.filter((part) => part.kind === 'letters');
  const isCapital = words.every((word) => /^\p{Lu}+$/u.test(written(reading, word)));
  const [head, second] = parts;
  // `AB123456`, `PT-0045123`.
  if (parts.length === 2 && isLetters(head) && isDigits(second) && letters <= 5) {
    if (PREFIXES_OF_THINGS.has(head.folded)) return 0;
    const isJoined = head.end === second.start;
    if (!isCapital && letters > 2) return 0;
    if (letters === 1) return digits >= 6 ? (isJoined ? 0.8 : 0.75) : digits === 5 && isJoined ? 0.55 : 0;
    return digits >= 6 ? 0.8 : digits === 5 ? 0.65 : 0;
  }
  // `12345678A`, `0045123-PT`.
  if (parts.length === 2 && isDigits(head) && letters <= 3 && isCapital) return digits >= 6 ? 0.7 : 0;
  const isUnknown = words.every((word) => widthOf(word) <= 2 || isCodeWord(word));
  if (!isCapital) return isHash(parts, digits, letters) ? 0.6 : 0;
  if (
    parts.some(
      (part, at) => isDigits(part) && /^[123]$/.test(part.folded) && parts[at + 1]?.folded.startsWith('d'),
    )
  )
    return 0;
  const isShortWords = words.every((word) => widthOf(word) <= 6);
  // `RAD-14-003212`, `20190712E924533`.
  if (isShortWords && longest >= 4 && ((digits >= 6 && isUnknown) || (digits >= 8 && longest >= 5)))
    return digits >= 8 ? 0.75 : 0.65;
  // `7F3K9Q2L`.
  const turns = parts.length - 1;
  const isWoven =
    turns >= 3 &&
    digits >= 3 &&
    letters >= 3 &&
    digits + letters >= 7 &&
    parts.every((part) => widthOf(part) <= 3);
  return isWoven && isUnknown ? 0.65 : 0;
}

function isCodeWord(word: Token): boolean {
  const rarity = nameRarity(word.folded);
  return rarity === 'unknown' || rarity === 'name';
}

function isHash(parts: readonly Token[], digits: number, letters: number): boolean {
  return (
    digits + letters >= 12 &&
    digits >= 4 &&
    parts.length >= 4 &&
    parts.every((part) => isDigits(part) || /^[a-f]+$/.test(part.folded))
  );
}

function isThingBefore(reading: Reading, first: number): boolean {
  const before = reading.tokens[first - 1];
  if (before === undefined || !THINGS.has(before.folded)) {
    const far = reading.tokens[first - 2];
    return (
      far !== undefined &&
      before !== undefined &&
      /^(?:no|nr|number|num|id|#)$/.test(before.folded) &&
      THINGS.has(far.folded)
    );
  }
  return /^[ .:#=_-]{1,3}$/.test(gapAfter(reading, first - 1) ?? '');
}
