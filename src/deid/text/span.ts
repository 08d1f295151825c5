/** What of an identity a piece of text tells. */
export type IdentityKind =
  | 'person'
  | 'initials'
  | 'identifier'
  | 'date'
  | 'age'
  | 'address'
  | 'phone'
  | 'email'
  | 'url'
  | 'institution'
  | 'uid'
  | 'other';

/** A piece [start, end) of a text, in UTF-16 code units, that may identify somebody. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: IdentityKind;
  /** Who found it: the patient's own lexicon, a pattern, or the tagger. */
  readonly source: 'lexicon' | 'pattern' | 'tagger';
  /** 0 to 1. */
  readonly confidence: number;
}

/** Where a text stands. */
export interface TextContext {
  readonly vr: string;
  /** The attribute's keyword in PS3.6; none for private and unknown elements. */
  readonly keyword?: string | undefined;
}
