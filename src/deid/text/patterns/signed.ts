/** Who signed: initials beside a day after a deed (`checked RS 4/9/13`), a name straight after a word for a signature (`gez. Halvorsen`). */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { areInitialsOfRole } from './initials.js';
import { nameAt, STOPS } from './names.js';
import { gapAfter, isLetters, isTitled, report, type Finder, type Reading } from './reading.js';
import { isUnit } from './units.js';

const DAY = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[ -]?\p{L}{3,9}(?:[ .-]{0,2}\d{2,4})?|\p{L}{3,9} \d{1,2},? \d{4})`;
const DEED = String.raw`(?<!\p{L})(?:[Cc]hecked|[Oo][Kk]['’]?(?:d|ed)?|[Oo]kayed|[Ss]igned|[Vv]erified|[Rr]ead|[Rr]eviewed|[Tt]ranscribed|[Tt]yped|[Dd]ictated|[Vv]alidated|[Ee]ntered|[Ss]canned|[Aa]pproved|[Vv]etted|[Jj]ustified|[Cc]onsented|[Cc]onfirmed|[Nn]oted|QA['’]?d|[Aa]bandoned|[Rr]epeated|[Aa]mended|[Cc]orrected|[Aa]ddendum|ADDENDUM|[Aa]dded|[Ff]iled|[Pp]rinted|[Bb]ooked|[Vv]idiert|[Gg]eprüft|[Gg]esehen|[Vv]érifié|[Vv]alidé|[Rr]elu|[Rr]evisado|[Vv]isto|[Cc]ontrollato|[Gg]ezien|[Nn]agekeken)`;
/** Between the deed and who did it; no sentence ends there. */
const BETWEEN = String.raw`[^.;\p{L}\d]{1,4}(?:\p{L}{1,9}[^.;\p{L}\d]{1,3}){0,3}?`;
const END = String.raw`(?=\s{0,8}$|\s{0,2}[.,;)\]:|/\r\n])`;

/** Initials, and whether they are in capitals. */
const INITIALS: readonly RegExp[] = [
  new RegExp(`${DEED}${BETWEEN}(\\p{Lu}{2,4})[ ,/]{1,2}${DAY}`, 'dgu'),
  new RegExp(
    `${DEED}${BETWEEN}${DAY}(?: \\d{1,2}:\\d{2})?[ ,/]{1,2}(\\p{Lu}{2,4}|\\p{Ll}{2,3}|(?:\\p{Lu}\\.){2,3})${END}`,
    'dgu',
  ),
];
/** `[LK, 02.08.1953]`: whose day it is. */
const BRACKETED = new RegExp(`[[(]([\\p{Lu}\\p{Lo}]{2,3}), ?${DAY}[\\])]`, 'dgu');
/** `[2007-05-25 AB]` at either end, `--AB 07/21/2014` at the end: who noted it, and when. */
const NOTED = new RegExp(
  `^\\[${DAY} (\\p{Lu}{2})\\](?=\\s)|\\[${DAY} (\\p{Lu}{2})\\]$|(?<=\\s-{1,2} ?)(\\p{Lu}{2}) ${DAY}$`,
  'dgu',
);
/** A line of a name and a day, under others. */
const LINE = new RegExp(
  `[\\r\\n] {0,4}(\\p{Lu}\\p{Ll}+(?:[ -]\\p{Lu}[\\p{L}']+){1,3}),? ${DAY}[ .]{0,4}(?=$|[\\r\\n])`,
  'dgu',
);
/** `D: 4/5/2013 16:02 rs`, `T: 4/5/2013 17:22 / mk`: who dictated and who wrote, with day and time. */
const TRANSCRIBED = new RegExp(
  `(?<![\\p{L}\\d])(?:[DTRJ]|DD|DT|TD|TT|DR|TR):? ?${DAY}(?: (?:at )?\\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[AaPp]\\.?[Mm]\\.?)?)? ?[/ -] ?(\\p{L}{2,3})${END}`,
  'dgu',
);
/** What one of the forms at least has. */
const MAY_HAVE_INITIALS =
  /hecked|k['’]?(?:d|ed)|kayed|igned|erified|[Rr]ead|eview|ranscrib|[Tt]yped|ictated|alid|ntered|canned|pproved|etted|ustified|onsent|onfirmed|[Nn]oted|QA|bandoned|epeated|mended|orrected|dd(?:endum|ed)|ADDEND|[Ff]iled|rinted|ooked|idiert|eprüft|esehen|érifié|[Rr]elu|evisado|isto|ontroll|ezien|agekeken/;
const MAY_BE_TRANSCRIBED = /(?:^|[^\p{L}\d])[DTRJ]{1,2}:? ?\d/u;

/** Words, folded, after which whoever signs stands without a preposition. */
const SIGNATURES = new Set(
  'vidiert visum gez gezeichnet unterz unterzeichnet unterschrieben signiert signature signed firmado fdo firmato firma assinado getekend ondertekend diktat dictated dictado dittato dicte dicteur transcribed typed cosigned checked nightread nightreader overread vetted'.split(
    ' ',
  ),
);

export const findSigned: Finder = (reading, found) => {
  const { text, tokens } = reading;
  if (reading.digitCount > 2 && !reading.isCapitals && MAY_HAVE_INITIALS.test(text))
    for (const form of INITIALS)
      for (const match of text.matchAll(form)) {
        const [start, end] = match.indices?.[1] ?? [0, 0];
        const piece = text.slice(start, end);
        if (isInitials(piece) || (/^\p{Lu}{2}$/u.test(piece) && areInitialsOfRole(foldText(piece))))
          report(found, start, end, 'initials', 0.75);
      }
  if (reading.digitCount > 3 && /[[(]/.test(text))
    for (const match of text.matchAll(BRACKETED)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (end - start === 2 && isInitials(text.slice(start, end)))
        report(found, start, end, 'initials', 0.75);
    }
  if (reading.digitCount > 3 && /-|\[/.test(text))
    for (const match of text.matchAll(NOTED)) {
      const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? match.indices?.[3] ?? [0, 0];
      if (areInitialsOfRole(foldText(text.slice(start, end)))) report(found, start, end, 'initials', 0.75);
    }
  if (reading.digitCount > 3 && /[\r\n]/.test(text))
    for (const match of text.matchAll(LINE)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      if (isSigner(text.slice(start, end))) report(found, start, end, 'person', 0.75);
    }
  if (reading.digitCount > 3 && MAY_BE_TRANSCRIBED.test(text))
    for (const match of text.matchAll(TRANSCRIBED)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const piece = foldText(text.slice(start, end));
      if (!isUnit(piece) && !/^(?:[ap]m|max|min|avg)$/.test(piece))
        report(found, start, end, 'initials', 0.75);
    }
  tokens.forEach((token, index) => {
    if (!isLetters(token) || !SIGNATURES.has(token.folded)) return;
    if (!/^(?:\. ?|[:.]{0,2} | ?: ?| - )$/.test(gapAfter(reading, index) ?? '#')) return;
    markSigner(reading, index + 1, found);
  });
};

/** No word of reports in it, and one at least that is in no list of words. */
function isSigner(name: string): boolean {
  const words = name.split(/[ '-]/).map(foldText);
  const rarities = words.map(nameRarity);
  return (
    !rarities.includes('word') &&
    (rarities.includes('name') || rarities.includes('unknown')) &&
    words.every((word) => !STOPS.has(word) && !isEponym(word))
  );
}

function isInitials(piece: string): boolean {
  if (piece.includes('.')) return true;
  const folded = foldText(piece);
  return (
    !/^(?:ok|nad|nka|by)$/.test(folded) &&
    !STOPS.has(folded) &&
    !isHeaderWord(folded) &&
    nameRarity(folded) !== 'word' &&
    nameRarity(folded) !== 'both'
  );
}

/** With one capital and in no list of words. */
function markSigner(reading: Reading, first: number, found: Parameters<Finder>[1]): void {
  const token = reading.tokens[first];
  if (!isLetters(token) || !isTitled(reading, token) || token.end - token.start < 4) return;
  const rarity = nameRarity(token.folded);
  if ((rarity !== 'name' && rarity !== 'unknown') || isHeaderWord(token.folded) || isEponym(token.folded))
    return;
  const name = nameAt(reading, first, 'possible');
  if (name !== undefined) report(found, token.start, name.end, 'person', 0.7);
}
