import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const SAMPLES = path.resolve(import.meta.dirname, '..', '..', 'samples');

/** Identity stands in the first bytes of each sample; pixels are left alone. */
const HEADER_BYTES = 4_096;

/** A sample with the texts that each object gets its own of, in equal length. */
export interface Template {
  readonly file: string;
  readonly instanceUid: string;
  /** Study, series and frame of reference: shared by the objects of one study. */
  readonly studyUids: readonly string[];
  /** Absent: the objects keep the sample's, because it stands in the pixels too. */
  readonly patient?: { readonly name: string; readonly id: string };
}

/** A CT slice of 525 KB, implicit VR little endian. */
export const CT_525_KB: Template = {
  file: 'ct-implicit.dcm',
  instanceUid: '2.16.840.1.113662.2.12.0.3057.1241703565.44',
  studyUids: [
    '2.16.840.1.113662.2.12.0.3057.1241703565.35',
    '2.16.840.1.113662.2.12.0.3057.1241703565.43',
    '2.16.840.1.113662.2.12.0.3057.1241703565.36',
  ],
  patient: { name: 'Doe^Jane', id: 'LTH-0001' },
};

/** A DX image of 38 KB, explicit VR little endian. */
export const DX_38_KB: Template = {
  file: 'dx-explicit.dcm',
  instanceUid: '1.2.826.0.1.3680043.8.498.42452074182619431090433355790131769947',
  studyUids: [
    '1.2.826.0.1.3680043.8.498.54401662452014863547255413372440461885',
    '1.2.826.0.1.3680043.8.498.43029757880331125098557355444280009133',
  ],
  patient: { name: 'Dog^AVeryGood', id: '123456' },
};

/** A secondary capture of 124 KB with its patient's name and number in the image, explicit VR little endian. */
export const SC_124_KB: Template = {
  file: 'sc-burned-in.dcm',
  instanceUid: '2.25.211473298175029384756102938475610291',
  studyUids: ['2.25.211473298175029384756102938475610277', '2.25.211473298175029384756102938475610284'],
};

export interface MadeObject {
  readonly file: string;
  readonly sopInstanceUid: string;
}

/** Replaces every occurrence of a text in the header by another of the same length. */
function replaceAll(bytes: Buffer, from: string, to: string): void {
  if (from.length !== to.length) throw new Error('a replacement must keep the length');
  const header = bytes.subarray(0, HEADER_BYTES);
  const wanted = Buffer.from(from, 'latin1');
  for (let at = header.indexOf(wanted); at >= 0; at = header.indexOf(wanted, at + wanted.length)) {
    header.write(to, at, 'latin1');
  }
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0').slice(-length);
}

/** A UID of the same length with the number for its last nine characters; what stands before them ends in a digit above 0. */
function numberedUid(uid: string, value: number): string {
  return uid.slice(0, -9) + digits(value, 9);
}

export interface MakeOptions {
  readonly folder: string;
  readonly count: number;
  readonly template?: Template;
  /** Objects per study (and patient); 100 if not given. */
  readonly perStudy?: number;
  /** Different numbers make different UIDs and identities. */
  readonly seed?: number;
}

/** Writes objects of the template's size, each an instance of its own, in studies and patients of `perStudy` objects. */
export async function makeObjects({
  folder,
  count,
  template = CT_525_KB,
  perStudy = 100,
  seed = 0,
}: MakeOptions): Promise<readonly MadeObject[]> {
  await mkdir(folder, { recursive: true });
  const sample = await readFile(path.join(SAMPLES, template.file));
  const objects: MadeObject[] = [];
  for (let index = 0; index < count; index += 1) {
    const study = seed * 1_000 + Math.floor(index / perStudy);
    const bytes = Buffer.from(sample);
    const sopInstanceUid = numberedUid(template.instanceUid, 900_000_000 + seed * 100_000 + index);
    replaceAll(bytes, template.instanceUid, sopInstanceUid);
    template.studyUids.forEach((uid, place) => {
      replaceAll(bytes, uid, numberedUid(uid, (place + 1) * 100_000_000 + study));
    });
    if (template.patient !== undefined) {
      const { name, id } = template.patient;
      replaceAll(bytes, name, `N${digits(study, 5)}^${'A'.repeat(name.length - 7)}`);
      replaceAll(bytes, id, `P${digits(study, id.length - 1)}`);
    }
    const file = path.join(folder, `${digits(index, 6)}.dcm`);
    await writeFile(file, bytes);
    objects.push({ file, sopInstanceUid });
  }
  return objects;
}

