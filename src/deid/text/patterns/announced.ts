/** Names beside short words for somebody's part: `GP Halvorsen`, `Dres. Halvorsen`, `copy-Halvorsen`, `DrHALVORSEN`, `Halvorsen FRCS`, `Halvorsen to review`. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { areInitialsOfRole } from './initials.js';
import { nameLikeness } from './name-letters.js';
import { isOfReports } from './names.js';
import { report, type Finder } from './reading.js';
import { confidenceOf } from './short-roles.js';

const PARTICLE = String.raw`(?:(?:van|von|vom|de|der|den|la|le|da|di|do|dos|das|del|della|ap|el|al|ter|ten|ni|'t) )`;
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'-]{0,40}\p{L}`;
const NAME = String.raw`(${PARTICLE}{0,3}${WORD}(?: ${WORD})?)`;
const START = String.raw`(?<![\p{L}\d/-])`;
const END = String.raw`(?=\s{0,8}(?:$|[\])};,?\r\n]| [-#] ?|\. |\.$)| [ap]m\s*$| [(+#]\+?\d| \d{4}| (?:soittaa|rang|phoned|ruft|belt|ringer|ring))`;
/** What joins a word to a name: a space, a point, a colon, a hyphen, an underscore. */
const JOINT = String.raw`(?:\.?: ?|\. ?| |-|_)`;

const form = (pattern: string): RegExp => new RegExp(pattern, 'dgu');

/** Nobody but a person stands after these, whatever else the word means. */
const TITLED = form(
  String.raw`${START}(?:[Dd]ra|[Dd]res|[Dd]rs|[Dd]oc|[Dd]oct|MUDr|[Ss]pR|SHO|StR|HMO|[Mm]idwife|[Hh]ebamme|[Mm]atrone?|[Hh]oitaja|[Rr]öntgenhoitaja|[Ss]kötare|[Ll]ääkäri|[Oo]rvos|[Ff]őorvos|[Hh]emşire|[Dd]oktor|[Ii]nterpreter|[Dd]olmetscher(?:in)?|[Ii]nterprète|[Tt]olk|[Tt]łumacz|[Kk]ollege|[Kk]ollegin|[Kk]oll|[Cc]onsultant|CONSULTANT|[Hh]ausarzt|[Ss]tudent(?:in)?|[Dd]octorandus)${JOINT}${NAME}(?::|${END})`,
);

/** Of several meanings, but a name stands after them where it can be one. */
const ASKED = form(
  String.raw`${START}(?:(?:GP|PCP|HA)(?!:)|[Tt]rim|[Cc]opy|[Rr]q|[Bb]eut|[Rr]efg|[Rr]efd|[Aa]naesth|[Rr]dr\d?|[Rr]eader ?\d|[Pp]rotocolled|[Ll]ocum|[Rr]spr|[Ll]t\.? OA|CONS|[Cc]ons(?=[.:-])|OA(?=[.:])|[Cc]lin(?=:)|(?<=\p{Ll} )i\.V)${JOINT}${NAME}${END}`,
);

/** After these departments, drugs and findings stand, too. */
const ANNOUNCED = form(
  String.raw`${START}(?:NP|OA|AA|FA|CA|[Tt]eam|[Ss]ol|CC|cc|[Cc]ons|[Cc]lin|[Ff]am|[Ss]x|[Ss]urg|[Aa]ssist|[Pp]er|[Aa]n|[Ll]t|[Ll]ist|[Oo]pis|[Pp]opis|[Ll]elet|[Cc]aro|[Dd]ear|[Ll]iebe[r]?|[Cc]her|[Qq]uerid[oa])${JOINT}${NAME}${END}`,
);

/** Something is asked of, lent to or done with somebody. */
const ADDRESSED = form(
  String.raw`${START}(?:(?:[Ff]ilms?|[Cc]D|[Dd]isc|[Ii]mages?) (?:lent|given|sent|posted|released) to|[Nn]ext appt(?: [\d./-]+)? with|[Ss]tent by|[Dd]one by|[Ff]itted by|[Pp]laced by|[Aa]sk|[Dd]\/[Ww]|[Dd]iscuss(?:ed)? with|-> us ->|[Rr]eply to|[Cc]opy to|[Bb]leep|[Pp]age|[Rr]ing) ${NAME}(?=\s{0,8}(?:$|[\])};,?.\r\n])| (?:on|at|in|re|if|for|when|before|after|\d)| - )`,
);

/** What somebody does, behind the name. */
const DOING = form(
  String.raw`(?:^|(?<=[.,;:] ))(?:(?:[Nn]urse|[Mm]idwife|[Ii]nterpreter) )?${NAME}(?= (?:to review|to check|to report|called back|rang|rang back|phoned|emailed|paged|bleeped|informed|notified|present|in attendance|aware|will review|happy with|requests|reviewed|agrees)(?!\p{L}))`,
);

/** `CHEST LEITE pt`, `Angio Leite pt` at the end: whose patient it is. */
const PATIENT_OF = /(?<=\S )(\p{Lu}\p{Ll}{2,40}) (?:pt|patient|pat)\s*$/dgu;

