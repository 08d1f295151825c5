import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { requireInstance } from '../../src/dicom/instance.js';
import { isKnownNonStorageSopClass } from '../../src/dicom/uid-registry.js';
import { openAssociation } from '../../src/dimse/scu.js';
import type { AssociationFailure, StoreOutcome } from '../../src/dimse/scu-options.js';
import { LetheError } from '../../src/errors.js';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { startStorescp, type Scp } from '../peers/dcmtk.js';
import { waitFor } from '../peers/network.js';
import { startOrthanc, type Orthanc } from '../peers/orthanc.js';
import { CORPUS, corpusFiles } from '../support/corpus.js';
import {
  dataSetBytes,
  filesBelow,
  fromMemory,
  readInstance,
  ROUTES,
  type ReadInstance,
} from '../support/instances.js';
import { lethe } from '../support/lethe-command.js';
import { send } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

/** An association has room for 128 presentation contexts. */
const FILES_PER_ASSOCIATION = 60;
const REST_TIMEOUT_MS = 90_000;
/** The association may have been lost over another instance. */
const TRIES = 3;
/** At a data set of odd length Orthanc stops listening without a word. */
const PEER_TIMEOUT_MS = 1_000;

interface CorpusFile {
  readonly name: string;
  readonly path: string;
  /** Undefined where the file holds no whole instance of a storage SOP class. */
  readonly instance: ReadInstance | undefined;
}

function readCorpus(): readonly CorpusFile[] {
  return corpusFiles().map((file) => ({ name: path.basename(file), path: file, instance: storable(file) }));
}

function storable(file: string): ReadInstance | undefined {
  try {
    const instance = readInstance(file);
    const { sopClassUid, sopInstanceUid } = requireInstance(instance.indexed);
    const isUid = (text: string): boolean => /^[0-9.]{1,64}$/.test(text);
    return isKnownNonStorageSopClass(sopClassUid) || !isUid(sopInstanceUid) ? undefined : instance;
  } catch (error) {
    if (error instanceof LetheError) return undefined;
    throw error;
  }
}

async function sendAll(
  instances: readonly ReadInstance[],
  port: number,
  calledAeTitle: string,
): Promise<readonly (StoreOutcome | AssociationFailure)[]> {
  const outcomes: (StoreOutcome | AssociationFailure)[] = [];
  for (let at = 0; at < instances.length; at += FILES_PER_ASSOCIATION) {
    const chunk = instances.slice(at, at + FILES_PER_ASSOCIATION);
    const toSend = chunk.map((instance) => fromMemory(instance, instance.dataSet));
    outcomes.push(...(await send(toSend, { port, calledAeTitle })));
  }
  return outcomes;
}

/** By file name, those whose data set did not come. */
function missing(files: readonly CorpusFile[], came: readonly Buffer[]): readonly string[] {
  const hashes = new Set(came.map(hashOf));
  return files.flatMap(({ name, instance }) =>
    instance === undefined || hashes.has(hashOf(instance.dataSet)) ? [] : [name],
  );
}

