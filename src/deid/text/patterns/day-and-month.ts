/** Days of a month without a year. */
import { wordSet } from '../words.js';
import { cueBefore, isDay, isJoinedToNumber, type WrittenDate } from './date-context.js';
import { numericDate } from './numeric-dates.js';
import { gapAfter, isDigits, isLetters, widthOf, type Reading } from './reading.js';
import { isMeasured } from './units.js';
import { weekdayNamed } from './weekdays.js';

/** `on 3/17`, `am 17.03.`: only after a word that calls for a date. */
export function dayAndMonth(reading: Reading, index: number): WrittenDate | undefined {
  const a = reading.tokens[index];
  const b = reading.tokens[index + 1];
  const next = reading.tokens[index + 2];
  const gap = gapAfter(reading, index) ?? '';
  if (!isDigits(a) || !isDigits(b) || !/^[./]$/.test(gap) || widthOf(a) > 2 || widthOf(b) > 2)
    return undefined;
  // `2/3-2/9/2021`.
  const opensRange =
    gap === '/' &&
    /^(?: ?- ?)$/.test(gapAfter(reading, index + 1) ?? '') &&
    numericDate(reading, index + 2) !== undefined;
  if (
    (isJoinedToNumber(reading, index + 1, /^[./,:-]$/, 'after') && !opensRange) ||
    isMeasured(reading, index + 1)
  )
    return undefined;
  if (gap === '/' && !opensRange && isFraction(reading, index)) return undefined;
  const cue = opensRange
    ? 'date'
    : gapAfter(reading, index - 1)?.includes(',') === true
      ? undefined
      : opensEntry(reading, index)
        ? 'date'
        : (cueBefore(reading, index) ??
          (isAfterEvent(reading, index) || hasEventBefore(reading, index) ? 'event' : undefined));
  const isPadded = widthOf(a) === 2 && widthOf(b) === 2;
  const isDotted = gap === '.' && /^\.(?!\d)/.test(reading.text.slice(b.end, b.end + 2));
  if (
    cue === undefined ||
    !(
      (isDotted && (cue !== 'event' || isPadded)) ||
      (gap === '/' &&
        (opensRange ||
          isPadded ||
          Number(a.folded) > 12 ||
          Number(b.folded) > 12 ||
          isLastOn(reading, index) ||
          opensEntry(reading, index) ||
          weekdayNamed(reading.tokens[index - 1]?.folded ?? '') !== undefined))
    )
  )
    return undefined;
  if (
    cue === 'preposition' &&
    gap === '/' &&
    next !== undefined &&
    /^(?:slices?|images?|series|views?)$/.test(next.folded)
  )
    return undefined;
  const orders = gap === '/' ? [[a, b] as const, [b, a] as const] : [[b, a] as const];
  for (const [month, day] of orders)
    if (isDay(Number(month.folded), Number(day.folded)))
      return {
        start: a.start,
        end: isDotted ? b.end + 1 : b.end,
        confidence: 0.75,
        year: undefined,
        month: { start: month.start, end: month.end, value: Number(month.folded), name: undefined },
        day: { start: day.start, end: day.end, value: Number(day.folded), ordinal: undefined },
      };
  return undefined;
}

/** What happened on a day: `surgery 7/14`, `CT 7/14`. */
const EVENTS = wordSet(
  'bx biopsy sx surgery cath ercp egd chemo xrt admission adm discharge fall injury mva mvc accident hospital clinic center centre ed er seen visit intubated extubated sturz unfall trauma op aufnahme entlassung geburt kontrolle chute operation opere accidente caida cirugia ingreso caduta intervento ricovero ongeval operatie opname ontslag',
);

/** After these a pair of numbers may be a setting as well where nothing else is said: `MR 1/16`, `CT 15/5`. */
const MODALITIES = wordSet('ct cta mr mri mra xr cxr kub us pet dexa mammo mammogram angio');
/** Tokens of a text that has no more than a modality and two numbers. */
const BARE = 3;

/** Whether a word, folded, names how pictures were taken. */
export function isModality(folded: string): boolean {
  return MODALITIES.has(folded);
}

/** `3/4`, `1/3`: parts of a whole as well as days of spring. */
function isPart({ tokens }: Reading, index: number): boolean {
  const [part, whole] = [Number(tokens[index]?.folded), Number(tokens[index + 1]?.folded)];
  return (part < whole && whole <= 5) || (part === 5 && whole === 5);
}

/** What is counted or measured in parts. */
const COUNTED =
  /^ (?:cores?|samples?|specimens?|nodes?|fragments?|levels?|positive|negative|pos|neg|slices?|images?|series|views?|pain|points?|score|suv|stanzen|zylinder|lymphknoten|positiv|negativ|schmerzen|carottes|prélèvements|cilindros|ganglios|prelievi|linfonodi)(?!\p{L})/iu;
/** What is rated, from nought to ten. */
const RATED = wordSet(
  'pain rated rates rating score scores scored scale nrs vas severity schmerz schmerzen douleur dolor dolore dor pijn eva',
);
/** Words before a rating that are looked at. */
const NEAR_RATING = 4;

