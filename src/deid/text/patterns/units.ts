import { gapAfter, isLetters, type Reading } from './reading.js';

/** Units and counted things after which a number is a measure (folded). */
const UNITS = new Set(
  (
    'mm mmm cm m um nm km in inch inches ft ms msec msecs s sec secs second seconds sek min mins minute minutes minuten h hr hrs hour hours std ' +
    'us usec ns hz khz mhz ghz kv kvp mv v ma mas uas ua a w kw mw g mg ug mcg kg ng lb lbs oz ml cc l dl ul iu ie ui u mci uci ci mbq gbq kbq bq cps ' +
    'kcps cnt cnts cts count counts kcts mcts gy cgy mgy mgycm usv msv sv t tesla gauss mt hu ppm px pixel pixels pix voxel voxels dpi bit bits byte bytes ' +
    'kb mb gb slices slice sl images image img imgs frames frame fr views view projections volumes vol series rows columns lines echoes phases averages nex nsa ' +
    'deg degrees grad c f percent bpm mmhg kpa pa bar mmol umol nmol mol meq db cal kcal x times mal fold x1 x2 schichten bilder coupes cortes strati snijden ' +
    'years year yrs yr jahre jahr ans anos anni jaar months month monate mois meses mesi weeks week wk wks days day tage jours dias giorni dagen y yo'
  ).split(' '),
);

/** Whether a word, folded, is a unit or what is counted. */
export function isUnit(folded: string): boolean {
  return UNITS.has(folded);
}

/** Whether the number that ends with this token is followed by a unit, or by a sign that makes it part of a size or share. */
export function isMeasured(reading: Reading, last: number): boolean {
  const token = reading.tokens[last];
  if (token === undefined) return false;
  const after = /^ ?(?:%|°|µ|μ|×|\*|\^\d)/.exec(reading.text.slice(token.end, token.end + 3));
  if (after !== null) return true;
  const next = reading.tokens[last + 1];
  const gap = gapAfter(reading, last);
  return isLetters(next) && (gap === '' || gap === ' ') && UNITS.has(next.folded);
}

const VERSION_WORDS = new Set(
  'v ver vers version versions sw software rev revision release rel build firmware fw syngo dicom sp patch package kernel protocol table'.split(
    ' ',
  ),
);

/** Whether a number stands after a word for a version (`SW 12.03.14`, `v1.2.3`) or after the version itself (`VB10A 20030626`). */
export function isVersion(reading: Reading, first: number): boolean {
  const before = reading.text.slice(
    Math.max(0, (reading.tokens[first]?.start ?? 0) - 14),
    reading.tokens[first]?.start,
  );
  if (/(?:^|[^\p{L}\d])[Vv][A-Za-z]?\d[\w.]{0,8}[ _-]\[?$/u.test(before)) return true;
  for (let index = first - 1; index >= 0 && index >= first - 2; index -= 1) {
    const token = reading.tokens[index];
    const gap = gapAfter(reading, index);
    if (token === undefined || gap === undefined || !/^[ .:_-]{0,2}$/.test(gap)) return false;
    if (VERSION_WORDS.has(token.folded)) return true;
  }
  return false;
}

/** Whether a number is a factor of a size: `512x512`, `1.5*1.5*3`. */
export function isFactor(reading: Reading, first: number, last: number): boolean {
  const start = reading.tokens[first]?.start ?? 0;
  const end = reading.tokens[last]?.end ?? 0;
  return /[x×*] ?$/i.test(reading.text.slice(Math.max(0, start - 2), start)) &&
    /\d\S? ?[x×*] ?$/i.test(reading.text.slice(Math.max(0, start - 5), start))
    ? true
    : /^ ?[x×*] ?\d/i.test(reading.text.slice(end, end + 4));
}
