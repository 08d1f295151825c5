/** What belongs to an identity without being one: the title before a name, the label before a number, the brackets round them. */
import { TITLE_PARTS } from './patterns/names.js';
import type { IdentityKind } from './span.js';
import { type Token, wordSet } from './words.js';

/** A piece of a text that goes. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly kinds: ReadonlySet<IdentityKind>;
}

const TITLES = wordSet(
  'dr ssa dna prof mr mrs ms miss mme mlle herr herrn frau sr sra srta senor senora senorita monsieur madame dott dottssa dra drs doctor docteur doktor professor mevr mevrouw mw dhr hr signor signora sig fr m med univ dipl ing pd nurse sister fru froken frk rouva herra neiti pani slecna mudr sayin д-р доктор',
);
const NAME_LABELS = wordSet(
  'name patient pt pat physician radiologist technologist technician tech operator op attending referring referrer surgeon contact nom nombre nome naam nachname vorname prenom apellidos cognome zuweiser untersucher arzt medecin medico paciente paziente patientin mother father wife husband caller attn cc initials phys perf sonographer radiographer',
);
const DEEDS = wordSet(
  'ordered requested referred performed read reported dictated reviewed verified signed approved scanned acquired seen interpreted transcribed entered supervised prescribed authorized uberwiesen zugewiesen angefordert befundet durchgefuhrt diktiert demande prescrit realise lu adresse valide solicitado solicitada remitido remitida realizado informado validado pedido pedida richiesto richiesta inviato eseguito refertato enviado aangevraagd verwezen uitgevoerd beoordeeld',
);
const AGENTS = wordSet('by von durch par por da dal dalla do pelo door to for vom');
const ID_LABELS = wordSet(
  'mrn pid patid patno patnr pnr ssn nhs npi dni nie nif cpf bsn iban nir ipp nhc dossier historia cartella accession accessionnumber accno fallnr fallnummer fallid auftragsnummer versichertennummer aufnahmenummer patientenid patientennummer urn uhid csn',
);
/** Labels of a number only where a sign stands between. */
const SIGNED_ID_LABELS = wordSet(
  'id acc case fall order req ref no nr num number nummer numero exam visit encounter admission record file chart account reg auftrag episode dossier insurance policy ident',
);
const QUALIFIERS = wordSet(
  'id no nr num number nummer numero n code pat patient pt hospital medical record case acc accession social security',
);
const BIRTH_LABELS = wordSet(
  'dob birthdate geb geboren geburtsdatum born nee ne nato nata nacido nacida nascido nascida geboortedatum birthday fdn ddn',
);
const PHONE_LABELS = wordSet(
  'tel telephone phone ph fax telefax telefon telefono telefone telefoon mobile mobil cell pager ext extension beeper gsm handy tlf',
);
const WEB_LABELS = wordSet('email mail web website homepage url courriel correo');
const AGE_LABELS = wordSet('age aged alter edad eta idade leeftijd');
const ADDRESS_LABELS = wordSet(
  'address addr adresse direccion indirizzo morada endereco adres anschrift wohnhaft',
);
/** Small words that cannot end a phrase. */
const DANGLING = wordSet(
  'by for to from of at on in with per via dated since von vom am bei fur im aus par pour du de le la les chez au por para del el en desde da dal di il per presso do na no dos pelo door voor van op den te bij the and und et y e',
);

/** Widens a cut over what carried it, as far as this stays on its line and is no word of the description. */
export function withCarriers(text: string, tokens: readonly Token[], cut: Cut): Cut {
  let { start, end } = cut;
  for (let round = 0; round < 3; round += 1) {
    const before = start + text.length - end;
    start = withLabels(text, tokens, start, cut.kinds);
    end = withSuffix(text, end, cut.kinds);
    [start, end] = withBrackets(text, start, end);
    if (start + text.length - end === before) break;
  }
  if (endsPhrase(text, end)) start = withDangling(text, tokens, start);
  return { start, end, kinds: cut.kinds };
}

/** `患者名：`, `生年月日 `. */
const EAST_ASIAN_LABEL =
  /(?:患者名|患者氏名|患者番号|患者ID|患者|氏名|姓名|生年月日|出生日期|年齢|年龄|住所|地址|電話番号|電話|电话|担当医|主治医|依頼医|読影医|医師|技師|医生|病历号|住院号|检查号|受付番号|환자명|환자번호|환자|성명|이름|생년월일|주소|전화|담당의|판독의|등록번호) ?[:：=] ?$/;

