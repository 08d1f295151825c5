/**
 * Who read, wrote, checked or did it, by initials or a name after the word for the deed, however it is shortened and whatever divides them:
 * `rptd AB`, `rdr:AB`, `gez.AB`, `dikt/AB`, `2nd checker AB`, `Bef.:AB/Halvorsen`, `T: AB D: 4/5/2013`.
 */
import { foldText, wordSet, type Token } from '../words.js';
import { areInitialsOfRole } from './initials.js';
import { gapAfter, isLetters, report, type Finder, type Reading } from './reading.js';
import { confidenceOf } from './short-roles.js';

/** Words for those who read, write, check and help, and for what they do, as they are shortened. Nothing but somebody stands after them. Folded. */
const WRITERS = wordSet(`
rdr reader reported dictated transcribed typed rptd rptg reporter dict dictating dictator typed typist transcriber scribe verif verifier checker chkd rechecked vetted protocolled okd countersigned chaperone chap sonog sonogr radiog rgr technol
cannulated cannulator consented witness witnessed overreader coreader secretary sekr secr secretaire scribed initialled
mkg mfg vfg bef befund befunder befundung befundet dikt diktiert diktat gez gezeichnet gegengez geschr schreibkraft aufkl aufgekl aufklarung freig freigabe freigegeben vidiert visiert durchgef ausgef unterschr handz mtra mtr mfa zweitbef erstbef
relu dicte dictee frappe tape signe manip manipulatrice interpr redige
fdo firmado dictado transcrito redactado leido
refertato refertante refertatore firmato dettato trascritto eseg eseguito esecutore tsrm
laudo laudado laudista digitado digitador assinado transcritor
gelezen gedict getypt akk ondert laborant laborante mbber
opisal opisala popsal popsala podpis wykonal wykonala technik elektroradiolog provedl provedla
granskat granskad dikterat dikt signerat skrivet beskrevet bskr sekretaer sygepl
lausui kuvasi kirj hoitaja sanellut
okuyan yazan ceken onaylayan raporlayan
leletezte asszisztens gepelte irta
citit semnat redactat executat
`);

/** These have other meanings, so that only a sign that ties tells who is meant: `read:AB`, `tech.AB`, `init:AB`, and `inj AB` at the end. */
const TIED_WRITERS = wordSet(`
read init inits initials tech tec techn cannula inj prep qc qa sign sig sgd checked chk ver auth appr approved entered booked scanned done by rep rpt op opr pos seen note typ tx
lu vu fait saisi enf inf rev opis popis lelet lausunto tecnico tec ass asst dig lek lab ssk usk sec val cons cont kontr gepr unters arzt art
`);

/** Of {@link WRITERS}, the ones for a profession: what is imaged stands after them as well. */
const ROLES = wordSet(
  'secretary mtra mtr mfa tsrm manip manipulatrice laborant laborante technik technol elektroradiolog hoitaja irta asszisztens chaperone witness',
);

/** Announcing initials at the end of a phrase or before a day, with a space as well. */
const LATE_WRITERS = wordSet('read verified tech techn cannula inj qc qa');

/** After initials: the end of a phrase, a day, a number of a day without signs, or a word that goes on about the deed. */
const END =
  /^(?:\s{0,8}(?:$|[,;)\]|/\r\n])| - |\.?\s{0,2}$|\. | ?[DT]: ?\d| \d{1,4}[./-]\d{1,2}[./-]\d| (?:19|20)\d{6}(?!\d)| (?:not|on|at|am|le|il|el|den|dd|vom)(?!\p{L}))/u;

/** `rpt AB 09/06/2012`. */
const DAY_AFTER = /^ (?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{6})(?!\d)/;

/** Two letters that are no initials whoever wrote: modalities and answers. */
const NEVER = wordSet('ct mr us pt nm ok na no am pm');

export const findWriters: Finder = (reading, found) => {
  const { text, tokens } = reading;
  for (let index = 0; index + 1 < tokens.length; index += 1) {
    const token = tokens[index];
    if (!isLetters(token)) continue;
    const isWriter = WRITERS.has(token.folded) || isContracted(reading, index);
    if (!isWriter && !TIED_WRITERS.has(token.folded)) continue;
    const at = firstAfter(reading, index);
    const name = tokens[at];
    if (!isLetters(name)) continue;
    const gap = text.slice(tokens[at - 1]?.end ?? 0, name.start);
    const isTied = /^(?:\.?[:=/_-] ?|\.(?=\p{Lu}))$/u.test(gap) || gap === '.';
    const isLate =
      isWriter || LATE_WRITERS.has(token.folded) || DAY_AFTER.test(text.slice(name.end, name.end + 14));
    if (!isTied && !(/^\.? $/.test(gap) && isLate)) continue;
    if (
      markInitials(
        reading,
        name,
        isTied || (isWriter && !ROLES.has(token.folded)) || token.folded === 'rpt',
        found,
      )
    )
      continue;
    if (isWriter || isTied) markName(reading, name, found);
  }
};

