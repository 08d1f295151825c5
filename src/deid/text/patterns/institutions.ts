import { nameRarity } from '../../vocabulary/vocabulary.js';
import { BODY_WORDS, STOPS } from './names.js';
import {
  gapAfter,
  isAllCapitals,
  isLetters,
  report,
  startsCapital,
  widthOf,
  type Finder,
  type Reading,
} from './reading.js';

/** Hospitals, clinics, practices and institutes by the words that name their kind, with the name round them. */
export const findInstitutions: Finder = (reading, found) => {
  const { tokens } = reading;
  let hasContinuous = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'continuous') hasContinuous = true;
    if (token.kind !== 'letters') continue;
    const head = headAt(reading, index);
    if (head !== undefined) {
      const name = nameRound(reading, index, head);
      if (name !== undefined) {
        report(
          found,
          tokens[name.first]?.start ?? 0,
          tokens[name.last]?.end ?? 0,
          'institution',
          name.confidence,
        );
        index = name.last;
      }
    } else if (
      COMPOUND.test(token.folded) &&
      startsCapital(reading, token) &&
      !COMMON_COMPOUNDS.has(token.folded)
    ) {
      report(found, token.start, token.end, 'institution', nameRarity(token.folded) === 'word' ? 0.5 : 0.7);
    }
  }
  if (hasContinuous) findEastAsian(reading, found);
};

/** Where the name stands beside the word for the kind. */
type Side = 'before' | 'after' | 'both';

interface Head {
  /** Index of its last token. */
  readonly last: number;
  readonly side: Side;
  /** The word alone is also a word of descriptions: more than one generic word must stand beside it. */
  readonly isWeak: boolean;
}

const HEADS: ReadonlyMap<string, Side> = new Map<string, Side>([
  ...words(
    'infirmary hospice sanatorium sanitarium hospitals klinikum klinik kliniken uniklinik universitatsklinikum universitatsspital krankenhaus spital kantonsspital ziekenhuis ' +
      'sjukhus sygehus sykehus szpital nemocnice hospitalet polyklinik hastanesi больница клиника νοσοκομειο',
  ).map((word): [string, Side] => [word, 'both']),
  ['hospital', 'both'],
  ['hosp', 'both'],
  ...words('clinic clinics healthcare').map((word): [string, Side] => [word, 'before']),
  ...words(
    'hopital clinique chu chru chr hospices policlinique clinica policlinico ospedale policlinica irccs gemeinschaftspraxis radiologiepraxis praxis mvz sanatorio asklepios',
  ).map((word): [string, Side] => [word, 'after']),
  ...words('umc lumc amc vumc').map((word): [string, Side] => [word, 'after']),
  ...words('university universitat universite universidad universita universiteit universidade').map(
    (word): [string, Side] => [word, 'both'],
  ),
]);
/** Heads that descriptions use by themselves (`clinic visit`, `Praxis`): they take a name that is surely one. */
const WEAK_HEADS = new Set(
  words('hosp clinic clinics healthcare praxis clinica clinique university hospices chr amc'),
);

/** Two words: `Medical Center`, `Imaging Associates`. */
const FIRST_HALVES = new Set(
  words(
    'medical health imaging cancer radiology diagnostic heart healthcare surgical trauma women womens children childrens rehabilitation care spine eye breast orthopedic orthopaedic dental research mri pet scan xray oncology vascular cardiac',
  ),
);
const SECOND_HALVES = new Set(
  words(
    'center centre centers group associates partners consultants system systems trust services specialists institute clinic foundation network college practice physicians',
  ),
);
/** Second halves that scanners and departments have, too: `Imaging system`, `Health services`. */
const WEAK_SECOND_HALVES = new Set(
  words(
    'system systems services group network practice institute physicians college research center centre clinic specialists',
  ),
);
const FRENCH_CENTRES = new Set(words('hospitalier medical imagerie anticancereux'));

