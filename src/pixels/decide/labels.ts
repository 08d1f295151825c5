/** Labels before identities on images: `Name:`, `ID`, `DOB`, `Dr.`, `Tech`, `Acc`, in several languages. */
import { tokenize, wordSet } from '../../deid/text/words.js';

/** After one of these somebody's name, number, day or place follows. */
const IDENTITY: ReadonlySet<string> = wordSet(`
name names surname lastname firstname middlename patientname patient pat pt nom prenom vorname nachname patientenname nombre apellido apellidos paz hasta cognome nome sobrenome naam voornaam achternaam imie nazwisko
id pid patientid uhid ipp nhc patnr subj subject folder mrn mr# ssn nhs nhi hn chart record file case visit encounter acct account admission nr no num number nummer numero fallnummer
acc accession accessionnumber acc# accno ex exam examid studyid order req request
dob birth birthdate birthday born geb gebdatum geburtsdatum ddn fdn naissance nacimiento nascita nascimento geboortedatum urodzenia
dr doctor physician referring referrer ref requesting ordering attending radiologist reader read reading surgeon arzt medecin medico artsen lekarz
tech technologist technician sono operator op oper performed performing sonographer radiographer by user staff nurse mta mtra
institution inst hospital hosp clinic facility site department dept ward room bed station klinik praxis etablissement centro
address street city zip phone tel telephone fax mobile email contact
date datum fecha data study studydate examdate acquired acqdate time uhrzeit hora heure
`);

/** These may stand round a label and say nothing alone. */
const BESIDE: ReadonlySet<string> = wordSet(`
s of the de des du der la le el di da and e y et und other first last middle full given family age sex gender procedure requested voice language weight height group date time number name id no nr information
`);

/** Words that stand for something harmless as labels, too: only with a colon is what follows an identity. */
const NEEDS_COLON: ReadonlySet<string> = wordSet(`
ex exam no nr number num study inst folder subject hasta sono by data date time site station case record file read reading order request user room mobile ref op mr contact city zip street number centro patient
hospital hosp clinic facility klinik praxis department dept station bed ward
`);

export interface Label {
  /** Where the value begins in the text; its length where there is none on the line. */
  readonly valueAt: number;
  /** A colon, equals or number sign stands after the label. */
  readonly isMarked: boolean;
}

/** The identity label at the begin of a text. */
export function labelOf(text: string): Label | undefined {
  const tokens = tokenize(text);
  let end = 0;
  let isIdentity = false;
  let isWeak = true;
  let at = 0;
  for (; at < Math.min(tokens.length, 4); at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind !== 'letters') break;
    if (at > 0 && /[:=#]/.test(text.slice(end, token.start))) break;
    const isLabel = IDENTITY.has(token.folded);
    if (!isLabel && !BESIDE.has(token.folded)) break;
    if (isLabel) {
      isIdentity = true;
      isWeak &&= NEEDS_COLON.has(token.folded);
    }
    end = token.end;
  }
  if (!isIdentity) return undefined;
  const sign = /^[\s.]{0,2}[:=#]+\s*/.exec(text.slice(end))?.[0];
  if (sign === undefined) {
    if (isWeak) return undefined;
    const space = /^[\s.]*/.exec(text.slice(end))?.[0].length ?? 0;
    return { valueAt: end + space, isMarked: false };
  }
  return { valueAt: end + sign.length, isMarked: true };
}
