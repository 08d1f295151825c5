-- Storage commitment (PS3.4 Annex J): requests to us, and deliveries that wait for the destination's commitment.

-- What a sender asked us to commit to. Its references go when it was told; times are milliseconds since 1970 (UTC).
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

-- The destination has stored the instance and its commitment is awaited; the delivery stays queued until then.
ALTER TABLE deliveries ADD COLUMN stored_at INTEGER;
-- Transaction UID of the request that is under way.
ALTER TABLE deliveries ADD COLUMN commitment_uid TEXT;
-- How often the destination refused to commit.
ALTER TABLE deliveries ADD COLUMN uncommitted INTEGER NOT NULL DEFAULT 0;

CREATE INDEX deliveries_uncommitted ON deliveries (destination, next_attempt_at)
  WHERE state = 'queued' AND stored_at IS NOT NULL;
CREATE INDEX deliveries_by_commitment ON deliveries (commitment_uid) WHERE commitment_uid IS NOT NULL;