/** Words that names of hospitals are made of and that are no names by themselves. */
const PARTS = new Set(
  words(
    'general memorial regional county community university childrens children s st saint sankt mount mt veterans va state city national north south east west northern southern eastern western central royal queen king ' +
      'presbyterian methodist baptist lutheran jewish catholic adventist holy sacred heart mercy grace good samaritan valley river lake hill hills park bay cross trinity providence district military naval army womens women ' +
      'medical health mary john joseph luke mark paul peter our lady of the sisters brothers charity spirit new san santa santo sainte notre dame universitario universitaria univ teaching federal municipal provincial public great ' +
      'cottage infirmary upper lower island beach coast harbor harbour spring springs garden grove wood woods forest green rock stone cedar oak pine maple sun sunrise summit pacific atlantic',
  ),
);
/** Parts that may begin no name: descriptions end with them, too. */
const NEVER_FIRST = new Set(
  words('of the s medical health upper lower general heart children women public new'),
);
const LINKS = new Set(
  words(
    'of the de la du des del di da do dos das san st saint sainte der am im zu zum zur an and y e et i degli delle della dei d l',
  ),
);

/** Between hyphens, in French names of places. */
const HYPHEN_LINKS = new Set(words('les le la sur sous en aux au de du des l d'));

function words(list: string): string[] {
  return list.split(' ');
}

/** Whether names of institutions have this word in them, by itself no part of a description's end. */
export function isInstitutionWord(folded: string): boolean {
  return (
    HEADS.has(folded) ||
    FIRST_HALVES.has(folded) ||
    SECOND_HALVES.has(folded) ||
    PARTS.has(folded) ||
    COMPOUND.test(folded)
  );
}

function headAt(reading: Reading, index: number): Head | undefined {
  const { tokens } = reading;
  const token = tokens[index];
  if (token === undefined) return undefined;
  const next = tokens[index + 1];
  const isNear = isLetters(next) && gapAfter(reading, index) === ' ';
  if (
    isNear &&
    FIRST_HALVES.has(token.folded) &&
    SECOND_HALVES.has(next.folded) &&
    startsCapital(reading, next)
  ) {
    const isMedicalCenter =
      (token.folded === 'medical' || token.folded === 'cancer') && /^cent(?:er|re)s?$/.test(next.folded);
    return {
      last: index + 1,
      side: 'before',
      isWeak: !isMedicalCenter && WEAK_SECOND_HALVES.has(next.folded),
    };
  }
  if (isNear && token.folded === 'centre' && FRENCH_CENTRES.has(next.folded)) {
    const third = tokens[index + 2];
    return {
      last: third?.folded === 'universitaire' || third?.folded === 'regional' ? index + 2 : index + 1,
      side: 'after',
      isWeak: false,
    };
  }
  if (isNear && token.folded === 'casa' && next.folded === 'di' && tokens[index + 2]?.folded === 'cura')
    return { last: index + 2, side: 'after', isWeak: false };
  if (isNear && token.folded === 'nhs' && next.folded === 'trust')
    return { last: index + 1, side: 'before', isWeak: false };
  if (isNear && token.folded === 'nhs' && next.folded === 'foundation')
    return {
      last: tokens[index + 2]?.folded === 'trust' ? index + 2 : index + 1,
      side: 'before',
      isWeak: false,
    };
  // `Santa Casa de Belmonte`.
  if (isNear && token.folded === 'santa' && next.folded === 'casa')
    return { last: index + 1, side: 'after', isWeak: false };
  const side = HEADS.get(token.folded);
  if (
    side === undefined ||
    (!startsCapital(reading, token) &&
      /\p{Ll}/u.test(reading.text.charAt(token.start)) &&
      WEAK_HEADS.has(token.folded))
  )
    return undefined;
  return { last: index, side, isWeak: WEAK_HEADS.has(token.folded) };
}

interface Named {
  readonly first: number;
  readonly last: number;
  readonly confidence: number;
}

