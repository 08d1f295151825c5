/** What around a word says that it names somebody. Words as `foldText` gives them. */
import { BODY_WORDS } from '../text/patterns/names.js';
import { RELATIVES } from '../text/patterns/relations.js';
import { type Token, wordSet } from '../text/words.js';

/** Titles and roles that stand right before a name in any language. */
const TITLES = wordSet(`
mr mrs ms miss dr drs doctor prof professor sir madam herr herrn frau hr fr mme mlle monsieur madame sr sra srta senor senora dott dottssa sig signor signora senhor senhora mevr mevrouw dhr meneer pan pani bayan sayin sn m
др доктор врач проф г гр κ κα κος δρ דר ד د دكتور الدكتور
`);

/** Titles that are also abbreviations of images: `MR HEAD`, `DR CHEST`, `FR`, `MS`. */
const AMBIGUOUS_TITLES = wordSet('m sn mr dr fr ms hr sr pan g d د к κ');

/** Words that announce the name of a person. */
const ANNOUNCING = wordSet(`
patient patients patientin patiente paciente paziente patienten pt pat pts paz pac pte pcte name named surname lastname firstname nachname vorname nom prenom nombre apellido apellidos cognome nome sobrenome apelido naam
physician doc surgeon radiologist radiographer technologist technician tech operator op nurse rn attending resident fellow referrer referring ref reader author user staff
by for from per attn attention cc via von durch par por pour para da di bei arzt arztin zuweiser uberweiser untersucher operateur mta mtra medecin medico tecnico dottore operatore
baby bb bg nacido neonato twin
att cons presc aanvr zlec verif solic zuw einw
signed read reviewed performed dictated reported verified approved requested ordered called contact observer verifier requester
пациент пациента пациентка врач фамилия имя ф и о ασθενης ιατρος مريض المريض المريضة טופל מטופל מטופלת חולה רופא
`);

/** Of these, the ones that announce a name only before a colon or where the word that follows looks like a name. */
const WEAKLY_ANNOUNCING = wordSet(
  'by for from per patient patients pt pts pat ref via user staff da di por para pour par von bei op reader author contact read performed requested ordered и о',
);

/** With `by`: what people do, and machines seldom. */
const DONE = wordSet(
  'ordered read signed reviewed reported dictated requested referred seen checked verified approved interpreted examined dictated transcribed entered sent consulted prescribed',
);

/** After these, two or three letters are somebody's initials. */
const BEFORE_INITIALS = wordSet(`
by initials initial init inits dr doc doctor tech techs technologist technician radiographers sonographer sonographers technicien tecnico op oper operator operateur operatore rad radiologist radiographer read reader signed sign sgd performed
physician phys ref referrer staff resident res fellow nurse rn mta mtra mtr untersucher arzt kurzel kz handzeichen hz von durch par por bei da medecin medico dictated dict typed scanned verified approved reviewed
patient pt pat checked done user
`);

/** Of these, the ones that also stand before an abbreviation that is none: `guided by CT`. */
const WEAKLY_BEFORE_INITIALS = wordSet(
  'by von durch par por bei da ref read performed dr rad patient pt pat res staff user done reviewed scanned',
);

/** After a name: degrees and honorifics. */
const FOLLOWING = wordSet(
  'md phd do rn rt np jr frcr facr 様 さま さん 殿 氏 先生 医師 님 씨 교수 선생님 医生 大夫 主任 先生',
);

/** After these an identifier follows, however short. */
const BEFORE_IDENTIFIER = wordSet(`
id ids pid patid patientid mrn mr no nr num number nummer numero numer acc accession access case fall file chart record account acct visit encounter admission adm order req request study exam ssn nhs nhi hn an vn
subject subj trial site protocol patient pt pat nummer aktenzeichen fallnummer identifiant dossier historia nhc expediente cartella prontuario kenmerk номер ид no
`);

/** `Dr Head`, `name: May`, `signed by Long`: the word at `index` is said to be a name. */
export function isAnnounced(text: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  const after = tokens[index + 1];
  if (token === undefined) return false;
  if (
    after !== undefined &&
    FOLLOWING.has(after.folded) &&
    gap(text, token, after).length <= 2 &&
    isDegree(text, after)
  )
    return true;
  if (before === undefined) return false;
  const between = gap(text, before, token);
  if (between.length > 4 || /[\n;!?]/.test(between)) return false;
  if (isOfPatient(text, before, between, token)) return true;
  // `Daughter Ai aware`.
  if (between === ' ' && RELATIVES.has(before.folded) && /^\p{Lu}\p{Ll}/u.test(text.slice(token.start)))
    return true;
  // `Sig.ra Côté`, `Dott.ssa Sole`.
  if (/^(?:ra|ssa)$/.test(before.folded) && /^(?:sig|dott|prof)$/.test(tokens[index - 2]?.folded ?? ''))
    return true;
  // `m. Hals`: a muscle.
  if (before.folded === 'm' && text.charAt(before.start) === 'm') return false;
  if (TITLES.has(before.folded))
    return (
      // `DR STONE Duplex`, `U/DR STONE`: somebody's title where a value begins, and after what nobody is under but a doctor.
      (before.folded === 'dr' &&
        !BODY_WORDS.has(token.folded) &&
        !WHERE_AND_HOW.has(token.folded) &&
        (index === 1 || /u\/$/iu.test(text.slice(0, before.start)))) ||
      !AMBIGUOUS_TITLES.has(before.folded) ||
      between.includes('.') ||
      isMixedCase(text, before) ||
      between.includes(':')
    );
  // `rad on call Stone`, `under the name of Stone`.
  if (before.folded === 'call' && tokens[index - 2]?.folded === 'on') return true;
  if (before.folded === 'of' && tokens[index - 2]?.folded === 'name') return true;
  if (!ANNOUNCING.has(before.folded) || (before.folded === 'att' && WHERE_AND_HOW.has(token.folded)))
    return false;
  if (isDoneBy(tokens, index)) return true;
  return /[:=#]/.test(between) || !WEAKLY_ANNOUNCING.has(before.folded);
}

/** `Pat. Stone`, `Pat POWER called`: a short word for the patient before a name, and not before what is imaged. */
function isOfPatient(text: string, before: Token, between: string, token: Token): boolean {
  return (
    /^(?:pat|pt|paz|pac|pte|pcte)$/.test(before.folded) &&
    !BODY_WORDS.has(token.folded) &&
    (/^\. ?$/.test(between)
      ? /^\p{Lu}/u.test(text.slice(token.start))
      : // `Pat POWER tel`: in capitals where the rest is not.
        between === ' ' &&
        (/^\p{Lu}{3,}(?!\p{L})/u.test(text.slice(token.start)) ||
          // `Fusion pt Cote` at the end.
          (/^(?:\p{Lu}\p{Ll}{3,}(?:\s*$|[.,;)])|\p{Lu}\p{L}\s*$)/u.test(text.slice(token.start)) &&
            !WHERE_AND_HOW.has(token.folded))) &&
        /\p{Ll}{3}/u.test(text))
  );
}

