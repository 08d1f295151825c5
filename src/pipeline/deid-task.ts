import type { DataSetLocation, InstanceLimits } from '../dicom/instance.js';
import type { RoutingFacts } from '../deid/condition.js';
import type { PixelsDone } from '../deid/deidentify.js';
import type { PseudonymKeys } from '../deid/header/pseudonyms.js';
import type { Strategy } from '../routing/strategy.js';
import type {
  AuditTokens,
  CrosswalkEntry,
  OutputInstance,
  PatientFacts,
  StrategyReference,
} from '../store/store.js';
import type { QuarantineCode } from './quarantine.js';

/** What a worker thread gets at its start; plain data, copied into the thread. */
export interface DeidWorkerData {
  readonly strategies: readonly Strategy[];
  readonly keys: PseudonymKeys;
  readonly auditTokenKey: Buffer;
  readonly outgoingFolder: string;
  readonly limits: InstanceLimits;
  /** The channel over which the threads recall what is known of patients. */
  readonly memoryChannel: string;
  readonly memoryKey: Buffer;
  /** Where the model that tags names lies; loaded with the first text that needs it. */
  readonly nerModelFolder: string;
  /** Where the models that find and read text in pixels lie; loaded with the first image that is searched. */
  readonly ocrModelsFolder: string;
  /** Counts how long the tagger takes for the texts of an instance; absent: not counted. */
  readonly taggerTimes?: SharedArrayBuffer | undefined;
  /** Counts how long the text finder takes over a frame. */
  readonly finderTimes?: SharedArrayBuffer | undefined;
}

/** One original to route and de-identify. */
export interface DeidTask {
  readonly path: string;
  readonly where: DataSetLocation;
  readonly facts: RoutingFacts;
  /** Take the first strategy whatever its routes say: for files that come by no association. */
  readonly useFirstStrategy?: boolean;
  /** Only look at what the instance tells of its patient; nothing is written. */
  readonly collectOnly?: boolean;
}

/** What came of it. The output, where there is one, is already durable. */
export type DeidResult =
  | {
      readonly kind: 'deidentified';
      readonly strategy: StrategyReference;
      readonly route: string;
      readonly destinations: readonly string[];
      readonly output: OutputInstance;
      readonly crosswalk: readonly CrosswalkEntry[];
      readonly tokens: AuditTokens;
      readonly actions: Readonly<Record<string, number>>;
      /** What it told of its patient beyond what the store has. */
      readonly facts: PatientFacts;
      /** Absent where the pixels were not searched. */
      readonly pixels?: PixelsDone | undefined;
    }
  /** The answer to `collectOnly`. */
  | { readonly kind: 'collected'; readonly facts: PatientFacts }
  | {
      readonly kind: 'discarded';
      readonly strategy: StrategyReference;
      readonly route: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'quarantined';
      readonly code: QuarantineCode;
      readonly detail?: string | undefined;
      readonly strategy?: StrategyReference | undefined;
      readonly route?: string | undefined;
    }
  /** The disk could not take the output, for now. */
  | { readonly kind: 'deferred'; readonly code: string };
