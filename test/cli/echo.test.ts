import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { startStorescp, type Scp } from '../peers/dcmtk.js';
import { freePort } from '../peers/network.js';
import { jsonOf, lethe, type CommandResult } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination } from '../support/test-node.js';

describe('lethe echo', () => {
  let folder: string;
  let storescp: Scp;
  const echo = (...args: string[]): Promise<CommandResult> => lethe(['echo', ...args], { cwd: folder });

  before(async () => {
    folder = await makeTemporaryFolder();
    storescp = await startStorescp({ dir: path.join(folder, 'scp') });
    await mkdir(path.join(folder, 'clean'));
    await writeFile(
      path.join(folder, 'lethe.yaml'),
      JSON.stringify({
        destinations: {
          pacs: dicomDestination('STORESCP', storescp.port),
          dead: dicomDestination('DEAD', await freePort()),
          folder: { type: 'folder', path: 'clean' },
          missing: { type: 'folder', path: 'none' },
        },
      }),
    );
  });

  after(async () => {
    await storescp.stop();
    await removeFolder(folder);
  });

  it('ends with exit status 0 where the destination answers', async () => {
    const result = await echo('pacs');
    expect([result.code, result.stdout]).to.satisfy(
      ([code, text]: [number, string]) =>
        code === 0 && /^pacs: STORESCP@127\.0\.0\.1:\d+ answered 0000 in /.test(text),
    );
  });

  it('says so as JSON', async () => {
    expect(jsonOf(await echo('pacs', '--json'))).to.include({ destination: 'pacs', isThere: true });
  });

  it('ends with exit status 1 where nobody listens, and says why', async () => {
    const result = await echo('dead');
    expect([result.code, result.stdout.includes('ECONNREFUSED')]).to.deep.equal([1, true]);
  });

  it('ends with exit status 0 for a folder that can be written', async () => {
    expect((await echo('folder')).code).to.equal(0);
  });

  it('ends with exit status 1 for a folder that is not there', async () => {
    expect((await echo('missing')).code).to.equal(1);
  });
});
