import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { freePort, waitFor } from '../peers/network.js';
import { runToEnd } from '../peers/process.js';
import { LETHE_MAIN } from '../peers/node.js';
import { failingSyncEnvironment } from '../support/failing-sync.js';
import { copyUnderNewUid, filesBelow, sample } from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, type TestNode } from '../support/test-node.js';

const CT = sample('ct-implicit.dcm');

describe('A node that finds its state not as it left it', () => {
  let folder: string;
  let node: TestNode;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    });
    await sendForStatuses([CT], { port: node.port });
    await node.untilAtRest(1);
    await (await node.store()).close();
    await node.stop();
  });

  afterEach(async () => {
    await removeFolder(folder);
  });

  /** Starts it in vain: exit status and output. */
  async function refusedStart(): Promise<{ code: number | undefined; output: string }> {
    return await runToEnd(process.execPath, [LETHE_MAIN, 'run', '--config', node.configurationFile], {
      timeoutMs: 30_000,
    });
  }

  it('does not start without its key, and makes no new one', async () => {
    const key = path.join(node.dataDir, 'lethe.key');
    await rm(key);
    const { code, output } = await refusedStart();
    expect([code, existsSync(key)]).to.deep.equal([1, false]);
    expect(output).to.match(/KEY_NOT_READABLE/);
  });

  it('does not start with another key', async () => {
    const key = path.join(node.dataDir, 'lethe.key');
    await writeFile(key, `${'ab'.repeat(32)}\n`);
    await chmod(key, 0o600);
    const { code, output } = await refusedStart();
    expect(code).to.equal(1);
    expect(output).to.match(/AUDIT_BROKEN/);
  });

  it('does not start on a database whose beginning is damaged, and leaves it as it is', async () => {
    const database = path.join(node.dataDir, 'lethe.db');
    const bytes = readFileSync(database);
    bytes.fill(0x5a, 0, 100);
    await writeFile(database, bytes);
    const { code, output } = await refusedStart();
    expect(code).to.equal(1);
    expect(output).to.match(/STORE_NOT_USABLE/);
    expect(readFileSync(database).equals(bytes)).to.equal(true);
  });

  it('does not start on a database that is cut off, and does not make a fresh one', async () => {
    const database = path.join(node.dataDir, 'lethe.db');
    const bytes = readFileSync(database).subarray(0, 3 * 4096 + 17);
    await writeFile(database, bytes);
    const { code, output } = await refusedStart();
    expect(code).to.equal(1);
    expect(output).to.match(/STORE_NOT_USABLE|AUDIT_BROKEN/);
  });

  it('starts again when what was lost is put back', async () => {
    const key = path.join(node.dataDir, 'lethe.key');
    const kept = path.join(folder, 'key.backup');
    await copyFile(key, kept);
    await rm(key);
    await refusedStart();
    await copyFile(kept, key);
    await chmod(key, 0o600);
    await node.start();
    expect(await sendForStatuses([CT], { port: node.port })).to.deep.equal(['0000']);
    await node.stop();
  });

  it('is refused where another runs already, which goes on', async () => {
    await node.start();
    const second = path.join(folder, 'second.yaml');
    await writeFile(
      second,
      JSON.stringify({ host: '127.0.0.1', port: await freePort(), dataDir: node.dataDir }),
    );
    const { code, output } = await runToEnd(process.execPath, [LETHE_MAIN, 'run', '--config', second], {
      timeoutMs: 30_000,
    });
    expect(code).to.equal(1);
    expect(output).to.match(/STORE_LOCKED/);
    expect(await sendForStatuses([CT], { port: node.port })).to.deep.equal(['0000']);
    await node.stop();
  });
});

