import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { tokenize } from '../words.js';
import { isCountry } from './countries.js';
import { monthNamed } from './months.js';
import { lastTokenBefore, report, type Finder, type Reading } from './reading.js';

/** What says that a place where somebody lives comes next, in the languages of the addresses. */
const RESIDENCE =
  /(?<![\p{L}\d])(?:(?:lives|living|lived|resides|residing|resident|residence|staying|moved) (?:(?:alone|independently) (?:at|in)|at|in|to|on)|(?:xfer|trf|tfr)(?:'?e?d)? from|home address|(?:home|zuhause|domicile)(?=: ?(?:(?:No\. ?)?\d{1,5}\p{L}? (?:\p{Lu}|St\.)|[^:;]{2,40}\d{1,5}\p{L}?, \p{Lu}\p{Ll}{2}))|(?<!to )address(?= (?:No\. ?)?\d{1,5}\p{L}? (?!mm|cm)(?:\p{Lu}|St\.)| (?:St\. )?\p{Lu}[^:;.]{2,40}\d{1,5}\p{L}?, \p{Lu}\p{Ll}{2})|addr(?:ess)?(?: \p{Ll}+){0,2}(?=:)|(?:adresse|anschrift|direcci[oó]n|indirizzo|endereço|adres)(?=:)|(?:resident|native|citizen) of|POB|address on file:|(?:fall|fell|found|accident|collapsed?) at home in|wohnhaft (?:in|bei)|wohnh\. ?(?:in )?|byt[eě]m|bydliště|zam\.(?= ?(?:ul|al|os|pl)\.| ?[^,;]{1,40}\d)|zamieszkał[ya]|lak(?:ik|óhely)|oturuyor|bosatt i|address changed to|(?:taxi|cab|transport|ambulance|patient transport)(?: \p{Ll}+)? (?:booked )?to|(?:bus|train|taxi|ferry|prisoner|inmate|tourist) from|works? (?:nr|near)(?= \p{Lu}\p{Ll}{3,}(?: \p{Lu}|\s*$|[.,;]))|FRM:|picked? up (?:at|from)|wohnt (?:in|bei)|(?:habite|demeurant|domicilié|domiciliée|réside) (?:à|au|aux|en)|(?:vive|reside|residente|domiciliado|domiciliada|domicilio) en|(?:abita|residente|domiciliato|domiciliata) (?:a|in)|(?:mora|reside|residente) (?:em|na|no|à)|woont (?:in|te|aan)|woonachtig (?:in|te)|(?:moved|came|relocated|referred|transferred|transfer|ambulance|brought(?: in)?|flown|visiting|returned|arrived|travell?ed|back|flew) (?:here |in |over |home )?from|(?:travell?ed|trip|flew|emigrated|holiday(?:ed)?) (?:to|in)|verlegt (?:aus|von)|resides|demeure|wohnhaft|woonachtig|domicilio|(?:transféré|transférée|adressé|adressée) de|(?:trasladado|trasladada|derivado|derivada) de(?:sde)?|(?:trasferito|trasferita) da|overgeplaatst (?:uit|van))(?::| |(?<=[.:]))\s*(?=[\p{Lu}\d])/giu;

/** Up to here, at most; a postal address is shorter (ISO 19160-4 has no such limit, envelopes have). */
const LONGEST = 100;
/** Where what is said of the place ends: the sentence, the line, or a sign that begins something else. */
const ENDS = /[;|()[\]\r\n]| [-–] |(?<=\p{L}{3,}|\d)\.(?=\s|$)/u;
/** `; Exampleton, DE`, `; Exampleton; PDD; 63100`: the other lines of an address that has begun with a number. */
const BEHIND_SEMICOLON =
  /^(?:(?:; ?| - )\p{Lu}\p{Ll}[\p{L}'. -]{1,30}(?:, ?\p{Lu}{2}(?!\p{L})| \(\p{Lu}{2,3}\)|\/\p{Lu}{2,3}(?!\p{L})|(?=; ?(?:\p{Lu}{2,3}; ?)?\d{4,6}(?!\d))))(?:; ?\p{Lu}{2,3}(?=; ?\d))?(?:; ?\d{4,6}(?: ?[A-Z]{2})?(?!\d))?/u;

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

/** Whom somebody lives with, named or not: `in Exampleton with son Peter`. */
const WITH_KIN = new RegExp(
  String.raw` (?:with|at|mit|bei|chez|avec|con|com|met|bij|hos) (?:(?:his|her|their|seiner?|seinem|ihrer?|ihrem|der|dem|sa|son|ses|su|sus|suo|sua|la|il|seu|sua|zijn|haar) )?${COMPANIONS}(?!\p{L})`,
  'u',
);
/** After a comma nothing of a place begins in small letters but an article: `from Exampleton, old films requested`. */
const REST =
  /, (?=\p{Ll}{3,}(?: \p{Ll}|\s*[,;.]|\s*$))(?!(?:the|der|die|den|near|near to|bei|près|cerca|vicino|bij) )(?![^,;.]*[\p{Lu}\d])/u;

/** Where patients go within a house, and kinds of home. */
function isWardLike(folded: string): boolean {
  return /^(?:ward|theatre|recovery|resus|triage|clinic|scanner|left|right|asbestos|house|home|flat|apartment|bungalow|hostel)$/.test(
    folded,
  );
}

/** `Kenya and Tanzania`: countries tell no more than where half a world lives. */
function areCountries(reading: Reading, start: number, end: number): boolean {
  const { text, tokens } = reading;
  const first = lastTokenBefore(reading, start) + 1;
  const last = lastTokenBefore(reading, end);
  let from = first;
  for (let at = first; at <= last + 1; at += 1) {
    const divides = at > last || /^(?:and|und|et|y|e|en|og|och|or)$/.test(tokens[at]?.folded ?? '');
    const isListed = at > from && text.charAt(tokens[at - 1]?.end ?? 0) === ',';
    if (!divides && !isListed) continue;
    // Members of the list stand after the same word of direction as the first.
    if (
      at > from &&
      !isCountry(
        [...tokens.slice(first - 1, first), ...tokens.slice(from, at)],
        Math.min(first, 1),
        Math.min(first, 1) + at - from - 1,
      )
    )
      return false;
    from = divides ? at + 1 : at;
  }
  return last >= first;
}

/** `This patient was seen in Exampleton`. */
const SEEN_IN =
  /(?<!\p{L})(?:[Pp]atient|[Pp]t)(?:,? [^.;\n]{1,40}?,?)? (?:was|is|has been|had been) (?:first |last |then |also )?(?:seen|examined|treated|evaluated|assessed|imaged|operated|hospitali[sz]ed|scanned) (?:in|at) (\p{Lu}\p{Ll}{3,}(?:[ -]\p{Lu}\p{Ll}{2,}){0,2})(?![\p{L}\d-])/gu;
/** Rooms, machines and seasons. */
const NO_PLACE =
  /^(?:fowler|prone|supine|resus|majors|minors|casualty|triage|theatre|recovery|maxfax|winter|spring|summer|autumn|pre\p{Ll}+|post\p{Ll}+|\p{Ll}*coil)$/u;

function findWhereSeen({ text }: Reading, found: Parameters<Finder>[1]): void {
  for (const match of text.matchAll(SEEN_IN)) {
    const place = match[1] ?? '';
    const words = tokenize(place).map(({ folded }) => folded);
    if (
      words.some((word) => isHeaderWord(word) || NO_PLACE.test(word)) ||
      monthNamed(words[0] ?? '') !== undefined
    )
      continue;
    if (words.every((word) => nameRarity(word) === 'word')) continue;
    const end = match.index + match[0].length;
    report(found, end - place.length, end, 'address', 0.75);
  }
}

/** `Lives at 12 Example Manor, Springtown`: the whole place, whatever its form. */
export const findResidences: Finder = (reading, found) => {
  const { text } = reading;
  if (!text.includes(' ') && !text.includes(':')) return;
  if (text.length < 10) return;
  findWhereSeen(reading, found);
  for (const match of text.matchAll(RESIDENCE)) {
    const start = match.index + match[0].length;
    const rest = text.slice(start, start + LONGEST);
    const sentence = rest.slice(0, ENDS.exec(rest)?.index ?? rest.length);
    const told = sentence
      .slice(
        0,
        Math.min(
          GOES_ON.exec(sentence)?.index ?? sentence.length,
          WITH_KIN.exec(sentence)?.index ?? sentence.length,
          REST.exec(sentence)?.index ?? sentence.length,
        ),
      )
      .trimEnd();
    const place =
      told +
      (/\d/.test(told) && !/(?:19|20)\d{2}$/.test(told)
        ? (BEHIND_SEMICOLON.exec(rest.slice(told.length))?.[0] ?? '')
        : '');
    if (areCountries(reading, start, start + place.length)) continue;
    const words = tokenize(place);
    // `lives in Residential Care`, `moved to Ward`, `moved to 45 degrees`: no place of anybody's own. With the number of a house it is one.
    const isHouse =
      /^\d{1,5}\p{L}?, \p{Lu}\p{Ll}{3}/u.test(place) ||
      (/wohnhaft|address|home/i.test(match[0]) && /\p{Lu}\p{Ll}{2,} .*\d|\d.* \p{Lu}\p{Ll}{2}/u.test(place));
    const isNamed =
      isHouse ||
      words.some(
        ({ kind, folded, start: at, end }) =>
          kind === 'continuous' ||
          (kind === 'letters' &&
            end - at > 2 &&
            /^\p{Lu}/u.test(place.slice(at)) &&
            nameRarity(folded) !== 'word' &&
            !isWardLike(folded)),
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
