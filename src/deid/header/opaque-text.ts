/** Text in elements that are bytes for the standard: UN, OB and OW. */
import type { DataElement } from '../../dicom/model.js';
import type { ByteSource } from '../../dicom/source.js';
import { trimPadding } from '../../dicom/values.js';
import { readTextAs } from './element-values.js';

const MAX_RUNS = 512;
const ESCAPE = 0x1b;

/**
 * The value as text of its data set's character set, where all of it reads as text; undefined where it holds other bytes.
 */
export function readPlainText(source: ByteSource, element: DataElement, bytes: Buffer): string | undefined {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x20)) end -= 1;
  if (end === 0) return undefined;
  for (const byte of bytes.subarray(0, end)) {
    const isLayout = byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d || byte === ESCAPE;
    if (byte < 0x20 && !isLayout) return undefined;
  }
  const text = trimPadding(readTextAs(source, element, 'UT'));
  return text.includes('\ufffd') ? undefined : text;
}

/** Runs of four and more printable characters in bytes, also of UTF-16 in either byte order. */
export function printableRuns(bytes: Buffer): string[] {
  const runs: string[] = [];
  const collect = (text: string): void => {
    for (const [run] of text.matchAll(/[\x20-\x7e\u00a0-\u024f\u0370-\u052f]{4,}/g)) {
      if (runs.length >= MAX_RUNS) return;
      if (/[\p{L}\p{N}]{2}/u.test(run)) runs.push(run);
    }
  };
  collect(bytes.toString('latin1'));
  if (bytes.includes('\0')) {
    const even = bytes.subarray(0, bytes.length & ~1);
    collect(even.toString('utf16le'));
    collect(Buffer.from(even).swap16().toString('utf16le'));
  }
  if (bytes.some((byte) => byte >= 0x80)) collect(bytes.toString('utf8'));
  return runs;
}
