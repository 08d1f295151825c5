import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { tokenize } from '../words.js';
import { report, type Finder } from './reading.js';

/** What says that a place where somebody lives comes next, in the languages of the addresses. */
const RESIDENCE =
  /(?<![\p{L}\d])(?:(?:lives|living|lived|resides|residing|resident|residence|staying|moved) (?:at|in|to|on)|home address|wohnhaft (?:in|bei)|wohnt (?:in|bei)|(?:habite|demeurant|domicilié|domiciliée|réside) (?:à|au|aux|en)|(?:vive|reside|residente|domiciliado|domiciliada|domicilio) en|(?:abita|residente|domiciliato|domiciliata) (?:a|in)|(?:mora|reside|residente) (?:em|na|no|à)|woont (?:in|te|aan)|woonachtig (?:in|te)|(?:moved|came|relocated|referred|transferred|visiting) (?:here |in |over )?from|verlegt (?:aus|von)|(?:transféré|transférée|adressé|adressée) de|(?:trasladado|trasladada|derivado|derivada) de(?:sde)?|(?:trasferito|trasferita) da|overgeplaatst (?:uit|van))(?::| )\s*(?=[\p{Lu}\d])/giu;

/** Up to here, at most; a postal address is shorter (ISO 19160-4 has no such limit, envelopes have). */
const LONGEST = 100;
/** Where what is said of the place ends: the sentence, the line, or a sign that begins something else. */
const ENDS = /[;|()[\]\r\n]| [-–] |(?<=\p{L}{3,}|\d)\.(?=\s|$)/u;
/** Whom somebody lives with, in the languages above. */
const COMPANIONS = String.raw`(?:wife|husband|spouse|partner|family|parents?|mother|father|mum|mom|dad|sons?|daughters?|sisters?|brothers?|siblings|kids|children|grand\p{Ll}+|friends?|roommates?|dog|dogs|cat|cats|nobody|others|(?:[Ee]he)?[Ff]rau|(?:[Ee]he)?[Mm]ann|[Ff]amilie|[Ee]ltern|[Mm]utter|[Vv]ater|[Ss]ohn|[Tt]ochter|[Ss]chwester|[Bb]ruder|[Kk]indern?|[Hh]und|[Kk]atze|[Ll]ebensgefährt\p{Ll}+|[Ff]reundin|femme|mari|épouse|époux|conjointe?|famille|mère|père|fils|fille|sœur|frère|enfants|chien|chat|esposa|esposo|mujer|marido|pareja|familia|padres|madre|hijos?|hijas?|hermanos?|hermanas?|perro|gato|moglie|marito|famiglia|genitori|figli[oa]?|sorella|fratello|cane|gatto|família|pais|mãe|filhos?|filhas?|irmã|irmão|cão|vrouw|echtgeno\p{Ll}+|gezin|ouders|moeder|vader|zoon|dochter|zus|broer|kinderen|hond|kat)`;
const COMPLAINTS = String.raw`(?:pain|cough|fever|history|dolor|dolores|tos|fiebre|antecedentes|dolore|tosse|febbre|dor|febre|pijn|klachten|koorts)`;
/** What else is told of them. */
const DEEDS = String.raw`(?:is|was|has|had|will|works?|worked|needs?|came|comes|cannot|travels?|uses?|hat|ist|war|kommt|arbeitet|est|travaille|vient|tiene|trabaja|viene|ha|lavora|viene|tem|trabalha|vem|heeft|werkt|komt)`;
const OF_THEM = String.raw`(?:(?:his|her|their|my|the|a|an|two|three|four|both|seiner?|seinem|ihrer?|ihrem|der|dem|den|zwei|drei|sa|son|ses|leurs?|deux|trois|su|sus|dos|tres|suo|sua|suoi|la|il|i|due|tre|seu|o|os|dois|zijn|haar|hun|twee|drie|elderly|young|adult) ){0,2}`;
/** Where something else is told; within the name of a place these words stand as well (`Fox and hounds Lane 3`), a capital or a number after them. */
const GOES_ON = new RegExp(
  String.raw` (?:(?:with|mit|avec|com) \p{Ll}+|(?:and|with|und|mit|et|avec|y|con|e|com|en|met) ${OF_THEM}(?:${COMPANIONS}|${COMPLAINTS})|(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar) ${DEEDS}|alone|independently|(?:since|who|where|but) \p{Ll}+|allein|seit \p{Ll}+|seule?|depuis \p{Ll}+|sol[oa]|desde \p{Ll}+|da sol[oa]|sozinh[oa]|alleen|sinds \p{Ll}+)(?!\p{L})(?![^,;.]*[\p{Lu}\d])`,
  'u',
);

/** `Lives at 12 Example Manor, Springtown`: the whole place, whatever its form. */
export const findResidences: Finder = ({ text }, found) => {
  if (text.length < 10) return;
  for (const match of text.matchAll(RESIDENCE)) {
    const start = match.index + match[0].length;
    const rest = text.slice(start, start + LONGEST);
    const sentence = rest.slice(0, ENDS.exec(rest)?.index ?? rest.length);
    const place = sentence.slice(0, GOES_ON.exec(sentence)?.index ?? sentence.length).trimEnd();
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
