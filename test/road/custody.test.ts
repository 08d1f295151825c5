import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import SqliteDatabase from 'better-sqlite3';
import { openAssociation } from '../../src/dimse/scu.js';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { freePort, waitFor } from '../peers/network.js';
import { runStorescu } from '../peers/dcmtk.js';
import { storableFile } from '../peers/scu.js';
import {
  copyUnderNewUid,
  filesBelow,
  fromMemory,
  instancesBelow,
  readInstance,
  sample,
} from '../support/instances.js';
import { jsonOf } from '../support/lethe-command.js';
import { send, sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

const CT = sample('ct-implicit.dcm');
const DX = sample('dx-explicit.dcm');

describe('What a node does with instances that come twice, changed or broken', () => {
  let folder: string;
  let node: TestNode;
  const dx = readInstance(DX);

  before(async () => {
    folder = await makeTemporaryFolder();
    node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    });
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  it('answers duplicates with Success', async () => {
    expect(await sendForStatuses([DX, DX, DX], { port: node.port })).to.deep.equal(['0000', '0000', '0000']);
  });

  it('stores them once', async () => {
    await node.untilAtRest(1);
    expect(await readdir(path.join(node.dataDir, 'spool', 'incoming'))).to.have.lengthOf(1);
  });

  it('delivers them once', async () => {
    expect((await instancesBelow(path.join(folder, 'clean'))).size).to.equal(1);
  });

  it('keeps other content under the same UID as a second version', async () => {
    const changed = Buffer.from(dx.dataSet);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 0xff, changed.length - 1);
    await send([fromMemory(dx, changed)], { port: node.port });
    await node.untilAtRest(2);
    expect((await node.instances()).map(({ version }) => version)).to.have.members([1, 2]);
  });

  it('puts the second version on record', async () => {
    const audit = await node.lethe('audit', 'query', '--json', '--instance', dx.sopInstanceUid);
    const received = (jsonOf(audit) as { event: string }[]).filter(({ event }) =>
      event.startsWith('instance.'),
    );
    expect(received.filter(({ event }) => event === 'instance.deidentified')).to.have.lengthOf(2);
  });

  it('answers a data set that is cut off with C000', async () => {
    const cut = fromMemory(dx, dx.dataSet.subarray(0, dx.dataSet.length - 100));
    expect(await sendForStatuses([cut], { port: node.port })).to.deep.equal(['C000']);
  });

  it('keeps what it could not understand in quarantine, with the code', async () => {
    const codes = (await node.instances()).flatMap(({ quarantineCode }) => quarantineCode ?? []);
    expect(codes).to.deep.equal(['DATA_SET_MALFORMED']);
  });

  it('keeps it byte for byte', async () => {
    const aside = (await node.instances()).find(({ state }) => state === 'quarantined');
    const bytes = readFileSync(path.join(node.dataDir, 'spool', 'incoming', aside?.spoolFile ?? ''));
    expect(
      bytes.subarray(aside?.dataSetOffset).equals(dx.dataSet.subarray(0, dx.dataSet.length - 100)),
    ).to.equal(true);
  });

  it('answers an empty data set with C000', async () => {
    const empty = fromMemory({ ...dx, sopInstanceUid: '1.2.3.1' }, Buffer.alloc(0));
    expect(await sendForStatuses([empty], { port: node.port })).to.deep.equal(['C000']);
  });

  it('answers noise with C000', async () => {
    const noise = fromMemory({ ...dx, sopInstanceUid: '1.2.3.2' }, Buffer.alloc(5000, 0xa5));
    expect(await sendForStatuses([noise], { port: node.port })).to.deep.equal(['C000']);
  });

  it('answers an instance that is not the one announced with A900', async () => {
    const other = fromMemory({ ...dx, sopInstanceUid: '1.2.3.3' }, dx.dataSet);
    expect(await sendForStatuses([other], { port: node.port })).to.deep.equal(['A900']);
  });

  it('delivers none of these', async () => {
    await node.untilAtRest(6);
    expect((await instancesBelow(path.join(folder, 'clean'))).size).to.equal(1);
  });

  it('balances its books over all of them', async () => {
    expect(await (await node.store()).books()).to.include({
      received: 6,
      sent: 2,
      quarantined: 4,
      balanced: true,
    });
  });
});

