// Which words of the dictionaries that come with Tesseract's models are general words of their language, and no names.
// The dictionaries hold what stands often on the web, as it was written there: general words and names alike. A general
// word stands there in small letters too, and next to other forms of itself; German nouns are told by their forms.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `small`: all words in small letters count, for the dictionary is small; else those that also stand with a capital and in
 * capitals, or with `either` in one of these ways.
 */
const LANGUAGES = [
  { file: 'deu', small: true },
  { file: 'fra', small: true },
  { file: 'ell', small: true },
  { file: 'spa', small: true },
  { file: 'ita', small: true },
  { file: 'por', small: true },
  { file: 'nld', small: false },
  { file: 'tur', small: false },
  { file: 'pol', small: false },
  { file: 'swe', small: false, either: true },
  { file: 'rus', small: false },
];

/** Dictionaries in which names do not stand in small letters. */
const PLAIN = new Set(['deu', 'fra']);

const MAX_LETTERS = 18;

/** Endings of surnames that few other words have, in folded letters. */
const SURNAME_ENDINGS = {
  deu: /(?:mann|maier|meier|mayer|meyer|bauer|huber|hofer|stetter|stätter)$/,
  ell: /(?:οπουλος|οπουλου|ιδης|ιδου|ιαδης|ιαδου|ακης|ατος)$/,
  nld: /(?:stra|inga|sma|ema|mans|sen|ssen|huis|boer|dijk|broek)$/,
  tur: /(?:oglu|gil|soy)$/,
  pol: /(?:wicz\p{L}{0,3}|czyk\p{L}{0,3}|czak\p{L}{0,3}|czuk\p{L}{0,3}|iak|owna)$/u,
  swe: /(?:sson|strom|qvist|kvist|gren|lund|berg|dahl|holm)$/,
  rus: /(?:енко|чук|швили|дзе|ович|евич|овна|евна|ко|ян)$/,
  spa: /[^idñt]ez$/,
};

/** Endings that surnames and general words share, with the form that only the general word has. */
const SHARED_ENDINGS = {
  rus: [
    [/^(.+)(?:ов|ев)$/, ['ами', 'ями', 'ах', 'ях']],
    [/^(.+[оеи][вн])а$/, ['ами', 'ах']],
    [/^(.+[сц]к)(?:ий|ая|ого|ой|ому|им|их|ую)$/, ['ое', 'ие']],
    [/^(.+ин)$/, ['ами', 'ах']],
  ],
  pol: [[/^(.+[sc]k)(?:i|a|iego|iej|im|ich|iemu)$/, ['imi']]],
  ita: [
    [/^(.+in)i$/, ['o', 'a']],
    [/^(.+ett)i$/, ['o', 'a']],
    [/^(.+ell)[io]$/, ['a', 'i', 'o']],
    [/^(.+ucc)i$/, ['io', 'ia']],
    [/^(.+on)i$/, ['e']],
  ],
};

/** Places: they may tell where somebody lives. */
const GERMAN_PLACE =
  /(?:burg|dorf|heim|hausen|ingen|hofen|furt|stedt|leben|brueck|brück|kirchen|weiler|stadt|rode|itz|ow|beuren|reuth|scheid|bach|feld|berg|thal|tal|au|see|land|straße|strasse|platz|gasse|weg|allee|hof)e?[nrs]?$/;
const GERMAN_NOUN =
  /(?:ung|heit|keit|schaft|ion|tät|ismus|ment|nis|chen|lein|tum|anz|enz|ur|ik|ie|ose|itis|erung|ierung)(?:en|e|s|es|n|se|ssen)?$/;

/**
 * @param {string} folder of word lists as Tesseract's `dawg2wordlist` writes them, one for each language
 * @param {(word: string) => string} fold
 * @param {{ has(word: string): boolean }} names what some list calls a name or a place
 * @returns {{ words: Set<string>, oftenNames: Set<string> }} folded: words, and those among names that are words as well
 */
export function europeanWords(folder, fold, names) {
  const found = { words: new Set(), oftenNames: new Set() };
  for (const { file, small, either } of LANGUAGES) {
    const path = join(folder, `${file}.txt`);
    if (!existsSync(path)) throw new Error(`no word list ${path}`);
    readLanguage(
      new Set(readFileSync(path, 'utf8').split('\n')),
      file,
      { small, either },
      fold,
      names,
      found,
    );
  }
  return found;
}

