import type { TextSpan } from './span.js';

/** What a named-entity recogniser makes of one text. */
export interface TaggedText {
  readonly spans: readonly TextSpan[];
  /** Of the text as a whole: nothing of identity in it, something, or hardly anything else. */
  readonly verdict: 'harmless' | 'mixed' | 'identity';
  /** Of the verdict; 0 to 1. */
  readonly confidence: number;
}

/** The port behind which a named-entity recogniser stands. */
export interface TextTagger {
  /** @returns one result for each text, in the order of the texts */
  tag(texts: readonly string[]): Promise<readonly TaggedText[]>;
}
