/** What is written on images in set phrases, whole lines of them, of which a part alone could be initials. */

/** `POST GAD`, `pre KM`, `PRE+C`, `KM +`, `sans inj`, `C-`. */
const AROUND_CONTRAST =
  /^(?:(?:pre|post|prä|avant|apr[eè]s|sin|con|sans|avec|ohne|mit|senza|zonder|met|without|with|w|wo|w\/o)(?:[ -](?:[+-]\s?)?|[+-])(?:gado?|gd|km|c|contrast\p{L}?|contr|con|iv|inj|mdc|mc|pdc|kontrast)|(?:gd|km|c|contrast|mdc|pdc|inj)\s?[+-]|[+-]\s?(?:gd|km|c|mdc|pdc|contrast))$/iu;
/** `WT BEARING`. */
const BEARING = /^(?:full |partial |non[ -]?)?(?:wt|weight)[ -]?bear(?:ing)?$/i;
/** `CROSS TABLE LAT`. */
const BEAM = /^(?:x|cross|horiz(?:ontal)?)[ -]?(?:table|beam)(?:[ -]?lat(?:eral)?)?$/i;
/** `AX T2 FS`, whether or not the spaces between them were read: plane, weighting, technique. */
const SEQUENCE =
  /^(?:ax|sag|cor|tra|trans|obl)\s?(?:T1|T2\*?|PD|STIR|FLAIR|DWI|ADC|SWI|GRE)\s?(?:W|FS|SE|FSE|TSE|GRE|STIR|FLAIR|\+\s?C)?$/i;
/** `GB TRANS`, `RK SAG`: what is seen, by its first letters, and how it is cut. */
const CUT =
  /^(?:(?:rt|lt|r|l) )?(?:gb|rk|lk|ao|ivc|cbd|pv|hv|sma|smv|ub|ut|ov|spl|panc|abd|aorta|liver|spleen|kidney|bladder|uterus|ovary)\s?(?:trans?|trv|tv|sag|long|lg|cor|ax|obl|prox|mid|dist|gen)$/i;
const RESOLUTION = /^(?:hi(?:gh)?|lo|low)[ -]?res(?:olution)?$/i;
const NOT_FOR_DIAGNOSIS = /^not for (?:primary )?diagnos(?:is|tic(?: use| purposes)?)$/i;

const PHRASES = [AROUND_CONTRAST, BEARING, BEAM, SEQUENCE, CUT, RESOLUTION, NOT_FOR_DIAGNOSIS];

export function isOverlayPhrase(text: string): boolean {
  return PHRASES.some((phrase) => phrase.test(text));
}
