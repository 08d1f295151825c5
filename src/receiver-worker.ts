/**
 * The receiver: sockets, incoming spool and the record of what came, in the thread where the store commits
 * (`Store.startNear`), so that an instance meets no other thread between its first byte and its answer. The main thread
 * is told what happened a little later, many events at a time.
 */
import type { MessagePort } from 'node:worker_threads';
import { systemClock } from './clock.js';
import type { CommitmentList } from './commitment/data-set.js';
import { commitmentReport } from './commitment/operation.js';
import { createCommitmentReceiver } from './commitment/receiving.js';
import { callerFault, carriesName } from './config/callers.js';
import { isKnownNonStorageSopClass } from './dicom/uid-registry.js';
import { createStorageScp } from './dimse/scp.js';
import type { InvokeOutcome } from './dimse/invoking.js';
import { isNormalizedSopClass } from './dimse/operations.js';
import type { Admission, AssociationEvent, AssociationRequest } from './dimse/scp-options.js';
import { countingTimes } from './metrics/times.js';
import { createAdmissionGate } from './pipeline/admission.js';
import { createReceive } from './pipeline/receive.js';
import { sentFailure, type ReceiverData, type ReceiverListener, type ToReceiver } from './receiver-task.js';
import { createTeller } from './receiver-teller.js';
import { openFolderSync } from './spool/durable.js';
import { openIncomingSpool } from './spool/incoming.js';
import type { NearStore } from './store/store.js';
import { createIdentityVerifier, type IdentityVerdict, type IdentityVerifier } from './users/verify.js';

/**
 * Listens; resolves when it does.
 * @throws LetheError `PORT_IN_USE`, `PORT_NOT_PERMITTED`, `CONFIG_INVALID` or `SPOOL_NOT_USABLE`
 */
export async function start(store: NearStore, port: MessagePort, data: unknown): Promise<void> {
  const own = data as ReceiverData;
  const tell = createTeller((message) => port.postMessage(message));
  const incoming = await openIncomingSpool(own.folder);
  const folderSync = await openFolderSync(incoming.folder);
  const gate = createAdmissionGate({
    store,
    folder: own.folder,
    reserveBytes: own.reserveBytes,
    highWaterInstances: own.highWaterInstances,
    onChange: (refusal, freeBytes) => tell.now({ kind: 'admission', refusal, freeBytes }),
    onError: (error) => fail(error),
  });
  const fail = (error: unknown): void => {
    gate.close();
    tell.now({ kind: 'failed', error: sentFailure(error) });
  };
  const receive = createReceive({
    store,
    incoming,
    folderSync,
    gate,
    limits: own.limits,
    auditTokenKey: Buffer.from(own.auditTokenKey),
    keepRefused: own.keepRefused,
    pixelDataMismatch: own.pixelDataMismatch,
    maxInstanceBytes: own.maxInstanceBytes,
    events: {
      received: (...facts) => tell.later('received', ...facts),
      refused: (...facts) => tell.later('refused', ...facts),
      quarantined: (...facts) => tell.later('quarantined', ...facts),
      stageFailed: (stage, error) => tell.later('stageFailed', stage, sentFailure(error)),
    },
    onReceived: () => tell.due(),
    ...(own.durableTimes === undefined ? {} : { onDurable: countingTimes(own.durableTimes) }),
    onDiskFailure: fail,
  });
  const listeners: readonly ReceiverListener[] = [own, ...(own.moreListeners ?? [])];
  const verifiers = listeners.map(({ users }) =>
    users === undefined ? undefined : createIdentityVerifier(users),
  );
  const scp = createStorageScp({
    host: own.host,
    port: own.port,
    ...(own.tls === undefined ? {} : { tls: own.tls }),
    ...(own.moreListeners === undefined ? {} : { moreListeners: own.moreListeners }),
    maxPduBytes: own.maxPduBytes,
    limits: own.associations,
    timers: own.timers,
    admit: (request) =>
      admit(request, {
        callers: own.callers,
        allowedNames: listeners[request.listener]?.allowedNames ?? [],
        verifier: verifiers[request.listener],
        refusal: () => gate.refusal(),
      }),
    acceptAbstractSyntax: (uid) =>
      isNormalizedSopClass(uid) ||
      (own.sopClasses === 'all' ? !isKnownNonStorageSopClass(uid) : own.sopClasses.includes(uid)),
    openInstance: (request) => receive.openInstance(request),
    openRefused: (request, answer) => receive.openRefused(request, answer),
    carryOut: createCommitmentReceiver({
      store,
      resendAfterMs: own.resendAfterMs,
      now: systemClock.now,
      onRequested(callingAeTitle, instances) {
        tell.later('commitmentRequested', callingAeTitle, instances);
        tell.now({ kind: 'commitment', resend: undefined });
      },
      onSettled(settlement) {
        if (settlement.kind === 'unknown') return;
        const { destination, committed, failed } = settlement;
        tell.later('commitmentSettled', destination, committed, failed);
        if (failed > 0) tell.now({ kind: 'commitment', resend: destination });
      },
    }),
    onEvent(event) {
      tell.later('association', sendable(event));
      return tell.pace();
    },
  });

  const report = async (id: number, associationId: string, list: CommitmentList): Promise<void> => {
    const association = scp.associations.find((one) => one.associationId === associationId);
    const outcome: InvokeOutcome =
      association === undefined || association.state !== 'Sta6' || association.busy
        ? { kind: 'association-ended' }
        : await association.invoke(commitmentReport(list));
    tell.now({ kind: 'reported', id, outcome });
  };

  let ending: Promise<void> | undefined;
  const end = (drainMs: number): Promise<void> =>
    (ending ??= scp.close({ drainMs }).then(async () => {
      gate.stop();
      await folderSync.close();
      tell.flush();
    }));
  port.on('message', (message: ToReceiver) => {
    if (message.kind === 'close-gate') gate.close();
    else if (message.kind === 'heard') tell.heard(message.events);
    else if (message.kind === 'report') void report(message.id, message.associationId, message.list);
    else if (message.kind === 'credentials') {
      const { material, users } = message.credentials;
      if (material !== undefined) scp.setTls(message.listener, material);
      if (users !== undefined) verifiers[message.listener]?.setUsers(users);
    } else void end(message.drainMs).then(() => tell.now({ kind: 'closed' }));
  });
  port.on('close', () => void end(0));

  try {
    await gate.refresh();
    const address = await scp.listen();
    tell.now({ kind: 'listening', addresses: address.all });
  } catch (error) {
    await end(0);
    throw error;
  }
}

