/** Names that the tagger alone marked. */

import { isBareDisease, isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES } from '../patterns/common-names.js';
import { isEastAsianTerm } from '../patterns/east-asian-terms.js';
import {
  isDiseaseBeforeSurname,
  isNameOfThing,
  isNameShaped,
  isSurnameLike,
  isUnshaped,
} from '../patterns/name-forms.js';
import { nameLikeness } from '../patterns/name-letters.js';
import { BODY_WORDS, isOfReports, PARTICLES, STOPS } from '../patterns/names.js';
import type { Reading } from '../patterns/reading.js';
import { RELATIVES } from '../patterns/relations.js';
import { isWrittenAsWord } from '../patterns/surname-words.js';
import type { TextSpan } from '../span.js';
import { wholeName } from './whole-name.js';
import { wordSet, type Token } from '../words.js';
import {
  endsSentenceWithin,
  isLowered,
  isUnitOfNumber,
  isUnknownScript,
  snapped,
  TAGGER_ALONE,
  TAGGER_CERTAIN,
  TAGGER_ON_UNKNOWN,
  TAGGER_SURE,
  type TokenRange,
} from './evidence.js';

/** Less is asked where all words of the span are known for names, or are in no list. */
const TAGGER_ON_NAMES = 0.5;
/** More of one name in a text in small letters. */
const TAGGER_LOW_CASE = 0.8;
/** Of the one word that a value has, known for a name. */
const TAGGER_ON_VALUE = 0.6;
/** Letters that the one word of a value must have. */
const LEAST_OF_VALUE = 4;

export function acceptTaggedName(reading: Reading, span: TextSpan, range: TokenRange): TextSpan | undefined {
  const { tokens, text } = reading;
  if (span.confidence >= TAGGER_ON_UNKNOWN) {
    const whole = wholeName(reading, range, span.confidence);
    if (whole !== undefined) return snapped(reading, { ...span, start: Infinity, end: 0 }, whole);
  }
  let { first, last } = range;
  const hasCapitals = /\p{Lu}\p{L}/u.test(text.slice(span.start, span.end));
  const isPlain = (index: number): boolean => {
    const token = tokens[index];
    if (token === undefined || token.kind === 'digits') return true;
    if (token.kind === 'continuous') return isEastAsianTerm(token.folded);
    if (isInitialsAfter(reading, index, range)) return false;
    if (isUnitOfNumber(reading, token)) return true;
    // `c/o` after a name.
    if (token.end - token.start === 1 && /\p{Ll}/u.test(text.charAt(token.start))) return true;
    // `Halvorsen, chute`: in small letters after a comma something else is told, unless it is a given name.
    if (
      hasCapitals &&
      index > first &&
      /^, ?$/.test(reading.gaps[index - 1] ?? '') &&
      /^\p{Ll}/u.test(text.slice(token.start)) &&
      !PARTICLES.has(token.folded) &&
      nameRarity(token.folded) !== 'name'
    )
      return true;
    // `Stahlbau Halvorsen, Quetschung`: what comes after a comma is a given name or something else.
    if (
      index === last &&
      index > first + 1 &&
      /^, ?$/.test(reading.gaps[index - 1] ?? '') &&
      nameRarity(token.folded) === 'unknown' &&
      nameLikeness(token.folded) < 0
    )
      return true;
    // The possessive of a name that was plain.
    if (token.folded === 's' && text.charAt(token.start - 1) === "'") return true;
    if (
      hasCapitals &&
      /^\p{Ll}/u.test(text.slice(token.start, token.end)) &&
      !PARTICLES.has(token.folded) &&
      (nameRarity(token.folded) !== 'name' || span.confidence < TAGGER_SURE)
    )
      return true;
    // What is examined, of what disease, and who.
    if (index === first && isDiseaseBeforeSurname(reading, first, last)) return true;
    // `BRAIN EXAMPLE`: what is examined, before or after whose it is.
    if (last > first && BODY_WORDS.has(token.folded)) return true;
    // `Ward Halvorsen`, `mari Thibault`: whose, and where.
    if (
      last > first &&
      (isHeaderWord(token.folded) || RELATIVES.has(token.folded)) &&
      !PARTICLES.has(token.folded)
    )
      return true;
    return (
      nameRarity(token.folded) === 'word' || isEponymUse(tokens, index) || isWrittenAsWord(reading, index)
    );
  };
  while (first <= last && isPlain(first)) first += 1;
  while (last >= first && isPlain(last)) last -= 1;
  // Rare given names are words of some language, too (`Brunhilde`): the tagger, when sure, has the last say on one.
  if (
    first <= last &&
    first > range.first &&
    span.confidence >= TAGGER_SURE &&
    mayBeGivenName(reading, first - 1)
  )
    first -= 1;
  const words = tokens.slice(first, last + 1);
  if (words.length === 0 || words.some((word) => word.kind === 'digits')) return undefined;
  if (words.every((word) => word.end - word.start === 1 || PARTICLES.has(word.folded))) return undefined;
  if (endsSentenceWithin(reading, { first, last }) || isThingOf(reading, first, last, span.confidence))
    return undefined;
  if (isNameOfThing(reading, first, last) || beginsWithinWord(reading, span)) return undefined;
  if (words.length === 1 && (isSetting(reading, first) || isOfSettings(reading, first))) return undefined;
  // `Resektion eines Tumors`: between the parts of a name stand particles only.
  if (words.slice(1, -1).some((word) => nameRarity(word.folded) === 'word' && !PARTICLES.has(word.folded)))
    return undefined;
  const isNamed =
    words.some(isNameLike) && words.every((word) => word.end - word.start === 1 || isNameLike(word));
  const hasName = words.some((word) => isNameLike(word) || nameRarity(word.folded) === 'both');
  const least = isGraded(reading, first, last)
    ? TAGGER_CERTAIN
    : leastOfName(reading, span, { first, last }, isNamed, hasName);
  if (span.confidence < least) return undefined;
  if (isNamed && span.confidence < TAGGER_ALONE.person && isPartOfCode(text, words)) return undefined;
  if (!isNamed) {
    // A single word in no list, alone or tied to others by signs as codes are, may be anything.
    const isAlone = words.length === 1 && words[0]?.kind === 'letters' && tokens.length === 1;
    const isShaped = words.every(({ folded }) => isShapedWord(folded));
    if ((isAlone && !isShaped) || !words.every((word) => hasFormOfName(reading, word))) return undefined;
    // `t1_tse_Halvorsen`: signs join names to words of protocols as they join codes.
    const isJoinedName =
      span.confidence >= TAGGER_ON_UNKNOWN && words.every((word) => word.end - word.start > 4);
    if (isPartOfCode(text, words, isJoinedName)) return undefined;
  }
  return withSurname(
    reading,
    snapped(
      reading,
      {
        ...span,
        start: Math.max(span.start, words[0]?.start ?? 0),
        end: Math.min(span.end, words.at(-1)?.end ?? span.end),
      },
      { first, last },
    ),
    last,
  );
}

