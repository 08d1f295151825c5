import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import { readModelFiles } from '../../src/ocr/model-files.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('model files', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lethe-model-'));
    await writeFile(path.join(folder, 'a.onnx'), 'weights');
    await writeFile(
      path.join(folder, 'manifest.json'),
      JSON.stringify({ files: { 'a.onnx': sha256('weights') } }),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function refusal(): Promise<LetheError> {
    try {
      await readModelFiles(folder, ['a.onnx']);
    } catch (error) {
      expect(error).to.be.instanceOf(LetheError);
      return error as LetheError;
    }
    throw new Error('the model was taken');
  }

  it('are read where their content is what the manifest says', async () => {
    expect((await readModelFiles(folder, ['a.onnx']))['a.onnx'].toString()).to.equal('weights');
  });

  it('are refused where one byte differs', async () => {
    await writeFile(path.join(folder, 'a.onnx'), 'weightz');
    expect((await refusal()).code).to.equal('MODEL_NOT_USABLE');
  });

  it('are refused where the manifest does not name them, is no JSON or is missing', async () => {
    for (const manifest of ['{"files":{}}', '{}', 'null', 'files']) {
      await writeFile(path.join(folder, 'manifest.json'), manifest);
      expect((await refusal()).code).to.equal('MODEL_NOT_USABLE');
    }
    await rm(path.join(folder, 'manifest.json'));
    expect((await refusal()).code).to.equal('MODEL_NOT_USABLE');
  });

  it('are refused where one is missing', async () => {
    await rm(path.join(folder, 'a.onnx'));
    expect((await refusal()).code).to.equal('MODEL_NOT_USABLE');
  });
});