/** Between a label and what it labels; no line break. */
const LABEL_GAP = /^[ \t.:;#=°º'"*-]{0,5}$/;

function withLabels(
  text: string,
  tokens: readonly Token[],
  from: number,
  kinds: ReadonlySet<IdentityKind>,
): number {
  let start = from;
  let isSigned = false;
  for (let steps = 0; steps < 6; steps += 1) {
    const index = lastBefore(tokens, start);
    const token = tokens[index];
    if (token === undefined) break;
    const gap = text.slice(token.end, start);
    if (!LABEL_GAP.test(gap) || (gap === '' && start !== from)) break;
    // What adjoins the identity without a sign is a part of something longer, but for `MRN123`.
    if (gap === '' && !ID_LABELS.has(token.folded)) break;
    isSigned ||= /[:#=°º]/.test(gap);
    if (!isLabel(text, tokens, index, gap, isSigned, kinds, start === from)) break;
    start = token.start;
  }
  const eastAsian = EAST_ASIAN_LABEL.exec(text.slice(Math.max(0, start - 14), start));
  if (eastAsian !== null) return start - eastAsian[0].length;
  const dotted =
    /(?:^|[^\p{L}\d])(D\. ?O\. ?B\.?|M\. ?R\. ?N\.?|Sig\.ra|(?:Dott|Prof)\.ssa|[Дд]-р\.?|[Гг]-(?:н|жа))[ :=#-]{0,3}$/iu.exec(
      text.slice(Math.max(0, start - 14), start),
    );
  if (dotted !== null) start -= dotted[0].length - dotted[0].indexOf(dotted[1] ?? '');
  return start;
}

function isLabel(
  text: string,
  tokens: readonly Token[],
  index: number,
  gap: string,
  isSigned: boolean,
  kinds: ReadonlySet<IdentityKind>,
  isNearest: boolean,
): boolean {
  const word = tokens[index]?.folded ?? '';
  const previous = tokens[index - 1]?.folded ?? '';
  const hasMark = /[:=]/.test(gap);
  if (kinds.has('person') || kinds.has('initials') || kinds.has('other')) {
    if (TITLES.has(word) && isTitle(text, tokens[index], gap)) return true;
    if (!isNearest && TITLE_PARTS.has(word)) return true;
    if (NAME_LABELS.has(word) && hasMark) return true;
    if (
      AGENTS.has(word) &&
      (DEEDS.has(previous) || (AGENTS.has(previous) && DEEDS.has(tokens[index - 2]?.folded ?? ''))) &&
      /^ ?:? ?$/.test(gap)
    )
      return true;
    if (AGENTS.has(word) && !isNearest && AGENTS.has(tokens[index + 1]?.folded ?? '') && DEEDS.has(previous))
      return true;
    if (DEEDS.has(word) && AGENTS.has(tokens[index + 1]?.folded ?? '') && !isNearest) return true;
    if (
      !isNearest &&
      isSigned &&
      (NAME_LABELS.has(word) || /^(?:s|of|des|der|du|del|last|first)$/.test(word))
    )
      return NAME_LABELS.has(word);
  }
  if (kinds.has('identifier') || kinds.has('uid') || kinds.has('other')) {
    if (ID_LABELS.has(word)) return true;
    if (SIGNED_ID_LABELS.has(word) && isSigned && !isOfPhrase(text, tokens, index, gap, isNearest))
      return true;
    if (
      QUALIFIERS.has(word) &&
      (isSigned || ID_LABELS.has(previous) || SIGNED_ID_LABELS.has(tokens[index + 1]?.folded ?? '')) &&
      !isNearest
    )
      return true;
    if (QUALIFIERS.has(word) && (ID_LABELS.has(previous) || isLabelPair(text, tokens, index))) return true;
    if (
      !isNearest &&
      (isLabelPair(text, tokens, index + 1) || /^(?:n|no|nr|num|numero|nummer|number)$/.test(word))
    )
      return true;
  }
  if (kinds.has('date')) {
    if (BIRTH_LABELS.has(word)) return true;
    if (
      word === 'birth' ||
      word === 'naissance' ||
      word === 'nacimiento' ||
      word === 'nascita' ||
      word === 'nascimento'
    )
      return true;
    if (
      !isNearest &&
      /^(?:of|de|di|date|data|fecha)$/.test(word) &&
      /^(?:birth|of|de|di|naissance|nacimiento|nascita|nascimento)$/.test(tokens[index + 1]?.folded ?? '')
    )
      return true;
    if (/^(?:am|le|el|il|op|on|den|em)$/.test(word) && BIRTH_LABELS.has(previous)) return true;
  }
  if (kinds.has('phone') && PHONE_LABELS.has(word)) return true;
  if (
    (kinds.has('email') || kinds.has('url')) &&
    (WEB_LABELS.has(word) || (word === 'e' && WEB_LABELS.has(tokens[index + 1]?.folded ?? '')))
  )
    return true;
  if (kinds.has('age') && AGE_LABELS.has(word)) return true;
  return kinds.has('address') && ADDRESS_LABELS.has(word);
}

/** `Pat.-ID`, `Fall-Nr`, `case no.`: two words that are a label only together. */
function isLabelPair(text: string, tokens: readonly Token[], second: number): boolean {
  const [one, two] = [tokens[second - 1], tokens[second]];
  if (one === undefined || two === undefined || !/^(?:\.?-| |\. )$/.test(text.slice(one.end, two.start)))
    return false;
  return (
    /^(?:id|no|nr|num|number|nummer|numero|n)$/.test(two.folded) &&
    /^(?:pat|patient|patienten|pt|case|fall|acc|accession|hosp|hospital|record|auftrags|auftrag|versicherten|chart|file|admission|encounter|visit|policy|insurance|order|req|study|exam)$/.test(
      one.folded,
    )
  );
}

/** `Mr.`, `Dr`: not `MR`, `MS` and `M` without a point, nor `5 Fr`. */
function isTitle(text: string, token: Token | undefined, gap: string): boolean {
  if (token === undefined) return false;
  if (gap.startsWith('.')) return true;
  const written = text.slice(token.start, token.end);
  if (/^(?:mr|ms|m|fr|sr|dr|dna|sig|med|ing|pd|hr)$/.test(token.folded))
    return /^\p{Lu}\p{Ll}/u.test(written) && token.folded !== 'fr';
  return true;
}

function withSuffix(text: string, end: number, kinds: ReadonlySet<IdentityKind>): number {
  const rest = text.slice(end, end + 16);
  if (kinds.has('person') || kinds.has('initials')) {
    const suffix =
      /^(?:['’]s(?![\p{L}])|['’](?= |$)| ?(?:様|さん|殿|先生|女士|님|씨)|,? (?:M\.?D|Ph\.?D|D\.O|R\.N|FRCR|FACR)\.?(?![\p{L}\d])|,? (?:Jr|Sr)\b\.?)/u.exec(
        rest,
      );
    if (suffix !== null) return end + suffix[0].length;
  }
  return end;
}

const BRACKETS: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '<': '>',
  '"': '"',
  '（': '）',
  '「': '」',
  '【': '】',
  '“': '”',
};

function withBrackets(text: string, start: number, end: number): [number, number] {
  const left = /(\S)[ \t]*$/.exec(text.slice(Math.max(0, start - 4), start));
  const right = /^[ \t]*[,;:.]?[ \t]*(\S)/.exec(text.slice(end, end + 6));
  if (left === null || right === null || BRACKETS[left[1] ?? ''] !== right[1]) return [start, end];
  return [start - left[0].length, end + right[0].length];
}

/** Whether nothing of the phrase comes after. */
function endsPhrase(text: string, end: number): boolean {
  return (
    /^[ \t]*(?:$|[\r\n\\.,;)\]|])/.test(text.slice(end, end + 8)) ||
    /^[ \t]*$/.test(text.slice(end, end + 64))
  );
}

