import path from 'node:path';
import { expect } from 'chai';
import { filesBelow, identitiesIn, instancesBelow, readInstance, sampleFiles } from '../support/instances.js';
import { lethe, type CommandResult } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

describe('lethe demo', () => {
  let folder: string;
  let first: CommandResult;

  before(async () => {
    folder = await makeTemporaryFolder();
    first = await lethe(['demo', '--out', folder], { timeoutMs: 120_000 });
  });

  after(async () => {
    await removeFolder(folder);
  });

  it('ends with exit status 0', () => {
    expect(first).to.deep.include({ code: 0, stderr: '' });
  });

  it('leaves a clean file of each sample', async () => {
    expect((await instancesBelow(path.join(folder, 'clean'))).size).to.equal(sampleFiles().length);
  });

  it('says where they lie', () => {
    expect(first.stdout).to.include(`clean instances lie in ${path.join(folder, 'clean')}`);
  });

  it('prints what changed, element by element', () => {
    expect(first.stdout).to.match(/\(0010,0010\) PatientName\s+changed\s+'Doe\^Jane' -> /);
  });

  it('shows of each sample what became of Pixel Data', () => {
    expect(first.stdout.match(/PixelData .*kept, byte for byte/g)).to.have.lengthOf(5);
  });

  it('hides what is burned into the pixels of one, and shows it', () => {
    expect(first.stdout).to.match(/PixelData +changed .*[^]*before and after: .*sheet-001\.png/);
  });

  it('leaves no identity of a sample in the clean files', async () => {
    const originals = sampleFiles().map((file) => readInstance(file));
    const found = (await filesBelow(path.join(folder, 'clean'))).flatMap((file) =>
      identitiesIn(file, originals),
    );
    expect(found).to.deep.equal([]);
  });

  it('can be run again in the same folder', async () => {
    expect((await lethe(['demo', '--out', folder], { timeoutMs: 120_000 })).code).to.equal(0);
  });
});
