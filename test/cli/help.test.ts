import { expect } from 'chai';
import { sample } from '../support/instances.js';
import { lethe, type CommandResult } from '../support/lethe-command.js';

const COMMANDS: readonly (readonly string[])[] = [
  [],
  ['run'],
  ['check'],
  ['explain'],
  ['deidentify'],
  ['audit'],
  ['audit', 'query'],
  ['audit', 'verify'],
  ['crosswalk'],
  ['crosswalk', 'export'],
  ['crosswalk', 'find'],
  ['users'],
  ['users', 'add'],
  ['users', 'remove'],
  ['users', 'list'],
  ['queue'],
  ['queue', 'list'],
  ['queue', 'show'],
  ['queue', 'retry'],
  ['queue', 'release'],
  ['queue', 'discard'],
  ['echo'],
  ['demo'],
];

const PRINTING_DATA = [
  'check',
  'explain',
  'deidentify',
  'audit query',
  'audit verify',
  'crosswalk export',
  'crosswalk find',
  'users list',
  'queue list',
  'queue show',
  'echo',
];

describe('The command line', () => {
  const help = new Map<string, CommandResult>();

  before(async () => {
    for (const command of COMMANDS) help.set(command.join(' '), await lethe([...command, '--help']));
  });

  for (const command of COMMANDS) {
    it(`explains \`${['lethe', ...command].join(' ')}\` with --help`, () => {
      const result = help.get(command.join(' '));
      expect([
        result?.code,
        result?.stdout.startsWith(`Usage: ${['lethe', ...command].join(' ')}`),
      ]).to.deep.equal([0, true]);
    });
  }

  for (const command of PRINTING_DATA) {
    it(`offers --json for \`lethe ${command}\``, () => {
      expect(help.get(command)?.stdout).to.include('--json');
    });
  }

  it('says what its exit statuses mean', () => {
    expect(help.get('')?.stdout).to.match(/Exit status: 0 done, 1 failed, 2 wrong usage, 3 /);
  });

  it('prints its version', async () => {
    expect((await lethe(['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  const MISUSES: readonly (readonly [string, readonly string[]])[] = [
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['check', '--frobnicate']],
    ['a missing argument', ['explain']],
    ['a missing option', ['deidentify', 'x.dcm']],
    ['a group without a command', ['queue']],
    ['an act without a reason', ['queue', 'release', '1']],
    ['an ID that is no number', ['queue', 'show', 'one']],
    ['an act for an empty reason', ['queue', 'discard', '1', '--reason', ' ']],
    ['an act for a reason without end', ['queue', 'discard', '1', '--reason', 'x'.repeat(1001)]],
    ['a retry of nothing named', ['queue', 'retry']],
    ['a time of no day', ['audit', 'query', '--since', '2026-02-30']],
    ['a time in another form', ['audit', 'query', '--until', '1']],
    ['two exports into one file', ['crosswalk', 'export', '--uids', 'x.csv', '--patients', './x.csv']],
    ['no name for the clean files', ['deidentify', sample('dx-explicit.dcm'), '--out', '']],
    ['an unknown state', ['queue', 'list', '--state', 'lost']],
    ['an export to nowhere', ['crosswalk', 'export']],
    ['an argument too many', ['queue', 'show', '1', '2']],
  ];

  for (const [what, args] of MISUSES) {
    it(`ends with exit status 2 for ${what}`, async () => {
      expect((await lethe(args)).code).to.equal(2);
    });
  }
});
