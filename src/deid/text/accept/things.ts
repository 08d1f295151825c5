/** What the form round a word says is no person's: a question for a disease, a reference to a journal. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { isNameShaped } from '../patterns/name-forms.js';
import type { Reading } from '../patterns/reading.js';
import type { TokenRange } from './evidence.js';

/** Where a name is asked for and no disease: after a label, or near a word for who it is. */
const ASKS_WHO =
  /: ?\(?$|(?:patient|pat\.?|pt|name|nom|nombre|nome|naam|signed|sign[ée]e?|gez\.?|firmado|who|wer|qui|radiologist|doctor|dr\.?|wrong)[ (:]{1,3}$/iu;

/** `Mirizzi? Bouveret?`: one word, an eponym or unlike names, that is asked for. */
export function isQueried({ text, tokens }: Reading, { first, last }: TokenRange): boolean {
  if (last !== first) return false;
  const token = tokens[first];
  if (token === undefined) return false;
  if (text.charAt(token.end) !== '?') return false;
  const isOther =
    isEponym(token.folded) || (nameRarity(token.folded) === 'unknown' && !isNameShaped(token.folded));
  const before = text.slice(Math.max(0, token.start - 16), token.start);
  if (
    !isOther ||
    ASKS_WHO.test(before) ||
    /^\?\)? ?(?:please|pls|check|name|bitte|wrong)/i.test(text.slice(token.end, token.end + 14))
  )
    return false;
  return /(?:^|[.,;?!(/+]) ?$/.test(before);
}

/** `Eur Radiol 2019;29(4):1801`, `Radiology 301:112-120`. */
const CITATION =
  /(?:\p{Lu}[\p{L}.&]{1,24} ){1,5}(?:(\(?(?:19|20)\d\d\)?[;,:] ?)\d{1,4} ?(?:\(\d{1,3}\))?[:,] ?[\dA-Za-z]{1,7}(?:[-–][\dA-Za-z]{1,7})?|(\d{1,4})(?:\(\d{1,3}\))?:\d{1,5}[-–](\d{1,5}))(?!:?\d)/gu;
/** Words of the titles of journals, in their short forms. */
const JOURNAL =
  /(?:^|[ .])(?:(?:Radio|Roentgen|R[öo]ntgen|Cardio|Neuro|Nephro|Uro|Onco|Derma|Gastro|Hepat|Ortho|Pedi|Paedi|Surg|Magn|Reson|Invest|Ultraso|Abdom)\p{L}*|J|Am|Eur|Br|AJR|AJNR|JMRI|Clin|Acta|Ann|Arch|Med|Engl|Lancet|JAMA|BMJ|NEJM|Nature|Science|Circulation|Blood|Gut|Thorax|Rofo|Skeletal|Curr|World|Phys|Nucl)[. ]/u;
/** No hour is as great as this volume, no minute as great as this page. */
const LEAST_VOLUME = 25;
const LEAST_PAGE = 60;

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Where a text refers to journals. */
export function citations(text: string): readonly Piece[] {
  if (!/\d[;:,)]/.test(text)) return [];
  return [...text.matchAll(CITATION)]
    .filter(([whole, year, volume, page]) => {
      // `Halvorsen Anna 2019, 10:30`: the hour of an appointment.
      if (!JOURNAL.test(whole)) return year?.includes(';') === true && !/\b\d{1,2}:\d\d$/.test(whole);
      return year !== undefined || Number(volume) >= LEAST_VOLUME || Number(page) >= LEAST_PAGE;
    })
    .map(({ index, 0: whole }) => ({ start: index, end: index + whole.length }));
}

/** Whether a span lies in one of the references. */
export function isCited(cited: readonly Piece[], { start, end }: Piece): boolean {
  return cited.some((piece) => piece.start < end && start < piece.end);
}
