import { lastTokenBefore, report, type Finder, type Reading } from './reading.js';
import { isHarmlessWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';
import { BODY_WORDS, isOfReports, MODALITY_CODES, STOPS } from './names.js';
import { TITLES } from './titles.js';
import { isVersion } from './units.js';

/** E-mail addresses, URLs, host names, file paths that name users, IP and MAC addresses. */
export const findWebAddresses: Finder = (reading, found) => {
  const { text } = reading;
  if (text.includes('@')) findEmails(reading, found);
  if (text.includes('://') || /www\./i.test(text)) findUrls(reading, found);
  if (text.includes('\\\\') || text.includes(':\\') || text.includes('/home/') || text.includes('/Users/'))
    findPaths(reading, found);
  if (text.includes('.')) {
    findHosts(reading, found);
    if (reading.digitCount > 3) findIpAddresses(reading, found);
  }
  if (text.includes(':') || text.includes('-')) findMacAddresses(reading, found);
};

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?_{|}~-]/u;
const HOST = /[\p{L}\p{N}.-]/u;

const LONGEST_PLACE = 80;
/** What an institution is called: words that begin with a capital, and small ones between them. */
const PLACE =
  /^\p{Lu}[\p{L}\p{M}'’.-]*(?: (?:(?:of|the|and|de|du|des|d[aeio]s?|del|della|la|le|les|der|den|van|von|y|e|et|&|i|w) ){0,2}\p{Lu}[\p{L}\p{M}'’.-]*){0,6}/u;
/** The last word for its kind. */
const KIND =
  /^.*(?:hospital\p{L}*|h[oô]pital|hospices?|clini\p{L}*|cl[ií]nic\p{L}*|klini\p{L}*|krankenhaus|infirmary|cent(?:re|er)|zentrum|centro|institut\p{L}*|health\p{L}*|medical|home|associates|radiology|praxis|szpital|sykehus|sjukhus\p{L}*|rigshospitalet|ziekenhuis|ospedal\p{L}*|policlinic\p{L}*|sant[eé]|universit\p{L}*|college|group|partners|trust)(?![\p{L}\p{M}])/iu;

/** How long the name of an institution is that stands here; 0 where none does. */
function placeLength(text: string): number {
  const run = PLACE.exec(text)?.[0] ?? '';
  const kind = KIND.exec(run)?.[0] ?? '';
  const isWord = (word: string): boolean =>
    isOfReports(foldText(word)) || TITLES.has(foldText(word.replace('.', '')));
  let end = kind.length;
  // What follows its kind belongs to it as far as it is no word of headers: `Clinique Exampleton`.
  for (const { 0: word, index } of run.matchAll(/\S+/g)) {
    if (index < end) continue;
    if (isWord(word)) break;
    end = index + word.length;
  }
  return end;
}

