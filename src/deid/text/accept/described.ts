/** Words of a description that stand beside a name and that a pattern or the tagger took for more of it: `ODUYA Larmor calibration`, `XR FOOT Lisfranc TINGTING`. */
import { isBareDisease, isEponymUse } from '../../vocabulary/eponyms.js';
import { isOfRegion } from '../../vocabulary/eponyms-of-regions.js';
import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { AGENTS } from '../patterns/agents.js';
import { PARTICLES } from '../patterns/names.js';
import { isDigits, isLetters, type Reading } from '../patterns/reading.js';
import { ROLES } from '../patterns/roles.js';
import type { TextSpan } from '../span.js';
import type { Token } from '../words.js';
import type { TokenRange } from './evidence.js';

/**
 * A person's span without the words of a description at its edges; undefined where the lexicon has all of the rest.
 * @param words the tokens of the span
 */
export function withoutDescription(
  reading: Reading,
  span: TextSpan,
  words: TokenRange,
  spans: readonly TextSpan[],
): TextSpan | undefined {
  if (span.kind !== 'person' || words.first === words.last) return span;
  const { tokens } = reading;
  const isKnown = ({ start, end }: Token): boolean =>
    spans.some((known) => known.source === 'lexicon' && known.start <= start && known.end >= end);
  let { first, last } = words;
  // `UEDA Batch 2`: the number is none of a name.
  while (last > first && isDigits(tokens[last])) last -= 1;
  if (first === last) return span;
  const end = last;
  while (last > first && isDescribedBehind(reading, { first, last }, isKnown)) last -= 1;
  if (last === end && isDescribedInFront(reading, { first, last }, isKnown)) first += 1;
  else if (last === end) return span;
  if (tokens.slice(first, last + 1).every(isKnown)) return undefined;
  return {
    ...span,
    start: first === words.first ? span.start : (tokens[first]?.start ?? span.start),
    end: last === words.last ? span.end : (tokens[last]?.end ?? span.end),
  };
}

/**
 * What the tagger marked, behind words that are none of it: what was examined before a certificate (`Whole Body PA-C Halvorsen`), the
 * diseases of a list (`Enfermedad de Chagas, Mal de Pott` has no `Chagas, Mal de` in it). Undefined where nothing is left.
 */
export function behindDescription(
  { tokens, gaps }: Reading,
  span: TextSpan,
  words: TokenRange,
): { readonly span: TextSpan; readonly words: TokenRange } | undefined {
  let { first } = words;
  for (let index = first; index + 1 < words.last; index += 1)
    if (tokens[index]?.folded === 'pa' && gaps[index] === '-' && tokens[index + 1]?.folded === 'c')
      first = index + 2;
  while (first < words.last && gaps[first] === ', ' && isEponymUse(tokens, first)) first += 1;
  if (first === words.first) return { span, words };
  // `Mal de`, before the next disease of the list.
  const isOpen = PARTICLES.has(tokens[words.last]?.folded ?? '');
  if (isOpen && first >= words.last - 1 && isEponymUse(tokens, words.last + 1)) return undefined;
  return {
    span: { ...span, start: tokens[first]?.start ?? span.start },
    words: { first, last: words.last },
  };
}

type IsKnown = (token: Token) => boolean;

function isDescribedBehind(reading: Reading, { first, last }: TokenRange, isKnown: IsKnown): boolean {
  const { text, tokens } = reading;
  const [token, next] = [tokens[last], tokens[last + 1]];
  if (
    !isLetters(token) ||
    isKnown(token) ||
    next === undefined ||
    !/^[ -]$/.test(text.slice(token.end, next.start))
  )
    return false;
  const goesOn =
    isDigits(next) || isHeaderWord(next.folded) || /^\p{L}?\p{Ll}{3}/u.test(text.slice(next.start));
  if (!goesOn) return false;
  const others = tokens.slice(first, last);
  // `WINSLOW^Leonard knee`: a sign of names between.
  if (!/^,? $/.test(text.slice(others.at(-1)?.end, token.start))) return false;
  const areKnown = others.every(isKnown);
  const inOtherLetters = isOneTitled(text, token, others.slice(0, 1));
  if (!areKnown && !inOtherLetters) return false;
  return isOfDescription(
    tokens,
    last,
    areKnown && (others.length > 1 || (inOtherLetters && isEponymUse(tokens, last))),
  );
}

/**
 * Whether a word is none of a name: an eponym that nobody is called by, a word before a number, or, beside a whole name that the
 * header tells, any eponym. `OKAFOR Thomas CT chest` is somebody's given name.
 */
function isOfDescription(tokens: readonly Token[], index: number, isBesideWhole: boolean): boolean {
  const folded = tokens[index]?.folded ?? '';
  const rarity = nameRarity(folded);
  if (isEponym(folded)) return rarity === 'unknown' || isBesideWhole;
  return rarity === 'both' && isDigits(tokens[index + 1]);
}

function isDescribedInFront(reading: Reading, { first, last }: TokenRange, isKnown: IsKnown): boolean {
  const { text, tokens } = reading;
  const [before, token] = [tokens[first - 1], tokens[first]];
  if (!isLetters(token) || isKnown(token) || !isLetters(before)) return false;
  if (!isHeaderWord(before.folded) || text.slice(before.end, token.start) !== ' ') return false;
  // `tech Hashimoto Halvorsen`: who it was.
  if (ROLES.has(before.folded) || AGENTS.has(before.folded)) return false;
  const others = tokens.slice(first + 1, last + 1);
  const written = text.slice(token.start, token.end);
  if (isDiseaseOf(token.folded, before.folded))
    return others.every(isKnown) || isOneTitled(text, token, others);
  if (isEponym(token.folded))
    return nameRarity(token.folded) === 'unknown' && isOneTitled(text, token, others);
  return others.every(isKnown) && /^\p{Lu}{2,4}$/u.test(written) && SHORT_FORMS.has(token.folded);
}

/** Where the diseases are looked for whose names people have, too. */
const ORGANS: Readonly<Record<string, string>> = {
  hashimoto: 'thyroid',
  addison: 'adrenal',
  takayasu: 'aorta',
  barrett: 'esophagus',
  parkinson: 'brain',
  huntington: 'brain',
  haglund: 'heel',
  schlatter: 'knee',
};

/** `THYROID Hashimoto Halvorsen`: the disease that is looked at, and whose. */
function isDiseaseOf(disease: string, region: string): boolean {
  return isBareDisease(disease) || ORGANS[disease] === region || isOfRegion(disease, region);
}

/** One word with a capital, the others all in capitals or of another script. */
function isOneTitled(text: string, token: Token, others: readonly Token[]): boolean {
  const written = ({ start, end }: Token): string => text.slice(start, end);
  if (!/^(?:\p{Lu}\p{Ll}+){1,2}$/u.test(written(token))) return false;
  const isLatin = /^\p{Script=Latin}/u.test(written(token));
  return others.every(
    (other) =>
      /^\p{Lu}{2,}$/u.test(written(other)) ||
      // `Warthin w HALVORSEN`
      /^[w+]$/.test(written(other)) ||
      /^\p{Script=Latin}/u.test(written(other)) !== isLatin,
  );
}
