/** What the letters of a word tell of it, where no list has it. */
import { isBareDisease } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import type { Token } from '../words.js';
import { nameLikeness } from './name-letters.js';
import { BODY_WORDS, STOPS } from './names.js';
import { isLetters, widthOf, written, type Reading } from './reading.js';
import { COMMON_SURNAMES, NICKNAMES } from './common-names.js';

/** Endings and beginnings that surnames of several languages have and other words seldom. */
const SURNAME =
  /^(?:mac|mc|fitz|o['’])\p{L}{4,}$|^\p{L}{2,}(?:s[kc]i|s[kc]a|[sc]ky|czyk|wicz|vic|vich|vitch|icek|ova|enko|chuk|czuk|shvili|adze|yan|ian|oglu|opoulos|opoulou|idis|akis|aki|sson|sen|sdottir|mann|meier|meyer|maier|bauer|berg|burg|stein|quist|qvist|strom|gren|lund|dahl|gaard|huis|stra|inga|elli|etti|otti|ucci|acci|ini|illo|ighi|ezza|ez|eira|eiro|ardo|escu|eanu|nen|lainen|singh|swamy|murthy|wala|moto|mura|yama|naka|zawa|kawa|shima|guchi|hashi|worth|shaw|combe|thwaite)$/u;
/** What these endings are also of: words of German, Italian, French and Latin. */
const NO_SURNAME =
  /(?:atosen|osen|issen|assen|essen|ossen|ussen|ensen|tionen|ationen|ungen|iten|alen|aini|olini|adian|edian|odian|arian|erian|orian|tian|sian|cian|rgini|mini|rini|tini|ardo)$/u;

/** Projections, scores and devices that stand in descriptions under the name alone. */
const VIEWS = new Set(
  'rosenberg lauenstein danelius merchant zanca grashey holmblad camp coventry stecher friedman stenvers schuller hounsfield langerhans wegener bosniak gleason schatzki kirschner steinmann'.split(
    ' ',
  ),
);

/** Whether a word in no list is shaped as surnames are. */
export function isSurnameLike(folded: string): boolean {
  return folded.length >= 6 && SURNAME.test(folded) && !NO_SURNAME.test(folded);
}

/** From here on the letters of a word in no list are a name's: half of the names have it, four in a hundred other words. */
const SHAPED = 1.3;
/** Up to here they are hardly a name's, as those of drugs and devices: five in six names have more. */
const UNSHAPED = -0.7;

/** Whether a word in no list has the ending of a surname, or letters as names have them. */
export function isNameShaped(folded: string): boolean {
  return isSurnameLike(folded) || (folded.length >= 5 && nameLikeness(folded) >= SHAPED);
}

/** Whether the letters of a word in no list speak against a name. */
export function isUnshaped(folded: string): boolean {
  return nameLikeness(folded) < UNSHAPED && !isSurnameLike(folded);
}

const THINGS = new Set(
  (
    'sign signs score scores scale scales classification classifications criteria criterion grade grades grading stage stages staging disease diseases syndrome syndromes filter filters index type types zeichen klassifikation ' +
    'einteilung skala syndrom krankheit stadium typ filtre filtro filtri signe signo segno sinal echelle escala scala clasificacion classificazione classificacao classificatie maladie enfermedad malattia doenca ziekte sindrome ' +
    'tiroiditis quiste neuroma fractura hernia linfoma malformacion malformazione malformacao cisto cisti frattura ernia paralisis paralysie kyste hernie lymphome corea anemia arteritis mal cateter sonda protesis valvula triangulo ligamento espacio ' +
    'system systems definition definitions guideline guidelines consensus criterios criteri criteres choroba zespol objaw болезнь синдром симптом morbus phenomenon phanomen phenomene reflex reflexe palsy paralysis'
  ).split(' '),
);
const THINGS_AFTER = new Set(
  (
    'stent stents valve valves prosthesis prostheses prothese implant implants plate plates screw screws nail nails wire wires rod rods catheter catheters line tube drain shunt pump graft coil coils clip clips phantom atlas test ' +
    'protocol method technique view views projection position maneuver manoeuvre angle point space ligament canal fracture fractures lesion tumor tumour cyst hernia ulcer kernel algorithm cup stem needle ' +
    'fascia fissure pouch capsule cave fossa sulcus gyrus tubercle foramen plexus ganglion membrane aqueduct cistern cisterna tubes loop recess hiatus septum trigone pad sphincter papilla ampulla tendon muscle nerve arcade spot patch cells cell layer ' +
    'procedure operation repair bypass approach incision node nodes duct gland triangle ring bodies thyroiditis arteritis sarcoma lymphoma anemia contracture score frame collar brace splint block pouch window ' +
    'wing diffusion loss modification variant flow filtering smoothing penalty prior metric measure statistic estimator interpolation index ' +
    'angina gangrene abscess tetany murmur murmurs nevus naevus chondroma bump granuloma cirrhosis goiter goitre edema oedema erythema purpura panniculitis nodule nodules opacity colitis arthropathy encephalitis hepatitis myopathy glioma adenoma papilloma fibroma lipoma sarcoidosis vertigo migraine epilepsy seizure seizures aphasia apraxia dementia tremor gait breathing respiration pulse fistula stricture stenosis atresia agenesis aplasia transposition rotation dislocation subluxation avulsion nonunion spur cartilage meniscus epicondylitis bursitis tenosynovitis osteitis osteochondritis osteochondrosis necrosis infarct infarction gumma chancre keratosis melanoma carcinoma teratoma blastoma cholangitis pancreatitis gastritis enteritis thrombosis thrombophlebitis aneurysm varix varices ectasia ' +
    'formula equation transform transformation matrix operator distribution kernel curve slope plot window entropy distance coefficient correction model noise number numbers theorem law rule criteria criterion ratio registration interpolation regression threshold ' +
    'canals pores tubercles ligaments fissures spaces angles ducts glands rings triangles spots plexuses fractures lesions cysts hernias ulcers projections maneuvers ridge ridges notch bursa bursae zone zones process processes stria striae lamina groove grooves crest eminence fold folds web webs corpuscle corpuscles fiber fibers fibre fibres tract band bands pit pits area lobule island islands sheath raphe sling bundle bundles knot flap ratio lines valves pseudocyst diverticulum anomaly malformation deformity dystrophy atrophy ataxia chorea fever nephropathy neuropathy encephalopathy cardiomyopathy vasculitis retractor clamp forceps scale staging grading ' +
    'lasion lasionen luxation zyste zysten dreieck linie winkel punkt kanal band nerv knotchen knoten infarkt plastik resektion anastomose tasche schlinge osteotomie defekt delle impression arthrose lymphom sarkom divertikel hernie naht zugang drain score test index laesie breuk fractuur klasse graad ' +
    'platte schraube nagel katheter drainage klappe prothesis aufnahme projektion methode fraktur tumeur prova teste vis plaque clou sonde balloon ballon balon aguja aiguille valvula valvola valve'
  ).split(' '),
);

/** Nouns of Romance languages and of Dutch that bear a name after `de` and its like: `fratura de X`, `nódulo de X`, `ziekte van X`. */
const THINGS_OF = new Set(
  (
    'enfermedad enfermedades sindrome sindromes fractura fracturas quiste quistes hernia hernias signo signos mal tumor tumores nodulo nodulos ulcera ulceras tiroiditis linfoma linfomas contractura esofago diverticulo diverticulos anillo anillos bocio neuroma pie artropatia gangrena corea artritis arteritis aneurisma tetralogia triada tetrada pentalogia anomalia prueba test maniobra escala clasificacion criterios metodo tecnica operacion cirugia intervencion procedimiento ' +
    'protesis filtro sonda cateter placa clavo aguja angulo linea lineas ligamento canal conducto espacio fascia fosa valvula plexo ganglio triangulo foramen agujero cisura surco receso polo vaina glandula esfinter tendon tuberculo apofisis nucleo area proyeccion vista posicion indice puntaje estadio grado deformidad malformacion distrofia atrofia ataxia fiebre sarcoma carcinoma adenoma ' +
    'doenca fratura fraturas cisto cistos sinal sinais tireoidite esofago anel aneis paralisia coreia teste manobra classificacao cateter protese linha fossa plexo posicao incidencia indice estadiamento deformidade febre ' +
    'malattia malattie frattura fratture cisti ernia ernie segno segni morbo tiroidite diverticoli diverticolo anello anelli paralisi manovra scala classificazione metodo tecnica intervento protesi catetere valvola legamento spazio linea angolo nodulo noduli plesso triangolo forame incisura solco proiezione punteggio indice stadio deformita febbre sarcoma ' +
    'maladie maladies syndrome fracture fractures kyste kystes hernie hernies signe signes thyroidite ulcere diverticule diverticules anneau paralysie manoeuvre echelle classification score methode technique intervention operation procedure prothese sonde catheter nodule nodules goitre tetralogie canal ligament ligne angle espace fosse fascia plexus triangle trou scissure sillon incidence cliche indice stade deformation deformite fievre tumeur tumeurs sarcome lymphome anevrisme neurome nevrome pied arthropathie choree ataxie atrophie dystrophie bursite ' +
    'ziekte syndroom fractuur fracturen cyste teken hernia breuk klep test score classificatie lijn hoek ligament kanaal plexus driehoek tumor sarcoom neuroom ulcus ring ' +
    'sykdom sygdom sjukdom syndrom brudd brud fraktur tegn tecken cysta'
  ).split(' '),
);

const OF = /^(?:of|de|di|do|da|du|d|del|della|dello|dos|nach|von|van|af|av)$/;

/** Adjectives of people: `Jacobian map`, `Laplacian filter`. */
const ADJECTIVE = /.{4}(?:ian|ean)$/;

/** Whether a word in no list is an adjective made of a name, before a plain word in small letters. */
function isAdjectiveOfName({ tokens, gaps, text }: Reading, index: number): boolean {
  const next = tokens[index + 1];
  return (
    next?.kind === 'letters' &&
    gaps[index] === ' ' &&
    ADJECTIVE.test(tokens[index]?.folded ?? '') &&
    /^\p{Ll}/u.test(text.slice(next.start)) &&
    !BODY_WORDS.has(next.folded) &&
    nameRarity(next.folded) === 'word'
  );
}

/** `Dünndarm n. Sellink`, `Aufnahme nach Halvorsen`: who made the method, after a noun. */
function isMethodOf({ tokens, gaps, text }: Reading, first: number): boolean {
  const [noun, after] = [tokens[first - 2], tokens[first - 1]];
  if (noun?.kind !== 'letters' || after === undefined || gaps[first - 2] !== ' ') return false;
  const isAfter = /^(?:nach|volgens|secondo|selon|según)$/.test(text.slice(after.start, after.end));
  const isShort = text.slice(after.start, after.end) === 'n' && gaps[first - 1] === '. ';
  return (
    ((isAfter && gaps[first - 1] === ' ') || isShort) &&
    /^\p{Lu}/u.test(text.slice(noun.start)) &&
    widthOf(noun) > 3
  );
}

/** Whether a noun bears a name after `de` and its like. */
export function isThingOfSomebody(folded: string): boolean {
  return THINGS_OF.has(folded) || THINGS.has(folded);
}

/** `Montreal classification`, `Denali filter`, `Morbus X`: what bears a name beside it is a thing. */
export function isNameOfThing(reading: Reading, from: number, last: number): boolean {
  const { tokens, gaps } = reading;
  // `ziekte van Okuyama`: the particle may be taken for one of the name.
  let first = from;
  while (first < last && OF.test(tokens[first]?.folded ?? '')) first += 1;
  // Given name and surname are somebody's.
  if (last > first && gaps[first] !== '-' && gaps[first] !== "'") return false;
  if (
    isOfGrade(tokens, first) ||
    (first === last && (isMethodOf(reading, first) || isAdjectiveOfName(reading, first)))
  )
    return true;
  // `Anderson and D'Alonzo type II`.
  let end = last;
  if (/^(?:and|und|et|y|e|en|og|och)$/.test(tokens[end + 1]?.folded ?? '')) {
    end += 2;
    if (gaps[end] === "'" || gaps[end] === '-') end += 1;
    if (THINGS.has(tokens[end + 1]?.folded ?? '') && gaps[end] === ' ') return true;
  }
  const next = tokens[last + 1];
  if (next !== undefined && /^(?:[ -]|'|'s )$/.test(gaps[last] ?? '')) {
    // `Zimmer knee prosthesis`.
    const isApart = next.folded === 's' || BODY_WORDS.has(next.folded);
    const noun = isApart ? tokens[last + 2] : next;
    if (noun !== undefined && (THINGS.has(noun.folded) || THINGS_AFTER.has(noun.folded))) return true;
  }
  let before = first - 1;
  if (OF.test(tokens[before]?.folded ?? '')) before -= 1;
  const thing = tokens[before]?.folded ?? '';
  return (
    /^[ ']$/.test(gaps[first - 1] ?? '') &&
    (THINGS.has(thing) || (before < first - 1 && (THINGS_AFTER.has(thing) || THINGS_OF.has(thing))))
  );
}

/**
 * Whether the first word of a run is the disease and the one after it whose (`THYROID Basedow Halvorsen`): only where the
 * other is a surname by itself. Beside a given name the disease is the family's (`CHEST Wegener Anna`).
 */
export function isDiseaseBeforeSurname({ tokens }: Reading, first: number, last: number): boolean {
  const surname = tokens[first + 1]?.folded ?? '';
  return (
    first > 0 &&
    last === first + 1 &&
    isBareDisease(tokens[first]?.folded ?? '') &&
    !NICKNAMES.has(surname) &&
    (COMMON_SURNAMES.has(surname) || isSurnameLike(surname))
  );
}

/** `stage IIIA (Lichtman)`, `grade 3 Outerbridge`: who made the scale. */
function isOfGrade(tokens: readonly Token[], first: number): boolean {
  let at = first - 1;
  while (at >= 0 && at >= first - 2 && /^(?:[ivx]{1,4}[a-d]?|\d{1,2}|[a-d])$/.test(tokens[at]?.folded ?? ''))
    at -= 1;
  return at < first - 1 && GRADES.has(tokens[at]?.folded ?? '');
}

const GRADES = new Set(
  'stage grade type class category grad stadium typ tipo classe clase stade estadio grado grau graad stopien'.split(
    ' ',
  ),
);

/**
 * What a word written with a capital may be: `name` where lists know it for nothing else, `shaped` and `unknown` where none
 * has it, `both` where it is a word outside headers, too; undefined for what is no name here.
 */
export type NameForm = 'name' | 'shaped' | 'unknown' | 'both';

export function nameForm(reading: Reading, token: Token | undefined): NameForm | undefined {
  if (!isLetters(token) || widthOf(token) < 3) return undefined;
  const { folded } = token;
  if (!/^\p{Lu}(?:[\p{Ll}\p{M}]+|[\p{Lu}\p{M}]+|(?:c|ac)\p{Lu}\p{L}+)$/u.test(written(reading, token)))
    return undefined;
  if (STOPS.has(folded) || BODY_WORDS.has(folded) || isHeaderWord(folded)) return undefined;
  switch (nameRarity(folded)) {
    case 'name':
      // A view or a sign may stand under its name alone.
      if (!isEponym(folded)) return 'name';
      return isSurnameLike(folded) && !VIEWS.has(folded) ? 'shaped' : 'unknown';
    case 'both':
      return isEponym(folded) ? undefined : 'both';
    case 'unknown':
      if (widthOf(token) < 5 || !/[aeiouyαεηιουωаеиоуыэюя]/u.test(folded)) return undefined;
      return isNameShaped(folded) ? 'shaped' : 'unknown';
    case 'word':
      return undefined;
  }
}
