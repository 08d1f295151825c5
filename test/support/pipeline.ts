/** A real store and real spools in a folder of their own, and the pipeline's events written down. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineEvents } from '../../src/pipeline/events.js';
import { TRANSFER_SYNTAX } from './transfer-syntax.js';
import { recordOriginal } from '../../src/pipeline/record-original.js';
import { memorySource } from '../../src/dicom/source.js';
import { openFolderSync } from '../../src/spool/durable.js';
import {
  createIncomingWriter,
  openIncomingSpool,
  type IncomingSpool,
  type OriginalFile,
} from '../../src/spool/incoming.js';
import {
  openOutgoingSpool,
  writeDeidentified,
  type DeidentifiedFile,
  type OutgoingSpool,
} from '../../src/spool/outgoing.js';
import { openStore } from '../../src/store/sqlite/open-store.js';
import type { Store } from '../../src/store/store.js';
import { encode, text, type ElementSpec } from './data-set-builder.js';
import { KEYS } from './header.js';
import { makeTemporaryFolder, removeFolder } from './temporary-folder.js';

export const SOP_CLASS = '1.2.840.10008.5.1.4.1.1.7';
export const OWNER = 'node:1:test';
export const STRATEGY = { name: 'trial', version: '1', hash: 'ab'.repeat(32) };

export interface Workplace {
  readonly folder: string;
  readonly store: Store;
  readonly incoming: IncomingSpool;
  readonly outgoing: OutgoingSpool;
  /** A clock that stands still until it is moved. */
  readonly clock: { at: number };
  close(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = await makeTemporaryFolder();
  mkdirSync(join(folder, 'db'));
  const clock = { at: 1_700_000_000_000 };
  const store = await openStore({
    file: join(folder, 'db', 'lethe.db'),
    auditKey: KEYS.auditChain,
    role: 'node',
    now: () => clock.at,
  });
  return {
    folder,
    store,
    incoming: await openIncomingSpool(join(folder, 'incoming')),
    outgoing: await openOutgoingSpool(join(folder, 'outgoing')),
    clock,
    async close() {
      await store.close();
      await removeFolder(folder);
    },
  };
}

/** The data set of a small instance. */
export function instanceBytes(sopInstanceUid: string, ...more: readonly ElementSpec[]): Buffer {
  return encode([text(0x00080016, 'UI', SOP_CLASS), text(0x00080018, 'UI', sopInstanceUid), ...more]);
}

/** A file in the incoming spool that no row knows. */
export async function spoolOriginal(
  { incoming }: Workplace,
  sopInstanceUid: string,
  dataSet: Buffer,
): Promise<OriginalFile> {
  const folderSync = await openFolderSync(incoming.folder);
  const facts = {
    sopClassUid: SOP_CLASS,
    sopInstanceUid,
    transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    callingAeTitle: 'CT1',
    calledAeTitle: 'LETHE',
    address: '127.0.0.1',
  };
  const writer = createIncomingWriter(incoming.folder, facts, folderSync);
  writer.write(dataSet);
  const original = await writer.commit();
  await folderSync.close();
  return original;
}

/** Records an original that was spooled, as its receipt does. */
export async function recordSpooled(
  workplace: Workplace,
  original: OriginalFile,
  sopInstanceUid: string,
): Promise<number> {
  const outcome = await recordOriginal(workplace, {
    sopClassUid: SOP_CLASS,
    sopInstanceUid,
    transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    spoolFile: original.file,
    dataSetOffset: original.dataSetOffset,
    sizeBytes: original.sizeBytes,
    callingAeTitle: 'CT1',
    calledAeTitle: 'LETHE',
    address: '127.0.0.1',
    associationId: 'a1',
  });
  return outcome.instanceId;
}

/** A file in the outgoing spool. */
export function spoolOutput(
  { outgoing }: Workplace,
  sopInstanceUid: string,
  dataSet = instanceBytes(sopInstanceUid),
): DeidentifiedFile {
  return writeDeidentified(outgoing.folder, {
    sopClassUid: SOP_CLASS,
    sopInstanceUid,
    transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    source: memorySource(dataSet),
    spans: [{ kind: 'copy', start: 0, end: dataSet.length }],
  });
}

/** An instance that is de-identified and due at these destinations. */
export async function queueInstance(
  workplace: Workplace,
  sopInstanceUid: string,
  destinations: readonly string[],
): Promise<number> {
  const { store } = workplace;
  const original = await spoolOriginal(workplace, sopInstanceUid, instanceBytes(sopInstanceUid));
  const id = await recordSpooled(workplace, original, sopInstanceUid);
  await store.claimInstances({ owner: OWNER, limit: 100, leaseMs: 60_000 });
  const { file, hash, sizeBytes, dataSetOffset, sopClassUid, transferSyntaxUid } = spoolOutput(
    workplace,
    `${sopInstanceUid}.1`,
  );
  await store.advanceInstance(id, OWNER, {
    kind: 'deidentified',
    strategy: STRATEGY,
    route: 'all',
    destinations,
    output: {
      file,
      hash,
      sizeBytes,
      dataSetOffset,
      sopClassUid,
      sopInstanceUid: `${sopInstanceUid}.1`,
      transferSyntaxUid,
    },
    crosswalk: [],
    tokens: {},
    actions: {},
  });
  return id;
}

/** Events as `name argument argument`, in the order they came. */
export function recordedEvents(): { readonly events: PipelineEvents; readonly told: string[] } {
  const told: string[] = [];
  const events = new Proxy({} as PipelineEvents, {
    get:
      (_, name: string) =>
      (...facts: readonly unknown[]) => {
        told.push(
          [name, ...facts.map((fact) => (fact instanceof Error ? fact.message : String(fact)))].join(' '),
        );
      },
  });
  return { events, told };
}
