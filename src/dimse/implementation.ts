/** The names that every association of Lethe's uses. */

/** The one DICOM application context (PS3.7 Annex A.2.1). */
export const DICOM_APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

/** Largest P-DATA-TF variable field that we receive, and make, unless configured otherwise. In bytes. */
export const DEFAULT_MAX_PDU_BYTES = 131_072;

export const VERIFICATION_SOP_CLASS = '1.2.840.10008.1.1';
