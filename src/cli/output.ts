import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LetheError } from '../errors.js';

/** One line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}

/** Columns as wide as their widest cell. Control characters are shown, not obeyed. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [header, ...rows].map((row) => row.map(visible));
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  for (const row of all)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

export function visible(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    return isControl ? `\\x${code.toString(16).padStart(2, '0')}` : character;
  }).join('');
}

/**
 * Makes a folder, and sees that files can be written there.
 * @throws LetheError `OUTPUT_NOT_USABLE`; `USAGE` where it has no name
 */
export function makeOutputFolder(folder: string): void {
  if (folder === '') throw new LetheError('USAGE', '--out: name a folder');
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, '.lethe-probe');
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
  } catch (error) {
    throw new LetheError('OUTPUT_NOT_USABLE', `the folder ${folder} cannot be written`, { cause: error });
  }
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Writes a CSV file (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it.
 * @throws LetheError `OUTPUT_NOT_USABLE`
 */
export async function writeCsv(
  file: string,
  header: readonly string[],
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<number> {
  let count = 0;
  try {
    const descriptor = openSync(file, 'w', 0o600);
    try {
      let chunk = `${header.join(',')}\r\n`;
      for await (const row of rows) {
        chunk += `${row.map(csvCell).join(',')}\r\n`;
        count += 1;
        if (chunk.length > 65536) {
          writeSync(descriptor, chunk);
          chunk = '';
        }
      }
      writeSync(descriptor, chunk);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof LetheError) throw error;
    throw new LetheError('OUTPUT_NOT_USABLE', `${file} cannot be written`, { cause: error });
  }
  return count;
}

export function csvCell(text: string): string {
  const isFormula = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && !/^-[\d.]+$/.test(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
