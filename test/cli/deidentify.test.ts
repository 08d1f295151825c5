import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import {
  filesBelow,
  fixtureFiles,
  identitiesIn,
  instancesBelow,
  ownUids,
  readInstance,
  ROUTES,
  sample,
  SAMPLES,
  sampleFiles,
  textsOf,
  type ReadInstance,
} from '../support/instances.js';
import { runToEnd } from '../peers/process.js';
import { clearErrorFaults, jsonOf, lethe, LETHE_MAIN, type CommandResult } from '../support/lethe-command.js';
import { send } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode } from '../support/test-node.js';

function rowsOf(csv: string): readonly string[] {
  return readFileSync(csv, 'utf8')
    .split('\r\n')
    .filter((line) => line !== '');
}

describe('lethe deidentify', () => {
  let folder: string;
  let clean: CommandResult;
  let outputs: ReadonlyMap<string, ReadInstance>;
  const inputs = sampleFiles().map((file) => readInstance(file));

  before(async () => {
    folder = await makeTemporaryFolder();
    clean = await lethe(
      ['deidentify', SAMPLES, '--out', 'clean', '--uid-map', 'uids.csv', '--patient-map', 'patients.csv'],
      { cwd: folder },
    );
    // ORIGINS.md lies among the samples.
    outputs = await instancesBelow(path.join(folder, 'clean'));
  });

  after(async () => {
    await removeFolder(folder);
  });

  const inFolder = (...args: string[]): Promise<CommandResult> =>
    lethe(['deidentify', ...args], { cwd: folder });

  it('writes one Part 10 file for each instance of a folder', () => {
    expect(outputs.size).to.equal(inputs.length);
  });

  it('leaves no identity of an input in any output', async () => {
    const found = (await filesBelow(path.join(folder, 'clean'))).flatMap((file) =>
      identitiesIn(file, inputs),
    );
    expect(found).to.deep.equal([]);
  });

  it('lists each new UID where two patients share one', async () => {
    const bytes = readFileSync(sample('ct-implicit.dcm'));
    const other = Buffer.from(bytes);
    other.write('LTH-0002', bytes.indexOf('LTH-0001'), 'latin1');
    const shared = path.join(folder, 'shared');
    await mkdir(shared);
    await writeFile(path.join(shared, 'one.dcm'), bytes);
    await writeFile(path.join(shared, 'two.dcm'), other);
    const result = await inFolder(shared, '--out', 'shared-clean', '--uid-map', 'shared.csv');
    expect(result.code, result.stderr).to.equal(0);
    const listed = rowsOf(path.join(folder, 'shared.csv')).join();
    const written = [...(await instancesBelow(path.join(folder, 'shared-clean'))).keys()];
    expect(written).to.have.lengthOf(2);
    expect(written.filter((uid) => !listed.includes(uid))).to.deep.equal([]);
  });

  it('lists what it set aside, with the reason', () => {
    expect(clean.stdout).to.match(/set aside: .*ORIGINS\.md: NOT_DICOM/);
  });

  it('ends with exit status 3 where something was set aside', () => {
    expect(clean.code).to.equal(3);
  });

  it('shows no progress bar where standard error is no terminal', () => {
    expect(clean.stderr).to.equal('');
  });

  it('shows a progress bar on a terminal', async function () {
    const words = [
      process.execPath,
      LETHE_MAIN,
      'deidentify',
      sample('dx-explicit.dcm'),
      '--out',
      'terminal',
    ];
    const scripted = await runToEnd('script', ['-qec', words.join(' '), '/dev/null'], { cwd: folder }).catch(
      () => this.skip(),
    );
    // Each input is looked at twice: for what it tells of its patient, and to be de-identified.
    expect(scripted.output).to.match(/[012]\/2/);
  });

  it('lists in the UID map every UID of an output that its input did not have, with its original', () => {
    const pairs = rowsOf(path.join(folder, 'uids.csv'))
      .slice(1)
      .map((row) => row.split(','));
    const originals = new Set(inputs.flatMap((input) => [...ownUids(input)]));
    const made = new Set([...outputs.values()].flatMap((output) => [...ownUids(output)]));
    const unlisted = [...made].filter(
      (uid) => !originals.has(uid) && !pairs.some(([old = '', fresh]) => fresh === uid && originals.has(old)),
    );
    expect(unlisted).to.deep.equal([]);
  });

  it('lists no UID that no output carries', () => {
    const made = new Set([...outputs.values()].flatMap((output) => [...ownUids(output)]));
    const pairs = rowsOf(path.join(folder, 'uids.csv'))
      .slice(1)
      .map((row) => row.split(','));
    expect(pairs.filter(([, fresh = '']) => !made.has(fresh))).to.deep.equal([]);
  });

  it('lists the patients, each once', () => {
    const ids = new Set(
      inputs.flatMap(({ indexed }) => textsOf(indexed, 'PatientID')).filter((id) => id !== ''),
    );
    const listed = rowsOf(path.join(folder, 'patients.csv'))
      .slice(1)
      .map((row) => row.split(',')[0]);
    expect(listed).to.have.members([...ids]);
  });

  it('heads both maps with id_old,id_new', () => {
    expect(['uids.csv', 'patients.csv'].map((csv) => rowsOf(path.join(folder, csv))[0])).to.deep.equal([
      'id_old,id_new',
      'id_old,id_new',
    ]);
  });

  it('keeps maps and clean files for their owner alone', async () => {
    const files = [path.join(folder, 'uids.csv'), ...(await filesBelow(path.join(folder, 'clean')))];
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(new Set(modes)).to.deep.equal(new Set([0o600]));
  });

  it('ends with exit status 0 where all is clean', async () => {
    expect(
      await inFolder(sample('dx-explicit.dcm'), sample('ct-implicit.dcm'), '--out', 'two'),
    ).to.deep.include({
      code: 0,
    });
  });

  it('gives the same instance the same bytes again', async () => {
    await inFolder(sample('dx-explicit.dcm'), '--out', 'again');
    const [file = ''] = await filesBelow(path.join(folder, 'again'));
    const before = path.join(folder, 'clean', path.basename(file));
    expect(readFileSync(file).equals(readFileSync(before))).to.equal(true);
  });

  it('sets a malformed file aside', async () => {
    const cut = readFileSync(sample('dx-explicit.dcm')).subarray(0, 5000);
    await writeFile(path.join(folder, 'cut.dcm'), cut);
    const result = await inFolder('cut.dcm', '--out', 'cut', '--json');
    const { clean: count, setAside } = jsonOf(result) as { clean: number; setAside: { code: string }[] };
    expect([result.code, count, setAside.map(({ code }) => code)]).to.deep.equal([
      3,
      0,
      ['DATA_SET_MALFORMED'],
    ]);
  });

  describe('of what lies in a folder', () => {
    let inputs: string;
    const run = async (...args: string[]): Promise<unknown[]> => {
      const { clean: count, setAside } = jsonOf(await inFolder(...args, '--json')) as {
        clean: number;
        setAside: { input: string; code: string }[];
      };
      return [count, ...setAside.map(({ input, code }) => `${path.basename(input)} ${code}`)];
    };

    beforeEach(async () => {
      inputs = await mkdtemp(path.join(folder, 'inputs-'));
    });

    it('takes what links lead to, each folder once', async () => {
      await mkdir(path.join(inputs, 'a'));
      await copyFile(sample('dx-explicit.dcm'), path.join(inputs, 'a', '1.dcm'));
      await symlink(sample('us-rgb-retired-class.dcm'), path.join(inputs, '2.dcm'));
      await symlink('.', path.join(inputs, 'a', 'loop'));
      await symlink('a', path.join(inputs, 'b'));
      expect(await run(inputs, '--out', 'linked')).to.deep.equal([2]);
    });

    it('sets aside what is no file, and what cannot be reached', async () => {
      execFileSync('mkfifo', [path.join(inputs, 'pipe')]);
      await symlink('nowhere', path.join(inputs, 'broken'));
      await copyFile(
        sample('dx-explicit.dcm'),
        Buffer.concat([Buffer.from(path.join(inputs, 'm')), Buffer.from([0xfc]), Buffer.from('.dcm')]),
      );
      expect(await run(inputs, '--out', 'odd')).to.deep.equal([
        0,
        'broken NOT_FOUND',
        'm\ufffd.dcm NOT_FOUND',
        'pipe NOT_FOUND',
      ]);
    });

    it('leaves out what it wrote there itself', async () => {
      await copyFile(sample('dx-explicit.dcm'), path.join(inputs, '1.dcm'));
      const out = path.join(inputs, 'clean');
      const first = await run(inputs, '--out', out);
      expect([first, await run(inputs, '--out', out), (await filesBelow(out)).length]).to.deep.equal([
        [1],
        [1],
        2,
      ]);
    });

    it('does not write among its inputs, nor over them or another table', async () => {
      const input = path.join(inputs, '1.dcm');
      await copyFile(sample('dx-explicit.dcm'), input);
      await symlink(inputs, path.join(folder, 'same-folder'));
      const results = await Promise.all([
        inFolder(inputs, '--out', inputs),
        inFolder(inputs, '--out', 'same-folder'),
        inFolder(inputs, '--out', 'never', '--uid-map', input),
        inFolder(inputs, '--out', 'never', '--uid-map', 'a.csv', '--patient-map', './a.csv'),
      ]);
      expect([
        results.map(({ code }) => code),
        readFileSync(input).equals(readFileSync(sample('dx-explicit.dcm'))),
      ]).to.deep.equal([[2, 2, 2, 2], true]);
    });

    it('ends with exit status 1 where there is no file at all', async () => {
      expect(clearErrorFaults(await inFolder(inputs, '--out', 'empty'), 'NOT_FOUND')).to.deep.equal([]);
    });

    it('shows the control characters of a name, and does not obey them', async () => {
      await writeFile(path.join(inputs, '\u001b[31mred'), '');
      const { stdout } = await inFolder(inputs, '--out', 'red');
      expect(stdout).to.contain('\\x1b[31mred').and.not.contain('\u001b');
    });
  });

  it('ends what it began, and tells of it, where a signal stops it', async () => {
    const many = path.join(folder, 'many');
    await mkdir(many);
    await Promise.all(
      Array.from({ length: 400 }, (_, index) =>
        copyFile(sample('dx-explicit.dcm'), path.join(many, `${String(index)}.dcm`)),
      ),
    );
    const out = path.join(folder, 'stopped');
    const child = spawn(
      process.execPath,
      [LETHE_MAIN, 'deidentify', many, '--out', out, '--uid-map', path.join(folder, 'stopped.csv')],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'exit');
    const isUnderWay = (): boolean =>
      existsSync(out) && readdirSync(out).some((name) => name.endsWith('.dcm'));
    while (child.exitCode === null && !isUnderWay()) await setTimeout(5);
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    const files = readdirSync(out);
    expect(code, stderr).to.equal(1);
    expect([
      /^lethe: INTERRUPTED: stopped by a signal; \d+ of 400 inputs were not begun$/m.test(stderr),
      files.filter((name) => !name.endsWith('.dcm')),
      rowsOf(path.join(folder, 'stopped.csv')).length > 1,
    ]).to.deep.equal([true, [], true]);
  });

  it('ends with exit status 1 for a path that is not there', async () => {
    expect(clearErrorFaults(await inFolder('none', '--out', 'x'), 'NOT_FOUND')).to.deep.equal([]);
  });

  it('ends with exit status 1 where it cannot write', async () => {
    const result = await inFolder(sample('dx-explicit.dcm'), '--out', '/dev/null/x');
    expect(clearErrorFaults(result, 'OUTPUT_NOT_USABLE')).to.deep.equal([]);
  });

  it('ends with exit status 1 where a map cannot be written', async () => {
    const result = await inFolder(sample('dx-explicit.dcm'), '--out', 'unmapped', '--uid-map', '/dev/null/x');
    expect(clearErrorFaults(result, 'OUTPUT_NOT_USABLE')).to.deep.equal([]);
  });

  it('brings every instance through routes/minimal-passthrough.yaml byte for byte', async () => {
    const files = [...sampleFiles(), ...fixtureFiles()];
    await mkdir(path.join(folder, 'in'));
    await Promise.all(files.map((file, index) => copyFile(file, path.join(folder, 'in', `${index}.dcm`))));
    await inFolder('in', '--out', 'same', '--strategy', path.join(ROUTES, 'minimal-passthrough.yaml'));
    const came = (await filesBelow(path.join(folder, 'same'))).map((file) => readInstance(file).dataSet);
    const missing = files.filter((file) => !came.some((bytes) => bytes.equals(readInstance(file).dataSet)));
    expect({ missing, count: came.length }).to.deep.equal({ missing: [], count: files.length });
  });

  it('makes the data set that a node with the same key and strategy makes', async () => {
    const home = path.join(folder, 'node');
    const node = await startTestNode(home, {
      keyFile: path.join(folder, 'lethe-data', 'lethe.key'),
      destinations: { folder: { type: 'folder', path: path.join(home, 'clean') } },
    });
    try {
      await send([sample('dx-explicit.dcm')], { port: node.port });
      await node.untilAtRest(1);
    } finally {
      await node.close();
    }
    const [fromNode] = (await instancesBelow(path.join(home, 'clean'))).values();
    const fromCommand = outputs.get(fromNode?.sopInstanceUid ?? '');
    expect(fromNode?.dataSet.equals(fromCommand?.dataSet ?? Buffer.alloc(0))).to.equal(true);
  });
});