/** `Halvorsen FRCS`: degrees of physicians and technologists. */
const WITH_DEGREE = form(
  String.raw`${START}(?:(?:MR|DR|Mr|Dr|Prof|Ms|Mrs|Miss)\.? )?(\p{Lu}[\p{L}'-]{1,40})(?=,? (?:FRCS|FRCR|FRCP|FRCPC|FRANZCR|FRACS|FRCPath|FCRad|MRCS|MBBS|MBChB|DABR|RDMS|RDCS|FACR|RT\(R\)|PA-C|CRNA)(?!\p{L}))`,
);

/** A title written to the name: `DrHalvorsen`, `drHalvorsen`, `_DRHALVORSEN`, `byHalvorsen`. */
const GLUED =
  /(?<!\p{L})(?:[Dd]r|Prof|(?<=\p{Ll} |\d)by)(\p{Lu}(?:\p{Ll}{2,}|\p{Lu}+)(?:\p{Lu}\p{Ll}+)?)(?!\p{L})/dgu;
const GLUED_CAPITALS = /(?<![\p{L}\d])DR(\p{Lu}{3,})(?![\p{L}\d])/dgu;

/** `(AB/Dr Halvorsen)`, `Halvorsen+AB`, `AB/Dr`. */
const PAIRED = /(?<=\()(\p{Lu}{2})(?=\/(?:Dr|Prof|OA)\.? )|(?<=\p{Lu}\p{Ll}{2,}\+)(\p{Lu}{2})(?=\s*$)/dgu;

/** `@Halvorsen: please review`. */
const MENTIONED = /(?<![\p{L}\d.])@(\p{Lu}[\p{L}'-]{2,40}(?: \p{Lu}[\p{L}'-]{2,40})?)(?=:)/dgu;

export const findAnnounced: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6 || reading.isSmall || !/\p{Lu}/u.test(text)) return;
  const each = (pattern: RegExp, mark: (name: string, start: number, end: number) => void): void => {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0];
      mark(text.slice(start, end), start, end);
    }
  };
  if (!reading.isCapitals) {
    each(TITLED, (name, start, end) => {
      if (isSomebody(name) || /[Dd]ra[. ]{1,2}$/.test(text.slice(0, start)))
        report(found, start, end, 'person', 0.85);
    });
    each(ASKED, (name, start, end) => {
      if (/^\p{Lu}{2,3}$/u.test(name)) return;
      const sign = text.charAt(start - 1);
      const isTied = /[.-]/.test(sign) ? isSomebody(name) : sign === ':' && mayBeName(name);
      const confidence = isTied ? 0.85 : confidenceOf(name, 'person');
      if (confidence !== undefined) report(found, start, end, 'person', confidence);
    });
    for (const pattern of [ANNOUNCED, ADDRESSED, PATIENT_OF])
      each(pattern, (name, start, end) => {
        if (isEponym(foldText(name))) return;
        const confidence = confidenceOf(name, 'service');
        if (confidence !== undefined) report(found, start, end, 'person', confidence);
      });
    each(DOING, (name, start, end) => {
      const confidence = confidenceOf(name, 'service');
      if (confidence !== undefined) report(found, start, end, 'person', confidence);
    });
    each(MENTIONED, (name, start, end) => {
      if (isSomebody(name)) report(found, start, end, 'person', 0.8);
    });
  }
  each(WITH_DEGREE, (name, start, end) => {
    if (isSomebody(name)) report(found, start, end, 'person', 0.85);
  });
  each(GLUED, (_name, start, end) => {
    const title = /(?:[Dd]r|Prof|by)$/.exec(text.slice(0, start))?.[0] ?? '';
    report(found, start - (title === 'by' ? 0 : title.length), end, 'person', 0.85);
  });
  each(GLUED_CAPITALS, (name, start, end) => {
    const [folded, whole] = [foldText(name), foldText(`DR${name}`)];
    if (nameRarity(whole) !== 'unknown' || isOfReports(whole)) return;
    const rarity = nameRarity(folded);
    if (
      rarity === 'name' ||
      (rarity === 'unknown' && text.charAt(start - 3) === '_' && nameLikeness(folded) >= 0)
    )
      report(found, start - 2, end, 'person', 0.8);
  });
  each(PAIRED, (letters, start, end) => {
    if (areInitialsOfRole(foldText(letters))) report(found, start, end, 'initials', 0.75);
  });
};

/** A word that is nothing but a word is none. */
function mayBeName(name: string): boolean {
  return (
    isSomebody(name) &&
    name.split(/[ '-]/).some((word) => word.length > 2 && nameRarity(foldText(word)) !== 'word')
  );
}

/** No word of reports, however it may be a name. */
function isSomebody(name: string): boolean {
  const words = name.split(/[ '-]/).map(foldText);
  return (
    words.some((word) => word.length > 1) &&
    !words.some((word) => word.length > 2 && isOfReports(word) && nameRarity(word) === 'word')
  );
}