function readLanguage(written, language, { small, either }, fold, names, found) {
  const locale = language === 'tur' ? 'tr' : 'en';
  const lower = [...written].filter((word) => /^\p{Ll}{3,}$/u.test(word) && word.length <= MAX_LETTERS);
  const families = new Map();
  for (const word of lower) families.set(stem(word), (families.get(stem(word)) ?? 0) + 1);
  const lowerSet = new Set(lower);
  const places = countries(language);
  for (const word of lower) {
    const folded = fold(word);
    const hasTitle = written.has(word.charAt(0).toLocaleUpperCase(locale) + word.slice(1));
    const hasCapitals = written.has(word.toLocaleUpperCase(locale));
    const relatives = (families.get(stem(word)) ?? 1) - 1;
    if (names.has(folded)) {
      if (relatives >= 1 && (PLAIN.has(language) || (!hasTitle && !hasCapitals)))
        found.oftenNames.add(folded);
      continue;
    }
    if (places.some((place) => word.length <= place.length + 2 && word.startsWith(place.slice(0, -1))))
      continue;
    if (!small && !(either ? hasTitle || hasCapitals : hasTitle && hasCapitals)) continue;
    if ((hasTitle || hasCapitals) && relatives === 0 && word.length < 8) continue;
    if (SURNAME_ENDINGS[language]?.test(folded) && (hasTitle || !small)) continue;
    if (hasTitle && !hasFormOfWord(word, language, lowerSet)) continue;
    found.words.add(folded);
  }
  if (language === 'deu') addGermanNouns(written, fold, names, found.words);
}

const LOCALES = {
  deu: 'de',
  fra: 'fr',
  ell: 'el',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  nld: 'nl',
  tur: 'tr',
  pol: 'pl',
  swe: 'sv',
  rus: 'ru',
};

/** Names of countries, in small letters: people are called so, and live there. */
function countries(language) {
  const display = new Intl.DisplayNames([LOCALES[language]], { type: 'region', fallback: 'none' });
  const found = [];
  for (let code = 0; code < 26 * 26; code += 1) {
    const region = String.fromCharCode(65 + Math.floor(code / 26), 65 + (code % 26));
    const name = display.of(region)?.toLocaleLowerCase(LOCALES[language]);
    if (name !== undefined && /^\p{L}{5,}$/u.test(name)) found.push(name);
  }
  return found;
}

/** What forms of one word share: all but its last letters. */
function stem(word) {
  return word.slice(0, Math.max(4, word.length - 3));
}

/** False for what reads as a surname and stands in no form that only a general word has. */
function hasFormOfWord(word, language, lower) {
  for (const [pattern, endings] of SHARED_ENDINGS[language] ?? []) {
    const base = pattern.exec(word)?.[1];
    if (base !== undefined)
      return endings.some((ending) => base + ending !== word && lower.has(base + ending));
  }
  return true;
}

function addGermanNouns(written, fold, names, words) {
  const nouns = [...written].filter((word) => /^\p{Lu}\p{Ll}{3,}$/u.test(word) && word.length <= MAX_LETTERS);
  const known = new Set(
    [...written].filter((word) => /^\p{L}\p{Ll}{2,}$/u.test(word)).map((word) => word.toLowerCase()),
  );
  const tails = new Set();
  for (const noun of known)
    for (let at = 4; at <= noun.length - 4; at += 1) {
      const head = noun.slice(0, at);
      const tail = noun.slice(at);
      if (known.has(tail) && (known.has(head) || (/[sn]$/.test(head) && known.has(head.slice(0, -1)))))
        tails.add(tail);
    }
  const inflected = (noun) =>
    ['e', 'en', 'es', 'n', 'ern', 'innen'].some((ending) => known.has(noun + ending)) ||
    ['e', 'en', 'es', 'er', 'n', 'ern', 's'].some(
      (ending) =>
        noun.endsWith(ending) && noun.length - ending.length >= 4 && known.has(noun.slice(0, -ending.length)),
    );
  for (const written_ of nouns) {
    const noun = written_.toLowerCase();
    const folded = fold(noun);
    if (names.has(folded) || SURNAME_ENDINGS.deu.test(folded)) continue;
    const isTail = tails.has(noun) || tails.has(noun.replace(/(?:en|es|e|n|s)$/, ''));
    if (
      GERMAN_PLACE.test(noun)
        ? isTail && inflected(noun)
        : GERMAN_NOUN.test(noun) || isTail || (inflected(noun) && noun.length >= 6)
    )
      words.add(folded);
  }
}
