/** By which name somebody is known to a computer: `user jdoe2`, `pushed by ada.halvorsen`. */
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { report, type Finder } from './reading.js';

const USER =
  /(?<![\p{L}\d])(?:user(?:[ _-]?(?:name|id))?|login|logon|logged in as|pushed by|uploaded by|benutzer|utilisateur|usuario|gebruiker|användare)(?: user)?(?:\s{0,4}[:=]\s{0,4}|\s{1,4})([a-z][a-z.\-_]{2,}\d{1,4}|[a-z]{1,12}[._][a-z]{3,}|(?<=[:=] ?)[a-z]{5,})(?![\p{L}\d@])/dgiu;

/** What the form at least has. */
const MAY_HOLD = /user|login|logon|logged|pushed|uploaded|benutzer|utilisateur|usuario|gebruiker|användare/iu;

export const findUserNames: Finder = ({ text }, found) => {
  if (text.length < 6 || !MAY_HOLD.test(text)) return;
  for (const match of text.matchAll(USER)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const [word = '', ...others] =
      text
        .slice(start, end)
        .match(/\p{L}+/gu)
        ?.map(foldText) ?? [];
    // `user interface2`, `user a.setting`: a word with a number or an article.
    const isPlain =
      word === 'a' &&
      others.length > 0 &&
      others.every((part) => isHeaderWord(part) || nameRarity(part) === 'word');
    if (!isPlain && !isHeaderWord(word) && nameRarity(word) !== 'word')
      report(found, start, end, 'other', 0.75);
  }
};
