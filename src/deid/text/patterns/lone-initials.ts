/**
 * Two or three capitals where somebody stands and little else: after a word for a person (`initials AB`, `nurse AB`), after who was told or asked
 * (`d/w AB`, `cc: AB`), at the end after a deed (`protocolled AB`) or a day, at the edge of a text behind a sign (`CT chest - AB`, `AB: CT chest`).
 * The less the words beside them tell, the fewer letters count.
 */
import { isAbbreviation, VIEWS } from '../../vocabulary/abbreviations.js';
import { isHeaderWord } from '../../vocabulary/vocabulary.js';
import { foldText, wordSet } from '../words.js';
import { isUnit } from './units.js';
import { areInitialsOfRole, areLikelyInitials, areOfNobodyElse, isService } from './initials.js';
import { STOPS } from './names.js';
import { eachPiece, report, type Finder } from './reading.js';

const LETTERS = /(?<![\p{L}\d.'’_+])(\p{Lu}{2,3})(?![\p{L}\d'’_])/dgu;
/** So much before and behind the letters is looked at for words that tell who they are, and at the edges of a text. */
const BESIDE = 40;
const WIDTH = 200;

/** Words for people. */
const PERSON = cue(String.raw`
  (?:initials|inits|initialled|rn|lpn|crna|user|operator|opr|nurse|resident|registrar|fellow|attending|staff|student|trainee|supervisor|surgeon|an(?:a)?esthetist|
  radiologist|radiographer|sonographer|technologist|technician|physicist|secretary|porter|escort|chaperone|interpreter|clinician|requester|referrer|
  arzt|ärztin|radiologe|pflege|pfleger|schwester|medecin|médecin|interne|infirmiere|infirmière|medico|médico|tecnico|técnico|laborant|verpleegkundige)
  (?:\.|\ ?[:=]|\.?:)?\ ?\(?`);
/** Who was told, asked or looked as well. */
const TOLD = cue(String.raw`
  (?:d\/w|c\/o\ dr|discussed(?:\ \S+)?\ w(?:ith|\/)?|disc\.?\ w(?:ith|\/)?|(?:reviewed|checked|confirmed|verified|clarified|agreed|spoke|spoken|liaised)\ w(?:ith|\/)?|informed|notified|paged|
  (?:called|relayed|spoke|spoken|given|handed(?:\ over)?|sent|escalated|reported|phoned)\ to|(?:note|msg|message|memo|call|request)\ from|attn:?|attention:|cc:?|under\ dr|vu\ par|fait\ par|
  lu\ par|durch|gesehen\ von|visto\ por|hecho\ por|eseguito\ da|feito\ por)
  \ `);
/** What was done: at the end behind it whoever did it, */
const DEED = cue(String.raw`
  (?:read|checked|reviewed|reconstructed|copied|merged|fixed|edited|uploaded|pushed|approved|protocolled|protocoled|vetted|signed|sgd|qc'd|qa'd|ok'd|rpt'd|chk'd|supervised|witnessed|
  relabelled|corrected|annotated|gez\.|durchgef\.|bef\.|freig\.|gepr\.|aufgekl\.|vu|réalisé|realizado|eseguito|uitgev\.|aangevr\.|udført|utfört)
  :?\ `);
/** and behind these, where and what for as well: `cannulated RA`, `consented GA`. */
const DEED_OR_THING = cue(String.raw`
  (?:init\.?|qa|qc|inj|rpt|ok|consent:|done|scanned|injected|consented|screened|positioned|entered|ordered|booked|completed|performed|verified|cannulated|repeated|fait|hecho|fatto|feito)
  :?\ `);
const DAY_BEFORE =
  /(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d{6})[,;:]? [-–]? ?$/u;
