/** Who asked for it, did it or signs, after the abbreviation of a part at the end of a phrase: `aanvr. Halvorsen`, `U/DR STONE`, `Kz. AB`, `[rad AB]`. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { BODY_WORDS, MODALITY_CODES, PARTICLES, STOPS } from './names.js';
import { report, type Finder } from './reading.js';

const PARTICLE = String.raw`(?:(?:van|von|vom|de|der|den|la|le|da|di|do|dos|das|del|della|ap|el|al|ter|ten|ni|ben) )`;
/** As above, in capitals. */
const PARTICLE_IN_CAPITALS = String.raw`(?:(?:VAN|VON|DE|DER|DEN|LA|LE|DA|DI|DO|DOS|DEL|DELLA|EL|AL|TER|TEN) )`;
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'-]*`;
const NAME = String.raw`(${PARTICLE}{0,3}${WORD}(?: ${WORD})?)`;
const TITLE = String.raw`(?:(?:[Dd]ra?s?|[Dd]ott|[Pp]rof|MUDr|DR)\.? ?)?`;
const END = String.raw`(?=\s{0,8}(?:$|[\])};,\r\n]|- |\. |\.$))`;
const START = String.raw`(?<![\p{L}\d])`;

interface Form {
  readonly form: RegExp;
  /** It stands before other things, too, which are called after people: `sol. Ringer`. */
  readonly hasEponyms?: true;
  /** And before words that are names, too. */
  readonly isNoWord?: true;
}

const NAMES: readonly Form[] = [
  {
    form: new RegExp(
      String.raw`${START}(?:[Aa]anvr|[Pp]resc|[Ss]olic|[Zz]lec|[Vv]erif|[Zz]uw|[Ee]inw|[Üü]berw|[Aa]nford|[Hh]env|[Rr]emitt)\. ?${TITLE}${NAME}${END}`,
      'dgu',
    ),
  },
  {
    form: new RegExp(
      String.raw`${START}(?:[Ss]ol|[Dd]em|[Rr]ich|[Bb]eh|[Vv]erw)\. ?${TITLE}${NAME}${END}`,
      'dgu',
    ),
    hasEponyms: true,
  },
  // `fuer Halvorsen auf CD`: who gets a copy.
  {
    form: new RegExp(
      String.raw`${START}(?:[Ff]ür|[Ff]uer|[Ff]or|[Pp]our|[Pp]ara|[Pp]er|[Vv]oor) ${TITLE}${NAME} (?:auf|on|sur|en|su|op|em) (?:CD|DVD|USB)(?!\p{L})`,
      'dgu',
    ),
  },
  // `RESULTS TO DR DE LA HALVORSEN`
  {
    form: new RegExp(
      String.raw`${START}(?:TO|BY|PER|VIA|FOR) DR\.? (${PARTICLE_IN_CAPITALS}{1,3}\p{Lu}{3,}(?:[ -]\p{Lu}{3,})?)${END}`,
      'dgu',
    ),
  },
  // `rem de la Halvorsen`: sent by; a word may be what is removed.
  {
    form: new RegExp(String.raw`(?<=\S )rem ${TITLE}${NAME}(?=\s{0,8}$)`, 'dgu'),
    hasEponyms: true,
    isNoWord: true,
  },
  // `durch Halvorsen/MB`: who did it, and who wrote.
  {
    form: new RegExp(
      String.raw`${START}(?:[Dd]urch|[Bb]y|[Pp]ar|[Pp]or|[Dd]oor) (${WORD})/\p{Lu}{2,3}${END}`,
      'dgu',
    ),
  },
  // `electronically signed HALVORSEN 2018-05-26`.
  {
    form: new RegExp(
      String.raw`${START}(?:[Ss]igned|SIGNED|[Ss]igniert|[Uu]nterschrieben|[Ff]irmado|[Ss]igné|[Gg]etekend|[Uu]nderskriven)(?: (?:by|von|por|par|door|av))? ${NAME}(?= \d{1,4}[./-]\d{1,2}[./-]\d{2,4})`,
      'dgu',
    ),
  },
  { form: new RegExp(String.raw`${START}(?:ATTG?|CONS|GP|PCP|ORD|PRESC): ?${TITLE}${NAME}${END}`, 'dgu') },
  {
    form: new RegExp(String.raw`${START}[Dd]/[Ww] ${TITLE}${NAME}(?=\s{0,8}(?:$|[([\])},;.\r\n]|- ))`, 'dgu'),
  },
  { form: new RegExp(String.raw`${START}[Uu]/[Dd][Rr]\.? ${NAME}${END}`, 'dgu') },
  {
    form: new RegExp(
      String.raw`(?<=[^\s] )(?:CONS|ATTG?) (\p{Lu}{2,}(?:-\p{Lu}{2,})?(?: \p{Lu}{2,})?)(?=\s{0,8}$)`,
      'dgu',
    ),
  },
  {
    form: new RegExp(
      String.raw`\((?:[Uu]nterschrift|[Ss]ignature|[Ff]irma|[Hh]andtekening|[Pp]odpis|[Aa]ssinatura):? ${NAME}\)`,
      'dgu',
    ),
  },
  {
    form: new RegExp(
      String.raw`${START}(?:rad(?:iologist)?|[Rr]esident|[Rr]egistrar|[Pp]hysician|[Tt]ech|[Cc]onsultant|[Ff]ellow) on[- ]call:? ${TITLE}${NAME}(?=\s{0,8}$|[.,;)\]]| \p{Ll})`,
      'dgu',
    ),
  },
];

