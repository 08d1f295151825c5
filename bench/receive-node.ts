/**
 * `node receive-node.js FOLDER PORT`: the receive path of a node and nothing behind it (SCP, incoming spool, store,
 * admission), so that what Success costs can be measured apart from the work that follows.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../src/clock.js';
import { DEFAULT_INSTANCE_LIMITS } from '../src/dicom/instance.js';
import { DEFAULT_ASSOCIATION_LIMITS, DEFAULT_SCP_TIMERS } from '../src/dimse/scp-options.js';
import { loadOrCreateKeyring } from '../src/keyring.js';
import { createLog } from '../src/log.js';
import { pipelineLog } from '../src/log-pipeline.js';
import { startReceiver } from '../src/receiver.js';
import { openStore } from '../src/store/sqlite/open-store.js';

const [folder, port] = process.argv.slice(2);
if (folder === undefined || port === undefined) throw new Error('usage: receive-node FOLDER PORT');

const fail = (error: unknown): void => {
  throw new Error('the receive path failed', { cause: error });
};
mkdirSync(path.join(folder, 'spool'), { recursive: true });
const keyring = loadOrCreateKeyring(path.join(folder, 'lethe.key'));
const store = await openStore({
  file: path.join(folder, 'lethe.db'),
  auditKey: keyring.auditChain,
  role: 'node',
  now: systemClock.now,
  onFailure: fail,
});
await startReceiver(
  store,
  {
    host: '127.0.0.1',
    port: Number(port),
    maxPduBytes: 131_072,
    associations: DEFAULT_ASSOCIATION_LIMITS,
    timers: DEFAULT_SCP_TIMERS,
    callers: { aeTitles: [{ aeTitle: 'LETHE', callingAeTitles: [] }], acceptedCallers: [] },
    sopClasses: 'all',
    folder: path.join(folder, 'spool', 'incoming'),
    reserveBytes: 2 ** 30,
    highWaterInstances: 100_000,
    limits: DEFAULT_INSTANCE_LIMITS,
    maxInstanceBytes: 0,
    auditTokenKey: Uint8Array.from(keyring.auditTokens),
    keepRefused: true,
    resendAfterMs: 60_000,
    pixelDataMismatch: 'quarantine',
  },
  {
    events: pipelineLog(createLog({ level: 'info', format: 'json' })),
    onReceived: () => undefined,
    onCommitment: () => undefined,
    onAdmission: () => undefined,
    onFailure: fail,
  },
);