describe('A node without room', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
  });

  afterEach(async () => {
    await removeFolder(folder);
  });

  it('rejects associations as temporary congestion while the free space is below the reserve (2/3/1)', async () => {
    const node = await startTestNode(folder, { spool: { reserveBytes: Number.MAX_SAFE_INTEGER } });
    try {
      expect(await send([CT], { port: node.port })).to.deep.equal([
        { kind: 'rejected', result: 2, source: 3, reason: 1 },
      ]);
    } finally {
      await node.close();
    }
  });

  it('answers A700 over an open association when the queue has reached its mark', async () => {
    const node = await startTestNode(folder, {
      spool: { reserveBytes: 0, highWaterInstances: 1 },
      destinations: { folder: dicomDestination('DEAD', await freePort()) },
    });
    try {
      const file = storableFile(CT);
      const opened = await openAssociation({
        host: '127.0.0.1',
        port: node.port,
        callingAeTitle: 'SCANNER',
        calledAeTitle: 'LETHE',
        contexts: [{ abstractSyntaxUid: file.sopClassUid, transferSyntaxUids: [file.transferSyntaxUid] }],
      });
      if (opened.kind !== 'accepted') throw new Error('no association');
      await opened.association.store(file);
      await waitFor(() => node.output().includes('refusal=queue-full'), { what: 'the mark' });
      const outcome = await opened.association.store(file);
      await opened.association.release();
      expect(outcome).to.deep.equal({ kind: 'refused', status: 0xa700, duration: 'temporary' });
    } finally {
      await node.close();
    }
  });
});

describe('A node that is stopped, killed and started again', () => {
  const COUNT = 30;
  let folder: string;
  let files: string[];
  let originals: string[];
  let destination: RecordingScp;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    files = Array.from({ length: COUNT }, (_, index) => path.join(folder, `${index}.dcm`));
    originals = await Promise.all(files.map((file, index) => copyUnderNewUid(DX, file, 100 + index)));
    destination = await startRecordingScp();
  });

  afterEach(async () => {
    await destination.close();
    await removeFolder(folder);
  });

  const start = async (port: number): Promise<TestNode> =>
    startTestNode(folder, {
      strategies: await writeStrategyFile(folder, {
        name: 'all',
        routes: [{ name: 'all', destinations: ['research'] }],
      }),
      destinations: { research: dicomDestination('RESEARCH', port) },
    });

  it('lets the open association end before it stops', async () => {
    const node = await start(destination.port);
    try {
      const file = storableFile(DX);
      const opened = await openAssociation({
        host: '127.0.0.1',
        port: node.port,
        callingAeTitle: 'SCANNER',
        calledAeTitle: 'LETHE',
        contexts: [{ abstractSyntaxUid: file.sopClassUid, transferSyntaxUids: [file.transferSyntaxUid] }],
      });
      if (opened.kind !== 'accepted') throw new Error('no association');
      process.kill(node.pid(), 'SIGTERM');
      await waitFor(() => node.output().includes('node.stopping'), { what: 'the drain' });
      // npm passes on a signal that the node has had from the terminal already.
      process.kill(node.pid(), 'SIGINT');
      process.kill(node.pid(), 'SIGTERM');
      const outcome = await opened.association.store(file);
      await opened.association.release();
      await waitFor(() => node.output().includes('node.stopped'), { what: 'the end' });
      expect(outcome).to.deep.equal({ kind: 'stored', status: 0 });
    } finally {
      await node.close();
    }
  });

  it('delivers everything that it acknowledged before kill -9', async () => {
    const node = await start(destination.port);
    try {
      const acknowledged: string[] = [];
      const sending = send(files, { port: node.port }).then((outcomes) => outcomes);
      await waitFor(() => (node.output().match(/store\.answered/g)?.length ?? 0) >= 5, {
        what: 'the first answers',
      });
      await node.kill();
      const outcomes = await sending;
      outcomes.forEach((outcome, index) => {
        const uid = originals[index];
        if (outcome.kind === 'stored' && uid !== undefined) acknowledged.push(uid);
      });
      await node.start();
      const store = await node.store();
      await waitFor(async () => (await store.books()).queued === 0, {
        what: 'the last delivery',
        timeoutMs: 30_000,
      });
      const delivered = new Set(destination.instances.map(({ request }) => request.affectedSopInstanceUid));
      const missing: string[] = [];
      for (const uid of acknowledged) {
        const [found] = await store.findCrosswalk(uid);
        if (found === undefined || !delivered.has(found.replacement)) missing.push(uid);
      }
      expect({ missing, some: acknowledged.length > 0 }).to.deep.equal({ missing: [], some: true });
    } finally {
      await node.close();
    }
  });

  it('gives a study that is sent in two halves one replacement, before and after a restart', async () => {
    const node = await start(destination.port);
    try {
      await runStorescu({ port: node.port, paths: files.slice(0, 2) });
      await node.untilAtRest(2);
      await node.stop();
      await node.start();
      await runStorescu({ port: node.port, paths: files.slice(2, 4) });
      await node.untilAtRest(4);
      const [study = ''] = [...new Set(files.slice(0, 4).map((file) => studyOf(file)))];
      expect(await (await node.store()).findCrosswalk(study)).to.have.lengthOf(1);
    } finally {
      await node.close();
    }
  });

  function studyOf(file: string): string {
    const { indexed } = readInstance(file);
    const element = indexed.dataSet.elements.find(({ tag }) => tag === 0x0020000d);
    if (element === undefined) return '';
    return indexed.source.read(element.valueStart, element.valueLength).toString('latin1').replace(/\0$/, '');
  }
});

