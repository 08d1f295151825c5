/** Places and houses by the form of their name: `Villefranche-de-Rouergue`, `im Josephinum`; and where somebody works. */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { wordSet } from '../words.js';
import { isCountry } from './countries.js';
import { isPlaceLike } from './institutions.js';
import { isNameShaped, isUnshaped } from './name-forms.js';
import { BODY_WORDS, STOPS } from './names.js';
import { TOWN_ENDINGS } from './town-endings.js';
import { lastTokenBefore, report, tokensWithin, SECONDED, type Finder, type Reading } from './reading.js';

/** French and English places of several words that hyphens tie. */
const TIED =
  /(?<![\p{L}\d-])(\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}+)*-(?:de|du|des|la|le|les|lès|lez|sur|sous|en|aux|au|upon|under|by|on|in)(?:-(?:la|le|les|l['’]))?-\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}+)*|Sainte?-\p{Lu}\p{Ll}{3,}-(?:\p{Ll}{1,4}-){0,2}\p{Lu}\p{Ll}{2,})(?![\p{L}\d-])/dgu;

/** Terms of that form that are no place, by their first word. */
const NO_PLACE = wordSet('torsade torsades');
/** Saints are eponyms, too, and no less the names of places. */
const SAINTS = wordSet('saint sainte');

/** Houses of orders and foundations in the German-speaking lands, by the Latin ending of their patron. */
const LATIN_HOUSE =
  /(?<![\p{L}\d])(?:im|ins|am|aus dem|vom|beim|das|dem) (\p{Lu}\p{Ll}{3,}(?:inum|ianum|ineum|aneum|ianeum))(?![\p{L}\d-])/dgu;

/** `Sankt-Afra-Stift`, `Josefs-Hospital`. */
const HYPHENED_HOUSE =
  /(?<![\p{L}\d-])((?:(?:Sankt|St\.?|Sint)-)?\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}{2,}){0,2}-(?:Stift|Stiftung|Klinik|Kliniken|Klinikum|Krankenhaus|Hospital|Spital|Hospiz|Schule|Grundschule|Realschule|Hauptschule|Gesamtschule|Gymnasium|Kindergarten|Kita|Haus|Heim|Ziekenhuis|Gasthuis))(?![\p{L}\d-])/dgu;
/** Parts of the names of departments. */
const DEPARTMENTS = wordSet(
  'uni universitats reha kinder frauen augen haut hals nerven tages poli lehr unfall herz lungen zahn kur fach privat kreis stadt landes bundes mutter eltern senioren alten pflege gast kranken eye heart san doppel hoch reihen einfamilien mehrfamilien ' +
    'schlaf schmerz tumor krebs rheuma sport notfall diabetes adipositas bauch brust darm nieren leber magen gefass gefasse wirbelsaulen rucken hand fuss knie gelenk allergie stroke schwindel migrane epilepsie geburts gyn hno kiefer sucht entzugs akut zentral spezial venen asthma gedachtnis demenz psycho ambulanz',
);

/** `came from halvorsen hospital`: in a text in small letters. */
const SMALL_HOUSE =
  /(?<!\p{L})(?:from|at|to|by|via|in) (\p{Ll}{4,} (?:clinic|hospital|infirmary|hospice|imaging|radiology|medical cent(?:er|re)|health cent(?:er|re)))(?!\p{L})/dgu;

/** `outside MRI Lakeside`, `films from Riverbend`: a word that places are named by, where an examination came from. */
const ORIGIN =
  /(?<!\p{L})(?:[Oo]utside|[Pp]rior|[Pp]revious|[Ii]mported|OSH|OSF|(?:[Ss]tud(?:y|ies)|CT|MRI?|[Ff]ilms?|[Ii]mages|[Ss]cans?|[Ee]xams?|[Rr]eports?|[Rr]adiographs?) (?=from ))(?: (?:MRI|CT|MR|XR|US|PET|[Ff]ilms?|[Ii]mages|[Ss]tud(?:y|ies)|[Ee]xams?|[Rr]eports?))?(?: (?:from|at|@))? (\p{Lu}\p{Ll}{6,})(?![\p{L}-])/dgu;

/** `at St. Brendan's`, `xfer Hartwell Memorial`, `from SNF Maple Terrace`: houses by their saint, their kind or what they are for. */
const HOUSES: readonly RegExp[] = [
  /(?<!\p{L})(?:[Aa]t|[Ff]rom|[Tt]o|[Vv]ia|@) ((?:St\.?|Saint|Ste\.?) \p{Lu}\p{Ll}{2,}(?:['’]s)?)(?![\p{L}-])/dgu,
  /(?<![\p{L}-])(\p{Lu}\p{Ll}{3,}(?: \p{Lu}\p{Ll}{3,})? (?:Memorial|Regional|Presbyterian|Methodist|Baptist|Lutheran|Adventist|Infirmary|Deaconess|Mercy))(?![\p{L}-])/dgu,
  /(?<![\p{L}-])(\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,}){0,2} (?:Elementary|Primary|Middle|High|Grammar|Secondary|Junior High|Boarding|Public|Catholic) School)(?![\p{L}-])/dgu,
  /(?<!\p{L})(?:SNF|LTC|LTAC|ALF|ECF|[Nn]ursing home|[Cc]are home|[Gg]roup home|[Ff]oster home|[Rr]est home|[Aa]ssisted living)(?: at)? (\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,}){0,2})(?![\p{L}-])/dgu,
];

