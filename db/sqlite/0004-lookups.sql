-- What was searched for by walking a whole table.

-- A caller or a called AE title that is rare among many.
CREATE INDEX audit_by_calling_ae ON audit (calling_ae) WHERE calling_ae IS NOT NULL;
CREATE INDEX audit_by_called_ae ON audit (called_ae) WHERE called_ae IS NOT NULL;

-- Deliveries that only wait for their commitment are not due to be sent; a claim no longer walks over them.
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (destination, next_attempt_at) WHERE state = 'queued' AND stored_at IS NULL;

-- Instances set aside, by what for.
CREATE INDEX instances_quarantined ON instances (quarantine_code) WHERE quarantine_code IS NOT NULL;