interface AdmissionRules {
  readonly callers: ReceiverData['callers'];
  readonly allowedNames: readonly string[];
  readonly verifier: IdentityVerifier | undefined;
  /** Why nothing can be taken now. */
  refusal(): string | undefined;
}

/** The standard's answer to who asks for an association (PS3.8 table 9-21). */
function admit(request: AssociationRequest, rules: AdmissionRules): Admission | Promise<Admission> {
  const fault = callerFault(rules.callers, { ...request, address: request.remoteAddress });
  if (fault === 'called-ae-title-not-recognized')
    return { kind: 'reject', cause: 'called-ae-title', result: 1, source: 1, reason: 7 };
  if (fault === 'calling-ae-title-not-recognized')
    return { kind: 'reject', cause: 'calling-ae-title', result: 1, source: 1, reason: 3 };
  const { allowedNames, verifier } = rules;
  const isNamed = allowedNames.length === 0 || carriesName(request.tls, allowedNames);
  if (fault === 'certificate-name-not-allowed' || !isNamed)
    return { kind: 'reject', cause: 'certificate-name', result: 1, source: 1, reason: 3 };
  if (verifier === undefined) return withRoom(rules, { kind: 'accept' });
  const verdict = verifier.verify(request.userIdentity);
  return verdict instanceof Promise
    ? verdict.then((settled) => afterIdentity(rules, settled))
    : afterIdentity(rules, verdict);
}

/** PS3.7 D.3.3.7 leaves the reason open: 1, none given, tells a guesser nothing. */
function afterIdentity(rules: AdmissionRules, verdict: IdentityVerdict): Admission {
  switch (verdict.kind) {
    case 'verified':
      return withRoom(rules, { kind: 'accept', user: verdict.user });
    case 'refused':
      return { kind: 'reject', cause: 'user-identity', result: 1, source: 1, reason: 1 };
    case 'busy':
      return { kind: 'reject', cause: 'user-identity', result: 2, source: 3, reason: 1 };
  }
}

/** Out of room for good until someone acts: temporary congestion, so that the sender comes again. */
function withRoom(rules: AdmissionRules, admission: Admission): Admission {
  return rules.refusal() === undefined
    ? admission
    : { kind: 'reject', cause: 'no-room', result: 2, source: 3, reason: 1 };
}

function sendable(event: AssociationEvent): AssociationEvent {
  return 'error' in event ? { ...event, error: sentFailure(event.error) } : event;
}
