/** The port through which the pixels of an instance are cleaned; what stands behind it searches, decides and masks. */
import type { Edits } from '../dicom/edit.js';
import type { IndexedInstance } from '../dicom/instance.js';
import type { DataElement } from '../dicom/model.js';
import type { ReadAttribute, RoutingFacts } from './condition.js';
import type { IdentityLexicon } from './identity/lexicon.js';
import type { TextTagger } from './text/tagger.js';

/** Why pixels cannot leave; never with a value. */
export interface PixelQuarantine {
  readonly kind: 'quarantine';
  readonly code: PixelQuarantineCode;
  readonly detail: string;
}

export type PixelQuarantineCode =
  /** They cannot be decoded, or are too many to be searched: nothing is known of them. */
  | 'PIXELS_NOT_SEARCHABLE'
  /** Text was found that cannot be told from an identity, and the strategy asks a person to look. */
  | 'PIXELS_UNSURE'
  /** They hold an identity, and no mask can be written into them. */
  | 'PIXELS_NOT_MASKABLE'
  /** They were masked, and the second look still finds an identity. */
  | 'PIXELS_STILL_IDENTIFY';

/** What is known of the pixels of one instance before anything is changed. */
export interface PixelPlan {
  readonly kind: 'plan';
  /** Whether every frame was looked at, so that the Clean Pixel Data Option (PS3.15 section E.3.1) may be claimed. */
  readonly isComplete: boolean;
  /** Lines of text by the reason for which they are masked or kept. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Writes the masks, looks a second time, and says in which transfer syntax the pixels are now. Changes nothing where nothing identifies. */
  mask(edits: Edits): Promise<MaskedInstance | PixelQuarantine>;
}

export interface MaskedInstance {
  readonly kind: 'masked';
  readonly transferSyntaxUid: string;
  /** Zero-based, ascending */
  readonly maskedFrames: readonly number[];
}

export interface PixelCleaner {
  /**
   * Searches the pixels of an instance.
   * @returns undefined where the strategy asks for no search, or the instance has no pixels
   */
  plan(instance: IndexedInstance, context: PixelContext): Promise<PixelPlan | PixelQuarantine | undefined>;
}

export interface PixelContext {
  readonly facts: RoutingFacts;
  readonly read: ReadAttribute;
  readonly lexicon: IdentityLexicon;
  readonly tagger: TextTagger | undefined;
  /** Whether the header's rules take the value of an element of the data set away: then nobody needs to look into it. */
  goes(element: DataElement): boolean;
}
