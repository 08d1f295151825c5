/** A strategy: which instances it takes, where they go, and how they are de-identified on the way. */
import type { Condition, RoutingFacts } from '../deid/condition.js';
import type { HeaderPolicy } from '../deid/header/policy.js';
import type { PixelPolicy } from '../pixels/policy.js';
import type { TextPosition } from '../yaml/problem.js';

/** Sends the instances that it matches to every destination named. */
export interface DeliverRoute {
  readonly kind: 'deliver';
  readonly name: string;
  readonly position: TextPosition;
  /** Absent: every instance. */
  readonly when?: Condition;
  readonly destinations: readonly string[];
  /** Where each destination is named, in the same order. */
  readonly destinationPositions: readonly TextPosition[];
}

/** Drops the instances that it matches, on record, for the reason that the strategy states. */
export interface DiscardRoute {
  readonly kind: 'discard';
  readonly name: string;
  readonly position: TextPosition;
  readonly when?: Condition;
  readonly reason: string;
}

export type Route = DeliverRoute | DiscardRoute;

/**
 * What may be seen to have happened to an attribute; `changed` is any of emptied and replaced; `quarantined`: a rule sets the
 * whole instance aside because of it.
 */
export const EXPECTED_FATES = ['kept', 'removed', 'emptied', 'replaced', 'changed', 'quarantined'] as const;

export type ExpectedFate = (typeof EXPECTED_FATES)[number];

/** What the engine did to one attribute of an example; `set aside`: the instance is quarantined because of another one. */
export type AttributeFate = 'kept' | 'removed' | 'emptied' | 'replaced' | 'quarantined' | 'set aside';

/**
 * An attribute of an example: `Modality`, `RequestAttributesSequence.ScheduledProcedureStepID`, or
 * `(0043,xx10) GEMS_PARM_01` for a private one.
 */
export interface ExampleAttribute {
  readonly name: string;
  /** The tags of the enclosing sequences, outermost first; empty for an attribute of the data set itself. */
  readonly sequences: readonly number[];
  /** For a private attribute of a creator the block byte is 0. */
  readonly tag: number;
  readonly creator?: string;
  readonly values: readonly string[];
}

/** An example of a strategy file: it must hold, else the strategy does not load. */
export interface StrategyExample {
  readonly name: string;
  readonly position: TextPosition;
  readonly facts: RoutingFacts;
  readonly attributes: readonly ExampleAttribute[];
  /** The route's name, or `null` where no route may match; absent: not looked at. */
  readonly expectedRoute?: string | null;
  readonly expectedDestinations?: readonly string[];
  readonly expectedFates: readonly {
    readonly name: string;
    readonly fate: ExpectedFate;
    readonly position: TextPosition;
  }[];
}

export interface Strategy {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** SHA-256 of the file's bytes, in lower-case hexadecimal. */
  readonly hash: string;
  readonly file: string;
  /** Strategies with a higher priority are asked first; equal ones in file order. */
  readonly priority: number;
  readonly routes: readonly Route[];
  readonly policy: HeaderPolicy;
  readonly pixels: PixelPolicy;
  readonly examples: readonly StrategyExample[];
}
