import path from 'node:path';
import { expect } from 'chai';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { startStorescp, type Scp } from '../peers/dcmtk.js';
import type { StorableFile } from '../peers/scu.js';
import {
  dataSetBytes,
  filesBelow,
  fixtureFiles,
  fromMemory,
  readInstance,
  ROUTES,
  type ReadInstance,
  sampleFiles,
} from '../support/instances.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, type TestNode } from '../support/test-node.js';

/** DCMTK knows no transfer syntax younger than itself. */
const UNKNOWN_TO_DCMTK = ['1.2.840.10008.1.2.4.201', '1.2.840.10008.1.2.8.1'];

/** DCMTK aborts at a fragment of odd length, which a data set of odd length must end with. */
function isForDcmtk({ transferSyntaxUid, dataSet }: ReadInstance): boolean {
  return !UNKNOWN_TO_DCMTK.includes(transferSyntaxUid) && dataSet.length % 2 === 0;
}

describe('The road with routes/minimal-passthrough.yaml, for those who call PASSTHROUGH', () => {
  let folder: string;
  let node: TestNode;
  let storescp: Scp;
  let recording: RecordingScp;
  let toRecording: TestNode;
  let answers: readonly string[];
  const files = [...sampleFiles(), ...fixtureFiles()];
  const arrived: Buffer[] = [];

  before(async () => {
    folder = await makeTemporaryFolder();
    storescp = await startStorescp({ dir: path.join(folder, 'storescp'), args: ['+B', '+xa', '-pm', '+uf'] });
    recording = await startRecordingScp();
    const start = (name: string, aeTitle: string, port: number): Promise<TestNode> =>
      startTestNode(path.join(folder, name), {
        aeTitles: ['PASSTHROUGH'],
        pixelDataMismatch: 'warn',
        strategies: [path.join(ROUTES, 'minimal-passthrough.yaml')],
        destinations: { folder: dicomDestination(aeTitle, port) },
      });
    [node, toRecording] = await Promise.all([
      start('to-storescp', 'STORESCP', storescp.port),
      start('to-recording', 'RECORDING', recording.port),
    ]);
    // Announced by the UIDs of the data set; the file meta information of some names others.
    const instances = files.map((file) => readInstance(file));
    const toSend = (chosen: readonly ReadInstance[]): StorableFile[] =>
      chosen.map((instance) => fromMemory(instance, instance.dataSet));
    const all = toSend(instances);
    const known = toSend(instances.filter(isForDcmtk));
    answers = await sendForStatuses(known, { port: node.port, calledAeTitle: 'PASSTHROUGH' });
    await sendForStatuses(all, { port: toRecording.port, calledAeTitle: 'PASSTHROUGH' });
    await node.untilAtRest(known.length);
    await toRecording.untilAtRest(files.length);
    for (const file of await filesBelow(path.join(folder, 'storescp'))) arrived.push(dataSetBytes(file));
  });

  after(async () => {
    await Promise.all([node.close(), toRecording.close(), storescp.stop(), recording.close()]);
    await removeFolder(folder);
  });

  it('answers every C-STORE with Success', () => {
    expect(new Set(answers)).to.deep.equal(new Set(['0000']));
  });

  for (const file of files) {
    const instance = readInstance(file);
    const { dataSet, transferSyntaxUid } = instance;
    const name = `${path.basename(file)} (${transferSyntaxUid})`;

    if (isForDcmtk(instance)) {
      it(`brings ${name} to storescp +B byte for byte`, () => {
        expect(arrived.some((bytes) => bytes.equals(dataSet))).to.equal(true);
      });
    }

    it(`hands ${name} to the next node byte for byte in its own transfer syntax`, () => {
      const came = recording.instances.find(({ bytes }) => bytes.equals(dataSet));
      expect(came?.request.transferSyntaxUid).to.equal(transferSyntaxUid);
    });
  }
});
