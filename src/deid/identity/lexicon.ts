/**
 * The identity lexicon of a patient: all ways to write the names, numbers, days and places that the headers tell, found
 * in any text. A word that is a word of its own (`May`, `Head`, `Foley catheter`) counts only with evidence that a person
 * is meant.
 */
import type { IdentityKind, TextContext, TextSpan } from '../text/span.js';
import { RecentMap } from '../recent-map.js';
import { BODY_WORDS } from '../text/patterns/names.js';
import { isUnit } from '../text/patterns/units.js';
import { foldWithOffsets, tokenize, type Token } from '../text/words.js';
import { isEponymUseOfKnown } from '../vocabulary/eponyms.js';
import { isHeaderWord, nameRarity } from '../vocabulary/vocabulary.js';
import { endOfDate, parseDay, writtenForms } from './dates.js';
import { isAbbreviation, VIEWS } from '../vocabulary/abbreviations.js';
import {
  announcesIdentifier,
  announcesInitials,
  isAnnounced,
  isMadeAgainFor,
  isSubject,
  isWeaklyAnnounced,
} from './evidence.js';
import { isSetApart } from './set-apart.js';
import type { IdentityFact } from './facts.js';
import { IdentifierIndex } from './identifiers.js';
import type { Needle } from './needles.js';
import { parsePersonName } from './names.js';
import { PersonIndex, type NameWord } from './persons.js';
import { PhraseIndex } from './phrases.js';

export interface IdentityLexicon {
  /** All places where a fact or a variant of it stands, in the order of the text; they do not overlap. */
  find(text: string, context?: TextContext): readonly TextSpan[];
  /** Strings that no output may contain anywhere: only such as do not occur by chance. */
  readonly needles: readonly Needle[];
}

const NONE: readonly TextSpan[] = [];

/** Lexicons of the facts met last: the instances of a series mostly tell the same. */
const recent = new Map<string, IdentityLexicon>();
const MAX_RECENT = 128;
/** Of each lexicon, the texts met last: the values of a series are mostly the same. */
const MAX_FOUND = 2000;
const MAX_FOUND_LENGTH = 256;
const MAX_KEY_LENGTH = 20_000;

export function createLexicon(facts: readonly IdentityFact[]): IdentityLexicon {
  let key = '';
  for (const { kind, text } of facts) key += `${kind}\0${text}\0`;
  if (key.length > MAX_KEY_LENGTH) return buildLexicon(facts);
  const known = recent.get(key);
  const lexicon = known ?? buildLexicon(facts);
  recent.delete(key);
  recent.set(key, lexicon);
  if (recent.size > MAX_RECENT)
    for (const [oldest] of recent) {
      recent.delete(oldest);
      break;
    }
  return lexicon;
}

function buildLexicon(facts: readonly IdentityFact[]): IdentityLexicon {
  const persons = new PersonIndex();
  const identifiers = new IdentifierIndex();
  const phrases = new PhraseIndex();
  const days = new Set<number>();
  const birthDays = new Set<number>();
  for (const { kind, text } of facts) {
    switch (kind) {
      case 'patientName':
      case 'personName':
        persons.add(parsePersonName(text), kind === 'patientName');
        if (/\d/.test(text)) identifiers.addIdentifier(text, 'identifier');
        break;
      case 'patientId':
      case 'accession':
      case 'identifier':
        identifiers.addIdentifier(text, 'identifier');
        break;
      case 'birthDate':
      case 'date': {
        const day = parseDay(text);
        if (day === undefined) break;
        days.add(day);
        if (kind === 'birthDate') birthDays.add(day);
        break;
      }
      case 'address':
        addAddress(phrases, text);
        break;
      case 'phone':
        identifiers.addPhone(text);
        break;
      case 'email':
        phrases.add(text, 'email', 'whole');
        break;
      case 'institution':
        phrases.add(text, 'institution');
        break;
      case 'other':
        phrases.add(text, 'other');
    }
  }
  const finder = { persons, identifiers, phrases, days };
  const found = new RecentMap<string, readonly TextSpan[]>(MAX_FOUND);
  let needles: readonly Needle[] | undefined;
  return {
    find(text) {
      if (text.length > MAX_FOUND_LENGTH) return findAll(finder, text);
      let spans = found.get(text);
      if (spans === undefined) found.set(text, (spans = findAll(finder, text)));
      return spans;
    },
    get needles() {
      return (needles ??= needlesOf(finder, birthDays, facts));
    },
  };
}