/** Sides, phases and ways that are names, too: what `DR LEFT HAND` and `SPECT (REST)` say of anybody. */
export const WHERE_AND_HOW = wordSet(
  'left right rest stress post pre early late erect wall stand standing single field prone supine low high long short small large full half still',
);

/** What people do in front of a scanner, and parts of the body do not. */
const DOES = wordSet(
  'asked fell fainted collapsed slept woke moved moving coughed coughing breathed cried vomited refused declined denies complains reports presents states bewegt hustet verweigert klagt bouge tousse refuse mosso rifiuta movio rehusa bewoog weigert',
);

/** `UWE moved`, `Uwe c/o pain`: who did it. */
export function isSubject(text: string, tokens: readonly Token[], index: number): boolean {
  const [token, next, after] = tokens.slice(index, index + 3);
  if (token === undefined || next === undefined || gap(text, token, next) !== ' ') return false;
  if (WHERE_AND_HOW.has(token.folded)) return false;
  if (DOES.has(next.folded)) return true;
  // `UMA could not hold still`.
  if (
    /^ (?:could|can|did|would)(?: ?not|n?['’]t) (?:\p{Ll}+ )?(?:hold|lie|keep|tolerate|stay|cooperate|sit|stand|raise|follow|breathe)(?!\p{L})/u.test(
      text.slice(token.end),
    )
  )
    return true;
  return next.folded === 'c' && after?.folded === 'o' && gap(text, next, after) === '/';
}

/** `rpt for NINO`: whose examination is made again. */
export function isMadeAgainFor(text: string, tokens: readonly Token[], index: number): boolean {
  const [again, preposition, token] = tokens.slice(Math.max(0, index - 2), index + 1);
  return (
    token !== undefined &&
    preposition?.folded === 'for' &&
    /^(?:rpt|repeat|repeated|redo|redone)$/.test(again?.folded ?? '') &&
    gap(text, preposition, token) === ' '
  );
}

/** `for May`, `patient Brown`: said to be a name, though a common word may follow the same words. */
export function isWeaklyAnnounced(text: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined || before === undefined) return false;
  return (ANNOUNCING.has(before.folded) || TITLES.has(before.folded)) && gap(text, before, token).length <= 3;
}

/** Whether letters at `index` stand where initials stand; `ordinary`: they are an abbreviation of their own as well. */
export function announcesInitials(
  text: string,
  tokens: readonly Token[],
  index: number,
  ordinary: boolean,
): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (token === undefined || before === undefined) return false;
  const between = gap(text, before, token);
  if (between.length > 3 || !BEFORE_INITIALS.has(before.folded)) return false;
  if (isDoneBy(tokens, index)) return true;
  return !ordinary || /[:=]/.test(between) || !WEAKLY_BEFORE_INITIALS.has(before.folded);
}

/** `MRN 123`, `case #12`: a number that follows is somebody's. */
export function announcesIdentifier(text: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  let at = index - 1;
  // `ID no. 12`, `patient's ID: 12`
  for (let steps = 0; steps < 2 && at >= 0; steps += 1, at -= 1) {
    const before = tokens[at];
    const next = tokens[at + 1];
    if (
      token === undefined ||
      before === undefined ||
      next === undefined ||
      gap(text, before, next).length > 3
    )
      return false;
    if (BEFORE_IDENTIFIER.has(before.folded))
      return before.folded !== 'mr' || gap(text, before, next).includes('#');
  }
  return false;
}

/** `ordered by`, `ordered for by`. */
function isDoneBy(tokens: readonly Token[], index: number): boolean {
  if (tokens[index - 1]?.folded !== 'by') return false;
  const before = tokens[index - 2]?.folded ?? '';
  return DONE.has(before === 'for' ? (tokens[index - 3]?.folded ?? '') : before);
}

/** A degree is written `MD` or `M.D.`; `do` and `rt` in small letters are none. */
function isDegree(text: string, token: Token): boolean {
  const written = text.slice(token.start, token.end);
  return token.kind === 'continuous' || written !== written.toLowerCase();
}

function isMixedCase(text: string, token: Token): boolean {
  return text.slice(token.start + 1, token.end) !== text.slice(token.start + 1, token.end).toUpperCase();
}

function gap(text: string, left: Token, right: Token): string {
  return text.slice(left.end, right.start);
}
