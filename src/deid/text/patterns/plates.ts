/** Registration plates of vehicles, which HIPAA Safe Harbor lists (45 CFR 164.514(b)(2)(i)(L)): `car reg KX09 TZB`, `Kennzeichen B-AB 1234`. */
import { report, type Finder } from './reading.js';

const PLATE =
  /(?<![\p{L}\d])(?:(?:[Cc]ar|[Vv]ehicle|[Vv]an|[Tt]ruck|[Tt]axi|[Ll]orry|[Mm]otorbike|[Mm]otorcycle)(?: (?:reg(?:istration)?|plates?|licen[cs]e|no|number))+|(?:[Ll]icen[cs]e|[Nn]umber|[Rr]egistration) plates?|[Kk]ennzeichen|[Ii]mmatriculation|[Mm]atr[ií]cula|[Tt]arga|[Kk]enteken|[Rr]ejestracja)(?: (?:is|no|nr|number))?[.:#]? ?((?=[\p{Lu} -]{0,12}\d)\p{Lu}{1,3}\d{0,4}(?:[ -]\p{Lu}{0,3}\d{0,4}){0,2}|(?=[\d -]{0,8}\p{Lu})\d{1,4}[ -]?\p{Lu}{1,3}(?:[ -]?\d{1,4})?)(?![\p{L}\d])/du;
const MAY_HOLD = /reg|plate|licen|vehicle|car n|kennz|immatr|matr[ií]cula|targa|kenteken|rejestr/iu;

export const findPlates: Finder = ({ text, digitCount }, found) => {
  if (digitCount === 0 || text.length < 8 || !MAY_HOLD.test(text)) return;
  const match = PLATE.exec(text);
  const [start, end] = match?.indices?.[1] ?? [0, 0];
  const plate = text.slice(start, end).trimEnd();
  if (plate.length > 3 && /\p{Lu}/u.test(plate))
    report(found, start, start + plate.length, 'identifier', 0.8);
};