/** `Jane Vex's`: with the word in no case but a surname's after a name, before what ends it. */
function withSurname(reading: Reading, span: TextSpan, last: number): TextSpan {
  const { text, tokens, gaps } = reading;
  const [name, next] = [tokens[last], tokens[last + 1]];
  if (name === undefined || next === undefined || gaps[last] !== ' ' || reading.isCapitals) return span;
  const isTitle = [name, next].every(({ start, end }) => /^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(start, end)));
  if (!isTitle || !isNameLike(name) || !/^(?:'s |[.,;)]|\s*$)/.test(text.slice(next.end, next.end + 3)))
    return span;
  const isOther = isOfReports(next.folded) || isEponym(next.folded);
  return isOther || isBareDisease(next.folded) ? span : { ...span, end: next.end };
}

/** `FatSat=Strong`: the value of a setting that no person has, in a word that means something. */
function isSetting({ text, tokens }: Reading, index: number): boolean {
  const token = tokens[index];
  const key = tokens[index - 1];
  if (token === undefined || key === undefined || text.slice(key.end, token.start) !== '=') return false;
  return nameRarity(token.folded) === 'both' && !PERSON_KEY.test(key.folded);
}

/** `Okoro 2, no effusion`, `Okoro C`: one word before a number or a letter of a scale, in a text of some length. */
function isGraded({ text, tokens, gaps }: Reading, first: number, last: number): boolean {
  const [token, next] = [tokens[last], tokens[last + 1]];
  if (first !== last || token === undefined || next === undefined || gaps[last] !== ' ' || tokens.length < 5)
    return false;
  return /^ (?:\d{1,3}(?:\.\d{1,2})?|[IVX]{1,4}[a-c]?|[A-E]\d?)(?=\s*$|[,;.)](?!\d)| (?:and|with|vs|\p{Ll}+ graded))/u.test(
    text.slice(token.end, token.end + 12),
  );
}

