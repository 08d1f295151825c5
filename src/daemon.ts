/** Builds a node from its configuration, once, by hand, in the order in which an instance meets the parts. */
import { existsSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { rememberClock, systemClock, watchClock, type ClockSet } from './clock.js';
import { ASK_AGAIN_MS, startAsking } from './commitment/asking.js';
import { startReporting } from './commitment/reporting.js';
import type { Config, Destination } from './config.js';
import { makeDataFolder } from './data-folder.js';
import { deidentifyExample } from './deid/example.js';
import type { InstanceLimits } from './dicom/instance.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './dicom/uid-registry.js';
import type { AssociationOptions, ScuTimeouts } from './dimse/scu-options.js';
import { LetheError } from './errors.js';
import { loadKeyring, loadOrCreateKeyring } from './keyring.js';
import { createNodeCounters } from './http/counters.js';
import { serveNodePages } from './http/node-pages.js';
import type { HttpServer } from './http/server.js';
import { loadCredentials, type CredentialsReload, type LiveCredentials } from './live-credentials.js';
import { errorFields, type Log } from './log.js';
import { pipelineLog } from './log-pipeline.js';
import { allocateTimes, countingTimes } from './metrics/times.js';
import { verifyModelFolder } from './models/model-folder.js';
import { NER_MODEL_FOLDER } from './ner/model-folder.js';
import { OCR_MODELS_FOLDER } from './ocr/model-folder.js';
import { createDicomCourier } from './pipeline/courier-dicom.js';
import { createFolderCourier } from './pipeline/courier-folder.js';
import { createDeidPool, type DeidPool } from './pipeline/deid-pool.js';
import { startDeidentifyStage } from './pipeline/deidentify.js';
import { recover } from './pipeline/recover.js';
import { clockSettings, startRetention } from './pipeline/retain.js';
import { startSendStage, type Courier, type SendStage } from './pipeline/send.js';
import type { Stage } from './pipeline/stage-loop.js';
import { createTranscoder, type Transcoder } from './pipeline/transcode.js';
import { startReceiver, type Receiver } from './receiver.js';
import type { ReceiverData, ReceiverListener } from './receiver-task.js';
import { loadStrategies } from './routing/load.js';
import { checkReferences } from './routing/references.js';
import type { Strategy } from './routing/strategy.js';
import { openIncomingSpool } from './spool/incoming.js';
import { openOutgoingSpool } from './spool/outgoing.js';
import { openStore } from './store/sqlite/open-store.js';
import type { Store } from './store/store.js';

const LEASE_MS = 300_000;
const RETRY_WATCH_MS = 1000;
/** So long claims and outcomes wait for others to share their commit. */
const GATHER_MS = 40;
const WORKER_TIMEOUT_MS = 120_000;
const WORKER_HEAP_MB = 1024;
const DAY_MS = 86_400_000;
/** How long before a certificate runs out its owner is told. */
const EXPIRY_NOTICE_MS = 30 * DAY_MS;

/** A running node. */
export interface LetheNode {
  readonly host: string;
  readonly port: number;
  /** Whether the node still does its work: what the watchdog asks. */
  isWell(): boolean;
  /** Re-reads strategies, certificates and users; with an error in one the old stays. Open associations notice nothing. */
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
  await verifyModelFolder(NER_MODEL_FOLDER);
  const credentials = loadCredentials(config, systemClock.now);
  makeDataFolder(config.dataDir);
  const paths = dataPaths(config);
  // A key is made once, with the database: where one is left without the other, something was lost.
  const keyring = existsSync(paths.database)
    ? loadKeyring(config.keyFile)
    : loadOrCreateKeyring(config.keyFile);
  const counters = createNodeCounters([...config.destinations.keys()]);
  const events = counters.counting(pipelineLog(log));
  const times = {
    durable: allocateTimes(),
    commit: allocateTimes(),
    worker: allocateTimes(),
    tagger: allocateTimes(),
    finder: allocateTimes(),
  };
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
    gatherMs: GATHER_MS,
    commitTimes: times.commit,
    onFailure: fail,
  });
  let startedAt: number;
  let clockSets: readonly ClockSet[];
  try {
    const recovered = await recover({
      store,
      incoming,
      outgoing,
      limits,
      auditTokenKey: keyring.auditTokens,
      pixelDataMismatch: config.pixelDataMismatch,
    });
    events.recovered({ ...recovered });
    // Nothing waits for longer than that, unless the clock was set back while no node ran.
    await store.bringForward(2 * Math.max(config.retry.maxMs, ASK_AGAIN_MS));
    ({ seq: startedAt } = await store.appendAudit({ event: 'node.started', actor: `lethe ${version}` }));
    clockSets = await clockSettings(store);
    await auditStrategies(store, strategies);
    log.info('strategies.loaded', { strategies: strategies.map(nameOf) });
  } catch (error) {
    await store.close();
    throw error;
  }

  const poolFor = (used: readonly Strategy[]): DeidPool =>
    createDeidPool(
      {
        strategies: used,
        keys: keyring.pseudonyms,
        auditTokenKey: keyring.auditTokens,
        memoryKey: keyring.patientMemory,
        nerModelFolder: NER_MODEL_FOLDER,
        ocrModelsFolder: OCR_MODELS_FOLDER,
        outgoingFolder: paths.outgoing,
        limits,
        taggerTimes: times.tagger,
        finderTimes: times.finder,
      },
      {
        threads: config.workers,
        timeoutMs: WORKER_TIMEOUT_MS,
        maxHeapMb: WORKER_HEAP_MB,
        onWorked: countingTimes(times.worker),
        recall: (patient) => store.patientFacts(patient),
        onRecallFailed: (error) => events.stageFailed('recall', error),
      },
    );
  let pool = poolFor(strategies);
  const transcoder = createTranscoder();
  const senders = new Map<string, SendStage>();
  const askers = new Map<string, Stage>();
  for (const destination of config.destinations.values()) {
    senders.set(
      destination.name,
      startSendStage({
        destination: destination.name,
        awaitsCommitment: awaitsCommitment(destination),
        onStored: () => askers.get(destination.name)?.wake(),
        couriers: couriersTo(destination, transcoder, credentials),
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
  for (const destination of config.destinations.values()) {
    if (destination.type !== 'dicom' || !destination.storageCommitment) continue;
    askers.set(
      destination.name,
      startAsking({
        destination: destination.name,
        association: () => ({ ...associationTo(destination), ...credentials.destination(destination.name) }),
        store,
        retry: config.retry,
        events,
        ...systemClock,
        onResend: () => senders.get(destination.name)?.wake(),
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
    clock: rememberClock(systemClock, clockSets),
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
  const clock = watchClock(systemClock, (byMs) => {
    log.warn('clock.jumped', { byMs });
    store
      .appendAudit({ event: 'clock.jumped', actions: { byMs } })
      .catch((error: unknown) => events.stageFailed('clock', error));
    if (byMs > 0) return;
    store.bringForward(0).then(
      () => {
        deidentify.wake();
        for (const sender of senders.values()) sender.retryNow();
        for (const asker of askers.values()) asker.wake();
        late.reporting?.wake();
      },
      (error: unknown) => events.stageFailed('clock', error),
    );
  });
  const leases = setInterval(() => {
    store.renewLeases(owner, LEASE_MS).catch((error: unknown) => events.stageFailed('leases', error));
  }, LEASE_MS / 3);

  const [firstListener = { host: config.host, port: config.port }, ...moreListeners] = receiverListeners(
    config,
    credentials,
  );
  const receiverData: ReceiverData = {
    ...firstListener,
    moreListeners,
    maxPduBytes: config.limits.maxPduBytes,
    associations: {
      maxAssociations: config.limits.maxAssociations,
      maxAssociationsPerCallingAe: config.limits.maxAssociationsPerCaller,
      maxContexts: config.limits.maxPresentationContexts,
      maxCommandBytes: config.limits.maxCommandBytes,
    },
    timers: { artimMs: config.timers.artimMs, idleMs: config.timers.idleMs },
    callers: { aeTitles: config.aeTitles, acceptedCallers: config.acceptedCallers },
    sopClasses: config.sopClasses,
    folder: paths.incoming,
    reserveBytes: config.spool.reserveBytes,
    highWaterInstances: config.spool.highWaterInstances,
    limits,
    maxInstanceBytes: config.limits.maxInstanceBytes,
    auditTokenKey: Uint8Array.from(keyring.auditTokens),
    keepRefused: config.quarantineRefused,
    resendAfterMs: config.retry.maxMs,
    pixelDataMismatch: config.pixelDataMismatch,
    durableTimes: times.durable,
  };

  const late: { reporting?: Stage } = {};
  const stopWorking = async (): Promise<void> => {
    await deidentify.stop();
    await Promise.all([...senders.values()].map((sender) => sender.stop()));
    await Promise.all([...askers.values()].map((asker) => asker.stop()));
    await late.reporting?.stop();
    await retention.stop();
    clock.stop();
    clearInterval(leases);
    clearInterval(operator);
    await pool.close();
    await transcoder.close();
    await store.releaseLeases(owner).catch((error: unknown) => events.stageFailed('leases', error));
    await store.close();
  };

  const admission: { refusal: string | undefined } = { refusal: undefined };
  let isStopping = false;
  let pages: HttpServer | undefined;
  let receiver: Receiver;
  try {
    pages = await serveNodePages({
      config,
      folder: paths.incoming,
      store,
      openBeside: () => openStore({ file: paths.database, auditKey: keyring.auditChain, role: 'tool' }),
      health: {
        isAlarmed: () => alarm.raised,
        isStopping: () => isStopping,
        refusal: () => (alarm.raised ? 'disk-failed' : admission.refusal),
        sinceProgressMs: () => pool.use().stillMs,
        workers: () => pool.use(),
      },
      metrics: { version, counters, times, now: systemClock.now },
      onError: (error) => events.stageFailed('http', error),
    });
    receiver = await startReceiver(store, receiverData, {
      events,
      onReceived: () => deidentify.wake(),
      onCommitment(resend) {
        if (resend === undefined) late.reporting?.wake();
        else senders.get(resend)?.wake();
      },
      onAdmission: (refusal, freeBytes) => {
        admission.refusal = refusal;
        log.warn('admission.changed', { refusal: refusal ?? 'none', freeBytes });
      },
      onFailure: fail,
    });
  } catch (error) {
    await pages?.close();
    await stopWorking();
    throw error;
  }
  late.reporting = startReporting({
    store,
    pathOf: (file) => incoming.pathOf(file),
    addressOf(aeTitle) {
      const found = config.commitmentRequesters.find((requester) => requester.aeTitle === aeTitle);
      if (found === undefined) return undefined;
      const { tls } = credentials.requester(aeTitle);
      return { host: found.host, port: found.port, ...(tls === undefined ? {} : { tls }) };
    },
    reportOnAssociation: (associationId, list) => receiver.reportCommitment(associationId, list),
    retry: config.retry,
    events,
    ...systemClock,
  });
  alarm.closeGate = () => receiver.closeGate();
  if (alarm.raised) receiver.closeGate();
  const { host, port } = receiver;
  if (pages !== undefined) log.info('http.listening', { host: pages.host, port: pages.port });
  receiver.addresses.forEach((address, index) => {
    const tls = config.listeners[index]?.tls;
    log.info('node.listening', {
      ...address,
      aeTitles: config.aeTitles.map(({ aeTitle }) => aeTitle),
      ...(tls === undefined ? {} : { tls: tls.profile, clients: tls.clients }),
    });
  });
  const noticeExpiry = (): void => {
    for (const { owner: whose, expiresAt } of credentials.expiring(EXPIRY_NOTICE_MS))
      log.warn('certificate.expiring', { owner: whose, expires: new Date(expiresAt).toISOString() });
  };
  noticeExpiry();
  const expiry = setInterval(noticeExpiry, DAY_MS);

  const tellReload = async (result: CredentialsReload): Promise<void> => {
    if (result.kind === 'refused') {
      log.error('credentials.refused', { owner: result.owner, ...errorFields(result.error) });
      const code = result.error instanceof LetheError ? result.error.code : 'UNKNOWN';
      await store.appendAudit({ event: 'credentials.refused', code });
      return;
    }
    const fresh = result.listener === undefined ? undefined : credentials.listeners[result.listener];
    if (result.listener !== undefined && fresh !== undefined) receiver.setCredentials(result.listener, fresh);
    log.info('credentials.loaded', { owner: result.owner });
    await store.appendAudit({ event: 'credentials.loaded' });
  };

  return {
    host,
    port,
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
      for (const result of credentials.reload()) await tellReload(result);
      noticeExpiry();
    },
    async stop() {
      log.info('node.stopping');
      clearInterval(expiry);
      isStopping = true;
      await receiver.close(config.timers.drainMs);
      await store
        .appendAudit({ event: 'node.stopped' })
        .catch((error: unknown) => events.stageFailed('audit', error));
      await pages?.close();
      await stopWorking();
      log.info('node.stopped');
    },
  };
}

type DicomDestination = Extract<Destination, { type: 'dicom' }>;

function awaitsCommitment(destination: Destination): boolean {
  return destination.type === 'dicom' && destination.storageCommitment;
}

function timeoutsOf(destination: DicomDestination): Partial<ScuTimeouts> {
  return {
    connectMs: destination.connectTimeoutMs,
    associateMs: destination.associationTimeoutMs,
    responseMs: destination.responseTimeoutMs,
  };
}

function associationTo(destination: DicomDestination): Omit<AssociationOptions, 'contexts'> {
  return {
    host: destination.host,
    port: destination.port,
    callingAeTitle: destination.localAeTitle,
    calledAeTitle: destination.aeTitle,
    timeouts: timeoutsOf(destination),
  };
}

function couriersTo(
  destination: Destination,
  transcoder: Transcoder,
  credentials: LiveCredentials,
): readonly Courier[] {
  if (destination.type === 'folder') return [createFolderCourier(destination)];
  return Array.from({ length: destination.maxAssociations }, () =>
    createDicomCourier({
      aeTitle: destination.aeTitle,
      host: destination.host,
      port: destination.port,
      localAeTitle: destination.localAeTitle,
      timeouts: timeoutsOf(destination),
      fallbackTransferSyntaxUids:
        destination.transcode === 'lossless' ? [EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN] : [],
      transcode: (file, accepted) => transcoder.transcode(file, accepted),
      credentials: () => credentials.destination(destination.name),
    }),
  );
}

/** The listeners of the configuration, each with what its files hold. */
function receiverListeners(config: Config, credentials: LiveCredentials): readonly ReceiverListener[] {
  return config.listeners.map(({ host, port, tls }, index): ReceiverListener => {
    const { material, users } = credentials.listeners[index] ?? {};
    return {
      host,
      port,
      ...(tls === undefined || material === undefined
        ? {}
        : { tls: { material, clients: tls.clients }, allowedNames: tls.allowedNames }),
      ...(users === undefined ? {} : { users }),
    };
  });
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
