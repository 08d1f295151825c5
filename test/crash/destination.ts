import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStorageScp, type StorageScp } from '../../src/dimse/scp.js';
import type { InstanceSink, StorageScpOptions, StoreRequest } from '../../src/dimse/scp-options.js';
import { freePort } from '../peers/network.js';
import type { Random } from './random.js';

/** An instance that the destination has answered with Success. */
export interface Delivered {
  readonly transferSyntaxUid: string;
  /** Every different content that came under this UID, by SHA-256 of the data set. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** How often it came. */
  readonly times: number;
}

/** A research PACS that comes and goes. */
export interface Destination {
  readonly port: number;
  /** By SOP Instance UID. */
  readonly delivered: ReadonlyMap<string, Delivered>;
  /** How often it was away, refused, or took an instance and went without an answer. */
  readonly troubles: () => number;
  /** From now on it stays and takes everything. */
  readonly calmDown: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const TEMPORARILY_OUT_OF_RESOURCES = 0xa700;
const SUCCESS = 0x0000;

export const DESTINATION_AE_TITLE = 'RESEARCH';

interface Entry {
  readonly transferSyntaxUid: string;
  readonly contents: Map<string, Buffer>;
  times: number;
}

/** Starts it on a free port; until `calmDown` it closes and opens again at random, and refuses now and then. */
export async function startDestination(random: Random): Promise<Destination> {
  const port = await freePort();
  const delivered = new Map<string, Entry>();
  let calm = false;
  let troubles = 0;
  let scp: StorageScp | undefined;

  const record = (request: StoreRequest, bytes: Buffer): void => {
    const uid = request.affectedSopInstanceUid;
    const entry = delivered.get(uid) ?? {
      transferSyntaxUid: request.transferSyntaxUid,
      contents: new Map<string, Buffer>(),
      times: 0,
    };
    entry.contents.set(createHash('sha256').update(bytes).digest('hex'), bytes);
    entry.times += 1;
    delivered.set(uid, entry);
  };

  const takeInstance = (request: StoreRequest): InstanceSink => {
    const fragments: Buffer[] = [];
    return {
      write: (more) => {
        // They are ours until this returns.
        fragments.push(...more.map((fragment) => Buffer.from(fragment)));
      },
      end: () => {
        if (!calm && random.chance(0.02)) {
          troubles += 1;
          return Promise.resolve({ status: TEMPORARILY_OUT_OF_RESOURCES });
        }
        record(request, Buffer.concat(fragments));
        if (!calm && random.chance(0.01)) {
          // It has the instance, but the peer will not hear of it.
          troubles += 1;
          for (const association of scp?.associations ?? []) association.close();
        }
        return Promise.resolve({ status: SUCCESS });
      },
      abort: () => Promise.resolve(),
    };
  };

  const options: StorageScpOptions = {
    host: '127.0.0.1',
    port,
    admit: () => ({ kind: 'accept' }),
    acceptAbstractSyntax: () => true,
    openInstance: takeInstance,
  };

  const open = async (): Promise<void> => {
    scp = createStorageScp(options);
    await scp.listen();
  };
  const shut = async (): Promise<void> => {
    await scp?.close();
    scp = undefined;
  };
  const comeAndGo = async (): Promise<void> => {
    await open();
    while (!calm) {
      await sleep(random.between(200, 1_500));
      if (isCalm()) return;
      troubles += 1;
      await shut();
      await sleep(random.between(50, 500));
      await open();
    }
  };
  const isCalm = (): boolean => calm;

  const living = comeAndGo();
  return {
    port,
    delivered,
    troubles: () => troubles,
    calmDown: async () => {
      calm = true;
      await living;
    },
    close: async () => {
      calm = true;
      await living;
      await shut();
    },
  };
}