describe('The audit of a node that has been tampered with', () => {
  let folder: string;
  let node: TestNode;
  let database: string;
  let untouched: Buffer;

  before(async () => {
    folder = await makeTemporaryFolder();
    node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    });
    await sendForStatuses([DX], { port: node.port });
    await node.untilAtRest(1);
    await node.close();
    database = path.join(node.dataDir, 'lethe.db');
    const db = new SqliteDatabase(database);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    untouched = readFileSync(database);
  });

  beforeEach(async () => {
    for (const file of await filesBelow(node.dataDir)) {
      if (/lethe\.db-(wal|shm)$/.test(file)) await removeFolder(file);
    }
    await writeFile(database, untouched);
  });

  after(async () => {
    await removeFolder(folder);
  });

  function tamper(sql: string): void {
    const db = new SqliteDatabase(database);
    const triggers = db
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
      .all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
    db.exec(sql);
    db.close();
  }

  it('is intact when nobody touched it', async () => {
    expect(await node.lethe('audit', 'verify')).to.deep.include({ code: 0 });
  });

  it('cannot be changed without taking its triggers away', () => {
    const db = new SqliteDatabase(database);
    try {
      expect(() => db.exec(`UPDATE audit SET calling_ae = 'OTHER'`)).to.throw(/append-only/);
    } finally {
      db.close();
    }
  });

  it('is found broken where an entry was changed', async () => {
    tamper(`UPDATE audit SET calling_ae = 'OTHER' WHERE event = 'instance.received'`);
    const verdict = await node.lethe('audit', 'verify', '--json');
    expect([verdict.code, jsonOf(verdict)]).to.deep.equal([
      1,
      { kind: 'broken', seq: (jsonOf(verdict) as { seq: number }).seq, problem: 'entry-changed' },
    ]);
  });

  it('is found broken where an entry was removed', async () => {
    tamper(`DELETE FROM audit WHERE event = 'instance.deidentified'`);
    expect((await node.lethe('audit', 'verify')).stdout).to.match(/broken at entry \d+: entry-missing/);
  });

  it('is found broken where the last entries were removed', async () => {
    tamper(`DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)`);
    expect((await node.lethe('audit', 'verify')).stdout).to.match(/broken at entry \d+: tail-missing/);
  });
});
