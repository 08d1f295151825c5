/** The people whom headers name, by the words of their names. */
import {
  isEponym,
  isHarmlessWord,
  isHeaderTerm,
  isHeaderWord,
  nameRarity,
} from '../vocabulary/vocabulary.js';
import { isCommonWordWithPartners } from '../vocabulary/eponyms.js';
import { isAbbreviation } from '../vocabulary/abbreviations.js';
import { WHERE_AND_HOW } from './evidence.js';
import { foldText } from '../text/words.js';
import type { NameGroup, NameToken } from './names.js';

export interface NameWord {
  readonly folded: string;
  /** Numbers of the people who are called so. */
  readonly persons: number[];
  /**
   * `strong`: nothing but a name. `soft`: a general word too, which headers hardly use (`Baker`, `Doe`). `weak`: a word of
   * headers (`Head`). `short`: two letters, or an abbreviation of three.
   */
  readonly strength: 'strong' | 'soft' | 'weak' | 'short';
  readonly particle: boolean;
}

interface Person {
  /** First letters of all words of the name. */
  readonly initials: Set<string>;
}

export class PersonIndex {
  readonly #words = new Map<string, NameWord>();
  readonly #continuous = new Map<string, NameWord>();
  readonly #stems = new Map<string, NameWord>();
  /** Several words of one name in one piece: `smithjohn`, `jsmith`. */
  readonly #glued = new Set<string>();
  readonly #initials = new Set<string>();
  readonly #ownInitials = new Set<string>();
  readonly #persons: Person[] = [];
  readonly #full: { readonly text: string; readonly continuous: boolean }[] = [];
  #lengths: readonly number[] = [];

  get isEmpty(): boolean {
    return this.#persons.length === 0;
  }

  get hasInitials(): boolean {
    return this.#initials.size > 0;
  }

  /** Lengths of the names in scripts without spaces, longest first. */
  get continuousLengths(): readonly number[] {
    return this.#lengths;
  }

  /** One person, by the component groups of the name; the patient's own is one of them. */
  add(groups: readonly NameGroup[], isPatient = false): void {
    if (groups.length === 0) return;
    const id = this.#persons.length;
    const person: Person = { initials: new Set() };
    this.#persons.push(person);
    for (const { components } of groups) {
      const words = components.flatMap((component) => component.words);
      if (isPatient) this.#addOwnInitials(components);
      for (const word of words) {
        this.#addWord(word, id);
        person.initials.add(word.spellings[0]?.charAt(0) ?? '');
      }
      for (const component of components)
        if (component.words.length > 1) this.#addJoined(component.words, id);
      this.#addWhole(components);
    }
  }

  word(folded: string): NameWord | undefined {
    return this.#words.get(folded);
  }

  continuous(folded: string): NameWord | undefined {
    return this.#continuous.get(folded);
  }

  isGlued(folded: string): boolean {
    return this.#glued.has(folded);
  }

  /** `SMITHXXX`, `ZZSMITH`: a name made unlike itself, so that nobody takes the record for a live one; `BBSMITH`: a baby boy. */
  padded(folded: string): NameWord | undefined {
    if (!/^(?:[xz]{2}|b[bg])|[xz]{2}$/.test(folded)) return undefined;
    const core = /^(?:[xz]{2,}|b[bg](?=.{3}))?(.{3,}?)(?:[xz]{2,})?$/.exec(folded)?.[1] ?? folded;
    const word = core === folded ? undefined : this.#words.get(core);
    return word?.particle === false && word.strength !== 'weak' ? word : undefined;
  }