/** `at Copper Beech Oncology`: capital words, a word for a practice after them. */
const PRACTICE =
  /(?<!\p{L})(?:[Aa]t|[Ff]rom|[Tt]o|[Vv]ia|[Bb]y|[Uu]nder|@|[Oo]utside:?|[Rr]eferred:?) ((?:\p{Lu}\p{Ll}{2,} ){1,3})(?:Oncology|Cardiology|Neurology|Orthop(?:a)?edics|Ortho|Surgery|Practice|Medical|Imaging|Radiology|Rehab|Dialysis|Fertility|Dental|Paediatrics|Pediatrics|Physio|Physiotherapy|Diagnostics|Breast|Eye|Pain|Urgent|Walk-in|Family|Internal|Sports|Dermatology|Urology|Gastroenterology|Endoscopy)(?![\p{L}-])/dgu;
/** What is done by or under, and no practice. */
const TECHNIQUE = /^(?:by|under|via|to) .*(?:Imaging|Surgery|Medical)$/i;
/** Adjectives and words of directions, in the names of departments. */
const OF_DEPARTMENTS =
  /(?:al|ic|ive|ary|ed|ing)$|^(?:nuclear|medicine|acute|main|adult|child|children|womens?|mens?|day|general|new|old|first|second|third|north|south|east|west|upper|lower|breast|chest|stroke|trauma|cancer|pain|sleep|spine|foot|hand)$/;

const TITLED = String.raw`\p{Lu}[\p{L}\p{M}'’&.-]*`;
/** Where somebody works; employers are among what HIPAA Safe Harbor lists, 45 CFR 164.514(b)(2)(i)(A). */
const EMPLOYER = new RegExp(
  String.raw`(?<![\p{L}\d])(?:(?:[Ww]orks?|[Ww]orked|[Ww]orking|[Ee]mployed|[Ee]mployee|[Rr]etired)(?: as)?(?: \p{Ll}+){0,4}? (?:at|for|from|by)|[Aa]rbeitet(?: als)?(?: \p{L}+){0,2}? bei(?:m| der)?|[Tt]ravaille(?: comme)?(?: \p{Ll}+){0,3}? chez|[Tt]rabaja(?: como)?(?: \p{Ll}+){0,3}? (?:en|para)|[Ll]avora(?: come)?(?: \p{Ll}+){0,3}? (?:presso|alla|da)|[Ww]erkt(?: als)?(?: \p{Ll}+){0,2}? bij|[Tt]rabalha(?: como)?(?: \p{Ll}+){0,3}? (?:na|no|em)) (${TITLED}(?: (?:& |and |of |de |du )?${TITLED}){0,3})`,
  'dgu',
);

/** Lawyers, insurers and employers: `solicitors Doe & Roe LLP`, `Arbeitgeber: Fa. Doe`, `insured with Doe Mutual`. */
const PARTNERS = new RegExp(
  String.raw`(?<![\p{L}\d])(?:[Ss]olicitors?|[Aa]ttorneys?|[Ll]awyers?|[Ll]aw firm|[Ee]mployer|[Aa]rbeitgeber|[Aa]nwalt|[Aa]nwälte|[Kk]anzlei|[Ee]mployeur|[Aa]vocats?|[Ee]mpleador|[Aa]bogad[oa]s?|[Dd]atore di lavoro|[Aa]vvocat[oi]|[Ww]erkgever|[Aa]dvocaat|BG-Fall,|[Ii]nsurers?|[Ii]nsurance(?: company)?|[Ii]nsured (?:by|with)|[Vv]ersichert bei|[Aa]ssureur|[Aa]seguradora|[Aa]ssicurazione|[Vv]erzekeraar|[Aa]rbeitsunfall(?: bei)?(?= (?:der )?(?:Fa\.|Firma) ))[:,]? (?:(?:at|with|of|is|bei|der|die) )?(?:(?:Fa\.|Firma) )?(${TITLED}(?: (?:& |and |und |et |y |e |en |of |de |du )?${TITLED}){0,3})`,
  'dgu',
);

