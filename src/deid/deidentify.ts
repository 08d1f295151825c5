import { deflateRawSync } from 'node:zlib';
import { applyEdits, readSpans, type Span } from '../dicom/edit.js';
import { requireInstance, type DataSetLocation, type IndexedInstance } from '../dicom/instance.js';
import type { ByteSource } from '../dicom/source.js';
import { attributeReader } from './attributes.js';
import type { RoutingFacts } from './condition.js';
import { blankInSpans, cleanCodestreamSegments } from './gate/clean-codestream.js';
import {
  beginHeader,
  type CrosswalkRow,
  type ElementTrace,
  type HeaderQuarantine,
} from './header/deidentify.js';
import type { HeaderPolicy } from './header/policy.js';
import type { ProvenanceFacts } from './header/provenance.js';
import type { PseudonymKeys } from './header/pseudonyms.js';
import type { IdentityFact } from './identity/facts.js';
import type { Needle } from './identity/needles.js';
import type { MaskedInstance, PixelCleaner, PixelPlan, PixelQuarantine } from './pixel-cleaner.js';
import type { TaggedText, TextTagger } from './text/tagger.js';
import { foldText } from './text/words.js';

export interface DeidentifyRequest {
  readonly policy: HeaderPolicy;
  readonly facts: RoutingFacts;
  readonly provenance: ProvenanceFacts;
  readonly keys: PseudonymKeys;
  readonly trace: boolean;
  /** What earlier instances told of the patient's identity. */
  readonly history: readonly IdentityFact[];
  /** Finds names in free text; without one, the patient's lexicon and the patterns have to do. */
  readonly tagger: TextTagger | undefined;
  /** Cleans the pixels as the strategy says; without one, they stay as they are. */
  readonly pixels?: PixelCleaner | undefined;
}

/** What was done to the pixels of an instance that were searched. */
export interface PixelsDone {
  /** Zero-based, ascending */
  readonly maskedFrames: readonly number[];
  /** Lines of text by the reason for which they are masked or kept. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What comes of one instance. */
export type DeidentifyOutcome =
  | {
      readonly kind: 'deidentified';
      readonly sopClassUid: string;
      readonly sopInstanceUid: string;
      readonly transferSyntaxUid: string;
      /** The source that the spans speak of. */
      readonly source: ByteSource;
      readonly spans: readonly Span[];
      readonly crosswalk: readonly CrosswalkRow[];
      readonly actions: Readonly<Record<string, number>>;
      readonly trace: readonly ElementTrace[];
      /** What the instance itself tells of its patient's identity. */
      readonly identity: readonly IdentityFact[];
      /** What may stand nowhere in the output. */
      readonly needles: readonly Needle[];
      /** Absent where they were not searched. */
      readonly pixels?: PixelsDone | undefined;
    }
  | {
      readonly kind: 'quarantine';
      readonly code: HeaderQuarantine['code'] | PixelQuarantine['code'];
      readonly detail: string;
    };

/**
 * De-identifies one instance by a policy: its bytes with an index in, the spans of its new bytes out. Reads no clock and
 * writes nothing.
 * @param original the source of the file that the instance was indexed from, and where its data set lies in it
 * @throws LetheError where it cannot be done; the instance must then be quarantined
 */
export async function deidentifyInstance(
  instance: IndexedInstance,
  original: { source: ByteSource; where: DataSetLocation },
  request: DeidentifyRequest,
): Promise<DeidentifyOutcome> {
  const { sopClassUid, sopInstanceUid } = requireInstance(instance);
  const { transferSyntaxUid } = instance;
  if (request.policy.passthrough) {
    const whole: Span = { kind: 'copy', start: original.where.dataSetOffset, end: original.source.size };
    return {
      kind: 'deidentified',
      sopClassUid,
      sopInstanceUid,
      transferSyntaxUid,
      source: original.source,
      spans: [whole],
      crosswalk: [],
      actions: {},
      trace: [],
      identity: [],
      needles: [],
    };
  }
  const read = attributeReader(instance);
  const pass = beginHeader(instance, { ...request, read });
  if ('kind' in pass) return { kind: 'quarantine', code: pass.code, detail: pass.path };
  const plan = await request.pixels?.plan(instance, {
    ...request,
    read,
    lexicon: pass.lexicon,
    goes: (element) => pass.goes(element),
  });
  if (plan?.kind === 'quarantine') return plan;
  const header = pass.finish(await tagAll(pass.texts, request.tagger), {
    arePixelsClean: plan?.isComplete === true,
  });
  if (header.kind === 'quarantine') return { kind: 'quarantine', code: header.code, detail: header.path };
  const masked = await plan?.mask(header.edits);
  if (masked?.kind === 'quarantine') return masked;
  const needles = [...pass.lexicon.needles, ...uidNeedles(header.crosswalk)];
  const edited = blankInSpans(
    applyEdits(instance.dataSet, header.edits),
    cleanCodestreamSegments(instance, needles),
  );
  const spans: Span[] = instance.deflated
    ? [{ kind: 'bytes', bytes: deflate(readSpans(instance.source, edited)) }]
    : edited;
  return {
    kind: 'deidentified',
    sopClassUid,
    sopInstanceUid: header.sopInstanceUid,
    transferSyntaxUid: masked?.transferSyntaxUid ?? transferSyntaxUid,
    source: instance.source,
    spans,
    crosswalk: header.crosswalk,
    actions: { ...header.actions, ...pixelActions(plan) },
    trace: header.trace,
    identity: pass.facts,
    needles,
    pixels: pixelsDone(plan, masked),
  };
}

/** Lines of text by what was decided of them, among what was done to the elements. */
function pixelActions(plan: PixelPlan | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(plan?.reasons ?? {}).map(([reason, lines]) => [`pixels ${reason}`, lines]),
  );
}

function pixelsDone(plan: PixelPlan | undefined, masked: MaskedInstance | undefined): PixelsDone | undefined {
  return plan === undefined ? undefined : { maskedFrames: masked?.maskedFrames ?? [], reasons: plan.reasons };
}

/** A shorter UID may be the root of another. */
const MIN_UID_NEEDLE = 16;

function uidNeedles(crosswalk: readonly CrosswalkRow[]): Needle[] {
  return crosswalk
    .filter(({ kind, original }) => kind === 'uid' && original.length >= MIN_UID_NEEDLE)
    .map(({ original }) => ({ text: foldText(original), kind: 'uid', boundary: 'digits' }));
}

async function tagAll(
  texts: readonly string[],
  tagger: TextTagger | undefined,
): Promise<ReadonlyMap<string, TaggedText>> {
  if (tagger === undefined || texts.length === 0) return new Map();
  const tagged = await tagger.tag(texts);
  return new Map(
    texts.flatMap((text, index) => {
      const result = tagged[index];
      return result === undefined ? [] : [[text, result] as const];
    }),
  );
}

/** A deflated data set of odd length gets a byte of padding after its end (PS3.5 section A.5). */
function deflate(bytes: Buffer): Buffer {
  const deflated = deflateRawSync(bytes);
  return deflated.length % 2 === 0 ? deflated : Buffer.concat([deflated, Buffer.alloc(1)]);
}
