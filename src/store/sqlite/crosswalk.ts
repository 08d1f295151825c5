import type { Database } from 'better-sqlite3';
import type { CrosswalkRecord } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import { pageSize } from './conditions.js';
import type { Handlers } from './protocol.js';

/** Original and replacement identities. */
export function crosswalkHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'addCrosswalk' | 'exportCrosswalk' | 'findCrosswalk'> {
  const insert = db.prepare<[string, string, string, number]>(
    'INSERT INTO crosswalk (kind, original, replacement, first_seen) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const selectPage = db.prepare<[string, string, string, number], CrosswalkRecord>(`
    SELECT kind, original, replacement, first_seen AS firstSeen FROM crosswalk
    WHERE kind = ? AND (original, replacement) > (?, ?) ORDER BY original, replacement LIMIT ?`);
  const selectByIdentity = db.prepare<[string, string], CrosswalkRecord>(`
    SELECT kind, original, replacement, first_seen AS firstSeen FROM crosswalk
    WHERE kind IN ('uid', 'patientId') AND original = ?
    UNION
    SELECT kind, original, replacement, first_seen FROM crosswalk WHERE replacement = ?
    ORDER BY kind DESC, original, replacement`);

  return {
    addCrosswalk(at, entries) {
      let added = 0;
      for (const { kind, original, replacement } of entries) {
        added += insert.run(kind, original, replacement, at).changes;
      }
      if (added > 0) chain.append(at, { event: 'crosswalk.added', actions: { entries: added } });
      return added;
    },
    exportCrosswalk(_at, { kind, limit, cursor }) {
      const size = pageSize(limit, 1000, 10_000);
      const rows = selectPage.all(kind, cursor?.original ?? '', cursor?.replacement ?? '', size + 1);
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const more = rows.length > size && last !== undefined;
      return {
        rows: page,
        next: more ? { original: last.original, replacement: last.replacement } : undefined,
      };
    },
    findCrosswalk: (_at, identity) => selectByIdentity.all(identity, identity),
  };
}
