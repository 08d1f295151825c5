/**
 * `node receive-node.js FOLDER PORT`: the receive path of a node and nothing behind it (SCP, incoming spool, store,
 * admission), so that what Success costs can be measured apart from the work that follows.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../src/clock.js';
import { DEFAULT_INSTANCE_LIMITS } from '../src/dicom/instance.js';
import { createStorageScp } from '../src/dimse/scp.js';
import { loadOrCreateKeyring } from '../src/keyring.js';
import { createLog } from '../src/log.js';
import { pipelineLog } from '../src/log-pipeline.js';
import { createAdmissionGate } from '../src/pipeline/admission.js';
import { openInstanceSink } from '../src/pipeline/receive.js';
import { startReceiveThread } from '../src/pipeline/receive-thread.js';
import { openIncomingSpool } from '../src/spool/incoming.js';
import { openStore } from '../src/store/sqlite/open-store.js';

const [folder, port] = process.argv.slice(2);
if (folder === undefined || port === undefined) throw new Error('usage: receive-node FOLDER PORT');

const fail = (error: unknown): void => {
  throw new Error('the receive path failed', { cause: error });
};
const events = pipelineLog(createLog({ level: 'info', format: 'json' }));
mkdirSync(path.join(folder, 'spool'), { recursive: true });
const keyring = loadOrCreateKeyring(path.join(folder, 'lethe.key'));
const incoming = await openIncomingSpool(path.join(folder, 'spool', 'incoming'));
const store = await openStore({
  file: path.join(folder, 'lethe.db'),
  auditKey: keyring.auditChain,
  role: 'node',
  now: systemClock.now,
  onFailure: fail,
});
const gate = createAdmissionGate({
  store,
  folder,
  reserveBytes: 2 ** 30,
  highWaterInstances: 100_000,
  onChange: () => undefined,
  onError: fail,
});
await gate.refresh();
const thread = startReceiveThread(
  {
    folder: incoming.folder,
    limits: DEFAULT_INSTANCE_LIMITS,
    auditTokenKey: keyring.auditTokens,
    keepRefused: true,
  },
  64,
  fail,
);
const scp = createStorageScp({
  host: '127.0.0.1',
  port: Number(port),
  admit: () => ({ kind: 'accept' }),
  acceptAbstractSyntax: () => true,
  openInstance: (request) =>
    openInstanceSink(request, {
      store,
      incoming,
      thread,
      gate,
      maxInstanceBytes: 0,
      events,
      onReceived: () => undefined,
    }),
  onEvent: (event) => events.association(event),
});
await scp.listen();
