/** Which numbers on an image tell nothing of a person: ticks, measures, counters, and settings that a word or unit explains. */
import type { Token } from '../../deid/text/words.js';
import { PARAMETERS, UNITS } from './overlay-words.js';

/** `48 12 05 71`: digits that no word, point or percent sign explains. */
export function isLongNumber(text: string, tokens: readonly Token[]): boolean {
  if (tokens.some(({ kind }) => kind !== 'digits') || /\d[.,]\d|%/.test(text)) return false;
  return tokens.reduce((sum, { start, end }) => sum + end - start, 0) > LONGEST_NUMBERS;
}

const LONGEST_NUMBERS = 6;
/** One or two digits, a fraction, or `1/25`: ticks of scales, counters. Four digits may be anybody's number. */
export function isShortNumber(text: string, digits: string): boolean {
  if (digits.length <= 2) return true;
  if (/^[+-]?\d*[.,]\d+%?$|^[+-]?\d+[.,]%?$/.test(text)) return true;
  if (/^[+-]?\d{1,3}\s?%$/.test(text)) return true;
  return isCounter(text);
}

function isCounter(text: string): boolean {
  const [, at, of] = /^(\d{1,4})\s?\/\s?(\d{1,4})$/.exec(text) ?? [];
  return at !== undefined && of !== undefined && !/^0/.test(at) && !/^0/.test(of) && Number(at) <= Number(of);
}

/** Words after which a number may have leading zeros. */
const COUNTED: ReadonlySet<string> = new Set([
  'im',
  'img',
  'image',
  'se',
  'ser',
  'series',
  'fr',
  'frame',
  'cine',
  'loop',
  'slice',
  'acq',
  'sl',
  'ima',
]);

export function isPlainNumber(text: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined) return false;
  const digits = token.end - token.start;
  if (digits <= 2) return true;
  if (digits > 4) return false;
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  const isFraction =
    before?.kind === 'digits' &&
    /^[.,]$/.test(text.slice(before.end, token.start)) &&
    before.end - before.start <= 4;
  const isWhole = after?.kind === 'digits' && /^[.,]$/.test(text.slice(token.end, after.start));
  if (isFraction || (isWhole && digits === 3)) return digits <= 4;
  const named =
    before?.kind === 'letters' &&
    PARAMETERS.has(before.folded) &&
    /^[\s:=.#+<>~-]{0,3}$/.test(text.slice(before.end, token.start));
  const measured =
    after?.kind === 'letters' && UNITS.has(after.folded) && /^\s?$/.test(text.slice(token.end, after.start));
  const isSize = /^(?:\s?[x*×]\s?)$/i.test(
    after === undefined ? '' : text.slice(token.end, tokens[index + 2]?.start ?? token.end),
  );
  const isSized = /^(?:\s?[x*×]\s?)$/i.test(
    before === undefined ? '' : text.slice(tokens[index - 2]?.end ?? token.start, token.start),
  );
  if (/^0/.test(text.slice(token.start, token.end))) return named && COUNTED.has(before.folded);
  const isCounted = isCounter(
    text.slice(
      before?.kind === 'digits' ? before.start : token.start,
      after?.kind === 'digits' ? after.end : token.end,
    ),
  );
  return named || measured || isSize || isSized || isCounted || /^\s?%/.test(text.slice(token.end));
}
