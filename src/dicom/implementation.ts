/** How Lethe names itself in the files that it writes (PS3.10 section 7.1) and in associations (PS3.7 annex D.3.3.2). */

/** Derived from a UUID (PS3.5 annex B.2). */
export const IMPLEMENTATION_CLASS_UID = '2.25.245063129768215393508284027417603458611';

/** At most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = 'LETHE_0_1';
