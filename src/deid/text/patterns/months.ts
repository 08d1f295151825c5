import { foldText } from '../words.js';

/** Names of months in the languages that reports are written in, January first; folded. Each language: full names, then short ones. */
const LANGUAGES: readonly (readonly [full: string, short: string])[] = [
  [
    'january february march april may june july august september october november december',
    'jan feb mar apr may jun jul aug sep oct nov dec',
  ],
  [
    'januar februar märz april mai juni juli august september oktober november dezember',
    'jan feb mrz apr mai jun jul aug sep okt nov dez',
  ],
  [
    'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    'janv févr mars avr mai juin juil août sept oct nov déc',
  ],
  [
    'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    'ene feb mar abr may jun jul ago sep oct nov dic',
  ],
  [
    'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
    'gen feb mar apr mag giu lug ago set ott nov dic',
  ],
  [
    'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
    'jan fev mar abr mai jun jul ago set out nov dez',
  ],
  [
    'januari februari maart april mei juni juli augustus september oktober november december',
    'jan feb mrt apr mei jun jul aug sep okt nov dec',
  ],
  [
    'januari februari mars april maj juni juli augusti september oktober november december',
    'jan feb mar apr maj jun jul aug sep okt nov dec',
  ],
  [
    'januar februar marts april maj juni juli august september oktober november december',
    'jan feb mar apr maj jun jul aug sep okt nov dec',
  ],
  [
    'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
    'sty lut mar kwi maj cze lip sie wrz paź lis gru',
  ],
  [
    'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
    'янв фев мар апр мая июн июл авг сен окт ноя дек',
  ],
  [
    'ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου',
    'ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ',
  ],
];

/** Other spellings of a month: the name, its number, and the language and form by which it is written when it is shifted. */
const OTHERS: readonly (readonly [name: string, month: number, language: number, form: 0 | 1])[] = [
  ['jänner', 1, 1, 0],
  ['jaenner', 1, 1, 0],
  ['maerz', 3, 1, 0],
  ['sept', 9, 0, 1],
  ['setiembre', 9, 3, 0],
  ['febr', 2, 6, 1],
  ['январь', 1, 10, 0],
  ['февраль', 2, 10, 0],
  ['март', 3, 10, 0],
  ['апрель', 4, 10, 0],
  ['май', 5, 10, 0],
  ['июнь', 6, 10, 0],
  ['июль', 7, 10, 0],
  ['август', 8, 10, 0],
  ['сентябрь', 9, 10, 0],
  ['октябрь', 10, 10, 0],
  ['ноябрь', 11, 10, 0],
  ['декабрь', 12, 10, 0],
];

export interface MonthName {
  /** 1 to 12. */
  readonly month: number;
  /** No other word of a common language or of imaging is written so: not `may`, `mars`, `set`, `MAR`. */
  readonly isPlain: boolean;
  /** The names of its row, January first, as the language writes them in lower case. */
  readonly row: readonly string[];
}

/** Words besides months: verbs, numerals, metal artefact reduction, Latin and Romance words, parts of names. */
const OTHER_WORDS = new Set(
  'may mar march mars mai mag gen set out ago dec sep jan jun jul ott dic dez lug giu abr ene marts maj maja lis lut sie lip cze sty gru mei april june august julio junio agosto nov oct aug fev apr feb mär mrt'.split(
    ' ',
  ),
);

const MONTHS = new Map<string, MonthName>();
for (const [name, month, language, form] of OTHERS)
  MONTHS.set(foldText(name), {
    month,
    isPlain: !OTHER_WORDS.has(name),
    row: (LANGUAGES[language]?.[form] ?? '').split(' '),
  });
for (const forms of LANGUAGES)
  for (const row of forms.map((form) => form.split(' ')))
    row.forEach((name, at) => {
      const folded = foldText(name);
      if (!MONTHS.has(folded)) MONTHS.set(folded, { month: at + 1, isPlain: !OTHER_WORDS.has(folded), row });
    });

/** The month that a folded word names, if one. */
export function monthNamed(folded: string): MonthName | undefined {
  return MONTHS.get(folded);
}
