/** Identifiers and telephone numbers, found however they are punctuated. */
import type { Token } from '../text/words.js';
import { tokenize } from '../text/words.js';
import { standsForNobody } from './names.js';
import { isHeaderWord } from '../vocabulary/vocabulary.js';
import type { IdentityKind } from '../text/span.js';

export interface KnownIdentifier {
  readonly kind: IdentityKind;
  /** False where it could stand by chance: then a word such as `MRN` must announce it. */
  readonly strong: boolean;
}

/** Letters and digits of identifiers without punctuation, with what they are. */
export class IdentifierIndex {
  readonly #compact = new Map<string, KnownIdentifier>();
  readonly #prefixes = new Set<string>();
  /** Telephone numbers by their last seven digits. */
  readonly #phones = new Map<string, string[]>();
  #longest = 0;

  get isEmpty(): boolean {
    return this.#compact.size === 0 && this.#phones.size === 0;
  }

  /** The identifiers, without punctuation. */
  entries(): IterableIterator<[string, KnownIdentifier]> {
    return this.#compact.entries();
  }

  /** An identifier with its variants: without leading zeros, without letters before the number, without an issuer after `^`. */
  addIdentifier(text: string, kind: IdentityKind): void {
    const [value = ''] = text.split('^');
    const tokens = tokenize(value);
    const compact = tokens.map(({ folded }) => folded).join('');
    if (compact.length === 0 || compact.length > 64 || standsForNobody(compact)) return;
    const digits = countDigits(compact);
    if (digits === 0 && (compact.length < 6 || tokens.some(({ folded }) => isHeaderWord(folded)))) {
      if (!tokens.some(({ folded }) => isHeaderWord(folded))) this.#add(compact, { kind, strong: false });
      return;
    }
    this.#add(compact, { kind, strong: isStrong(compact, digits) });
    const number = /^([\p{L}]{0,5})(0*)(\d+)$/u.exec(compact);
    if (number === null) return;
    const [, letters = '', zeros = '', rest = ''] = number;
    if (zeros !== '')
      this.#add(letters + rest, { kind, strong: isStrong(letters + rest, countDigits(letters + rest)) });
    if (letters === '') return;
    this.#add(zeros + rest, { kind, strong: zeros.length + rest.length >= 5 });
    if (zeros !== '') this.#add(rest, { kind, strong: rest.length >= 5 });
  }

  addPhone(text: string): void {
    for (const part of text.split(/[;,/\\^]|\b(?:ext|x)\b/i)) {
      const digits = part.normalize('NFKC').replace(/\D/g, '').replace(/^00/, '');
      if (digits.length < 7 || digits.length > 16 || /^(.)\1*$/.test(digits)) continue;
      const tail = digits.slice(-7);
      this.#phones.set(tail, [...(this.#phones.get(tail) ?? []), digits]);
      this.#longest = Math.max(this.#longest, digits.length + 3);
    }
  }

  #add(compact: string, known: KnownIdentifier): void {
    const before = this.#compact.get(compact);
    if (before?.strong === true || compact === '') return;
    this.#compact.set(compact, known);
    this.#prefixes.add(compact.slice(0, 2));
    this.#longest = Math.max(this.#longest, compact.length);
  }

  /** The longest identifier or telephone number that begins at a token: what it is, its length without punctuation, and the index of the token after it. */
  longestAt(
    text: string,
    tokens: readonly Token[],
    index: number,
  ): { readonly end: number; readonly letters: number; readonly known: KnownIdentifier } | undefined {
    const first = tokens[index];
    if (first === undefined) return undefined;
    const hasPhones = this.#phones.size > 0 && first.kind === 'digits';
    const padded = first.kind === 'digits' && first.folded.length > 1 && first.folded.startsWith('0');
    const key = first.folded.slice(0, 2);
    if (!hasPhones && !padded && key.length === 2 && !this.#prefixes.has(key)) return undefined;
    let compact = '';
    let onlyDigits = true;
    let found: { end: number; letters: number; known: KnownIdentifier } | undefined;
    for (let at = index; at < tokens.length; at += 1) {
      const token = tokens[at];
      const before = tokens[at - 1];
      if (token === undefined || compact.length > this.#longest) break;
      if (at > index && before !== undefined && !isJoint(text, before.end, token.start)) break;
      compact += token.folded;
      onlyDigits &&= token.kind === 'digits';
      const known =
        this.#compact.get(compact) ??
        (padded ? this.#compact.get(compact.replace(/^0+/, '')) : undefined) ??
        (onlyDigits && this.#isPhone(compact) ? PHONE : undefined);
      if (known !== undefined) found = { end: at + 1, letters: compact.length, known };
    }
    return found;
  }

  /** An identifier with letters in front, written to the end of a word: `BSNX3604597R`. Such words tell numbers of six characters and more. */
  gluedAt(
    text: string,
    tokens: readonly Token[],
    index: number,
  ): { readonly start: number; readonly end: number; readonly known: KnownIdentifier } | undefined {
    const [word, number] = tokens.slice(index, index + 2);
    if (word === undefined || number?.kind !== 'digits' || number.start !== word.end) return undefined;
    for (let from = 1; from < word.folded.length && from < MAX_LABEL; from += 1) {
      const rest = { ...word, start: word.start + from, folded: word.folded.slice(from) };
      if (
        !this.#prefixes.has(
          rest.folded.length > 1 ? rest.folded.slice(0, 2) : rest.folded + number.folded.charAt(0),
        )
      )
        continue;
      const match = this.longestAt(text, [rest, ...tokens.slice(index + 1, index + MAX_PARTS)], 0);
      if (match?.known.strong === true && match.letters >= 6 && match.end > 1)
        return { start: rest.start, end: index + match.end, known: match.known };
    }
    return undefined;
  }

  #isPhone(digits: string): boolean {
    if (digits.length < 7) return false;
    const plain = digits.replace(/^0+/, '');
    return (this.#phones.get(digits.slice(-7)) ?? []).some((phone) => {
      const known = phone.replace(/^0+/, '');
      const [short, long] = plain.length < known.length ? [plain, known] : [known, plain];
      // A country code, with or without the zero that it replaces, may stand before one of them.
      return long.endsWith(short) && long.length - short.length <= 4;
    });
  }
}

/** Letters of a label that is written to its number. */
const MAX_LABEL = 8;
/** Tokens that an identifier has at most where a label is written to it. */
const MAX_PARTS = 12;
const PHONE: KnownIdentifier = { kind: 'phone', strong: true };

/** What may divide an identifier: one punctuation mark or space; a telephone number also brackets with a space. */
function isJoint(text: string, from: number, to: number): boolean {
  if (to - from > 3) return false;
  // `MRN: 12` is a label with a number; a colon inside an identifier stands alone.
  if (to - from === 1 && text.charAt(from) === ':') return true;
  for (let at = from; at < to; at += 1)
    if (!' -./_()+#\u2010\u2011\u2012\u2013\u00a0\u3000\uff0d\uff0e\uff0f'.includes(text.charAt(at)))
      return false;
  return true;
}

function isStrong(compact: string, digits: number): boolean {
  if (digits === compact.length) return digits >= 5;
  return compact.length >= 4 && digits >= 2;
}

function countDigits(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) count += 1;
  }
  return count;
}
