import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import { bytesTensor, floatsOf, openModel, openPlainModel } from '../../src/models/session.js';

async function codeOf(use: () => unknown): Promise<string> {
  try {
    await use();
  } catch (error) {
    if (error instanceof LetheError) return error.code;
    throw error;
  }
  return 'none';
}

describe('model sessions', () => {
  it('run a model, and close', async () => {
    const session = await openPlainModel(await readFile('models/text-finder/text-ink.onnx'), 'model');
    const output = await session.run(bytesTensor(new Uint8Array(8 * 16 * 12), [1, 8, 16, 12]));
    expect(output.dims).to.deep.equal([1, 8, 16, 4]);
    await session.close();
  });

  it('refuse bytes that are no model, a model of more inputs than expected, and outputs that are missing', async () => {
    expect(await codeOf(() => openModel(new Uint8Array([1, 2, 3]), 'model'))).to.equal('MODEL_NOT_USABLE');
    const tagger = await readFile('models/ner/model.onnx');
    expect(await codeOf(() => openPlainModel(tagger, 'model'))).to.equal('MODEL_NOT_USABLE');
    expect(await codeOf(() => floatsOf(undefined, 'model'))).to.equal('MODEL_NOT_USABLE');
  });
});
