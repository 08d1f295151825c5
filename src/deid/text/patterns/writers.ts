/**
 * Who read, wrote, checked or did it, by initials or a name after the word for the deed, however it is shortened and whatever divides them:
 * `rptd AB`, `rdr:AB`, `gez.AB`, `dikt/AB`, `2nd checker AB`, `Bef.:AB/Halvorsen`.
 */
import { isEponym } from '../../vocabulary/vocabulary.js';
import { wordSet, type Token } from '../words.js';
import { VIEWS } from '../../vocabulary/abbreviations.js';
import { areInitialsOfRole, areLikelyInitials, areOfNobodyElse } from './initials.js';
import { gapAfter, isLetters, report, type Finder, type Reading } from './reading.js';
import { confidenceOf } from './short-roles.js';

/** Nobody but a person stands after these words for readers, writers and their work. Folded. */
const WRITERS = wordSet(`
rdr rptd rptg dict dictated dictating dictator typist transcriber transcribed scribe scribed verifier checker chkd okd countersigned initialled overreader coreader sonog
sekr secr secretaire schreibkraft dikt diktiert diktat gegengez vidiert visiert handz zweitbef erstbef relu dicte dictee frappe
fdo firmado dictado transcrito firmato dettato trascritto laudista digitado digitador assinado transcritor gedict getypt podpis
dikterat signerat sanellut okuyan yazan onaylayan leletezte gepelte semnat redactat
`);

/** People by their profession, after whom what is imaged stands as well. */
const ROLES = wordSet(
  'tech techn technol secretary sekretaer mtra mtr mfa tsrm manip manipulatrice laborant laborante elektroradiolog hoitaja asszisztens chaperone chap witness radiog rgr read reader',
);

/** After these what is seen, given or done stands as often. */
const DEEDS = wordSet(`
init inits initials mkg mfg vfg cannula cannulated inj prep qc qa sign sig sgd checked rechecked chk auth appr approved entered booked scanned rep rpt opr verif verified vetted protocolled reported reporter typed consented witnessed
bef befund befunder befundet befundung gez gezeichnet geschr aufkl aufgekl freig freigegeben durchgef ausgef unterschr signe interpr redige lu vu saisi enf redactado leido opis popis lelet lausunto
refertato refertante refertatore eseg eseguito esecutore laudo laudado gelezen akk opisal opisala popsal popsala wykonal wykonala provedl provedla granskat granskad skrivet beskrevet bskr sygepl ssk usk
lausui kuvasi kirj ceken raporlayan citit executat
`);

/** Of these, what is always written with a point where it is shortened. */
const SHORTENED = wordSet('gez geschr unterschr durchgef ausgef freig verif eseg akk rpt bef aufkl');

/** Words of many meanings, of which a colon makes labels. */
const LABELS = wordSet('typ done note tec cons ass dig lek ver seen gepr kontr addendum');

/** After initials: the end of a phrase, a day or a time, or a word that goes on about the deed. */
const END =
  /^(?:\s{0,8}(?:$|[,;)\]|/\r\n])| - |\.?\s{0,2}$|\. | ?[DT]: ?\d| ?[&+] ?\p{Lu}{2}| (?:u\.|and|und|et|y|e) \p{Lu}{2}(?!\p{L})| (?:typ|gez|dict|dikt|reader|tech|rdr)(?!\p{L})| \d{1,4}[./-]\d{1,2}(?!\d)| \d{1,2}:\d{2}| (?:19|20)\d{6}(?!\d)| (?:not|on|at|am|le|il|el|den|dd|vom)(?!\p{L}))/u;
