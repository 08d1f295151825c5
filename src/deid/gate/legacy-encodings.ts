import { characterSet } from '../../dicom/charset.js';

const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ーｰ\u3000-\u303f\p{ASCII}]/u;
/** Shorter byte strings occur by chance, and inside other characters. */
const MIN_BYTES = 4;
const ESCAPE_SEQUENCE_BYTES = 3;

const JIS = characterSet(['', 'ISO 2022 IR 87']);
const KOREAN = characterSet(['', 'ISO 2022 IR 149']);
const CHINESE = characterSet(['', 'ISO 2022 IR 58']);
const GB18030 = characterSet(['GB18030']);

/**
 * How East Asian text stands in values that say nothing of their encoding: JIS X 0208 behind its escape sequence, EUC-JP,
 * Shift_JIS, KS X 1001 and GB 2312 without escape sequence, GB18030. Such text has no upper and lower case, so bytes can be
 * compared; kana are looked for in both syllabaries. (UTF-8 and UTF-16 are decoded, not compared.)
 */
export function legacyForms(text: string): Uint16Array[] {
  if (!Array.from(text).every((character) => EAST_ASIAN.test(character))) return [];
  const forms = new Map<string, Buffer>();
  for (const written of new Set([text, inKatakana(text)])) {
    for (const bytes of encodings(written)) {
      if (bytes.length >= MIN_BYTES) forms.set(bytes.toString('latin1'), bytes);
    }
  }
  // ASCII letters among the bytes are compared in lower case, as everywhere.
  return [...forms.values()].map((bytes) =>
    Uint16Array.from(bytes, (byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)),
  );
}

function* encodings(text: string): Generator<Buffer> {
  const jis = JIS.encode(text, 'LT');
  if (jis !== undefined && jis[0] === 0x1b) {
    const end = jis.indexOf(0x1b, 1);
    const shifted = jis.subarray(0, end === -1 ? jis.length : end);
    yield shifted;
    // What follows the first escape sequence is code points of JIS X 0208 in seven bits.
    const codes = shifted.subarray(ESCAPE_SEQUENCE_BYTES);
    if (end === -1 || jis.length - end <= ESCAPE_SEQUENCE_BYTES) {
      yield Buffer.from(codes.map((byte) => byte | 0x80));
      yield shiftJis(codes);
    }
  }
  for (const set of [KOREAN, CHINESE]) {
    const bytes = set.encode(text, 'LT');
    if (bytes !== undefined) yield withoutEscapes(bytes);
  }
  const chinese = GB18030.encode(text, 'LT');
  if (chinese !== undefined) yield chinese;
}

/** JIS X 0208 code points as Shift_JIS writes them (JIS X 0208:1997 appendix 1). */
function shiftJis(codes: Buffer): Buffer {
  const bytes = Buffer.alloc(codes.length & ~1);
  for (let at = 0; at + 1 < codes.length; at += 2) {
    const row = codes[at] ?? 0;
    const cell = codes[at + 1] ?? 0;
    const lead = ((row - 0x21) >> 1) + 0x81;
    bytes[at] = lead > 0x9f ? lead + 0x40 : lead;
    if (row % 2 === 1) bytes[at + 1] = cell + (cell >= 0x60 ? 0x20 : 0x1f);
    else bytes[at + 1] = cell + 0x7e;
  }
  return bytes;
}

function withoutEscapes(bytes: Buffer): Buffer {
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0x1b) {
      kept.push(bytes[at] ?? 0);
      continue;
    }
    // Escape sequences end with the first byte after the intermediate ones (ISO/IEC 2022 section 13).
    at += 1;
    while (at < bytes.length && (bytes[at] ?? 0) >= 0x20 && (bytes[at] ?? 0) <= 0x2f) at += 1;
  }
  return Buffer.from(kept);
}

/** Folding makes katakana hiragana; this undoes it. */
function inKatakana(text: string): string {
  return text.replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}