/** `ok'd`, `chk'd`, `rpt'd`. */
function isContracted({ text, tokens }: Reading, index: number): boolean {
  const [word, ending] = [tokens[index - 1], tokens[index]];
  return (
    word !== undefined &&
    ending !== undefined &&
    /^(?:d|ed)$/.test(ending.folded) &&
    /^['’]$/.test(text.slice(word.end, ending.start)) &&
    /^(?:ok|chk|rpt|rep|dict|verif|vett|prot|scan|cannulat|inj|sign|init|okay|ver|img)$/.test(word.folded)
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

/** Initials in capitals, of which two more may follow after a stroke: `AB/CD`. */
function markInitials(
  reading: Reading,
  { start, end, folded }: Token,
  isSure: boolean,
  found: Parameters<Finder>[1],
): boolean {
  const { text } = reading;
  if (
    end - start > 3 ||
    !/^\p{Lu}{2,3}$/u.test(text.slice(start, end)) ||
    !END.test(text.slice(end, end + 16))
  )
    return false;
  if (end - start === 2 && isSure ? NEVER.has(folded) : !areInitialsOfRole(folded)) return false;
  report(found, start, end, 'initials', 0.85);
  const other = /^\/ ?(\p{Lu}\p{Ll}[\p{L}'’-]+|\p{Lu}{2})(?!\p{L})/u.exec(text.slice(end, end + 40));
  if (other?.[1] !== undefined) {
    const from = end + other[0].length - other[1].length;
    const confidence = other[1].length === 2 ? 0.75 : confidenceOf(other[1], 'person');
    if (confidence !== undefined)
      report(found, from, end + other[0].length, other[1].length === 2 ? 'initials' : 'person', confidence);
  }
  return true;
}

function markName(reading: Reading, { start, end }: Token, found: Parameters<Finder>[1]): void {
  const { text } = reading;
  const written = text.slice(start, end);
  if (!/^(?:\p{Lu}\p{Ll}{2,}|\p{Lu}{4,})$/u.test(written) || reading.isCapitals) return;
  if (!/^(?:\s{0,8}(?:$|[,;)\]/\r\n])| - |\.\s|\.$| [\d(#+])/u.test(text.slice(end, end + 12))) return;
  const confidence = confidenceOf(written, 'service');
  if (confidence !== undefined) report(found, start, end, 'person', confidence);
}

/** `T: AB D: 4/5/2013`: who transcribed, and when. */
const TRANSCRIBED = /(?<![\p{L}\d])[TDR]: ?(\p{Lu}{2,3}),? [TDR]: ?(?=\d)/dgu;
/** `//sekr AB`, `RIS note AB:`, `Consent: AB, witness CD`. */
const CONSENT =
  /(?<!\p{L})(?:[Cc]onsent(?:ed)?(?: by)?[:,]? |RIS note |[Aa]ddendum |(?<=[Cc]onsent: \p{Lu}{2}, )witness )(\p{Lu}{2})(?=[,:;.]|\s*$)/dgu;
/** `header fixed by AB`, `seen in clinic by AB 21.06.2008`. */
const DEED_BY =
  /(?<!\p{L})(?:\p{Ll}{2,}ed|seen|done|given|made|put|sent|drawn|taken|written|read)(?: [\p{L}\d./-]{1,12}){0,4} by (\p{Lu}{2})(?=\s*$|[.,;)]| \d{1,4}[./-])/dgu;

/** `Scanned by AB, pt tolerated`. */
const DONE_BY =
  /(?<!\p{L})(?:[Ss]canned|[Ss]een|[Rr]ead|[Cc]hecked|[Rr]eported|[Pp]ositioned|[Cc]annulated|[Cc]onsented|[Dd]ictated|[Tt]yped) by (\p{Lu}{2})(?=\s*$|[.,;)])/dgu;

export const findTranscribers: Finder = ({ text }, found) => {
  if (!/[:,] ?\p{Lu}{2}|note|endum|onsent|by \p{Lu}{2}/u.test(text)) return;
  for (const [form, isSure] of [
    [TRANSCRIBED, true],
    [CONSENT, true],
    [DEED_BY, false],
    [DONE_BY, true],
  ] as const)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const letters = foldText(text.slice(start, end));
      const isSomebody = isSure ? !NEVER.has(letters) : areInitialsOfRole(letters);
      if (isSomebody && !/^(?:rn|md|np|rt)$/.test(letters)) report(found, start, end, 'initials', 0.75);
    }
};