/** One data element in explicit VR little endian, for VRs with a 2-byte length. */
function shortElement(group: number, element: number, vr: string, value: string | number): Buffer {
  let bytes: Buffer;
  if (typeof value === 'number') {
    bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(value);
  } else {
    const pad = vr === 'UI' ? '\0' : ' ';
    bytes = Buffer.from(value.length % 2 === 0 ? value : value + pad, 'latin1');
  }
  const header = Buffer.alloc(8);
  header.writeUInt16LE(group, 0);
  header.writeUInt16LE(element, 2);
  header.write(vr, 4, 'latin1');
  header.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([header, bytes]);
}

/** The head of an element with a 4-byte length (OB, OW), without its value. */
function longElementHead(group: number, element: number, vr: string, length: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16LE(group, 0);
  header.writeUInt16LE(element, 2);
  header.write(vr, 4, 'latin1');
  header.writeUInt32LE(length, 8);
  return header;
}

const MULTI_FRAME_GRAYSCALE_WORD_SC = '1.2.840.10008.5.1.4.1.1.7.3';
const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** Writes one multi-frame secondary capture of about the size, 512 by 512 of 16 bits a frame; returns its instance UID. */
export async function makeLargeObject(file: string, sizeBytes: number, seed = 0): Promise<MadeObject> {
  const frameBytes = 512 * 512 * 2;
  const frames = Math.max(1, Math.round(sizeBytes / frameBytes));
  const sopInstanceUid = `2.25.${String(7_000_000_000 + seed)}`;
  const metaElements = Buffer.concat([
    longElementHead(0x0002, 0x0001, 'OB', 2),
    Buffer.from([0, 1]),
    shortElement(0x0002, 0x0002, 'UI', MULTI_FRAME_GRAYSCALE_WORD_SC),
    shortElement(0x0002, 0x0003, 'UI', sopInstanceUid),
    shortElement(0x0002, 0x0010, 'UI', EXPLICIT_VR_LITTLE_ENDIAN),
    shortElement(0x0002, 0x0012, 'UI', '2.25.1'),
  ]);
  const groupLength = Buffer.alloc(12);
  groupLength.writeUInt16LE(0x0002, 0);
  groupLength.write('UL', 4, 'latin1');
  groupLength.writeUInt16LE(4, 6);
  groupLength.writeUInt32LE(metaElements.length, 8);
  const header = Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    groupLength,
    metaElements,
    shortElement(0x0008, 0x0016, 'UI', MULTI_FRAME_GRAYSCALE_WORD_SC),
    shortElement(0x0008, 0x0018, 'UI', sopInstanceUid),
    shortElement(0x0008, 0x0020, 'DA', '20240312'),
    shortElement(0x0008, 0x0030, 'TM', '101500'),
    shortElement(0x0008, 0x0050, 'SH', 'ACC-300-MB'),
    shortElement(0x0008, 0x0060, 'CS', 'OT'),
    shortElement(0x0008, 0x0064, 'CS', 'SYN'),
    shortElement(0x0008, 0x0090, 'PN', 'Smith^Ann'),
    shortElement(0x0010, 0x0010, 'PN', 'Large^Olga'),
    shortElement(0x0010, 0x0020, 'LO', 'LTH-0300'),
    shortElement(0x0010, 0x0030, 'DA', '19610403'),
    shortElement(0x0010, 0x0040, 'CS', 'O'),
    shortElement(0x0020, 0x000d, 'UI', `${sopInstanceUid}.1`),
    shortElement(0x0020, 0x000e, 'UI', `${sopInstanceUid}.2`),
    shortElement(0x0020, 0x0010, 'SH', '1'),
    shortElement(0x0020, 0x0011, 'IS', '1'),
    shortElement(0x0020, 0x0013, 'IS', '1'),
    shortElement(0x0028, 0x0002, 'US', 1),
    shortElement(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
    shortElement(0x0028, 0x0008, 'IS', String(frames)),
    shortElement(0x0028, 0x0010, 'US', 512),
    shortElement(0x0028, 0x0011, 'US', 512),
    shortElement(0x0028, 0x0100, 'US', 16),
    shortElement(0x0028, 0x0101, 'US', 12),
    shortElement(0x0028, 0x0102, 'US', 11),
    shortElement(0x0028, 0x0103, 'US', 0),
    longElementHead(0x7fe0, 0x0010, 'OW', frames * frameBytes),
  ]);

  const frame = Buffer.alloc(frameBytes);
  for (let at = 0; at < frameBytes; at += 2) frame.writeUInt16LE((at * 2_654_435_761) & 0x0fff, at);
  const target = await open(file, 'w');
  try {
    await target.write(header);
    for (let index = 0; index < frames; index += 1) {
      frame.writeUInt32LE(index & 0x0fff, 0);
      await target.write(frame);
    }
  } finally {
    await target.close();
  }
  return { file, sopInstanceUid };
}