/** Kinds of insurance, and what is made of one. */
const KINDS_OF_COVER = wordSet(
  'medicare medicaid tricare claim claims self pay private public none unknown pending status number form letter privat gesetzlich kasse',
);

/** `injured in Exampleton`, `operiert in Musterstadt`: where something happened. */
const HAPPENED =
  /(?<![\p{L}\d])(?:[Oo]perated|[Tt]reated|[Ii]njured|[Aa]ssaulted|[Ss]tabbed|[Ss]hot|[Hh]ospitali[sz]ed|[Dd]iagnosed|[Dd]elivered|[Bb]orn|[Ss]tationed|[Dd]eployed|[Vv]accinated|[Aa]ccident|[Cc]rash|[Cc]ollision|[Ss]urgery|MV[AC]|RT[AC]|[Oo]periert|[Vv]erunglückt|[Gg]eboren|[Bb]ehandelt|[Uu]nfall|[Oo]pérée?|[Hh]ospitalisée?|[Aa]ccident|[Oo]perad[oa]|[Ii]ntervenid[oa]|[Ii]ngresad[oa]|[Aa]ccidente|[Oo]perat[oa]|[Rr]icoverat[oa]|[Ii]ncidente|[Gg]eopereerd|[Oo]pgenomen|[Oo]ngeval)(?: (?:\p{Ll}+\.?|Mrs?\.?|Dr\.?|\p{Lu}[\p{Ll}-]+|\d{1,3})){0,5}? (?:in|at|near|bei|à|en|a|te|nabij) (\p{Lu}\p{Ll}{3,}(?:[ -]\p{Lu}\p{Ll}{3,})?)(?![\p{L}-])/dgu;

/** `Inj at work 16.08.2013 site Exampleton`, `First op 13.11.2017 in Exampleton`, `Prisoner from Exampleton facility`, `Taxi back to Exampleton`, `o/s Exampleton`. */
const SITE_OF_EVENT =
  /(?:\d{4} (?:site|in|at|near)|(?:[Pp]risoner|[Ii]nmate|[Rr]esident|[Pp]t|[Pp]atient) from|(?:[Tt]axi|[Tt]ransport|[Tt]ransfer|[Aa]mbulance|[Ff]light)(?: back)? to|[Pp]ick(?:ed)? up at|(?<=\S )[Oo]\/[Ss]) (\p{Lu}\p{Ll}{4,}(?: \p{Lu}\p{Ll}{3,})?)(?![\p{L}-])/dgu;

/** `AX SWAN Exampleton site`, `COR MIP - Exampleton office` at the end, `Exampleton - Knee coil` at the begin: where it was made. */
const PLACE_OF_MAKING =
  /(?<=\S )(\p{Lu}\p{Ll}{2,}(?:[ -]\p{Lu}\p{Ll}{2,}){0,2})(?= site\s*$|(?<= - \1) office\s*$)|^(\p{Lu}\p{Ll}{4,}(?:-\p{Lu}\p{Ll}{2,})?)(?= - \p{Lu})/dgu;
/** `Patient from Example Butte Flats`. */
const PATIENT_FROM =
  /(?:[Pp]atient|[Pp]t|[Rr]esident) from (\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,}){0,2})(?=\s*$|[.,;)])/dgu;

/** Heads of the form above. */
const OF_GERMAN = /^(?:operiert|verunglückt|geboren|behandelt|unfall)| bei /i;

/** What the label before it says is a house: `Reading location: Exampleton`. */
const LABELLED =
  /(?<![\p{L}\d])(?:[Ff]acility|[Ii]nstitution|[Hh]ospital|[Cc]linic|[Pp]ractice|[Rr]eading (?:location|site)|[Pp]erform(?:ed|ing) (?:location|site|at)|[Rr]eferring (?:location|site)|[Ss]ending (?:location|site)|[Ss]tandort|[Kk]rankenhaus|[Éé]tablissement|[Hh]ôpital|[Cc]entro|[Oo]spedale|[Zz]iekenhuis)(?: name)? ?[:=] ?(\p{Lu}\p{Ll}{3,}(?: \p{Lu}\p{Ll}{3,}){0,2})(?![\p{L}-])/dgu;

