import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeObjects, type Template } from '../../bench/objects.js';
import { loadConfig } from '../../src/config.js';
import { dataPaths } from '../../src/daemon.js';
import { loadKeyring } from '../../src/keyring.js';
import { openStore } from '../../src/store/sqlite/open-store.js';
import type { AuditVerdict, Books, Store } from '../../src/store/store.js';
import { isListening, waitFor } from '../peers/network.js';
import { makeNodeFolder, spawnNode, startNode, writeStrategy, type NodeFolder } from '../peers/node.js';
import type { RunningProcess } from '../peers/process.js';
import { storableFile, storeFiles } from '../peers/scu.js';
import { DESTINATION_AE_TITLE, startDestination, type Delivered, type Destination } from './destination.js';
import { SendingList } from './sending-list.js';
import type { Random } from './random.js';

export interface CampaignOptions {
  /** Everything is kept below it. */
  readonly folder: string;
  readonly instances: number;
  /** How often the node is killed. */
  readonly points: number;
  /** Makes the instances of one campaign differ from another's. */
  readonly seed: number;
  readonly random: Random;
  /** What is sent. */
  readonly template: Template;
  /** By the default strategy, which searches pixels and masks text; else headers alone are worked on. */
  readonly searchesPixels: boolean;
  /** A kill comes at most so long after the node listens, milliseconds. */
  readonly longestLifeMs: number;
}

/** What one campaign left behind. */
export interface CampaignReport {
  readonly points: number;
  readonly troubles: number;
  /** Original SOP Instance UIDs answered 0000H. */
  readonly acknowledged: ReadonlySet<string>;
  /** Original UIDs of all that was ever begun to be sent. */
  readonly begun: ReadonlySet<string>;
  /** What the destination has, by replacement UID. */
  readonly delivered: ReadonlyMap<string, Delivered>;
  /** Original to replacement UID, for everything begun that the crosswalk knows. */
  readonly replacements: ReadonlyMap<string, string>;
  readonly books: Books;
  readonly audit: AuditVerdict;
  /** Spool files that are unfinished or that no row refers to. */
  readonly strayFiles: readonly string[];
  /** How the node ended when it was asked to, at last. */
  readonly lastExitCode: number | undefined;
}

const ASSOCIATIONS = 8;
/** The name that the default strategy routes to. */
const DESTINATION = 'folder';
const CALLED_AE_TITLE = 'LETHE';
const DRAIN_TIMEOUT_MS = 180_000;
/** Nothing more has come for this long: what was going to come has come. */
const STILL_MS = 1_500;
/** Something is missing, and nothing has come for so long that it is lost: far longer than the longest retry. */
const GIVE_UP_MS = 30_000;
/** The share of kills that hit the start and the recovery. */
const KILLS_AT_START = 0.3;

/**
 * Kills the node at random moments while eight associations send and the destination comes and goes; then lets all
 * come to rest and gathers what each side has.
 * @throws Error when the node ends by itself, or does not drain
 */
export async function runCampaign({
  folder,
  instances,
  points,
  seed,
  random,
  template,
  searchesPixels,
  longestLifeMs,
}: CampaignOptions): Promise<CampaignReport> {
  const objects = await makeObjects({
    folder: path.join(folder, 'objects'),
    count: instances,
    template,
    perStudy: 50,
    seed,
  });
  const destination = await startDestination(random);
  try {
    const node = await makeNodeFolder(folder, {
      destinations: {
        [DESTINATION]: {
          type: 'dicom',
          aeTitle: DESTINATION_AE_TITLE,
          host: '127.0.0.1',
          port: destination.port,
        },
      },
      ...(searchesPixels ? {} : { strategies: [await writeStrategy(folder, [DESTINATION])] }),
      retry: { firstMs: 100, maxMs: 1_000, factor: 2 },
      log: { level: 'warn', format: 'json' },
    });
    const list = new SendingList(objects, random);
    let sending = true;
    const senders = Array.from({ length: ASSOCIATIONS }, async () => {
      while (sending) await sendSome(list, node, random);
    });
    try {
      await killAtRandom(node, { points, longestLifeMs }, random);
      await destination.calmDown();
      const lastExitCode = await bringToRest(node, list, destination);
      return { ...(await gather(node, list, destination)), points, lastExitCode };
    } finally {
      sending = false;
      await Promise.all(senders);
    }
  } finally {
    await destination.close();
  }
}

