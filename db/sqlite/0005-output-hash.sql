-- The hash of an output is SHA-512 from here on (128 hexadecimal digits); those with 64 digits are SHA-256, as before.
-- The audit's own hashes cover values and their order, not the names of columns.
ALTER TABLE instances RENAME COLUMN output_sha256 TO output_hash;
ALTER TABLE audit RENAME COLUMN output_sha256 TO output_hash;