/** Initials after what announces nothing else. */
const INITIALS: readonly RegExp[] = [
  new RegExp(
    String.raw`${START}(?:Kz|KZ|Kürzel|Hdz|Handz|Paraf|Sigle|(?:[Pp]t|[Pp]at|[Pp]atient|[Tt]ech)\.? [Ii]nit(?:ial)?s?)\.?:? (\p{Lu}{2,3})${END}`,
    'dgu',
  ),
  new RegExp(String.raw`${START}(?:MTRA?|MTA|MFA|TSRM) (\p{Lu}{2,3})${END}`, 'dgu'),
  // `Tech BX98`: the code that a console knows somebody by.
  new RegExp(
    String.raw`${START}(?:[Tt]ech(?:nologist|nician)?|TECH(?:NOLOGIST)?|MTRA?|MTA|MFA|TSRM|[Oo]pr|OPR|[Oo]perator|OPERATOR|[Uu]ser|USER|[Rr]adiographer|[Ss]onographer)[:.]? (\p{Lu}{2,3}\d{1,4}|\p{Lu}\d{2,4})${END}`,
    'dgu',
  ),
  /[[(](?:[Rr]ad|RAD|[Tt]ech|TECH|[Oo]p|OP|[Rr]eader|[Rr]ep|[Dd]r|DR)[.:]? (\p{Lu}{2,3})[\])]/dgu,
];

/** `DR HALVORSEN Duplex`: where capitals tell the name from what is done. */
const PHYSICIAN_FIRST = /^DR (\p{Lu}{4,}) (?=\p{Lu}\p{Ll})/du;

/** What one of the forms at least has. */
const MAY_HOLD =
  /(?:aanvr|presc|solic|zlec|verif|zuw|einw|überw|anford|henv|remitt|sol|dem|rich|beh|verw)\. ?|(?:ATTG?|CONS|GP|PCP|ORD|PRESC)(?:: ?| )\S|U\/DR|D\/W|\((?:unterschrift|signature|firma|handtekening|podpis|assinatura)|on[- ]call|\brem \S| (?:CD|DVD|USB)\b|(?:to|by|per|via|for) DR\.? |\/\p{Lu}{2,3}|(?:signed|signiert|unterschrieben|firmado|signé|getekend|underskriven) |(?:kz|kürzel|hdz|handz|paraf|sigle|inits?|initials?|mtra?|mta|mfa|tsrm|tech|technologist|technician|opr|operator|user|radiographer|sonographer)[.:]{0,2} \S|[[(](?:rad|tech|op|reader|rep|dr)[.:]? |^DR \S/iu;

export const findShortRoles: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 5 || !MAY_HOLD.test(text)) return;
  for (const { form, hasEponyms, isNoWord } of NAMES)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const name = text.slice(start, end);
      if (isNoWord === true && /^\p{Lu}/u.test(name) && nameRarity(foldText(name)) === 'both') continue;
      if (isSomebody(name, hasEponyms === true)) report(found, start, end, 'person', 0.85);
    }
  for (const form of INITIALS)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const letters = foldText(text.slice(start, end));
      // `MTRA CT` is where.
      if (!MODALITY_CODES.has(letters)) report(found, start, end, 'initials', 0.85);
    }
  const physician = PHYSICIAN_FIRST.exec(text);
  const [start, end] = physician?.indices?.[1] ?? [0, 0];
  if (physician !== null && /\p{Ll}/u.test(text.slice(end))) {
    const folded = foldText(text.slice(start, end));
    const rarity = nameRarity(folded);
    if (
      (rarity === 'both' || rarity === 'name') &&
      isSomebody(text.slice(start, end), true) &&
      !isEponym(folded)
    )
      report(found, start, end, 'person', 0.75);
  }
};

/** Whether all words may be of a name; the last one is no word alone. */
function isSomebody(name: string, hasEponyms: boolean): boolean {
  const words = name
    .split(/[ '-]/)
    .map(foldText)
    .filter((word) => !PARTICLES.has(word));
  const last = words[words.length - 1] ?? '';
  // `von Trotha`: a particle makes a name of a word.
  const hasParticle = /^\p{Ll}/u.test(name);
  if (last === '' || (nameRarity(last) === 'word' && !hasParticle)) return false;
  return words.every((word) => !STOPS.has(word) && !BODY_WORDS.has(word) && !(hasEponyms && isEponym(word)));
}
