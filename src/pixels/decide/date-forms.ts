/** Dates and times of day as devices write them on images. */

const MONTH =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mai|okt|dez|mrz|fev|avr|aou|ene|abr|ago|dic|giu|lug|ott|mrt|mei)(?:[a-z]{0,6})';

const FORMS = [
  // 2019-04-12, 12.04.2019, 4/12/19
  /(?<![\d.])(?:\d{4}|\d{1,2})\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})(?!\d)/,
  // 20190412
  /(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)/,
  // 12-APR-19, 2019 Apr 12
  new RegExp(`(?<!\\d)(?:\\d{1,2}|\\d{4})[\\s./-]{0,2}${MONTH}\\.?[\\s./,-]{0,2}\\d{1,4}(?!\\d)`, 'i'),
  // Apr 12 2019
  new RegExp(`(?:^|[^a-z])${MONTH}\\.?[\\s./-]{0,2}\\d{1,2}[\\s./,-]{1,2}\\d{2,4}(?!\\d)`, 'i'),
  // .11.1967, 1.2006: pieces of a date
  /(?<!\d)\d{0,2}[./-](?:19|20)\d{2}(?!\d)/,
  // 12 OCT, Oct 2019, and nothing else
  new RegExp(`^\\s*(?:\\d{1,2}[\\s./-]?${MONTH}|${MONTH}\\.?[\\s./-]?(?:\\d{1,2}|\\d{4}))\\s*$`, 'i'),
  // 11:24:58, 11.24.58
  /(?<![\d.])\d{1,2}\s?[:;.]\s?\d{2}\s?[:;.]\s?\d{2}(?!\d)/,
  // 11:24
  /(?<!\d)\d{1,2}\s?[:;]\s?\d{2}(?!\d)/,
];

/** `0ct`, `N0v`, `Ju1`, `5ep`: months in which a recogniser took a letter for a digit. */
const MISREAD_MONTHS: readonly (readonly [RegExp, string])[] = [
  [/(?<![a-z])0(?=(?:[ck]t|tt)(?![a-z0-9]))/gi, 'O'],
  [/(?<=(?<![a-z])n)0(?=v)/gi, 'o'],
  [/(?<=(?<![a-z])ju)[1|](?![0-9])/gi, 'l'],
  [/(?<![a-z0-9])5(?=ep)/gi, 'S'],
  // `Ma r`
  [/(?<=(?<![a-z])(?:ja|fe|ma|ap|ju|au|se|oc|no|de)) (?=[a-z](?![a-z]))/gi, ''],
];

export function hasTimeOrDate(text: string): boolean {
  if (FORMS.some((form) => form.test(text))) return true;
  const months = MISREAD_MONTHS.reduce((read, [form, letter]) => read.replace(form, letter), text);
  return months !== text && FORMS.some((form) => form.test(months));
}

/** Ages of 90 and more are few enough to tell who somebody is (45 CFR 164.514(b)(2)(i)(C)). */
export function hasHighAge(text: string): boolean {
  return (
    /(?<![\d.])0?(?:9\d|1[0-2]\d)\s?(?:y|yr|yrs|yo|y\/o|years?|jahre|ans)\b/i.test(text) ||
    /^\[?(?:M|F|O|W|male|female)\]?\s?[/,]?\s?0?(?:9\d|1[0-2]\d)$/i.test(text.trim())
  );
}