/** `Routine chest@Example General Hospital`: what was examined, and where; whoever may be called so has a mailbox there. */
function isWhereDone(text: string, local: string, start: number, host: number): boolean {
  if (!/^\p{Lu}[\p{L}\p{M}'’-]{2,}/u.test(text.slice(host, host + 40))) return false;
  const what = local
    .split(/[^\p{L}\p{M}]+/u)
    .filter((part) => part.length > 2)
    .map(foldText);
  if (what.length === 0) return MODALITY_CODES.has(foldText(local));
  // `Left foot@`: a word that is a name as well, after another word of headers.
  const before = /([\p{L}\d]{2,}) $/u.exec(text.slice(Math.max(0, start - 24), start))?.[1] ?? '';
  const isProtocol = local.split(/[\d_]+/).length > 3 || /\d/.test(before);
  const isLed =
    isProtocol ||
    (isOfReports(foldText(before)) && !STOPS.has(foldText(before)) && !TITLES.has(foldText(before)));
  return what.every((part) => {
    if (COMMON_SURNAMES.has(part) || NICKNAMES.has(part)) return BODY_WORDS.has(part) && isLed;
    const rarity = nameRarity(part);
    return rarity === 'word' || (isOfReports(part) && (rarity === 'unknown' || isLed));
  });
}

const findEmails: Finder = (reading, found) => {
  const { text } = reading;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < 64 && LOCAL.test(text.charAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at < 255 && HOST.test(text.charAt(end))) end += 1;
    while (end > at && /[.-]/.test(text.charAt(end - 1))) end -= 1;
    const local = text.slice(start, at);
    const host = text.slice(at + 1, end);
    const isFull = /\.\p{L}{2,}$/u.test(host) && local !== '';
    const isLocal = /\p{L}{2}/u.test(local) && /^\p{L}[\p{L}\d-]{2,}$/u.test(host);
    if (!isFull && isWhereDone(text, local, start, at + 1)) {
      // `Perfusion@Rest` tells how it was done.
      const length = placeLength(text.slice(at + 1, at + 1 + LONGEST_PLACE));
      if (length > 0) report(found, at, at + 1 + length, 'institution', 0.75);
      continue;
    }
    if (isFull || isLocal) report(found, start, end, 'email', isFull ? 0.98 : 0.7);
  }
};

const findUrls: Finder = ({ text }, found) => {
  for (const match of text.matchAll(/\b(?:[a-z][a-z+]{1,9}:\/\/|www\.)[^\s<>"'|\\^`{}]{2,2048}/gi)) {
    const url = match[0].replace(/[.,;:!?)\]]+$/, '');
    report(found, match.index, match.index + url.length, 'url', 0.9);
  }
};

const findPaths: Finder = ({ text }, found) => {
  for (const match of text.matchAll(
    /(?:\b[A-Za-z]:\\|(?<![\w\\])\\\\(?=\w))[^\s<>"|?*;]{2,260}|\/(?:home|Users)\/[^\s<>"|?*;]{2,260}/g,
  ))
    if (!EVERYBODYS.test(match[0])) report(found, match.index, match.index + match[0].length, 'url', 0.8);
};

/** Folders of the system and of all users tell nobody. */
const EVERYBODYS =
  /^(?:[A-Za-z]:\\(?:Users\\(?:Public|Default|All Users)|Windows|Program|ProgramData)|\/Users\/Shared)(?:[\\/]|$)/i;

const COMMON_ENDS = new Set(
  'com org net edu gov mil int info biz health hospital clinic local lan internal intranet intra corp'.split(
    ' ',
  ),
);
const COUNTRY_ENDS = new Set(
  'de at ch fr be nl es pt it uk ie se no dk fi pl cz sk hu ro bg gr tr ru ua us ca mx br ar cl co au nz jp cn kr tw hk sg in il sa ae za eu lu lt lv ee si hr rs is'.split(
    ' ',
  ),
);

const findHosts: Finder = ({ text }, found) => {
  for (const match of text.matchAll(
    /(?<![\p{L}\d@._-])[\p{L}\d-]{2,63}(?:\.[\p{L}\d-]{1,63}){1,6}(?![\p{L}\d@_-])/gu,
  )) {
    const labels = match[0].toLowerCase().split('.');
    const last = labels.at(-1) ?? '';
    const [first = ''] = labels;
    if (!/\p{L}/u.test(first)) continue;
    const isCommon = COMMON_ENDS.has(last);
    const isNational =
      COUNTRY_ENDS.has(last) &&
      labels.every((label) => label.length >= 2) &&
      (labels.length >= 3 || (first.length >= 5 && (first.includes('-') || !isHarmlessWord(first))));
    // A sentence that ends without a space looks the same: `lung.It`; hosts are written in one case.
    const ending = match[0].slice(-last.length);
    const isOneCase = ending === ending.toLowerCase() || match[0] === match[0].toUpperCase();
    if ((isCommon || isNational) && isOneCase)
      report(found, match.index, match.index + match[0].length, 'url', 0.8);
  }
};

const findIpAddresses = (reading: Reading, found: Parameters<Finder>[1]): void => {
  for (const match of reading.text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)(?::\d{2,5})?/g)) {
    const octets = match[0].split(/[.:]/, 4).map(Number);
    if (octets.some((octet) => octet > 255) || /(?:^|\.)0\d/.test(match[0])) continue;
    const first = lastTokenBefore(reading, match.index) + 1;
    const before = reading.text.slice(Math.max(0, match.index - 16), match.index);
    if (isVersion(reading, first)) continue;
    const isNamed = /(?:\bip|host|server|address|adresse|node|peer|from|@|\/\/)[ :=v46]{0,4}$/i.test(before);
    const isPrivate = /^(?:192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(match[0]);
    const isLong = match[0].replace(/\D/g, '').length >= 9;
    if (isNamed || isPrivate || isLong || match[0].includes(':'))
      report(found, match.index, match.index + match[0].length, 'url', 0.8);
  }
};

const findMacAddresses: Finder = ({ text }, found) => {
  for (const match of text.matchAll(
    /(?<![\dA-F:-])[\dA-F]{2}([:-])(?:[\dA-F]{2}\1){4}[\dA-F]{2}(?![\dA-F:-])/gi,
  ))
    report(found, match.index, match.index + match[0].length, 'identifier', 0.8);
};
