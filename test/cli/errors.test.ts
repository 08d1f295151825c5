import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect } from 'chai';
import { freePort } from '../peers/network.js';
import { sample } from '../support/instances.js';
import { clearErrorFaults, lethe, type CommandResult } from '../support/lethe-command.js';
import { send } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, type TestNode } from '../support/test-node.js';

const isRoot = process.getuid?.() === 0;

/** A data folder that has a key already: a database without one is refused before it is opened. */
async function makeDataWithKey(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(path.join(folder, 'lethe.key'), 'ab'.repeat(32), { mode: 0o600 });
}

describe('What cannot work ends in one clear error', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(async () => {
    await removeFolder(folder);
  });

  async function config(text: string): Promise<string> {
    const file = path.join(folder, 'lethe.yaml');
    await writeFile(file, text);
    return file;
  }

  async function check(text: string): Promise<CommandResult> {
    return await lethe(['check', '--config', await config(text)]);
  }

  /** Runs a node that must not come up. */
  async function run(configuration: Readonly<Record<string, unknown>>): Promise<CommandResult> {
    const file = await config(
      JSON.stringify({
        host: '127.0.0.1',
        port: await freePort(),
        dataDir: path.join(folder, 'data'),
        log: { level: 'error' },
        ...configuration,
      }),
    );
    return await lethe(['run', '--config', file], { timeoutMs: 30_000 });
  }

  describe('in the configuration:', () => {
    it('an unknown key, with file, line and column', async () => {
      const result = await check('port: 11112\nprot: 104\n');
      expect([
        clearErrorFaults(result, 'CONFIG_INVALID'),
        result.stderr.includes('lethe.yaml:2:1: '),
      ]).to.deep.equal([[], true]);
    });

    it('a value of the wrong type, with file, line and column', async () => {
      const result = await check('host: 127.0.0.1\nport: eleven\n');
      expect([
        clearErrorFaults(result, 'CONFIG_INVALID'),
        result.stderr.includes('lethe.yaml:2:7: '),
      ]).to.deep.equal([[], true]);
    });

    it('text that is no YAML', async () => {
      expect(clearErrorFaults(await check('port: [1\n'), 'CONFIG_INVALID')).to.deep.equal([]);
    });

    it('a variable that is not set', async () => {
      expect(clearErrorFaults(await check('dataDir: ${LETHE_TEST_UNSET}\n'), 'CONFIG_INVALID')).to.deep.equal(
        [],
      );
    });

    it('a file that is not there', async () => {
      const result = await lethe(['check', '--config', path.join(folder, 'none.yaml')]);
      expect(clearErrorFaults(result, 'CONFIG_NOT_READABLE')).to.deep.equal([]);
    });

    it('a folder in place of the file', async () => {
      expect(
        clearErrorFaults(await lethe(['check', '--config', folder]), 'CONFIG_NOT_READABLE'),
      ).to.deep.equal([]);
    });
  });

  describe('where a regular file is expected:', () => {
    /** A pipe to which nobody writes: who reads it waits for ever. */
    function pipe(): string {
      const file = path.join(folder, 'pipe.yaml');
      execFileSync('mkfifo', ['-m', '600', file]);
      return file;
    }

    it('a pipe as configuration', async () => {
      expect(
        clearErrorFaults(await lethe(['check', '--config', pipe()]), 'CONFIG_NOT_READABLE'),
      ).to.deep.equal([]);
    });

    it('a pipe as strategy', async () => {
      const result = await check(`strategies: ${pipe()}\n`);
      expect(clearErrorFaults(result, 'STRATEGY_NOT_READABLE')).to.deep.equal([]);
    });

    it('a device as key file', async () => {
      expect(clearErrorFaults(await run({ keyFile: '/dev/zero' }), 'KEY_NOT_READABLE')).to.deep.equal([]);
    });

    it('a pipe as an image', async () => {
      expect(clearErrorFaults(await lethe(['explain', pipe()]), 'NOT_FOUND')).to.deep.equal([]);
    });

    it('a file without end', async () => {
      const file = await config('');
      await truncate(file, 2 ** 40);
      expect(clearErrorFaults(await lethe(['check', '--config', file]), 'CONFIG_NOT_READABLE')).to.deep.equal(
        [],
      );
    });

    it('a file where the demo is to make its folder', async () => {
      const file = await config('');
      expect(clearErrorFaults(await lethe(['demo', '--out', file]), 'OUTPUT_NOT_USABLE')).to.deep.equal([]);
    });
  });

  describe('in a strategy:', () => {
    async function strategy(text: string): Promise<CommandResult> {
      await writeFile(path.join(folder, 'strategy.yaml'), text);
      return await check('strategies: strategy.yaml\n');
    }
    const GOOD = `strategy: s\nversion: '1'\ndescription: s\nroutes:\n  - { name: r, destinations: [folder] }\n`;

    it('an unknown key, with file, line and column', async () => {
      const result = await strategy(`${GOOD}deidentify: { profile: basic }\nprioritty: 3\n`);
      expect([
        clearErrorFaults(result, 'STRATEGY_INVALID'),
        result.stderr.includes('strategy.yaml:7:1: '),
      ]).to.deep.equal([[], true]);
    });

    it('an unknown profile', async () => {
      expect(
        clearErrorFaults(await strategy(`${GOOD}deidentify: { profile: none-such }\n`), 'STRATEGY_INVALID'),
      ).to.deep.equal([]);
    });

    it('an example that does not hold', async () => {
      const result = await strategy(
        `${GOOD}deidentify: { profile: basic }\nexamples:\n  - { name: e, given: { attributes: { PatientName: A } }, expect: { attributes: { PatientName: kept } } }\n`,
      );
      expect(clearErrorFaults(result, 'STRATEGY_EXAMPLE_FAILED')).to.deep.equal([]);
    });

    it('a pass-through that takes everything', async () => {
      expect(
        clearErrorFaults(await strategy(`${GOOD}deidentify: passthrough\n`), 'PASSTHROUGH_REFUSED'),
      ).to.deep.equal([]);
    });

    it('a destination that is not configured', async () => {
      const result = await strategy(`${GOOD.replace('[folder]', '[pacs]')}deidentify: { profile: basic }\n`);
      expect(clearErrorFaults(result, 'DESTINATION_UNKNOWN')).to.deep.equal([]);
    });

    it('a file that is not there', async () => {
      expect(clearErrorFaults(await check('strategies: none.yaml\n'), 'STRATEGY_NOT_READABLE')).to.deep.equal(
        [],
      );
    });

    it('a folder without any', async () => {
      await mkdir(path.join(folder, 'empty'));
      expect(clearErrorFaults(await check('strategies: empty\n'), 'STRATEGY_MISSING')).to.deep.equal([]);
    });
  });

  describe('at the start of a node:', () => {
    let server: Server | undefined;

    afterEach(async () => {
      await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
      server = undefined;
    });

    it('a port in use', async () => {
      const port = await freePort();
      const listening = createServer();
      server = listening;
      await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
      expect(clearErrorFaults(await run({ port }), 'PORT_IN_USE')).to.deep.equal([]);
    });

    it('a port that it may not use', async function () {
      if (isRoot) this.skip();
      expect(clearErrorFaults(await run({ port: 104 }), 'PORT_NOT_PERMITTED')).to.deep.equal([]);
    });

    it('a data folder that cannot be made', async () => {
      expect(clearErrorFaults(await run({ dataDir: '/dev/null/x' }), 'SPOOL_NOT_USABLE')).to.deep.equal([]);
    });

    it('a data folder that cannot be written', async function () {
      if (isRoot) this.skip();
      const data = path.join(folder, 'data');
      await mkdir(data, { mode: 0o500 });
      expect(clearErrorFaults(await run({}), 'SPOOL_NOT_USABLE')).to.deep.equal([]);
    });

    it('a key file that cannot be read', async () => {
      expect(clearErrorFaults(await run({ keyFile: '/dev/null/key' }), 'KEY_NOT_READABLE')).to.deep.equal([]);
    });

    it('a folder in place of the key file', async () => {
      await mkdir(path.join(folder, 'key'));
      expect(
        clearErrorFaults(await run({ keyFile: path.join(folder, 'key') }), 'KEY_NOT_READABLE'),
      ).to.deep.equal([]);
    });

    it('a key file that holds no key', async () => {
      const keyFile = path.join(folder, 'key');
      await writeFile(keyFile, 'secret\n', { mode: 0o600 });
      const result = await run({ keyFile });
      expect([clearErrorFaults(result, 'KEY_INVALID'), result.stderr.includes('secret')]).to.deep.equal([
        [],
        false,
      ]);
    });

    it('a key file that others may read', async () => {
      const keyFile = path.join(folder, 'key');
      await writeFile(keyFile, `${'ab'.repeat(32)}\n`);
      await chmod(keyFile, 0o644);
      const result = await run({ keyFile });
      expect([clearErrorFaults(result, 'KEY_INVALID'), result.stderr.includes('chmod 600')]).to.deep.equal([
        [],
        true,
      ]);
    });

    it('a database of another program', async () => {
      await makeDataWithKey(path.join(folder, 'data'));
      const db = new SqliteDatabase(path.join(folder, 'data', 'lethe.db'));
      db.exec('CREATE TABLE recipes (name TEXT)');
      db.close();
      expect(clearErrorFaults(await run({}), 'STORE_NOT_USABLE')).to.deep.equal([]);
    });

    it('a database that is none', async () => {
      await makeDataWithKey(path.join(folder, 'data'));
      await writeFile(path.join(folder, 'data', 'lethe.db'), 'no database at all, '.repeat(100));
      expect(clearErrorFaults(await run({}), 'STORE_NOT_USABLE')).to.deep.equal([]);
    });

    it('a file system without space', async function () {
      const mount = path.join(folder, 'small');
      await mkdir(mount);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount], { stdio: 'ignore' });
      } catch {
        this.skip();
      }
      try {
        const result = await run({ dataDir: mount, keyFile: path.join(folder, 'key') });
        expect(clearErrorFaults(result, 'STORE_NOT_USABLE')).to.deep.equal([]);
      } finally {
        execFileSync('umount', [mount]);
      }
    });
  });

  describe('beside a node that runs:', () => {
    let home: string;
    let node: TestNode;

    before(async () => {
      home = await makeTemporaryFolder();
      node = await startTestNode(home, {});
    });

    after(async () => {
      await node.close();
      await removeFolder(home);
    });

    it('a second node on its data folder', async () => {
      expect(clearErrorFaults(await run({ dataDir: node.dataDir }), 'STORE_LOCKED')).to.deep.equal([]);
    });

    it('leaves the first one at work', async () => {
      expect(await send([sample('sr-comprehensive-3d.dcm')], { port: node.port })).to.deep.equal([
        { kind: 'stored', status: 0 },
      ]);
    });

    it('an instance that is not there', async () => {
      expect(clearErrorFaults(await node.lethe('queue', 'show', '999'), 'NOT_FOUND')).to.deep.equal([]);
    });

    it('an identity that the crosswalk does not know', async () => {
      expect(clearErrorFaults(await node.lethe('crosswalk', 'find', '1.2.3'), 'NOT_FOUND')).to.deep.equal([]);
    });

    it('a destination that is not configured', async () => {
      expect(clearErrorFaults(await node.lethe('echo', 'pacs'), 'DESTINATION_UNKNOWN')).to.deep.equal([]);
    });

    it('a retry for a destination that never was', async () => {
      const result = await node.lethe('queue', 'retry', '--destination', 'pacs');
      expect(clearErrorFaults(result, 'DESTINATION_UNKNOWN')).to.deep.equal([]);
    });

    it('an export into a folder that is not there', async () => {
      const csv = path.join(home, 'none', 'uids.csv');
      expect(
        clearErrorFaults(await node.lethe('crosswalk', 'export', '--uids', csv), 'OUTPUT_NOT_USABLE'),
      ).to.deep.equal([]);
    });
  });

  describe('with a database', () => {
    let home: string;
    let configuration: string;
    let data: string;

    before(async () => {
      home = await makeTemporaryFolder();
      const node = await startTestNode(home, {});
      configuration = node.configurationFile;
      data = node.dataDir;
      await node.close();
    });

    after(async () => {
      await removeFolder(home);
    });

    it('that a newer version made: for a node', async () => {
      const newer = path.join(folder, 'data');
      await mkdir(newer);
      await copyFile(path.join(data, 'lethe.db'), path.join(newer, 'lethe.db'));
      await copyFile(path.join(data, 'lethe.key'), path.join(newer, 'lethe.key'));
      const db = new SqliteDatabase(path.join(newer, 'lethe.db'));
      db.pragma('user_version = 99');
      db.close();
      expect(clearErrorFaults(await run({}), 'STORE_SCHEMA_VERSION')).to.deep.equal([]);
    });

    it('of which the key is gone: for a node, so that no second key is made', async () => {
      const lost = path.join(folder, 'data');
      await mkdir(lost);
      await copyFile(path.join(data, 'lethe.db'), path.join(lost, 'lethe.db'));
      expect(clearErrorFaults(await run({}), 'KEY_NOT_READABLE')).to.deep.equal([]);
    });

    it('that is not there yet: for a command that needs one', async () => {
      const file = await config(JSON.stringify({ dataDir: path.join(folder, 'none') }));
      expect(
        clearErrorFaults(await lethe(['queue', 'list', '--config', file]), 'STORE_NOT_USABLE'),
      ).to.deep.equal([]);
    });

    it('and no key: for a command that needs it', async () => {
      const lost = path.join(folder, 'data');
      await mkdir(lost);
      await copyFile(path.join(data, 'lethe.db'), path.join(lost, 'lethe.db'));
      const file = await config(JSON.stringify({ dataDir: lost }));
      expect(
        clearErrorFaults(await lethe(['queue', 'list', '--config', file]), 'KEY_NOT_READABLE'),
      ).to.deep.equal([]);
    });

    it('has none of these troubles when nothing is wrong', async () => {
      expect((await lethe(['queue', 'list', '--config', configuration])).code).to.equal(0);
    });
  });
});
