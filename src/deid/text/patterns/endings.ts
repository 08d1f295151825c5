/**
 * Who and where, mostly at the end of a text, told by the word or sign before and by nothing standing behind: `Barium enema REQ BY SHORT`,
 * `Reformats @ Exampleton`, `01/11/2015 - chest pain - AB`.
 */
import { nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText, wordSet } from '../words.js';
import { areInitialsOfRole, isService } from './initials.js';
import { BODY_WORDS, isOfReports, STOPS } from './names.js';
import { report, type Finder } from './reading.js';

const DAY = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d{6}|\d{1,2}[ -]?\p{L}{3,9}[ -]\d{4})`;
const END = String.raw`(?=\s*$)`;

/** `01/11/2015 - chest pain - AB`: a note with its day in front and who made it behind. */
const NOTE = new RegExp(String.raw`^\s*${DAY} - \S.{2,120} - (\p{Lu}{2,20})${END}`, 'dgu');

/** `REQ BY SHORT`, `dr Field`, `to Dr SHIN`, `Reported by Dr. Rao`: where only people stand, a word is a surname. */
const PEOPLE: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<=\S )(?:REQ|ORD|REF|REQUESTED|ORDERED|REFERRED)\.? BY (\p{Lu}{3,20})${END}`,
    'dgu',
  ),
  new RegExp(String.raw`(?<=\p{L}{2} |\d )[Dd]r\.? (\p{Lu}\p{Ll}{2,20})${END}`, 'dgu'),
  /(?<!\p{L})(?:[Tt]o|[Bb]y|[Ww]ith|[Ff]rom|[Vv]ia) [Dd]r\.? ((?:[DO]['’]|St\.? ?|Mc|Mac)?\p{Lu}[\p{L}'-]{1,25})(?=\s*$|[.,;)]| [\p{Ll}\d(])/dgu,
  new RegExp(String.raw`(?<=\p{Ll}{3} )DR\.? (\p{Lu}{3,20})${END}`, 'dgu'),
  new RegExp(
    String.raw`(?<=\S )(?:ref|REF)\.? (St\.? \p{Lu}\p{Ll}+|ST\.? \p{Lu}{3,}|(?:(?:VAN|VON|DE|DER|DEN|DEL|LA|LE|AL|EL) ){1,3}\p{Lu}{3,20}|\p{Lu}{3,20})${END}`,
    'dgu',
  ),
];
/** `by Freya Heart on 10/21/2017`, `-- Colin Read, 2008-12-17`, `Interpreter Bruce Glass present`: behind a given name a word is a surname. */
const GIVEN_AND_WORD =
  /(?<!\p{L})(?:[Bb]y|--|[Ii]nterpreter|[Nn]urse|[Cc]haperone) (\p{Lu}\p{Ll}{2,30} \p{Lu}\p{Ll}{3,30})(?=\s*$|[.,;)]| on \d| at \d| present| in attendance| \d)/dgu;
/** `surgery 02/05/2019 by Le`: after a day nobody but a person. */
const DAY_BY = new RegExp(String.raw`${DAY} by (\p{Lu}\p{Ll}{1,20})${END}`, 'dgu');
/** `DR.LAM PET CT restaging`: with another modality behind it, DR is none. */
const BEFORE_MODALITY = /^DR\. ?(\p{Lu}{2,20}) (?=(?:PET|CT|MRI?|US|XR|NM|MG)(?!\p{L}))/dgu;

const PLACE = String.raw`(\p{Lu}\p{Ll}{2,}(?:[ -]\p{Lu}\p{Ll}{2,}){0,2})`;
const AT_PLACE = new RegExp(String.raw`(?<=\S )@ ${PLACE}${END}`, 'dgu');
const BORN_IN = new RegExp(
  String.raw`(?<!\p{L})[Bb]orn(?: on)? ${DAY} (?:in|at) ${PLACE}(?=\s*$|[.,;)])`,
  'dgu',
);

const MAY_HOLD =
  /@ \p{Lu}|[Dd][Rr][. ]|BY |[Bb]y \p{Lu}|-- |nterpreter|urse |haperone|[Bb]orn |[Rr](?:ef|EF)|- \p{Lu}+\s*$/u;

export const findEndings: Finder = (reading, found) => {
  const { text } = reading;
  if (text.length < 6 || !MAY_HOLD.test(text)) return;
  const each = (pattern: RegExp, mark: (piece: string, start: number, end: number) => void): void => {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      mark(text.slice(start, end), start, end);
    }
  };
  each(NOTE, (piece, start, end) => {
    const folded = foldText(piece);
    const isSomebody =
      piece.length < 4 ? areInitialsOfRole(folded) : !isImaged(folded) && nameRarity(folded) !== 'word';
    if (isSomebody) report(found, start, end, piece.length < 4 ? 'initials' : 'person', 0.75);
  });
  for (const pattern of PEOPLE)
    each(pattern, (piece, start, end) => {
      const last = foldText(/[\p{L}]+$/u.exec(piece)?.[0] ?? '');
      if (
        !isService(last) &&
        (nameRarity(last) !== 'word' || /^[DO]['’]/.test(piece)) &&
        !STOPS_OF_PEOPLE.has(last)
      )
        report(found, start, end, 'person', 0.85);
    });
  each(GIVEN_AND_WORD, (piece, start, end) => {
    const [given = '', family = ''] = piece.split(' ').map(foldText);
    if (
      nameRarity(given) === 'name' &&
      (!isImaged(family) || /^ (?:on|at) \d/.test(text.slice(end, end + 5)))
    )
      report(found, start, end, 'person', 0.85);
  });
  each(BEFORE_MODALITY, (piece, start, end) => {
    const folded = foldText(piece);
    if (!isImaged(folded) && nameRarity(folded) !== 'word') report(found, start, end, 'person', 0.85);
  });
  each(DAY_BY, (piece, start, end) => {
    if (!BODY_WORDS.has(foldText(piece))) report(found, start, end, 'person', 0.85);
  });
  for (const pattern of [AT_PLACE, BORN_IN])
    each(pattern, (piece, start, end) => {
      const words = piece.split(/[ -]/).map(foldText);
      const isPlain =
        (pattern === AT_PLACE && words.every(isOfReports)) ||
        (words.length === 1 && nameRarity(piece.toLowerCase()) === 'word');
      if (!isPlain) report(found, start, end, 'address', 0.75);
    });
};

/** Ways and answers, whoever is addressed. */
const STOPS_OF_PEOPLE = wordSet('on call duty to follow google who');

/** A part of the body, or a word by which reports go on. */
function isImaged(folded: string): boolean {
  return BODY_WORDS.has(folded) || STOPS.has(folded);
}
