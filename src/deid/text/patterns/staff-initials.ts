/**
 * Who did, read, wrote, asked for or checked it, by initials in a set form: `Tech: ab`, `tech AB, supine`, `scanned AB/CD`, `Kz. AB`, `T: AB D: 4/5/2013`,
 * `CT chest req AB`, `3D VR [AB]`. What a single word for a deed tells, however it is shortened, is in `writers.ts`.
 */
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { isAbbreviation } from '../../vocabulary/abbreviations.js';
import { foldText, wordSet } from '../words.js';
import { areInitialsOfRole, areLikelyInitials, areOfNobodyElse, isService, NO_INITIALS } from './initials.js';
import { MODALITY_CODES, STOPS } from './names.js';
import { eachPiece, pieceForm, report, type Finder, type Reading } from './reading.js';

/** Folded only in their first letter: roles whose bearer signs with initials. */
const ROLE = String.raw`(?:(?:[Rr]ad(?:iology)?|[Cc][Tt]|[Mm][Rr]I?|[Uu][Ss]|[Ll]ab|LAB|[Oo][Pp]|R\.?T\.?) )?(?:[Tt]ech(?:nologist|nician)?s?|TECH(?:NOLOGIST)?|[Ss]onographer|[Rr]adiographer|[Oo]perator|(?<=(?:[Ll]ab|LAB|[Oo][Pp]|R\.?T\.?) )(?:[Aa]ssistant|[Aa]sst\.?)|M[Tt][Rr]?[Aa]|[Mm]anip(?:ulateur|ulatrice)?|T\.?S\.?R\.?M\.?|TSID|TER|[Ll]aborante?|[Ss]ign(?:ed)?|[Vv]isum|[Kk]ürzel|[Vv]id(?:iert)?|[Ss]canned by|[Dd]one by|[Pp]erformed by|[Pp]ositioned by|[Vv]erified by|[Cc]hecked by|[Ii]njected by|IV by)`;
/** These stand for other things, too: `Op AVR`, `RT TKR`, `Initials WNL`; only a colon makes them roles. */
const ROLE_WITH_COLON = String.raw`(?:[Oo]p|OP|R\.?T\.?|[Ii]nitials)`;
const START = String.raw`(?<![\p{L}\d])`;
/** Where initials in a phrase end. */
const END = String.raw`(?=\s{0,8}$|\s{0,8}[-–/,;|)\]]|\.\s|\.$|\s{2}|[\r\n])`;
const END_OF_PHRASE = String.raw`(?=\s{0,8}(?:$|[\])};,\r\n]|- |\. |\.$))`;
/** Behind a word of the text, and at its end. */
const BEHIND = String.raw`(?<=[\p{L}\d)\]][;,]? \(?)`;
const LAST = String.raw`(?=[.)\]]?\s*$)`;
const DAY = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{6})(?!\d)`;
/** Of those who have codes of a console. */
const CODED = String.raw`(?:[Tt]ech(?:nologist|nician)?|TECH(?:NOLOGIST)?|MTRA?|MTA|MFA|TSRM|[Oo]pr|OPR|[Oo]perator|OPERATOR|[Uu]ser|USER|[Rr]adiographer|[Ss]onographer)`;

/** Whether letters, as written, are initials where a form has them. */
type Judge = (written: string, reading: Reading) => boolean;

interface Form {
  readonly pattern: RegExp;
  readonly are: Judge;
  readonly confidence: number;
}

const always: Judge = () => true;
const folded =
  (are: (letters: string) => boolean): Judge =>
  (written) =>
    are(foldText(written));
const ofRole = folded(areInitialsOfRole);
/** Letters that are no word, in capitals also those that are, where other words have small letters. */
const ofAnybody: Judge = (written, { isCapitals }) =>
  written.includes('.') ||
  (isFree(written) &&
    (nameRarity(foldText(written)) !== 'word' ||
      (/^\p{Lu}+$/u.test(written) && !isHeaderWord(foldText(written)) && !isCapitals)));
/** Letters that are neither a word nor an abbreviation of headers, where capitals tell. */
const inCapitals: Judge = (written, { isCapitals }) =>
  isFree(written) &&
  nameRarity(foldText(written)) !== 'word' &&
  !isCapitals &&
  !isHeaderWord(foldText(written));

const FORMS: readonly Form[] = [
  // `Tech: ab - Pt: ...`, `manip : C.L.`
  {
    pattern: pieceForm(String.raw`${START}(?:${ROLE}|${ROLE_WITH_COLON}) ?[:=] ?(\p{L}{2,3})${END}`),
    are: ofAnybody,
    confidence: 0.75,
  },
  {
    pattern: pieceForm(
      String.raw`${START}(?:${ROLE} ?[:=]?|${ROLE_WITH_COLON} ?[:=]) ?((?:\p{Lu}\. ?){2,3})(?![\p{L}\d])`,
    ),
    are: always,
    confidence: 0.75,
  },
  // `tech AB, supine`
  { pattern: pieceForm(String.raw`${START}${ROLE} (\p{Lu}{2,3})${END}`), are: inCapitals, confidence: 0.7 },
  // `radiographer TB` at the end: there an abbreviation tells nothing, but for what was done with.
  {
    pattern:
      /(?<![\p{L}\d])(?:[Rr]adiographer|[Ss]onographer|[Tt]echnologist|[Tt]echnician) (?!CT|MRI?|US|PET?|NM|[CD]?XR?|MG|XA|RF|RT|OK|ON|AT|IN|NO|TO|OF)(\p{Lu}{2,3})(?=\s*$)/dgu,
    are: ofRole,
    confidence: 0.75,
  },
  // `scanned AB/CD`
  {
    pattern:
      /(?<![\p{L}\d])(?:[Ss]canned|[Cc]hecked|[Dd]one|[Vv]erified|[Pp]ositioned|[Ii]njected|[Tt]ech(?:s)?) (\p{Lu}{2,3}\/\p{Lu}{2,3})(?![\p{L}\d/])/dgu,
    are: (written, reading) => {
      const parts = written.split('/');
      const isPair = parts.some((part) => nameRarity(foldText(part)) === 'unknown');
      return parts.every((part) => (isPair ? !STOPS.has(foldText(part)) : inCapitals(part, reading)));
    },
    confidence: 0.7,
  },
  // `routine per ABC` at the end: an abbreviation may stand there as well.
  {
    pattern: /(?<![\p{L}\d])(?:per|by|w\/) (\p{Lu}{3})(?=\s{0,8}[.)]?\s{0,8}$)/dgu,
    are: inCapitals,
    confidence: 0.45,
  },
  // Words for initials, and technologists of the German- and Italian-speaking lands.
  {
    pattern: pieceForm(
      String.raw`${START}(?:(?:Kz|KZ|Kürzel|Hdz|Handz|Paraf|Sigle|(?:[Pp]t|[Pp]at|[Pp]atient|[Tt]ech)\.? [Ii]nit(?:ial)?s?)\.?:?|MTRA?|MTA|MFA|TSRM) (\p{Lu}{2,3})${END_OF_PHRASE}`,
    ),
    are: ofRole,
    confidence: 0.85,
  },
  // `gecontroleerd, AB` at the end.
  {
    pattern: pieceForm(
      String.raw`${START}(?:[Gg]econtroleerd|[Nn]agekeken|[Gg]eprüft|[Cc]hecked|[Vv]erified|[Vv]érifié|[Rr]evisado|[Cc]ontrollato|[Kk]ontrollerat|[Ss]prawdzono), (\p{Lu}{2,3})\s{0,8}$`,
    ),
    are: ofRole,
    confidence: 0.85,
  },
  {
    pattern: /[[(](?:[Rr]ad|RAD|[Tt]ech|TECH|[Rr]eader)[.:]? (\p{Lu}{2,3})[\])]/dgu,
    are: ofRole,
    confidence: 0.85,
  },
  // `Tech BX98`: the code that a console knows somebody by; other letters with a number are stations, settings and echoes.
  {
    pattern: pieceForm(String.raw`${START}${CODED}[:.]? (\p{Lu}{2,3}\d{2,4})${END_OF_PHRASE}`),
    are: (written) => !NUMBERED.has(foldText(written.replace(/\d+$/, ''))),
    confidence: 0.85,
  },
  // `T: AB D: 4/5/2013`: who transcribed, and when.
  {
    pattern: /(?<![\p{L}\d])[TDR]: ?(\p{Lu}{2,3}),? [TDR]: ?(?=\d{1,4}[./-]\d{1,2}[./-]\d|(?:19|20)\d{6})/dgu,
    are: folded((letters) => areOfNobodyElse(letters) && !isDegree(letters)),
    confidence: 0.75,
  },
  // `Tech note (AB): repeated`.
  {
    pattern:
      /(?<!\p{L})(?:[Tt]ech|[Rr]ad|RIS|QA|[Nn]urse|[Oo]perator|[Rr]adiographer|[Ss]onographer)(?:['’]s)? (?:note|comment|remark|message) ?\((\p{Lu}{2,3})\)/dgu,
    are: always,
    confidence: 0.75,
  },
  // `QA AB 12/13/2016`, `ice applied. AB/CD 12/13/2016`: who, and when.
  {
    pattern: pieceForm(String.raw`${START}QA:? (\p{Lu}{2})(?= ${DAY})`),
    are: folded(areOfNobodyElse),
    confidence: 0.75,
  },
  {
    pattern: pieceForm(String.raw`(?<=\p{Ll}\. )(\p{Lu}{2}\/\p{Lu}{2})(?= ${DAY}\s*$)`),
    are: (written) => written.split('/').every((part) => areOfNobodyElse(foldText(part))),
    confidence: 0.75,
  },
  // `Port placement /AB`: behind a stroke that stands by itself, where ways and views stand as well.
  {
    pattern: /(?<=(?:[\p{L}\d)]{3}|\dT) )(?<!(?:^| )\p{Lu}{1,2} )\/(\p{Lu}{2})(?=\s*$)/dgu,
    are: folded((letters) => areOfNobodyElse(letters) && !SLASHED.has(letters)),
    confidence: 0.75,
  },
  // `Myelogram checked AB` at the end.
  {
    pattern: /(?<=\p{L}{3} )[Cc]hecked (\p{Lu}{2})(?=\s*$)/dgu,
    are: folded(areOfNobodyElse),
    confidence: 0.75,
  },
  // `RIS note AB:`, `Consent: AB, witness CD`, `QA'd by AB`, `Scanned by AB, pt tolerated`.
  {
    pattern:
      /(?<!\p{L})(?:RIS note |[Cc]onsent: (?=\p{Lu}{2}, witness)|(?<=[Cc]onsent: \p{Lu}{2}, )witness |(?:[Ss]canned|QA['’]?d|[Oo][Kk]['’]?d|[Rr]ead|[Cc]hecked|[Rr]eported|[Pp]ositioned|[Cc]annulated|[Cc]onsented|[Dd]ictated|[Tt]yped) by )(\p{Lu}{2})(?=\s*$|[.,;:)])/dgu,
    are: folded((letters) => areOfNobodyElse(letters) && !isDegree(letters)),
    confidence: 0.75,
  },
  // `header fixed by AB`, `seen in clinic by AB 21.06.2008`.
  {
    pattern:
      /(?<!\p{L})(?:fixed|entered|edited|corrected|amended|uploaded|seen|done|examined|reviewed|written|drawn|taken|prepared|inserted|repeated|booked|referred|vetted|changed|relabelled|merged|confirmed|given|made|put in|deleted|copied|pushed)(?: [\p{L}\d./-]{1,12}){0,4} by (\p{Lu}{2})(?=\s*$|[.,;)]| \d{1,4}[./-])/dgu,
    are: folded((letters) => areLikelyInitials(letters) && !isDegree(letters)),
    confidence: 0.75,
  },
  // `CT chest req AB`: who asked for it or did it, where examinations, services and ways stand as well.
  {
    pattern: pieceForm(String.raw`${BEHIND}(?:[Tt]ech|TECH) (\p{Lu}{2})${LAST}`),
    are: folded((letters) => !isService(letters)),
    confidence: 0.75,
  },
  {
    pattern: pieceForm(String.raw`${BEHIND}(?:[Rr]eq|REQ|[Pp]er)\.? (\p{Lu}{2})${LAST}`),
    are: folded((letters) => !isService(letters) && !WAYS.has(letters)),
    confidence: 0.75,
  },
  {
    pattern: pieceForm(String.raw`${BEHIND}(?:[Rr]ef|REF|[Oo]rd|ORD)\.? (\p{Lu}{2})${LAST}`),
    are: folded((letters) => !isService(letters) && !WAYS.has(letters) && !DIRECTIONS.has(letters)),
    confidence: 0.75,
  },
  // `Myelogram rad AB`, `Discharge check T:AB` at the end: who read and who typed it; no abbreviation but these stands there.
  {
    pattern: pieceForm(String.raw`${BEHIND}[Rr]ad (\p{Lu}{2})${LAST}`),
    are: folded((letters) => !BEAMS.has(letters)),
    confidence: 0.75,
  },
  {
    pattern: pieceForm(String.raw`${BEHIND}T: ?(\p{Lu}{2})${LAST}`),
    are: folded((letters) => !PLANES.has(letters) && !isDegree(letters)),
    confidence: 0.75,
  },
  // `Second look by AB`: who did it; behind a participle a way, a test or a maker stands as well.
  {
    pattern:
      /(?<=[\p{L}\d)\]] )(?<!(?:\p{Ll}(?:ed|en)|made|seen|shown|given|inj|mfg|proven) )by (?!GE)(\p{Lu}{2})(?=[.)\]]?\s*$)/dgu,
    are: folded((letters) => !isService(letters)),
    confidence: 0.75,
  },
  // `CT chest ord. by MR`: no examination asks.
  {
    pattern: pieceForm(
      String.raw`${BEHIND}(?:(?:[Rr]eq|[Oo]rd|[Rr]ef|[Rr]qst|[Ss]ched)(?:\.|['’]?d)?|[Rr]equested|[Oo]rdered|[Rr]eferred|[Ss]cheduled|[Pp]rotocolled|[Aa]pproved|[Aa]ngef\.|[Dd]em\.|[Ss]ol\.|REQ|ORD|REF) (?:by|BY|von|par|por) (\p{Lu}{2,3})(?=[.)\]]?\s*$| (?:at|on|um|à|a) \d)`,
    ),
    are: folded((letters) => isAsking(letters) || MODALITY_CODES.has(letters)),
    confidence: 0.75,
  },
  // `Repeat for AB, initials checked`, in any script.
  {
    pattern:
      /(?:for|by|of) (\p{Lu}{2,3}|\p{Lo}{2,3}), initials (?:checked|verified|confirmed|noted|seen|ok)/dgu,
    are: always,
    confidence: 0.75,
  },
  // `Tech LT, checked 17.11.2009`: before the deed that goes on, letters that are sides elsewhere.
  {
    pattern:
      /(?<!\p{L})[Tt]ech (\p{Lu}{2}),? (?=(?:checked|verified|scanned|repositioned|repeated|ok)(?!\p{L}))/dgu,
    are: folded((letters) => !MODALITY_CODES.has(letters)),
    confidence: 0.75,
  },
  // `3D VR [AB]` at the end.
  {
    pattern: /(?<=[\p{L}\d)%.] )\[(\p{Lu}{2})\](?=\s*$)/dgu,
    are: folded((letters) => !isAbbreviation(letters) && !UNITS.has(letters) && areLikelyInitials(letters)),
    confidence: 0.75,
  },
];

