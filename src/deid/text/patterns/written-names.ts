/** Names by the form they are written in: `DOE^JANE` (PS3.5 section 6.2.1.1), `DOE, JANE`, `Jane Doe, MD`, Russian initials, Turkish honorifics. */
import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { isOfRegion } from '../../vocabulary/eponyms-of-regions.js';
import { isEponymUse, isMethod } from '../../vocabulary/eponyms.js';
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { BODY_WORDS, isDegreeOfNext, isOfReports, MODALITY_CODES, nameAt, TITLE_PARTS } from './names.js';
import {
  gapAfter,
  isLetters,
  lastTokenBefore,
  report,
  SECONDED,
  startsCapital,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';
import { monthNamed } from './months.js';
import { isNameShaped } from './name-forms.js';
import { TITLES } from './titles.js';

/** `DOE^JANE`: a part that is a word makes it the title of a protocol, as `Head^Routine` is. */
export function findCaretNames(reading: Reading, found: Parameters<Finder>[1]): void {
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
    if (last === index + 1 && isBesideName(reading, last)) last = index;
    // `Jane Q` after the caret.
    if (isLetters(tokens[last + 1]) && gapAfter(reading, last) === ' ' && isOnlyName(reading, last + 1))
      last += 1;
    // `CRUZ^Fontan protocol`: what stands before the caret alone.
    if (last === index) {
      const only = tokens[index];
      if (isLetters(only) && !isOfReports(only.folded) && startsCapital(reading, only) && widthOf(only) > 2) {
        const rarity = nameRarity(only.folded);
        const isSure =
          rarity === 'name' || rarity === 'both' || (rarity === 'unknown' && isNameShaped(only.folded));
        if (rarity !== 'word')
          report(found, tokens[first]?.start ?? 0, only.end, 'person', isSure ? 0.85 : SECONDED);
      }
      continue;
    }
    const rarities = tokens
      .slice(first, last + 1)
      .filter((token) => token.end - token.start > 1 && !isAffix(token.folded))
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

/** `DOE^Fontan protocol`, `DOE^MR knee`: after the name comes what is done, and goes on. Whoever may be called so is the name's. */
function isBesideName(reading: Reading, index: number): boolean {
  const { tokens } = reading;
  if (!isLetters(tokens[index + 1]) || gapAfter(reading, index) !== ' ') return false;
  const word = tokens[index]?.folded ?? '';
  if (monthNamed(word) !== undefined || COMMON_SURNAMES.has(word) || NICKNAMES.has(word)) return false;
  if (isMethod(word) && isEponymUse(tokens, index)) return true;
  return MODALITY_CODES.has(word) || BODY_WORDS.has(word) || (nameRarity(word) === 'word' && word.length > 4);
}

/** Prefix and suffix of a name, its fourth and fifth component (PS3.5 section 6.2.1.1). */
function isAffix(folded: string): boolean {
  return (
    TITLES.has(folded) ||
    TITLE_PARTS.has(folded) ||
    DEGREE_WORDS.has(folded) ||
    /^(?:jr|sr|ii|iii)$/.test(folded)
  );
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
export function findCommaNames(reading: Reading, found: Parameters<Finder>[1]): void {
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

export const DEGREE_WORDS = new Set('md m phd ph d frcr facr frcp mbbs rt r rdms crnp pa'.split(' '));
const DEGREE =
  /(?:, ?| )(?:M\.?D\.?|Ph\.?D\.?|D\.O\.|FRCR|FACR|FRCP|MBBS|R\.?T\.? ?\(R\)(?: ?\([A-Z]{1,4}\))*|RDMS|CRNP|PA-C|R\.N\.)(?![\p{L}\d])/gu;

/** `PA-C Halvorsen`: assistants and nurses by their certificates; `Кузнецов И.П.`, `И. П. Кузнецов`; Turkish honorifics, which follow the given name. */
export const NAME_FORMS: readonly (readonly [RegExp, number])[] = [
  [
    /(?<=(?<!\p{L})(?:PA-C|FNP-C|NP-C|ARNP|APRN|CRNA|CRNP) )\p{Lu}[\p{L}'’-]{2,30}(?: \p{Lu}[\p{L}'’-]{2,30})?(?=\s*(?:$|[,;.)\d]))/gu,
    0.85,
  ],
  [/(?<!\p{L})[А-ЯЁІЇ][а-яёії]{2,20}(?:-[А-ЯЁ][а-яё]{2,20})? [А-ЯЁІЇ]\. ?[А-ЯЁІЇ]\./gu, 0.75],
  [/(?<!\p{L})[А-ЯЁІЇ]\. ?[А-ЯЁІЇ]\. ?[А-ЯЁІЇ][а-яёії]{2,20}(?!\p{L})/gu, 0.75],
  [/(?<!\p{L})\p{Lu}\p{Ll}{2,20}(?: \p{Lu}\p{Ll}{2,20})? (?:Bey|Hanım|Hanim|Beyin|Hanımın)(?!\p{L})/gu, 0.75],
];

/** Parts of the body that people are seldom called by. */
const IMAGED: ReadonlySet<string> = new Set(['sella', 'achilles', 'patella', 'carina']);

/** A part of the body, a disease that nobody is called by, an abbreviation in capitals. */
function isLookedAt(reading: Reading, token: Reading['tokens'][number]): boolean {
  const isUnknown = nameRarity(token.folded) === 'unknown';
  return (
    BODY_WORDS.has(token.folded) ||
    IMAGED.has(token.folded) ||
    (isUnknown && isEponym(token.folded)) ||
    (/^(?:\p{Lu}{3,4}|WO)$/u.test(written(reading, token)) && isUnknown && SHORT_FORMS.has(token.folded)) ||
    isOfRegion(token.folded, reading.tokens[reading.tokens.indexOf(token) - 1]?.folded ?? '')
  );
}

/** `Jane Doe, MD`. */
export function findDegrees(reading: Reading, found: Parameters<Finder>[1]): void {
  for (const match of reading.text.matchAll(DEGREE)) {
    // `FOOT, MD: Jane Doe`, `KNEE WO MD: DOE`: the label of who follows.
    const isLabel = match[0].startsWith(',') ? /^ ?: ?\p{Lu}[\p{L}'-]+ \p{Lu}/u : /^ ?: ?\p{Lu}/u;
    if (isLabel.test(reading.text.slice(match.index + match[0].length))) continue;
    if (isDegreeOfNext(reading.text, match.index)) continue;
    let index = lastTokenBefore(reading, match.index);
    if (reading.tokens[index]?.end !== match.index) continue;
    let first = -1;
    let hasSurname = false;
    for (let words = 0; words < 4 && index >= 0; words += 1, index -= 1) {
      const token = reading.tokens[index];
      if (!isLetters(token) || !startsCapital(reading, token) || nameRarity(token.folded) === 'word') break;
      // `MR ANKLE Achilles XIONG MD`, `left SFA SHIN MD`: what is looked at, before the name.
      if (hasSurname && !match[0].startsWith(',') && isLookedAt(reading, token)) break;
      hasSurname ||= widthOf(token) > 2;
      // `MTRA MD`: whose initials they are.
      if (/^(?:mtra|mta|mtr|mfa|tech|rad)$/.test(token.folded)) break;
      first = index;
      if (!/^(?: |\. |-|')$/.test(gapAfter(reading, index - 1) ?? '#')) break;
    }
    const start = reading.tokens[first]?.start;
    if (start !== undefined)
      report(found, start, match.index + match[0].length, 'person', match[0].startsWith(',') ? 0.85 : 0.65);
  }
}
