-- The schema that the migrations beside this file make (held by test/store/schema.test.ts). Not applied; to be read.

CREATE TABLE instances (
  id INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('received', 'routed', 'deidentified', 'sent', 'quarantined', 'discarded')),
  -- the original, as it came
  sop_class_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  spool_file TEXT NOT NULL,
  data_set_offset INTEGER NOT NULL CHECK (data_set_offset >= 0),
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  sha256 TEXT,
  version INTEGER NOT NULL CHECK (version >= 1),
  calling_ae TEXT NOT NULL,
  called_ae TEXT NOT NULL,
  address TEXT NOT NULL,
  association_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  -- work on it
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_code TEXT,
  lease_owner TEXT,
  lease_until INTEGER,
  -- the decision
  strategy_name TEXT,
  strategy_version TEXT,
  strategy_hash TEXT,
  route TEXT,
  quarantine_code TEXT,
  quarantine_detail TEXT,
  -- the de-identified output
  output_file TEXT,
  output_hash TEXT,
  output_size_bytes INTEGER,
  output_data_set_offset INTEGER,
  output_sop_class_uid TEXT,
  output_sop_instance_uid TEXT,
  output_transfer_syntax_uid TEXT,
  -- the end
  finished_at INTEGER,
  original_removed_at INTEGER,
  output_removed_at INTEGER,
  CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
  CHECK ((quarantine_code IS NOT NULL) = (state = 'quarantined')),
  CHECK ((finished_at IS NOT NULL) = (state IN ('sent', 'discarded'))),
  CHECK (output_file IS NOT NULL OR state NOT IN ('deidentified', 'sent'))
) STRICT;

CREATE INDEX instances_by_uid ON instances (sop_instance_uid);

CREATE INDEX instances_by_state ON instances (state);

CREATE INDEX instances_due ON instances (next_attempt_at) WHERE state = 'received';

CREATE INDEX instances_leased ON instances (lease_owner) WHERE lease_owner IS NOT NULL;

CREATE UNIQUE INDEX instances_by_spool_file ON instances (spool_file) WHERE original_removed_at IS NULL;

CREATE UNIQUE INDEX instances_by_output_file ON instances (output_file)
  WHERE output_file IS NOT NULL AND output_removed_at IS NULL;

CREATE INDEX instances_original_removable ON instances (finished_at)
  WHERE finished_at IS NOT NULL AND original_removed_at IS NULL;

CREATE INDEX instances_output_removable ON instances (finished_at)
  WHERE finished_at IS NOT NULL AND output_file IS NOT NULL AND output_removed_at IS NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  instance_id INTEGER NOT NULL REFERENCES instances (id),
  destination TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'refused', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER,
  last_status INTEGER,
  last_code TEXT,
  sent_at INTEGER, stored_at INTEGER, commitment_uid TEXT, uncommitted INTEGER NOT NULL DEFAULT 0,
  -- an instance goes to a destination once
  UNIQUE (instance_id, destination),
  CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
  CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
) STRICT;

CREATE INDEX deliveries_by_destination ON deliveries (destination, state);

CREATE INDEX deliveries_refused ON deliveries (destination) WHERE state = 'refused';

CREATE INDEX deliveries_leased ON deliveries (lease_owner) WHERE lease_owner IS NOT NULL;

CREATE TABLE crosswalk (
  kind TEXT NOT NULL CHECK (kind IN ('uid', 'patientId')),
  original TEXT NOT NULL,
  replacement TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  PRIMARY KEY (kind, original, replacement)
) STRICT, WITHOUT ROWID;

CREATE INDEX crosswalk_by_replacement ON crosswalk (replacement);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  instance_id INTEGER,
  destination TEXT,
  calling_ae TEXT,
  called_ae TEXT,
  address TEXT,
  peer TEXT,
  patient_original TEXT,
  patient_replacement TEXT,
  study_original TEXT,
  study_replacement TEXT,
  instance_original TEXT,
  instance_replacement TEXT,
  strategy_name TEXT,
  strategy_version TEXT,
  strategy_hash TEXT,
  route TEXT,
  code TEXT,
  status INTEGER,
  output_hash TEXT,
  actions TEXT,
  actor TEXT,
  reason TEXT,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_time ON audit (at);