const DAY_AFTER = /^,? (?:\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d{6})\s*$/u;
/** A sign that ends a description, and another word before it. */
const SIGN_BEFORE = /\p{L}{3}.*(?: --?| ~| \*|[;|]|,| "| <| [([{]) ?$/su;
const SIGN_AFTER = /^(?:\)? ?[-–:/] |, |\) )(?=.*\p{L}{3})/su;
/** Who did it, where they stand for letters in no list. */
const BY = cue(String.raw`(?:by|von|par|por|door|przez)\ `);
/** What a person is or does. */
const SUBJECT_OF =
  /^ (?:aware|informed|notified|agrees|agreed|happy|okayed|ok'd|states|said|wants|asked|(?:to|will) (?:review|check|call|follow))(?!\p{L})/u;
const PAIR_WITH = /^(?:[/+]| & )(\p{Lu}{2})(?=[)\]]?\s*$)/u;
const AT_END = /^[)\]}>"”]?[.!]?\s*$/u;
const END_OF_PHRASE =
  /^(?:[)\],;.:|/\r\n]|\s*$| - | (?:at|on|aware|re|w|with|and|&|to|for|who|is|was|will|ok|okayed|ext)(?![\p{L}])| \d)/u;

/** An expression for the end of what stands before, in small letters. */
function cue(pattern: string): RegExp {
  return new RegExp(
    String.raw`(?:^|[^\p{L}\d])` + pattern.replace(/\n\s*/g, '').replaceAll('\\ ', ' ') + '$',
    'u',
  );
}

export const findLoneInitials: Finder = ({ text, isCapitals }, found) => {
  if (text.length < 5) return;
  eachPiece(text, LETTERS, (letters, start, end) => {
    const folded = foldText(letters);
    if (STOPS.has(folded) || isService(folded)) return;
    const isPair = letters.length === 2;
    const before = text.slice(Math.max(0, start - BESIDE), start);
    const after = text.slice(end, end + BESIDE);
    const small = before.toLowerCase();
    const isSure =
      (PERSON.test(small) && isOfPerson(folded) && END_OF_PHRASE.test(after)) ||
      (TOLD.test(small) && isOfPerson(folded) && END_OF_PHRASE.test(after)) ||
      (AT_END.test(after) && DEED.test(small) && (isPair ? isOfDeed(folded) : isInNoList(folded))) ||
      (AT_END.test(after) && DEED_OR_THING.test(small) && isInNoList(folded)) ||
      (AT_END.test(after) && DAY_BEFORE.test(before) && (isPair ? isOfDeed(folded) : isInNoList(folded))) ||
      (AT_END.test(after) && BY.test(small) && isInNoList(folded)) ||
      (isPair && SUBJECT_OF.test(after) && isOfDeed(folded)) ||
      (isPair && isInNoList(folded) && isAtEdge(text, start, end));
    if (isSure && !(isCapitals && !isPair)) report(found, start, end, 'initials', 0.75);
    const other = isPair && /\p{L}{3}.*[ (]$/su.test(before) ? PAIR_WITH.exec(after)?.[1] : undefined;
    if (other !== undefined && areTwoPeople(folded, foldText(other)))
      report(found, start, text.indexOf(other, end) + other.length, 'initials', 0.75);
  });
};

/** Where only people stand. */
function isOfPerson(folded: string): boolean {
  if (folded.length > 2) return areInitialsOfRole(folded) && !isHeaderWord(folded);
  return areInitialsOfRole(folded) && areOfNobodyElse(folded);
}

/** Where things are told as well, but few with two letters. */
const THINGS_DONE = wordSet(
  'lk bp hr rr fu tb hb bw km cm gd fa le ue ll ul gb cv ce fb wb st nb mm ml mg hz db',
);

function isOfDeed(folded: string): boolean {
  return isOfPerson(folded) && !VIEWS.has(folded) && !THINGS_DONE.has(folded);
}

/** `(AB/CD)` at the end: neither is a way or a view, and one at least is nothing else. */
function areTwoPeople(one: string, other: string): boolean {
  return isOfDeed(one) && isOfDeed(other) && (isInNoList(one) || isInNoList(other));
}

function isInNoList(folded: string): boolean {
  return areLikelyInitials(folded) && !isAbbreviation(folded) && !isUnit(folded);
}

/** First or last in a text, parted from it by a sign, or before the day at its end. */
function isAtEdge(text: string, start: number, end: number): boolean {
  const [before, after] = [text.slice(Math.max(0, start - WIDTH), start), text.slice(end, end + WIDTH)];
  if (AT_END.test(after) && (SIGN_BEFORE.test(before) || / .*\p{L}{3} ?\/$/su.test(before))) return true;
  if (/\p{L}{3}/u.test(before) && / $/.test(before) && DAY_AFTER.test(after)) return true;
  return start < 3 && /^\s*\(?$/.test(before) && SIGN_AFTER.test(after);
}