/** `rpt AB 09/06/2012`. */
const DAY_AFTER = /^ (?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{6})(?!\d)/;
/** Others who took part: `AB/CD`, `AB & CD`, `AB/Halvorsen`. */
const OTHERS = /^(?: ?[/&+] ?| (?:u\.|and|und|et|y|e) )(\p{Lu}\p{Ll}[\p{L}'’-]{1,30}|\p{Lu}{2})(?!\p{L})/u;

export const findWriters: Finder = (reading, found) => {
  const { text, tokens } = reading;
  for (let index = 0; index + 1 < tokens.length; index += 1) {
    const token = tokens[index];
    if (!isLetters(token)) continue;
    const isWriter = WRITERS.has(token.folded) || isContracted(reading, index);
    const isLabel = LABELS.has(token.folded);
    if (!isWriter && !isLabel && !ROLES.has(token.folded) && !DEEDS.has(token.folded)) continue;
    const at = firstAfter(reading, index);
    const name = tokens[at];
    if (!isLetters(name)) continue;
    const gap = text.slice(tokens[at - 1]?.end ?? 0, name.start);
    // A point and a space end a sentence unless the word before is an abbreviation of nothing else.
    const mayBeShort = isWriter || SHORTENED.has(token.folded);
    if (
      isLabel
        ? !/^ ?[:=] ?$/.test(gap)
        : !/^(?:\.?[:=/_-] ?|\.| )$/.test(gap) && !(mayBeShort && gap === '. ')
    )
      continue;
    const hasDay = DAY_AFTER.test(text.slice(name.end, name.end + 14));
    const areInitials = judgeAfter(token.folded, isWriter, hasDay);
    if (markInitials(reading, name, areInitials, found)) continue;
    if (gap !== ' ' || isWriter || ROLES.has(token.folded)) markName(reading, name, isWriter, found);
  }
};

/** Which letters are initials after a word, and before a day. */
function judgeAfter(word: string, isWriter: boolean, hasDay: boolean): (folded: string) => boolean {
  if (isWriter || (hasDay && word === 'rpt')) return areOfNobodyElse;
  return hasDay || ROLES.has(word) ? areInitialsOfRole : areLikelyInitials;
}

/** `ok'd`, `chk'd`, `rpt'd`. */
function isContracted({ text, tokens }: Reading, index: number): boolean {
  const [word, ending] = [tokens[index - 1], tokens[index]];
  return (
    word !== undefined &&
    ending !== undefined &&
    /^(?:d|ed)$/.test(ending.folded) &&
    /^['’]$/.test(text.slice(word.end, ending.start)) &&
    /^(?:ok|qa|qc|chk|perf|rpt|rep|dict|verif|vett|prot|scan|cannulat|inj|sign|init|okay|ver|img)$/.test(
      word.folded,
    )
  );
}

/** Beyond a preposition: `typed by AB`. */
function firstAfter(reading: Reading, index: number): number {
  const next = reading.tokens[index + 1];
  return /^(?:by|von|par|por|da|av|af|door|durch|od)$/.test(next?.folded ?? '') &&
    gapAfter(reading, index) === ' '
    ? index + 2
    : index + 1;
}

/** Initials in capitals, and those of others behind a sign. */
function markInitials(
  { text }: Reading,
  { start, end, folded }: Token,
  areInitials: (folded: string) => boolean,
  found: Parameters<Finder>[1],
): boolean {
  if (
    end - start > 3 ||
    !/^\p{Lu}{2,3}$/u.test(text.slice(start, end)) ||
    !(END.test(text.slice(end, end + 16)) || /^\p{Ll}{2,6}: ?$/u.test(text.slice(0, start)))
  )
    return false;
  // `Bef.:AB/Halvorsen`: beside a name they are nothing else.
  const isBesideName = /^\/\p{Lu}\p{Ll}{2}/u.test(text.slice(end, end + 4)) && areInitialsOfRole(folded);
  if (!isBesideName && !areInitials(folded)) return false;
  if (VIEWS.has(folded) && !isBesideName && DAY_AFTER.test(text.slice(end, end + 14))) return false;
  report(found, start, end, 'initials', 0.85);
  let at = end;
  for (;;) {
    const other = OTHERS.exec(text.slice(at, at + 40));
    const who = other?.[1];
    if (other === null || who === undefined) return true;
    const from = at + other[0].length - who.length;
    at += other[0].length;
    const confidence = who.length === 2 ? 0.75 : confidenceOf(who, 'person');
    if (confidence === undefined) return true;
    report(found, from, at, who.length === 2 ? 'initials' : 'person', confidence);
  }
}

function markName(
  reading: Reading,
  { start, end, folded }: Token,
  isWriter: boolean,
  found: Parameters<Finder>[1],
): void {
  const { text } = reading;
  const written = text.slice(start, end);
  if (!/^(?:\p{Lu}\p{Ll}{2,}|\p{Lu}{4,})$/u.test(written) || reading.isCapitals || isEponym(folded)) return;
  if (!/^(?:\s{0,8}(?:$|[,;)\]/\r\n])| - |\.\s|\.$| [\d(#+])/u.test(text.slice(end, end + 12))) return;
  const confidence = confidenceOf(written, isWriter ? 'service' : 'known');
  if (confidence !== undefined) report(found, start, end, 'person', confidence);
}
