import { readFileHeader } from '../../src/dicom/part10.js';
import { openFileSource } from '../../src/dicom/source.js';
import { openFileSource as openDataSet } from '../../src/dimse/file-source.js';
import { openAssociation } from '../../src/dimse/scu.js';
import type {
  AssociationFailure,
  ContextToPropose,
  InstanceToStore,
  StoreOutcome,
} from '../../src/dimse/scu-options.js';

/** A Part 10 file ready to be sent as it is. */
export interface StorableFile extends InstanceToStore {
  readonly file: string;
}

/** Reads the file's head; the data set is read when it is sent. */
export function storableFile(file: string): StorableFile {
  const source = openFileSource(file);
  try {
    const {
      sopClassUid = '',
      sopInstanceUid = '',
      transferSyntaxUid,
      dataSetOffset,
    } = readFileHeader(source);
    const dataSetBytes = source.size - dataSetOffset;
    return {
      file,
      sopClassUid,
      sopInstanceUid,
      transferSyntaxUid,
      open: () => openDataSet(file, dataSetOffset, dataSetBytes),
    };
  } finally {
    source.close();
  }
}

export interface StoreFilesOptions {
  readonly port: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle?: string;
  readonly files: readonly StorableFile[];
  /** Told of each file's outcome, in order. */
  readonly onOutcome: (file: StorableFile, outcome: StoreOutcome) => void;
}

/**
 * Sends files over one association with Lethe's own SCU, one after the other, until the association is lost.
 * @returns why no association came about, else undefined; a lost association shows in the outcomes
 */
export async function storeFiles({
  port,
  calledAeTitle,
  callingAeTitle = 'SENDER',
  files,
  onOutcome,
}: StoreFilesOptions): Promise<AssociationFailure | undefined> {
  const contexts = new Map<string, ContextToPropose>();
  for (const { sopClassUid, transferSyntaxUid } of files) {
    contexts.set(`${sopClassUid} ${transferSyntaxUid}`, {
      abstractSyntaxUid: sopClassUid,
      transferSyntaxUids: [transferSyntaxUid],
    });
  }
  const opened = await openAssociation({
    host: '127.0.0.1',
    port,
    callingAeTitle,
    calledAeTitle,
    contexts: [...contexts.values()],
  });
  if (opened.kind !== 'accepted') return opened;
  const { association } = opened;
  for (const file of files) {
    onOutcome(file, await association.store(file));
    if (!association.usable) return undefined;
  }
  await association.release();
  return undefined;
}