/** `Brain Smooth Soft Standard`: a word of the language of headers among others of it. */
function isOfSettings({ tokens }: Reading, index: number): boolean {
  const folded = tokens[index]?.folded ?? '';
  if (!isHeaderWord(folded) || COMMON_SURNAMES.has(folded)) return false;
  return [tokens[index - 1], tokens[index + 1]].every(
    (beside) => beside !== undefined && isHeaderWord(beside.folded),
  );
}

/** `Halvorsen KD`: initials after the surname, in capitals as it is not. */
function isInitialsAfter(
  { text, tokens, gaps }: Reading,
  index: number,
  { first, last }: TokenRange,
): boolean {
  const [surname, token] = [tokens[index - 1], tokens[index]];
  if (index !== last || index === first || surname === undefined || token === undefined) return false;
  if (!/^\p{Lu}{1,3}$/u.test(text.slice(token.start, token.end)) || !/^[ -]$/.test(gaps[index - 1] ?? ''))
    return false;
  return (
    /^\p{Lu}\p{Ll}+$/u.test(text.slice(surname.start, surname.end)) &&
    isNameLike(surname) &&
    !STOPS.has(token.folded) &&
    !BODY_WORDS.has(token.folded)
  );
}

const PERSON_KEY = /name|pat|pt|oper|phys|user|tech|doc|author|dr|by|radiol|nurse|staff|signed|owner/;

/** How sure the tagger must be: the less the lists say for a name, the more. */
function leastOfName(
  reading: Reading,
  { kind }: TextSpan,
  range: TokenRange,
  isNamed: boolean,
  hasName: boolean,
): number {
  const { first, last } = range;
  const words = reading.tokens.slice(first, last + 1);
  if (isUnknownScript(reading, range)) return isNamed ? TAGGER_SURE : TAGGER_CERTAIN;
  if (words.some((word) => word.kind === 'continuous'))
    return words.some((word) => word.end - word.start > LONGEST_RUN)
      ? NEVER
      : words.some((word) => KANA_ONLY.test(word.folded))
        ? TAGGER_CERTAIN
        : TAGGER_ON_UNKNOWN;
  if (isLowered(reading, range)) return isNamed ? TAGGER_SURE : NEVER;
  // The one word of a value may be a product's.
  if (reading.tokens.length === 1) {
    if (words.some((word) => word.end - word.start < LEAST_OF_VALUE)) return TAGGER_CERTAIN;
    return isNamed
      ? TAGGER_ON_VALUE
      : words.every(({ folded }) => isShapedWord(folded))
        ? TAGGER_ON_UNKNOWN
        : TAGGER_CERTAIN;
  }
  // A word that names a disease or a sign, and is no common surname.
  if (words.length === 1 && words.every((word) => isEponym(word.folded) && !COMMON_SURNAMES.has(word.folded)))
    return TAGGER_SURE;
  // A name in a text without capitals is a word of some language as likely.
  if (isNamed && reading.isSmall && words.length === 1) return TAGGER_LOW_CASE;
  if (isNamed) return isAtEdge(reading, range) ? TAGGER_ON_NAMES : TAGGER_ALONE[kind];
  if (words.every(({ folded }) => nameRarity(folded) === 'unknown' && isUnshaped(folded)))
    return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
  const isShaped = words.some((word) => isShapedWord(word.folded));
  const isKnown = words.some(isNameLike);
  if (isKnown || (isShaped && (hasName || words.length > 1 || last > first))) return TAGGER_ALONE[kind];
  if (isShaped) return (TAGGER_ALONE[kind] + TAGGER_ON_UNKNOWN) / 2;
  if (hasName) return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
  if (!isAtEdge(reading, range)) return TAGGER_CERTAIN;
  return words.length > 1 ? TAGGER_ON_UNKNOWN : TAGGER_SURE;
}

const NEVER = 2;
/** A longer run of characters without a space is a sentence. */
const LONGEST_RUN = 12;
/** Folded, katakana are hiragana. */
const KANA_ONLY = /^[\p{Script=Katakana}\p{Script=Hiragana}ー]+$/u;

/** Whether a word has the form of a surname; of one in no list the letters say so, too. */
function isShapedWord(folded: string): boolean {
  return nameRarity(folded) === 'unknown' ? isNameShaped(folded) : isSurnameLike(folded);
}

