import { indexInstanceInSteps, requireInstance, type InstanceLimits } from '../dicom/instance.js';
import { pixelDataFault, type PixelDataFault } from '../dicom/pixel-data.js';
import { STATUS } from '../dimse/status.js';
import { LetheError } from '../errors.js';
import type { IncomingFacts, IncomingWriter } from '../spool/incoming.js';
import type { AuditTokens } from '../store/store.js';
import { receivedTokens } from './audit-tokens.js';
import type { QuarantineCode } from './quarantine.js';
import type { Turns } from './turns.js';

/** Why a complete data set is refused, as coded for the quarantine and as answered. */
export interface Refusal {
  readonly code: QuarantineCode;
  readonly detail: string;
  readonly status: number;
}

export type Examined =
  | {
      readonly kind: 'good';
      readonly tokens: AuditTokens;
      /** What is wrong with Pixel Data: understood, and not to be trusted. */
      readonly pixelFault: PixelDataFault | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface ExamineOptions {
  readonly limits: InstanceLimits;
  readonly auditTokenKey: Buffer;
  /** Taken by data sets that need much memory, be they deflated or of very many elements. */
  readonly largeTurns: Turns;
}

/** Reads a complete data set to its end and holds it against the command (PS3.4 B.2.3). */
export async function examine(
  writer: IncomingWriter,
  facts: IncomingFacts,
  options: ExamineOptions,
): Promise<Examined> {
  const source = writer.openSource();
  const turn = { isTaken: false as boolean };
  const large = async (): Promise<void> => {
    if (turn.isTaken) return;
    await options.largeTurns.take();
    turn.isTaken = true;
  };
  try {
    const where = { dataSetOffset: writer.dataSetOffset, transferSyntaxUid: facts.transferSyntaxUid };
    const instance = await indexInstanceInSteps(source, where, options.limits, large);
    const { sopClassUid, sopInstanceUid } = requireInstance(instance);
    if (sopInstanceUid !== facts.sopInstanceUid || sopClassUid !== facts.sopClassUid) {
      const what = sopInstanceUid === facts.sopInstanceUid ? 'SOP class' : 'SOP instance';
      return {
        kind: 'refused',
        refusal: {
          code: 'UID_MISMATCH',
          detail: `the ${what} UID of the data set is not that of the command`,
          status: STATUS.dataSetDoesNotMatchSopClass,
        },
      };
    }
    return {
      kind: 'good',
      tokens: receivedTokens(instance, options.auditTokenKey),
      pixelFault: pixelDataFault(instance),
    };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error) };
  } finally {
    if (turn.isTaken) options.largeTurns.giveBack();
    source.close();
  }
}

/** @throws what is no fault of the data set */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof LetheError)) throw error;
  switch (error.code) {
    case 'DATA_SET_MALFORMED':
    case 'DATA_SET_LIMIT':
    case 'NOT_AN_INSTANCE':
    case 'TRANSFER_SYNTAX_UNKNOWN':
      return { code: error.code, detail: error.message, status: STATUS.cannotUnderstand };
    default:
      throw error;
  }
}
