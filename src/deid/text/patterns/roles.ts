/** Names after a word for somebody's part: `Patient: X`, `radiologist X`, `tech AB`. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, type Token } from '../words.js';
import { isNameShaped, isUnshaped, nameForm } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { STOPS, TITLE_PARTS } from './names.js';
import { gapAfter, isLetters, isTitled, startsCapital, widthOf, written, type Reading } from './reading.js';
import { LEAST_OF_SUBJECT, TITLES, type Announced } from './titles.js';

/** Words for a person's part, after which a name may stand; true: only with a colon or the like. */
export const ROLES: ReadonlyMap<string, boolean> = new Map([
  ...(
    'prelim physician physicist coordinator koordinator koordinatorin coordinateur coordinatrice coordinador coordinadora neurosurgeon chiropractor physiotherapist dentist orthopod gynaecologist gynecologist pulmonologist oncologist neurologist urologist gastroenterologist dermatologist psychiatrist paediatrician pediatrician rheumatologist nephrologist midwife registrar anaesthetist anesthetist radiologist technologist technician sonographer radiographer tech attending student trainee intern stagiaire praktikant praktikantin schulerin azubi pjler becario becaria tirocinante specializzando coassistent aios referrer referring surgeon cardiologist consultant resident fellow patientin paciente paziente patiente utente ' +
    'zuw zuweiser einweiser uberw uberweiser hausarzt untersucher befunder mtra mta mtr medecin prescripteur manipulateur radiologue schwester krankenschwester pfleger krankenpfleger pflegerin lakare sjukskoterska infirmiere infirmier enfermera enfermero infermiera infermiere enfermeira enfermeiro verpleegkundige sygeplejerske sykepleier hoitaja laakari potilas lahettaja lausuja pacjent pacjentka lekarz pielegniarka pacientka lekar sestra hemsire teknisyen lege laege overlaege overlege remittent henviser opiekun медсестра лаборант рентгенолог врача врачом врачу medico tecnico radiologo arts laborant huisarts radioloog patient patients pt pte pac pcte'
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

export function afterRole(reading: Reading, index: number): Announced | undefined {
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
  const isMarked = /^\.? ?[:=](?: {0,2})["']?$/.test(gap) || /^ ?\(?[:=]\(? ?$/.test(gap);
  const first = isMarked ? pastRoles(reading, at + 1) : at + 1;
  if (isMarked) return { first, expectation: 'sure', confidence: 0.9 };
  const role = tokens[at] ?? token;
  if (role.folded === 'ref' || RUSSIAN_ROLES.has(role.folded)) return afterBareRole(reading, at, gap);
  const name = tokens[first];
  // `Zuw. Halvorsen`: the abbreviation stands before names alone.
  if (/^(?:zuw|uberw)$/.test(role.folded) && gap === '. ' && isLetters(name) && startsCapital(reading, name))
    return { first: pastRoles(reading, first), expectation: 'possible', confidence: 0.85 };
  // `pat. steinkogler unruhig`.
  if (role.folded === 'pat' && gap === '. ' && isLetters(name) && reading.isSmall)
    return isSmallName(reading, name) || isSmallSubject(reading, first)
      ? { first, expectation: 'sure', confidence: 0.7 }
      : undefined;
  if (role.folded === 'pat' && gap === '. ' && isLetters(name) && isNamedPatient(reading, first))
    return { first, expectation: 'possible', confidence: isNameShaped(name.folded) ? 0.7 : 0.45 };
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

/** Goes past titles and words of role before a name: `ordered by: physician Dr. X`, `reported to nurse X`. */
export function pastRoles(reading: Reading, first: number): number {
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

/** `Pat. Steinkogler sehr unruhig`: with one capital and in no list of words, before a word in small letters. */
function isNamedPatient(reading: Reading, index: number): boolean {
  const [name, next] = reading.tokens.slice(index, index + 2);
  if (!isLetters(name) || !isTitled(reading, name) || isEponym(name.folded) || widthOf(name) < 5)
    return false;
  const rarity = nameRarity(name.folded);
  const isFollowed =
    next === undefined || (gapAfter(reading, index) === ' ' && !startsCapital(reading, next));
  return (rarity === 'name' || rarity === 'unknown') && isFollowed;
}

/** `die patientin steinkogler`: in a text without capitals, known for a name alone or made as names are. */
function isSmallName(reading: Reading, { folded }: Token): boolean {
  if (!reading.isSmall || folded.length < 5 || isEponym(folded)) return false;
  const rarity = nameRarity(folded);
  return (rarity === 'name' && nameLikeness(folded) >= 0) || (rarity === 'unknown' && isNameShaped(folded));
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

/** In small letters before a word with one capital these are titles: no drug and no device stands after them. */
const PHYSICIANS = new Set(
  'radiologist surgeon neurosurgeon chiropractor physiotherapist dentist orthopod gynaecologist gynecologist pulmonologist gastroenterologist dermatologist psychiatrist paediatrician pediatrician rheumatologist nephrologist cardiologist oncologist neurologist urologist consultant registrar anaesthetist anesthetist physio midwife radiographer sonographer overlaege overlege laege lege lakare overlakare laakari lekarz lekar huisarts radioloog chirurg radiologue chirurgien cirujano cirujana radiologo radiologa chirurgo infirmiere infirmier enfermera enfermero verpleegkundige'.split(
    ' ',
  ),
);

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
      (PHYSICIANS.has(role.folded) && !isEponym(name.folded) && !isUnshaped(name.folded)) ||
      /\p{Script=Cyrillic}/u.test(name.folded)) &&
    !/\p{Lu}{2}/u.test(written(reading, name))
  );
}
