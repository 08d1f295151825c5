/** Names beside short words for somebody's part: `GP Halvorsen`, `Dres. Halvorsen`, `copy-Halvorsen`, `DrHALVORSEN`, `Halvorsen FRCS`, `Halvorsen to review`. */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { areInitialsOfRole } from './initials.js';
import { nameLikeness } from './name-letters.js';
import { isDegreeOfNext, isOfReports } from './names.js';
import { eachPiece, pieceForm, report, type Finder } from './reading.js';
import { confidenceOf } from './short-roles.js';

const PARTICLE = String.raw`(?:(?:van|von|vom|de|der|den|la|le|da|di|do|dos|das|del|della|ap|el|al|ter|ten|ni|'t) )`;
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'-]{0,40}\p{L}`;
const INITIALS = String.raw`(?:\p{Lu}(?:\. ?| ))`;
const NAME = String.raw`(${INITIALS}{0,2}${PARTICLE}{0,3}${WORD}(?: ${WORD})?)`;
const START = String.raw`(?<![\p{L}\d/-])`;
const END = String.raw`(?=\s{0,8}(?:$|[\])};,?\r\n]| [-#] ?|\. |\.$)| [ap]m\s*$| [(+#]\+?\d| \d{4}| (?:soittaa|rang|phoned|ruft|belt|ringer|ring))`;
/** Behind a title the sentence may go on, with a colon or in small letters. */
const GOES_ON = String.raw`(?::| \p{Ll}|${END})`;
/** What joins a word to a name: a space, a point, a colon, a hyphen, an underscore. */
const JOINT = String.raw`(?:\.?: ?|\. ?| |-|_)`;

/** Nobody but a person stands after these. */
const TITLED = pieceForm(String.raw`${START}(?:[Dd]ra|[Dd]res|MUDr)${JOINT}${NAME}(?=${GOES_ON})`);

/** People by their profession; a department, a language or a service may stand after them. */
const PROFESSIONS = pieceForm(
  String.raw`${START}(?:[Dd]rs|[Dd]oc|[Dd]oct|[Ss]pR|SHO|StR|HMO|A\/Prof|[Mm]idwife|[Hh]ebamme|[Mm]atrone?|[Hh]oitaja|[Rr]öntgenhoitaja|[Ss]kötare|[Ll]ääkäri|[Oo]rvos|[Ff]őorvos|[Hh]emşire|[Dd]oktor|[Ii]nterpreter|[Dd]olmetscher(?:in)?|[Ii]nterprète|[Tt]olk|[Tt]łumacz|[Kk]ollege|[Kk]ollegin|[Kk]oll|[Cc]onsultant|CONSULTANT|[Hh]ausarzt|[Ss]tudent(?:in)?|[Ss]onographer|[Rr]adiographer)${JOINT}${NAME}(?=${GOES_ON})`,
);

/** Of several meanings, but a name stands after them where it can be one. */
const ASKED = pieceForm(
  String.raw`${START}(?:(?:GP|PCP)(?!:)|[Tt]rim|[Cc]opy|[Rr]q|[Bb]eut|[Rr]efg|[Rr]efd|[Aa]naesth|[Rr]dr\d?|[Rr]eader ?\d|[Pp]rotocolled|[Ll]ocum|[Rr]spr|[Ll]t\.? OA|CONS|[Cc]ons(?=[.:-])|OA(?=[.:])|[Cc]lin(?=:))${JOINT}${NAME}${END}`,
);

/** After these departments, drugs and findings stand, too. */
const ANNOUNCED = pieceForm(
  String.raw`${START}(?:NP|OA|AA|FA|CA|[Tt]eam|[Ss]ol|CC|cc|[Cc]ons|[Cc]lin|[Ff]am|[Ss]x|[Rr]ep|[Ll]etter|[Ll]ähete|[Cc]orr|[Ss]urg|[Aa]ssist|[Pp]er|[Ll]t|[Ll]ist|[Oo]pis|[Pp]opis|[Ll]elet|[Cc]aro|[Dd]ear|[Ll]iebe[r]?|[Cc]her|[Qq]uerid[oa])(?:\. ?| |-|_)${NAME}${END}`,
);

