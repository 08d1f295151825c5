import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, type Token } from '../words.js';
import { isEastAsianTerm } from './east-asian-terms.js';
import { JAPANESE_NAME } from './japanese-surnames.js';
import { isNameShaped, nameForm } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, nameAt, STOPS, TITLE_PARTS, type Expectation } from './names.js';
import {
  gapAfter,
  isDigits,
  isLetters,
  lastTokenBefore,
  report,
  startsCapital,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';

/** Names with a title (`Dr. X`), after a word for a role (`ordered by XY`, `Patient: X`), with a degree, and as PS3.5 writes them (`X^Y`). */
export const findPeople: Finder = (reading, found) => {
  const { tokens } = reading;
  let hasContinuous = false;
  let hasDegree = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'continuous') hasContinuous = true;
    if (token.kind !== 'letters') continue;
    hasDegree ||= index > 0 && DEGREE_WORDS.has(token.folded);
    const announced = announcedAt(reading, index);
    if (announced === undefined) continue;
    const name = nameAt(reading, announced.first, announced.expectation);
    if (name === undefined) {
      reportWord(reading, announced, found);
      continue;
    }
    report(
      found,
      tokens[announced.first]?.start ?? 0,
      name.end,
      name.isInitials ? 'initials' : 'person',
      announced.confidence,
    );
    index = name.last;
  }
  if (reading.text.includes('^')) findCaretNames(reading, found);
  if (reading.text.includes(',')) findCommaNames(reading, found);
  if (hasDegree) findDegrees(reading, found);
  if (hasContinuous) findEastAsianNames(reading, found);
  for (const [form, confidence] of NAME_FORMS)
    for (const match of reading.text.matchAll(form))
      report(found, match.index, match.index + match[0].length, 'person', confidence);
};

/**
 * `Dr. Yıldızhan`: some names are words of another language; after a title with a point the tagger says which. `Adult DR.MARIGOLD`: in
 * capitals where the rest is not, nobody means the flower.
 */
function reportWord(reading: Reading, { first, confidence }: Announced, found: Parameters<Finder>[1]): void {
  const token = reading.tokens[first];
  if (!isLetters(token) || confidence < 0.95 || widthOf(token) < 4 || reading.isCapitals) return;
  if (isHeaderWord(token.folded) || STOPS.has(token.folded) || BODY_WORDS.has(token.folded)) return;
  const name = written(reading, token);
  if (/^\p{Lu}\p{Ll}+$/u.test(name)) report(found, token.start, token.end, 'person', 0.45);
  else if (/^\p{Lu}{5,}$/u.test(name) && reading.tokens[first - 1]?.folded !== 'mr')
    report(found, token.start, token.end, 'person', confidence);
}

interface Announced {
  /** The token where the name begins. */
  readonly first: number;
  readonly expectation: Expectation;
  readonly confidence: number;
}

function announcedAt(reading: Reading, index: number): Announced | undefined {
  const word = reading.tokens[index]?.folded ?? '';
  // д-р, г-н, г-жа.
  if (
    (word === 'д' || word === 'г') &&
    gapAfter(reading, index) === '-' &&
    /^(?:р|н|жа)$/.test(reading.tokens[index + 1]?.folded ?? '')
  )
    return /^\.? $/.test(gapAfter(reading, index + 1) ?? '#')
      ? { first: index + 2, expectation: 'sure', confidence: 0.9 }
      : undefined;
  if (TITLES.has(word)) return afterTitle(reading, index);
  if (AGENTS.has(word)) return afterAgent(reading, index);
  if (ROLES.has(word)) return afterRole(reading, index);
  if (PREPOSITIONS.has(word)) return afterPreposition(reading, index);
  return undefined;
}

// Titles

/** Folded titles; true: also a word, a unit or a modality, so that its form decides. */
const TITLES: ReadonlyMap<string, boolean> = new Map([
  ...'dott dottssa dra drs prof professor professore doctor docteur doktor mrs miss mme mlle herr herrn frau senor senora senorita dona monsieur madame mademoiselle mevr mevrouw dhr signor signora sigra hrn dipl sra srta fru froken frk rouva herra neiti pani slecna mudr sayin д-р доктор г-н г-жа κος κα δρ'
    .split(' ')
    .map((title): [string, boolean] => [foldText(title), false]),
  ...'dr mr ms sr m fr hr sig ing pd oa sir lady don nurse sister pr med dna'
    .split(' ')
    .map((title): [string, boolean] => [title, true]),
]);
/** Titles of one or two letters count only with a point or in mixed case, and `Fr`, `M`, `Pr` only with both. */
const NEEDS_POINT = new Set('dna m fr pr pd oa ing sig med hr'.split(' '));

