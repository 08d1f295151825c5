/** Builds a node from its configuration, once, by hand, in the order in which an instance meets the parts. */
import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from './clock.js';
import { callerFault } from './config/callers.js';
import type { Config, Destination } from './config.js';
import { deidentifyExample } from './deid/example.js';
import type { InstanceLimits } from './dicom/instance.js';
import {
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  isKnownNonStorageSopClass,
} from './dicom/uid-registry.js';
import { createStorageScp } from './dimse/scp.js';
import type { Admission } from './dimse/scp-options.js';
import { LetheError } from './errors.js';
import { loadOrCreateKeyring, type Keyring } from './keyring.js';
import { errorFields, type Log } from './log.js';
import { pipelineLog } from './log-pipeline.js';
import { createAdmissionGate } from './pipeline/admission.js';
import { createDicomCourier } from './pipeline/courier-dicom.js';
import { createFolderCourier } from './pipeline/courier-folder.js';
import { createDeidPool, type DeidPool } from './pipeline/deid-pool.js';
import { startDeidentifyStage } from './pipeline/deidentify.js';
import { openInstanceSink } from './pipeline/receive.js';
import { startReceiveThread } from './pipeline/receive-thread.js';
import { recover } from './pipeline/recover.js';
import { startRetention } from './pipeline/retain.js';
import { startSendStage, type Courier, type SendStage } from './pipeline/send.js';
import { createTranscoder, type Transcoder } from './pipeline/transcode.js';
import { loadStrategies } from './routing/load.js';
import { checkReferences } from './routing/references.js';
import type { Strategy } from './routing/strategy.js';
import { openIncomingSpool } from './spool/incoming.js';
import { openOutgoingSpool } from './spool/outgoing.js';
import { openStore } from './store/sqlite/open-store.js';
import type { Store } from './store/store.js';

const LEASE_MS = 300_000;
const RETRY_WATCH_MS = 1000;
const WORKER_TIMEOUT_MS = 120_000;
const WORKER_HEAP_MB = 1024;
const DAY_MS = 86_400_000;

/** A running node. */
export interface LetheNode {
  readonly host: string;
  readonly port: number;
  /** Whether the node still does its work: what the watchdog asks. */
  isWell(): boolean;
  /** Re-reads the strategies; with an error in them the old ones stay. Open associations notice nothing. */
  reload(): Promise<void>;
  /** Takes nothing new, lets associations and claimed work end, and closes. */
  stop(): Promise<void>;
}

/** Where a node keeps what. */
export function dataPaths(config: Pick<Config, 'dataDir'>): {
  database: string;
  incoming: string;
  outgoing: string;
} {
  return {
    database: join(config.dataDir, 'lethe.db'),
    incoming: join(config.dataDir, 'spool', 'incoming'),
    outgoing: join(config.dataDir, 'spool', 'outgoing'),
  };
}

/**
 * Loads the strategies that a configuration names and holds their examples and destinations against it.
 * @throws LetheError with file, line and column
 */
export function loadConfiguredStrategies(config: Config): readonly Strategy[] {
  const strategies = loadStrategies(config.strategies, { deidentifyExample });
  checkReferences(config, strategies);
  return strategies;
}

/**
 * Starts a node.
 * @throws LetheError when configuration, key, spool, store or port cannot be used; nothing is left running then
 */
