import { UID_REGISTRY_LINES } from './generated/uids-2024c.js';

/** A transfer syntax of PS3.6 Annex A with what PS3.5 Annex A says of its encoding. */
export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly retired: boolean;
  readonly explicitVr: boolean;
  readonly littleEndian: boolean;
  /** The whole data set is a deflate stream (PS3.5 A.5). */
  readonly deflated: boolean;
  /** Pixel data lies in fragments (PS3.5 A.4). */
  readonly encapsulated: boolean;
  /** `possible` where the syntax holds lossless and lossy streams alike. */
  readonly lossy: 'never' | 'possible' | 'always';
}

interface SopClass {
  readonly name: string;
  readonly storage: boolean;
  readonly retired: boolean;
}

interface Registry {
  readonly transferSyntaxes: ReadonlyMap<string, TransferSyntax>;
  readonly sopClasses: ReadonlyMap<string, SopClass>;
}

export const IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_VR_BIG_ENDIAN = '1.2.840.10008.1.2.2';

const PAPYRUS_3_IMPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.20';
const NOT_ENCAPSULATED: ReadonlySet<string> = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  PAPYRUS_3_IMPLICIT_VR_LITTLE_ENDIAN,
  '1.2.840.10008.1.2.4.94', // JPIP: the pixels lie with a provider (PS3.5 A.6)
  '1.2.840.10008.1.2.4.95',
  '1.2.840.10008.1.2.4.204',
  '1.2.840.10008.1.2.4.205',
]);
const DEFLATED: ReadonlySet<string> = new Set([
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  '1.2.840.10008.1.2.4.95',
  '1.2.840.10008.1.2.4.205',
]);
/** Beside the syntaxes whose name says lossless and those without compression (PS3.5 8.2, A.4). */
const NEVER_LOSSY: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.2.1.98', // encapsulated uncompressed
  '1.2.840.10008.1.2.8.1', // deflated image frames
]);
const POSSIBLY_LOSSY: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.2.4.91', // JPEG 2000
  '1.2.840.10008.1.2.4.93', // JPEG 2000 Part 2
  '1.2.840.10008.1.2.4.94', // JPIP
  '1.2.840.10008.1.2.4.95',
  '1.2.840.10008.1.2.4.112', // JPEG XL
  '1.2.840.10008.1.2.4.203', // HTJ2K
  '1.2.840.10008.1.2.4.204',
  '1.2.840.10008.1.2.4.205',
]);
/** Named or placed like storage classes, but nothing that C-STORE carries (PS3.4 Annexes H, J; PS3.4 Annex YY, GG). */
const NOT_STORED_BY_C_STORE: ReadonlySet<string> = new Set([
  '1.2.840.10008.1.3.10', // Media Storage Directory Storage
  '1.2.840.10008.1.20.1', // Storage Commitment Push Model
  '1.2.840.10008.1.20.2', // Storage Commitment Pull Model
  '1.2.840.10008.5.1.4.1.1.200.4', // Protocol Approval FIND
  '1.2.840.10008.5.1.4.1.1.200.5', // Protocol Approval MOVE
  '1.2.840.10008.5.1.4.1.1.200.6', // Protocol Approval GET
  '1.2.840.10008.5.1.4.1.1.201.2', // Inventory FIND
  '1.2.840.10008.5.1.4.1.1.201.3', // Inventory MOVE
  '1.2.840.10008.5.1.4.1.1.201.4', // Inventory GET
  '1.2.840.10008.5.1.4.1.1.201.5', // Inventory Creation
  '1.2.840.10008.5.1.4.1.1.201.6', // Repository Query
]);

let loaded: Registry | undefined;

function registry(): Registry {
  loaded ??= parseRegistry(UID_REGISTRY_LINES);
  return loaded;
}

function parseRegistry(lines: string): Registry {
  const transferSyntaxes = new Map<string, TransferSyntax>();
  const sopClasses = new Map<string, SopClass>();
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const [uid = '', kind = '', name = '', retired = ''] = line.split('|');
    if (kind === 'T') transferSyntaxes.set(uid, describeTransferSyntax(uid, name, retired === 'R'));
    else sopClasses.set(uid, { name, storage: isStorage(uid, kind, name), retired: retired === 'R' });
  }
  return { transferSyntaxes, sopClasses };
}

function describeTransferSyntax(uid: string, name: string, retired: boolean): TransferSyntax {
  const encapsulated = !NOT_ENCAPSULATED.has(uid);
  return {
    uid,
    name,
    retired,
    explicitVr: uid !== IMPLICIT_VR_LITTLE_ENDIAN && uid !== PAPYRUS_3_IMPLICIT_VR_LITTLE_ENDIAN,
    littleEndian: uid !== EXPLICIT_VR_BIG_ENDIAN,
    deflated: DEFLATED.has(uid),
    encapsulated,
    lossy: lossiness(uid, name, encapsulated),
  };
}

function lossiness(uid: string, name: string, encapsulated: boolean): TransferSyntax['lossy'] {
  if (POSSIBLY_LOSSY.has(uid)) return 'possible';
  if (!encapsulated || NEVER_LOSSY.has(uid)) return 'never';
  return /Lossless|Recompression/.test(name) && !name.includes('Near-Lossless') ? 'never' : 'always';
}

function isStorage(uid: string, kind: string, name: string): boolean {
  if (kind !== 'C' || NOT_STORED_BY_C_STORE.has(uid)) return false;
  return uid.startsWith('1.2.840.10008.5.1.4.1.1.') || name.includes('Storage');
}

/** Whether a UID is a storage SOP class that the standard registers, retired ones included (PS3.4 B.5, PS3.6 Annex A). */
export function isStorageSopClass(uid: string): boolean {
  return registry().sopClasses.get(uid)?.storage ?? false;
}

/** Whether the standard registers the UID as a SOP class of another service: never to be stored, unlike a private class. */
export function isKnownNonStorageSopClass(uid: string): boolean {
  const sopClass = registry().sopClasses.get(uid);
  return sopClass !== undefined && !sopClass.storage;
}

/** Every storage SOP class that the standard registers, retired ones included, in the registry's order. */
export function storageSopClasses(): readonly string[] {
  return [...registry().sopClasses].filter(([, { storage }]) => storage).map(([uid]) => uid);
}

/** The SOP class's name in PS3.6; undefined for private and unknown classes, and the two that PS3.6 keeps nameless. */
export function sopClassName(uid: string): string | undefined {
  const name = registry().sopClasses.get(uid)?.name;
  return name === '' ? undefined : name;
}

/** The transfer syntax of a UID; undefined for private and unknown ones. */
export function transferSyntax(uid: string): TransferSyntax | undefined {
  return registry().transferSyntaxes.get(uid);
}

/** Every transfer syntax that the standard registers, in the registry's order. */
export function transferSyntaxes(): readonly TransferSyntax[] {
  return [...registry().transferSyntaxes.values()];
}
