/** Who asked for it, did it or signs, after the abbreviation of a part at the end of a phrase: `aanvr. Halvorsen`, `U/DR STONE`. */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { areInitialsOfRole } from './initials.js';
import { isUnshaped } from './name-forms.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, PARTICLES, STOPS } from './names.js';
import { eachPiece, pieceForm, report, SECONDED, type Finder } from './reading.js';

const PARTICLE = String.raw`(?:(?:van|von|vom|de|der|den|la|le|da|di|do|dos|das|del|della|ap|el|al|ter|ten|ni|ben) )`;
/** As above, in capitals. */
const PARTICLE_IN_CAPITALS = String.raw`(?:(?:VAN|VON|DE|DER|DEN|LA|LE|DA|DI|DO|DOS|DEL|DELLA|EL|AL|TER|TEN) )`;
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'-]*`;
const NAME = String.raw`(${PARTICLE}{0,3}${WORD}(?: ${WORD})?)`;
const TITLE = String.raw`(?:[Dd]ra?s?|[Dd]ott|[Pp]rof|MUDr|DR)\.? ?`;
const END = String.raw`(?=\s{0,8}(?:$|[\])};,\r\n]|- |\. |\.$))`;
const START = String.raw`(?<![\p{L}\d])`;

/**
 * How much the words before a name tell. `person`: nobody and nothing else stands there; `service`: a department, a drug or a finding does as
 * well, so that words in no list count by their letters or with the tagger; `known`: only what lists have for a name.
 */
type Cue = 'person' | 'service' | 'known';

const NAMES: readonly (readonly [RegExp, Cue])[] = [
  [
    pieceForm(
      String.raw`${START}(?:[Aa]anvr|[Pp]resc|[Ss]olic|[Zz]lec|[Vv]erif|[Zz]uw|[Ee]inw|[Üü]berw|[Aa]nford|[Hh]env|[Rr]emitt)\. ?${NAME}${END}`,
    ),
    'service',
  ],
  // `zlec. dr Ko`, `sol. Dra. von Halvorsen`
  [
    pieceForm(
      String.raw`${START}(?:[Aa]anvr|[Pp]resc|[Ss]ol(?:ic)?|[Zz]lec|[Vv]erif|[Rr]ich|[Vv]erw|[Rr]emitt)\. ?${TITLE}${NAME}${END}`,
    ),
    'person',
  ],
  // `fuer Halvorsen auf CD`: who gets a copy.
  [
    pieceForm(
      String.raw`${START}(?:[Ff]ür|[Ff]uer|[Ff]or|[Pp]our|[Pp]ara|[Pp]er|[Vv]oor) (?:${TITLE})?${NAME} (?:auf|on|sur|en|su|op|em) (?:CD|DVD|USB)(?!\p{L})`,
    ),
    'service',
  ],
  // `RESULTS TO DR DE LA HALVORSEN`
  [
    pieceForm(
      String.raw`${START}(?:TO|BY|PER|VIA|FOR) DR\.? (${PARTICLE_IN_CAPITALS}{1,3}\p{Lu}{3,}(?:[ -]\p{Lu}{3,})?)${END}`,
    ),
    'person',
  ],
  // `rem de la Halvorsen`: sent by; a word may be what is removed.
  [pieceForm(String.raw`(?<=\S )rem (${PARTICLE}{1,3}${WORD})(?=\s{0,8}$)`), 'person'],
  // `durch Halvorsen/MB`: who did it, and who wrote.
  [
    pieceForm(String.raw`${START}(?:[Dd]urch|[Bb]y|[Pp]ar|[Pp]or|[Dd]oor) (\p{Lu}\p{Ll}+)(?=/\p{Lu}{2}\s*$)`),
    'known',
  ],
  // `electronically signed HALVORSEN 2018-05-26`.
  [
    pieceForm(
      String.raw`${START}(?:[Ss]igned|SIGNED|[Ss]igniert|[Uu]nterschrieben|[Ff]irmado|[Ss]igné|[Gg]etekend|[Uu]nderskriven)(?: (?:by|von|por|par|door|av))? ${NAME}(?= \d{1,4}[./-]\d{1,2}[./-]\d{2,4})`,
    ),
    'service',
  ],
  [pieceForm(String.raw`${START}(?:ATTG?|CONS|GP|PCP|ORD|PRESC): ?(?:${TITLE})?${NAME}${END}`), 'service'],
  [
    pieceForm(
      String.raw`${START}[Dd]/[Ww] (?:${TITLE})?(\p{Lu}[\p{Ll}'-]+(?: \p{Lu}[\p{Ll}'-]+)?)(?=\s{0,8}(?:$|[([\])},;.\r\n]|- ))`,
    ),
    'service',
  ],
  [pieceForm(String.raw`${START}[Uu]/[Dd][Rr]\.? ${NAME}${END}`), 'person'],
  [
    pieceForm(String.raw`(?<=[^\s] )(?:CONS|ATTG?) (\p{Lu}{3,}(?:-\p{Lu}{2,})?(?: \p{Lu}{2,})?)(?=\s{0,8}$)`),
    'known',
  ],
  [
    pieceForm(
      String.raw`\((?:[Uu]nterschrift|[Ss]ignature|[Hh]andtekening|[Pp]odpis|[Aa]ssinatura):? ${NAME}\)`,
    ),
    'person',
  ],
  [
    pieceForm(
      String.raw`${START}(?:rad(?:iologist)?|[Rr]esident|[Rr]egistrar|[Pp]hysician|[Tt]ech|[Cc]onsultant|[Ff]ellow) on[- ]call:? (?:${TITLE})?${NAME}(?=\s{0,8}$|[.,;)\]]| \p{Ll})`,
    ),
    'person',
  ],
];

