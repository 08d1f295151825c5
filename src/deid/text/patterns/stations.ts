/** Names of workstations, servers and application entities: `pushed from WKS-CT04B`, `AET MRSCAN_2`; devices are among what HIPAA Safe Harbor lists. */
import { isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { lastTokenBefore, report, tokensWithin, type Finder } from './reading.js';

/** A name without a space: of letters and digits with a sign between, or of letters and then digits. */
const NAME = String.raw`(\p{L}[\p{L}\d]{0,15}(?:[-_][\p{L}\d]{1,16}){1,4}|\p{Lu}{2,12}\d{1,6}\p{Lu}?)(?![\p{L}\d._-]*[\p{L}\d])`;

const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:[Ss]ent|[Pp]ushed|[Rr]eceived|[Rr]etrieved|[Ii]mported|[Ee]xported|[Ff]orwarded|[Rr]outed|[Qq]ueried|[Gg]esendet|[Ee]mpfangen|[Ee]nvoyée?s?|[Rr]eçue?s?|[Ee]nviad[oa]s?|[Rr]ecibid[oa]s?|[Ii]nviat[oaie]|[Vv]erzonden) (?:from|to|via|by|von|an|nach|über|de|du|depuis|vers|à|desde|a|da|van|naar) ${NAME}`,
    'dgu',
  ),
  new RegExp(
    String.raw`(?<![\p{L}\d])(?:AET|AE[ -]?[Tt]itle|[Hh]ost(?:[ -]?name)?:|[Hh]ostname|[Ss]tation(?: ?[Nn]ame)?:|[Ss]tationname|[Ww]orkstation|WS:|[Cc]onsole|[Ss]erver|[Tt]erminal|[Aa]rbeitsplatz|[Kk]onsole|[Ss]tazione|[Ee]stación|[Ss]erveur) ?[:=]? ?${NAME}`,
    'dgu',
  ),
];

/** What one of the forms at least has. */
const MAY_HOLD =
  /sent |pushed |rec[eiç]|retrieved |ported |forwarded |routed |queried |gesendet |empfangen |envoy|envi|inviat|verzonden |AE|host|station|WS:|console|server|terminal|arbeitsplatz|konsole|stazione|estación|serveur/iu;

export const findStations: Finder = (reading, found) => {
  const { text, digitCount } = reading;
  if (text.length < 8 || (digitCount === 0 && !/[-_]/.test(text)) || !MAY_HOLD.test(text)) return;
  for (const form of FORMS)
    for (const match of text.matchAll(form)) {
      const [start, end] = match.indices?.[1] ?? [0, 0];
      const name = text.slice(start, end);
      const words = tokensWithin(reading, start, end).filter(({ kind }) => kind === 'letters');
      // `sent to follow-up`, `exported to CD-R`, `forwarded to T2-FLAIR`, `terminal C3-C4`: nothing that a machine is called by.
      const isPlain = words.every(
        ({ folded }) =>
          folded.length < 3 ||
          folded === 'dvd' ||
          folded === 'usb' ||
          isHeaderWord(folded) ||
          nameRarity(folded) === 'word',
      );
      const isNumbered = /\p{L}{3,}\d+$|[-_]\d{3,}$/u.test(name);
      const isCode =
        (!isPlain || isNumbered) && (/\d/.test(name) ? name.length > 3 : /^[\p{Lu}_-]+$/u.test(name));
      // `received from PET/CT-1`: part of something longer.
      const isPart = /[/\\]/.test(text.charAt(start - 1)) || lastTokenBefore(reading, start) < 0;
      if (isCode && !isPart) report(found, start, end, 'other', 0.75);
    }
};
