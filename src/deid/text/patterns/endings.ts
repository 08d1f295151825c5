/**
 * Who and where, mostly at the end of a text, told by the word or sign before and by nothing standing behind: `Barium enema REQ BY TAM`,
 * `Reformats @ Exampleton`, `01/11/2015 - chest pain - AB`.
 */
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, wordSet } from '../words.js';
import { areLikelyInitials, isService } from './initials.js';
import { BODY_WORDS, isOfReports, STOPS } from './names.js';
import { eachPiece, pieceForm, report, type Finder } from './reading.js';
import { TOWN_ENDINGS } from './town-endings.js';

const DAY = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{6}|\d{1,2}[ -]?\p{L}{3,9}[ -]\d{4})`;
const END = String.raw`(?=[.)\]]?\s*$)`;

/** `01/11/2015 - chest pain - AB`: a note with its day in front and who made it behind. */
const NOTE = pieceForm(String.raw`^\s*${DAY} - \S.{2,120} - (\p{Lu}{2,20})${END}`);

/** Where only people stand, a word is a surname; where things do, only what is one above all. */
const PEOPLE: readonly (readonly [RegExp, (folded: string) => boolean])[] = [
  // `REQ BY TAM`
  [
    pieceForm(String.raw`(?<=\S )(?:REQ|ORD|REF|REQUESTED|ORDERED|REFERRED)\.? BY (\p{Lu}{3,20})${END}`),
    mayBeSurname,
  ],
  // `RN Heart at bedside`
  [
    pieceForm(
      String.raw`(?<!\p{L})(?:RN|LPN|Sister|Matron) (\p{Lu}\p{Ll}{2,20})(?= (?:at bedside|present|aware|notified|informed|in attendance|escort|accompan))`,
    ),
    mayBeSurname,
  ],
  // `CTA neck ordered CAI`
  [pieceForm(String.raw`(?<=\S )(?:ordered|requested|referred) (\p{Lu}{3,20})${END}`), isSurname],
  // `CT dr Field`
  [pieceForm(String.raw`(?<=\p{L}{2},? \(?|\d )[Dd]r\.? (\p{Lu}\p{Ll}{2,20})${END}`), mayBeSurname],
  // `to Dr SHIN`, `Reported by Dr. Rao`
  [
    /(?<!\p{L})(?:(?:[Ff]rom|[Vv]ia) [Dd]r|(?:[Tt]o|[Bb]y|[Ww]ith) (?:[Dd]r|DR))\.? ((?:[DO]['’]|St\.? ?|Mc|Mac)?\p{Lu}[\p{L}'-]{1,25})(?=\s*$|[.,;)]| [\p{Ll}\d(])/dgu,
    mayBeSurname,
  ],
  // `Stress echocardiogram DR HALVORSEN`; `Radiografia DR MANO` is what was taken.
  [pieceForm(String.raw`(?<=\p{Ll}{3} )DR\.? (\p{Lu}{3,20})${END}`), isSurname],
  [
    pieceForm(
      String.raw`(?<=\S )(?:ref|REF)\.? (St\.? \p{Lu}\p{Ll}+|ST\.? \p{Lu}{3,}|(?:(?:VAN|VON|DE|DER|DEN|DEL|LA|LE|AL|EL) ){1,3}\p{Lu}{3,20}|\p{Lu}{3,20})${END}`,
    ),
    isSurname,
  ],
];
/** Makers, and who is meant by no name. */
const NOBODY = wordSet(
  'on call duty to follow google who self siemens philips toshiba canon hitachi fuji agfa',
);

/** `by Freya Heart on 10/21/2017`, `-- Colin Read, 2008-12-17`, `Interpreter Bruce Glass present`, `surgeon Freya Heart`: behind a given name a word is a surname. */
const GIVEN_AND_WORD =
  /(?<!\p{L})(?:[Bb]y|--?|[Ii]nterpreter|[Nn]urse|[Cc]haperone|(?:[Ss]urgeon|[Ff]ellow|[Aa]ttending|[Rr]esident|[Rr]egistrar|[Cc]onsultant|[Rr]adiologist|[Ss]onographer|[Tt]echnologist|[Oo]perator|[Ll]ek\.|Prim\.|OA|AA):?) (\p{Lu}\p{Ll}{2,30} \p{Lu}\p{Ll}{1,30}|\p{Lu}{3,30} \p{Lu}{4,30})(?=\s*$|[.,;)]| on \d| at \d| present| in attendance| via| used| \d)/dgu;
/** `Fellow: Freya Heart; attending: Heart`: behind a colon, beside another of them. */
const ATTENDING = pieceForm(
  String.raw`(?<=\p{L}; )(?:attending|resident|fellow|consultant|registrar|supervisor|staff): (\p{Lu}\p{Ll}{2,20})${END}`,
);
/** `surgery 02/05/2019 by Le`: after a day somebody more often than a way. */
const DAY_BY = pieceForm(String.raw`${DAY} (?:by|durch|par|por) (\p{Lu}\p{Ll}{1,20})${END}`);
/** `DR.LAM PET CT restaging`: with another modality behind it, DR is none. */
const BEFORE_MODALITY = /^DR\. ?(\p{Lu}{2,20}) (?=(?:PET|CT|MRI?|US|XR|NM|MG|TC|IRM|MRT)(?!\p{L}))/dgu;

const PLACE = String.raw`(\p{Lu}\p{Ll}{2,}(?:[ -]\p{Lu}\p{Ll}{2,}){0,2})`;
const AT_PLACE = pieceForm(String.raw`(?<=\S )@ ?${PLACE}(?=[.)\]]?\s*$|, )`);
const BORN_IN = pieceForm(
  String.raw`(?<!\p{L})(?:[Bb]orn|[Gg]eb(?:\.|oren)?|[Nn]ée?|[Nn]acid[oa]|[Nn]at[oa]|[Nn]ascid[oa]|[Ff]ödd|[Uu]r\.)(?: (?:on|am|le|el|il|op|em))? ${DAY} (?:in|at|à|en|a|em|te|i|w) ${PLACE}(?=\s*$|[.,;)]| \(| and )`,
);

/** `Born in Exampleton 03.03.1947`, `né à Exampleton le 03/03/1947`. */
const BORN_IN_ON = pieceForm(
  String.raw`(?<!\p{L})(?:[Bb]orn in|[Gg]eb(?:\.|oren) in|[Nn]ée? à|[Nn]acid[oa] en|[Nn]at[oa] a|[Nn]ascid[oa] em|[Gg]eboren te),? ${PLACE},? (?:(?:on|am|le|el|il|op|em) )?(?=${DAY})`,
);

const MAY_HOLD =
  /@ ?\p{Lu}|[Dd][Rr][. ]|BY |(?:[Bb]y|durch|par|por) \p{Lu}|- |nterpreter|urse |haperone|[Bb]orn |[Gg]eb|[Nn]ée? |[Nn]a(?:cid|t|scid)[oa] |ödd |[Uu]r\. |[Rr](?:ef|EF)|(?:ordered|requested|referred) \p{Lu}{3}|[Ss]urgeon|[Ff]ellow|ttending|[Rr]esident|[Rr]egistrar|[Cc]onsultant|[Rr]adiologist|grapher|echnologist|[Oo]perator|[Ll]ek\.|Prim\.|[OA]A |upervisor|taff:|RN \p{Lu}|LPN|Sister|Matron/u;

export const findEndings: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6 || !MAY_HOLD.test(text)) return;
  eachPiece(text, NOTE, (piece, start, end) => {
    const folded = foldText(piece);
    const areInitials = piece.length < 4;
    if (areInitials ? areLikelyInitials(folded) : isSurname(folded))
      report(found, start, end, areInitials ? 'initials' : 'person', 0.75);
  });
  for (const [pattern, isName] of PEOPLE)
    eachPiece(text, pattern, (piece, start, end) => {
      const last = foldText(/\p{L}+$/u.exec(piece)?.[0] ?? '');
      if (!isService(last) && !NOBODY.has(last) && (isName(last) || /^[DO]['’]/.test(piece)))
        report(found, start, end, 'person', 0.85);
    });
  eachPiece(text, GIVEN_AND_WORD, (piece, start, end) => {
    const [given = '', family = ''] = piece.split(' ').map(foldText);
    const isImaged = BODY_WORDS.has(family) || (family.length > 3 && STOPS.has(family));
    if (
      nameRarity(given) === 'name' &&
      (!isImaged || /^ (?:on \d|at \d|present|via|used)/.test(text.slice(end, end + 8)))
    )
      report(found, start, end, 'person', 0.85);
  });
  eachPiece(text, BEFORE_MODALITY, (piece, start, end) => {
    const folded = foldText(piece);
    if (!BODY_WORDS.has(folded) && !STOPS.has(folded) && mayBeSurname(folded))
      report(found, start, end, 'person', 0.85);
  });
  eachPiece(text, ATTENDING, (piece, start, end) => {
    if (!STOPS.has(foldText(piece))) report(found, start, end, 'person', 0.85);
  });
  eachPiece(text, DAY_BY, (piece, start, end) => {
    const folded = foldText(piece);
    if (isSurname(folded) || (piece.length < 4 && mayBeSurname(folded)))
      report(found, start, end, 'person', 0.85);
  });
  eachPiece(text, AT_PLACE, (piece, start, end) => {
    const words = piece.split(/[ -]/).map(foldText);
    const isTown =
      words.length > 1 && TOWN_ENDINGS.has(words.at(-1) ?? '') && !/(?:al|ar|ic|ous)$/.test(words[0] ?? '');
    const isThing = words.some((word) => isOfReports(word) || isEponym(word) || nameRarity(word) === 'word');
    if (isTown || !isThing) report(found, start, end, 'address', 0.75);
  });
  for (const pattern of [BORN_IN, BORN_IN_ON])
    eachPiece(text, pattern, (_, start, end) => {
      report(found, start, end, 'address', 0.75);
    });
};

/** A name, though it may be a word as well. */
function mayBeSurname(folded: string): boolean {
  return nameRarity(folded) === 'name' || nameRarity(folded) === 'both';
}

/** A name above all: neither a disease nor a word of headers. */
function isSurname(folded: string): boolean {
  return mayBeSurname(folded) && !isEponym(folded) && !isHeaderWord(folded);
}
