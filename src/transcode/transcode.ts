import { closeSync, createReadStream, createWriteStream, openSync, rmSync, writeSync } from 'node:fs';
import { appendFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createDeflateRaw } from 'node:zlib';

import { LetheError } from '../errors.js';
import { indexInstance, requireInstance } from '../dicom/instance.js';
import { encodeFileMeta, encodingOf } from '../dicom/part10.js';
import { openFileSource } from '../dicom/source.js';
import { transferSyntax } from '../dicom/uid-registry.js';
import { canDecode } from './codecs.js';
import { decompression } from './decompress.js';
import { recode } from './recode.js';

/** What to transcode, and where to. */
export interface TranscodeRequest {
  /** Where the data set begins in the source file, in bytes. */
  readonly dataSetOffset: number;
  readonly fromTransferSyntaxUid: string;
  readonly toTransferSyntaxUid: string;
  readonly outPath: string;
  /** A Part 10 file, or the data set alone; the latter unless said otherwise. */
  readonly format?: 'part10' | 'data-set';
}

/** What was written. */
export interface Transcoded {
  readonly dataSetOffset: number;
  readonly sizeBytes: number;
}

/**
 * Whether an instance of one transfer syntax can be sent in another without any loss beyond what its compression has
 * already cost: to every uncompressed syntax, from those and from every compression that can be decoded. Nothing is
 * ever compressed. A single instance may still be refused, when it is transcoded, for what it holds.
 */
export function canTranscodeLosslessly(fromTransferSyntaxUid: string, toTransferSyntaxUid: string): boolean {
  if (fromTransferSyntaxUid === toTransferSyntaxUid) return true;
  return (
    isUncompressed(toTransferSyntaxUid) &&
    (isUncompressed(fromTransferSyntaxUid) || canDecode(fromTransferSyntaxUid))
  );
}

function isUncompressed(uid: string): boolean {
  const known = transferSyntax(uid);
  const isReferenced = known?.name.startsWith('JPIP') === true;
  return known !== undefined && !known.encapsulated && !isReferenced && !known.name.startsWith('Papyrus');
}

/**
 * Writes an instance in another transfer syntax. Values stay what they are; what changes is their encoding, and, where
 * pixel data is decompressed, photometric interpretation and planar configuration. Runs synchronously for as long as
 * pixels take to decode: call it in a worker thread. On failure no file is left at `outPath`.
 * @throws LetheError `TRANSCODE_NOT_POSSIBLE` with the reason; those of parsing; the system's on reading and writing
 */
export async function transcodeInstance(sourcePath: string, request: TranscodeRequest): Promise<Transcoded> {
  const { fromTransferSyntaxUid, toTransferSyntaxUid, outPath } = request;
  if (!canTranscodeLosslessly(fromTransferSyntaxUid, toTransferSyntaxUid)) {
    throw new LetheError(
      'TRANSCODE_NOT_POSSIBLE',
      `there is no lossless way from transfer syntax ${fromTransferSyntaxUid} to ${toTransferSyntaxUid}`,
    );
  }
  try {
    return await transcode(sourcePath, request);
  } catch (error) {
    rmSync(outPath, { force: true });
    throw error;
  }
}

async function transcode(sourcePath: string, request: TranscodeRequest): Promise<Transcoded> {
  const { fromTransferSyntaxUid, toTransferSyntaxUid, outPath } = request;
  const target = encodingOf(toTransferSyntaxUid);
  const file = openFileSource(sourcePath);
  try {
    const where = { dataSetOffset: request.dataSetOffset, transferSyntaxUid: fromTransferSyntaxUid };
    const instance = indexInstance(file, where);
    const substitutions = await decompression(instance.source, instance.dataSet, fromTransferSyntaxUid);
    const meta =
      request.format === 'part10'
        ? encodeFileMeta({ ...requireInstance(instance), transferSyntaxUid: toTransferSyntaxUid })
        : Buffer.alloc(0);
    const writeRecoded = (path: string, head: Buffer) =>
      writeFileWith(path, (write) => {
        write(head);
        recode(instance.source, instance.dataSet, target, substitutions, write);
      });
    if (target.deflated) await writeDeflated(outPath, meta, writeRecoded);
    else writeRecoded(outPath, meta);
    return { dataSetOffset: meta.length, sizeBytes: (await stat(outPath)).size };
  } finally {
    file.close();
  }
}

/** The data set is written in full beside the output and then deflated into it, so that it need not fit into memory. */
async function writeDeflated(
  outPath: string,
  meta: Buffer,
  writeRecoded: (path: string, head: Buffer) => void,
): Promise<void> {
  const plainPath = `${outPath}.plain`;
  try {
    writeRecoded(plainPath, Buffer.alloc(0));
    writeFileWith(outPath, (write) => write(meta));
    await pipeline(
      createReadStream(plainPath),
      createDeflateRaw(),
      createWriteStream(outPath, { flags: 'a' }),
    );
    // A deflated data set of odd length is padded with a NUL (PS3.5 A.5).
    const deflatedBytes = (await stat(outPath)).size - meta.length;
    if (deflatedBytes % 2 === 1) await appendFile(outPath, Buffer.alloc(1));
  } finally {
    rmSync(plainPath, { force: true });
  }
}

const WRITE_BUFFER_BYTES = 256 * 1024;

/** Writes a file through a buffer, since headers come in pieces of a few bytes. */
function writeFileWith(path: string, produce: (write: (bytes: Buffer) => void) => void): void {
  const descriptor = openSync(path, 'w');
  try {
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    const flush = () => {
      writeFully(descriptor, Buffer.concat(pending));
      pending = [];
      pendingBytes = 0;
    };
    produce((bytes) => {
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (pendingBytes >= WRITE_BUFFER_BYTES) flush();
    });
    flush();
  } finally {
    closeSync(descriptor);
  }
}

function writeFully(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
