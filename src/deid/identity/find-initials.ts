/** Where a text has the initials of the persons that the headers tell; letters alone are none without evidence. */
import { isUnit } from '../text/patterns/units.js';
import type { Token } from '../text/words.js';
import { isAbbreviation, VIEWS } from '../vocabulary/abbreviations.js';
import { isHeaderWord, nameRarity } from '../vocabulary/vocabulary.js';
import { announcesInitials, isSubject } from './evidence.js';
import { endOf, isAllCapitals, isGlued, type AddSpan } from './marked.js';
import type { PersonIndex } from './persons.js';

/** Nobody signs with more letters. */
const MOST_INITIALS = 4;
/** `, LTD.`, behind `CO.` */
const COMPANY = /^\.?,? (?:LTD|INC|KG|LLC)(?!\p{L})/iu;

export function findInitials(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  add: AddSpan,
): void {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'letters' || token.folded.length > 3) continue;
    let last = index;
    let letters = token.folded;
    // `J.S.` and `J. S.`
    while (letters.length === last - index + 1 && letters.length <= MOST_INITIALS) {
      const current = tokens[last];
      const next = tokens[last + 1];
      if (current === undefined || next?.folded.length !== 1 || next.kind !== 'letters') break;
      if (!/^(?:\.\s?|-)$/.test(text.slice(current.end, next.start))) break;
      // `E-Z-HD`: letters of a longer name.
      if (/^-\p{L}{2}/u.test(text.slice(next.end))) break;
      letters += next.folded;
      last += 1;
    }
    if (letters.length < 2 || !persons.areInitials(letters)) continue;
    // `ACME CO., LTD.`
    if (letters === 'co' && COMPANY.test(text.slice(token.end))) continue;
    if (isBesideDay(persons, text, token) || isBesideNumber(persons, text, token)) {
      add(token.start, token.end, 'initials', 0.7);
      continue;
    }
    if (isGlued(tokens, index) || isGlued(tokens, last)) continue;
    const dotted = last > index;
    const end = endOf(tokens, last + 1);
    const evident =
      (last === index && isPatientAtEnd(persons, text, tokens, index)) ||
      announcesInitials(text, tokens, index, isHeaderWord(letters)) ||
      isReferred(text, tokens, index, letters) ||
      (last === index && isCalledPatient(persons, text, tokens, index)) ||
      isInSquareBrackets(text, tokens, index, letters) ||
      isSigned(text, tokens, index, letters) ||
      (last === index && isPatientAndNothingElse(persons, text, tokens, index)) ||
      (!isHeaderWord(letters) &&
        (dotted || standsLikeInitials(persons, text, tokens, index) || isLastWord(text, tokens, index)));
    if (evident) add(token.start, dotted && text.charAt(end) === '.' ? end + 1 : end, 'initials', 0.7);
    index = last;
  }
}

/** `(AB 14.08.1960)`, `Hand_AB_20180722`, `AB19580113`: the patient's own, with a day. */
function isBesideDay(persons: PersonIndex, text: string, token: Token): boolean {
  return (
    persons.arePatients(token.folded) &&
    (isAllCapitals(text, token) || /^\p{Lo}+$/u.test(token.folded)) &&
    !VIEWS.has(token.folded) &&
    !/[\p{L}\d.]/u.test(text.charAt(token.start - 1)) &&
    /^(?:[ _,;/-]{0,2}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[ _,;/-]{1,2}\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|[ _,;/-]{1,2}(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)/.test(
      text.slice(token.end, token.end + 14),
    )
  );
}

/** `CT chest AB 8342697-6215`: the patient's own, before a number as long as one of a record, which is no day. */
function isBesideNumber(persons: PersonIndex, text: string, token: Token): boolean {
  return (
    persons.arePatients(token.folded) &&
    (isAllCapitals(text, token) || /^\p{Lo}+$/u.test(token.folded)) &&
    !/^(?:ct|mr|us|nm)$/.test(token.folded) &&
    /\s$/.test(text.slice(0, token.start)) &&
    NUMBER_BEHIND.test(text.slice(token.end, token.end + 32))
  );
}

const NUMBER_BEHIND =
  /^ (?!(?:19|20)\d{6}(?!\d)|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?![\d./-]))(?:\p{Lu}{1,4}[-/]?)?(?:\d[ ./-]?){6,14}\p{Lu}?(?![\p{L}\d])/u;