const SINCE = wordSet('since from until till seit ab bis depuis desde dal sinds');

/** `biopsy 3/14 cores`, `pain is on 8/10.`: whether the number at `index` and the one after it are parts of a whole. */
export function isFraction({ tokens, text }: Reading, index: number): boolean {
  const whole = tokens[index + 1];
  if (whole === undefined) return false;
  if (COUNTED.test(text.slice(whole.end, whole.end + 16))) return true;
  return (
    Number(whole.folded) === 10 &&
    !SINCE.has(tokens[index - 1]?.folded ?? '') &&
    tokens.slice(Math.max(0, index - NEAR_RATING), index).some(({ folded }) => RATED.has(folded))
  );
}

function isAfterEvent(reading: Reading, index: number): boolean {
  const before = reading.tokens[index - 1];
  return (
    isLetters(before) &&
    (EVENTS.has(before.folded) || (MODALITIES.has(before.folded) && reading.tokens.length > BARE)) &&
    // `24/7`: always.
    !/^24\/7/.test(reading.text.slice(reading.tokens[index]?.start)) &&
    gapAfter(reading, index - 1) === ' ' &&
    !isJoinedToNumber(reading, index + 1, /^[ .,/:-]{1,2}$/, 'after')
  );
}

/** `7/12 - slept badly`: the day at the begin of a note. */
function opensEntry(reading: Reading, index: number): boolean {
  const { text, tokens, gaps, context } = reading;
  if (
    isPart(reading, index) ||
    index !== 0 ||
    !/^(?:LT|ST|UT|UC)$/.test(context?.vr ?? '') ||
    gaps[0] !== '/'
  )
    return false;
  const [first, second] = tokens;
  if (first?.start !== 0 || second === undefined) return false;
  return /^(?: [-–] |: )\p{L}{3}/u.test(text.slice(second.end, second.end + 8));
}

/** What is counted or rated of so many, before the pair. */
const PARTS = wordSet(
  'grade score scale va vision visual acuity od os ou snellen apgar mmse moca gcs nihss of slice slices image images im se series level nodes node ln lns lk lymphknoten ganglios ganglions linfonodi cores core biopsies biopsy positive negative pos neg fraction fractions fractionen fraktion fraktionen fracciones frazioni cycle cycles zyklus zyklen ciclo ciclos cicli sum total gleason points power strength window ratio size x',
);
/** What was done on a day. */
const DEEDS = wordSet(
  'removed placed inserted exchanged changed replaced repaired drained injected started stopped resumed operated admitted discharged transferred reviewed discussed called phoned informed signed checked entered scanned performed repeated cancelled rescheduled booked fell arrived consented revised transfused dialysed dialyzed ultrasound xray angio colonoscopy endoscopy gastroscopy bronchoscopy arthroscopy laparoscopy thrombectomy embolisation embolization angioplasty stenting entfernt gelegt operiert gewechselt begonnen verlegt besprochen aufgenommen entlassen gespiegelt retire pose operado retirado colocado iniziato rimosso',
);

/** `drain removed 3/17 (...)`: in a note, after a word for what was done. */
function isOfNote(before: Reading['tokens'][number] | undefined, context: Reading['context']): boolean {
  return isLetters(before) && DEEDS.has(before.folded) && /^(?:LT|ST|UT|UC)$/.test(context?.vr ?? '');
}

/** `seen by ortho (Halvorsen) 9/22,`: what happened some words before, where the number cannot be read as two months. */
function hasEventBefore({ tokens, gaps, text, context }: Reading, index: number): boolean {
  const [a, b] = [tokens[index], tokens[index + 1]];
  if (
    a === undefined ||
    b === undefined ||
    gaps[index] !== '/' ||
    Math.max(Number(a.folded), Number(b.folded)) < 13
  )
    return false;
  if (!/^\s*(?:$|[,;.)(](?!\d))/.test(text.slice(b.end, b.end + 4)) || !/[ (]/.test(text.charAt(a.start - 1)))
    return false;
  if (PARTS.has(tokens[index - 1]?.folded ?? '')) return false;
  if (isOfNote(tokens[index - 1], context)) return true;
  for (let at = index - 1; at >= 0 && at >= index - 5; at -= 1) {
    if (/[.;\n]/.test(gaps[at] ?? '')) return false;
    if (EVENTS.has(tokens[at]?.folded ?? '')) return true;
  }
  return false;
}

/** `seen on 3/4.`, `vu le 5/4`: after `on` and before the end of the sentence no fraction stands. */
function isLastOn(reading: Reading, index: number): boolean {
  const before = reading.tokens[index - 1];
  const end = reading.tokens[index + 1]?.end ?? 0;
  return (
    /^(?:on|le|el|il|em|op|d|den|dia)$/.test(before?.folded ?? '') &&
    index > 1 &&
    (before?.folded === 'on' || !isPart(reading, index)) &&
    (gapAfter(reading, index - 1) === ' ' ||
      (before?.folded === 'd' && gapAfter(reading, index - 1) === '. ')) &&
    /^(?:[.,;)]|\s*$|[\r\n])/.test(reading.text.slice(end, end + 3))
  );
}
