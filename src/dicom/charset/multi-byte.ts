import iconv from 'iconv-lite';

import { vrFacts } from '../vr.js';

const BACKSLASH = 0x5c;

/** Decodes UTF-8, GB18030 or GBK; invalid bytes become U+FFFD. */
export function decodeMultiByte(bytes: Buffer, encoding: 'utf8' | 'gb18030' | 'gbk'): string {
  return encoding === 'utf8' ? bytes.toString('utf8') : iconv.decode(bytes, encoding, { stripBOM: false });
}

/** Encodes to UTF-8, GB18030 or GBK; undefined where a character is not in the set. */
export function encodeMultiByte(text: string, encoding: 'utf8' | 'gb18030' | 'gbk'): Buffer | undefined {
  const bytes = encoding === 'utf8' ? Buffer.from(text, 'utf8') : iconv.encode(text, encoding);
  return decodeMultiByte(bytes, encoding) === text ? bytes : undefined;
}

/**
 * Divides bytes at the backslashes that are characters of their own: in GB18030 and GBK the second byte of a character
 * may be 0x5C too (PS3.5 6.1.2.3).
 */
export function splitMultiByte(bytes: Buffer, vr: string, encoding: 'utf8' | 'gb18030' | 'gbk'): Buffer[] {
  if (!vrFacts(vr).multiValued) return [bytes];
  const values: Buffer[] = [];
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === BACKSLASH) {
      values.push(bytes.subarray(start, at));
      start = at + 1;
    }
    at += encoding === 'utf8' ? 1 : gbWidth(bytes, at);
  }
  values.push(bytes.subarray(start));
  return values;
}

/** Bytes of the GB18030 character at a position; 1 for what is none. */
function gbWidth(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0x81 || first === 0xff) return 1;
  if (second >= 0x40 && second !== 0x7f && second !== 0xff) return 2;
  const isFourByte = isDigit(second) && (bytes[at + 2] ?? 0) >= 0x81 && isDigit(bytes[at + 3] ?? 0);
  return isFourByte ? 4 : 1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
