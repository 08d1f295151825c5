import { resolve } from 'node:path';
import type { CrosswalkCursor, CrosswalkKind, Store } from '../store/store.js';
import { LetheError } from '../errors.js';
import { actor, withStore, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { isoTime, print, printJson, printTable, writeCsv } from './output.js';

/** Writes the crosswalk into CSV files with the columns id_old and id_new. */
export async function crosswalkExport(
  options: CommonOptions & { uids?: string; patients?: string },
): Promise<ExitCode> {
  if (options.uids === undefined && options.patients === undefined)
    throw new LetheError('USAGE', 'name a file with --uids or --patients');
  if (
    options.uids !== undefined &&
    options.patients !== undefined &&
    resolve(options.uids) === resolve(options.patients)
  )
    throw new LetheError('USAGE', '--uids and --patients name the same file');
  return withStore(options, async (store) => {
    await store.appendAudit({ event: 'crosswalk.exported', actor: actor() });
    const counts: Record<string, number> = {};
    if (options.uids !== undefined)
      counts['uids'] = await writeCsv(options.uids, ['id_old', 'id_new'], rowsOf(store, 'uid'));
    if (options.patients !== undefined)
      counts['patients'] = await writeCsv(options.patients, ['id_old', 'id_new'], rowsOf(store, 'patientId'));
    if (options.json === true) printJson(counts);
    else for (const [what, count] of Object.entries(counts)) print(`${String(count)} ${what} written`);
    return EXIT.ok;
  });
}

/** Finds an identity, original or replacement. */
export async function crosswalkFind(identity: string, options: CommonOptions): Promise<ExitCode> {
  return withStore(options, async (store) => {
    await store.appendAudit({ event: 'crosswalk.searched', actor: actor() });
    const records = await store.findCrosswalk(identity);
    if (options.json === true) printJson(records);
    else if (records.length > 0) {
      printTable(
        ['kind', 'original', 'replacement', 'first seen'],
        records.map((record) => [
          record.kind,
          record.original,
          record.replacement,
          isoTime(record.firstSeen),
        ]),
      );
    }
    if (records.length === 0 && options.json !== true)
      throw new LetheError('NOT_FOUND', 'the crosswalk has no such identity');
    return EXIT.ok;
  });
}

async function* rowsOf(store: Store, kind: CrosswalkKind): AsyncGenerator<readonly string[]> {
  let cursor: CrosswalkCursor | undefined;
  do {
    const page = await store.exportCrosswalk({ kind, limit: 10_000, cursor });
    for (const row of page.rows) yield [row.original, row.replacement];
    cursor = page.next;
  } while (cursor !== undefined);
}
