import type { Condition } from '../deid/condition.js';

export const PIXEL_SEARCHES = ['always', 'byPolicy', 'never'] as const;
export const PIXEL_MASKS = ['identities', 'allText'] as const;
export const UNSURE_TEXT = ['mask', 'quarantine', 'pass'] as const;
export const UNSEARCHABLE_PIXELS = ['quarantine', 'pass'] as const;
export const FRAME_CHOICES = ['all', 'first', 'changed'] as const;

/** What a strategy says of the pixels; plain data. */
export interface PixelPolicy {
  /** `byPolicy`: where `searchWhen` holds, or where the instance itself gives cause (see `needsSearch`). */
  readonly search: (typeof PIXEL_SEARCHES)[number];
  readonly searchWhen?: Condition;
  /** Which frames of a multi-frame image are looked at; `changed`: those in which something new may stand. */
  readonly frames: (typeof FRAME_CHOICES)[number] | { readonly every: number };
  /** The frames are shrunk by it before the search, 0.5 to 1. */
  readonly scale: number;
  /** `identities`: harmless text stays; `allText`: everything that reads as text is hidden. */
  readonly mask: (typeof PIXEL_MASKS)[number];
  /** Texts that stay whatever else holds (laterality marks and the like), besides the built-in ones; compared folded. */
  readonly keep: readonly string[];
  /** Pixels added round every mask, besides a part of the height of its line. */
  readonly padding: number;
  /** What becomes of text that cannot be read and is not known to be harmless. */
  readonly unsure: (typeof UNSURE_TEXT)[number];
  /** What becomes of an instance whose pixels cannot be searched or masked (video, damaged, unknown codecs). */
  readonly unsearchable: (typeof UNSEARCHABLE_PIXELS)[number];
  /** Whether known layouts of devices and the region attributes of ultrasound add masks. */
  readonly layouts: boolean;
  /** Frames of more pixels are not searched. */
  readonly maxFramePixels: number;
}

/** What holds where a strategy does not say otherwise: everything is looked at, and what may be an identity is hidden. */
export const DEFAULT_PIXEL_POLICY: PixelPolicy = {
  search: 'always',
  frames: 'changed',
  scale: 1,
  mask: 'identities',
  keep: [],
  padding: 2,
  unsure: 'mask',
  unsearchable: 'quarantine',
  layouts: true,
  maxFramePixels: 100_000_000,
};

/** Pixels stay as they are. */
export const NO_PIXEL_SEARCH: PixelPolicy = { ...DEFAULT_PIXEL_POLICY, search: 'never' };
