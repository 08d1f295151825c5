/** What the header says and keeps: the same on the image tells nothing more. */
import type { ReadAttribute } from '../../deid/condition.js';
import { foldText, tokenize } from '../../deid/text/words.js';
import { nameRarity } from '../../deid/vocabulary/vocabulary.js';

/** Codes, makers and measures, of which every strategy for images keeps the sense. */
const VALUES = [
  0x00080008, // Image Type
  0x00080060, // Modality
  0x00080070, // Manufacturer
  0x00081090, // Manufacturer's Model Name
  0x00180015, // Body Part Examined
  0x00180020, // Scanning Sequence
  0x00180021, // Sequence Variant
  0x00180022, // Scan Options
  0x00180024, // Sequence Name
  0x00180050, // Slice Thickness
  0x00180060, // KVP
  0x00180080, // Repetition Time
  0x00180081, // Echo Time
  0x00180082, // Inversion Time
  0x00180088, // Spacing Between Slices
  0x00180091, // Echo Train Length
  0x00181020, // Software Versions
  0x00181030, // Protocol Name
  0x00181100, // Reconstruction Diameter
  0x00181151, // X-Ray Tube Current
  0x00181152, // Exposure
  0x00181210, // Convolution Kernel
  0x00181314, // Flip Angle
  0x00185010, // Transducer Data
  0x00185020, // Processing Function
  0x00185100, // Patient Position
  0x00185101, // View Position
  0x00186031, // Transducer Type
  0x00200011, // Series Number
  0x00200012, // Acquisition Number
  0x00200013, // Instance Number
  0x00200060, // Laterality
  0x00200062, // Image Laterality
  0x00201041, // Slice Location
  0x00281050, // Window Center
  0x00281051, // Window Width
] as const;

/** Descriptions: kept after cleaning, so their words count one by one and a name among them does not. */
const DESCRIPTIONS = [
  0x00081030, // Study Description
  0x0008103e, // Series Description
  0x00181400, // Acquisition Device Processing Description
  0x00082111, // Derivation Description
  0x00082127, // View Name
] as const;

const MANUFACTURER = 0x00080070;
/** Patient Position, View Position, Laterality, Image Laterality */
const VIEWS_AND_SIDES = [0x00185100, 0x00185101, 0x00200060, 0x00200062] as const;

export interface HeaderValues {
  /** Words of them, folded. */
  readonly words: ReadonlySet<string>;
  /** Whether a text says the same as a value, in letters and digits or as a number. */
  says(text: string): boolean;
  /** Whether a text is what the header says of view, side or position. */
  isViewOrSide(text: string): boolean;
}

export function headerValues(read: ReadAttribute): HeaderValues {
  const words = new Set<string>();
  const values = new Set<string>();
  const numbers = new Set<number>();
  const makers = new Set(
    (read(MANUFACTURER) ?? []).flatMap((value) =>
      // `G.E. Medical Systems` is `GE`, too.
      tokenize(value.replace(/(?<=\b\p{L})\.\s?(?=\p{L}\b)/gu, '')).map(({ folded }) => folded),
    ),
  );
  for (const tag of [...VALUES, ...DESCRIPTIONS])
    for (const value of read(tag) ?? []) {
      if (value.length > 128) continue;
      for (const { folded, kind } of tokenize(value)) {
        if (kind === 'letters' && folded.length > 1 && nameRarity(folded) !== 'name') words.add(folded);
      }
    }
  for (const tag of VALUES)
    for (const value of read(tag) ?? []) {
      const compact = compacted(value);
      if (compact !== '' && value.length <= 128) values.add(compact);
      if (value.trim() !== '' && Number.isFinite(Number(value))) numbers.add(Number(value));
    }
  const views = new Set(VIEWS_AND_SIDES.flatMap((tag) => (read(tag) ?? []).map(compacted)));
  return {
    words,
    isViewOrSide: (text) => views.has(compacted(text)),
    says(text) {
      const compact = compacted(text);
      // Two or three letters are somebody's initials as often as a code of the header, but for a maker's name.
      if (/^\p{L}{1,3}$/u.test(compact)) return makers.has(compact);
      if (values.has(compact)) return true;
      return /^[+-]?\d+(?:\.\d+)?$/.test(text) && !/^0\d/.test(text) && numbers.has(Number(text));
    },
  };
}

function compacted(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]/gu, '');
}
