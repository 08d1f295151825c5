import { readdirSync, readFileSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFolder } from '../../src/cli/version.js';
import { lookupTag } from '../../src/dicom/dictionary.js';
import { indexInstance, type IndexedInstance } from '../../src/dicom/instance.js';
import { walkElements, type DataElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource, openFileSource } from '../../src/dicom/source.js';
import { readTexts, readValue } from '../../src/dicom/values.js';
import type { StorableFile } from '../peers/scu.js';

/** The instances that the repository ships. */
export const SAMPLES = path.join(packageFolder(), 'samples');
/** The repository's strategies. */
export const ROUTES = path.join(packageFolder(), 'routes');
const FIXTURES = path.join(packageFolder(), 'test', 'fixtures', 'transcode');

export function sample(name: string): string {
  return path.join(SAMPLES, name);
}

function dicomFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => path.join(folder, name));
}

export function sampleFiles(): readonly string[] {
  return dicomFiles(SAMPLES);
}

export function fixtureFiles(): readonly string[] {
  return dicomFiles(FIXTURES);
}

/** An instance of a file, read whole. */
export interface ReadInstance {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** The data set as it lies in the file. */
  readonly dataSet: Buffer;
  readonly indexed: IndexedInstance;
}

export function readInstance(file: string): ReadInstance {
  const bytes = readFileSync(file);
  const source = memorySource(bytes);
  const header = readFileHeader(source);
  const indexed = indexInstance(source, header);
  const [sopClassUid = ''] = textsOf(indexed, 'SOPClassUID');
  const [sopInstanceUid = ''] = textsOf(indexed, 'SOPInstanceUID');
  return {
    transferSyntaxUid: header.transferSyntaxUid,
    sopClassUid,
    sopInstanceUid,
    dataSet: bytes.subarray(header.dataSetOffset),
    indexed,
  };
}

/** The data set of a Part 10 file as it lies there, however malformed. */
export function dataSetBytes(file: string): Buffer {
  const source = openFileSource(file);
  try {
    const { dataSetOffset } = readFileHeader(source);
    return source.read(dataSetOffset, source.size - dataSetOffset);
  } finally {
    source.close();
  }
}

/** Values of an attribute wherever it stands. */
export function textsOf({ source, dataSet }: IndexedInstance, keyword: string): string[] {
  const texts: string[] = [];
  for (const element of walkElements(dataSet)) {
    if (lookupTag(element.tag)?.keyword === keyword) texts.push(...readTexts(source, element));
  }
  return texts;
}

/** The bytes of Pixel Data, fragments and their headers included; undefined where there is none. */
export function pixelDataOf({ indexed: { source, dataSet } }: ReadInstance): Buffer | undefined {
  const element = dataSet.elements.find(({ tag }) => tag === 0x7fe00010);
  return element === undefined ? undefined : readValue(source, element);
}

/** Every UID of an instance, at every depth, that is not one of the standard's own. */
export function ownUids({ indexed: { source, dataSet } }: ReadInstance): ReadonlySet<string> {
  const uids = new Set<string>();
  for (const element of walkElements(dataSet)) {
    if (element.vr !== 'UI') continue;
    for (const uid of readTexts(source, element)) {
      if (uid !== '' && !uid.startsWith('1.2.840.10008.')) uids.add(uid);
    }
  }
  return uids;
}

const IDENTIFYING = ['PatientName', 'PatientID', 'PatientBirthDate', 'AccessionNumber', 'OtherPatientIDs'];

/** What tells who the patient is, in an instance's own words: name, IDs, birth date, accession number, UIDs. */
export function identityOf(instance: ReadInstance): readonly string[] {
  const texts = IDENTIFYING.flatMap((keyword) => textsOf(instance.indexed, keyword));
  // Shorter ones occur everywhere by chance.
  return [...texts, ...ownUids(instance)].filter((text) => text.length >= 5);
}

const UID_FROM_KEY = /2\.25\.\d+/g;

/** Which of the strings occur in the bytes; digits that only a made UID holds by chance count for a UID alone. */
export function occurring(bytes: Buffer, strings: readonly string[]): readonly string[] {
  const whole = bytes.toString('latin1');
  const withoutUids = whole.replaceAll(UID_FROM_KEY, '');
  return strings.filter((string) => (string.includes('.') ? whole : withoutUids).includes(string));
}

/**
 * What tells who the patients of the originals are, as far as it occurs in a Part 10 file made of one of them. A date that none of them has
 * at its place was moved: it is somebody's birth date by chance.
 */
export function identitiesIn(file: string, originals: readonly ReadInstance[]): readonly string[] {
  const unmoved = new Set(originals.flatMap(({ indexed }) => datesOf(indexed).map(({ key }) => key)));
  const bytes = readFileSync(file);
  for (const { key, element } of datesOf(readInstance(file).indexed))
    if (!unmoved.has(key)) bytes.fill(' ', element.valueStart, element.end);
  return occurring(bytes, originals.flatMap(identityOf));
}

/** Dates at every depth, by tag and value; of the birth date, which is no date to be moved, none. */
function datesOf({
  source,
  dataSet,
}: IndexedInstance): readonly { readonly key: string; readonly element: DataElement }[] {
  return [...walkElements(dataSet)]
    .filter(({ vr, tag }) => (vr === 'DA' || vr === 'DT') && lookupTag(tag)?.keyword !== 'PatientBirthDate')
    .map((element) => ({
      key: `${String(element.tag)} ${readTexts(source, element).join('\\')}`,
      element,
    }));
}

/** Writes a copy of a file under another SOP Instance UID of the same length. */
export async function copyUnderNewUid(file: string, to: string, number: number): Promise<string> {
  const { sopInstanceUid } = readInstance(file);
  const tail = String(number);
  const uid = `${sopInstanceUid.slice(0, sopInstanceUid.length - tail.length - 1)}1${tail}`;
  await writeFile(to, Buffer.from(readFileSync(file, 'latin1').replaceAll(sopInstanceUid, uid), 'latin1'));
  return uid;
}

/** An instance that is sent from memory, whatever its data set is. */
export function fromMemory(
  like: Pick<ReadInstance, 'sopClassUid' | 'sopInstanceUid' | 'transferSyntaxUid'>,
  dataSet: Buffer,
): StorableFile {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid } = like;
  return {
    file: 'memory',
    sopClassUid,
    sopInstanceUid,
    transferSyntaxUid,
    open: () => {
      let position = 0;
      return Promise.resolve({
        lengthBytes: dataSet.length,
        read: (buffers) => {
          const start = position;
          for (const buffer of buffers) position += dataSet.copy(buffer, 0, position);
          return Promise.resolve(position - start);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

/** All files below a folder, with their paths; empty where there is no folder. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** The files below a folder that are complete: a delivery under way lies there as a part. */
export async function completeFilesBelow(folder: string): Promise<readonly string[]> {
  return (await filesBelow(folder)).filter((file) => !file.endsWith('.part'));
}

/** The instances below a folder that are complete, by SOP Instance UID. */
export async function instancesBelow(folder: string): Promise<ReadonlyMap<string, ReadInstance>> {
  const instances = (await completeFilesBelow(folder)).map((file) => readInstance(file));
  return new Map(instances.map((instance) => [instance.sopInstanceUid, instance]));
}