function afterTitle(reading: Reading, index: number): Announced | undefined {
  const { text, tokens } = reading;
  const token = tokens[index];
  if (token === undefined) return undefined;
  // `5 Fr`, `2 ms`; but `Ultravist 370 Dr. X`.
  if (
    isDigits(tokens[index - 1]) &&
    /^[ ]?$/.test(gapAfter(reading, index - 1) ?? '') &&
    !isPlainTitle(reading, index)
  )
    return undefined;
  let first = index + 1;
  let gap = gapAfter(reading, index);
  let hasPoint = text.charAt(token.end) === '.';
  // `Prof. Dr. med.`, `Dott.ssa`, `Dr. Prof.`, `Univ.-Prof.`
  while (first < index + 5 && gap !== undefined && /^(?:\.| |\. |\.-|-)$/.test(gap)) {
    const next = tokens[first];
    if (
      next === undefined ||
      !(TITLE_PARTS.has(next.folded) || /^(?:ssa|ra|in|a)$/.test(next.folded)) ||
      gapAfter(reading, first) === undefined
    )
      break;
    if (next.folded === 'med' && text.charAt(next.end) !== '.' && nameRarity(token.folded) === 'word') break;
    hasPoint ||= text.charAt(next.end) === '.';
    gap = gapAfter(reading, first);
    first += 1;
  }
  if (gap === undefined || !/^(?:\.? ?|\.? {2}|[.:]\s?|\^|_)$/.test(gap)) return undefined;
  if (gap === '') return undefined;
  // `DR AL HARBI`: the particle tells nothing.
  const isArticle = /^(?:al|el)$/.test(tokens[first]?.folded ?? '') && gapAfter(reading, first) !== undefined;
  const name = tokens[isArticle ? first + 1 : first];
  if (!isLetters(name)) return undefined;
  if (TITLES.get(token.folded) === true) {
    const title = written(reading, token);
    const isMixedCase = /^\p{Lu}\p{Ll}/u.test(title);
    if (!hasPoint && NEEDS_POINT.has(token.folded)) return undefined;
    if (!hasPoint && !isMixedCase && nameRarity(name.folded) !== 'name')
      return physicianInCapitals(reading, index, first, name);
    if (
      NEEDS_POINT.has(token.folded) &&
      (!startsCapital(reading, token) || nameRarity(name.folded) === 'word')
    )
      return undefined;
    if (!hasPoint && !isMixedCase && title !== title.toUpperCase())
      return nameRarity(name.folded) === 'name' || isSmallPhysician(reading, name)
        ? { first, expectation: startsCapital(reading, name) ? 'possible' : 'sure', confidence: 0.8 }
        : undefined;
    if (!hasPoint && isMixedCase && nameRarity(name.folded) === 'word') return undefined;
    // `MR.BRC`, `DR.ABD`: a modality and a region.
    if (!isMixedCase && gap === '.' && nameRarity(name.folded) !== 'name' && !isGluedName(name, index))
      return undefined;
  }
  return { first, expectation: 'sure', confidence: hasPoint ? 0.95 : 0.85 };
}

/** `CHEST DR.MARIGOLD`: no word of descriptions, and after other words, where no modality stands, any other word. */
function isGluedName(name: Token, index: number): boolean {
  if (widthOf(name) < 5 || isHeaderWord(name.folded) || BODY_WORDS.has(name.folded) || STOPS.has(name.folded))
    return false;
  return index > 0 || nameRarity(name.folded) !== 'word';
}

/** A title that is no unit: with a space before it and, unless a name follows, a point after it. */
function isPlainTitle(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  const next = reading.tokens[index + 1];
  if (
    token === undefined ||
    !/^(?:dr|prof|mrs|mr)$/.test(token.folded) ||
    gapAfter(reading, index - 1) !== ' '
  )
    return false;
  return nameRarity(next?.folded ?? '') === 'name' || reading.text.charAt(token.end) === '.';
}

