/** How Lethe names itself in A-ASSOCIATE PDUs (PS3.7 Annex D.3.3.2). */

export const IMPLEMENTATION_CLASS_UID = '2.25.245063129768215393508284027417603458611';

/** At most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = 'LETHE_0_1';

/** The one DICOM application context (PS3.7 Annex A.2.1). */
export const DICOM_APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';

/** Largest P-DATA-TF variable field that we receive, and make, unless configured otherwise. In bytes. */
export const DEFAULT_MAX_PDU_BYTES = 131_072;

export const VERIFICATION_SOP_CLASS = '1.2.840.10008.1.1';