export async function startNode(config: Config, log: Log, version: string): Promise<LetheNode> {
  const strategies = loadConfiguredStrategies(config);
  makeDataFolder(config.dataDir);
  const keyring = loadOrCreateKeyring(config.keyFile);
  const paths = dataPaths(config);
  const events = pipelineLog(log);
  const owner = `node:${String(process.pid)}:${randomBytes(4).toString('hex')}`;
  const limits: InstanceLimits = config.limits;

  const alarm = { raised: false, closeGate: (): void => undefined };
  const fail = (error: unknown): void => {
    alarm.raised = true;
    alarm.closeGate();
    events.spoolFailed(error);
  };
  const incoming = await openIncomingSpool(paths.incoming);
  const outgoing = await openOutgoingSpool(paths.outgoing);
  const store = await openStore({
    file: paths.database,
    auditKey: keyring.auditChain,
    role: 'node',
    now: systemClock.now,
    onFailure: fail,
  });
  let startedAt: number;
  try {
    const recovered = await recover({
      store,
      incoming,
      outgoing,
      limits,
      auditTokenKey: keyring.auditTokens,
    });
    events.recovered({ ...recovered });
    ({ seq: startedAt } = await store.appendAudit({ event: 'node.started', actor: `lethe ${version}` }));
    await auditStrategies(store, strategies);
    log.info('strategies.loaded', { strategies: strategies.map(nameOf) });
  } catch (error) {
    await store.close();
    throw error;
  }

  const gate = createAdmissionGate({
    store,
    folder: paths.incoming,
    reserveBytes: config.spool.reserveBytes,
    highWaterInstances: config.spool.highWaterInstances,
    onChange: (refusal, free) =>
      log.warn('admission.changed', { refusal: refusal ?? 'none', freeBytes: free }),
    onError: fail,
  });
  alarm.closeGate = () => gate.close();
  if (alarm.raised) gate.close();
  await gate.refresh();

  const poolFor = (used: readonly Strategy[]): DeidPool =>
    createPool(config, keyring, used, paths.outgoing, limits);
  let pool = poolFor(strategies);
  const transcoder = createTranscoder();
  const senders = new Map<string, SendStage>();
  for (const destination of config.destinations.values()) {
    senders.set(
      destination.name,
      startSendStage({
        destination: destination.name,
        couriers: couriersTo(destination, transcoder),
        store,
        outgoing,
        owner,
        leaseMs: LEASE_MS,
        retry: config.retry,
        events,
        ...systemClock,
      }),
    );
  }
  const deidentify = startDeidentifyStage({
    store,
    incoming,
    outgoing,
    pool: () => pool,
    owner,
    leaseMs: LEASE_MS,
    retry: config.retry,
    events,
    ...systemClock,
    onQueued: (destinations) => destinations.forEach((name) => senders.get(name)?.wake()),
  });
  const retention = startRetention({
    store,
    incoming,
    outgoing,
    retainOriginalsMs: config.spool.retainOriginalsDays * DAY_MS,
    retainOutputsMs: config.spool.retainOutputsDays * DAY_MS,
    events,
    now: systemClock.now,
  });
  const operator = watchRetries(
    store,
    startedAt,
    (destination) => {
      for (const [name, sender] of senders)
        if (destination === null || destination === name) sender.retryNow();
    },
    (error) => events.stageFailed('retry', error),
  );
  const leases = setInterval(() => {
    store.renewLeases(owner, LEASE_MS).catch((error: unknown) => events.stageFailed('leases', error));
  }, LEASE_MS / 3);

  const receiver = startReceiveThread(
    {
      folder: paths.incoming,
      limits,
      auditTokenKey: keyring.auditTokens,
      keepRefused: config.quarantineRefused,
    },
    config.limits.maxAssociations,
    fail,
  );
  const scp = createStorageScp({
    host: config.host,
    port: config.port,
    maxPduBytes: config.limits.maxPduBytes,
    limits: {
      maxAssociations: config.limits.maxAssociations,
      maxAssociationsPerCallingAe: config.limits.maxAssociationsPerCaller,
      maxContexts: config.limits.maxPresentationContexts,
      maxCommandBytes: config.limits.maxCommandBytes,
    },
    timers: { artimMs: config.timers.artimMs, idleMs: config.timers.idleMs },
    admit: (request) => admit(config, gate.refusal(), { ...request, address: request.remoteAddress }),
    acceptAbstractSyntax: (uid) =>
      config.sopClasses === 'all' ? !isKnownNonStorageSopClass(uid) : config.sopClasses.includes(uid),
    openInstance: (request) =>
      openInstanceSink(request, {
        store,
        incoming,
        thread: receiver,
        gate,
        maxInstanceBytes: config.limits.maxInstanceBytes,
        events,
        onReceived: () => deidentify.wake(),
      }),
    onEvent: (event) => events.association(event),
  });

  const stopWorking = async (): Promise<void> => {
    await receiver.close();
    await deidentify.stop();
    await Promise.all([...senders.values()].map((sender) => sender.stop()));
    await retention.stop();
    clearInterval(leases);
    clearInterval(operator);
    gate.stop();
    await pool.close();
    await transcoder.close();
    await store.releaseLeases(owner).catch((error: unknown) => events.stageFailed('leases', error));
    await store.close();
  };

  let address: { readonly host: string; readonly port: number };
  try {
    address = await scp.listen();
  } catch (error) {
    await stopWorking();
    throw error;
  }
  log.info('node.listening', {
    host: address.host,
    port: address.port,
    aeTitles: config.aeTitles.map(({ aeTitle }) => aeTitle),
  });

  return {
    ...address,
    isWell: () => !alarm.raised,
    async reload() {
      try {
        const fresh = loadConfiguredStrategies(config);
        const old = pool;
        pool = poolFor(fresh);
        await auditStrategies(store, fresh);
        log.info('strategies.loaded', { strategies: fresh.map(nameOf) });
        await old.close();
      } catch (error) {
        log.error('strategies.refused', errorFields(error));
        await store.appendAudit({
          event: 'strategy.refused',
          code: error instanceof LetheError ? error.code : 'UNKNOWN',
        });
      }
    },
    async stop() {
      log.info('node.stopping');
      await scp.close({ drainMs: config.timers.drainMs });
      await store
        .appendAudit({ event: 'node.stopped' })
        .catch((error: unknown) => events.stageFailed('audit', error));
      await stopWorking();
      log.info('node.stopped');
    },
  };
}

