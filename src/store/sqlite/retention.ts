import type { Database, Statement } from 'better-sqlite3';
import type { Comparable, RemovableFile } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import type { Handlers } from './protocol.js';

/** Sets the hash of an original that has none yet. */
export function prepareFillHash(db: Database): Statement<[string, number]> {
  return db.prepare<[string, number]>('UPDATE instances SET sha256 = ? WHERE id = ? AND sha256 IS NULL');
}

/** Which spool files nobody needs any more. */
export function retentionHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'listUnhashed' | 'fillHashes' | 'listRemovable' | 'markRemoved'> {
  const fillHash = prepareFillHash(db);
  const selectUnhashed = db.prepare<[number], Comparable>(`
    SELECT id AS instanceId, spool_file AS spoolFile, data_set_offset AS dataSetOffset FROM instances
    WHERE id = ? AND sha256 IS NULL AND original_removed_at IS NULL`);
  const selectOriginals = db.prepare<[number, number], RemovableFile>(`
    SELECT id AS instanceId, spool_file AS file FROM instances
    WHERE finished_at IS NOT NULL AND original_removed_at IS NULL AND finished_at < ?
    ORDER BY finished_at LIMIT ?`);
  const selectOutputs = db.prepare<[number, number], RemovableFile>(`
    SELECT id AS instanceId, output_file AS file FROM instances
    WHERE finished_at IS NOT NULL AND output_file IS NOT NULL AND output_removed_at IS NULL AND finished_at < ?
    ORDER BY finished_at LIMIT ?`);
  const markOriginal = db.prepare<[number, number]>(
    'UPDATE instances SET original_removed_at = ? WHERE id = ? AND finished_at IS NOT NULL AND original_removed_at IS NULL',
  );
  const markOutput = db.prepare<[number, number]>(
    'UPDATE instances SET output_removed_at = ? WHERE id = ? AND finished_at IS NOT NULL AND output_removed_at IS NULL',
  );

  return {
    listUnhashed: (_at, instanceIds) => instanceIds.flatMap((id) => selectUnhashed.get(id) ?? []),
    fillHashes(_at, hashes) {
      for (const { instanceId, sha256 } of hashes) fillHash.run(sha256, instanceId);
    },
    listRemovable: (_at, { originalsBefore, outputsBefore, limit }) => ({
      originals: selectOriginals.all(originalsBefore, limit),
      outputs: selectOutputs.all(outputsBefore, limit),
    }),
    markRemoved(at, removed) {
      const originals = removed.originals.reduce((n, id) => n + markOriginal.run(at, id).changes, 0);
      const outputs = removed.outputs.reduce((n, id) => n + markOutput.run(at, id).changes, 0);
      if (originals + outputs > 0)
        chain.append(at, { event: 'spool.removed', actions: { originals, outputs } });
    },
  };
}
