/**
 * The identity lexicon of a patient: all ways to write the names, numbers, days and places that the headers tell, found
 * in any text. A word that is a word of its own (`May`, `Head`, `Foley catheter`) counts only with evidence that a person
 * is meant.
 */
import type { IdentityKind, TextContext, TextSpan } from '../text/span.js';
import { RecentMap } from '../recent-map.js';
import { tokenize, type Token } from '../text/words.js';
import { isEponymUseOfKnown } from '../vocabulary/eponyms.js';
import { endOfDate, parseDay, writtenForms } from './dates.js';
import { announcesIdentifier } from './evidence.js';
import type { IdentityFact } from './facts.js';
import { findInitials } from './find-initials.js';
import { findPersons } from './find-persons.js';
import { IdentifierIndex } from './identifiers.js';
import { endOf } from './marked.js';
import type { Needle } from './needles.js';
import { parsePersonName } from './names.js';
import { PersonIndex } from './persons.js';
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
  if (persons.hasInitials) findInitials(persons, text, tokens, add);
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
