import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { startDcmrecv, startStorescp } from '../test/peers/dcmtk.js';
import { freePort, isListening, waitFor } from '../test/peers/network.js';
import { NODE_FLAGS, makeNodeFolder, startNode, writeStrategy } from '../test/peers/node.js';
import { startOrthanc } from '../test/peers/orthanc.js';
import { startProcess } from '../test/peers/process.js';

/** A program that takes C-STORE, running. */
export interface Receiver {
  readonly pid: number;
  readonly port: number;
  readonly aeTitle: string;
  /** How many instances it has stored. */
  readonly count: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

export interface ReceiverKind {
  readonly name: string;
  /** Starts it with its files under the folder. */
  readonly start: (folder: string) => Promise<Receiver>;
}

const FSYNC_SOURCE = path.resolve(import.meta.dirname, '..', '..', 'bench', 'fsync-on-close.c');

/** The number of files in a folder, not counting folders. */
export async function countFiles(folder: string): Promise<number> {
  return (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).length;
}

function storescp(name: string, fsync: boolean): ReceiverKind {
  return {
    name,
    start: async (folder) => {
      const stored = path.join(folder, 'stored');
      const shim = path.join(folder, 'fsync-on-close.so');
      if (fsync) execFileSync('gcc', ['-O2', '-shared', '-fPIC', '-o', shim, FSYNC_SOURCE, '-ldl']);
      const scp = await startStorescp({
        dir: stored,
        // --fork: one process an association, without which storescp serves one at a time.
        args: ['+B', '+xa', '-pm', '--fork'],
        env: fsync ? { LD_PRELOAD: shim } : {},
      });
      return {
        pid: scp.pid,
        port: scp.port,
        aeTitle: 'STORESCP',
        count: () => countFiles(stored),
        stop: async () => {
          await scp.stop();
        },
      };
    },
  };
}

/** DCMTK's storescp, bit preserving, one process an association; nothing is synced. */
export const STORESCP = storescp('storescp', false);
/** The same, each file fsynced when it is closed. */
export const STORESCP_FSYNC = storescp('storescp-fsync', true);

/** DCMTK's dcmrecv, which serves one association at a time; nothing is synced. */
export const DCMRECV: ReceiverKind = {
  name: 'dcmrecv',
  start: async (folder) => {
    const stored = path.join(folder, 'stored');
    const scp = await startDcmrecv({ dir: stored });
    return {
      pid: scp.pid,
      port: scp.port,
      aeTitle: 'DCMRECV',
      count: () => countFiles(stored),
      stop: async () => {
        await scp.stop();
      },
    };
  },
};

/** Orthanc with Debian's defaults: it syncs files, not its database. */
export const ORTHANC: ReceiverKind = {
  name: 'orthanc',
  start: async (folder) => {
    const orthanc = await startOrthanc({ dir: path.join(folder, 'orthanc') });
    return {
      pid: orthanc.pid,
      port: orthanc.port,
      aeTitle: 'ORTHANC',
      count: async () =>
        ((await orthanc.get('/statistics')) as { readonly CountInstances: number }).CountInstances,
      // It is thrown away: no need to wait for its orderly end.
      stop: async () => {
        await orthanc.stop(0);
      },
    };
  },
};

/** How many originals a node has made durable. */
const countOriginals = (dataDir: string): Promise<number> =>
  countFiles(path.join(dataDir, 'spool', 'incoming'));

function wholeNode(
  name: string,
  configure: (folder: string) => Promise<Readonly<Record<string, unknown>>>,
): ReceiverKind {
  return {
    name,
    start: async (folder) => {
      const node = await makeNodeFolder(folder, await configure(folder));
      const running = await startNode(node);
      return {
        pid: running.pid,
        port: node.port,
        aeTitle: 'LETHE',
        count: () => countOriginals(node.dataDir),
        // What it still has to do is of no interest here.
        stop: async () => {
          await running.stop(0);
        },
      };
    },
  };
}

/** A whole node with its defaults: while it receives it also de-identifies, pixels searched, and delivers to a folder. */
export const LETHE: ReceiverKind = wholeNode('lethe', () => Promise.resolve({}));

/** The same with headers alone: pixels are not searched. */
export const LETHE_HEADERS: ReceiverKind = wholeNode('lethe-headers', async (folder) => ({
  destinations: { folder: { type: 'folder', path: path.join(folder, 'delivered') } },
  strategies: [await writeStrategy(folder, ['folder'])],
}));

/** The node's receive path with nothing behind it. */
export const LETHE_RECEIVE_ONLY: ReceiverKind = {
  name: 'lethe-receive-only',
  start: async (folder) => {
    const port = await freePort();
    const program = path.join(import.meta.dirname, 'receive-node.js');
    const running = await startProcess(process.execPath, [...NODE_FLAGS, program, folder, String(port)]);
    await waitFor(async () => running.hasExited() || (await isListening(port)), { what: 'the receive path' });
    if (running.hasExited()) throw new Error(`the receive path ended at once: ${running.output()}`);
    return {
      pid: running.pid,
      port,
      aeTitle: 'LETHE',
      count: () => countOriginals(folder),
      stop: async () => {
        await running.stop(0);
      },
    };
  },
};
