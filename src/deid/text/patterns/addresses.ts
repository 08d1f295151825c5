import { isEponym, isHarmlessWord, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, type Token } from '../words.js';
import { BODY_WORDS, STOPS } from './names.js';
import {
  gapAfter,
  isDigits,
  isLetters,
  lastTokenBefore,
  report,
  startsCapital,
  widthOf,
  written,
  type Finder,
  type Reading,
} from './reading.js';
import { isMeasured } from './units.js';

/** Postal addresses: streets with a number, boxes, towns with their codes, in the orders that different countries write them. */
export const findAddresses: Finder = (reading, found) => {
  if (/[都道府県市区郡省县路街巷〒시도]/.test(reading.text)) findEastAsian(reading, found);
  if (reading.digitCount === 0 && !reading.text.includes(',')) return;
  const { tokens } = reading;
  let end = 0;
  tokens.forEach((token, index) => {
    if (token.start < end) return;
    const address = addressAt(reading, index);
    if (address === undefined) return;
    report(found, address.start, address.end, 'address', address.confidence);
    end = address.end;
  });
};

interface Address {
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
}

function addressAt(reading: Reading, index: number): Address | undefined {
  const token = reading.tokens[index];
  if (token === undefined) return undefined;
  if (isDigits(token)) {
    const street = numberFirst(reading, index);
    if (street !== undefined) return withTown(reading, token.start, street.last, street.confidence);
    return codeAndTown(reading, index);
  }
  if (!isLetters(token)) return undefined;
  const box = postBox(reading, index);
  if (box !== undefined) return withTown(reading, token.start, box, 0.9);
  const street = compoundStreet(reading, index) ?? streetFirst(reading, index);
  if (street !== undefined) return withTown(reading, token.start, street.last, street.confidence);
  return townAndState(reading, index) ?? britishCode(reading, index);
}

interface Street {
  readonly last: number;
  readonly confidence: number;
}

// Streets

/** Kinds of street after the name; true: a word, a degree or a modality, too. */
const ENGLISH_KINDS: ReadonlyMap<string, boolean> = new Map([
  ...'street avenue ave road rd boulevard blvd drive lane ln parkway pkwy highway hwy turnpike terrace crescent cres circle crossing mews gardens'
    .split(' ')
    .map((kind): [string, boolean] => [kind, false]),
  ...'st dr ct court place pl way square sq cir trail row close loop path walk trace track bypass causeway bridge throughway hill grove plaza alley ter park pike'
    .split(' ')
    .map((kind): [string, boolean] => [kind, true]),
]);
const UNITS = new Set('apt apartment suite ste unit room rm floor fl flat bldg building'.split(' '));
const DIRECTIONS = new Set('n s e w ne nw se sw north south east west'.split(' '));
const MOST_WORDS = 4;

