/** Names after a deed and a preposition: `ordered by X`, `discussed with X`, `for Jane Doe`. */
import { isEponym, nameRarity } from '../../vocabulary/vocabulary.js';
import { foldText } from '../words.js';
import { isService } from './initials.js';
import { gapAfter, isLetters, startsCapital, startsCapitalAt, type Reading } from './reading.js';
import { monthNamed } from './months.js';
import { isOfReports } from './names.js';
import { pastRoles } from './roles.js';
import { TITLES, type Announced } from './titles.js';

/** Participles after which `by` names a person, in several languages. */
const DEEDS = new Set(
  (
    'informed alerted contacted ordered requested referred performed read reported dictated reviewed verified signed authenticated approved scanned acquired seen examined discussed interpreted transcribed entered supervised assisted ' +
    'prescribed authorized authorised consented injected positioned attended accompanied witnessed done taken notified faxed called sent scheduled typed checked imaged escorted evaluated protocolled protocoled vetted triaged cannulated sedated anesthetized anaesthetised operated placed inserted treated cosigned countersigned finalized overread coded booked managed followed admitted modified altered adjusted edited changed updated amended corrected selected chosen advised administered explained counselled counseled ' +
    'uberwiesen zugewiesen angefordert befundet untersucht durchgefuhrt diktiert freigegeben gelesen validiert unterschrieben geschrieben aufgenommen ' +
    'demande prescrit realise lu adresse valide interprete redige envoye signe effectue ' +
    'solicitado solicitada remitido remitida realizado realizada informado informada validado firmado derivado pedido pedida indicado leido ' +
    'richiesto richiesta inviato inviata eseguito eseguita refertato refertata firmato prescritto ' +
    'enviado lido assinado laudado encaminhado efetuado ' +
    'aangevraagd verwezen uitgevoerd beoordeeld gelezen gemaakt gevraagd verslagen geopereerd geplaatst gezien ' +
    'henvist henvisad hanvisad opererad opereret granskad granskat remitterad remitteret utford undersokt operiert gesehen gelegt opere pose vu operado colocado visto operato posizionato visto avaliado'
  ).split(' '),
);

/** What is called by letters as people are. */
const SYSTEMS = new Set(
  'server servers workstation workstations console archive pacs ris viewer software'.split(' '),
);

/** Prepositions of an agent or an addressee. */
export const AGENTS = new Set(
  'by von durch par por da dal dalla dall do pelo pela door to for with fur pour per para vom av af od ode c/o attn fao cc via'.split(
    ' ',
  ),
);

export function afterAgent(reading: Reading, index: number): Announced | undefined {
  const { tokens } = reading;
  const gap = gapAfter(reading, index) ?? '#';
  // `attn. Jane Doe`: whose hands it is for.
  if (
    /^(?:attn|fao)$/.test(tokens[index]?.folded ?? '') &&
    /^(?:\. ?| )$/.test(gap) &&
    startsCapitalAt(reading, index + 1)
  )
    return isEponymAlone(reading, index + 1)
      ? undefined
      : { first: pastRoles(reading, index + 1), expectation: 'possible', confidence: 0.85 };
  const before = tokens[index - 1];
  const isAfterDeed =
    before !== undefined && /^ {1,2}$/.test(gapAfter(reading, index - 1) ?? '') && isDeed(reading, index - 1);
  if (isAfterDeed) {
    const first = pastRoles(reading, index + 1);
    // `seen by AI triage`, `discussed with ENT`.
    const asWritten = reading.text.slice(tokens[first]?.start, tokens[first]?.end);
    const areCapitals = /^\p{Lu}{2,4}$/u.test(asWritten);
    if (asWritten === 'AI' || (areCapitals && isService(foldText(asWritten)))) return undefined;
    // `sent to AW Server`
    if (areCapitals && SYSTEMS.has(tokens[first + 1]?.folded ?? '')) return undefined;
    if (!/^(?: {1,2}| ?: ?|\. ?)$/.test(gap)) return undefined;
    return { first, expectation: 'sure', confidence: 0.9 };
  }
  const initials = tokens[index + 1];
  if (
    gap === ' ' &&
    isLetters(initials) &&
    /^\p{Lu}{2,3}(?:[/:]\p{L}{2,3})?[.)\s]*$/u.test(
      reading.text.slice(initials.start, initials.start + 10),
    ) &&
    hasDeedBefore(reading, index)
  )
    return { first: index + 1, expectation: 'sure', confidence: 0.85 };
  return afterPreposition(reading, index);
}

