import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { waitFor } from '../peers/network.js';
import { burnIn, type BurnedIn } from '../support/burned-in.js';
import {
  completeFilesBelow,
  dataSetBytes,
  instancesBelow,
  pixelDataOf,
  sample,
} from '../support/instances.js';
import { jsonOf } from '../support/lethe-command.js';
import { sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, type TestNode } from '../support/test-node.js';

const LEVEL = 2000;

describe('A node whose strategy searches pixels', function () {
  this.timeout(60_000);
  let folder: string;
  let node: TestNode;
  let burned: BurnedIn;
  let pixels: Buffer;

  before(async () => {
    folder = await makeTemporaryFolder();
    node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    });
    burned = burnIn(sample('ct-implicit.dcm'), [{ text: 'DOE JANE', x: 12, y: 14, scale: 2 }], LEVEL);
    const file = path.join(folder, 'burned.dcm');
    await writeFile(file, burned.bytes);
    await sendForStatuses([file], { port: node.port });
    await waitFor(async () => (await completeFilesBelow(path.join(folder, 'clean'))).length === 1, {
      timeoutMs: 45_000,
    });
    const [instance] = (await instancesBelow(path.join(folder, 'clean'))).values();
    pixels = (instance === undefined ? undefined : pixelDataOf(instance)) ?? Buffer.alloc(0);
  });

  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  it('delivers an image without the name that stood in it', () => {
    const left = Array.from(burned.ink).filter(
      (is, pixel) => is === 1 && pixels.readInt16LE(pixel * 2) === LEVEL,
    );
    expect(left).to.have.lengthOf(0);
  });

  it('leaves the rows below as they came', () => {
    const [original] = [dataSetBytes(path.join(folder, 'burned.dcm'))];
    expect(original.includes(pixels.subarray(512 * 2 * 60, 512 * 2 * 500))).to.equal(true);
  });

  it('keeps in the audit how many lines were hidden, and why', async () => {
    const audit = jsonOf(await node.lethe('audit', 'query', '--event', 'instance.deidentified', '--json'));
    expect(JSON.stringify(audit)).to.include('pixels identity-known');
  });
});