CREATE INDEX audit_by_event ON audit (event);

CREATE INDEX audit_by_instance ON audit (instance_id) WHERE instance_id IS NOT NULL;

CREATE INDEX audit_by_destination ON audit (destination) WHERE destination IS NOT NULL;

CREATE INDEX audit_by_patient_original ON audit (patient_original) WHERE patient_original IS NOT NULL;

CREATE INDEX audit_by_patient_replacement ON audit (patient_replacement) WHERE patient_replacement IS NOT NULL;

CREATE INDEX audit_by_study_original ON audit (study_original) WHERE study_original IS NOT NULL;

CREATE INDEX audit_by_study_replacement ON audit (study_replacement) WHERE study_replacement IS NOT NULL;

CREATE INDEX audit_by_instance_original ON audit (instance_original) WHERE instance_original IS NOT NULL;

CREATE INDEX audit_by_instance_replacement ON audit (instance_replacement) WHERE instance_replacement IS NOT NULL;

CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit
BEGIN
  SELECT raise(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_never_removed BEFORE DELETE ON audit
BEGIN
  SELECT raise(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_never_replaced BEFORE INSERT ON audit
WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM audit)
BEGIN
  SELECT raise(ABORT, 'the audit is append-only');
END;

CREATE TABLE audit_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  mac TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_head_never_removed BEFORE DELETE ON audit_head
BEGIN
  SELECT raise(ABORT, 'the audit head stays');
END;

CREATE TABLE patient_facts (
  -- keyed hash of the patient
  patient TEXT NOT NULL,
  -- keyed hash of the fact
  fact TEXT NOT NULL,
  -- the fact, encrypted with a key of the node
  sealed BLOB NOT NULL,
  first_seen INTEGER NOT NULL,
  PRIMARY KEY (patient, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE commitment_requests (
  id INTEGER PRIMARY KEY,
  transaction_uid TEXT NOT NULL,
  calling_ae TEXT NOT NULL,
  called_ae TEXT NOT NULL,
  address TEXT NOT NULL,
  -- the association that it came on, for the report to go back on it
  association_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'reported', 'given-up')),
  -- the transaction UID was in use for other references: all of these fail (0131H)
  is_duplicate INTEGER NOT NULL DEFAULT 0,
  asked_at INTEGER NOT NULL,
  ended_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_code TEXT,
  CHECK ((ended_at IS NULL) = (state = 'waiting'))
) STRICT;

CREATE INDEX commitment_requests_due ON commitment_requests (next_attempt_at) WHERE state = 'waiting';

CREATE INDEX commitment_requests_waiting ON commitment_requests (calling_ae, transaction_uid) WHERE state = 'waiting';

CREATE TABLE commitment_references (
  request_id INTEGER NOT NULL REFERENCES commitment_requests (id),
  position INTEGER NOT NULL,
  sop_class_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  PRIMARY KEY (request_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_uncommitted ON deliveries (destination, next_attempt_at)
  WHERE state = 'queued' AND stored_at IS NOT NULL;

CREATE INDEX deliveries_by_commitment ON deliveries (commitment_uid) WHERE commitment_uid IS NOT NULL;

CREATE INDEX audit_by_calling_ae ON audit (calling_ae) WHERE calling_ae IS NOT NULL;

CREATE INDEX audit_by_called_ae ON audit (called_ae) WHERE called_ae IS NOT NULL;

CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_at) WHERE state = 'queued' AND stored_at IS NULL;

CREATE INDEX instances_quarantined ON instances (quarantine_code) WHERE quarantine_code IS NOT NULL;