/** `night shift KD/Halvorsen`. */
const SHIFT = /(?<=\p{Ll} )(\p{Lu}{2}) ?\/ ?(\p{Lu}\p{Ll}[\p{L}']{2,})(?=\s{0,8}(?:$|[,;)\]]))/dgu;

/** `DR HALVORSEN Duplex`: where capitals tell the name from what is done. */
const PHYSICIAN_FIRST = /^DR (\p{Lu}{4,}) (?=\p{Lu}\p{Ll})/du;

/** What one of the forms at least has. */
const MAY_HOLD =
  /(?:aanvr|presc|sol|solic|zlec|verif|zuw|einw|überw|anford|henv|remitt|rich|verw)\. ?|(?:ATTG?|CONS|GP|PCP|ORD|PRESC)(?:: ?| )\S|U\/DR|D\/W|\((?:unterschrift|signature|handtekening|podpis|assinatura)|on[- ]call|\brem \S| (?:CD|DVD|USB)\b|(?:to|by|per|via|for) DR\.? |\/\p{Lu}|(?:signed|signiert|unterschrieben|firmado|signé|getekend|underskriven) |^DR \S/iu;

export const findShortRoles: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 5 || !MAY_HOLD.test(text)) return;
  for (const [pattern, cue] of NAMES)
    eachPiece(text, pattern, (name, start, end) => {
      const confidence = confidenceOf(name, cue);
      if (confidence !== undefined) report(found, start, end, 'person', confidence);
    });
  for (const match of text.matchAll(SHIFT)) {
    const [start, end] = match.indices?.[0] ?? [0, 0];
    const name = match[2] ?? '';
    if (areInitialsOfRole(foldText(match[1] ?? '')) && confidenceOf(name, 'service') !== undefined)
      report(found, start, end, 'person', 0.75);
  }
  const [start, end] = PHYSICIAN_FIRST.exec(text)?.indices?.[1] ?? [0, 0];
  if (end > 0 && confidenceOf(text.slice(start, end), 'known') !== undefined)
    report(found, start, end, 'person', 0.75);
};

/** How sure it is that words with capitals name somebody; undefined where they do not. */
export function confidenceOf(name: string, cue: Cue): number | undefined {
  const words = name
    .split(/[ '-]/)
    .map(foldText)
    .filter((word) => !PARTICLES.has(word));
  const last = words[words.length - 1] ?? '';
  if (last === '' || words.some((word) => STOPS.has(word) || BODY_WORDS.has(word))) return undefined;
  // `von Trotha`: a particle makes a name of a word.
  const hasParticle = /^\p{Ll}/u.test(name);
  const rarity = nameRarity(last);
  if (hasParticle && cue !== 'known') return 0.85;
  if (rarity === 'word') return undefined;
  if (cue === 'person') return 0.85;
  if (cue === 'known' && isEponym(last) && rarity !== 'both') return undefined;
  if (rarity === 'name') return 0.85;
  if (rarity === 'both') return isHeaderWord(last) ? undefined : 0.85;
  if (cue === 'known' || /^\p{Lu}{2,4}$/u.test(name)) return undefined;
  return isUnshaped(last) || nameLikeness(last) < 0 ? SECONDED : 0.85;
}
