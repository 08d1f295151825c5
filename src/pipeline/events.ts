import type { AssociationEvent } from '../dimse/scp-options.js';

/** What the pipeline tells the log. No argument ever holds a value out of a data set. */
export interface PipelineEvents {
  association(event: AssociationEvent): void;
  received(instanceId: number, kind: 'recorded' | 'version' | 'duplicate', sizeBytes: number): void;
  refused(status: number, code: string, detail: string | undefined): void;
  deidentified(instanceId: number, strategy: string, route: string, destinations: readonly string[]): void;
  discarded(instanceId: number, strategy: string, route: string): void;
  quarantined(instanceId: number, code: string, detail: string | undefined): void;
  deferred(instanceId: number, code: string): void;
  delivered(instanceId: number, destination: string, status: number): void;
  deliveryFailed(
    instanceId: number,
    destination: string,
    code: string,
    retried: boolean,
    status: number | undefined,
  ): void;
  destinationDown(destination: string, code: string, retryInMs: number): void;
  destinationUp(destination: string): void;
  /** A sender asks us to commit to instances. */
  commitmentRequested(callingAeTitle: string, instances: number): void;
  /** It was told how many we hold, and how many not. */
  commitmentReported(callingAeTitle: string, committed: number, failed: number): void;
  /** A destination was asked to commit to instances. */
  commitmentAsked(destination: string, instances: number): void;
  /** It answered. */
  commitmentSettled(destination: string, committed: number, failed: number): void;
  /** Who should be asked or told could not be; tried again unless `retryInMs` is missing. */
  commitmentFailed(whom: string, code: string, retryInMs: number | undefined): void;
  removed(originals: number, outputs: number): void;
  recovered(facts: { leases: number; adopted: number; orphanOutputs: number }): void;
  stageFailed(stage: string, error: unknown): void;
  spoolFailed(error: unknown): void;
}