/** `DR MACALLISTER`: no list has the name, so that its shape or the tagger tells it from `DR CHEST`. */
function physicianInCapitals(
  reading: Reading,
  index: number,
  first: number,
  name: Token,
): Announced | undefined {
  if (reading.tokens[index]?.folded !== 'dr' || gapAfter(reading, first - 1) !== ' ') return undefined;
  const form = nameForm(reading, name);
  if (form === undefined || form === 'both') return undefined;
  const isArabic = reading.tokens[first] !== name;
  return { first, expectation: 'possible', confidence: form === 'unknown' && !isArabic ? 0.45 : 0.75 };
}

// Agents: somebody did it

/** Participles after which `by` names a person, in several languages. */
const DEEDS = new Set(
  (
    'ordered requested referred performed read reported dictated reviewed verified signed approved scanned acquired seen examined discussed interpreted transcribed entered supervised assisted ' +
    'prescribed authorized authorised consented injected positioned attended accompanied witnessed done taken notified faxed called sent scheduled typed checked imaged escorted evaluated protocolled protocoled vetted triaged cannulated sedated anesthetized anaesthetised operated placed inserted treated cosigned countersigned finalized overread coded booked managed followed admitted ' +
    'uberwiesen zugewiesen angefordert befundet untersucht durchgefuhrt diktiert freigegeben gelesen validiert unterschrieben geschrieben aufgenommen ' +
    'demande prescrit realise lu adresse valide interprete redige envoye signe effectue ' +
    'solicitado solicitada remitido remitida realizado realizada informado informada validado firmado derivado pedido pedida indicado leido ' +
    'richiesto richiesta inviato inviata eseguito eseguita refertato refertata firmato prescritto ' +
    'enviado lido assinado laudado encaminhado efetuado ' +
    'aangevraagd verwezen uitgevoerd beoordeeld gelezen gemaakt gevraagd verslagen geopereerd geplaatst gezien ' +
    'henvist henvisad hanvisad opererad opereret granskad granskat remitterad remitteret utford undersokt operiert gesehen gelegt opere pose vu operado colocado visto operato posizionato visto avaliado'
  ).split(' '),
);
/** Prepositions of an agent or an addressee. */
const AGENTS = new Set(
  'by von durch par por da dal dalla dall do pelo pela door to for with fur pour per para vom av af od ode c/o attn cc via'.split(
    ' ',
  ),
);

function afterAgent(reading: Reading, index: number): Announced | undefined {
  const { tokens } = reading;
  const gap = gapAfter(reading, index) ?? '#';
  const before = tokens[index - 1];
  const isAfterDeed =
    before !== undefined && /^ {1,2}$/.test(gapAfter(reading, index - 1) ?? '') && isDeed(reading, index - 1);
  if (isAfterDeed) {
    const first = pastRoles(reading, index + 1);
    if (!/^(?: {1,2}| ?: ?|\. ?)$/.test(gap)) return undefined;
    return { first, expectation: 'sure', confidence: 0.9 };
  }
  const initials = tokens[index + 1];
  if (
    gap === ' ' &&
    isLetters(initials) &&
    /^\p{Lu}{2,3}[.)\s]*$/u.test(reading.text.slice(initials.start, initials.start + 8)) &&
    hasDeedBefore(reading, index)
  )
    return { first: index + 1, expectation: 'sure', confidence: 0.85 };
  return afterPreposition(reading, index);
}

/** `Ordered for review by XY`: the deed stands some words before. */
function hasDeedBefore(reading: Reading, index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 8; at -= 1) {
    if (/[\r\n]/.test(gapAfter(reading, at) ?? '')) return false;
    if (isDeed(reading, at)) return true;
  }
  return false;
}

function isDeed(reading: Reading, index: number): boolean {
  const word = reading.tokens[index]?.folded ?? '';
  return DEEDS.has(word);
}

