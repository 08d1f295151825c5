/** Ages over 89 in words (45 CFR 164.514(b)(2)(i)(C)): `ninety-three year old`, `vierundneunzigjährig`, `noventa y dos años`. */
import { report, type Finder } from './reading.js';

const FORMS: readonly RegExp[] = [
  // English.
  /(?<!\p{L})(?:(?:aged?|age of) )?(?:ninety|(?:one|a) hundred(?: and)?)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?(?:[- ](?:years?|yrs?)[- ]old| ?y\/?o| y\.o\.)(?!\p{L})/giu,
  /(?<!\p{L})ag(?:ed?|e of) (?:ninety|(?:one|a) hundred(?: and)?)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?(?!\p{L})/giu,
  /(?<!\p{L})(?:nonagenarian|centenarian|nonagénaire|centenaire|nonagenari[oa]|centenari[oa])s?(?!\p{L})/giu,
  // German.
  /(?<!\p{L})(?:(?:ein|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun)und)?neunzig(?:-?jährig\p{Ll}{0,2}| Jahre(?: alt)?)(?!\p{L})/giu,
  /(?<!\p{L})(?:ein)?hundert(?:und)?(?:eins?|zwei|drei|vier|fünf|sechs)?-?jährig\p{Ll}{0,2}(?!\p{L})/giu,
  // French, with the numbers of Belgium and Switzerland.
  /(?<!\p{L})(?:quatre[- ]vingt[- ](?:dix(?:[- ](?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)|nonante(?:[- ](?:et[- ]un|deux|trois|quatre|cinq|six|sept|huit|neuf))?) ans(?!\p{L})/giu,
  // Spanish and Portuguese.
  /(?<!\p{L})(?:noventa(?: (?:y|e) \p{Ll}{2,6})?|cien(?:to \p{Ll}{2,6})?|cem|cento e \p{Ll}{2,6}) (?:años|anos)(?!\p{L})/giu,
  // Italian.
  /(?<!\p{L})novant(?:a(?:due|tré|tre|quattro|cinque|sei|sette|nove)?|uno?|otto)(?:enne| anni)(?!\p{L})/giu,
  // Dutch.
  /(?<!\p{L})(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n)?negentig(?:[- ]?jarige?| jaar)(?!\p{L})/giu,
];

/** What one of the forms at least has, so that few texts are searched for all of them. */
const MAY_HOLD =
  /ninety|hundred|neunzig|hundert|vingt|nonant|novent|novant|negentig|cien|cem |cent[eo]|nonag/iu;

export const findSpelledAges: Finder = ({ text }, found) => {
  if (text.length < 8 || !MAY_HOLD.test(text)) return;
  for (const form of FORMS)
    for (const match of text.matchAll(form))
      report(found, match.index, match.index + match[0].length, 'age', 0.9);
};
