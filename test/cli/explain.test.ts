import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { filesBelow, identityOf, occurring, readInstance, ROUTES, sample } from '../support/instances.js';
import { clearErrorFaults, jsonOf, lethe, type CommandResult } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { writeStrategyFile } from '../support/test-node.js';

interface Explained {
  readonly decision: {
    readonly kind: string;
    readonly route: string | null;
    readonly destinations: readonly string[];
    readonly trace: readonly { readonly route: string; readonly line: number; readonly holds: boolean }[];
  };
  readonly outcome: string | null;
  readonly elements: readonly {
    readonly keyword: string;
    readonly action: string;
    readonly by: { readonly kind: string; readonly id?: string; readonly line?: number };
    readonly changed: boolean;
  }[];
}

describe('lethe explain', () => {
  const file = sample('ct-implicit.dcm');
  let folder: string;
  let text: CommandResult;
  let asJson: CommandResult;
  let explained: Explained;

  before(async () => {
    folder = await makeTemporaryFolder();
    text = await lethe(['explain', file, '--called-ae', 'LETHE', '--calling-ae', 'CT1'], { cwd: folder });
    asJson = await lethe(['explain', file, '--json'], { cwd: folder });
    explained = jsonOf(asJson) as Explained;
  });

  after(async () => {
    await removeFolder(folder);
  });

  const elementOf = (keyword: string): Explained['elements'][number] | undefined =>
    explained.elements.find((element) => element.keyword === keyword);

  it('ends with exit status 0 for what would be delivered', () => {
    expect([text.code, asJson.code]).to.deep.equal([0, 0]);
  });

  it('makes no key, no data folder and no file', async () => {
    expect(await filesBelow(folder)).to.deep.equal([]);
  });

  it('says where the instance would go', () => {
    expect(text.stdout).to.match(/route everything of strategy default \d+, to folder/);
  });

  it('says by which line of which strategy', () => {
    expect(explained.decision.trace.map(({ route, line, holds }) => [route, line > 0, holds])).to.deep.equal([
      ['everything', true, true],
    ]);
  });

  it('gives the action for every element of the instance', () => {
    const outermost = readInstance(file).indexed.dataSet.elements.length;
    expect(explained.elements.length).to.be.at.least(outermost);
  });

  it('tells a profile action from the default', () => {
    expect(elementOf('PatientName')?.by).to.deep.include({ kind: 'profile' });
  });

  it('names the rule and its line where a rule decides', async () => {
    const strategy = await writeStrategyFile(folder, {
      name: 'ruled',
      routes: [{ name: 'r', destinations: ['folder'] }],
      deidentify: { profile: 'basic', rules: [{ id: 'my-rule', tag: 'PatientSex', action: 'remove' }] },
    });
    const result = await lethe(['explain', file, '--strategy', strategy, '--json'], { cwd: folder });
    const sex = (jsonOf(result) as Explained).elements.find(({ keyword }) => keyword === 'PatientSex');
    expect([sex?.action, sex?.by.id, (sex?.by.line ?? 0) > 1]).to.deep.equal(['remove', 'my-rule', true]);
  });

  it('shows in text what changes, with the action and by what', () => {
    expect(text.stdout).to.match(/\(0010,0010\)\s+PatientName\s+PN\s+rules\s+pseudonym\s+profile /);
  });

  it('hides what stays, but for --all', async () => {
    const all = await lethe(['explain', file, '--all'], { cwd: folder });
    expect([text.stdout.includes(' Modality '), all.stdout.includes(' Modality ')]).to.deep.equal([
      false,
      true,
    ]);
  });

  it('shows no value of the instance', () => {
    const identity = identityOf(readInstance(file));
    expect(occurring(Buffer.from(text.stdout + asJson.stdout), identity)).to.deep.equal([]);
  });

  it('ends with exit status 3 for what would be quarantined', async () => {
    const strategy = path.join(folder, 'basic.yaml');
    await copyFile(path.join(ROUTES, 'basic.yaml'), strategy);
    const result = await lethe(
      ['explain', file, '--strategy', path.join(ROUTES, 'minimal-passthrough.yaml')],
      {
        cwd: folder,
      },
    );
    expect([result.code, result.stdout.includes('no route matches: quarantined (NO_ROUTE)')]).to.deep.equal([
      0,
      true,
    ]);
  });

  it('asks the strategy for the AE titles that are given', async () => {
    const result = await lethe(
      [
        'explain',
        file,
        '--json',
        '--called-ae',
        'PASSTHROUGH',
        '--strategy',
        path.join(ROUTES, 'minimal-passthrough.yaml'),
      ],
      { cwd: folder },
    );
    expect((jsonOf(result) as Explained).decision).to.deep.include({
      kind: 'route',
      route: 'called-passthrough',
    });
  });

  it('refuses a file that is not DICOM', async () => {
    const result = await lethe(['explain', path.join(ROUTES, 'basic.yaml')], { cwd: folder });
    expect(clearErrorFaults(result, 'NOT_DICOM')).to.deep.equal([]);
  });

  it('refuses a file that is not there', async () => {
    const result = await lethe(['explain', path.join(folder, 'none.dcm')], { cwd: folder });
    expect(clearErrorFaults(result, 'NOT_FOUND')).to.deep.equal([]);
  });
});