  /** How many letters of `DrSmith` or of `PtSMITHto` are a title and a name; undefined where they are none. */
  titled(written: string): number | undefined {
    const title = /^(?:Pt|Pat|Dr|Mr|Mrs|Ms|Prof|Hr|Fr)(?=\p{Lu})/u.exec(written)?.[0].length;
    if (title === undefined) return undefined;
    for (let end = written.length; end >= Math.max(title + 3, written.length - 3); end -= 1)
      if (
        (end === written.length ||
          (/^\p{Ll}+$/u.test(written.slice(end)) && /^\p{Lu}+$/u.test(written.slice(title, end)))) &&
        isName(this.#words.get(foldText(written.slice(title, end))))
      )
        return end;
    return undefined;
  }

  /** Whether letters are the patient's initials as they are signed: given name, then family name. */
  arePatients(letters: string): boolean {
    return this.#ownInitials.has(letters);
  }

  areInitials(letters: string): boolean {
    return this.#initials.has(letters);
  }

  isInitialOf(letter: string, word: NameWord): boolean {
    return letter.length === 1 && word.persons.some((id) => this.#persons[id]?.initials.has(letter) === true);
  }

  /** A name with an ending of its language's grammar, or with a particle written to it (Arabic, Hebrew). */
  inflected(folded: string): NameWord | undefined {
    const unit = folded.charCodeAt(0);
    if (unit < 0x250) return this.#inflectedLatin(folded);
    if (unit >= 0x370 && unit < 0x530) {
      for (let cut = 0; cut <= 3; cut += 1) {
        const stem = folded.slice(0, folded.length - cut);
        if (stem.length < 3) return undefined;
        const word = this.#stems.get(stem);
        if (word !== undefined && STEM_ENDING.test(folded.slice(stem.length))) return word;
      }
      return undefined;
    }
    if (unit >= 0x590 && unit < 0x700) {
      for (const prefix of SEMITIC_PREFIXES) {
        if (!folded.startsWith(prefix)) continue;
        const word = this.#words.get(folded.slice(prefix.length));
        if (word?.strength === 'strong') return word;
      }
    }
    return undefined;
  }

  #inflectedLatin(folded: string): NameWord | undefined {
    for (const ending of LATIN_ENDINGS) {
      if (!folded.endsWith(ending)) continue;
      const word = this.#words.get(folded.slice(0, -ending.length));
      if (
        word?.strength === 'strong' &&
        folded.length - ending.length >= 5 &&
        !isHeaderWord(folded) &&
        !isEponym(folded)
      )
        return word;
    }
    return undefined;
  }

  /**
   * Whether a name at [start, end) of a run without spaces may be one there: it is not part of a term such as 正面, and
   * short names in kana do not stand in the midst of kana.
   */
  mayStandIn(run: string, start: number, end: number): boolean {
    const name = run.slice(start, end);
    for (let from = Math.max(0, start - 3); from <= start; from += 1)
      for (let to = end; to <= Math.min(run.length, end + 3); to += 1)
        if (to - from > name.length && isHeaderTerm(run.slice(from, to))) return false;
    if (name.length >= 3 || !KANA.test(name)) return true;
    return !KANA.test(run.charAt(start - 1)) && !KANA.test(run.charAt(end));
  }

  /** Names that occur nowhere by chance. */
  *distinctive(): Generator<{ readonly text: string; readonly continuous: boolean }> {
    yield* this.#full;
    for (const [text, { strength, particle }] of this.#words)
      if (
        strength === 'strong' &&
        !particle &&
        text.length >= 4 &&
        !isEponym(text) &&
        !isCommonWordWithPartners(text)
      )
        yield { text, continuous: false };
    for (const [text, { strength }] of this.#continuous)
      if (strength === 'strong' && !isHeaderTerm(text) && (text.length >= 3 || !KANA.test(text)))
        yield { text, continuous: true };
  }

  #addWord({ spellings, kind, particle }: NameToken, id: number): void {
    for (const spelling of spellings) {
      if (kind === 'digits') continue;
      if (kind === 'continuous') {
        put(this.#continuous, spelling, id, () => ({
          folded: spelling,
          persons: [],
          strength: spelling.length >= 2 && !isHeaderTerm(spelling) ? 'strong' : 'short',
          particle: false,
        }));
        if (!this.#lengths.includes(spelling.length))
          this.#lengths = [...this.#lengths, spelling.length].sort((a, b) => b - a);
        continue;
      }
      if (spelling.length < 2) continue;
      const word = put(this.#words, spelling, id, () => ({
        folded: spelling,
        persons: [],
        strength: particle ? 'weak' : strengthOf(spelling),
        particle,
      }));
      const unit = spelling.charCodeAt(0);
      if (unit >= 0x370 && unit < 0x530 && spelling.length >= 4 && word.strength === 'strong')
        this.#stems.set(spelling.replace(STEM_CUT, ''), word);
    }
  }

  /** `van der Berg` as `vanderberg`, `Jean-Pierre` as `jeanpierre`. */
  #addJoined(words: readonly NameToken[], id: number): void {
    const joined = words.map(({ spellings }) => spellings[0] ?? '').join('');
    const kind = words[0]?.kind ?? 'letters';
    if (joined.length >= 5 || kind === 'continuous')
      this.#addWord({ spellings: [joined], kind, particle: false }, id);
  }

  #addOwnInitials(components: NameGroup['components']): void {
    const letterOf = (wanted: 'given' | 'family'): string =>
      components
        .find(({ role }) => role === wanted)
        ?.words.find(({ particle }) => !particle)
        ?.spellings[0]?.charAt(0) ?? '';
    const letters = letterOf('given') + letterOf('family');
    if (letters.length === 2) this.#ownInitials.add(letters);
    // `van Leeuwen^Ann`: AV as well.
    const [first] = components.find(({ role }) => role === 'family')?.words ?? [];
    if (first?.particle === true && letters.length === 2) {
      const withParticle = `${letters.charAt(0)}${first.spellings[0]?.charAt(0) ?? ''}`;
      this.#ownInitials.add(withParticle);
      this.#initials.add(withParticle);
    }
  }

  /** Names in one piece and initials. */
  #addWhole(components: NameGroup['components']): void {
    const family = components.filter(({ role }) => role === 'family').flatMap(({ words }) => words);
    const given = components.filter(({ role }) => role === 'given').flatMap(({ words }) => words);
    const first = family[0] ?? given[0];
    if (first === undefined) return;
    const continuous = first.kind === 'continuous';
    const all = [...given, ...family];
    if (all.length === 1) {
      const only = all[0]?.spellings[0] ?? '';
      if (!continuous && (only.length === 2 || only.length === 3)) this.#initials.add(only);
    }
    if (family.length === 0 || given.length === 0) return;
    // `J.P.` in the place of the given names.
    const ownLetters = given.map(({ spellings }) => spellings[0] ?? '');
    if (!continuous && ownLetters.length > 1 && ownLetters.every((word) => word.length === 1))
      this.#initials.add(ownLetters.join(''));
    const of = (words: readonly NameToken[], separator: string): string =>
      words.map(({ spellings }) => spellings[0] ?? '').join(separator);
    const [familyJoined, givenJoined, firstGiven] = [
      of(family, ''),
      of(given, ''),
      given[0]?.spellings[0] ?? '',
    ];
    for (const glued of [
      familyJoined + givenJoined,
      givenJoined + familyJoined,
      familyJoined + firstGiven,
      firstGiven + familyJoined,
    ])
      this.#addGlued(glued, continuous);
    this.#full.push(
      { text: `${of(family, ' ')} ${firstGiven}`, continuous },
      { text: `${firstGiven} ${of(family, ' ')}`, continuous },
    );
    if (continuous) {
      this.#full.push(
        { text: familyJoined + givenJoined, continuous },
        { text: givenJoined + familyJoined, continuous },
      );
      return;
    }
    if (familyJoined.length + firstGiven.length >= 8)
      this.#full.push(
        { text: familyJoined + firstGiven, continuous },
        { text: firstGiven + familyJoined, continuous },
      );
    const letter = firstGiven.charAt(0);
    if (familyJoined.length >= 4) {
      this.#addGlued(familyJoined + letter, false);
      this.#addGlued(letter + familyJoined, false);
    }
    const familyLetter = (family.find(({ particle }) => !particle) ?? first).spellings[0]?.charAt(0) ?? '';
    const particleLetters = family.map(({ spellings }) => spellings[0]?.charAt(0) ?? '').join('');
    const givenLetters = given.map(({ spellings }) => spellings[0]?.charAt(0) ?? '').join('');
    for (const letters of [
      letter + familyLetter,
      familyLetter + letter,
      givenLetters + familyLetter,
      familyLetter + givenLetters,
      givenLetters + particleLetters,
      firstGiven.charAt(0) + familyJoined.slice(0, 2),
      familyJoined.slice(0, 2) + letter,
    ])
      if (letters.length >= 2 && letters.length <= 3) this.#initials.add(letters);
  }

  #addGlued(text: string, continuous: boolean): void {
    if (!continuous && text.length >= 5 && !isHarmlessWord(text)) this.#glued.add(text);
  }
}

