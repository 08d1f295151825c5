import type { Database } from 'better-sqlite3';
import type { RemovableFile } from '../store.js';
import type { AuditChain } from './audit-chain.js';
import type { Handlers } from './protocol.js';

/** Which spool files nobody needs any more. */
export function retentionHandlers(
  db: Database,
  chain: AuditChain,
): Pick<Handlers, 'listRemovable' | 'markRemoved'> {
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
