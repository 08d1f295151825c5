import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../src/config.js';
import { filesBelow } from '../support/instances.js';
import { jsonOf, lethe, type CommandResult } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

describe('lethe check', () => {
  let folder: string;
  let plain: CommandResult;
  let shown: CommandResult;
  let asJson: CommandResult;

  before(async () => {
    folder = await makeTemporaryFolder();
    plain = await lethe(['check'], { cwd: folder });
    shown = await lethe(['check', '--show'], { cwd: folder });
    asJson = await lethe(['check', '--json'], { cwd: folder });
  });

  after(async () => {
    await removeFolder(folder);
  });

  it('finds the defaults good', () => {
    expect(plain).to.deep.include({ code: 0, stderr: '' });
  });

  it('names the strategy that it checked', () => {
    expect(plain.stdout).to.match(/strategy default \d+ .*good, \d+ examples hold/);
  });

  it('prints JSON', () => {
    expect(jsonOf(asJson)).to.deep.include({ aeTitles: ['LETHE'], port: 11112, destinations: ['folder'] });
  });

  it('writes nothing', async () => {
    expect(await filesBelow(folder)).to.deep.equal([]);
  });

  it('shows a configuration that loads back as the one in force', () => {
    const text = shown.stdout;
    const sources = { env: {}, cwd: folder };
    const back = loadConfig({ ...sources, file: path.join(folder, 'lethe.yaml'), text });
    const inForce = loadConfig(sources);
    const plainOf = (config: typeof back): unknown => ({
      ...config,
      file: undefined,
      destinations: [...config.destinations.values()].map((destination) => ({
        ...destination,
        position: undefined,
      })),
    });
    expect(plainOf(back)).to.deep.equal(plainOf(inForce));
  });

  it('shows a configuration that it finds good itself', async () => {
    const file = path.join(folder, 'shown.yaml');
    await writeFile(file, shown.stdout);
    expect((await lethe(['check', '--config', file])).code).to.equal(0);
  });

  it('finds that the data folder cannot be made, as the node would', async () => {
    const file = path.join(folder, 'place.yaml');
    for (const dataDir of ['place.yaml', 'place.yaml/below']) {
      await writeFile(file, `dataDir: ${dataDir}\n`);
      const refused = await lethe(['check', '--config', file]);
      expect(refused).to.deep.include({ code: 1, stdout: '' });
      expect(refused.stderr).to.match(/SPOOL_NOT_USABLE: the data folder .* cannot be made, as .* is a file/);
    }
  });
});
