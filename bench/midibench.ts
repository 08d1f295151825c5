/** Accuracy on MIDI-B check semantics: the command and the node on generated sets, scored by an independent program. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withTemporaryFolder } from './measure.js';
import { COMMAND, NODE, ORTHANC, type Contestant } from './midibench/contestants.js';
import { groupFailures, readKinds, type FailureGroup } from './midibench/failures.js';
import { CHECKS, headersOnly, scoreOutput, type Score, type Tally } from './midibench/score.js';
import { generateSet, whatIsMissing } from './midibench/set.js';

interface Run {
  readonly seed: number;
  readonly contestant: string;
  readonly score: Score;
  readonly setAside: Readonly<Record<string, number>>;
  readonly groups: readonly FailureGroup[];
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '11,12,13' },
    instances: { type: 'string', default: '600' },
    'burned-in-rate': { type: 'string', default: '0.3' },
    /** Another folder with lexicon.json. */
    lexicon: { type: 'string' },
    only: { type: 'string', default: 'command,node' },
    /** Shapes of words in place of the words of the set, and no examples. */
    'forms-only': { type: 'boolean', default: false },
    groups: { type: 'string', default: '60' },
    /** Where the reports of the scorer are kept. */
    reports: { type: 'string' },
  },
});

const CONTESTANTS: Readonly<Record<string, Contestant>> = { command: COMMAND, node: NODE, orthanc: ORTHANC };

function chosenContestants(): readonly Contestant[] {
  return values.only.split(',').map((name) => {
    const contestant = CONTESTANTS[name];
    if (contestant === undefined) throw new Error(`--only takes ${Object.keys(CONTESTANTS).join(', ')}`);
    return contestant;
  });
}

const percent = ({ pass, total }: Tally): string => (total === 0 ? '-' : cut((100 * pass) / total));

/** Four digits behind the point, never rounded up to a full 100. */
function cut(percentage: number): string {
  return percentage === 100 ? '100' : (Math.floor(percentage * 10_000) / 10_000).toFixed(4);
}

function printScores(runs: readonly Run[]): void {
  const row = (label: string, cell: (run: Run) => string): string =>
    `| ${label} | ${runs.map(cell).join(' | ')} |`;
  const fraction = ({ pass, total }: Tally): string =>
    total - pass === 0 ? '100' : `${percent({ pass, total })} (${total - pass} of ${total} failed)`;
  const lines = [
    row('check', ({ seed, contestant }) => `${contestant}, seed ${seed}`),
    row('---', () => '---').replaceAll(' ', ''),
    ...CHECKS.map((check) => row(check, ({ score }) => fraction(score.actions[check]))),
    row('**overall**', ({ score }) => fraction(score.total)),
    row('**overall without pixels_hidden**', ({ score }) => fraction(headersOnly(score))),
    row('70/20/10', ({ score }) => cut(100 * score.weighted)),
    row('residual strings', ({ score: { residual } }) => `${residual.hits} in ${residual.files} files`),
    row('missing in the output', ({ score, setAside }) =>
      [String(score.missing), ...Object.entries(setAside).map(([code, number]) => `${code} ${number}`)].join(
        ', ',
      ),
    ),
    row('new dciodvfy errors', ({ score: { dciodvfy } }) =>
      dciodvfy?.available === true ? `${dciodvfy.files_with_new_errors ?? 0} files` : 'not installed',
    ),
  ];
  console.log(`${lines.join('\n')}\n`);
}

function printGroups({ seed, contestant, groups, score }: Run): void {
  const most = Number(values.groups);
  console.log(`### Failures: ${contestant}, seed ${seed}\n`);
  if (groups.length === 0) console.log('None.');
  for (const { count, check, element, kind, form, example } of groups.slice(0, most)) {
    const what = [check, element, kind, form].filter((part) => part !== '').join(' | ');
    const shown = values['forms-only']
      ? ''
      : ` | e.g. ${example.file}: ${JSON.stringify(example.value)} → ${JSON.stringify(example.got)}`;
    console.log(`- ${count} × ${what}${shown}`);
  }
  if (groups.length > most) console.log(`- and ${groups.length - most} more forms`);
  const residue = new Map<string, number>();
  for (const { kind, text } of score.residual.examples) {
    const label = values['forms-only'] ? kind : `${kind} ${JSON.stringify(text)}`;
    residue.set(label, (residue.get(label) ?? 0) + 1);
  }
  for (const [label, number] of residue) console.log(`- residual: ${number} × ${label}`);
  const invalid = new Map<string, number>();
  for (const [error, number] of Object.entries(score.dciodvfy?.new_errors ?? {})) {
    const label = error.replace(/ - Character invalid.*/, '');
    invalid.set(label, (invalid.get(label) ?? 0) + number);
  }
  for (const [label, number] of invalid) console.log(`- dciodvfy: ${number} × ${label}`);
  console.log('');
}

const missing = await whatIsMissing();
if (missing.length > 0) {
  console.error(`This benchmark needs what is not here:\n${missing.map((what) => `- ${what}`).join('\n')}`);
  process.exit(1);
}
const contestants = chosenContestants();
const reports = values.reports;
if (reports !== undefined) await mkdir(reports, { recursive: true });
const runs: Run[] = [];
for (const seed of values.seeds.split(',').map(Number)) {
  await withTemporaryFolder(async (folder) => {
    const set = await generateSet(folder, {
      seed,
      instances: Number(values.instances),
      burnedInRate: Number(values['burned-in-rate']),
      lexicon: values.lexicon === undefined ? undefined : path.resolve(values.lexicon),
    });
    const kindOf = readKinds(set.key);
    for (const [index, { name, deidentify }] of contestants.entries()) {
      const made = await deidentify(set.input, path.join(folder, `contestant-${index}`));
      const reportFile = path.join(reports ?? folder, `seed-${seed}-${name.replaceAll(' ', '-')}.json`);
      const score = await scoreOutput(set, made, reportFile);
      const groups = groupFailures(score, kindOf, !values['forms-only']);
      runs.push({ seed, contestant: name, score, setAside: made.setAside, groups });
    }
  });
}
console.log(
  `## ${values.instances} instances a seed, burned-in rate ${values['burned-in-rate']}${values.lexicon === undefined ? '' : ', another lexicon'}\n`,
);
printScores(runs);
for (const run of runs) printGroups(run);