/** Something is asked of, lent to or done with somebody. */
const ADDRESSED = pieceForm(
  String.raw`${START}(?:(?:[Ff]ilms?|[Cc]D|[Dd]isc|[Ii]mages?) (?:lent|given|sent|posted|released) to|[Nn]ext appt(?: [\d./-]+)? with|[Ss]tent by|[Dd]one by|[Ff]itted by|[Pp]laced by|[Aa]sk|[Dd]\/[Ww]|[Dd]iscuss(?:ed)? with|-> us ->|[Rr]eply to|[Cc]opy to|[Bb]leep|[Pp]age|[Rr]ing) ${NAME}(?=\s{0,8}(?:$|[\])};,?.\r\n])| (?:on|at|in|re|if|for|when|before|after|and|\d)| - )`,
);

/** `SIGNED HALVORSEN`, `ATTN DR HALVORSEN CHEST`, `RAD/HALVORSEN`: in capitals, of a text that has small letters as well. */
const IN_CAPITALS = pieceForm(
  String.raw`(?<![\p{L}])(?:(?:SIGNED|REPORTED|DICTATED|REVIEWED)(?: BY)?:? |ATTN:? DR\.? |RAD\/|(?:LENT|SENT) TO DR\.? )(\p{Lu}{3,20})(?![\p{L}-])`,
);

/** Who has them now. */
const LENT = pieceForm(
  String.raw`(?:[Ff]ilms?|[Cc]D|[Dd]isc|[Ii]mages?) (?:lent|given|posted|released) to (${PARTICLE}{0,3}\p{Lu}\p{Ll}{2,30})(?=\s*$| on |[.,;)])`,
);

/** What somebody does, behind the name. */
const DOING = pieceForm(
  String.raw`(?:^|(?<=[.,;:] )|(?<=\p{Ll} and ))(?:(?:[Nn]urse|[Mm]idwife|[Ii]nterpreter) )?${NAME}(?= (?:to review|to check|to report|called back|rang|rang back|phoned|emailed|paged|bleeped|informed|notified|present|in attendance|aware|will review|happy with|requests|reviewed|agrees)(?!\p{L}))`,
);

/** `Angio Leite pt` at the end: whose patient it is. */
const PATIENT_OF = /(?<=\S )(\p{Lu}\p{Ll}{2,40}) (?:pt|patient|pat)\s*$/dgu;

/** `Halvorsen FRCS`: degrees of physicians and technologists. */
const WITH_DEGREE = pieceForm(
  String.raw`${START}((?:MR|DR|Mr|Dr|Prof|Ms|Mrs|Miss)\.? )?(\p{Lu}[\p{L}'-]{1,40}(?: \p{Lu}[\p{L}'-]{1,40})?)(?=,? (?:FRCS|FRCR|FRCP|FRCPC|FRANZCR|FRACS|FRCPath|FCRad|MRCS|MBBS|MBChB|DABR|RDMS|RDCS|FACR|RT\(R\)|PA-C|CRNA)(?!\p{L}))`,
);