/** The small words that would stand alone at the end of a phrase. */
function withDangling(text: string, tokens: readonly Token[], from: number): number {
  let start = from;
  for (let steps = 0; steps < 3; steps += 1) {
    const token = tokens[lastBefore(tokens, start)];
    if (token === undefined || !/^[ \t:,]{1,3}$/.test(text.slice(token.end, start))) break;
    // `Emergency add-on 4/5/2013`: the end of another word.
    if (text.charAt(token.start - 1) === '-') break;
    if (!DANGLING.has(token.folded) || !/^\p{Ll}+$/u.test(lowered(text, token))) break;
    // `Kontroll efter op`: an operation.
    if (
      token.folded === 'op' &&
      /(?:efter|post|pre|nach|vor|fore|na|voor) $/iu.test(text.slice(0, token.start))
    )
      break;
    start = token.start;
  }
  return start;
}

/** `Limited exam #123`: what was done, and its number with no label but the sign. */
function isOfPhrase(
  text: string,
  tokens: readonly Token[],
  index: number,
  gap: string,
  isNearest: boolean,
): boolean {
  const [before, word] = [tokens[index - 1], tokens[index]];
  return (
    (/ ?#/.test(gap) || !isNearest) &&
    /^(?:exam|visit|record|case)$/.test(word?.folded ?? '') &&
    before?.kind === 'letters' &&
    before.end - before.start > 3 &&
    text.slice(before.end, word?.start) === ' '
  );
}

/** A small word in capitals counts only where the whole text is in capitals: `DE`, `AM` and `IM` are abbreviations, too. */
function lowered(text: string, token: Token): string {
  const written = text.slice(token.start, token.end);
  return /\p{Ll}/u.test(text) ||
    !/^(?:BY|FOR|FROM|VON|PAR|POR|PARA|POUR|FUR|FÜR|DOOR|VOOR|OF|TO)$/.test(written)
    ? written
    : written.toLowerCase();
}

function lastBefore(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