/** `Planning by HALVORSEN` at the end; a disease or a scale has its own words before it (`graded by Fontaine`). */
function isLastName({ text, tokens, isCapitals }: Reading, index: number): boolean {
  const token = tokens[index];
  if (token === undefined || index !== tokens.length - 1 || token.end - token.start < 4) return false;
  if (isOfReports(token.folded) || monthNamed(token.folded) !== undefined) return false;
  // Measures, scales and methods are called after people, or by words in no list.
  if (isEponym(token.folded) || nameRarity(token.folded) === 'unknown') return false;
  const written = text.slice(token.start, token.end);
  if (!/^\p{Lu}+$/u.test(written) || isCapitals) return false;
  return !/(?:grad|stag|class|scor|type|criteri|index|sign|method|techni)\p{L}*(?: \p{L}+)? by $/iu.test(
    text.slice(0, token.start),
  );
}

/** `attn Meckel cave`: a part of the body. */
function isEponymAlone({ tokens }: Reading, index: number): boolean {
  return isEponym(tokens[index]?.folded ?? '') && nameRarity(tokens[index + 1]?.folded ?? '') !== 'name';
}

/** `Ordered for review by XY`: the deed stands some words before. */
function hasDeedBefore(reading: Reading, index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 8; at -= 1) {
    if (/[\r\n]/.test(gapAfter(reading, at) ?? '')) return false;
    if (isDeed(reading, at)) return true;
  }
  return false;
}

function isDeed(reading: Reading, index: number): boolean {
  const word = reading.tokens[index]?.folded ?? '';
  return DEEDS.has(word);
}

export const PREPOSITIONS = new Set('for by from with fur pour per para por von par da'.split(' '));

/** `for Jane Doe`: two words at least of which one is known for a name and none for a word. */
export function afterPreposition(reading: Reading, index: number): Announced | undefined {
  const { tokens } = reading;
  if (!/^ {1,2}$/.test(gapAfter(reading, index) ?? '#')) return undefined;
  // `by K.Halvorsen`.
  if (
    /^(?:by|von|par|por|da|door)$/.test(tokens[index]?.folded ?? '') &&
    isInitialAndName(reading, index + 1)
  )
    return { first: index + 1, expectation: 'sure', confidence: 0.8 };
  const first = index + 1;
  const [one, two] = tokens.slice(first, first + 2);
  if (!isLetters(one) || !startsCapital(reading, one) || TITLES.has(one.folded)) return undefined;
  const rarity = nameRarity(one.folded);
  const isAgent = tokens[index]?.folded === 'by';
  const second =
    isLetters(two) &&
    /^(?:, ?|[ ^-]|\. )$/.test(gapAfter(reading, first) ?? '#') &&
    startsCapital(reading, two)
      ? nameRarity(two.folded)
      : undefined;
  if (rarity === 'word') return undefined;
  if (isAgent && isLastName(reading, first)) return { first, expectation: 'sure', confidence: 0.75 };
  if (rarity === 'name' && (second === 'name' || second === 'unknown' || second === 'both'))
    return { first, expectation: 'possible', confidence: 0.85 };
  if (rarity === 'unknown' && second === 'name') return { first, expectation: 'possible', confidence: 0.8 };
  if (rarity === 'both' && (second === 'name' || (second === 'unknown' && !reading.isCapitals)))
    return { first, expectation: 'sure', confidence: 0.75 };
  if (rarity === 'name' && isAgent && !isEponym(one.folded))
    return { first, expectation: 'possible', confidence: 0.75 };
  return undefined;
}

/** `K.Halvorsen`, `K. Halvorsen`: an initial with its point, and a word in no list of words. */
function isInitialAndName({ text, tokens, gaps }: Reading, index: number): boolean {
  const [initial, name] = tokens.slice(index, index + 2);
  if (!isLetters(initial) || !isLetters(name) || !/^\. ?$/.test(gaps[index] ?? '')) return false;
  const rarity = nameRarity(name.folded);
  return (
    /^\p{Lu}$/u.test(text.slice(initial.start, initial.end)) &&
    /^\p{Lu}\p{Ll}{2,}$/u.test(text.slice(name.start, name.end)) &&
    (rarity === 'name' || rarity === 'unknown') &&
    !isEponym(name.folded)
  );
}
