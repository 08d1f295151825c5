/** Lines of text on an image as a finder would tell them, for tests of what is decided on them. */
import { createLexicon, type IdentityLexicon } from '../../src/deid/identity/lexicon.js';
import type { ReadAttribute } from '../../src/deid/condition.js';
import type { TextTagger } from '../../src/deid/text/tagger.js';
import { tagOfKeyword } from '../../src/dicom/dictionary.js';
import { decideTexts } from '../../src/pixels/decide/decide.js';
import type { FrameText, TextDecision } from '../../src/pixels/search/frame-text.js';
import type { PixelPolicy } from '../../src/pixels/policy.js';

export const POLICY: PixelPolicy = {
  search: 'always',
  frames: 'all',
  scale: 1,
  mask: 'identities',
  keep: [],
  padding: 2,
  unsure: 'mask',
  unsearchable: 'quarantine',
  layouts: true,
  maxFramePixels: 1e8,
};

/** Twelve rows high, each character eight columns wide, all of the box ink. */
export function line(text: string, x: number, y: number, more: Partial<FrameText> = {}): FrameText {
  const box = { x, y, width: Math.max(1, text.length) * 8, height: 12, ...more.box };
  const rows = Array.from({ length: box.height }, (_, row) => [box.y + row, box.x, box.x + box.width]);
  return {
    text,
    confidence: 0.97,
    inkConfidence: 1,
    textConfidence: 1,
    turned: 0,
    ink: Int32Array.from(rows.flat()),
    plane: 'pixels',
    frames: 'all',
    ...more,
    box,
  };
}

/** Attributes by keyword, of the data set itself. */
export function header(values: Readonly<Record<string, string | readonly string[]>>): ReadAttribute {
  const byTag = new Map(
    Object.entries(values).map(([keyword, value]) => [
      tagOfKeyword(keyword),
      typeof value === 'string' ? [value] : value,
    ]),
  );
  return (tag, sequences = []) => (sequences.length === 0 ? byTag.get(tag) : undefined);
}

export const NOBODY: IdentityLexicon = createLexicon([]);

interface Situation {
  readonly lexicon?: IdentityLexicon;
  readonly read?: ReadAttribute;
  readonly policy?: Partial<PixelPolicy>;
  readonly tagger?: TextTagger;
}

export async function decided(
  finds: readonly FrameText[],
  situation: Situation = {},
): Promise<readonly TextDecision[]> {
  return decideTexts(finds, {
    width: 1024,
    height: 768,
    lexicon: situation.lexicon ?? NOBODY,
    tagger: situation.tagger,
    read: situation.read ?? header({}),
    policy: { ...POLICY, ...situation.policy },
  });
}

/** What becomes of a text that stands alone on an image: `mask` or `keep`, and why. */
export async function alone(
  text: string,
  situation: Situation = {},
  more: Partial<FrameText> = {},
): Promise<string> {
  const [decision] = await decided([line(text, 40, 40, more)], situation);
  return `${String(decision?.verdict)} ${String(decision?.reason)}`;
}