describe('A node whose disk does not sync', () => {
  it('acknowledges nothing more until it is started anew, and has lost nothing then', async function () {
    const folder = await makeTemporaryFolder();
    const flag = path.join(folder, 'sync-fails');
    const environment = failingSyncEnvironment(folder, flag);
    if (environment === undefined) this.skip();
    const files = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const file = path.join(folder, `${index}.dcm`);
        await copyUnderNewUid(CT, file, 300 + index);
        return file;
      }),
    );
    const before = { ...process.env };
    Object.assign(process.env, environment);
    let node: TestNode;
    try {
      node = await startTestNode(folder, {
        destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
      });
    } finally {
      for (const name of Object.keys(environment)) {
        const value = before[name];
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    try {
      const good = await sendForStatuses([files[0]!], { port: node.port });
      await node.untilAtRest(1);
      await writeFile(flag, '');
      const failed = await sendForStatuses([files[1]!], { port: node.port });
      await waitFor(() => node.output().includes('spool.failed'), { what: 'the alarm' });
      await rm(flag);
      // The disk says it is well again: what it lost before is lost all the same, so nothing is believed.
      const later = await sendForStatuses([files[2]!], { port: node.port });
      expect([good, failed, later]).to.deep.equal([['0000'], ['A700'], ['rejected']]);
      await node.kill();
      await node.start();
      expect(await sendForStatuses(files, { port: node.port })).to.deep.equal(['0000', '0000', '0000']);
      await node.untilAtRest(3);
      expect((await (await node.store()).books()).balanced).to.equal(true);
    } finally {
      await node.close();
      await removeFolder(folder);
    }
  });
});

describe('A node whose disk is full', () => {
  const COUNT = 24;
  const mount = (size: string, where: string, remount = false): boolean => {
    const options = `${remount ? 'remount,' : ''}size=${size}`;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', where], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  it('says A700 to senders, loses nothing that it acknowledged, and goes on when there is room', async function () {
    this.timeout(170_000);
    const folder = await makeTemporaryFolder();
    const dataDir = path.join(folder, 'data');
    await mkdir(dataDir, { mode: 0o700 });
    if (!mount('3m', dataDir)) {
      await removeFolder(folder);
      this.skip();
    }
    const files = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const file = path.join(folder, `${index}.dcm`);
        await copyUnderNewUid(sample('mr-private-elements.dcm'), file, 400 + index);
        return file;
      }),
    );
    let node: TestNode | undefined;
    try {
      node = await startTestNode(folder, {
        destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
      });
      // To the brim, so that originals, outputs and the database all meet it.
      const filler = path.join(dataDir, 'filler');
      const { port } = node;
      const first = await sendForStatuses(files.slice(0, 2), { port });
      await node.untilAtRest(2);
      const fill = (): void => {
        try {
          execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096'], { stdio: 'ignore' });
        } catch {
          // Full.
        }
      };
      fill();
      const full = await sendForStatuses(files.slice(2, 12), { port });
      // Some room: some originals fit, their outputs do not.
      execFileSync('truncate', ['-s', '-600K', filler]);
      const narrow = await sendForStatuses(files.slice(2, 12), { port });
      mount('64m', dataDir, true);
      const acknowledged = narrow.filter((status) => status === '0000').length;
      expect(first).to.deep.equal(['0000', '0000']);
      expect(full.filter((status) => status === '0000')).to.deep.equal([]);
      expect(new Set([...full, ...narrow])).to.include('A700');
      await waitFor(async () => (await sendForStatuses(files.slice(12, 13), { port }))[0] === '0000', {
        what: 'room',
        timeoutMs: 20_000,
        intervalMs: 500,
      });
      const books = await (await node.store()).books();
      expect([books.received >= 3 + acknowledged, books.balanced]).to.deep.equal([true, true]);
      await node.untilAtRest(books.received);
      const delivered = (await filesBelow(path.join(folder, 'clean'))).filter((file) =>
        file.endsWith('.dcm'),
      );
      expect(delivered).to.have.lengthOf(books.received);
      expect((await filesBelow(dataDir)).filter((file) => file.endsWith('.part'))).to.deep.equal([]);
    } finally {
      await node?.close();
      execFileSync('umount', ['-l', dataDir]);
      await removeFolder(folder);
    }
  });
});
