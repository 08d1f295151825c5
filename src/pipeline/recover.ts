/** What a node does at its start, before it takes or sends anything: the books must balance again. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { indexInstanceInSteps, requireInstance, type InstanceLimits } from '../dicom/instance.js';
import { pixelDataFault } from '../dicom/pixel-data.js';
import { readFileHeader, type FileHeader } from '../dicom/part10.js';
import { openFileSource, type FileSource } from '../dicom/source.js';
import { LetheError } from '../errors.js';
import type { IncomingSpool } from '../spool/incoming.js';
import type { OutgoingSpool } from '../spool/outgoing.js';
import { syncFolder } from '../spool/durable.js';
import type { AuditTokens, Quarantine, Store } from '../store/store.js';
import { receivedTokens } from './audit-tokens.js';
import { isSetAside, QUARANTINE_CODES, type PixelDataMismatch } from './quarantine.js';
import { recordOriginal } from './record-original.js';

export interface RecoverOptions {
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly outgoing: OutgoingSpool;
  readonly limits: InstanceLimits;
  readonly auditTokenKey: Buffer;
  readonly pixelDataMismatch: PixelDataMismatch;
}

export interface Recovered {
  /** Leases of a dead process that were freed. */
  readonly leases: number;
  /** Originals that were durable but not yet recorded: recorded now. */
  readonly adopted: number;
  /** Outputs that no row refers to: removed, they are made anew from their original. */
  readonly orphanOutputs: number;
}

const BATCH = 1000;

export async function recover(options: RecoverOptions): Promise<Recovered> {
  const { store, incoming, outgoing } = options;
  const leases = await store.recover();
  let adopted = 0;
  for (const names of batches(await incoming.list())) {
    const known = new Set((await store.knownSpoolFiles({ incoming: names, outgoing: [] })).incoming);
    for (const name of names) {
      if (known.has(name)) continue;
      await adopt(name, options);
      adopted += 1;
    }
  }
  let orphanOutputs = 0;
  for (const names of batches(await outgoing.list())) {
    const known = new Set((await store.knownSpoolFiles({ incoming: [], outgoing: names })).outgoing);
    const orphans = names.filter((name) => !known.has(name));
    await outgoing.remove(orphans);
    orphanOutputs += orphans.length;
  }
  return { leases: leases.instances + leases.deliveries, adopted, orphanOutputs };
}

/** The sender had no answer for this one; it is whole, so it is taken in. If the sender comes again, it is a duplicate. */
async function adopt(file: string, options: RecoverOptions): Promise<void> {
  const path = options.incoming.pathOf(file);
  const source = openFileSource(path);
  try {
    const header = readHeader(source);
    if (header === undefined) {
      // Not ours: out of the way, but not thrown away.
      await rename(path, join(options.incoming.folder, '..', `unknown-${file}`));
      await syncFolder(join(options.incoming.folder, '..'));
      return;
    }
    const { quarantine, tokens } = await examine(source, header, options);
    const outcome = await recordOriginal(options, {
      sopClassUid: header.sopClassUid ?? '',
      sopInstanceUid: header.sopInstanceUid ?? '',
      transferSyntaxUid: header.transferSyntaxUid,
      spoolFile: file,
      dataSetOffset: header.dataSetOffset,
      sizeBytes: source.size,
      ...header.peer,
      associationId: 'recovered',
      quarantine,
      tokens,
    });
    if (outcome.kind === 'duplicate') await options.incoming.remove([file]);
  } finally {
    source.close();
  }
}

function readHeader(source: FileSource): FileHeader | undefined {
  try {
    return readFileHeader(source);
  } catch (error) {
    if (error instanceof LetheError) return undefined;
    throw error;
  }
}

async function examine(
  source: FileSource,
  header: FileHeader,
  options: RecoverOptions,
): Promise<{ quarantine?: Quarantine; tokens?: AuditTokens }> {
  try {
    const instance = await indexInstanceInSteps(source, header, options.limits);
    const found = requireInstance(instance);
    const isNamed =
      found.sopInstanceUid === header.sopInstanceUid && found.sopClassUid === header.sopClassUid;
    if (!isNamed) return { quarantine: { code: 'UID_MISMATCH' } };
    const tokens = receivedTokens(instance, options.auditTokenKey);
    const fault = pixelDataFault(instance);
    return fault === undefined || !isSetAside(fault, options.pixelDataMismatch)
      ? { tokens }
      : { tokens, quarantine: { code: 'PIXEL_DATA_INVALID', detail: fault.detail } };
  } catch (error) {
    if (error instanceof LetheError) {
      const code = QUARANTINE_CODES.find((known) => known === error.code) ?? 'DATA_SET_MALFORMED';
      return { quarantine: { code, detail: error.message } };
    }
    throw error;
  }
}

function* batches(names: readonly string[]): Generator<string[]> {
  for (let at = 0; at < names.length; at += BATCH) yield names.slice(at, at + BATCH);
}
