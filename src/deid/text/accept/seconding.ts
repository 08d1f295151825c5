/** How sure the tagger must be of what a pattern is not sure of. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { isNameShaped, isUnshaped } from '../patterns/name-forms.js';
import type { Reading } from '../patterns/reading.js';
import type { TextSpan } from '../span.js';
import { TAGGER_ALONE, TAGGER_ON_UNKNOWN, type TokenRange } from './evidence.js';

/** The least at which the tagger seconds anything. */
export const TAGGER_SECONDS = 0.5;

/** The confidence of the tagger from which on it seconds a pattern: of drugs and devices, and in lists of them, more is asked. */
export function seconderOf(reading: Reading, span: TextSpan, words: TokenRange): number {
  const isListed = isInList(reading, words);
  if (isWhatIsUsed(reading, words)) return TAGGER_ON_UNKNOWN;
  if (hasOnlyUnshaped(reading, span, words)) return isListed ? TAGGER_ON_UNKNOWN : TAGGER_ALONE.person;
  return isListed && span.kind === 'person' && hasNoName(reading, words) ? TAGGER_ON_UNKNOWN : TAGGER_SECONDS;
}

/** After these somebody stands behind `with`: `seen with`, `Rücksprache mit`. */
const WITH_SOMEBODY =
  /(?:^|[^\p{L}])(?:seen|phoned?|call(?:ed)?|tel|discuss(?:ed|ion)?|spoken?|speaking|talk(?:ed)?|review(?:ed)?|confer(?:red)?|consult(?:ed)?|agreed|meeting|checked|confirmed|conversation|gesehen|ge?sprochen|besprochen|besprechung|abgesprochen|diskutiert|telefon\p{L}*|r[üu]cksprache|konsil|konsultation|vue?|discuté|parlé|échangé|visto|vista|hablado|comentado|consultado|falado|discutido|parlato|discusso|concordato|besproken|gezien|overleg\p{L}*|diskuterat|diskuteret|drøftet|talat)(?: \p{Ll}+){0,2} ?$/iu;

/** `REVISION W/ EXAMPLOR`, `on Examplan`: a device or a drug stands after these as well, in one word that no list has. */
function isWhatIsUsed({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  const token = tokens[first];
  if (
    token === undefined ||
    first !== last ||
    nameRarity(token.folded) !== 'unknown' ||
    isNameShaped(token.folded)
  )
    return false;
  const before = /(?:^|[^\p{L}])(?:with|w|mit|avec|con|com|met|using|on|unter|sous|via) ?\/? ?$/iu.exec(
    text.slice(Math.max(0, token.start - 8), token.start),
  );
  if (before === null) return false;
  const end = token.start - before[0].length;
  return !WITH_SOMEBODY.test(text.slice(Math.max(0, end - 32), end));
}

/** As far as the members of a list are looked for, in words. */
const NEAR = 4;

/** `Novaminsulfon, Bisoprolol, Pantozol`: one of three and more, or beside another that no list has. */
function isInList({ tokens, gaps }: Reading, { first, last }: TokenRange): boolean {
  const isComma = (gap: string | undefined): boolean => /^ ?[,;] ?$/.test(gap ?? '');
  const [before, after] = [isComma(gaps[first - 1]), isComma(gaps[last])];
  if (!before && !after) return false;
  if (gaps.slice(Math.max(0, first - NEAR), last + NEAR).filter(isComma).length > 1) return true;
  const beside = tokens[before ? first - 1 : last + 1]?.folded ?? '';
  return nameRarity(beside) === 'unknown';
}

/** Whether no word is known for a name, or made as names are. */
function hasNoName({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens
    .slice(first, last + 1)
    .every(({ folded }) => nameRarity(folded) === 'unknown' && !isNameShaped(folded));
}

/** Whether all words of a person's span are in no list and made as those of drugs and devices are. */
function hasOnlyUnshaped({ tokens }: Reading, { kind }: TextSpan, { first, last }: TokenRange): boolean {
  return (
    kind === 'person' &&
    tokens
      .slice(first, last + 1)
      .every(({ folded }) => nameRarity(folded) === 'unknown' && isUnshaped(folded))
  );
}

/** How sure the tagger is of what overlaps a span; 0 where nothing does. */
export function confidenceOver(span: TextSpan, tagged: readonly TextSpan[]): number {
  let confidence = 0;
  for (const other of tagged)
    if (other.start < span.end && span.start < other.end) confidence = Math.max(confidence, other.confidence);
  return confidence;
}

export function hasEponym({ tokens }: Reading, { first, last }: TokenRange): boolean {
  return tokens.slice(first, last + 1).some(({ folded }) => isEponym(folded));
}
