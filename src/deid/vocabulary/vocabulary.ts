/** Which words are harmless in an image header, and which ones are names. Words are asked for as `foldText` gives them. */
import { EPONYMS } from './eponyms.js';
import { COMPOUND_PARTS } from './generated/compound-parts.js';
import { HARMLESS_WORDS } from './generated/harmless-words.js';
import { HEADER_TERMS, HEADER_WORDS } from './generated/header-words.js';
import { PERSON_NAMES } from './generated/person-names.js';
import { readWordSet, unpackWordList, type WordSet } from './word-set.js';

let harmless: WordSet | undefined;
let header: WordSet | undefined;
let terms: WordSet | undefined;
let names: WordSet | undefined;
let parts: WordSet | undefined;

/** Read at first use: commands that clean no text do not pay for it. */
function harmlessWords(): WordSet {
  return (harmless ??= readWordSet(unpackWordList(HARMLESS_WORDS)));
}

function compoundParts(): WordSet {
  return (parts ??= readWordSet(COMPOUND_PARTS));
}

function headerWords(): WordSet {
  return (header ??= readWordSet(HEADER_WORDS));
}

function personNames(): WordSet {
  return (names ??= readWordSet(PERSON_NAMES));
}

/**
 * Whether a word is of the language of image headers itself: anatomy, protocols, makers, function words, months. Such a
 * word stands for what it means even where somebody is called so.
 */
export function isHeaderWord(foldedWord: string): boolean {
  return headerWords().has(foldedWord);
}

/** Whether a run of Chinese, Japanese or Korean characters is a term of image headers. */
export function isHeaderTerm(foldedRun: string): boolean {
  return (terms ??= readWordSet(HEADER_TERMS)).has(foldedRun);
}

/**
 * Whether a word has a meaning of its own in an image header: general words of several languages, anatomy, findings,
 * procedures, drugs, scanner and protocol terms. Many of them are surnames too (`head`, `may`, `long`).
 */
export function isHarmlessWord(foldedWord: string): boolean {
  return (
    isHeaderWord(foldedWord) ||
    harmlessWords().has(foldedWord) ||
    isPluralOfHarmless(foldedWord) ||
    isCompound(foldedWord) ||
    isMedicalForm(foldedWord)
  );
}

/** Whether a name also stands for a disease, sign, device, view or method (`parkinson`, `foley`, `towne`). */
export function isEponym(foldedWord: string): boolean {
  return EPONYMS.has(foldedWord);
}

/**
 * What a word is by itself: only a `name`; a `word` and no name that the lists know; `both`; or in no list (`unknown`), as
 * rare surnames, abbreviations and codes are.
 */
export function nameRarity(foldedWord: string): 'name' | 'both' | 'word' | 'unknown' {
  const isName = personNames().has(foldedWord);
  if (isHarmlessWord(foldedWord)) return isName ? 'both' : 'word';
  return isName ? 'name' : 'unknown';
}

function isPluralOfHarmless(word: string): boolean {
  // `Costas`, `Rigatos`: after these vowels it is the plural of Romance languages, of which the list has the common ones.
  if (word.length < 5 || !/[^aiou]s$/.test(word) || personNames().has(word)) return false;
  const singular = word.slice(0, -1);
  return harmlessWords().has(singular) && !personNames().has(singular);
}

/** Letters that tie the parts of a German or Dutch compound, longest first. */
const LINKS = ['en', 'es', 'n', 's', 'e', ''];
const LEAST_PART = 4;

/** Whether a word is of two words of German or Dutch reports (`Lungenrundherd`, `botbreuk`) and no name. */
function isCompound(word: string): boolean {
  const { length } = word;
  if (length < 2 * LEAST_PART || length > 40 || personNames().has(word)) return false;
  for (let at = LEAST_PART; at <= length - LEAST_PART; at += 1) {
    if (!compoundParts().has(word.slice(at))) continue;
    const head = word.slice(0, at);
    for (const link of LINKS)
      if (
        head.length - link.length >= LEAST_PART &&
        head.endsWith(link) &&
        compoundParts().has(head.slice(0, head.length - link.length))
      )
        return true;
  }
  return false;
}

/** Endings that only terms of medicine have; with them a word need not be in any list. */
const MEDICAL_ENDING =
  /(?:itis|itides|iti|ite[ns]?|osis|osen?|oses|omata|ectomi[ae]s?|ectomy|ektomien?|otomy|otomi(?:a|en?)s?|ostom(?:y|i[ae]s?|ien)|plast(?:y|i[aek]s?|ica|iken)|scop(?:y|ies?|ie|ia|ic)|skopien?|graph(?:y|ies?|ic|ie)|grafi[ae]s?|graphisch[a-z]*|gramm?[aes]?|path(?:y|ies?|ic|ie)|patia|pathisch[a-z]*|algi[ae]|a?emi[ae]|uria|genesis|stenos[ei][sn]?|sclerosis|sklerose|megal[yi][ae]?|logi(?:cal|sch[a-z]*)|troph(?:y|ic|ie)|plasi[ae]|lysis|rrhag[a-z]+|rrhea|rrhoe|metri(?:a|e|en)|metry|centes[ie]s?|zentesen?|pexi[ae]s?|pexy|rraphy|rrafia|rraphie|rhaphie|desis|dese|trips[iy][ae]?|phagia|fagia|plegi[aen]+|pares[ie]s?|(?:blast|sarc|aden|carcin|angi|fibr|chondr|neur|mening|gli|hemat|granul|papill)[a-z]{0,4}om[aes]?s?)$/;

function isMedicalForm(word: string): boolean {
  return (
    ((word.length >= 8 && MEDICAL_ENDING.test(word)) || (word.length >= 10 && NOUN_ENDING.test(word))) &&
    !personNames().has(word)
  );
}

/** Endings of abstract nouns of German and Italian, in long words. */
const NOUN_ENDING = /(?:zion[ei]|ierung(?:en)?|igkeit(?:en)?|lichkeit(?:en)?)$/;
