/** Person names (PS3.5 section 6.2.1) taken apart into the words by which somebody is called. */
import { foldText, type Token, tokenize, wordSet } from '../text/words.js';
import { isHarmlessWord, nameRarity } from '../vocabulary/vocabulary.js';

/** One component group of a name: Latin, ideographic or phonetic. */
export interface NameGroup {
  /** The family name, the given and the middle names; where the value has no carets, as far as its order tells. */
  readonly components: readonly NameComponent[];
}

export interface NameComponent {
  readonly role: 'family' | 'given';
  readonly words: readonly NameToken[];
}

export interface NameToken {
  /** Folded; then the other ways in which the word is spelled (`mueller` and `muller` for `Müller`). */
  readonly spellings: readonly string[];
  readonly kind: Token['kind'];
  /** A word such as `van`, `de`, `bin` that many families share. */
  readonly particle: boolean;
}

const TITLES = wordSet(`
dr drmed med doc doctor prof professor mr mrs ms miss mister sir dame lady lord herr frau hr fr mme mlle monsieur madame m sr sra srta senor senora don dona sig sigra signor signora dott dottssa ing dipl
md phd mba msc bsc rn rt np pa do dds dmd dpm dvm dnp crna frcr frcs frcp frcpc facr mbbs mbchb mrcp facs rdms rdcs rvt arrt cnmt lpn lvn
jr sr ii iii iv vi vii esq junior senior pan pani mgr mudr univ priv doz
доктор др врач профессор г г-н δρ κ κα دكتور الدكتور دكتورة ד ר דר פרופ
様 殿 氏 先生 医師 さん 님 씨 교수 박사 医生 大夫
`);

/** What stands in a name attribute where nobody is named. */
const PLACEHOLDERS = wordSet(`
anonymous anonymized anonymised anonymize anonym anonymous1 deidentified removed deleted redacted masked unknown unspecified undefined none null nil na nobody anon anons anonymus noname nn xx xxx xxxx xxxxx
test testing tester phantom demo sample example dummy patient patients pat name surname lastname firstname given family no not available applicable blank empty default
qa qc quality assurance control calibration service engineer admin administrator root user operator tech technologist technician physician doctor radiologist radiology staff resident fellow system scanner
dcmqi highdicom pydicom slicer dcmtk gdcm itk xnat osirix horos weasis matlab
ct mr mri us xr pet nm unbekannt inconnu desconocido sconosciuto onbekend the of and or
`);

/** Whether a word is written where there is nobody to name: `anonymous`, `XXXX`, `000`. */
export function standsForNobody(folded: string): boolean {
  return PLACEHOLDERS.has(folded) || (/^(.)\1*$/u.test(folded) && folded.length > 1);
}

const PARTICLES = wordSet(`
van von vom zu zur zum der den dem des de del della delle dello dei degli di da do dos das du la le las los el al abu abd ibn bin bint ben bar mac mc o y e i san santa st ten ter te tot af av und i t dels
`);

/** The component groups of a name, without titles, suffixes and words that stand for nobody. */
export function parsePersonName(value: string): readonly NameGroup[] {
  return value
    .split('=')
    .map((group) => ({ components: componentsOf(group) }))
    .filter(({ components }) => components.length > 0);
}

function componentsOf(group: string): NameComponent[] {
  if (tokenize(group).every(({ folded, kind }) => kind === 'digits' || standsForNobody(folded))) return [];
  const carets = group.split('^');
  // Prefix and suffix, the fourth and fifth components, are titles.
  if (carets.length > 1)
    return carets.slice(0, 3).flatMap((text, at) => component(at === 0 ? 'family' : 'given', text));
  const [family = '', ...given] = group.split(/[,、，]/u);
  if (given.length > 0) return [...component('family', family), ...component('given', given.join(' '))];
  // Neither caret nor comma: `John Smith` and `SMITH JOHN` look alike, so every word may be either.
  const words = wordsOf(group);
  return words.map((word, at) => ({ role: at === words.length - 1 ? 'family' : 'given', words: [word] }));
}

function component(role: NameComponent['role'], text: string): NameComponent[] {
  const words = wordsOf(text);
  return words.length === 0 ? [] : [{ role, words }];
}

function wordsOf(text: string): NameToken[] {
  const words: NameToken[] = [];
  const tokens = tokenize(text);
  // `Lord` and `Do` are surnames where there is nothing else.
  const named = tokens.filter(({ folded }) => !TITLES.has(folded));
  for (const { folded, kind, start, end } of named.length === 0 ? tokens : named) {
    const spellings = kind === 'letters' ? spellingsOf(text.slice(start, end), folded) : [folded];
    words.push({ spellings, kind, particle: PARTICLES.has(folded) });
  }
  return words;
}

const SPELLED_OUT = /[äöüøåæœÄÖÜØÅÆŒ]|[aou]\u0308/u;

/** A word as it folds, with umlauts spelled out, and, where it is spelled out, with the letter that it stands for. */
function spellingsOf(written: string, folded: string): readonly string[] {
  const spellings = [folded];
  if (SPELLED_OUT.test(written)) {
    const out = foldText(
      written
        .normalize('NFC')
        .toLowerCase()
        .replace(/[äæ]/gu, 'ae')
        .replace(/[öøœ]/gu, 'oe')
        .replaceAll('ü', 'ue')
        .replaceAll('å', 'aa'),
    );
    if (out !== folded) spellings.push(out);
    const plain = foldText(written.normalize('NFC').replace(/æ/giu, 'a').replace(/œ/giu, 'o'));
    if (plain !== folded) spellings.push(plain);
  } else if (/[aou]e|aa/.test(folded) && folded.length >= 5) {
    const contracted = folded.replace(/([aou])e/g, '$1').replaceAll('aa', 'a');
    if (contracted.length >= 4) spellings.push(contracted);
  }
  return spellings;
}

const NAME_FORM = /^[\p{L}\p{M}' .-]+(?:\^[\p{L}\p{M}' .-]*){1,4}$/u;

/**
 * Whether a text of unknown kind is a person name by its form: components between carets, all of letters, one word at
 * least is known as nothing but a name and none means something else. `Head^Routine` is none.
 */
export function looksLikePersonName(text: string): boolean {
  if (!NAME_FORM.test(text)) return false;
  const words = tokenize(text).map(({ folded }) => folded);
  return (
    words.some((word) => nameRarity(word) === 'name') &&
    !words.some((word) => word.length > 1 && isHarmlessWord(word))
  );
}