/** A title written to the name: `DrHalvorsen`, `drHalvorsen`, `refDrHalvorsen`, `AAHalvorsen`. */
const GLUED =
  /(?<![\p{Lu}\p{M}])(?:(?<!\p{L})dr|Dr|(?<!\p{L})Prof|(?<=\p{Ll} )(?:OA|AA|FA|CA)(?=\p{Lu}\p{Ll}{3}))(\p{Lu}(?:['’]\p{Lu})?\p{L}{1,30}(?:-\p{Lu}\p{L}{1,30})?)(?!\p{L})/dgu;
/** `Seen 9.9.2012 byHalvorsen`. */
const BY_GLUED = /(?<=\p{Ll} |\d)by(\p{Lu}\p{Ll}*(?:\p{Lu}\p{Ll}+)?)(?!\p{L})/dgu;
/** `_DRHALVORSEN`. */
const GLUED_CAPITALS = /(?<![\p{L}\d])DR(\p{Lu}{3,})(?![\p{L}\d])/dgu;

/** `Dr. Margaret Foxglove`: behind a title and a given name a word is a surname. */
const GIVEN_AND_WORD = pieceForm(
  String.raw`(?<!\p{L})(?:Dr|Prof)\.? (\p{Lu}\p{Ll}{2,30} \p{Lu}\p{Ll}{3,30})(?=\s*$|[.,;)]| \p{Ll}| \d)`,
);
/** `NM BONE SCAN DR.FOXGLOVE` at the end: with another modality before it, DR is none. */
const AFTER_MODALITY =
  /^(?:CT|MRI?|US|XR|NM|PET|MG|CR|XA|RF|DEXA|SPECT)(?!\p{L}).{0,60} DR\.(\p{Lu}{5,30})(?=\s*$)/dgu;

/** `(AB/Dr Halvorsen)`; `Halvorsen+AB` at the end. */
const PAIRED = /(?<=\()(\p{Lu}{2})(?=\/(?:Dr|Prof|OA)\.? )/dgu;
const PLUS_INITIALS = /(\p{Lu}\p{Ll}{2,30})\+(\p{Lu}{2})(?=\s*$)/dgu;

/** `@Halvorsen: please review`. */
const MENTIONED = /(?<![\p{L}\d.])@(\p{Lu}[\p{L}'-]{2,40}(?: \p{Lu}[\p{L}'-]{2,40})?)(?=:)/dgu;

type Mark = (name: string, start: number, end: number) => void;

export const findAnnounced: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6 || reading.isSmall || !/\p{Lu}/u.test(text)) return;
  const person =
    (confidenceFor: (name: string, start: number) => number | undefined): Mark =>
    (name, start, end) => {
      const confidence = confidenceFor(name, start);
      if (confidence !== undefined) report(found, start, end, 'person', confidence);
    };
  if (!reading.isCapitals) {
    eachPiece(
      text,
      TITLED,
      person(() => 0.85),
    );
    eachPiece(text, PROFESSIONS, person(bearer));
    eachPiece(
      text,
      ASKED,
      person((name, start) => {
        if (/^\p{Lu}{2,3}$/u.test(name)) return undefined;
        const sign = text.charAt(start - 1);
        const isTied = /[.-]/.test(sign) ? isSomebody(name) : sign === ':' && mayBeName(name);
        if (isTied) return 0.85;
        return hasEponym(name) || wordsOf(name).some(isHeaderWord) ? undefined : confidenceOf(name, 'person');
      }),
    );
    for (const pattern of [ANNOUNCED, ADDRESSED, PATIENT_OF])
      eachPiece(
        text,
        pattern,
        person((name) => (areAllNames(name) ? confidenceOf(name, 'service') : undefined)),
      );
    eachPiece(text, DOING, person(doer));
    eachPiece(
      text,
      LENT,
      person((name) => (isSomebody(name) ? 0.75 : undefined)),
    );
    eachPiece(
      text,
      IN_CAPITALS,
      person((name) => (isSomebody(name) && !isOfReports(foldText(name)) ? 0.75 : undefined)),
    );
    eachPiece(text, MENTIONED, person(bearer));
  }
  for (const match of text.matchAll(WITH_DEGREE)) {
    const [start, end] = match.indices?.[2] ?? [0, 0];
    const name = text.slice(start, end);
    if (isDegreeOfNext(text, end)) continue;
    if (match[1] === undefined ? mayBeName(name) : isSomebody(name))
      report(found, start, end, 'person', 0.85);
  }
  eachPiece(text, GLUED, (name, start, end) => {
    if (!isSomebody(name)) return;
    const title = /(?:[Dd]r|Prof|OA|AA|FA|CA)$/.exec(text.slice(0, start))?.[0] ?? '';
    report(found, start - title.length, end, 'person', 0.85);
  });
  eachPiece(
    text,
    BY_GLUED,
    person((name) => (name.length > 2 && mayBeName(name) && !isHeaderWord(foldText(name)) ? 0.8 : undefined)),
  );
  eachPiece(text, GLUED_CAPITALS, (name, start, end) => {
    const [folded, whole] = [foldText(name), foldText(`DR${name}`)];
    if (nameRarity(whole) !== 'unknown' || isOfReports(whole) || isOfReports(folded)) return;
    const rarity = nameRarity(folded);
    const isApart = text.charAt(start - 3) === '_';
    if (
      rarity === 'name' ||
      (isApart && (rarity === 'both' || (rarity === 'unknown' && nameLikeness(folded) >= 0)))
    )
      report(found, start - 2, end, 'person', 0.8);
  });
  eachPiece(
    text,
    GIVEN_AND_WORD,
    person((name) => {
      const [given = '', family = ''] = name.split(' ').map(foldText);
      return nameRarity(given) === 'name' && !isOfReports(family) && !isEponym(family) ? 0.85 : undefined;
    }),
  );
  eachPiece(
    text,
    AFTER_MODALITY,
    person((name) => (isOfReports(foldText(name)) ? undefined : 0.9)),
  );
  eachPiece(text, PAIRED, (letters, start, end) => {
    if (areInitialsOfRole(foldText(letters))) report(found, start, end, 'initials', 0.75);
  });
  for (const match of text.matchAll(PLUS_INITIALS)) {
    const folded = foldText(match[1] ?? '');
    if (nameRarity(folded) !== 'name' || isEponym(folded) || !areInitialsOfRole(foldText(match[2] ?? '')))
      continue;
    report(found, match.index, match.index + match[0].length, 'person', 0.75);
  }
};

function wordsOf(name: string): readonly string[] {
  return name
    .split(/[ .'-]/)
    .map(foldText)
    .filter((word) => word.length > 1);
}

/** No word of reports, however it may be a name. */
function isSomebody(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.length > 0 &&
    !words.some((word) => word.length > 2 && isOfReports(word) && nameRarity(word) === 'word')
  );
}

/** A word that is nothing but a word is none. */
function mayBeName(name: string): boolean {
  return isSomebody(name) && wordsOf(name).some((word) => word.length > 2 && nameRarity(word) !== 'word');
}

/** `lt Clavicle ORIF`, `CA Prostate PSA`: neither words nor eponyms nor abbreviations among them. */
function areAllNames(name: string): boolean {
  const words = wordsOf(name).filter((word) => word.length > 2);
  return (
    !hasEponym(name) &&
    words.every((word) => nameRarity(word) !== 'word') &&
    !(words.length > 1 && /\p{Ll} \p{Lu}{2,4}$/u.test(name))
  );
}

function hasEponym(name: string): boolean {
  return wordsOf(name).some(isEponym);
}

/** How sure it is that somebody of a profession is named, and no language, department or service. */
function bearer(name: string): number | undefined {
  const words = wordsOf(name).filter((word) => word.length > 2);
  if (words.some((word) => isHeaderWord(word) || nameRarity(word) === 'word')) return undefined;
  return confidenceOf(name, hasEponym(name) ? 'person' : 'service');
}

/** `Halvorsen called back`; a chaperone, a catheter and the police are present as well. */
function doer(name: string): number | undefined {
  const words = wordsOf(name).filter((word) => word.length > 2);
  if (hasEponym(name) || words.some((word) => nameRarity(word) === 'word')) return undefined;
  if (words.length < 2 && words.some((word) => nameRarity(word) === 'both')) return undefined;
  return confidenceOf(name, 'service');
}