/** The standard's answer to who asks for an association (PS3.8 table 9-21). */
function admit(
  config: Config,
  refusal: string | undefined,
  request: { calledAeTitle: string; callingAeTitle: string; address: string },
): Admission {
  switch (callerFault(config, request)) {
    case 'called-ae-title-not-recognized':
      return { kind: 'reject', result: 1, source: 1, reason: 7 };
    case 'calling-ae-title-not-recognized':
      return { kind: 'reject', result: 1, source: 1, reason: 3 };
    case undefined:
      // Out of room for good until someone acts: temporary congestion, so that the sender comes again.
      return refusal === undefined ? { kind: 'accept' } : { kind: 'reject', result: 2, source: 3, reason: 1 };
  }
}

function couriersTo(destination: Destination, transcoder: Transcoder): readonly Courier[] {
  if (destination.type === 'folder') return [createFolderCourier(destination)];
  return Array.from({ length: destination.maxAssociations }, () =>
    createDicomCourier({
      aeTitle: destination.aeTitle,
      host: destination.host,
      port: destination.port,
      localAeTitle: destination.localAeTitle,
      timeouts: {
        connectMs: destination.connectTimeoutMs,
        associateMs: destination.associationTimeoutMs,
        responseMs: destination.responseTimeoutMs,
      },
      fallbackTransferSyntaxUids:
        destination.transcode === 'lossless' ? [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] : [],
      transcode: (file, accepted) => transcoder.transcode(file, accepted),
    }),
  );
}

function createPool(
  config: Config,
  keyring: Keyring,
  strategies: readonly Strategy[],
  outgoingFolder: string,
  limits: InstanceLimits,
): DeidPool {
  return createDeidPool(
    { strategies, keys: keyring.pseudonyms, auditTokenKey: keyring.auditTokens, outgoingFolder, limits },
    { threads: config.workers, timeoutMs: WORKER_TIMEOUT_MS, maxHeapMb: WORKER_HEAP_MB },
  );
}

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(join(folder, 'spool'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new LetheError('SPOOL_NOT_USABLE', `the data folder ${folder} cannot be made`, {
      cause: error,
      hint: 'set dataDir to a folder that the user who runs the node may write',
    });
  }
}

/**
 * Hears of operators who retry deliveries by a command beside the node: a destination that is down is tried again at once.
 * @param tell gets the destination, or null for all of them
 */
function watchRetries(
  store: Store,
  since: number,
  tell: (destination: string | null) => void,
  onError: (error: unknown) => void,
): NodeJS.Timeout {
  let cursor = since;
  let isLooking = false;
  const look = async (): Promise<void> => {
    const { rows } = await store.queryAudit({ event: 'delivery.retried', cursor, limit: 1000 });
    for (const { destination } of rows) tell(destination);
    cursor = rows.at(-1)?.seq ?? cursor;
  };
  return setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(onError)
      .finally(() => {
        isLooking = false;
      });
  }, RETRY_WATCH_MS);
}

async function auditStrategies(store: Store, strategies: readonly Strategy[]): Promise<void> {
  for (const { name, version, hash } of strategies)
    await store.appendAudit({ event: 'strategy.loaded', strategy: { name, version, hash } });
}

function nameOf(strategy: Strategy): string {
  return `${strategy.name} ${strategy.version}`;
}