interface Finder {
  readonly persons: PersonIndex;
  readonly identifiers: IdentifierIndex;
  readonly phrases: PhraseIndex;
  readonly days: ReadonlySet<number>;
}

/** An address as a whole, and each of its lines and parts. */
function addAddress(phrases: PhraseIndex, text: string): void {
  phrases.add(text, 'address');
  const parts = text.split(/[,;\n\r^|]|\s-\s/).filter((part) => /\p{L}/u.test(part));
  if (parts.length > 1) for (const part of parts) phrases.add(part, 'address');
  // `Caribou Flats 35794`: the town without its code.
  for (const part of parts) {
    const words = part.replace(/[\p{L}\d-]*\d[\p{L}\d-]*/gu, ' ').trim();
    if (words !== part.trim() && /\p{L}{3}[ -]\p{L}{3}/u.test(words)) phrases.add(words, 'address');
  }
}

interface Found {
  start: number;
  end: number;
  kind: IdentityKind;
  confidence: number;
}

const UID_LIKE = /\d\.\d+\.\d+\.\d+\.\d/;

function findAll(finder: Finder, text: string): readonly TextSpan[] {
  const tokens = tokenize(text);
  const found: Found[] = [];
  const add = (start: number, end: number, kind: IdentityKind, confidence: number): void => {
    found.push({ start, end, kind, confidence });
  };
  const { persons, identifiers, phrases, days } = finder;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    let end = index;
    if (days.size > 0) {
      const afterDate = endOfDate(text, tokens, index, days);
      if (afterDate !== undefined && !(isWithinNumber(text, token) && UID_LIKE.test(text))) {
        add(token.start, endOf(tokens, afterDate), 'date', 1);
        end = afterDate;
      }
    }
    if (!identifiers.isEmpty && token.kind !== 'continuous') {
      const match = identifiers.longestAt(text, tokens, index);
      if (
        match !== undefined &&
        (match.known.strong || announcesIdentifier(text, tokens, index)) &&
        !(isWithinNumber(text, token) && (match.letters <= MAX_FRACTION || UID_LIKE.test(text)))
      ) {
        add(token.start, endOf(tokens, match.end), match.known.kind, 1);
        end = Math.max(end, match.end);
      }
    }
    if (!phrases.isEmpty) {
      const match = phrases.longestAt(text, tokens, index);
      if (match !== undefined && !(match.end === index + 1 && isEponymUseOfKnown(tokens, index))) {
        add(token.start, endOf(tokens, match.end), match.kind, 0.95);
        end = Math.max(end, match.end);
      }
    }
    if (end === index && !identifiers.isEmpty && token.kind === 'letters') {
      const match = identifiers.gluedAt(text, tokens, index);
      if (match !== undefined) {
        add(match.start, endOf(tokens, match.end), match.known.kind, 1);
        end = match.end;
      }
    }
    if (end > index) index = end - 1;
  }
  if (!persons.isEmpty) findPersons(persons, text, tokens, add);
  return found.length === 0 ? NONE : merge(text, found);
}

/** Digits that a decimal fraction may have. */
const MAX_FRACTION = 6;

/** `0.12345`, `1.2.840.12345`: the digits go on before or after, beyond a full stop. */
function isWithinNumber(text: string, token: Token): boolean {
  if (token.kind !== 'digits') return false;
  const before = text.charCodeAt(token.start - 1);
  const beforeThat = text.charCodeAt(token.start - 2);
  return (before === 0x2e || before === 0x2c) && beforeThat >= 0x30 && beforeThat <= 0x39;
}

function endOf(tokens: readonly Token[], index: number): number {
  return tokens[index - 1]?.end ?? 0;
}

type AddSpan = (start: number, end: number, kind: IdentityKind, confidence: number) => void;

/** A token that is a word of somebody's name. */
interface Marked {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly word: NameWord;
  accepted: boolean;
}