describe('Many real DICOM files', function () {
  this.timeout(180_000);
  let folder = '';
  let files: readonly CorpusFile[];
  let instances: readonly ReadInstance[];

  before(async function () {
    if (CORPUS === undefined) {
      console.log('    no corpus: LETHE_CORPUS names a folder of DICOM files');
      this.skip();
    }
    folder = await makeTemporaryFolder();
    files = readCorpus();
    instances = files.flatMap(({ instance }) => instance ?? []);
  });

  after(async () => {
    if (folder !== '') await removeFolder(folder);
  });

  it('are nearly all storable instances', () => {
    expect(instances.length / files.length).to.be.above(0.85);
  });

  describe('through a node that passes everything on as it came', () => {
    let recording: RecordingScp;
    let storescp: Scp;
    let node: TestNode;
    let outcomes: readonly (StoreOutcome | AssociationFailure)[];

    before(async () => {
      recording = await startRecordingScp();
      storescp = await startStorescp({
        dir: path.join(folder, 'storescp'),
        args: ['+B', '+xa', '-pm', '+uf'],
      });
      node = await startTestNode(path.join(folder, 'same'), {
        aeTitles: ['PASSTHROUGH'],
        // Some have pixel data that is not what its attributes say: this node passes on what comes.
        pixelDataMismatch: 'warn',
        retry: { firstMs: 200, maxMs: 200, factor: 1 },
        strategies: await writeStrategyFile(folder, {
          name: 'same',
          routes: [
            { name: 'same', when: { calledAe: 'PASSTHROUGH' }, destinations: ['recording', 'storescp'] },
          ],
          deidentify: 'passthrough',
        }),
        destinations: {
          recording: dicomDestination('RECORDING', recording.port),
          storescp: dicomDestination('STORESCP', storescp.port),
        },
      });
      outcomes = await sendAll(instances, node.port, 'PASSTHROUGH');
      await untilTried(node);
    });

    after(async () => {
      await Promise.all([node.close(), recording.close(), storescp.stop()]);
    });

    it('are all answered with Success', () => {
      const refused = outcomes.filter((outcome) => outcome.kind !== 'stored');
      expect(refused).to.deep.equal([]);
    });

    it('arrive byte for byte in their own transfer syntax', () => {
      expect(
        missing(
          files,
          recording.instances.map(({ bytes }) => bytes),
        ),
      ).to.deep.equal([]);
    });

    it('arrive byte for byte at storescp +B, but for those that it does not take from their sender either', async () => {
      const paths = await filesBelow(path.join(folder, 'storescp'));
      const absent = missing(
        files,
        paths.map((file) => dataSetBytes(file)),
      );
      const unfair: string[] = [];
      for (const { name, instance } of files) {
        if (absent.includes(name) && instance !== undefined && (await takes(instance, storescp.port)))
          unfair.push(name);
      }
      console.log(`    not taken by storescp: ${absent.join(', ')}`);
      expect(unfair).to.deep.equal([]);
    });
  });

  it('come out of `lethe deidentify` with a pass-through strategy byte for byte', async () => {
    const out = path.join(folder, 'out');
    const strategy = path.join(ROUTES, 'minimal-passthrough.yaml');
    await lethe(['deidentify', CORPUS ?? '', '--out', out, '--strategy', strategy], {
      cwd: folder,
      timeoutMs: 90_000,
    });
    expect(
      missing(
        files,
        (await filesBelow(out)).map((file) => dataSetBytes(file)),
      ),
    ).to.deep.equal([]);
  });

  describe('through a node that de-identifies headers as by default, into Orthanc', () => {
    let orthanc: Orthanc;
    let node: TestNode;

    before(async () => {
      orthanc = await startOrthanc({ dir: path.join(folder, 'orthanc') });
      const strategy = path.join(folder, 'headers.yaml');
      const byDefault = await readFile(path.join(ROUTES, 'default.yaml'), 'utf8');
      await writeFile(strategy, `${byDefault}\npixels: { search: never }\n`);
      node = await startTestNode(path.join(folder, 'clean'), {
        strategies: strategy,
        pixelDataMismatch: 'warn',
        retry: { firstMs: 200, maxMs: 200, factor: 1 },
        destinations: {
          folder: { ...dicomDestination('ORTHANC', orthanc.port), responseTimeoutMs: PEER_TIMEOUT_MS },
        },
      });
      await sendAll(instances, node.port, 'LETHE');
      await untilTried(node);
    });

    after(async () => {
      await Promise.all([node.close(), orthanc.stop()]);
    });

    it('are all de-identified, but for the documents that are wrapped in three of them', async () => {
      const aside = (await node.instances()).filter(
        ({ quarantineCode }) => quarantineCode !== null && quarantineCode !== 'DELIVERY_REFUSED',
      );
      expect(aside.map(({ quarantineCode }) => quarantineCode)).to.deep.equal([
        'ENCAPSULATED_DOCUMENT',
        'ENCAPSULATED_DOCUMENT',
        'ENCAPSULATED_DOCUMENT',
      ]);
    });

    it('are all taken by Orthanc, but for those that it does not take from their sender either', async () => {
      const notTaken = (await node.instances()).filter(
        ({ state, quarantineCode }) => state !== 'sent' && quarantineCode !== 'ENCAPSULATED_DOCUMENT',
      );
      const originals = notTaken.flatMap(({ sha256 }) =>
        instances.filter(({ dataSet }) => hashOf(dataSet) === sha256),
      );
      const unfair: string[] = [];
      for (const original of originals) {
        if (await takes(original, orthanc.port)) unfair.push(nameOf(original));
      }
      console.log(`    not taken by Orthanc: ${originals.map(nameOf).join(', ')}`);
      expect(unfair).to.deep.equal([]);
    });
  });

  function nameOf(instance: ReadInstance): string {
    return files.find((file) => file.instance === instance)?.name ?? '';
  }
});

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether a peer takes an instance as it is. */
async function takes(instance: ReadInstance, port: number): Promise<boolean> {
  const opened = await openAssociation({
    host: '127.0.0.1',
    port,
    callingAeTitle: 'SCANNER',
    calledAeTitle: 'PEER',
    contexts: [{ abstractSyntaxUid: instance.sopClassUid, transferSyntaxUids: [instance.transferSyntaxUid] }],
    timeouts: { responseMs: PEER_TIMEOUT_MS },
  });
  if (opened.kind !== 'accepted') return false;
  const outcome = await opened.association.store(fromMemory(instance, instance.dataSet));
  await opened.association.release();
  return outcome.kind === 'stored';
}

/** Waits until each instance is delivered or set aside, or its delivery failed again and again. */
async function untilTried(node: TestNode): Promise<void> {
  const store = await node.store();
  await waitFor(
    async () => {
      const { rows } = await store.listInstances({ states: ['received', 'deidentified'], limit: 1000 });
      const details = await Promise.all(rows.map(({ id }) => store.getInstance(id)));
      return details.every(
        (detail) =>
          detail?.state === 'deidentified' &&
          detail.deliveries.every(({ state, attempts }) => state !== 'queued' || attempts >= TRIES),
      );
    },
    { what: 'the last delivery', timeoutMs: REST_TIMEOUT_MS, intervalMs: 200 },
  ).catch((error: unknown) => {
    const troubles = node
      .output()
      .split('\n')
      .filter((line) => !/ info /.test(line));
    throw new Error(troubles.slice(-30).join('\n'), { cause: error });
  });
}