/** What one of the forms of places where something happens at least has. */
const MAY_HOLD_EVENT =
  / (?:site|office)\s*$|^\p{Lu}\p{Ll}{4}[\p{L}-]* - |(?: site| from|o\/s|O\/S| in| at| near| nabij| à| en| a| te| bei|[Ff]rom|[Tt]o|[Vv]ia|[Bb]y|[Uu]nder|@|[Oo]utside:?|[Rr]eferred:?) \p{Lu}|\p{Ll} ?[:=] ?\p{Lu}\p{Ll}{3}/u;

/** What one of the forms at least has, so that few texts are searched for all of them. */
const MAY_HOLD =
  /\p{Ll}-(?:\p{Ll}{2,5}-|\p{Lu})|Saint|St\.? |Ste |Sankt|Sint|clinic|hospital|infirmary|hospice|imaging|radiology|\p{Ll}{2}um\b|Memorial|Regional|Presbyterian|Methodist|Baptist|Lutheran|Adventist|Infirmary|Deaconess|Mercy|medical cent|health cent|SNF|LT[AC]|[AE][LC]F|home |living |School|[Oo]utside|[Pp]rior|[Pp]revious|[Ii]mported|OS[HF]| from \p{Lu}|olicitor|ttorney|awyer|aw firm|mployer|rbeitgeber|nwalt|nwält|anzlei|mployeur|vocat|mpleador|bogad|atore di|vvocat|erkgever|dvocaat|BG-Fall|rbeitsunfall|nsure|nsurance|ersichert bei|ssureur|seguradora|ssicuraz|erzeker|[Ww]ork|mployed|mployee|etired|rbeitet|ravaill|rabaj|rabalh|avora|erkt /u;

/** Houses by what they are for or by their label, and places where something happened. */
export const findPlacesOfEvents: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 8 || reading.tokens.length < 2 || reading.isCapitals || !MAY_HOLD_EVENT.test(text))
    return;
  for (const match of text.matchAll(PRACTICE)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const words = wordsOf(reading, start, end);
    // `by Diffusion Tensor Imaging`.
    if (TECHNIQUE.test(match[0]) && words.some((word) => isHeaderWord(word) || nameRarity(word) === 'word'))
      continue;
    if (
      words.every((word) => !STOPS.has(word) && !OF_DEPARTMENTS.test(word)) &&
      words.some((word) => !isHeaderWord(word))
    )
      report(found, start, end - 1, 'institution', 0.65);
  }
  for (const match of text.matchAll(HAPPENED)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const words = wordsOf(reading, start, end);
    if (!isProper(reading, start, end) || words.some((word) => STOPS.has(word) || isHeaderWord(word)))
      continue;
    // Of German every noun has its capital, and the lists have few of its compounds.
    const isPlace = words.some(
      (word) =>
        isPlaceLike(word) ||
        nameRarity(word) === 'name' ||
        (nameRarity(word) === 'unknown' && isNameShaped(word) && !OF_GERMAN.test(match[0])),
    );
    // Before a day it is where, and no part of the body.
    const isDated =
      !OF_GERMAN.test(match[0]) && /^ (?:on|le|el|il|op|den|em) \d/u.test(text.slice(end, end + 6));
    const isFree = words.every(
      (word) => nameRarity(word) === 'unknown' && !isEponym(word) && isNameShaped(word),
    );
    if (isPlace || (isDated && isFree)) report(found, start, end, 'address', 0.65);
    else if (!OF_GERMAN.test(match[0]) && words.some((word) => nameRarity(word) !== 'word'))
      report(found, start, end, 'address', SECONDED);
  }
  for (const match of text.matchAll(PLACE_OF_MAKING)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0];
    const words = wordsOf(reading, start, end);
    const areOfTwo = match[1] !== undefined && words.length > 1;
    if (words.every(isHeaderWord) || words.some((word) => STOPS.has(word))) continue;
    if (!areOfTwo && words.some((word) => isHeaderWord(word) || isEponym(word))) continue;
    const isPlace = words.some(
      (word) =>
        isPlaceLike(word) ||
        (nameRarity(word) === 'unknown' && (match[1] !== undefined ? !isUnshaped(word) : isNameShaped(word))),
    );
    report(found, start, end, 'address', isPlace || areOfTwo ? 0.65 : SECONDED);
  }
  for (const match of text.matchAll(PATIENT_FROM)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const words = wordsOf(reading, start, end);
    const isNamed =
      words.length > 1 || words.every((word) => nameRarity(word) !== 'word' && !isUnshaped(word));
    // `Marrow Falls`: whatever else the words mean.
    const isTown = words.length > 1 && TOWN_ENDINGS.has(words[words.length - 1] ?? '');
    if (isTown || (isNamed && words.every((word) => !isHeaderWord(word) && !STOPS.has(word))))
      report(found, start, end, 'address', 0.7);
  }
  for (const match of text.matchAll(SITE_OF_EVENT)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    if (
      wordsOf(reading, start, end).every(
        (word) =>
          !isHeaderWord(word) &&
          !isEponym(word) &&
          (isPlaceLike(word) ||
            nameRarity(word) === 'name' ||
            (nameRarity(word) === 'unknown' && isNameShaped(word))),
      )
    )
      report(found, start, end, 'address', 0.65);
  }
  if (!/[:=]/.test(text)) return;
  for (const match of text.matchAll(LABELLED)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const isNamed = wordsOf(reading, start, end).some(
      (word) => isPlaceLike(word) || (nameRarity(word) !== 'word' && nameRarity(word) !== 'both'),
    );
    if (isNamed && isProper(reading, start, end)) report(found, start, end, 'institution', 0.7);
  }
};