function findPersons(persons: PersonIndex, text: string, tokens: readonly Token[], add: AddSpan): void {
  const marked: Marked[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'continuous') markContinuous(persons, text, token, index, marked);
    else if (token.kind === 'letters') markWord(persons, text, tokens, index, marked, add);
  }
  for (const mark of marked)
    mark.accepted = standsAlone(text, tokens, mark) || hasInitialBeside(persons, text, tokens, mark);
  acceptNeighbours(text, tokens, marked);
  for (const mark of marked) {
    if (!mark.accepted) continue;
    const { start, end } = withInitials(persons, text, tokens, mark);
    add(start, end, 'person', mark.word.strength === 'strong' ? 1 : 0.8);
  }
  if (persons.hasInitials) findInitials(persons, text, tokens, add);
}

function markWord(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  index: number,
  marked: Marked[],
  add: AddSpan,
): void {
  const token = tokens[index];
  if (token === undefined) return;
  const { start, end, folded } = token;
  const word = persons.word(folded) ?? persons.padded(folded);
  if (word !== undefined) {
    marked.push({ index, start, end: withPossessive(text, tokens, index), word, accepted: false });
    return;
  }
  if (persons.isGlued(folded)) {
    add(start, end, 'person', 1);
    return;
  }
  const next = tokens[index + 1];
  if (folded.length <= 5 && next?.kind === 'letters' && next.start - end === 1) {
    const joined = persons.word(folded + next.folded);
    if (joined !== undefined && joined.strength === 'strong') {
      marked.push({ index, start, end: next.end, word: joined, accepted: false });
      return;
    }
  }
  if (folded.length < 5) return;
  const inflected = persons.inflected(folded);
  if (inflected !== undefined) {
    marked.push({ index, start, end, word: inflected, accepted: false });
    return;
  }
  const titled = persons.titled(text.slice(start, end));
  if (titled !== undefined) {
    add(start, start + titled, 'person', 0.9);
    return;
  }
  for (const piece of humps(text, token)) {
    const inner = persons.word(text.slice(piece.start, piece.end).toLowerCase());
    if (inner?.strength !== 'strong') continue;
    const title = /(?:Dr|Mr|Mrs|Ms|Prof)$/.exec(text.slice(start, piece.start));
    add(piece.start - (title?.[0].length ?? 0), piece.end, 'person', 0.9);
  }
}

/** Words glued together with capitals: `DrSmith` is two. */
function humps(text: string, token: Token): readonly { readonly start: number; readonly end: number }[] {
  const starts: number[] = [];
  for (let at = token.start + 1; at < token.end; at += 1) {
    const unit = text.charCodeAt(at);
    const before = text.charCodeAt(at - 1);
    if (unit >= 0x41 && unit <= 0x5a && before >= 0x61 && before <= 0x7a) starts.push(at);
  }
  if (starts.length === 0) return [];
  return [token.start, ...starts].map((start, at) => ({ start, end: starts[at] ?? token.end }));
}

/** `Smith's`: the possessive goes with the name. */
function withPossessive(text: string, tokens: readonly Token[], index: number): number {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined) return 0;
  const isPossessive =
    next?.folded === 's' && next.start === token.end + 1 && "'’`´".includes(text.charAt(token.end));
  return isPossessive ? next.end : token.end;
}

/** Names inside a run of characters that no spaces divide. */
function markContinuous(
  persons: PersonIndex,
  text: string,
  token: Token,
  index: number,
  marked: Marked[],
): void {
  if (persons.continuousLengths.length === 0) return;
  const written = text.slice(token.start, token.end);
  const { folded, offsets } = foldWithOffsets(written);
  for (let at = 0; at < folded.length;) {
    let next = at + 1;
    for (const length of persons.continuousLengths) {
      if (at + length > folded.length) continue;
      const word = persons.continuous(folded.slice(at, at + length));
      if (word === undefined || !persons.mayStandIn(folded, at, at + length)) continue;
      marked.push({
        index,
        start: token.start + (offsets[at] ?? 0),
        end: token.start + (offsets[at + length] ?? written.length),
        word,
        accepted: false,
      });
      next = at + length;
      break;
    }
    at = next;
  }
}

