/** Why a line of text is hidden or stays: a code for reports and colours, and a sentence for people. */

export const PIXEL_REASONS = {
  'identity-known': 'the header tells the same name, number, day or place of the patient',
  'identity-misread': 'it differs from what the header tells of the patient only as misread characters do',
  'identity-form': 'it has the form of a name, date, time, number, address or institution',
  'identity-name': 'a word in it is a name and nothing else',
  'identity-place': 'a word in it stands for a hospital, practice or department',
  'identity-tagged': 'the named-entity recogniser takes a part of it for an identity',
  'identity-labelled': 'a label such as Name, ID or Dr. stands before, beside or above it',
  'near-identity': 'it continues a line that tells an identity',
  'outside-region': 'it stands outside the regions of an ultrasound image and is not known to be harmless',
  'known-layout': 'devices of this kind write an identity here, and it is not known to be harmless',
  'short-unknown': 'it is a code of few characters that is not known to be harmless',
  'not-known-harmless': 'it can be read and is not known to be harmless',
  'not-readable': 'it looks like text and cannot be read',
  'all-text': 'the strategy hides all text',
  'kept-by-strategy': 'the strategy keeps this text',
  'harmless-overlay': 'it is a mark or a setting of the device: side, view, scale, technique',
  'harmless-words': 'all of its words are known to tell nothing of a person',
  'harmless-header': 'it says what an attribute says that stays in the header',
  label: 'it is a label without a value',
  'not-text': 'it does not look enough like text',
  'unsure-kept': 'it is not known to be harmless, and the strategy keeps what is unsure',
} as const;

export type PixelReason = keyof typeof PIXEL_REASONS;

/** What the strategy's `unsure` speaks of: text of which nothing is known for or against. */
const UNSURE: ReadonlySet<string> = new Set<PixelReason>([
  'not-readable',
  'not-known-harmless',
  'short-unknown',
  'outside-region',
  'known-layout',
]);

export function isPixelReason(code: string): code is PixelReason {
  return Object.hasOwn(PIXEL_REASONS, code);
}

/** Whether a line was hidden for want of knowledge, not because an identity was recognised: with `unsure: quarantine` the instance is set aside. */
export function isUnsureReason(code: string): boolean {
  return UNSURE.has(code);
}
