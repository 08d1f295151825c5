import { codeExtensions, decodeIso2022, encodeIso2022 } from './charset/iso2022.js';
import { decodeMultiByte, encodeMultiByte, splitMultiByte } from './charset/multi-byte.js';
import { readTerms } from './charset/terms.js';
import { isTextVr, vrFacts } from './vr.js';

/**
 * A Specific Character Set (0008,0005) put to use (PS3.5 6.1, PS3.3 C.12.1.1.2). Padding and delimiters are characters
 * like others: nothing is trimmed. Only SH, LO, ST, LT, UC, UT and PN follow the set (and bytes of VRs that are no text,
 * should one want to read them); strings of other VRs are of the default repertoire.
 */
export interface CharacterSet {
  /** The defined terms, misspellings put right. */
  readonly terms: readonly string[];
  /** False where a term is not one of the standard's, or stands where it may not: text is then a best guess. */
  readonly known: boolean;
  /** Never throws: bytes without meaning become U+FFFD. */
  decode(bytes: Buffer, vr: string): string;
  /** Undefined where the set cannot represent the text. The result is not padded. */
  encode(text: string, vr: string): Buffer | undefined;
  /** The bytes of each value; a backslash byte inside a multi-byte character divides nothing. */
  splitValues(bytes: Buffer, vr: string): Buffer[];
  /** The text of each value. */
  decodeValues(bytes: Buffer, vr: string): string[];
}

/**
 * The character set for the values of (0008,0005) in force; none, or one that is empty, is the default repertoire.
 * Unknown terms are read as Latin-1, where every byte has a character.
 */
export function characterSet(values: readonly string[]): CharacterSet {
  const reading = readTerms(values);
  const { terms, known } = reading;
  const governed = reading.kind === 'multi-byte' ? multiByteSet(reading.encoding) : iso2022Set(reading.sets);
  const codecFor = (vr: string) =>
    isTextVr(vr) && vrFacts(vr).kind === 'string' ? DEFAULT_REPERTOIRE : governed;
  return {
    terms,
    known,
    decode: (bytes, vr) => codecFor(vr).decode(bytes, vr),
    encode: (text, vr) => codecFor(vr).encode(text, vr),
    splitValues: (bytes, vr) => codecFor(vr).splitValues(bytes, vr),
    decodeValues: (bytes, vr) => codecFor(vr).decodeValues(bytes, vr),
  };
}

type Codec = Omit<CharacterSet, 'terms' | 'known'>;

function multiByteSet(encoding: 'utf8' | 'gb18030' | 'gbk'): Codec {
  return {
    decode: (bytes) => decodeMultiByte(bytes, encoding),
    encode: (text) => encodeMultiByte(text, encoding),
    splitValues: (bytes, vr) => splitMultiByte(bytes, vr, encoding),
    decodeValues: (bytes, vr) =>
      splitMultiByte(bytes, vr, encoding).map((value) => decodeMultiByte(value, encoding)),
  };
}

function iso2022Set(sets: Parameters<typeof codeExtensions>[0]): Codec {
  const extensions = codeExtensions(sets);
  const startsInAscii = extensions.initial.g0.name === 'ascii';
  const valuesOf = (bytes: Buffer, vr: string) => decodeIso2022(bytes, vr, extensions);
  return {
    decode: (bytes, vr) =>
      startsInAscii && isPlainAscii(bytes)
        ? bytes.toString('latin1')
        : valuesOf(bytes, vr)
            .map(({ text }) => text)
            .join('\\'),
    encode: (text, vr) =>
      startsInAscii && PLAIN_ASCII_TEXT.test(text)
        ? Buffer.from(text, 'latin1')
        : encodeIso2022(text, vr, extensions),
    splitValues: (bytes, vr) => valuesOf(bytes, vr).map(({ start, end }) => bytes.subarray(start, end)),
    decodeValues: (bytes, vr) => valuesOf(bytes, vr).map(({ text }) => text),
  };
}

/** ISO-IR 6 (PS3.5 6.1.1). */
const DEFAULT_REPERTOIRE: Codec = iso2022Set([{ g0: 'ascii' }]);

// eslint-disable-next-line no-control-regex -- every seven-bit character but ESC
const PLAIN_ASCII_TEXT = /^[\x00-\x1a\x1c-\x7f]*$/;

function isPlainAscii(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === 0x1b) return false;
  return true;
}