/** `S. Head`, `Head, S.`: an initial of the person, written as one. */
function hasInitialBeside(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  mark: Marked,
): boolean {
  const before = tokens[mark.index - 1];
  if (
    before !== undefined &&
    persons.isInitialOf(before.folded, mark.word) &&
    /^\.\s?$/.test(text.slice(before.end, mark.start))
  )
    return true;
  const after = tokens[mark.index + 1];
  // `Li KL`.
  if (
    after?.folded.length === 2 &&
    mark.word.folded.length === 2 &&
    text.slice(mark.end, after.start) === ' ' &&
    areInitialsBeside(persons, text, after, mark)
  )
    return true;
  return (
    after !== undefined &&
    persons.isInitialOf(after.folded, mark.word) &&
    /^(?:,\s?|\^)$/.test(text.slice(mark.end, after.start)) &&
    /^(?:\.|\s*$)/.test(text.slice(after.end))
  );
}

/** Whether a word counts without another word of the same person beside it. */
function standsAlone(text: string, tokens: readonly Token[], mark: Marked): boolean {
  const { word, index } = mark;
  if (tokens[index]?.kind === 'continuous')
    return word.strength === 'strong' || isHonoured(text, mark) || isAlone(tokens, mark);
  if (isSomebodyByDeed(text, tokens, mark)) return true;
  switch (word.strength) {
    case 'strong':
      return isAnnounced(text, tokens, index) || !isEponymUseOfKnown(tokens, index);
    case 'soft':
      if (isAnnounced(text, tokens, index)) return true;
      if (isEponymUseOfKnown(tokens, index)) return false;
      return isCapitalised(text, tokens, mark) || isWeaklyAnnounced(text, tokens, index);
    case 'short':
      if (isAnnounced(text, tokens, index) || isSetApart(text, tokens, mark)) return true;
      if (isEponymUseOfKnown(tokens, index)) return false;
      return (
        (isWeaklyAnnounced(text, tokens, index) && isCapitalised(text, tokens, mark)) ||
        (nameRarity(word.folded) === 'name' &&
          (isTitleCase(text, mark) || mark.end === text.trimEnd().length)) ||
        isShortName(text, tokens, mark)
      );
    case 'weak':
      return (
        (isAnnounced(text, tokens, index) ||
          (tokens[index - 1]?.folded === 'by' && isTitleCase(text, mark)) ||
          isSetApart(text, tokens, mark)) &&
        !isEponymUseOfKnown(tokens, index)
      );
  }
}

/** `UWE moved`, `rpt for NINO`: with a capital, and nothing that is imaged. */
function isSomebodyByDeed(text: string, tokens: readonly Token[], mark: Marked): boolean {
  const { index, start, word } = mark;
  return (
    !word.particle &&
    !BODY_WORDS.has(word.folded) &&
    /^\p{Lu}/u.test(text.slice(start)) &&
    (isSubject(text, tokens, index) || isMadeAgainFor(text, tokens, index))
  );
}

const HONORIFIC_AFTER =
  /^[\s\u3000]*(?:様|さま|さん|ちゃん|くん|君|氏|殿|先生|医師|님|씨|교수|선생|원장|医生|大夫|主任|女士|小姐|คุณ)/u;
const HONORIFIC_BEFORE =
  /(?:患者|患儿|病人|姓名|氏名|名前|担当|主治医|医師|医生|操作者|技師|환자|성명|이름|의사|담당)[\s\u3000:：は]*$/u;

function isHonoured(text: string, mark: Marked): boolean {
  return (
    HONORIFIC_AFTER.test(text.slice(mark.end, mark.end + 6)) ||
    HONORIFIC_BEFORE.test(text.slice(Math.max(0, mark.start - 8), mark.start))
  );
}

/** Prose of this many words is written with capitals where they mean something. */
const PROSE_WORDS = 12;

/** Whether a word is written as a name is, so far as the letters' case in this text tells names from other words. */
function isCapitalised(text: string, tokens: readonly Token[], mark: Marked): boolean {
  const first = text.charAt(mark.start);
  if (first !== first.toLowerCase()) return true;
  if (first === first.toUpperCase()) return true; // a script without case
  return !isHeaderWord(mark.word.folded) && text === text.toLowerCase() && tokens.length < PROSE_WORDS;
}

/** `CT WU Thorax`: with a capital, no abbreviation that lists know, no unit of a number, no part of a code and no `NG tube`. */
function isShortName(text: string, tokens: readonly Token[], { index, start, end, word }: Marked): boolean {
  return (
    /^\p{Lu}/u.test(text.slice(start)) &&
    !isAbbreviation(word.folded) &&
    !isGlued(tokens, index) &&
    // `Lu-177`: an isotope.
    !/^-\d{2,3}(?!\d)/.test(text.slice(end)) &&
    !(/\d\s$/.test(text.slice(0, start)) && isUnit(word.folded)) &&
    !/^(?:tube|sond[ae])$/.test(tokens[index + 1]?.folded ?? '')
  );
}