function nameRound(
  reading: Reading,
  head: number,
  { last: headLast, side, isWeak }: Head,
): Named | undefined {
  let first = head;
  let proper = 0;
  let generic = 0;
  let last = headLast;
  if (side !== 'after') {
    const before = walkBefore(reading, head, isWeak);
    first = before.first;
    proper += before.proper;
    generic += before.generic;
  }
  // `Klinikum Musterstadt`, `Hospital San Rafael`, `University of Musterland`.
  if (
    side !== 'before' &&
    (side === 'after' || proper === 0 || LINKS.has(reading.tokens[last + 1]?.folded ?? ''))
  ) {
    const after = walkAfter(reading, last, side === 'after' || proper === 0);
    last = after.last;
    proper += after.proper;
    generic += after.generic;
  }
  if (proper > 0) return { first, last, confidence: isWeak ? 0.75 : 0.85 };
  if (generic === 0 || isWeak || isAnyHospital(reading, first, head)) return undefined;
  return { first, last, confidence: 0.65 };
}

/** What sort of hospital it is, which says of none which one. */
const SORTS = new Set(
  words(
    'general regional county community university city district state national public provincial teaching federal municipal military veterans childrens women womens',
  ),
);

/** `General hospital gown`, `Community hospital acquired pneumonia`: in small letters it is any of them. */
function isAnyHospital(reading: Reading, first: number, head: number): boolean {
  const { tokens } = reading;
  const token = tokens[head];
  if (token?.folded !== 'hospital' || startsCapital(reading, token)) return false;
  return tokens.slice(first, head).every(({ folded }) => SORTS.has(folded) || folded === 's');
}

const MOST_WORDS = 6;

/** The capital words before, as far as they may belong to the name. */
function walkBefore(
  reading: Reading,
  head: number,
  isWeak: boolean,
): { first: number; proper: number; generic: number } {
  const { tokens } = reading;
  let first = head;
  let proper = 0;
  let generic = 0;
  for (let index = head - 1; index >= 0 && head - index <= MOST_WORDS; index -= 1) {
    const token = tokens[index];
    const gap = gapAfter(reading, index) ?? '#';
    if (!isLetters(token) || !/^(?: |-|\. ?|\.-|'|' | & )$/.test(gap)) break;
    const { folded } = token;
    if (/^\.[ -]$/.test(gap) && !/^(?:st|mt|ste)$/.test(folded)) break;
    const rarity = nameRarity(folded);
    if (LINKS.has(folded) && !PARTS.has(folded)) {
      const isInside = index > 0 && isNamePart(reading, index - 1, isWeak) && folded !== 'and';
      if (!isInside) break;
      continue;
    }
    if (!startsCapital(reading, token) && !(folded === 's' && gap === ' ')) break;
    if (widthOf(token) === 1 && folded !== 's') break;
    if (PARTS.has(folded)) generic += rarity === 'name' ? 0 : 1;
    else if (rarity === 'both' && (proper > 0 || BODY_WORDS.has(folded))) break;
    else if (
      (rarity === 'word' && !isPlaceLike(folded)) ||
      (isWeak && !isPlaceLike(folded) && rarity !== 'name' && !isProper(reading, index))
    )
      break;
    else if (STOPS.has(folded)) break;
    else proper += 1;
    if (PARTS.has(folded) && rarity === 'name') proper += 1;
    first = index;
  }
  // Generic words at the front are the end of the description as likely as the begin of the name.
  while (
    first < head &&
    NEVER_FIRST.has(tokens[first]?.folded ?? '') &&
    !(proper === 0 && head - first === 1)
  ) {
    generic -= 1;
    first += 1;
  }
  return { first, proper, generic };
}

/** `Riverside`, `Fairview`, `Westfield`: words that places are named by. */
export function isPlaceLike(word: string): boolean {
  return word.length >= 7 && PLACE_ENDING.test(word) && !NO_PLACES.has(word);
}

const PLACE_ENDING =
  /(?:side|view|field|ford|ville|burg|wood|land|lands|port|dale|brook|haven|mont|crest|point|gate|stead|hill|hills|vale|glen|ridge|shore|town|worth)$/;