export const findNamedPlaces: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 8 || reading.isCapitals) return;
  if (!MAY_HOLD.test(text)) return;
  for (const match of text.matchAll(SMALL_HOUSE)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    if (isSmallName(wordsOf(reading, start, end)[0] ?? '')) report(found, start, end, 'institution', 0.65);
  }
  if (reading.isSmall) return;
  for (const match of text.matchAll(ORIGIN)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const [word = ''] = wordsOf(reading, start, end);
    if (isPlaceLike(word) && !isHeaderWord(word)) report(found, start, end, 'institution', 0.65);
  }
  if (text.includes('-'))
    for (const match of text.matchAll(TIED)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (isProper(reading, start, end)) report(found, start, end, 'address', 0.7);
    }
  if (text.includes('-'))
    for (const match of text.matchAll(HYPHENED_HOUSE)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const parts = wordsOf(reading, start, end).slice(0, -1);
      if (parts.some((part) => !DEPARTMENTS.has(part) && !isHeaderWord(part) && part !== 'st'))
        report(found, start, end, 'institution', 0.75);
    }
  if (text.includes('um'))
    for (const match of text.matchAll(LATIN_HOUSE)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (
        isProper(reading, start, end) &&
        wordsOf(reading, start, end).every((word) => nameRarity(word) !== 'word')
      )
        report(found, start, end, 'institution', 0.65);
    }
  for (const pattern of HOUSES)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (
        wordsOf(reading, start, end).some((word) => word.length > 3 && !isHeaderWord(word) && !isEponym(word))
      )
        report(found, start, end, 'institution', 0.65);
    }
  for (const match of text.matchAll(PARTNERS)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    if (
      wordsOf(reading, start, end).some(
        (word) => !isHeaderWord(word) && !isEponym(word) && !KINDS_OF_COVER.has(word),
      )
    )
      report(found, start, end, 'institution', 0.7);
  }
  for (const match of text.matchAll(EMPLOYER)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const words = wordsOf(reading, start, end);
    // `works as a welder at Cedar Falls Steel`: two words with capitals, one of them in no description.
    const isNamed =
      /(?:work|employ)\p{L}* as a/iu.test(match[0]) &&
      words.length > 1 &&
      words.some((word) => !isHeaderWord(word));
    const isKnown =
      isNamed || words.some((word) => nameRarity(word) !== 'word' && nameRarity(word) !== 'both');
    if (isKnown && !words.some((word) => STOPS.has(word))) report(found, start, end, 'institution', 0.65);
  }
};

function isSmallName(folded: string): boolean {
  const rarity = nameRarity(folded);
  return !isEponym(folded) && (rarity === 'name' || (rarity === 'unknown' && !isUnshaped(folded)));
}

function wordsOf(reading: Reading, start: number, end: number): string[] {
  return tokensWithin(reading, start, end).map(({ folded }) => folded);
}

/** No word of descriptions in it, no eponym and no country. */
function isProper(reading: Reading, start: number, end: number): boolean {
  const first = lastTokenBefore(reading, start) + 1;
  if (isCountry(reading.tokens, first, lastTokenBefore(reading, end))) return false;
  const [head] = wordsOf(reading, start, reading.tokens[first]?.end ?? start);
  const long = wordsOf(reading, start, end).filter((word) => word.length > 4);
  return (
    head !== undefined &&
    !NO_PLACE.has(head) &&
    !long.some((word) => (isEponym(word) && !SAINTS.has(word)) || BODY_WORDS.has(word)) &&
    !long.every((word) => isHeaderWord(word))
  );
}
