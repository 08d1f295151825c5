/** Addresses and institutions: values of several words that a text may quote whole or in part. */
import type { IdentityKind } from '../text/span.js';
import { tokenize, type Token } from '../text/words.js';
import { standsForNobody } from './names.js';
import { isEponym, isHarmlessWord, isHeaderWord, nameRarity } from '../vocabulary/vocabulary.js';

interface Phrase {
  readonly kind: IdentityKind;
  readonly words: readonly PhraseWord[];
  readonly extent: 'parts' | 'whole';
  /** Whether the whole, and nothing less, may be taken for this phrase. */
  readonly wholeIsDistinctive: boolean;
}

interface PhraseWord {
  readonly folded: string;
  /** As it is compared: abbreviated where addresses abbreviate. */
  readonly compared: string;
  readonly weight: number;
}

/** Of a part of a phrase: it is distinctive from here on. One rare word is enough; a common word needs company. */
const DISTINCTIVE = 3;
/** Of a whole phrase of more than one word. */
const DISTINCTIVE_WHOLE = 1.5;

/** Words of addresses with the abbreviation by which they are compared. */
const ABBREVIATIONS = new Map(
  'street st|str st|strasse st|saint st|sankt st|avenue ave|av ave|road rd|lane ln|drive dr|boulevard blvd|court ct|place pl|square sq|highway hwy|suite ste|apartment apt|north n|south s|east e|west w'
    .split('|')
    .map((pair): [string, string] => {
      const [word = '', short = ''] = pair.split(' ');
      return [word, short];
    }),
);

/** Words of addresses that belong to no place; those of institutions are header words. */
const GENERIC = new Set(
  `street st str strasse straat rue avenue ave av road rd lane ln drive dr boulevard blvd way court ct place pl plaza square sq highway hwy suite ste apt apartment floor fl unit building bldg box po
  north south east west n s e w ne nw se sw upper lower new old great little saint sankt san santa sainte st ste bad am an der im the of and at near
  platz weg allee gasse ring ufer via viale piazza corso calle avenida plaza paseo carrera rua avenida praca travessa chemin place quai boulevard laan plein gracht kade
  university universitat universite universidad universita universidade uniklinik klinikum krankenhaus spital clinica clinique hopital ospedale hospital ziekenhuis medical medicine health healthcare care institute institut instituto istituto center centre centro
  imaging radiology radiologie radiologia radiodiagnostic diagnostic diagnostics praxis group associates partners practice foundation trust network system systems services service community general county city district regional memorial national royal public private central
  department dept abteilung service servicio reparto unit division section children childrens kinder women womens veterans military army surgery surgical cancer heart orthopedic orthopaedic emergency outpatient
  gmbh ag ev inc llc ltd corp co company usa us uk germany deutschland france espana italia schweiz osterreich`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

export interface PhraseMatch {
  /** Index of the token after the phrase. */
  readonly end: number;
  readonly kind: IdentityKind;
}

export class PhraseIndex {
  readonly #places = new Map<string, { readonly phrase: Phrase; readonly at: number }[]>();
  readonly #phrases: Phrase[] = [];

  get isEmpty(): boolean {
    return this.#places.size === 0;
  }

  /** @param extent `whole` where parts of it say nothing, or are known by other ways */
  add(text: string, kind: IdentityKind, extent: 'parts' | 'whole' = 'parts'): void {
    const tokens = tokenize(text);
    if (tokens.length > 40 || tokens.every(({ folded }) => standsForNobody(folded))) return;
    const words = tokens.map((token) => {
      const { folded } = token;
      return { folded, compared: abbreviate(folded), weight: weigh(folded, token.kind, kind) };
    });
    this.#add(words, kind, extent);
    // `12 Elm Street` and `Elm Street 12`
    const [first, ...rest] = words;
    if (kind !== 'address' || first === undefined || rest.length === 0 || rest.length > 4) return;
    const last = rest[rest.length - 1];
    if (/^\d/.test(first.folded)) this.#add([...rest, first], kind, extent);
    else if (last !== undefined && /^\d/.test(last.folded))
      this.#add([last, first, ...rest.slice(0, -1)], kind, extent);
  }

  #add(words: readonly PhraseWord[], kind: IdentityKind, extent: 'parts' | 'whole'): void {
    const weight = total(words);
    const phrase: Phrase = {
      kind,
      words,
      extent,
      wholeIsDistinctive:
        (words.length > 1 &&
          weight >= DISTINCTIVE_WHOLE &&
          words.some(({ folded }) => !isHeaderWord(folded) && folded.length > 2)) ||
        weight >= DISTINCTIVE,
    };
    this.#phrases.push(phrase);
    words.forEach(({ compared }, at) => {
      const places = this.#places.get(compared);
      if (places === undefined) this.#places.set(compared, [{ phrase, at }]);
      else places.push({ phrase, at });
    });
  }

  /** The longest run of words of a phrase that begins at a token and is distinctive. */
  longestAt(text: string, tokens: readonly Token[], index: number): PhraseMatch | undefined {
    const places = this.#places.get(abbreviate(tokens[index]?.folded ?? ''));
    if (places === undefined) return undefined;
    let found: PhraseMatch | undefined;
    for (const { phrase, at } of places) {
      let length = 0;
      let weight = 0;
      for (;;) {
        const token = tokens[index + length];
        const word = phrase.words[at + length];
        if (token === undefined || word?.compared !== abbreviate(token.folded)) break;
        const before = tokens[index + length - 1];
        if (length > 0 && before !== undefined && token.start - before.end > 4) break;
        weight += word.weight;
        length += 1;
        const whole = at === 0 && length === phrase.words.length && phrase.wholeIsDistinctive;
        // A part that ends in the midst of generic words is as long as the words that agree.
        if (
          ((weight >= DISTINCTIVE && phrase.extent === 'parts') || whole) &&
          (found === undefined || index + length > found.end)
        )
          found = { end: index + length, kind: phrase.kind };
      }
    }
    return found;
  }

  /** Whole phrases that occur nowhere by chance, folded. */
  *distinctive(): Generator<{ readonly text: string; readonly kind: IdentityKind }> {
    for (const { kind, words } of this.#phrases)
      if (
        kind !== 'email' &&
        words.length > 1 &&
        total(words) >= DISTINCTIVE &&
        words.some(({ weight }) => weight >= 2)
      )
        yield { text: words.map(({ folded }) => folded).join(' '), kind };
  }
}

function abbreviate(word: string): string {
  return ABBREVIATIONS.get(word) ?? word;
}

function total(words: readonly PhraseWord[]): number {
  return words.reduce((sum, { weight }) => sum + weight, 0);
}

/** How much a word says by itself: 3 suffice. */
function weigh(word: string, tokenKind: Token['kind'], kind: IdentityKind): number {
  if (tokenKind === 'digits') return word.length >= 5 ? 3 : word.length >= 3 ? 1 : 0.75;
  if (tokenKind === 'continuous') return word.length >= 3 ? 3 : 1;
  if (GENERIC.has(word) || word.length <= 2 || standsForNobody(word)) return 0.5;
  if (isHeaderWord(word)) return 0.5;
  if (isEponym(word)) return 1.5;
  if (word.length < 4) return 1;
  switch (nameRarity(word)) {
    case 'unknown':
    case 'name':
      return word.length >= 5 || kind === 'address' ? 3 : 2;
    case 'both':
    case 'word':
      return isHarmlessWord(word) ? 1 : 2;
  }
}
