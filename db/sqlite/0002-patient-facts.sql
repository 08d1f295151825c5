-- What is known of each patient's identity from the instances so far, sealed; searched for in the instances to come.
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
