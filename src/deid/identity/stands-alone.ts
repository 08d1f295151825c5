/** Whether one word of a name tells a person, without another word of the name beside it. */
import { BODY_WORDS } from '../text/patterns/names.js';
import { isUnit } from '../text/patterns/units.js';
import type { Token } from '../text/words.js';
import { isAbbreviation } from '../vocabulary/abbreviations.js';
import { isEponymUseOfKnown } from '../vocabulary/eponyms.js';
import { isHeaderWord, nameRarity } from '../vocabulary/vocabulary.js';
import { isAnnounced, isMadeAgainFor, isSubject, isWeaklyAnnounced } from './evidence.js';
import { isGlued, type Marked } from './marked.js';
import { isSetApart } from './set-apart.js';

/** Whether a word counts without another word of the same person beside it. */
export function standsAlone(text: string, tokens: readonly Token[], mark: Marked): boolean {
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