const KANA = /^[\u3041-\u309fー]+$/u;

/** Endings of Russian, Ukrainian, Bulgarian and Greek names in their cases, and what their stems are cut by. */
const STEM_CUT = /(?:ый|ии|ий|ая|яя|ой|ко|[аяйьоеыиіу]|ος|οσ|ης|ησ|ας|ασ|ου|[αηουσ])$/u;
const STEM_ENDING =
  /^(?:|а|я|у|ю|е|и|ы|і|о|ь|ом|ем|ой|ей|ою|ею|ым|им|их|ых|ко|ии|ого|его|ому|ему|ими|ыми|ая|ую|ий|ый|ові|еві|σ|ς|υ|ου|ο|οσ|ος|ον|α|ασ|ας|αν|η|ησ|ης|ην|ε|ι)$/u;
const LATIN_ENDINGS = ['s', 'es', 'en', 'a', 'u', 'em', 'om', 'ovi', 'owi', 'ove', 'ego', 'emu', 'ova', 'y'];
/** And, with, to, for, from, the, written to the word that follows. */
const SEMITIC_PREFIXES = ['ال', 'وال', 'و', 'ب', 'ل', 'ك', 'ف', 'ה', 'ל', 'ו', 'ב', 'מ', 'ש', 'כ'];

/** Not a particle, and no word of headers. */
function isName(word: NameWord | undefined): boolean {
  return word !== undefined && !word.particle && word.strength !== 'weak';
}

function put(map: Map<string, NameWord>, key: string, id: number, make: () => NameWord): NameWord {
  let word = map.get(key);
  if (word === undefined) map.set(key, (word = make()));
  if (!word.persons.includes(id)) word.persons.push(id);
  return word;
}

function strengthOf(word: string): NameWord['strength'] {
  // `Dunn`: in descriptions of a hip it is a view, and else whoever is called so.
  if (isHeaderWord(word) && !isCommonWordWithPartners(word)) {
    const isName = isEponym(word) && nameRarity(word) !== 'word' && !WHERE_AND_HOW.has(word);
    return isName ? 'soft' : 'weak';
  }
  if (isCommonWordWithPartners(word)) return 'soft';
  // Of three letters and no abbreviation that lists know, `Doe` and `Guy` hardly stand in a description but for somebody.
  if (word.length <= 3 && isLatin(word)) return word.length === 3 && !isAbbreviation(word) ? 'soft' : 'short';
  return isHarmlessWord(word) ? 'soft' : 'strong';
}

function isLatin(word: string): boolean {
  return word.charCodeAt(0) < 0x250;
}
