import type {
  InstanceState,
  InstanceSummary,
  OriginalInstance,
  OutputInstance,
  StrategyReference,
} from '../store.js';

/** Columns of table `instances` that make an `OriginalInstance`. */
export const ORIGINAL_COLUMNS = `
  instances.sop_class_uid AS sopClassUid, instances.sop_instance_uid AS sopInstanceUid,
  instances.transfer_syntax_uid AS transferSyntaxUid, instances.spool_file AS spoolFile,
  instances.data_set_offset AS dataSetOffset, instances.size_bytes AS sizeBytes, instances.sha256,
  instances.calling_ae AS callingAeTitle, instances.called_ae AS calledAeTitle, instances.address,
  instances.association_id AS associationId`;

/** Columns of table `instances` that make an `OutputInstance`. */
export const OUTPUT_COLUMNS = `
  instances.output_file AS outputFile, instances.output_hash AS outputHash,
  instances.output_size_bytes AS outputSizeBytes, instances.output_data_set_offset AS outputDataSetOffset,
  instances.output_sop_class_uid AS outputSopClassUid, instances.output_sop_instance_uid AS outputSopInstanceUid,
  instances.output_transfer_syntax_uid AS outputTransferSyntaxUid`;

export interface OutputRow {
  readonly outputFile: string | null;
  readonly outputHash: string | null;
  readonly outputSizeBytes: number | null;
  readonly outputDataSetOffset: number | null;
  readonly outputSopClassUid: string | null;
  readonly outputSopInstanceUid: string | null;
  readonly outputTransferSyntaxUid: string | null;
}

export function outputOf(row: OutputRow): OutputInstance | null {
  if (
    row.outputFile === null ||
    row.outputHash === null ||
    row.outputSizeBytes === null ||
    row.outputDataSetOffset === null ||
    row.outputSopClassUid === null ||
    row.outputSopInstanceUid === null ||
    row.outputTransferSyntaxUid === null
  ) {
    return null;
  }
  return {
    file: row.outputFile,
    hash: row.outputHash,
    sizeBytes: row.outputSizeBytes,
    dataSetOffset: row.outputDataSetOffset,
    sopClassUid: row.outputSopClassUid,
    sopInstanceUid: row.outputSopInstanceUid,
    transferSyntaxUid: row.outputTransferSyntaxUid,
  };
}

/** Columns that make a `StrategyReference`; the same in tables `instances` and `audit`. */
export const STRATEGY_COLUMNS =
  'strategy_name AS strategyName, strategy_version AS strategyVersion, strategy_hash AS strategyHash';

export interface StrategyRow {
  readonly strategyName: string | null;
  readonly strategyVersion: string | null;
  readonly strategyHash: string | null;
}

export function strategyOf(row: StrategyRow): StrategyReference | null {
  if (row.strategyName === null || row.strategyVersion === null || row.strategyHash === null) return null;
  return { name: row.strategyName, version: row.strategyVersion, hash: row.strategyHash };
}

/** Columns of table `instances` that make an `InstanceSummary`. */
export const SUMMARY_COLUMNS = `
  instances.id, instances.state, ${ORIGINAL_COLUMNS}, instances.version, instances.received_at AS receivedAt,
  instances.attempts, instances.next_attempt_at AS nextAttemptAt, instances.last_code AS lastCode,
  instances.lease_owner AS leaseOwner, instances.lease_until AS leaseUntil, ${STRATEGY_COLUMNS}, instances.route,
  instances.quarantine_code AS quarantineCode, instances.quarantine_detail AS quarantineDetail,
  instances.finished_at AS finishedAt, instances.original_removed_at AS originalRemovedAt,
  instances.output_removed_at AS outputRemovedAt, ${OUTPUT_COLUMNS}`;

export interface SummaryRow extends OriginalInstance, StrategyRow, OutputRow {
  readonly id: number;
  readonly state: InstanceState;
  readonly version: number;
  readonly receivedAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastCode: string | null;
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
  readonly route: string | null;
  readonly quarantineCode: string | null;
  readonly quarantineDetail: string | null;
  readonly finishedAt: number | null;
  readonly originalRemovedAt: number | null;
  readonly outputRemovedAt: number | null;
}

export function summaryOf(row: SummaryRow): InstanceSummary {
  return {
    id: row.id,
    state: row.state,
    sopClassUid: row.sopClassUid,
    sopInstanceUid: row.sopInstanceUid,
    transferSyntaxUid: row.transferSyntaxUid,
    spoolFile: row.spoolFile,
    dataSetOffset: row.dataSetOffset,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    callingAeTitle: row.callingAeTitle,
    calledAeTitle: row.calledAeTitle,
    address: row.address,
    associationId: row.associationId,
    version: row.version,
    receivedAt: row.receivedAt,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    lastCode: row.lastCode,
    leaseOwner: row.leaseOwner,
    leaseUntil: row.leaseUntil,
    strategy: strategyOf(row),
    route: row.route,
    quarantineCode: row.quarantineCode,
    quarantineDetail: row.quarantineDetail,
    finishedAt: row.finishedAt,
    originalRemovedAt: row.originalRemovedAt,
    outputRemovedAt: row.outputRemovedAt,
    output: outputOf(row),
  };
}

/** Columns of table `deliveries` that make a `DeliverySummary`. */
export const DELIVERY_COLUMNS = `
  id, instance_id AS instanceId, destination, state, attempts, next_attempt_at AS nextAttemptAt,
  lease_owner AS leaseOwner, lease_until AS leaseUntil, last_status AS lastStatus, last_code AS lastCode,
  sent_at AS sentAt`;
