/** A data element tag (gggg,eeee) as the unsigned number 0xGGGGEEEE (PS3.5 section 7.1). */
export type Tag = number;

export const TAG = {
  fileMetaGroupLength: 0x00020000,
  transferSyntaxUid: 0x00020010,
  specificCharacterSet: 0x00080005,
  sopClassUid: 0x00080016,
  sopInstanceUid: 0x00080018,
  accessionNumber: 0x00080050,
  modality: 0x00080060,
  patientName: 0x00100010,
  patientId: 0x00100020,
  patientBirthDate: 0x00100030,
  studyInstanceUid: 0x0020000d,
  seriesInstanceUid: 0x0020000e,
  pixelData: 0x7fe00010,
  item: 0xfffee000,
  itemDelimitation: 0xfffee00d,
  sequenceDelimitation: 0xfffee0dd,
} as const;

export function tagOf(group: number, element: number): Tag {
  return group * 0x10000 + element;
}

export function groupOf(tag: Tag): number {
  return tag >>> 16;
}

export function elementOf(tag: Tag): number {
  return tag & 0xffff;
}

/** Private groups are odd (PS3.5 section 7.8.1). */
export function isPrivateTag(tag: Tag): boolean {
  return (groupOf(tag) & 1) === 1;
}

/** (gggg,0010-00FF) with odd gggg reserves a block for a private creator (PS3.5 section 7.8.1). */
export function isPrivateCreatorTag(tag: Tag): boolean {
  const element = elementOf(tag);
  return isPrivateTag(tag) && element >= 0x10 && element <= 0xff;
}

/** (gggg,0000) holds the length of its group (PS3.5 section 7.2). */
export function isGroupLengthTag(tag: Tag): boolean {
  return elementOf(tag) === 0;
}

/** The standard's way to write a tag: `(0010,0020)`. */
export function formatTag(tag: Tag): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