const NO_PLACES = new Set(
  words(
    'bedside inside outside ringside underside backside preview overview interview midfield subfield airport passport support transport central report viewpoint endpoint midpoint standpoint checkpoint crosswood cartridge',
  ),
);

function isNamePart(reading: Reading, index: number, isWeak: boolean): boolean {
  const token = reading.tokens[index];
  if (!isLetters(token) || !startsCapital(reading, token)) return false;
  return (
    PARTS.has(token.folded) ||
    (nameRarity(token.folded) !== 'word' && !(isWeak && nameRarity(token.folded) === 'both'))
  );
}

/** An unknown capital word that is no abbreviation. */
function isProper(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  return (
    token !== undefined &&
    nameRarity(token.folded) === 'unknown' &&
    widthOf(token) >= 4 &&
    (reading.isCapitals || !isAllCapitals(reading, token))
  );
}

function walkAfter(
  reading: Reading,
  head: number,
  isOpen: boolean,
): { last: number; proper: number; generic: number } {
  const { tokens } = reading;
  let last = head;
  let proper = 0;
  let generic = 0;
  for (let index = head + 1; index < tokens.length && index - head <= MOST_WORDS; index += 1) {
    const token = tokens[index];
    const gap = gapAfter(reading, index - 1) ?? '#';
    if (!isLetters(token) || !/^(?: |-|\. |'| d'| l'| - )$/.test(gap)) break;
    // A full stop ends the sentence, but for `St. Vincent`.
    if (gap === '. ' && !/^(?:st|ste|mt|dr|prof)$/.test(tokens[index - 1]?.folded ?? '')) break;
    const { folded } = token;
    // `Bois-les-Roses`: what hyphens tie together is one name.
    if (gap === '-' && HYPHEN_LINKS.has(folded)) continue;
    if (gap === '-' && HYPHEN_LINKS.has(tokens[index - 1]?.folded ?? '') && startsCapital(reading, token)) {
      proper += 1;
      last = index;
      continue;
    }
    if (
      gapAfter(reading, index) === '-' &&
      HYPHEN_LINKS.has(tokens[index + 1]?.folded ?? '') &&
      startsCapital(reading, token)
    ) {
      last = index;
      continue;
    }
    if (LINKS.has(folded) && !startsCapital(reading, token)) continue;
    if (LINKS.has(folded) && isLetters(tokens[index + 1]) && index - head <= 2) continue;
    if (!startsCapital(reading, token)) break;
    const rarity = nameRarity(folded);
    if (!isOpen && index === head + 1) break;
    if (PARTS.has(folded)) generic += 1;
    else if (rarity === 'word' || STOPS.has(folded)) break;
    else if (rarity === 'both' && !hasLinkBefore(reading, index)) break;
    else if (rarity === 'unknown' && widthOf(token) < 4) break;
    else proper += 1;
    last = index;
  }
  return proper > 0 || generic > 0 ? { last, proper, generic } : { last: head, proper: 0, generic: 0 };
}

function hasLinkBefore(reading: Reading, index: number): boolean {
  const before = reading.tokens[index - 1];
  return before !== undefined && LINKS.has(before.folded);
}

/** `Marienhospital`, `Waldklinik`, `Stadtkrankenhaus`. */
const COMPOUND =
  /^\p{L}{3,}(?:klinik|kliniken|klinikum|krankenhaus|hospital|spital|ziekenhuis|lazarett|stift|sjukhus|sjukhuset|sykehus)$/u;
const COMMON_COMPOUNDS = new Set(
  words(
    'poliklinik polyklinik tagesklinik zahnklinik augenklinik frauenklinik kinderklinik hautklinik tierklinik lehrkrankenhaus bundeswehrkrankenhaus',
  ),
);

const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hiragana}ー]{2,16}(?:病院|医院|クリニック|診療所|医療センター|卫生院|保健院|醫院)|\p{Script=Hangul}{2,12} ?(?:병원|의원|의료원|클리닉)/gu;

function findEastAsian({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const match of text.matchAll(EAST_ASIAN))
    report(found, match.index, match.index + match[0].length, 'institution', 0.85);
}
