import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import { openModelFolder, verifyModelFolder } from '../../src/models/model-folder.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('model folders', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lethe-model-'));
    await writeFile(path.join(folder, 'a.onnx'), 'weights');
    await writeFile(
      path.join(folder, 'manifest.json'),
      JSON.stringify({ name: 'a', files: { 'a.onnx': sha256('weights') } }),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function refusal(use: () => Promise<unknown>): Promise<LetheError> {
    try {
      await use();
    } catch (error) {
      expect(error).to.be.instanceOf(LetheError);
      return error as LetheError;
    }
    throw new Error('the model was taken');
  }

  it('give files whose content is what the manifest says, and what else it says', async () => {
    const opened = await openModelFolder(folder);
    expect((await opened.read('a.onnx')).toString()).to.equal('weights');
    expect([opened.manifest['name'], opened.names]).to.deep.equal(['a', ['a.onnx']]);
    await verifyModelFolder(folder);
  });

  it('refuse a file where one byte differs, where it is missing, and where the manifest does not list it', async () => {
    const opened = await openModelFolder(folder);
    await writeFile(path.join(folder, 'b.onnx'), 'weights');
    expect((await refusal(() => opened.read('b.onnx'))).code).to.equal('MODEL_NOT_USABLE');
    await writeFile(path.join(folder, 'a.onnx'), 'weightz');
    expect((await refusal(() => opened.read('a.onnx'))).code).to.equal('MODEL_NOT_USABLE');
    expect((await refusal(() => verifyModelFolder(folder))).code).to.equal('MODEL_NOT_USABLE');
    await rm(path.join(folder, 'a.onnx'));
    expect((await refusal(() => opened.read('a.onnx'))).code).to.equal('MODEL_NOT_USABLE');
  });

  it('are refused where the manifest gives no checksums, is no JSON or is missing', async () => {
    for (const manifest of ['{"files":{}}', '{"files":{"a.onnx":"00"}}', '{}', 'null', '[]', 'files']) {
      await writeFile(path.join(folder, 'manifest.json'), manifest);
      expect((await refusal(() => openModelFolder(folder))).code, manifest).to.equal('MODEL_NOT_USABLE');
    }
    await rm(path.join(folder, 'manifest.json'));
    expect((await refusal(() => openModelFolder(folder))).code).to.equal('MODEL_NOT_USABLE');
  });
});