/** Goes past titles and words of role before a name: `ordered by: physician Dr. X`, `reported to nurse X`. */
function pastRoles(reading: Reading, first: number): number {
  let index = first;
  while (index < first + 3) {
    const token = reading.tokens[index];
    if (
      !isLetters(token) ||
      !(TITLES.has(token.folded) || ROLES.has(token.folded) || TITLE_PARTS.has(token.folded))
    )
      break;
    if (!isLetters(reading.tokens[index + 1]) || !/^(?:\.? ?|: ?)$/.test(gapAfter(reading, index) ?? '#'))
      break;
    index += 1;
  }
  return index;
}

const PREPOSITIONS = new Set('for by from with fur pour per para por von par da'.split(' '));

/** `for Jane Doe`: two words at least of which one is known for a name and none for a word. */
function afterPreposition(reading: Reading, index: number): Announced | undefined {
  const { tokens } = reading;
  if (!/^ {1,2}$/.test(gapAfter(reading, index) ?? '#')) return undefined;
  const first = index + 1;
  const [one, two] = tokens.slice(first, first + 2);
  if (!isLetters(one) || !startsCapital(reading, one)) return undefined;
  const rarity = nameRarity(one.folded);
  const isAgent = tokens[index]?.folded === 'by';
  const second =
    isLetters(two) &&
    /^(?:, ?|[ ^-]|\. )$/.test(gapAfter(reading, first) ?? '#') &&
    startsCapital(reading, two)
      ? nameRarity(two.folded)
      : undefined;
  if (rarity === 'word') return undefined;
  if (rarity === 'name' && (second === 'name' || second === 'unknown' || second === 'both'))
    return { first, expectation: 'possible', confidence: 0.85 };
  if (rarity === 'unknown' && second === 'name') return { first, expectation: 'possible', confidence: 0.8 };
  if (rarity === 'both' && (second === 'name' || (second === 'unknown' && !reading.isCapitals)))
    return { first, expectation: 'sure', confidence: 0.75 };
  if (rarity === 'name' && isAgent && !isEponym(one.folded))
    return { first, expectation: 'possible', confidence: 0.75 };
  return undefined;
}

// Roles

/** Words for a person's part, after which a name may stand; true: only with a colon or the like. */
const ROLES: ReadonlyMap<string, boolean> = new Map([
  ...(
    'physician radiologist technologist technician sonographer radiographer tech attending referrer referring surgeon cardiologist consultant resident fellow patientin paciente paziente patiente utente ' +
    'zuweiser einweiser uberweiser hausarzt untersucher befunder mtra mta mtr medecin prescripteur manipulateur radiologue schwester krankenschwester pfleger krankenpfleger pflegerin lakare sjukskoterska infirmiere infirmier enfermera enfermero infermiera infermiere enfermeira enfermeiro verpleegkundige sygeplejerske sykepleier hoitaja laakari potilas lahettaja lausuja pacjent pacjentka lekarz pielegniarka pacientka lekar sestra hemsire teknisyen lege laege overlaege overlege remittent henviser opiekun медсестра лаборант рентгенолог врача врачом врачу medico tecnico radiologo arts laborant huisarts radioloog patient patients pt pte pac pcte'
  )
    .split(' ')
    .map((role): [string, boolean] => [foldText(role), false]),
  ...(
    'hasta subject name surname firstname lastname forename nachname vorname familienname nom prenom nombre nombres apellido apellidos nome cognome apelido sobrenome naam voornaam achternaam operator op bediener arzt ' +
    'contact kontakt caller phys perf ref req rad dr md mother father wife husband son daughter guardian spouse kin mutter vater mere pere madre padre moeder vader initials mtra author signature unterschrift ' +
    'attention attn cc pat dictator transcriptionist reader reported read interpreter rt пациент пациентка врач хирург терапевт рентгенолог невролог кардиолог онколог уролог ортопед педиатр лаборант исполнитель направил описал имя фио больной ασθενης ιατρος ονομα المريض المريضة الاسم اسم الطبيب המטופל החולה מטופל שם רופא'
  )
    .split(' ')
    .map((role): [string, boolean] => [foldText(role), true]),
]);

/** What a name of one of these is, is no person's. */
const NAMED_THINGS = new Set(
  'protocol series study station sequence software file host product device model coil procedure exam test contrast drug organ user system field tag type brand scanner kernel code program programm protokoll trade generic program preset manufacturer institution hospital clinic site department volume mask segment layer structure roi dicom ae server domain'.split(
    ' ',
  ),
);