/** Whether the text has no other word. */
function isAlone(tokens: readonly Token[], { start, end }: Marked): boolean {
  return tokens.length === 1 && tokens[0]?.start === start && tokens[0].end === end;
}

function isTitleCase(text: string, { start, end }: Marked): boolean {
  const rest = text.slice(start + 1, end);
  return text.charAt(start) !== text.charAt(start).toLowerCase() && rest === rest.toLowerCase();
}

/** Beside a word of the same person a word counts that alone would not: `Head, May`. */
function acceptNeighbours(text: string, tokens: readonly Token[], marked: readonly Marked[]): void {
  const isOneOfMany = (mark: Marked): boolean =>
    marked.some((other) => other !== mark && other.word === mark.word) &&
    isEponymUseOfKnown(tokens, mark.index);
  for (let at = 1; at < marked.length; at += 1) {
    const left = marked[at - 1];
    const right = marked[at];
    if (left === undefined || right === undefined || !areBeside(text, left, right)) continue;
    if (left.word.particle || right.word.particle) right.accepted ||= left.accepted;
    // In `Wilson, Ada Wilson disease` the second Wilson is the disease's.
    else if (left.word !== right.word && !isOneOfMany(left) && !isOneOfMany(right))
      left.accepted = right.accepted = true;
  }
  // `JUN-JUN`: the same word twice is one name.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const [left, right] = [marked[at - 1], marked[at]];
    if (
      left !== undefined &&
      right !== undefined &&
      left.word === right.word &&
      /^\p{Lu}/u.test(text.slice(left.start)) &&
      text.slice(left.end, right.start) === '-'
    )
      left.accepted = right.accepted = true;
  }
  // `ED LE GOFF`: what stands before the particles of a name.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const [left, right] = [marked[at - 1], marked[at]];
    if (left !== undefined && right?.accepted === true && right.word.particle && !left.word.particle)
      left.accepted ||= areBeside(text, left, right);
  }
  // Particles before a name: `van der Berg`.
  for (let at = marked.length - 1; at > 0; at -= 1) {
    const left = marked[at - 1];
    const right = marked[at];
    if (
      left !== undefined &&
      right?.accepted === true &&
      !left.accepted &&
      left.word.particle &&
      areBeside(text, left, right)
    )
      left.accepted = true;
  }
}

/** Signs, or the `i` of `Cuquerella i Solé` and the `'t` of `van 't Hof`. */
const BESIDE = /^(?:[\s,.^_=/\-\u3000・'’"]{0,3}| (?:[iye]|['’]?t) )$/iu;

function areBeside(text: string, left: Marked, right: Marked): boolean {
  return (
    BESIDE.test(text.slice(left.end, right.start)) &&
    left.word.persons.some((id) => right.word.persons.includes(id))
  );
}

/** `J. Smith`, `Smith, J A`: initials of the person beside the name go with it. */
function withInitials(
  persons: PersonIndex,
  text: string,
  tokens: readonly Token[],
  mark: Marked,
): { readonly start: number; readonly end: number } {
  let { start, end } = mark;
  if (tokens[mark.index]?.kind !== 'letters') return { start, end };
  for (let at = mark.index - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const between = text.slice(token.end, start);
    // `van 't Hof`: the particle and its apostrophe.
    if (/^ ?['’]?$/.test(between) && persons.word(token.folded)?.particle === true) {
      start = token.start;
      continue;
    }
    if (!/^(?:\.\s?|\s|\.-)$/.test(between)) break;
    if (!areInitialsBeside(persons, text, token, mark) || isGlued(tokens, at)) break;
    start = token.start;
  }
  for (let at = mark.index + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.start < end) continue;
    const between = text.slice(end, token.start);
    if (!/^(?:,?\s|\.\s?|\^|,)$/.test(between) && !(between === '' && text.charAt(end - 1) === '.')) break;
    if (!areInitialsBeside(persons, text, token, mark) || isGlued(tokens, at)) break;
    // `Smith A` may be followed by a word that only begins like an initial: the initial stands alone.
    end = text.charAt(token.end) === '.' ? token.end + 1 : token.end;
  }
  return { start, end };
}

