/** Lookup tables of strategies: CSV files (RFC 4180) whose first line names the columns. */
import { nearestWord } from '../yaml/problem.js';
import type { NameOutcome } from './attribute-name.js';

/** The columns to read. */
export interface LookupColumns {
  readonly original: string;
  readonly replacement: string;
}

/** Reads a table by the name of its file. */
export type ReadTable = (file: string, columns: LookupColumns) => NameOutcome<ReadonlyMap<string, string>>;

/** Makes a table of a CSV text; a fault names the file's line, never a value. */
export function parseLookupTable(
  text: string,
  file: string,
  columns: LookupColumns,
): NameOutcome<ReadonlyMap<string, string>> {
  const rows = parseCsv(text.replace(/^\ufeff/, ''));
  if (rows === undefined) return fault(`${file} is no CSV file: a quoted cell does not end`);
  const [head, ...body] = rows;
  if (head === undefined) return fault(`${file} is empty; its first line names the columns`);
  const names = head.cells.map((cell) => cell.trim());
  const doubled = [columns.original, columns.replacement].find(
    (name) => names.indexOf(name) !== names.lastIndexOf(name),
  );
  if (doubled !== undefined) return fault(`${file}:1: there are two columns '${doubled}'`);
  const from = names.indexOf(columns.original);
  const to = names.indexOf(columns.replacement);
  const missing = from < 0 ? columns.original : to < 0 ? columns.replacement : undefined;
  if (missing !== undefined) {
    const near = nearestWord(missing, names);
    return fault(
      `${file}:1: there is no column '${missing}'${near === undefined ? `; name the columns by original: and replacement:` : `; did you mean '${near}'?`}`,
    );
  }
  const entries = new Map<string, string>();
  for (const { cells, line } of body) {
    if (cells.length === 1 && cells[0] === '') continue;
    const original = cells[from]?.trim();
    const replacement = cells[to]?.trim();
    if (cells.length !== names.length || original === undefined || replacement === undefined)
      return fault(`${file}:${line}: ${cells.length} cells where the first line has ${names.length}`);
    if (original === '') return fault(`${file}:${line}: there is no original`);
    if (/[\\\p{Cc}]/u.test(replacement))
      return fault(`${file}:${line}: the replacement holds a backslash or a control character`);
    if (entries.has(original) && entries.get(original) !== replacement)
      return fault(`${file}:${line}: an earlier line has another replacement for the same original`);
    entries.set(original, replacement);
  }
  return { kind: 'valid', value: entries };
}

interface CsvRow {
  readonly cells: readonly string[];
  /** Where it starts, from 1. */
  readonly line: number;
}

/** The rows of a CSV text; undefined where a quoted cell has no end. */
function parseCsv(text: string): CsvRow[] | undefined {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  const cell = /(?:"((?:[^"]|"")*)"|((?!")[^,\r\n]*))(,|\r\n?|\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) return undefined;
    const [whole, quoted, bare = '', end = ''] = match;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    line += whole.split(/\r\n?|\n/).length - 1;
    if (end === ',') {
      if (cell.lastIndex < text.length) continue;
      cells.push('');
    }
    rows.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return rows;
}

function fault(message: string): { readonly kind: 'fault'; readonly message: string } {
  return { kind: 'fault', message };
}
