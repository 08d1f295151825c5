import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { tokenize } from '../words.js';
import { report, type Finder } from './reading.js';

/** What says that a place where somebody lives comes next, in the languages of the addresses. */
const RESIDENCE =
  /(?<![\p{L}\d])(?:(?:lives|living|lived|resides|residing|resident|residence|staying|moved) (?:at|in|to|on)|home address|wohnhaft (?:in|bei)|wohnt (?:in|bei)|(?:habite|demeurant|domicilié|domiciliée|réside) (?:à|au|aux|en)|(?:vive|reside|residente|domiciliado|domiciliada|domicilio) en|(?:abita|residente|domiciliato|domiciliata) (?:a|in)|(?:mora|reside|residente) (?:em|na|no|à)|woont (?:in|te|aan)|woonachtig (?:in|te)|(?:moved|came|relocated|referred|transferred|visiting) (?:here |in |over )?from|verlegt (?:aus|von)|(?:transféré|transférée|adressé|adressée) de|(?:trasladado|trasladada|derivado|derivada) de(?:sde)?|(?:trasferito|trasferita) da|overgeplaatst (?:uit|van))(?::| )\s*(?=[\p{Lu}\d])/giu;

/** Up to here, at most; a postal address is shorter (ISO 19160-4 has no such limit, envelopes have). */
const LONGEST = 100;
/** Where what is said of the place ends: the sentence, the line, or a sign that begins something else. */
const ENDS =
  /[;|()[\]\r\n]| [-–] |(?<=\p{L}{3,}|\d)\.(?=\s|$)| (?:with|and|but|alone|since|who|where|independently|mit|und|seit|allein|avec|et|depuis|seule?|con|y|desde|da solo|da sola|com|desde|sozinh[oa]|met|en|sinds|alleen) \p{Ll}/u;

/** `Lives at 12 Example Manor, Springtown`: the whole place, whatever its form. */
export const findResidences: Finder = ({ text }, found) => {
  if (text.length < 10) return;
  for (const match of text.matchAll(RESIDENCE)) {
    const start = match.index + match[0].length;
    const rest = text.slice(start, start + LONGEST);
    const place = rest.slice(0, ENDS.exec(rest)?.index ?? rest.length).trimEnd();
    const words = tokenize(place);
    // `lives in Residential Care`, `moved to Ward`, `moved to 45 degrees`: no place of anybody's own.
    const isNamed = words.some(
      ({ kind, folded, start: at, end }) =>
        kind === 'continuous' ||
        (kind === 'letters' &&
          end - at > 2 &&
          /^\p{Lu}/u.test(place.slice(at)) &&
          nameRarity(folded) !== 'word'),
    );
    if (isNamed) report(found, start, start + place.length, 'address', 0.85);
    // Some towns are in lists of words, too: the tagger says which.
    else {
      const town = /^\p{Lu}\p{Ll}{3,}(?: \p{Lu}\p{Ll}{3,})?/u.exec(place)?.[0];
      if (town !== undefined && tokenize(town).every(({ folded }) => !isHeaderWord(folded)))
        report(found, start, start + town.length, 'address', 0.45);
    }
  }
};