/** `12 North Example Street Apt 4`, `12 bis, rue de l'Exemple`. */
function numberFirst(reading: Reading, index: number): Street | undefined {
  const { tokens } = reading;
  const number = tokens[index];
  if (!isDigits(number) || widthOf(number) > 5 || isMeasured(reading, index)) return undefined;
  if (/(?:\d[.,/-]|[\p{L}\d_])$/u.test(reading.text.slice(Math.max(0, number.start - 2), number.start)))
    return undefined;
  const next = tokens[index + 1];
  if (!isLetters(next)) return undefined;
  const french = frenchStreet(reading, index);
  if (french !== undefined) return french;
  let at = index + 1;
  // `12a`, `12-B`.
  if (widthOf(next) === 1 && /^-?$/.test(gapAfter(reading, index) ?? '')) at += 1;
  let proper = 0;
  for (let words = 0; words <= MOST_WORDS && at < tokens.length; words += 1, at += 1) {
    const token = tokens[at];
    if (token === undefined || !/^(?: |\. ?|-|')$/.test(gapAfter(reading, at - 1) ?? '')) return undefined;
    const isOrdinal =
      isDigits(token) &&
      /^(?:st|nd|rd|th)$/.test(tokens[at + 1]?.folded ?? '') &&
      tokens[at + 1]?.start === token.end;
    if (isOrdinal) {
      proper += 1;
      at += 1;
      continue;
    }
    if (!isLetters(token)) return undefined;
    const isAmbiguous = ENGLISH_KINDS.get(token.folded);
    if (isAmbiguous !== undefined && words > 0 && (proper > 0 || !isAmbiguous)) {
      const isTown = hasTownAfter(reading, at) || pastUnit(reading, at) > at + 1;
      // `2 Eb Zuw. Dr.Halvorsen`.
      if (token.folded === 'dr' && isTitleOf(reading, at)) return undefined;
      const isFollowedByName =
        isAmbiguous &&
        isLetters(tokens[at + 1]) &&
        !isTown &&
        gapAfter(reading, at) === ' ' &&
        startsCapital(reading, tokens[at + 1] ?? token);
      if (!(
        isAmbiguous &&
        (isFollowedByName || (token.folded === 'ct' && !isTown) || (proper === 0 && !isTown))
      ))
        return {
          last: pastUnit(reading, at),
          confidence: isTown ? 0.95 : isAmbiguous ? 0.7 : proper > 0 ? 0.85 : 0.65,
        };
    }
    if (DIRECTIONS.has(token.folded)) continue;
    if (!startsCapital(reading, token)) return undefined;
    const rarity = nameRarity(token.folded);
    if (rarity === 'name' || rarity === 'unknown') proper += 1;
    else if (/^(?:ct|mr|mri|slices?|images?|views?|series|phase|lead|channel)$/.test(token.folded))
      return undefined;
  }
  return undefined;
}

/** Whether `Dr` has its point and a name glued to that, or stands after the point of another abbreviation. */
function isTitleOf(reading: Reading, index: number): boolean {
  const { text, tokens } = reading;
  const [before, after] = [gapAfter(reading, index - 1) ?? '', gapAfter(reading, index) ?? ''];
  return (
    (after === '.' && /^\p{Lu}/u.test(text.slice(tokens[index + 1]?.start))) ||
    (before.startsWith('.') && isLetters(tokens[index + 1]))
  );
}

/** `Apt 4`, `Suite 200`, `# 12` after a street. */
function pastUnit(reading: Reading, last: number): number {
  const { tokens } = reading;
  const next = tokens[last + 1];
  const gap = gapAfter(reading, last) ?? '#!';
  if (isLetters(next) && DIRECTIONS.has(next.folded) && gap === ' ' && widthOf(next) <= 2)
    return pastUnit(reading, last + 1);
  if (
    isLetters(next) &&
    UNITS.has(next.folded) &&
    /^\.?,? ?$/.test(gap) &&
    tokens[last + 2] !== undefined &&
    /^[ .#]{1,3}$/.test(gapAfter(reading, last + 1) ?? '')
  )
    return tokens[last + 3]?.start === tokens[last + 2]?.end ? last + 3 : last + 2;
  if (isDigits(next) && /^\.?,? ?# ?$/.test(gap)) return last + 1;
  return last;
}

const FRENCH_KINDS = new Set(
  'rue avenue av boulevard bd blvd place chemin allee allees impasse quai route cours square faubourg sentier villa'.split(
    ' ',
  ),
);

function frenchStreet(reading: Reading, index: number): Street | undefined {
  const { tokens } = reading;
  let at = index + 1;
  if (/^(?:bis|ter|quater|b)$/.test(tokens[at]?.folded ?? '')) at += 1;
  const kind = tokens[at];
  if (
    !isLetters(kind) ||
    !FRENCH_KINDS.has(kind.folded) ||
    !/^[, ]{1,2}$/.test(gapAfter(reading, at - 1) ?? '')
  )
    return undefined;
  const name = streetName(reading, at + 1);
  if (name === undefined) return undefined;
  // `Place`, `Route`, `Square` are English words, too: French writes them small, or with an article.
  const isFrench =
    !startsCapital(reading, kind) ||
    /^(?:de|du|des|la|le|les|d'|l')/.test(
      reading.text.slice(tokens[at + 1]?.start, (tokens[at + 1]?.start ?? 0) + 4),
    );
  return isFrench || hasTownAfter(reading, name) ? { last: name, confidence: 0.9 } : undefined;
}

/** The last word of a street's name that begins with a token: capital words and the small ones between them. */
function streetName(reading: Reading, first: number): number | undefined {
  const { tokens } = reading;
  let last: number | undefined;
  for (let at = first; at < tokens.length && at < first + 7; at += 1) {
    const token = tokens[at];
    if (token === undefined || (at > first && !/^(?: |\. ?|-|'|\/)$/.test(gapAfter(reading, at - 1) ?? '')))
      break;
    const isSmall =
      /^(?:de|du|des|la|le|les|l|d|del|della|delle|dei|do|da|dos|das|di|los|las|el|y|e|et|von|van|der|den|st|ste|san|s)$/.test(
        token.folded,
      );
    if (!isLetters(token) || !(startsCapital(reading, token) || isSmall)) {
      // `via 4 Novembre`, `rue du 8 Mai`: a number inside a name.
      if (
        isDigits(token) &&
        widthOf(token) <= 2 &&
        isLetters(tokens[at + 1]) &&
        gapAfter(reading, at) === ' ' &&
        startsCapital(reading, tokens[at + 1] ?? token)
      )
        continue;
      break;
    }
    if (!isSmall || startsCapital(reading, token)) last = at;
  }
  return last;
}

const GERMANIC_STREET =
  /^\p{L}{2,}(?:strasse|str|weg|platz|allee|gasse|damm|ufer|chaussee|steig|straat|laan|plein|gracht|kade|dijk|singel|dreef|gatan|vagen|gade|vej|vei|gata)$/u;
const GERMANIC_KINDS = new Set(
  'strasse str weg platz allee gasse ring damm ufer chaussee straat laan plein gracht'.split(' '),
);

/** `Beispielstraße 12a`, `Musterstr. 5`, `Voorbeeldlaan 7`, `Lange Straße 3`. */
function compoundStreet(reading: Reading, index: number): Street | undefined {
  const { tokens } = reading;
  const token = tokens[index];
  if (!isLetters(token) || !startsCapital(reading, token)) return undefined;
  let at = index;
  if (!GERMANIC_STREET.test(token.folded)) {
    // `Lange Straße`, `Karl-Muster-Straße`, `Prinses Voorbeeldlaan`.
    for (at = index + 1; at < index + 4; at += 1) {
      const next = tokens[at];
      if (
        !isLetters(next) ||
        !startsCapital(reading, next) ||
        !/^[ -]$/.test(gapAfter(reading, at - 1) ?? '')
      )
        return undefined;
      if (
        GERMANIC_KINDS.has(next.folded) ||
        (GERMANIC_STREET.test(next.folded) && gapAfter(reading, at - 1) === '-')
      )
        break;
    }
    if (at >= index + 4) return undefined;
  } else if (isHarmlessWord(token.folded) && /(?:weg|platz|damm|steig|plein)$/.test(token.folded)) {
    return undefined;
  }
  const number = tokens[at + 1];
  if (!isDigits(number) || widthOf(number) > 4 || !/^(?:\.? |\.)$/.test(gapAfter(reading, at) ?? ''))
    return undefined;
  if (isMeasured(reading, at + 1)) return undefined;
  return { last: pastHouseLetter(reading, at + 1), confidence: 0.9 };
}

function pastHouseLetter(reading: Reading, index: number): number {
  const { tokens } = reading;
  const next = tokens[index + 1];
  const gap = gapAfter(reading, index) ?? '#';
  if (
    isLetters(next) &&
    widthOf(next) === 1 &&
    (gap === '' || (gap === ' ' && !startsCapital(reading, next)))
  )
    return index + 1;
  if (isDigits(next) && (gap === '-' || gap === '/') && widthOf(next) <= 3) return index + 1;
  return index;
}

/** Kinds of street before the name; true: a word, too, so that a number must follow the name. */
const KINDS_BEFORE: ReadonlySet<string> = new Set(
  'calle c avda avenida plaza pza paseo camino carretera ronda travesia via viale v.le piazza p.zza corso largo vicolo strada contrada rua r travessa praca estrada alameda rue av ave avenue boulevard bd chemin impasse am an im zum zur ulica ul'.split(
    ' ',
  ),
);

/** `Calle Ejemplo 12, 3º B`, `Via Esempio, 7`, `Rua do Exemplo, 15`, `Am Beispiel 4`, `rue de l'Exemple 8`. */
function streetFirst(reading: Reading, index: number): Street | undefined {
  const { tokens, text } = reading;
  const token = tokens[index];
  if (token === undefined || !KINDS_BEFORE.has(token.folded)) return undefined;
  const gap = gapAfter(reading, index) ?? '#';
  const kind = token.folded;
  if (
    !(kind === 'c'
      ? gap === '/' || gap === '/ '
      : kind === 'r' || kind === 'ul'
        ? gap === '. ' || gap === '.'
        : /^\.? ?$/.test(gap) && gap !== '')
  )
    return undefined;
  const isPreposition = /^(?:am|an|im|zum|zur|via)$/.test(kind);
  if (isPreposition && !startsCapital(reading, token)) return undefined;
  const after = tokens[index + 1];
  if (!isLetters(after)) return undefined;
  const name = streetName(reading, index + 1);
  if (name === undefined) return undefined;
  const comma = gapAfter(reading, name) ?? '#';
  let at = name + 1;
  if (!/^(?:,? |, ?(?:n[.º°]? ?)?| n[.º°] ?)$/.test(comma)) return undefined;
  // `nº 12`, `n. 7`, `num 3`: the word for a number.
  while (
    /^(?:n|no|num|numero)$/.test(tokens[at]?.folded ?? '') &&
    /^[.º° ]{0,3}$/.test(gapAfter(reading, at) ?? '#')
  )
    at += 1;
  const number = tokens[at];
  if (!isDigits(number) || widthOf(number) > 5 || isMeasured(reading, at)) return undefined;
  const isHarmless = tokens.slice(index + 1, name + 1).every((word) => nameRarity(word.folded) === 'word');
  const last = pastFloor(reading, pastHouseLetter(reading, at));
  const isTown = hasTownAfter(reading, last);
  if (isPreposition && !isTown && (isHarmless || /^(?:am|an|im)$/.test(kind))) return undefined;
  if (isHarmless && !isTown && kind !== 'calle' && kind !== 'rua') return undefined;
  // An en-dash or a unit would make it a measure; a date does not follow a street.
  if (/^[./-]\d/.test(text.slice(number.end, number.end + 2)) && !isTown) return undefined;
  return { last, confidence: isTown ? 0.95 : 0.8 };
}

/** `3º B`, `2 dcha`, `1.º Esq`. */
function pastFloor(reading: Reading, last: number): number {
  const { tokens } = reading;
  const rest =
    /^,? ?\d{1,2}(?:\.?[ºª°o]|\. ?[ºª])(?: ?(?:[A-Z](?![\p{L}])|izq\.?|dcha\.?|esq\.?|dto\.?))?/iu.exec(
      reading.text.slice(tokens[last]?.end ?? 0, (tokens[last]?.end ?? 0) + 24),
    );
  return rest === null ? last : lastTokenBefore(reading, (tokens[last]?.end ?? 0) + rest[0].length);
}

function postBox(reading: Reading, index: number): number | undefined {
  const { tokens, text } = reading;
  const start = tokens[index]?.start ?? 0;
  const match =
    /^(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Postbus|Apartado(?: de Correos)?|Casella Postale|Caixa Postal|Bo[iî]te Postale)[ .#:]{0,3}(?:n[.º°]{0,2} ?)?\d[\d ]{0,8}/i.exec(
      text.slice(start, start + 40),
    );
  return match === null ? undefined : lastTokenBefore(reading, start + match[0].trimEnd().length);
}

// Towns and codes

const STATES = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR AA AE AP ON QC BC AB MB SK NS NB NL PE NSW VIC QLD WA TAS ACT NT'.split(
    ' ',
  ),
);
/** States whose letters mean something else in images: no town without a code. */
const AMBIGUOUS_STATES = new Set(
  'CT NM PA AL AP IN OR ID ME MS MO CO DE LA MA SC AB PE MB SA NT AA AE IA'.split(' '),
);
const CODE = /^(?:\d{5}(?:-\d{4})?|\d{4}|[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)(?![\p{L}\d])/u;

/** Extends an address over the town, state, code and country behind commas or on the next line. */
function withTown(reading: Reading, start: number, last: number, confidence: number): Address {
  const { tokens, text } = reading;
  let end = tokens[last]?.end ?? start;
  const floor = /^,? ?\d{1,2}(?:\.?[ºª])(?: ?[A-Z](?!\p{L}))?/u.exec(text.slice(end, end + 12));
  if (floor !== null) end += floor[0].length;
  // A town, and a country behind it; or a district, a town and a country.
  let hasCode = false;
  for (let parts = 0; parts < 3; parts += 1) {
    const next = townPart(text, end, hasCode);
    if (next === undefined) break;
    hasCode ||= next.hasCode;
    end = next.end;
  }
  if (
    text.charAt(end) === '.' &&
    /^(?:st|rd|ave|blvd|dr|ln|str|apt)$/i.test(
      text.slice(Math.max(start, end - 4), end).replace(/^.*[^A-Za-z]/, ''),
    )
  )
    end += 1;
  return { start, end, confidence };
}

const TOWN =
  "\\p{Lu}[\\p{L}'.]{1,24}(?:(?: |-| d'|, )?(?: ?(?:am|an|der|de|del|la|le|les|sur|en|sous|di|da|do|upon|on|bei|den|aan|'t|of) )?\\p{Lu}[\\p{L}'.]{1,24}){0,1}(?:[ -]\\p{Lu}[\\p{L}'.]{1,24})?";
const TOWN_PARTS: readonly RegExp[] = [
  // A code and a town: `12345 Musterstadt`, `F-75000 Ville`, `1234 AB Stad`, `1234-567 Cidade`.
  new RegExp(
    `^\\.?(?:,? |, ?| ?[-–/;|] ?|,? ?\\r?\\n ?)(?:[A-Z]{1,2}-)?(?:\\d{4}-\\d{3}|\\d{4} ?[A-Z]{2}|\\d{4,5})(?: (?:${TOWN})(?: \\([A-Z]{2}\\))?)?(?![\\p{L}\\d])`,
    'u',
  ),
  // A town, a state and a code: `Springtown, IL 62701`, `Springtown IL`.
  new RegExp(
    `^\\.?(?:,? |, ?|,? ?\\r?\\n ?)(?:${TOWN}),? (?:[A-Z]{2,3})(?:,? \\d{4,5}(?:-\\d{4})?)?(?![\\p{L}\\d])`,
    'u',
  ),
  // A town and a code of the United Kingdom: `Leeds LS1 4AP`.
  new RegExp(
    `^(?:,? |, ?|,? ?\\r?\\n ?)(?:(?:${TOWN}),? )?[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}(?![\\p{L}\\d])`,
    'u',
  ),
];
/** A town or a country alone, only behind a comma. */
const TOWN_ALONE = new RegExp(`^\\.?, ?(${TOWN})(?=$|[,;.\\n\\r)]| [-–] |\\s*$)`, 'u');

interface TownPart {
  readonly end: number;
  readonly hasCode: boolean;
}

function townPart(text: string, end: number, hasCode: boolean): TownPart | undefined {
  const rest = text.slice(end, end + 90);
  for (const [at, form] of hasCode ? [] : TOWN_PARTS.entries()) {
    const match = form.exec(rest);
    if (match === null) continue;
    if (at === 1) {
      const state = /(,?) ([A-Z]{2,3})(,? \d{4,5}(?:-\d{4})?)?$/.exec(match[0]);
      if (state === null || !STATES.has(state[2] ?? '')) continue;
      if (state[3] === undefined && (state[1] === '' || AMBIGUOUS_STATES.has(state[2] ?? ''))) continue;
    }
    const length = at === 0 ? townLength(match[0], rest.slice(match[0].length)) : match[0].length;
    return { end: end + length, hasCode: true };
  }
  const alone = TOWN_ALONE.exec(rest);
  if (alone === null || isAllHarmless(alone[1] ?? '')) return undefined;
  return { end: end + alone[0].length, hasCode };
}

/** Without the words of the description that follow a town: `75011 Belleville Thorax`. */
function townLength(match: string, after: string): number {
  let town = match;
  const goesOn = /^ ?[\p{L}\d]/u.test(after);
  for (;;) {
    const last = /\p{L} (\p{L}[\p{L}'.]*)$/u.exec(town);
    const word = foldText(last?.[1] ?? '').replace(/\W+$/, '');
    if (last === null || !(isDescription(word) || (goesOn && nameRarity(word) === 'both')))
      return town.length;
    town = town.slice(0, town.length - (last[1] ?? '').length - 1);
  }
}

function isAllHarmless(words: string): boolean {
  return words
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .every((word) => nameRarity(word.toLowerCase()) === 'word');
}

function isDescription(word: string): boolean {
  return nameRarity(word) === 'word' || STOPS.has(word) || BODY_WORDS.has(word);
}

function hasTownAfter(reading: Reading, last: number): boolean {
  return townPart(reading.text, reading.tokens[last]?.end ?? 0, false) !== undefined;
}

/** Countries before their postal codes, as on plates (Vienna Convention on Road Traffic) or as ISO 3166-1 has them. */
const COUNTRY_BEFORE =
  /(?:^|[\s,;(])((?:[ABDEFILNPS]|AT|BE|BG|CH|CZ|DE|DK|EE|EL|ES|FI|FL|FR|GB|GR|HR|HU|IE|IT|LI|LT|LU|LV|MC|MD|NL|NO|PL|PT|RO|RS|SE|SI|SK|SM|TR|UA|UK)-)$/;

/** `12345 Musterstadt`, `D-12345 Musterstadt`, `1234 AB Stad`, `1234-567 Cidade` without a street. */
function codeAndTown(reading: Reading, index: number): Address | undefined {
  const { tokens, text } = reading;
  const token = tokens[index];
  if (!isDigits(token) || (widthOf(token) !== 5 && widthOf(token) !== 4) || isMeasured(reading, index))
    return undefined;
  if (
    /[\p{L}\d.,/#:_-]$/u.test(text.slice(Math.max(0, token.start - 1), token.start)) &&
    !COUNTRY_BEFORE.test(text.slice(Math.max(0, token.start - 4), token.start))
  )
    return undefined;
  const country = COUNTRY_BEFORE.exec(text.slice(Math.max(0, token.start - 4), token.start));
  const start = token.start - (country?.[1]?.length ?? 0);
  const rest = text.slice(token.end, token.end + 60);
  const portuguese = widthOf(token) === 4 ? new RegExp(`^-\\d{3} (${TOWN})`, 'u').exec(rest) : null;
  const dutch =
    widthOf(token) === 4 ? new RegExp(`^ ?[A-Z]{2} {1,2}(${TOWN})(?![\\p{L}])`, 'u').exec(rest) : null;
  const plain =
    widthOf(token) === 5 || country !== null
      ? new RegExp(`^ (${TOWN})(?: \\([A-Z]{2}\\))?`, 'u').exec(rest)
      : null;
  const match = portuguese ?? dutch ?? plain;
  if (match === null) return undefined;
  const town = match[1] ?? '';
  const folded = (town.split(/[^\p{L}]+/u)[0] ?? '').toLowerCase();
  const isSure = portuguese !== null || country !== null;
  // `PL-93966 Ramp filter`: a number of somebody's, and what is done.
  if (country !== null && isHeaderWord(folded) && /^ \p{Ll}/u.test(rest.slice(match[0].length)))
    return undefined;
  if (
    !isSure &&
    (isHarmlessWord(folded) || isEponym(folded) || folded.length < 4 || /\p{Lu}{2}|\p{Ll}\p{Lu}/u.test(town))
  )
    return undefined;
  return {
    start,
    end: token.end + townLength(match[0], rest.slice(match[0].length)),
    confidence: isSure
      ? 0.9
      : dutch !== null
        ? 0.75
        : isLineOfItsOwn(text, start, token.end + match[0].length)
          ? 0.65
          : 0.5,
  };
}

/** Between commas or line breaks: a number before a capital word may else be a code of a procedure. */
function isLineOfItsOwn(text: string, start: number, end: number): boolean {
  return (
    /(?:^|[,;\n\r(] ?)$/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^(?:$|[\s]*$|[,;.\n\r)])/.test(text.slice(end, end + 8))
  );
}

/** `Springtown, IL 62701`, `Springtown, IL`. */
function townAndState(reading: Reading, index: number): Address | undefined {
  const { tokens, text } = reading;
  const token = tokens[index];
  if (!isLetters(token) || !startsCapital(reading, token) || widthOf(token) < 3) return undefined;
  let at = index;
  while (
    at < index + 2 &&
    isLetters(tokens[at + 1]) &&
    gapAfter(reading, at) === ' ' &&
    startsCapital(reading, tokens[at + 1] ?? token)
  ) {
    if (
      STATES.has(written(reading, tokens[at + 1] ?? token)) &&
      at > index - 1 &&
      CODE.test(text.slice((tokens[at + 1]?.end ?? 0) + 1, (tokens[at + 1]?.end ?? 0) + 12))
    )
      break;
    at += 1;
  }
  const gap = gapAfter(reading, at) ?? '#';
  const state = tokens[at + 1];
  if (!isLetters(state) || !/^,? $/.test(gap)) return undefined;
  const letters = written(reading, state);
  if (!STATES.has(letters)) return undefined;
  const code = CODE.exec(
    text
      .slice(state.end, state.end + 14)
      .replace(/^,? /, ' ')
      .slice(1),
  );
  const isHarmless = tokens.slice(index, at + 1).every((word) => nameRarity(word.folded) === 'word');
  if (code !== null && /^,? /.test(text.slice(state.end, state.end + 2))) {
    if (isHarmless && !gap.startsWith(',')) return undefined;
    const end = state.end + (text.charAt(state.end) === ',' ? 2 : 1) + code[0].length;
    if (code[0].length === 4 && !gap.startsWith(',')) return undefined;
    return { start: token.start, end, confidence: gap.startsWith(',') ? 0.95 : 0.75 };
  }
  if (!gap.startsWith(',') || isHarmless || AMBIGUOUS_STATES.has(letters)) return undefined;
  return isTownLike(tokens.slice(index, at + 1))
    ? { start: token.start, end: state.end, confidence: 0.65 }
    : undefined;
}

function isTownLike(words: readonly Token[]): boolean {
  return words.every(
    (word) =>
      /^(?:name|unknown)$/.test(nameRarity(word.folded)) && !isEponym(word.folded) && widthOf(word) > 2,
  );
}

const BRITISH_AREAS = new Set(
  'AB AL BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN EX FK FY GL GU GY HA HD HG HP HR HS HU HX IG IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM SA SG SK SL SM SN SO SR SS ST SW SY TA TD TF TN TQ TR TS TW UB WA WC WD WF WN WR WS WV YO ZE'.split(
    ' ',
  ),
);

/** `LS1 4AP`; the areas of one letter, and those that are words of imaging, only behind a street. */
function britishCode(reading: Reading, index: number): Address | undefined {
  const token = reading.tokens[index];
  if (token === undefined || widthOf(token) !== 2) return undefined;
  const match = /^([A-Z]{2})\d[A-Z\d]? \d[A-Z]{2}(?![\p{L}\d])/u.exec(
    reading.text.slice(token.start, token.start + 10),
  );
  if (
    match === null ||
    !BRITISH_AREAS.has(match[1] ?? '') ||
    /^(?:CT|PA|LA|TR|TE|AL|ME|CO|IP|ST|SE|TS|SS|DT|SL|CH|PE|NM)$/.test(match[1] ?? '')
  )
    return undefined;
  return { start: token.start, end: token.start + match[0].length, confidence: 0.75 };
}

// East Asia

const EAST_ASIAN_FORMS: readonly RegExp[] = [
  /〒 ?\d{3}-?\d{4}/g,
  /(?:[\p{Script=Han}]{2,3}[都道府県])?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{1,7}[市区郡][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{1,10}(?:[町村]|丁目|\d)[\d\-一二三四五六七八九十丁目番地号の]{0,16}/gu,
  /(?:[\p{Script=Han}]{2,4}(?:省|市))?[\p{Script=Han}]{2,5}(?:市|区|县)[\p{Script=Han}]{1,8}(?:路|街|道|巷)\d{1,5}[号弄](?:\d{1,5}[号室楼])?/gu,
  /\p{Script=Hangul}{1,7}(?:시|도) \p{Script=Hangul}{1,5}(?:시|구|군)(?: \p{Script=Hangul}{1,8}(?:구|동|읍|면|로|길))?(?: ?\d{1,5}(?:-\d{1,4})?)?/gu,
];

function findEastAsian({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const form of EAST_ASIAN_FORMS)
    for (const match of text.matchAll(form))
      report(found, match.index, match.index + match[0].length, 'address', 0.85);
}
