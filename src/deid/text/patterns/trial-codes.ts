/** Codes of those who take part in a trial, and of its sites. */
import { SHORT_FORMS } from '../../vocabulary/short-forms.js';
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, wordSet } from '../words.js';
import { isNameShaped } from './name-forms.js';
import { report, type Finder, type Reading } from './reading.js';

export const findTrialCodes: Finder = (reading, found) => {
  if (reading.digitCount === 0) return;
  if (MAY_BE_PARTICIPANT.test(reading.text)) findParticipants(reading, found);
  if (reading.digitCount < 3) return;
  bySite(reading, found);
  bySubject(reading, found);
  byEnrolment(reading, found);
};

/** `Subject QD208`, `participant no. 0417-GH`: who takes part in a trial. */
const PARTICIPANT =
  /(?<![\p{L}\d])(?:[Ss]ubj(?:ect)?|SUBJ(?:ECT)?|[Pp]articipant|(?:[Pp]rotocol|[Tt]rial) (?:[Pp]t|[Pp]at|[Pp]atient|[Ss]ubj(?:ect)?)|[Vv]olunteer|[Pp]roband(?:in)?|[Ss]ujet|[Ss]ujeto|[Pp]articipante)(?:[ _-]?(?:no|nr|id|ID|number|code))?[.:#= _-]{1,3}((?=[\p{Lu}/._-]{0,13}\d)\p{Lu}{0,12}[-_/.]?\d{2,8}(?:[-_/.]?[\p{Lu}\d]{1,8}){0,3})(?![\p{L}\d])/dgu;
/** As few digits are an age or a count. */
const LEAST_DIGITS_OF_PARTICIPANT = 3;
/** Of so many the text is searched for their codes again. */
const MOST_PARTICIPANTS = 8;

/** Who takes part, and the same code again: `Subject:S0417 Session:S0417_MR1`. */
function findParticipants({ text }: Reading, found: Parameters<Finder>[1]): void {
  const known = new Set<string>();
  for (const match of text.matchAll(PARTICIPANT)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    const code = text.slice(start, end);
    // `Subject B800`: a b-value; `subject 18-25`: an age.
    if (
      /^(?:B\d{0,3}0|\d{1,2}-\d{1,2})$/.test(code) ||
      code.replace(/\D/g, '').length < LEAST_DIGITS_OF_PARTICIPANT
    )
      continue;
    if (known.size >= MOST_PARTICIPANTS || known.has(code)) {
      report(found, start, end, 'identifier', 0.8);
      continue;
    }
    known.add(code);
    for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + code.length)) {
      const isBounded =
        !/[\p{L}\d]/u.test(text.charAt(at - 1)) && !/[\p{L}\d]/u.test(text.charAt(at + code.length));
      if (at === start || isBounded) report(found, at, at + code.length, 'identifier', 0.8);
    }
  }
}

const MAY_BE_PARTICIPANT = /[Ss]ubj|SUBJ|artici|olunt|roband|ujet|(?:rotocol|rial) [Pp]a?t/;

