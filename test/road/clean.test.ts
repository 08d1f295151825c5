import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect } from 'chai';
import { runDcmsend, runEchoscu, runStorescu, startStorescp, type Scp } from '../peers/dcmtk.js';
import { startOrthanc, type Orthanc } from '../peers/orthanc.js';
import { waitFor } from '../peers/network.js';
import type { Finished } from '../peers/process.js';
import {
  filesBelow,
  identitiesIn,
  identityOf,
  instancesBelow,
  occurring,
  pixelDataOf,
  readInstance,
  sampleFiles,
  textsOf,
  type ReadInstance,
} from '../support/instances.js';
import { jsonOf } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

describe('The road of the sample instances through a node that de-identifies as by default', () => {
  let folder: string;
  let node: TestNode;
  let storescp: Scp;
  let orthanc: Orthanc;
  let storescu: Finished;
  let dcmsend: Finished;
  let inFolder: ReadonlyMap<string, ReadInstance>;
  let inStorescp: ReadonlyMap<string, ReadInstance>;
  /** Original SOP Instance UID to its replacement. */
  let replacements: ReadonlyMap<string, string>;
  const samples = sampleFiles();
  // storescu changes what is not explicit VR little endian.
  const forStorescu = samples.filter((file) => /us-rgb|sr-compre/.test(file));
  const forDcmsend = samples.filter((file) => !forStorescu.includes(file));
  const originals = new Map(samples.map((file) => [file, readInstance(file)]));
  const outputOf = (original: ReadInstance): ReadInstance | undefined =>
    inFolder.get(replacements.get(original.sopInstanceUid) ?? '');

  before(async () => {
    folder = await makeTemporaryFolder();
    storescp = await startStorescp({ dir: path.join(folder, 'storescp') });
    orthanc = await startOrthanc({ dir: path.join(folder, 'orthanc') });
    node = await startTestNode(folder, {
      strategies: [
        await writeStrategyFile(folder, {
          name: 'everywhere',
          routes: [{ name: 'all', destinations: ['folder', 'storescp', 'orthanc'] }],
        }),
      ],
      destinations: {
        folder: { type: 'folder', path: path.join(folder, 'clean') },
        storescp: dicomDestination('STORESCP', storescp.port),
        orthanc: dicomDestination('ORTHANC', orthanc.port),
      },
    });
    storescu = await runStorescu({ port: node.port, paths: forStorescu });
    dcmsend = await runDcmsend({ port: node.port, callingAeTitle: 'DCMSEND', paths: forDcmsend });
    await node.untilAtRest(samples.length);
    inFolder = await instancesBelow(path.join(folder, 'clean'));
    inStorescp = await instancesBelow(path.join(folder, 'storescp'));
    const crosswalk = await (await node.store()).exportCrosswalk({ kind: 'uid', limit: 1000 });
    replacements = new Map(crosswalk.rows.map((row) => [row.original, row.replacement]));
  });

  after(async () => {
    await Promise.all([node.close(), storescp.stop(), orthanc.stop()]);
    await removeFolder(folder);
  });

  it("answers storescu's C-STOREs with Success", () => {
    expect(storescu).to.deep.include({ code: 0 });
  });

  it("answers dcmsend's C-STOREs with Success", () => {
    expect(dcmsend).to.deep.include({ code: 0 });
  });

  it('delivers every instance to the folder', () => {
    expect(inFolder.size).to.equal(samples.length);
  });

  it('delivers every instance to storescp', () => {
    expect([...inStorescp.keys()].sort()).to.deep.equal([...inFolder.keys()].sort());
  });

  it('delivers every instance to Orthanc', async () => {
    expect(await orthanc.get('/instances')).to.have.lengthOf(samples.length);
  });

  it('sends storescp the very data sets that lie in the folder', () => {
    const different = [...inFolder].filter(
      ([uid, { dataSet }]) => inStorescp.get(uid)?.dataSet.equals(dataSet) !== true,
    );
    expect(different.map(([uid]) => uid)).to.deep.equal([]);
  });

  it('shows Orthanc pseudonyms in place of the patients', async () => {
    const patients = (await orthanc.get('/patients?expand')) as { MainDicomTags: { PatientID?: string } }[];
    const expected = [...inFolder.values()].map(({ indexed }) => textsOf(indexed, 'PatientID')[0]);
    expect(patients.map(({ MainDicomTags }) => MainDicomTags.PatientID)).to.have.members([
      ...new Set(expected),
    ]);
  });

  for (const file of samples) {
    const name = path.basename(file);
    const original = readInstance(file);

    const ownPixels = pixelDataOf(original);
    if (ownPixels === undefined) continue;

    it(`keeps Pixel Data of ${name} byte for byte`, () => {
      // DCMTK pads a value of odd length as it sends it (PS3.5 7.1.1).
      const pixels = Buffer.concat([ownPixels, Buffer.alloc(ownPixels.length % 2)]);
      const output = outputOf(original);
      expect(output && pixelDataOf(output)?.equals(pixels)).to.equal(true);
    });
  }

  it('sends each instance in the transfer syntax in which it came', async () => {
    const changed = (await node.instances()).filter(
      ({ transferSyntaxUid, output }) => output?.transferSyntaxUid !== transferSyntaxUid,
    );
    expect(changed).to.deep.equal([]);
  });

  it('leaves no name, ID, birth date, accession number or UID of any input anywhere in any delivered file', async () => {
    const found: string[] = [];
    for (const place of ['clean', 'storescp']) {
      for (const file of await filesBelow(path.join(folder, place))) {
        const strings = identitiesIn(file, [...originals.values()]);
        if (strings.length > 0) found.push(`${path.relative(folder, file)}: ${strings.join(', ')}`);
      }
    }
    expect(found).to.deep.equal([]);
  });

  it('names files and folders of the delivery by replacements only', async () => {
    const identities = [...originals.values()].flatMap(identityOf);
    const names = (await filesBelow(path.join(folder, 'clean'))).join('\n');
    expect(occurring(Buffer.from(names), identities)).to.deep.equal([]);
  });

  it('says in each instance that its patient identity was removed', () => {
    const said = [...inFolder.values()].map(({ indexed }) => textsOf(indexed, 'PatientIdentityRemoved'));
    expect(said).to.deep.equal(samples.map(() => ['YES']));
  });

  it('keeps two instances of one patient with one pseudonym', () => {
    const idOf = (instance: ReadInstance): string | undefined => textsOf(instance.indexed, 'PatientID')[0];
    const pseudonyms = new Map<string, Set<string | undefined>>();
    for (const original of originals.values()) {
      const id = idOf(original) ?? '';
      const output = outputOf(original);
      pseudonyms.set(id, (pseudonyms.get(id) ?? new Set()).add(output && idOf(output)));
    }
    expect([...pseudonyms.values()].map(({ size }) => size)).to.deep.equal([...pseudonyms].map(() => 1));
  });

  it('balances its books', async () => {
    const books = await (await node.store()).books();
    expect(books).to.deep.include({ received: samples.length, sent: samples.length, balanced: true });
  });

  it('writes no identity of an input into its log, even at debug level', () => {
    const identities = [...originals.values()].flatMap(identityOf);
    expect(occurring(Buffer.from(node.output()), identities)).to.deep.equal([]);
  });

  it('logs what it did by name', () => {
    expect(node.output()).to.match(/ instance\.deidentified instance=\d+ strategy=everywhere /);
  });

  it('keeps every file of its data folder for its own user alone', async () => {
    const open: string[] = [];
    for (const file of await filesBelow(node.dataDir)) {
      if (((await stat(file)).mode & 0o077) !== 0) open.push(path.relative(node.dataDir, file));
    }
    expect(open).to.deep.equal([]);
  });

  it('keeps every folder of its data for its own user alone', async () => {
    const entries = await readdir(node.dataDir, { recursive: true, withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const modes = await Promise.all(folders.map(async (each) => (await stat(each)).mode & 0o777));
    expect(modes).to.deep.equal(folders.map(() => 0o700));
  });

  it('answers C-ECHO', async () => {
    expect(await runEchoscu({ port: node.port })).to.deep.include({ code: 0 });
  });

  it('asks its destinations by C-ECHO', async () => {
    const answers = await Promise.all(['storescp', 'orthanc'].map((name) => node.lethe('echo', name)));
    expect(answers.map(({ code }) => code)).to.deep.equal([0, 0]);
  });

  it('says yes for a folder that it can write', async () => {
    expect(await node.lethe('echo', 'folder')).to.deep.include({ code: 0 });
  });

  it('gives the same pseudonyms to the same instances after a restart', async () => {
    const fresh = await makeTemporaryFolder();
    const [first = ''] = samples;
    try {
      const again = await startTestNode(fresh, {
        keyFile: path.join(node.dataDir, 'lethe.key'),
        destinations: { folder: { type: 'folder', path: path.join(fresh, 'clean') } },
      });
      try {
        await runStorescu({ port: again.port, paths: [first] });
        await again.untilAtRest(1);
      } finally {
        await again.close();
      }
      const [uid] = (await instancesBelow(path.join(fresh, 'clean'))).keys();
      expect(uid).to.equal(replacements.get(readInstance(first).sopInstanceUid));
    } finally {
      await removeFolder(fresh);
    }
  });

  describe('and what its operator finds of it afterwards', () => {
    const [ct] = samples;
    const original = readInstance(ct ?? '');
    const eventsOf = (stdout: { stdout: string; stderr: string; code: number | undefined }): string[] =>
      (jsonOf(stdout) as { event: string }[]).map(({ event }) => event);
    const STORY = ['instance.received', 'instance.deidentified', 'delivery.sent'];

    it('finds the story of an instance by its original UID', async () => {
      const found = await node.lethe('audit', 'query', '--json', '--instance', original.sopInstanceUid);
      expect(eventsOf(found)).to.include.members(STORY);
    });

    it('finds the same story by its replacement UID', async () => {
      const [byOriginal, byReplacement] = await Promise.all([
        node.lethe('audit', 'query', '--instance', original.sopInstanceUid),
        node.lethe('audit', 'query', '--instance', replacements.get(original.sopInstanceUid) ?? ''),
      ]);
      expect(byReplacement.stdout).to.equal(byOriginal.stdout);
    });

    it('finds the story of a patient by the original ID', async () => {
      const [id = ''] = textsOf(original.indexed, 'PatientID');
      expect(eventsOf(await node.lethe('audit', 'query', '--json', '--patient', id))).to.include.members(
        STORY,
      );
    });

    it('finds the same story of the patient by the replacement ID', async () => {
      const [id = ''] = textsOf(original.indexed, 'PatientID');
      const output = outputOf(original);
      const [replacement = ''] = output === undefined ? [] : textsOf(output.indexed, 'PatientID');
      const [byOriginal, byReplacement] = await Promise.all([
        node.lethe('audit', 'query', '--patient', id),
        node.lethe('audit', 'query', '--patient', replacement),
      ]);
      expect(byReplacement.stdout).to.equal(byOriginal.stdout);
    });

    it('finds a study by its original UID', async () => {
      const [study = ''] = textsOf(original.indexed, 'StudyInstanceUID');
      const found = await node.lethe('audit', 'query', '--json', '--study', study);
      expect(eventsOf(found)).to.include.members(STORY);
    });

    it('finds nothing for an identity that never came', async () => {
      expect(eventsOf(await node.lethe('audit', 'query', '--json', '--instance', '1.2.3.4'))).to.deep.equal(
        [],
      );
    });

    it('narrows by destination', async () => {
      const found = await node.lethe(
        'audit',
        'query',
        '--json',
        '--event',
        'delivery.sent',
        '--destination',
        'orthanc',
      );
      expect(jsonOf(found)).to.have.lengthOf(samples.length);
    });

    it('narrows by calling AE title', async () => {
      const found = await node.lethe(
        'audit',
        'query',
        '--json',
        '--calling-ae',
        'STORESCU',
        '--event',
        'instance.received',
      );
      expect(jsonOf(found)).to.have.lengthOf(forStorescu.length);
    });

    it('finds nothing before the node was', async () => {
      const found = await node.lethe('audit', 'query', '--json', '--until', '2020-01-01');
      expect(jsonOf(found)).to.deep.equal([]);
    });

    it('exports every UID of every output that differs from its input', async () => {
      const csv = path.join(folder, 'uids.csv');
      await node.lethe('crosswalk', 'export', '--uids', csv);
      const exported = (await readFile(csv, 'utf8')).trim().split('\r\n').slice(1);
      expect(exported.sort()).to.deep.equal([...replacements].map((pair) => pair.join(',')).sort());
    });

    it('exports the patients', async () => {
      const csv = path.join(folder, 'patients.csv');
      await node.lethe('crosswalk', 'export', '--patients', csv);
      const ids = new Set([...originals.values()].flatMap(({ indexed }) => textsOf(indexed, 'PatientID')));
      const exported = (await readFile(csv, 'utf8')).trim().split('\r\n').slice(1);
      expect(exported.map((line) => line.split(',')[0])).to.have.members([...ids].filter((id) => id !== ''));
    });

    it('finds a replacement by its original', async () => {
      const found = await node.lethe('crosswalk', 'find', original.sopInstanceUid, '--json');
      const replacement = replacements.get(original.sopInstanceUid);
      expect((jsonOf(found) as { replacement: string }[]).map((row) => row.replacement)).to.deep.equal([
        replacement,
      ]);
    });

    it('finds an original by its replacement', async () => {
      const found = await node.lethe('crosswalk', 'find', replacements.get(original.sopInstanceUid) ?? '');
      expect(found.stdout).to.include(original.sopInstanceUid);
    });

    it('has no identity of an input anywhere in the audit table', () => {
      const db = new SqliteDatabase(path.join(node.dataDir, 'lethe.db'), { readonly: true });
      const rows = JSON.stringify(db.prepare('SELECT * FROM audit').all());
      db.close();
      const identities = [...originals.values()].flatMap(identityOf);
      expect(occurring(Buffer.from(rows), identities)).to.deep.equal([]);
    });

    it('verifies the audit', async () => {
      expect(jsonOf(await node.lethe('audit', 'verify', '--json'))).to.deep.include({ kind: 'intact' });
    });
  });

  it('opens no debugger on SIGUSR1', async () => {
    process.kill(node.pid(), 'SIGUSR1');
    await node.lethe('queue', 'list');
    expect(node.output()).to.not.contain('Debugger listening');
  });

  it('ends with exit status 0 on SIGTERM', async () => {
    const exit = await node.stop();
    await waitFor(() => node.output().includes('node.stopped'), { what: 'the last line' });
    expect(exit.code).to.equal(0);
  });
});
