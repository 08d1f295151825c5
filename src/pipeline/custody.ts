/** What is done with a data set when its last byte has come, until it can be answered. */
import type { StoreRequest, StoreStatus } from '../dimse/scp-options.js';
import { STATUS } from '../dimse/status.js';
import type { IncomingFacts, IncomingSpool, IncomingWriter, OriginalFile } from '../spool/incoming.js';
import type { AuditTokens, NearStore, Quarantine } from '../store/store.js';
import type { PipelineEvents } from './events.js';
import { examine, type Examined, type ExamineOptions, type Refusal } from './examine.js';
import { isSetAside, type PixelDataMismatch } from './quarantine.js';
import { recordOriginal } from './record-original.js';

export interface CustodyOptions extends ExamineOptions {
  readonly store: Pick<NearStore, 'recordReceived'>;
  readonly incoming: IncomingSpool;
  /** Keep what is refused, to be set aside. */
  readonly keepRefused: boolean;
  readonly pixelDataMismatch: PixelDataMismatch;
  readonly events: Pick<PipelineEvents, 'received' | 'refused' | 'quarantined' | 'stageFailed'>;
  /** An instance is due for de-identification. */
  onReceived(): void;
}

/** What became of a complete data set. */
type Kept =
  /** Durable and understood. */
  | (Extract<Examined, { kind: 'good' }> & { readonly original: OriginalFile })
  /** Not to be accepted; durable all the same where refused instances are kept. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly original: OriginalFile | undefined };

/**
 * Takes a complete data set into custody: looked at, durable, recorded.
 * @returns what is answered
 * @throws the error of the disk or the store; then nothing is left of it
 */
export async function takeCustody(
  writer: IncomingWriter,
  facts: IncomingFacts,
  request: StoreRequest,
  options: CustodyOptions,
  known: { readonly isAlone: boolean; readonly refusal: Refusal | undefined },
): Promise<StoreStatus> {
  const kept =
    known.refusal === undefined
      ? await keep(writer, facts, options, known.isAlone)
      : await keepUnread(writer, known.refusal, options);
  if (kept.kind === 'good') {
    const { original, tokens, pixelFault } = kept;
    if (pixelFault === undefined) {
      await record(original, request, options, { tokens });
      return { status: STATUS.success };
    }
    if (!isSetAside(pixelFault, options.pixelDataMismatch)) {
      await record(original, request, options, { tokens });
      const status = STATUS.dataSetDoesNotMatchSopClassWarning;
      return { status, errorComment: 'PIXEL_DATA_INVALID' };
    }
    const quarantine = { code: 'PIXEL_DATA_INVALID', detail: pixelFault.detail };
    await record(original, request, options, { tokens, quarantine });
    return { status: STATUS.success };
  }
  const { code, detail, status } = kept.refusal;
  options.events.refused(status, code, detail);
  if (kept.original !== undefined)
    await record(kept.original, request, options, { quarantine: { code, detail } });
  return { status, errorComment: code };
}

/** Makes the original durable; what is refused as well, where it is kept. On failure nothing is left of it. */
async function keep(
  writer: IncomingWriter,
  facts: IncomingFacts,
  options: CustodyOptions,
  isAlone: boolean,
): Promise<Kept> {
  try {
    if (options.keepRefused && !isAlone) return await keepAmongOthers(writer, facts, options);
    const examined = await examine(writer, facts, options);
    if (examined.kind === 'refused' && !options.keepRefused) {
      writer.discard();
      return { ...examined, original: undefined };
    }
    // With no other on its way, nobody is held up, and the way to the thread pool and back is saved.
    const original = isAlone && !writer.isLarge ? writer.commitNow() : await writer.commit();
    return { ...examined, original };
  } catch (error) {
    leave(writer, options);
    throw error;
  }
}

/** Makes durable what is refused unseen. */
async function keepUnread(writer: IncomingWriter, refusal: Refusal, options: CustodyOptions): Promise<Kept> {
  try {
    return { kind: 'refused', refusal, original: await writer.commit() };
  } catch (error) {
    leave(writer, options);
    throw error;
  }
}

/** Leaves nothing of an original whose disk failed; what cannot be removed now is swept at the next start. */
function leave(writer: IncomingWriter, options: CustodyOptions): void {
  try {
    writer.discard();
  } catch (error) {
    options.events.stageFailed('receive', error);
  }
}

/** Looks at the data set while the disk takes it. */
async function keepAmongOthers(
  writer: IncomingWriter,
  facts: IncomingFacts,
  options: CustodyOptions,
): Promise<Kept> {
  const durable = writer.commit();
  durable.catch(() => undefined);
  let examined: Examined;
  try {
    examined = await examine(writer, facts, options);
  } finally {
    // Nobody may touch the file while the disk still works on it.
    await durable.catch(() => undefined);
  }
  return { ...examined, original: await durable };
}

async function record(
  original: OriginalFile,
  request: StoreRequest,
  options: CustodyOptions,
  found: { readonly quarantine?: Quarantine; readonly tokens?: AuditTokens },
): Promise<void> {
  const outcome = await recordOriginal(options, {
    sopClassUid: request.affectedSopClassUid,
    sopInstanceUid: request.affectedSopInstanceUid,
    transferSyntaxUid: request.transferSyntaxUid,
    spoolFile: original.file,
    dataSetOffset: original.dataSetOffset,
    sizeBytes: original.sizeBytes,
    callingAeTitle: request.callingAeTitle,
    calledAeTitle: request.calledAeTitle,
    address: request.remoteAddress,
    associationId: request.associationId,
    ...found,
  });
  const { quarantine } = found;
  options.events.received(outcome.instanceId, outcome.kind, original.sizeBytes);
  if (outcome.kind === 'duplicate') await options.incoming.remove([original.file]);
  else if (quarantine !== undefined)
    options.events.quarantined(outcome.instanceId, quarantine.code, quarantine.detail);
  else options.onReceived();
}