/** Whether the words begin or end the text, a line, or a part of it that a sign divides off. */
function isAtEdge({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  const isEdge = (gap: string | undefined): boolean => gap === undefined || /[_/:,;()[\]|\n]| - /.test(gap);
  return first === 0 || last === tokens.length - 1 || isEdge(gaps[first - 1]) || isEdge(gaps[last]);
}

/** The span begins within a word in katakana, as none of a name does. */
function beginsWithinWord({ text }: Reading, { start }: TextSpan): boolean {
  return /^[\p{Script=Katakana}ー]{2}$/u.test(text.slice(Math.max(0, start - 1), start + 1));
}

/** Articles and prepositions that tie the name of a thing to it: `maladie de Horton`, `filtro di Greenfield`. */
const OF = new Set('de du di da do del della des von'.split(' '));

/** What is somebody's, before `de`. */
const OF_SOMEBODY = wordSet(
  'imagenes imagen estudio estudios informe informes consulta lista peticion solicitud indicacion orden volante familia bebe nino nina paciente pacientes nombre firma placas radiografia resultado resultados historia cita ' +
    'images image examen examens dossier courrier demande avis consultation famille bebe enfant compte rendu resultats cliche patient patiente nom signature lettre part ' +
    'immagini esame esami referto referti richiesta lista famiglia neonato bambino paziente nome firma lettera visita ambulatorio ' +
    'imagens exame exames laudo pedido lista familia crianca nome assinatura carta rn cuidados',
);

/** `enfermedad de Chagas`: a noun, `of`, and an eponym. */
function isThingOf({ tokens, text }: Reading, first: number, last: number, confidence: number): boolean {
  const at = OF.has(tokens[first]?.folded ?? '') ? first : first - 1;
  if (first < last - 1 || !OF.has(tokens[at]?.folded ?? '')) return false;
  const thing = tokens[at - 1];
  if (thing === undefined || !/^\p{Ll}/u.test(text.charAt(tokens[at]?.start ?? 0))) return false;
  const named = tokens[last];
  if (named === undefined || nameRarity(thing.folded) === 'name') return false;
  if (isEponym(named.folded)) return true;
  // `fiebre de Halvorsen`: what is no relative and no paper of somebody.
  return (
    confidence < TAGGER_SURE &&
    first >= last - 1 &&
    /^\p{Ll}/u.test(text.charAt(thing.start)) &&
    nameRarity(thing.folded) === 'word' &&
    !RELATIVES.has(thing.folded) &&
    !OF_SOMEBODY.has(thing.folded)
  );
}

/** A word of mixed case next to a name, neither a part of the body nor one by which reports go on. */
function mayBeGivenName(reading: Reading, index: number): boolean {
  const token = reading.tokens[index];
  if (token?.kind !== 'letters' || reading.isCapitals) return false;
  const isTitleCase = /^\p{Lu}\p{Ll}{2,}$/u.test(reading.text.slice(token.start, token.end));
  return (
    isTitleCase &&
    /^[ -]$/.test(reading.gaps[index] ?? '') &&
    !STOPS.has(token.folded) &&
    !BODY_WORDS.has(token.folded) &&
    !isBareDisease(token.folded)
  );
}

/** Known for a name and for nothing else, or so common a one that a person is meant. */
export function isNameLike(word: Token): boolean {
  if (word.end - word.start <= 2) return false;
  return COMMON_SURNAMES.has(word.folded) || (nameRarity(word.folded) === 'name' && !isEponym(word.folded));
}

/** In one case, or with capitals as names have them. */
function hasFormOfName({ text }: Reading, word: Token): boolean {
  if (word.kind === 'continuous') return true;
  const written = text.slice(word.start, word.end);
  return (
    /^(?:\p{Lu}?[\p{Ll}\p{M}]*|\p{Lu}+|(?:Mc|Mac|O|De|Di|Le|La|Van)\p{Lu}\p{Ll}+|\p{Lo}+)$/u.test(written) &&
    !/(.)\1\1/u.test(written)
  );
}

function isPartOfCode(text: string, words: readonly Token[], mayBeJoined = false): boolean {
  const sign = mayBeJoined ? /[\p{L}\d@]/u : /[\p{L}\d_/@]/u;
  const before = text.charAt((words[0]?.start ?? 0) - 1);
  const after = text.charAt(words.at(-1)?.end ?? text.length);
  return sign.test(before) || sign.test(after);
}