/** `pt AB, same slot`, `d. Pat. (AB)`. */
function isCalledPatient(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  return (
    before !== undefined &&
    token !== undefined &&
    /^(?:pt|pat|patient|patientin|paz|pac)$/.test(before.folded) &&
    /^(?:\.? ?\(|[.:]? )$/.test(text.slice(before.end, token.start)) &&
    persons.arePatients(token.folded) &&
    isAllCapitals(text, token) &&
    // `Pt MG refused`: whoever refuses is no view.
    (!VIEWS.has(token.folded) ||
      isSubject(text, tokens, index) ||
      // `Duplex pt FH` at the end: no view of the list of those that say where.
      (text.slice(token.end).trim() === '' && !/^(?:ap|pa|rt|lt)$/.test(token.folded)))
  );
}

/** `Follow-up KQ tomorrow`: the patient's own, apart from other signs, where no list of words and abbreviations has them. */
function isPatientAndNothingElse(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
): boolean {
  const token = tokens[index];
  if (token === undefined || tokens.length < 2) return false;
  if (!persons.arePatients(token.folded) || !isAllCapitals(text, token)) return false;
  const { folded } = token;
  if (isHeaderWord(folded) || isAbbreviation(folded) || VIEWS.has(folded) || isUnit(folded)) return false;
  // A grade; a word in capitals.
  if (/^[ivx]+$/.test(folded) || /^(?:word|both)$/.test(nameRarity(folded))) return false;
  return (
    /(?:^|[^\d\s]\s|[([,;:])$/.test(text.slice(0, token.start)) &&
    /^[)\],;:.]{0,2}(?:\s(?![\d.,]{1,4}(?![\d.,]))|$)/.test(text.slice(token.end))
  );
}

/** `CT CHEST REF AB`. */
function isReferred(text: string, tokens: readonly Token[], index: number, letters: string): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  return (
    before?.folded === 'ref' &&
    token !== undefined &&
    /^[.:]? ?$/.test(text.slice(before.end, token.start)) &&
    isAllCapitals(text, token) &&
    !VIEWS.has(letters)
  );
}

/** `checked, AB` at the end; `night shift AB/Halvorsen`. */
function isSigned(text: string, tokens: readonly Token[], index: number, letters: string): boolean {
  const token = tokens[index];
  if (token === undefined || index === 0 || VIEWS.has(letters) || !isAllCapitals(text, token)) return false;
  const [before, after] = [text.slice(0, token.start), text.slice(token.end)];
  if (/\p{Ll}, $/u.test(before)) return after.trim() === '' && !isAbbreviation(letters);
  return / $/.test(before) && /^\/\p{Lu}\p{Ll}{2,}(?=\s*(?:$|[,;)]))/u.test(after);
}

/** `CT CHEST [AB]` at the end. */
function isInSquareBrackets(text: string, tokens: readonly Token[], index: number, letters: string): boolean {
  const token = tokens[index];
  return (
    token !== undefined &&
    index > 0 &&
    text.charAt(token.start - 1) === '[' &&
    /^(?:, ?\d[\d./ -]{5,9})?\]\s*$/.test(text.slice(token.end)) &&
    isAllCapitals(text, token) &&
    !VIEWS.has(letters)
  );
}

/** `consent AB 2018-07-09`. */
const BEFORE_DAY = /^ \(?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)/u;

/** `MRI KNEE AB`: the last word, or before a day, and no abbreviation that lists know; in `GENESIS_HISPEED_AB` it is part of a name. */
function isLastWord(text: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return (
    token !== undefined &&
    index > 0 &&
    // `32 CH`: what is counted.
    !/(?:^|\s)\d+\s$/.test(text.slice(0, token.start)) &&
    isAllCapitals(text, token) &&
    (/^[\s.]*$/.test(text.slice(token.end)) || BEFORE_DAY.test(text.slice(token.end, token.end + 14))) &&
    (/[\s-]$/.test(text.slice(0, token.start)) ||
      (text.charAt(token.start - 1) === '_' && /\s/.test(text))) &&
    nameRarity(token.folded) !== 'word' &&
    !isAbbreviation(token.folded)
  );
}

/** `Interval scan AH`: the patient's own, also where they are a word of headers, but for units and the abbreviations with which descriptions end. */
function isPatientAtEnd(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
): boolean {
  const token = tokens[index];
  if (token === undefined || index === 0 || index !== tokens.length - 1) return false;
  if (!persons.arePatients(token.folded) || isAbbreviation(token.folded)) return false;
  const before = text.slice(0, token.start);
  if (text.slice(token.end).trim() !== '' || !/\s$/.test(before)) return false;
  // `32 CH`: channels.
  if (/\d\s$/.test(before) && (isUnit(token.folded) || token.folded === 'ch')) return false;
  return isAllCapitals(text, token) || !/[\p{Lu}\p{Ll}]/u.test(text.slice(token.start, token.end));
}

/** `CT CHEST (JS)`, `CT CHEST /JS`, `ABC/de`: apart at the end of a text, or beside initials that are known too. */
function standsLikeInitials(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
): boolean {
  const token = tokens[index];
  if (token === undefined) return false;
  const before = text
    .slice(Math.max(0, token.start - 4), token.start)
    .trimEnd()
    .slice(-1);
  const after = text.slice(token.end, token.end + 8).trim();
  const written = text.slice(token.start, token.end);
  if (index === tokens.length - 1 && index > 0) {
    if (before === '(' || before === '[') return after.length <= 1;
    if (before === '/' || text.endsWith(` - ${written}`))
      return after === '' && written === written.toUpperCase();
  }
  const slashed = before === '/' ? tokens[index - 1] : after.startsWith('/') ? tokens[index + 1] : undefined;
  return (
    slashed !== undefined &&
    slashed.folded.length >= 2 &&
    slashed.folded.length <= 3 &&
    persons.areInitials(slashed.folded)
  );
}
