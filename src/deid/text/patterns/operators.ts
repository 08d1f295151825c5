/** Who did it, by initials and by user name: `Tech: ab`, `tech AB, supine`, `scanned AB/CD`, `user jdoe2`. */
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { STOPS } from './names.js';
import { areInitialsOfRole, NO_INITIALS } from './initials.js';
import { report, type Finder } from './reading.js';

/** Folded only in their first letter: roles whose bearer signs with initials. */
const ROLE = String.raw`(?:(?:[Rr]ad(?:iology)?|[Cc][Tt]|[Mm][Rr]I?|[Uu][Ss]|[Ll]ab|LAB|[Oo][Pp]|R\.?T\.?) )?(?:[Tt]ech(?:nologist|nician)?s?|TECH(?:NOLOGIST)?|[Ss]onographer|[Rr]adiographer|[Oo]perator|(?<=(?:[Ll]ab|LAB|[Oo][Pp]|R\.?T\.?) )(?:[Aa]ssistant|[Aa]sst\.?)|M[Tt][Rr]?[Aa]|[Mm]anip(?:ulateur|ulatrice)?|T\.?S\.?R\.?M\.?|TSID|TER|[Ll]aborante?|[Ss]ign(?:ed)?|[Vv]isum|[Kk]ürzel|[Vv]id(?:iert)?|[Ss]canned by|[Dd]one by|[Pp]erformed by|[Pp]ositioned by|[Vv]erified by|[Cc]hecked by|[Ii]njected by|IV by)`;
/** These stand for other things, too: `Op AVR`, `RT TKR`, `Initials WNL`; only a colon makes them roles. */
const ROLE_WITH_COLON = String.raw`(?:[Oo]p|OP|R\.?T\.?|[Ii]nitials)`;
const END = String.raw`(?=\s{0,8}$|\s{0,8}[-–/,;|)\]]|\.\s|\.$|\s{2}|[\r\n])`;

const FORMS: readonly (readonly [RegExp, number, 'any' | 'capitals' | 'role'])[] = [
  // `Tech: ab - Pt: ...`, `manip : C.L.`
  [
    new RegExp(String.raw`(?<![\p{L}\d])(?:${ROLE}|${ROLE_WITH_COLON}) ?[:=] ?(\p{L}{2,3})${END}`, 'dgu'),
    0.75,
    'any',
  ],
  [
    new RegExp(String.raw`(?<![\p{L}\d])${ROLE} ?[:=]? ?((?:\p{Lu}\. ?){2,3})(?![\p{L}\d])`, 'dgu'),
    0.75,
    'any',
  ],
  [
    new RegExp(String.raw`(?<![\p{L}\d])${ROLE_WITH_COLON} ?[:=] ?((?:\p{Lu}\. ?){2,3})(?![\p{L}\d])`, 'dgu'),
    0.75,
    'any',
  ],
  // `tech AB, supine`
  [new RegExp(String.raw`(?<![\p{L}\d])${ROLE} (\p{Lu}{2,3})${END}`, 'dgu'), 0.7, 'capitals'],
  // `radiographer TB` at the end: there an abbreviation tells nothing, but for what was done with.
  [
    /(?<![\p{L}\d])(?:[Rr]adiographer|[Ss]onographer|[Tt]echnologist|[Tt]echnician) (?!CT|MRI?|US|PET?|NM|[CD]?XR?|MG|XA|RF|RT|OK|ON|AT|IN|NO|TO|OF)(\p{Lu}{2,3})(?=\s*$)/dgu,
    0.75,
    'role',
  ],
  // `scanned AB/CD`
  [
    /(?<![\p{L}\d])(?:[Ss]canned|[Cc]hecked|[Dd]one|[Vv]erified|[Pp]ositioned|[Ii]njected|[Tt]ech(?:s)?) (\p{Lu}{2,3}\/\p{Lu}{2,3})(?![\p{L}\d/])/dgu,
    0.7,
    'capitals',
  ],
  // `routine per ABC` at the end: an abbreviation may stand there as well.
  [/(?<![\p{L}\d])(?:per|by|w\/) (\p{Lu}{3})(?=\s{0,8}[.)]?\s{0,8}$)/dgu, 0.45, 'capitals'],
];

const USER =
  /(?<![\p{L}\d])(?:user(?:[ _-]?(?:name|id))?|login|logon|logged in as|pushed by|uploaded by|benutzer|utilisateur|usuario|gebruiker|användare)(?: user)?(?:\s{0,4}[:=]\s{0,4}|\s{1,4})([a-z][a-z.\-_]{2,}\d{1,4}|[a-z]{1,12}[._][a-z]{3,}|(?<=[:=] ?)[a-z]{5,})(?![\p{L}\d@])/dgiu;

/** What one of the forms at least has, so that few texts are searched for all of them. */
const MAY_HOLD =
  /(?:tech\p{L}*|ass(?:istan)?t|grapher|oper\p{L}*|\bop|R\.?T\.?|mt[ra]a?|manip\p{L}*|t\.?s\.?r\.?m\.?|tsid|\bter|laborante?|\blab|initials|sign(?:ed)?|visum|kürzel|vid(?:iert)?|by|per|scanned|checked|done|verified|positioned|injected|w\/)(?: ?[:=])? ?\p{L}{1,3}(?!\p{L})|user|login|logon|logged|pushed|uploaded|benutzer|utilisateur|usuario|gebruiker|användare/iu;

export const findOperators: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6) return;
  if (!MAY_HOLD.test(text)) return;
  for (const [form, confidence, letters] of FORMS)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const parts = text.slice(start, end).split('/');
      const isPair = parts.length > 1 && parts.some((part) => nameRarity(foldText(part)) === 'unknown');
      if (
        parts.every((part) =>
          isPair ? !STOPS.has(foldText(part)) : isInitials(part, letters, reading.isCapitals),
        )
      )
        report(found, start, end, 'initials', confidence);
    }
  for (const match of text.matchAll(USER)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const [word = '', ...others] =
      text
        .slice(start, end)
        .match(/\p{L}+/gu)
        ?.map(foldText) ?? [];
    // `user interface2`, `user a.setting`: a word with a number or an article.
    const isPlain =
      word === 'a' &&
      others.length > 0 &&
      others.every((part) => isHeaderWord(part) || nameRarity(part) === 'word');
    if (!isPlain && !isHeaderWord(word) && nameRarity(word) !== 'word')
      report(found, start, end, 'other', 0.75);
  }
};

/** Letters that are no abbreviation of headers and no word. */
function isInitials(part: string, letters: 'any' | 'capitals' | 'role', isCapitals: boolean): boolean {
  if (part.includes('.')) return true;
  const folded = foldText(part);
  if (letters === 'role') return areInitialsOfRole(folded);
  if (STOPS.has(folded) || NO_INITIALS.has(folded)) return false;
  const rarity = nameRarity(folded);
  if (letters === 'capitals') return rarity !== 'word' && !isCapitals && !isHeaderWord(folded);
  return rarity !== 'word' || (/^\p{Lu}+$/u.test(part) && !isHeaderWord(folded) && !isCapitals);
}