function afterRole(reading: Reading, index: number): Announced | undefined {
  const { tokens } = reading;
  const token = tokens[index];
  if (token === undefined) return undefined;
  const before = tokens[index - 1];
  if (
    before !== undefined &&
    NAMED_THINGS.has(before.folded) &&
    /^[ _-]$/.test(gapAfter(reading, index - 1) ?? '')
  )
    return undefined;
  let at = index;
  let gap = gapAfter(reading, at) ?? '#';
  // `patient name: X`, `referring physician: X`, `Name des Patienten: X`, `next of kin: X`.
  for (let skipped = 0; skipped < 3 && /^[ ']{1,2}s? ?$/.test(gap); skipped += 1) {
    const next = tokens[at + 1];
    if (
      !isLetters(next) ||
      !(
        ROLES.has(next.folded) ||
        /^(?:s|is|id|des|der|du|de|del|della|do|of|full|on|duty|initials|last|first)$/.test(next.folded)
      )
    )
      break;
    if (isLetters(next) && gapAfter(reading, at + 1) === undefined) break;
    at += 1;
    gap = gapAfter(reading, at) ?? '#';
  }
  if (tokens[at + 1] === undefined) return undefined;
  const isMarked = /^\.? ?[:=](?: {0,2})$/.test(gap) || /^ ?\(?[:=]\(? ?$/.test(gap);
  const first = isMarked ? pastRoles(reading, at + 1) : at + 1;
  if (isMarked) return { first, expectation: 'sure', confidence: 0.9 };
  const role = tokens[at] ?? token;
  if (role.folded === 'ref' || RUSSIAN_ROLES.has(role.folded)) return afterBareRole(reading, at, gap);
  const name = tokens[first];
  // `pat. steinkogler unruhig`.
  if (role.folded === 'pat' && gap === '. ' && isLetters(name) && reading.isSmall)
    return isSmallName(reading, name) || isSmallSubject(reading, first)
      ? { first, expectation: 'sure', confidence: 0.7 }
      : undefined;
  if (ROLES.get(role.folded) !== false || !/^\.? {1,2}$/.test(gap)) return undefined;
  if (!isLetters(name)) return undefined;
  if (!startsCapital(reading, name))
    return isSmallName(reading, name) || isSmallSubject(reading, first)
      ? { first, expectation: 'sure', confidence: 0.7 }
      : undefined;
  // `tech AB` at the end of a line.
  if (
    /^\p{Lu}{2,3}\.?\s*(?:$|[\r\n])/u.test(reading.text.slice(name.start, name.start + 8)) &&
    !STOPS.has(name.folded) &&
    nameRarity(name.folded) === 'unknown'
  )
    return /^(?:tech|technologist|technician|radiographer|sonographer|mtra|mta|mtr)$/.test(role.folded)
      ? { first, expectation: 'sure', confidence: 0.7 }
      : undefined;
  return likelyName(reading, name, role) ? { first, expectation: 'possible', confidence: 0.75 } : undefined;
}

/** `die patientin steinkogler`: in a text without capitals, known for a name alone or made as names are. */
function isSmallName(reading: Reading, { folded }: Token): boolean {
  if (!reading.isSmall || folded.length < 5 || isEponym(folded)) return false;
  const rarity = nameRarity(folded);
  return (rarity === 'name' && nameLikeness(folded) >= 0) || (rarity === 'unknown' && isNameShaped(folded));
}

/** `lt. dr steinkogler`: in a text in small letters a word in no list. */
function isSmallPhysician(reading: Reading, { folded }: Token): boolean {
  return (
    reading.isSmall &&
    folded.length > 3 &&
    nameRarity(folded) === 'unknown' &&
    nameLikeness(folded) > LEAST_OF_SUBJECT
  );
}

/** What patients do, in small letters. */
const COMPLAINTS = new Set(
  'klagt berichtet kommt hat ist war verneint mochte sturzte fiel complains denies reports presents fell refuses refused declined wants states says needs se refiere niega acude presenta riferisce lamenta nega refere relata klaagt no sehr hatte wirkt wurde cannot did refuse'.split(
    ' ',
  ),
);

/** `patient steinkogler klagt über`: in small letters the verb after it makes a word in no list somebody. */
function isSmallSubject(reading: Reading, index: number): boolean {
  const [token, verb] = reading.tokens.slice(index, index + 2);
  if (!isLetters(token) || !isLetters(verb) || !COMPLAINTS.has(verb.folded)) return false;
  if (gapAfter(reading, index) !== ' ' || widthOf(token) < 5 || isEponym(token.folded)) return false;
  const rarity = nameRarity(token.folded);
  return rarity === 'name' || (rarity === 'unknown' && nameLikeness(token.folded) > LEAST_OF_SUBJECT);
}

const LEAST_OF_SUBJECT = -1;

const RUSSIAN_ROLES = new Set(
  'врач хирург терапевт рентгенолог невролог кардиолог онколог уролог ортопед педиатр лаборант исполнитель направил описал заключение'.split(
    ' ',
  ),
);

/** `REF HALVORSEN`, `врач Иванова`: without a colon only what is a name by the lists or by its shape. */
function afterBareRole(reading: Reading, index: number, gap: string): Announced | undefined {
  if (!/^\.? {1,2}$/.test(gap)) return undefined;
  const first = index + 1;
  if (isDottedInitials(reading, first)) return { first, expectation: 'sure', confidence: 0.8 };
  const form = nameForm(reading, reading.tokens[first]);
  if (form === undefined || form === 'both') return undefined;
  const word = reading.tokens[first]?.folded ?? '';
  const isKnown = form !== 'unknown' || nameRarity(word) === 'name' || RUSSIAN_SURNAME.test(word);
  return { first, expectation: 'possible', confidence: isKnown ? 0.75 : 0.45 };
}

/** Endings of surnames, folded; after a word for a physician adjectives of the same form hardly stand with a capital. */
const RUSSIAN_SURNAME =
  /^[\u0430-\u0457]{2,}(?:ов|ова|ев|ева|ин|ина|ын|ына|скии|ская|цкии|цкая|ныи|ная|енко|чук|юк|ук|ян|дзе|швили|их|ых)$/u;

/** `И.П. Кузнецов`. */
function isDottedInitials({ text, tokens }: Reading, index: number): boolean {
  return /^\p{Lu}\. ?(?:\p{Lu}\. ?)?\p{Lu}\p{Ll}{2,}/u.test(text.slice(tokens[index]?.start ?? text.length));
}

/** Whether a capital word straight after a word of role is its bearer. */
function likelyName(reading: Reading, name: Token, role: Token): boolean {
  const rarity = nameRarity(name.folded);
  if (rarity === 'name') return true;
  return (
    rarity === 'unknown' &&
    name.end - name.start > 3 &&
    !reading.isCapitals &&
    (startsCapital(reading, role) === startsCapital(reading, name) ||
      isNameShaped(name.folded) ||
      /\p{Script=Cyrillic}/u.test(name.folded)) &&
    !/\p{Lu}{2}/u.test(written(reading, name))
  );
}

// Forms

/** `DOE^JANE`: a part that is a word makes it the title of a protocol, as `Head^Routine` is. */
function findCaretNames(reading: Reading, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  for (let index = 0; index < tokens.length; index += 1) {
    if (!isLetters(tokens[index]) || !/^\^{1,4}$/.test(gapAfter(reading, index) ?? '')) continue;
    let first = index;
    while (
      isLetters(tokens[first - 1]) &&
      /^[ '-]$/.test(gapAfter(reading, first - 1) ?? '') &&
      isOnlyName(reading, first - 1)
    )
      first -= 1;
    let last = index;
    while (isLetters(tokens[last + 1]) && /^(?:\^{1,4}|['-]|\. ?|\.\^)$/.test(gapAfter(reading, last) ?? ''))
      last += 1;
    // `Jane Q` after the caret.
    if (isLetters(tokens[last + 1]) && gapAfter(reading, last) === ' ' && isOnlyName(reading, last + 1))
      last += 1;
    const rarities = tokens
      .slice(first, last + 1)
      .filter((token) => token.end - token.start > 1)
      .map((token) => nameRarity(token.folded));
    if (!rarities.includes('word') && rarities.length > 0 && tokens[last + 1]?.start !== tokens[last]?.end) {
      const names = rarities.filter((rarity) => rarity === 'name' || rarity === 'both').length;
      const confidence =
        rarities.includes('name') && names > 1 ? 0.9 : rarities.includes('name') ? 0.8 : 0.45;
      report(found, tokens[first]?.start ?? 0, tokens[last]?.end ?? 0, 'person', confidence);
    }
    index = last;
  }
}

function isOnlyName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  return (
    token !== undefined &&
    startsCapital(reading, token) &&
    nameRarity(token.folded) === 'name' &&
    !isEponym(token.folded)
  );
}

/** `DOE, JANE`. */
function findCommaNames(reading: Reading, found: Parameters<Finder>[1]): void {
  const { tokens } = reading;
  tokens.forEach((token, index) => {
    const gap = gapAfter(reading, index);
    const next = tokens[index + 1];
    if ((gap !== ', ' && gap !== ',') || !isLetters(token) || !isLetters(next)) return;
    if (!startsCapital(reading, token) || !startsCapital(reading, next) || widthOf(token) < 3) return;
    const [family, given] = [nameRarity(token.folded), nameRarity(next.folded)];
    if (given !== 'name' || (family !== 'name' && family !== 'unknown') || isEponym(token.folded)) return;
    const name = nameAt(reading, index, 'possible');
    if (name !== undefined && name.last > index)
      report(found, token.start, name.end, 'person', family === 'name' ? 0.8 : 0.45);
  });
}

const DEGREE_WORDS = new Set('md m phd ph d frcr facr frcp mbbs rt r rdms crnp pa'.split(' '));
const DEGREE =
  /(?:, ?| )(?:M\.?D\.?|Ph\.?D\.?|D\.O\.|FRCR|FACR|FRCP|MBBS|R\.?T\.? ?\(R\)(?: ?\([A-Z]{1,4}\))*|RDMS|CRNP|PA-C|R\.N\.)(?![\p{L}\d])/gu;

/** `Кузнецов И.П.`, `И. П. Кузнецов`, and Turkish honorifics, which follow the given name. */
const NAME_FORMS: readonly (readonly [RegExp, number])[] = [
  [/(?<!\p{L})[А-ЯЁІЇ][а-яёії]{2,20}(?:-[А-ЯЁ][а-яё]{2,20})? [А-ЯЁІЇ]\. ?[А-ЯЁІЇ]\./gu, 0.75],
  [/(?<!\p{L})[А-ЯЁІЇ]\. ?[А-ЯЁІЇ]\. ?[А-ЯЁІЇ][а-яёії]{2,20}(?!\p{L})/gu, 0.75],
  [/(?<!\p{L})\p{Lu}\p{Ll}{2,20}(?: \p{Lu}\p{Ll}{2,20})? (?:Bey|Hanım|Hanim|Beyin|Hanımın)(?!\p{L})/gu, 0.75],
];

/** `Jane Doe, MD`. */
function findDegrees(reading: Reading, found: Parameters<Finder>[1]): void {
  for (const match of reading.text.matchAll(DEGREE)) {
    let index = lastTokenBefore(reading, match.index);
    if (reading.tokens[index]?.end !== match.index) continue;
    let first = -1;
    for (let words = 0; words < 4 && index >= 0; words += 1, index -= 1) {
      const token = reading.tokens[index];
      if (!isLetters(token) || !startsCapital(reading, token) || nameRarity(token.folded) === 'word') break;
      first = index;
      if (!/^(?: |\. |-|')$/.test(gapAfter(reading, index - 1) ?? '#')) break;
    }
    const start = reading.tokens[first]?.start;
    if (start !== undefined)
      report(found, start, match.index + match[0].length, 'person', match[0].startsWith(',') ? 0.85 : 0.65);
  }
}

// East Asia: words are not divided, so that the words around a name stand in one run with it.

const HAN_NAME = '[\\p{Script=Han}々]{2,4}';
const KANA = '[\\p{Script=Hiragana}\\p{Script=Katakana}ー・]{2,12}';
/** Frequent surnames as they read, before a given name: foreign words stand in katakana, too, so that the surname has to be known. */
const KANA_SURNAMES =
  'サトウ|スズキ|タカハシ|タナカ|イトウ|ワタナベ|ヤマモト|ナカムラ|コバヤシ|カトウ|ヨシダ|ヤマダ|ササキ|ヤマグチ|マツモト|イノウエ|キムラ|ハヤシ|シミズ|ヤマザキ|ヤマサキ|イケダ|ハシモト|アベ|イシカワ|ヤマシタ|ナカジマ|ナカシマ|オガワ|イシイ|マエダ|オカダ|ハセガワ|フジタ|ゴトウ|コンドウ|ムラカミ|エンドウ|アオキ|サカモト|サイトウ|フクダ|オオタ|ニシムラ|フジイ|カネコ|オカモト|フジワラ|ミウラ|ナカノ|ナカガワ|ハラダ|マツダ|タケウチ|オノ|タムラ|ナカヤマ|ワダ|イシダ|モリタ|ウエダ|ハラ|シバタ|サカイ|クドウ|ヨコヤマ|ミヤザキ|ミヤモト|ウチダ|タカギ|アンドウ|タニグチ|オオノ|マルヤマ|イマイ|タカダ|フジモト|タケダ|ムラタ|ウエノ|スギヤマ|マスダ|スガワラ|ヒラノ|コジマ|オオツカ|チバ|クボ|マツイ|イワサキ|サクライ|ノグチ|マツオ|ノムラ|キクチ|サノ|オオニシ|スギモト|アライ|ハマダ|イチカワ|フルカワ|ミズノ|コマツ|シマダ|コヤマ|タカノ|ヤマウチ|ニシダ|キクタ|ホンダ|ヒラタ|ニシカワ|カワムラ|カワカミ|ツチヤ|ヨシムラ|ヨシカワ';
const KANA_NAME = new RegExp(
  `(?<![\\p{Script=Katakana}ー])((?:${KANA_SURNAMES})(?:[ \\u3000・]?[\\p{Script=Katakana}ー]{2,5}))(?![\\p{Script=Katakana}ー])`,
  'dgu',
);
/** A surname alone: between the ends of the text, spaces and signs. Shorter ones are words, too. */
const KANA_SURNAME = new RegExp(
  `(?<=^|[ \\u3000_/,、-])((?:${KANA_SURNAMES.split('|')
    .filter((name) => name.length > 2)
    .flatMap((name) => [name, hiragana(name)])
    .join('|')})(?:[ \\u3000]?[\\p{Script=Hiragana}]{2,4})?)(?=$|[ \\u3000_/,、-])`,
  'dgu',
);

function hiragana(katakana: string): string {
  return katakana.replace(/[ァ-ヶ]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0x60));
}

const EAST_ASIAN_FORMS: readonly (readonly [RegExp, number])[] = [
  // After a word for a role: 患者名：山田太郎, 姓名: 王小明, 환자명: 김철수.
  [
    new RegExp(
      `(?:患者名|患者氏名|患者|氏名|姓名|担当医|主治医|依頼医|読影医|医師|技師|医生|환자명|환자|성명|이름|담당의|의사|판독의)[:= ]{1,2}([\\p{Script=Han}々]{1,3} [\\p{Script=Han}々]{1,3}(?= |$)|${HAN_NAME}|${KANA}(?: ${KANA})?|\\p{Script=Hangul}{2,4})(?![\\p{L}])`,
      'gdu',
    ),
    0.9,
  ],
  // Before an honorific: 山田様, 山田太郎先生, 王女士, 김철수님.
  [
    new RegExp(
      `(?<![\\p{Script=Han}])(${HAN_NAME}(?: ${HAN_NAME})?) ?(?:様|さん|殿|先生|女士|医師|医生|教授)(?![\\p{Script=Han}])`,
      'gdu',
    ),
    0.85,
  ],
  [KANA_NAME, 0.75],
  [KANA_SURNAME, 0.65],
  [JAPANESE_NAME, 0.65],
  [/(?<!\p{L})(\p{Script=Hangul}{2,4}) ?(?:님|씨|교수|선생님|환자)(?!\p{L})/dgu, 0.8],
];

function findEastAsianNames({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const [form, confidence] of EAST_ASIAN_FORMS)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      // Family and given name apart, or a name and what comes after it.
      const words = text
        .slice(start, end)
        .split(' ')
        .map((word) => isEastAsianTerm(word));
      const isAfter = words[1] === true;
      if (start < end && words[0] !== true)
        report(found, start, isAfter ? text.indexOf(' ', start) : end, 'person', confidence);
    }
}