/** What one of two is, behind a stroke. */
const SLASHED = wordSet(
  'fs fb ir pd gd wo ce km ap pa lt rt ax co sa iv po nc pre vr se gre ff qc er op bx rn md',
);
/** How a radiograph is taken. */
const BEAMS = wordSet('ap pa lr rl ll lt rt ob');
const PLANES = wordSet('ax co sa tr wi');
/** With a number these are stations, settings and echoes. */
const NUMBERED = wordSet('roi id mr ct us dr cr nm pt se te tr ti fa lut ww wl im sn pc ws st');
const UNITS = wordSet('mm ml mg hz db ma hu mv gy bq');
/** By which way, under what, for what. */
const WAYS = wordSet('os ev pe rt qa iq bb tr im sc kg mm cm ml ga la li ep');
/** Where in an image, and what a sequence goes by. */
const DIRECTIONS = wordSet('ax cor sag ap pa lr rl hf fh wm gm bc mv ps ac');

/** What one of the forms at least has, so that few texts are searched for all of them. */
const MAY_HOLD =
  /(?:tech\p{L}*|ass(?:istan)?t|grapher|oper\p{L}*|opr|user|\bop|R\.?T\.?|mt[ra]a?|mfa|manip\p{L}*|t\.?s\.?r\.?m\.?|tsid|\bter|laborante?|\blab|init(?:ial)?s?|sign(?:ed)?|visum|kürzel|kz|hdz|handz|paraf|sigle|vid(?:iert)?|by|von|par|por|per|req|ord|ref|scanned|checked|done|verified|positioned|injected|gecontroleerd|nagekeken|geprüft|vérifié|revisado|controllato|kontrollerat|sprawdzono|note|consent:|witness|reader|rad|w\/)[.,:=]{0,2} ?[:=]? ?\p{L}{1,3}(?!\p{L}\p{L})|[TDR]: ?\p{Lu}{2}|\]\s*$|, initial|(?:note|comment|remark|message) ?\(|QA:? \p{Lu}{2} |\. \p{Lu}{2}\/| \/\p{Lu}{2}\s*$/iu;

export const findStaffInitials: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6 || !MAY_HOLD.test(text)) return;
  for (const { pattern, are, confidence } of FORMS)
    eachPiece(text, pattern, (written, start, end) => {
      if (are(written, reading)) report(found, start, end, 'initials', confidence);
    });
};

/** Neither a stop word nor a test, an operation or a finding. */
function isFree(written: string): boolean {
  const letters = foldText(written);
  return !STOPS.has(letters) && !NO_INITIALS.has(letters);
}

function isAsking(letters: string): boolean {
  return !isService(letters) && (letters.length === 2 || areLikelyInitials(letters));
}

function isDegree(letters: string): boolean {
  return /^(?:rn|md|np|rt)$/.test(letters);
}