/** `J. Smith`, and `Smith JB` in capitals, where no abbreviation is meant. */
function areInitialsBeside(persons: PersonIndex, text: string, token: Token, mark: Marked): boolean {
  if (persons.isInitialOf(token.folded, mark.word)) return true;
  return (
    (token.folded.length === 2 || token.folded.length === 3) &&
    // `Salter-Harris II. Ibáñez`: a grade.
    !/^i+$/.test(token.folded) &&
    Array.from(token.folded).every((letter) => persons.isInitialOf(letter, mark.word)) &&
    isAllCapitals(text, token) &&
    text.slice(mark.start, mark.end) !== text.slice(mark.start, mark.end).toUpperCase() &&
    !VIEWS.has(token.folded)
  );
}

/** `1.5T`, `T4`: a letter that adjoins a number is a unit or part of a code, never an initial. */
function isGlued(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return (
    token !== undefined && (tokens[index - 1]?.end === token.start || tokens[index + 1]?.start === token.end)
  );
}

/** Nobody signs with more letters. */
const MOST_INITIALS = 4;

function findInitials(persons: PersonIndex, text: string, tokens: readonly Token[], add: AddSpan): void {
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

function isAllCapitals(text: string, { start, end }: Token): boolean {
  return /^[\p{Lu}\p{M}]+$/u.test(text.slice(start, end));
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

/** What may stand between two pieces that become one span. */
const BETWEEN_PIECES = /^[\s,.^_=/\-\u3000・]{0,3}$/u;

/** In the order of the text, overlapping pieces and neighbouring pieces of one kind joined. */
function merge(text: string, found: Found[]): readonly TextSpan[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const spans: Found[] = [];
  for (const piece of found) {
    const last = spans[spans.length - 1];
    if (last === undefined || (piece.start >= last.end && !isContinued(text, last, piece))) {
      spans.push({ ...piece });
      continue;
    }
    if (piece.start < last.end && piece.end - piece.start > last.end - last.start) last.kind = piece.kind;
    last.end = Math.max(last.end, piece.end);
    last.confidence = Math.max(last.confidence, piece.confidence);
  }
  return spans.map((span): TextSpan => ({ ...span, source: 'lexicon' }));
}

function isContinued(text: string, last: Found, piece: Found): boolean {
  return (
    last.kind === piece.kind &&
    (piece.kind === 'person' || piece.kind === 'address') &&
    BETWEEN_PIECES.test(text.slice(last.end, piece.start))
  );
}

function needlesOf(
  finder: Finder,
  birthDays: ReadonlySet<number>,
  facts: readonly IdentityFact[],
): readonly Needle[] {
  const needles = new Map<string, Needle>();
  const add = (text: string, kind: IdentityKind, boundary: Needle['boundary']): void => {
    if (!needles.has(text)) needles.set(text, { text, kind, boundary });
  };
  for (const { text, continuous } of finder.persons.distinctive()) {
    // Letters alone, as in `n.a.` where a name should be, stand in any text.
    if (continuous || /\S\S/u.test(text)) add(text, 'person', continuous ? 'none' : 'word');
  }
  for (const [compact, { kind, strong }] of finder.identifiers.entries()) {
    const digits = /^\d+$/.test(compact);
    if (strong && compact.length >= (digits ? 7 : 6)) add(compact, kind, 'word');
  }
  for (const { kind, text } of facts) {
    const folded = tokenize(text);
    if (
      (kind === 'patientId' || kind === 'accession') &&
      folded.length > 1 &&
      /\d{3}/.test(text) &&
      text.length >= 7
    )
      add(text.toLowerCase(), 'identifier', 'word');
    if (kind === 'email') add(text.toLowerCase(), 'email', 'word');
    if (kind === 'phone') {
      const digits = text.replace(/\D/g, '');
      if (digits.length >= 9) {
        add(digits, 'phone', 'digits');
        add(text.trim().toLowerCase(), 'phone', 'digits');
      }
    }
  }
  for (const { text, kind } of finder.phrases.distinctive()) add(text, kind, 'word');
  for (const day of birthDays) for (const form of writtenForms(day)) add(form, 'date', 'digits');
  return [...needles.values()];
}
