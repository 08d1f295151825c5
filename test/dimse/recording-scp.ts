/** A storage SCP that keeps in memory what it was sent and what it told. */

import { createStorageScp, type StorageScp } from '../../src/dimse/scp.js';
import type {
  AssociationEvent,
  InstanceSink,
  StorageScpOptions,
  StoreRequest,
  StoreStatus,
} from '../../src/dimse/scp-options.js';

export interface Recorded {
  readonly request: StoreRequest;
  readonly bytes: Buffer;
}

export interface RecordingScp {
  readonly scp: StorageScp;
  readonly port: number;
  readonly instances: Recorded[];
  readonly aborted: string[];
  readonly events: AssociationEvent[];
  close(): Promise<void>;
  /** Resolves with the first event of this kind, past or to come. */
  event<K extends AssociationEvent['kind']>(kind: K): Promise<AssociationEvent & { kind: K }>;
}

export async function startRecordingScp(
  options: Partial<StorageScpOptions> & { end?: (request: StoreRequest) => Promise<StoreStatus> } = {},
): Promise<RecordingScp> {
  const instances: Recorded[] = [];
  const aborted: string[] = [];
  const events: AssociationEvent[] = [];
  const waiting: (() => void)[] = [];
  const { end, ...scpOptions } = options;
  const scp = createStorageScp({
    host: '127.0.0.1',
    port: 0,
    admit: () => ({ kind: 'accept' }),
    acceptAbstractSyntax: () => true,
    openInstance: (request): InstanceSink => {
      const fragments: Buffer[] = [];
      return {
        write(more) {
          fragments.push(...more.map((fragment) => Buffer.from(fragment)));
        },
        async end() {
          const status = (await end?.(request)) ?? { status: 0 };
          instances.push({ request, bytes: Buffer.concat(fragments) });
          return status;
        },
        abort(reason) {
          aborted.push(reason);
          return Promise.resolve();
        },
      };
    },
    onEvent: (event) => {
      events.push(event);
      for (const wake of waiting.splice(0)) wake();
    },
    ...scpOptions,
  });
  const { port } = await scp.listen();
  return {
    scp,
    port,
    instances,
    aborted,
    events,
    close: () => scp.close(),
    async event(kind) {
      for (;;) {
        const found = events.find((event) => event.kind === kind);
        if (found !== undefined) return found as never;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