/** Sends a handful over an association of its own, as far as it gets. */
async function sendSome(list: SendingList, node: NodeFolder, random: Random): Promise<void> {
  const handful = list.take(random.between(1, 40));
  if (handful.length === 0) {
    await sleep(50);
    return;
  }
  const waiting = new Map(handful.map((object) => [object.file, object]));
  const files = handful.map(({ file }) => storableFile(file));
  await storeFiles({
    port: node.port,
    calledAeTitle: CALLED_AE_TITLE,
    files,
    onOutcome: ({ file }, outcome) => {
      const object = waiting.get(file);
      if (object === undefined) throw new Error('an outcome for a file that was not sent');
      waiting.delete(file);
      if (outcome.kind === 'stored') list.acknowledge(object);
      else list.lost(object);
    },
  });
  for (const object of waiting.values()) list.putBack(object);
  if (waiting.size > 0) await sleep(random.between(5, 60));
}

async function killAtRandom(
  node: NodeFolder,
  { points, longestLifeMs }: Pick<CampaignOptions, 'points' | 'longestLifeMs'>,
  random: Random,
): Promise<void> {
  let startMs = 500;
  for (let point = 0; point < points; point += 1) {
    const started = performance.now();
    const running = await spawnNode(node);
    if (point > 0 && random.chance(KILLS_AT_START)) {
      await sleep(random.between(0, Math.ceil(startMs)));
    } else {
      await untilListening(running, node);
      startMs = performance.now() - started;
      await sleep(random.between(0, longestLifeMs));
    }
    if (running.hasExited()) throw new Error(`the node ended by itself:\n${running.output()}`);
    running.kill('SIGKILL');
    await running.exited;
  }
}

async function untilListening(running: RunningProcess, { port }: NodeFolder): Promise<void> {
  await waitFor(async () => running.hasExited() || (await isListening(port)), {
    what: 'the node',
    timeoutMs: 60_000,
    intervalMs: 5,
  });
}

/**
 * Runs the node undisturbed until everything is acknowledged and delivered, or nothing comes any more, then stops it.
 * @returns its exit code
 */
async function bringToRest(
  node: NodeFolder,
  list: SendingList,
  destination: Destination,
): Promise<number | undefined> {
  const running = await startNode(node);
  try {
    await waitFor(() => list.isDone(), { what: 'the last acknowledgement', timeoutMs: DRAIN_TIMEOUT_MS });
    let seen = -1;
    let since = performance.now();
    const isStill = (): boolean => {
      if (destination.delivered.size !== seen) {
        seen = destination.delivered.size;
        since = performance.now();
      }
      const isComplete = seen >= list.acknowledged.size;
      return performance.now() - since > (isComplete ? STILL_MS : GIVE_UP_MS);
    };
    await waitFor(isStill, { what: 'the last delivery', timeoutMs: DRAIN_TIMEOUT_MS, intervalMs: 50 });
  } finally {
    await running.stop(30_000);
  }
  return (await running.exited).code;
}

async function openNodeStore({ configurationFile }: NodeFolder): Promise<Store> {
  const config = loadConfig({ file: configurationFile, env: {}, cwd: '/' });
  const { auditChain } = loadKeyring(config.keyFile);
  return await openStore({ file: dataPaths(config).database, auditKey: auditChain, role: 'tool' });
}

async function gather(
  node: NodeFolder,
  list: SendingList,
  destination: Destination,
): Promise<Omit<CampaignReport, 'points' | 'lastExitCode'>> {
  const store = await openNodeStore(node);
  try {
    const replacements = new Map<string, string>();
    for (const uid of list.begun) {
      const found = (await store.findCrosswalk(uid)).find(({ original }) => original === uid);
      if (found !== undefined) replacements.set(uid, found.replacement);
    }
    return {
      troubles: destination.troubles(),
      acknowledged: list.acknowledged,
      begun: list.begun,
      delivered: destination.delivered,
      replacements,
      books: await store.books(),
      audit: await store.verifyAudit(),
      strayFiles: await findStrayFiles(node, store),
    };
  } finally {
    await store.close();
  }
}

async function findStrayFiles(node: NodeFolder, store: Store): Promise<readonly string[]> {
  const paths = dataPaths(node);
  const names = { incoming: await readdir(paths.incoming), outgoing: await readdir(paths.outgoing) };
  const known = await store.knownSpoolFiles(names);
  return [
    ...names.incoming.filter((name) => !known.incoming.includes(name)),
    ...names.outgoing.filter((name) => !known.outgoing.includes(name)),
  ];
}
