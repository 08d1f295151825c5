/** Addresses whose street no list knows, told by the number of the house and the code of the town behind it: `Sadova 314; 66529 Exampleton`, `Plopilor nr.203, Exampleton`. */
import { nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { isOfReports } from './names.js';
import { report, type Finder } from './reading.js';

const STREET = String.raw`(?:(?:al|ul|os|ob|str|bd|av|c)\. ?|(?:allee|allée|rua|calle|rue|via|corso) (?:de la |des? |du |da |do |del |della )?)?\p{Lu}[\p{L}.'-]{0,30}(?: (?:de|des|du|del|della|do|da|dos|den|der|van|von|la|le|utca|út|tér|cad\.|sok\.|sk\.|ulice|gatan|katu|tie)(?= )| \p{Lu}[\p{L}.'-]{0,30}){0,4}`;
const HOUSE = String.raw`\d{1,4}(?: ?[a-zA-Z](?: \d{1,3})?)?(?:[/-]\d{1,3})?`;
const NUMBER_WORD = String.raw`(?:No:|No\.|Nr\.|nr\.|č\.|n[º°]|num\.) ?`;
const DOOR = String.raw`(?:,? (?:m|apt|ap|lok|et|sc|bl|kat|D)[.:]? ?\d{1,3})?`;
const CODE = String.raw`(?:[A-Z]{1,2}-\d{4}|(?:[A-Z]{1,2}-)?(?:\d{2}-\d{3}|\d{5}(?:-\d{3})?|\d{4} ?[A-Z]{2}|\d{3} \d{2}))`;
const TOWN = String.raw`\p{Lu}[\p{L}'-]{2,}(?: \p{Lu}[\p{L}'-]{2,})?(?:\/\p{Lu}\p{L}{1,15})?`;

const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}\d.'-])${STREET},? (?:${NUMBER_WORD})?${HOUSE}${DOOR}[,;]? ${CODE} ${TOWN}(?![\p{L}\d])`,
    'gu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\d.'-])${STREET},? ${NUMBER_WORD}${HOUSE}${DOOR}[,;]? ${TOWN}(?![\p{L}\d])`,
    'gu',
  ),
];
/** `Flat 3, 696 Viale dei Pini, Exampleton 06778`: the dwelling and the house in front. */
const DWELLING =
  /(?<![\p{L}\d])(?:Flat|Apartment|Apt\.?|Unit|Suite|Wohnung) \d{1,4}\p{L}?, \d{1,5} \p{Lu}[\p{L}.'’ -]{3,40}, \p{Lu}[\p{L}'’ -]{2,30},? (?:\p{Lu}{2},? )?\d{4,6}(?!\d)/gu;

const MAY_HOLD = /\d[\p{L}\d./;, -]{1,20} \p{Lu}|(?:No|[Nn]r)[.:]/u;

export const findWrittenAddresses: Finder = ({ text, digitCount }, found) => {
  if (digitCount < 3 || text.length < 14 || !MAY_HOLD.test(text)) return;
  for (const match of text.matchAll(DWELLING))
    report(found, match.index, match.index + match[0].length, 'address', 0.85);
  for (const form of FORMS)
    for (const match of text.matchAll(form)) {
      const words = match[0].match(/\p{L}{3,}/gu) ?? [];
      // `Slice 12 51200 Matrix`: some of it is no word of descriptions.
      const isProper = words.filter((word) => !isOfReports(foldText(word))).length > 1;
      if (isProper)
        report(
          found,
          match.index + descriptionBefore(match[0]),
          match.index + match[0].length,
          'address',
          0.8,
        );
    }
};

/** Letters of the words of a description in front of the street: `Thorax Lindenstraße 14`. */
function descriptionBefore(address: string): number {
  let at = 0;
  for (;;) {
    const word = /^(\p{L}+)[ .,-]{1,2}(?=\p{L}{2})/u.exec(address.slice(at));
    const folded = foldText(word?.[1] ?? '');
    if (word === null || !(isOfReports(folded) || nameRarity(folded) === 'word')) return at;
    at += word[0].length;
  }
}