/** `Enrolled as 12-345 at site AB-12`: the place of a trial, by its code. */
const TRIAL = /(?<!\p{L})(?:enrol\p{L}*|subj(?:ect)?|trial|randomi[sz]ed)(?!\p{L})/iu;
const SITE =
  /(?<!\p{L})(?:(?:at|from|in) site[ :#]{1,3}(\p{Lu}{1,5}-?\d{2,5}(?:-\d{1,4})?)|site[ :#]{1,3}(\p{Lu}{1,5}-\d{2,5})|(?:study|trial) site(?: (?:no\.?|number|id|code))?[ :#]{1,3}((?:\p{Lu}{1,5}-?)?\d{2,5}(?:-\d{1,4})?))(?![\p{L}\d]| ?(?:mm|cm|m|ml|%|°|deg\p{L}*|days?|weeks?|months?|years?|\d))/giu;

/** `Sonography site ST-489`, at the end or before a word for who takes part. */
const SITE_AT_END =
  /(?<=\S )[Ss]ite[ :#]{1,3}(\p{Lu}{2,3}-\d{3,4})(?=\s*$| (?:pt|sub|subj|subject|pat|patient)(?!\p{L}))/du;
/** `AB-123-4567_ST-460_`: a station of a trial behind the code of who takes part. */
const SITE_AFTER_CODE = /(?<=\d[_ ])(ST-\d{3})(?=[_ ])/dgu;
/** `Enrolled as LPM247X`, `pt R604-C370`, `Studie FR-760-BJK`: who takes part. */
const ENROLLED =
  /(?<![\p{L}\d])(?:[Ee]nrol(?:l?ed)? (?:as|under)|[Rr]andomi[sz]ed as|[Ss]tudie|[Pp]roband(?:in)?|[Ss]tudy (?:id|ID|no\.?)|[Tt]rial (?:id|ID|no\.?)|(?:[Pp]t|[Pp]at|[Pp]atient)(?= [\p{Lu}\d/.-]{6,14}(?: V\d| [Ss]ite |\s*$)))[.:#]{0,2} ((?=[\p{Lu}\d/.-]{0,14}\d{3})(?=[\p{Lu}\d/.-]{0,14}\p{Lu})[\p{Lu}\d]{1,8}(?:[-/.]?[\p{Lu}\d]{1,8}){0,3})(?![\p{L}\d])/dgu;

/** `R459-G755_CTA`, `PRB/671/654/MRT`, `FR-422-VNF/Angio`, `Visit 4, R846-R363:`: a code of groups before a description. */
const CODE_AT_BEGIN =
  /(?:^|(?<=^Visit \d{1,2}, ))(\p{Lu}\d{3}-\p{Lu}\d{3}|\p{Lu}{2,3}[-/]\d{3}[-/](?:\d{3}|\p{Lu}{3})|\p{Lu}{3}\d{4}|\p{Lu}{2}\d{3}\/\d{3}|\d{3}-\p{Lu}{2,3}-\d{3})(?=[/_]\p{L}|_ST-|_V\d|: )/dgu;
/** `ST-868 MRI lumbar spine`: the code of a site before a description; other letters may be a device's or a protocol's. */
const SITE_AT_BEGIN = /^(ST-\d{3,4})(?=[ _]\p{L}{2})/dgu;

/** `DWI1000`, `PD-256-TSE`: letters that say what or how. */
function hasShortForm(code: string): boolean {
  const groups = code.match(/\p{Lu}+/gu) ?? [];
  const isPair = (letters: string): boolean =>
    letters.length === 2 && /^\p{Lu}{2}[-/]?\d{3}[-/]\d{3}$/u.test(code);
  return groups.some((letters) => {
    const folded = letters.toLowerCase();
    return isPair(letters)
      ? /^(?:ct|mr|us|pt|nm|st|te|tr|ti|fa|kv|cm|mm)$/.test(folded)
      : letters.length > 2 && (SHORT_FORMS.has(folded) || isHeaderWord(folded));
  });
}

/** `TRIAL 245514P`, `897-4623 Scout`, `PT16273 US thyroid`: who takes part, by the form that such codes have. */
const SUBJECT_CODE = String.raw`(?:\p{Lu}\d{3}\/\d{3}|\d{3}-(?!1024|2048|4096)\d{4}|\d{6}\p{Lu})`;
const SUBJECT = new RegExp(
  String.raw`(?<![\p{L}\d])(?:TRIAL|[Tt]rial|[Ss]tudy|STUDY) (${SUBJECT_CODE})(?=\s*$|[,;) ])|^((?:${SUBJECT_CODE}|PT-?\d{5,6}))(?= \p{L}{2})`,
  'dgu',
);
/** `LKCE-194 Scout`, `Bone scan study LKCE-194`: the same of letters that mean nothing; trials are called by words, and groups have few numbers. */
const SUBJECT_OF_LETTERS = /(?<=\S [Ss]tudy )(\p{Lu}{4}-\d{3})(?=\s*$)|^(\p{Lu}{4}-\d{3})(?= \p{Lu}\p{L})/dgu;
const GROUPS = wordSet(
  'rtog swog ecog ctsu nsabp calgb acrin jcog icon gog nrg cog nlst eortc ncic beat star',
);

function bySubject({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const match of text.matchAll(SUBJECT)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0];
    report(found, start, end, 'identifier', 0.75);
  }
  for (const match of text.matchAll(SUBJECT_OF_LETTERS)) {
    const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0];
    const letters = foldText(text.slice(start, start + 4));
    if (
      nameRarity(letters) === 'unknown' &&
      !isNameShaped(letters) &&
      !SHORT_FORMS.has(letters) &&
      !isHeaderWord(letters) &&
      !GROUPS.has(letters)
    )
      report(found, start, end, 'identifier', 0.75);
  }
}

function byEnrolment({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const form of [ENROLLED, SITE_AFTER_CODE, CODE_AT_BEGIN, SITE_AT_BEGIN])
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      // `Pt 500MGI`: a dose.
      const isDose = /^\d+\p{Lu}{1,3}(?:\/\d+\p{Lu}{1,3})*$/u.test(text.slice(start, end));
      // `KEYNOTE-189`: the trial itself.
      const isTrial =
        !/^(?:[Pp]t|[Pp]at|[Pp]atient)/.test(match[0]) &&
        /^\p{Lu}{4,}-?\d{1,3}$/u.test(text.slice(start, end));
      if (end - start >= 6 && !isDose && !isTrial && !hasShortForm(text.slice(start, end)))
        report(found, start, end, 'identifier', 0.75);
    }
}

/** `ST-533 CL319-712` at the end: the place of a trial, and who takes part in it there. */
const SITE_AND_SUBJECT =
  /(?<=\S )(\p{Lu}{2,3}-\d{3,4} (?:\p{Lu}{1,3}\d{3}-\d{3}|\d{4}-\d{3}-\d{2}|SUBJ\d{3,}))(?=\s*$)/dgu;

function bySite({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const match of text.matchAll(SITE_AND_SUBJECT)) {
    const [start, end] = match.indices?.[1] ?? [0, 0];
    report(found, start, end, 'identifier', 0.75);
  }
  if (!/site/i.test(text)) return;
  const alone = SITE_AT_END.exec(text)?.indices?.[1];
  if (alone !== undefined) report(found, alone[0], alone[1], 'identifier', 0.75);
  if (!TRIAL.test(text)) return;
  for (const match of text.matchAll(SITE)) {
    const code = match[1] ?? match[2] ?? match[3] ?? '';
    const end = match.index + match[0].length;
    report(found, end - code.length, end, 'identifier', 0.75);
  }
}
