import { expect } from 'chai';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runToEnd } from './peers/process.js';

const SYSTEMD = path.resolve(import.meta.dirname, '..', '..', 'systemd');
const UNIT = path.join(SYSTEMD, 'lethe.service');

describe('the systemd unit', () => {
  before(async function skipWithoutSystemd() {
    const found = await runToEnd('sh', ['-c', 'command -v systemd-analyze']);
    if (found.code !== 0) this.skip();
  });

  it('is exposed at 2.0 or less in the words of systemd-analyze security', async () => {
    const { code, output } = await runToEnd('systemd-analyze', [
      'security',
      '--offline=true',
      '--no-pager',
      '--threshold=20',
      UNIT,
    ]);
    expect(output).to.match(/Overall exposure level for lethe.service: [01]\.\d|: 2\.0/);
    expect(code).to.equal(0);
  });

  it('is valid in the words of systemd-analyze verify', async () => {
    // The programs that it names are only there once it is installed, so /bin/true stands for them.
    const folder = await mkdtemp(path.join(tmpdir(), 'lethe-systemd-'));
    try {
      const copy = path.join(folder, 'lethe.service');
      await copyFile(UNIT, copy);
      const text = await readFile(copy, 'utf8');
      await writeFile(copy, text.replaceAll('/usr/bin/node', '/bin/true'));
      const { code, output } = await runToEnd('systemd-analyze', ['verify', '--man=no', copy]);
      const ours = output.split('\n').filter((line) => line.includes('lethe.service'));
      expect(ours).to.deep.equal([]);
      expect(code).to.equal(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('comes with an account and folders that systemd accepts', async () => {
    const sysusers = await runToEnd('systemd-sysusers', [
      '--dry-run',
      path.join(SYSTEMD, 'lethe.sysusers.conf'),
    ]);
    expect(sysusers.output).not.to.match(/fail|invalid|unknown/i);
    expect(sysusers.code).to.equal(0);
    const tmpfiles = await readFile(path.join(SYSTEMD, 'lethe.tmpfiles.conf'), 'utf8');
    const lines = tmpfiles.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).to.match(/^d \/\S+ 0[0-7]{3} (root|lethe) lethe -$/);
  });
});
