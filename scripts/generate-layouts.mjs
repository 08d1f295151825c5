// Generates the layouts of devices that write identities into their images, as TypeScript modules, deterministically:
//
//   npm run build && node scripts/generate-layouts.mjs --from FOLDER
//
// FOLDER holds `ctp-pixel-signatures.json` (CTP, DicomPixelAnonymizer.script), `stanford-pixel-signatures.json` (susom/mirc-ctp,
// stanford-scrubber.script) and `deid-labels.json` (pydicom/deid, deid/data/deid.dicom), each as rules of conditions and boxes.
// Taken are conditions and boxes, no comments and no names of people. Rules without boxes, and those that say that an image is
// clean, are left out. src/pixels/decide/layouts/LICENSES.md states the licences.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tagOfKeyword } from '../dist/src/dicom/dictionary.js';

const TARGET = join(import.meta.dirname, '..', 'src/pixels/decide/layouts/generated');

/** How the two languages call the tests; the letters are those of `match.ts`. */
const CTP_TESTS = {
  equals: '=',
  equalsIgnoreCase: 'i',
  contains: '~',
  containsIgnoreCase: '~',
  startsWith: '^',
  startsWithIgnoreCase: '^',
};
/** Keywords that the sources misspell, or that name a repeating group. */
const MISSPELT = {
  SoftwareVersion: 'SoftwareVersions',
  Manfacturer: 'Manufacturer',
  Manufacture: 'Manufacturer',
};
const REPEATING = { OverlayDescription: '60000022' };

function tagOf(name) {
  const numbers = /^\[([0-9a-f]{4}),([0-9a-f]{4})\]$/i.exec(name);
  if (numbers !== null) return (numbers[1] + numbers[2]).toLowerCase();
  const tag = tagOfKeyword(MISSPELT[name] ?? name);
  if (name in REPEATING) return REPEATING[name];
  return tag === undefined ? undefined : tag.toString(16).padStart(8, '0');
}

/** A CTP condition as alternatives of tests that hold together: `*` and, `+` or, `!` not, brackets. */
function parseCtp(text) {
  const tokens = text.match(/[[\]\w,]+\.\w+\s*\("[^"]*"\)|true|false|[*+!()]/g) ?? [];
  if (tokens.join('').replace(/\s/g, '') !== text.replace(/\s/g, ''))
    throw new Error(`not understood: ${text}`);
  let at = 0;
  const or = () => {
    let left = and();
    while (tokens[at] === '+') {
      at += 1;
      left = [...left, ...and()];
    }
    return left;
  };
  const and = () => {
    let left = leaf();
    while (tokens[at] === '*') {
      at += 1;
      const right = leaf();
      left = left.flatMap((one) => right.map((other) => [...one, ...other]));
    }
    return left;
  };
  const leaf = () => {
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const inner = or();
      if (tokens[at] !== ')') throw new Error(`a bracket is missing: ${text}`);
      at += 1;
      return inner;
    }
    if (token === '!') {
      const inner = leaf();
      if (inner.length !== 1 || inner[0].length !== 1) throw new Error(`a negated group: ${text}`);
      const [tag, test, value] = inner[0][0];
      return [[[tag, `!${test}`, value]]];
    }
    const parts = /^([[\]\w,]+)\.(\w+)\s*\("([^"]*)"\)$/.exec(token ?? '');
    const test = CTP_TESTS[parts?.[2]];
    const tag = parts === null ? undefined : tagOf(parts[1]);
    if (test === undefined || tag === undefined) throw new Error(`not understood: ${token} in ${text}`);
    return [[[tag, test, parts[3].trim()]]];
  };
  const alternatives = or();
  if (at !== tokens.length) throw new Error(`not understood: ${text}`);
  return alternatives;
}

/** The conditions of a label of deid: all lines must hold, of a line one part (`||`), of a part one value (`|`). */
function parseDeid(lines) {
  let alternatives = [[]];
  for (const line of lines) {
    const parts = line
      .replace(/^\+\s*/, '')
      .split('||')
      .flatMap((part) => {
        const [, test, keyword, value = ''] = /^\s*(\w+)\s+(\w+)\s*(.*?)\s*$/.exec(part) ?? [];
        const tag = keyword === undefined ? undefined : tagOf(keyword);
        if (tag === undefined) throw new Error(`not understood: ${line}`);
        if (test === 'missing' || test === 'empty') return [[tag, '-', '']];
        const sign = { contains: '~', equals: 'i' }[test];
        if (sign === undefined) throw new Error(`not understood: ${line}`);
        return value.split('|').map((one) => [tag, sign, one.trim()]);
      });
    alternatives = alternatives.flatMap((one) => parts.map((part) => [...one, part]));
  }
  return alternatives;
}

function isBox(box) {
  return (
    box.length === 4 &&
    box.every((value) => Number.isInteger(value) && value >= 0) &&
    box[2] > 0 &&
    box[3] > 0
  );
}

function ctpRules(file) {
  const { signatures } = JSON.parse(readFileSync(file, 'utf8'));
  return signatures.map(({ condition, regionsXYWH }) => [() => parseCtp(condition), regionsXYWH]);
}

function deidRules(file) {
  const { labels } = JSON.parse(readFileSync(file, 'utf8'));
  return labels
    .filter(
      ({ filter, conditions }) =>
        filter !== 'whitelist' && !conditions.some((line) => /^(?:ADD|REMOVE)\b/.test(line)),
    )
    .map(({ conditions, regions }) => [
      () => parseDeid(conditions.filter((line) => line.trim() !== '')),
      regions.map(({ kind, value }) => {
        const [x, y, a, b] = value.split(',').map(Number);
        return kind === 'ctp' ? [x, y, a, b] : [x, y, a - x, b - y];
      }),
    ]);
}

const seen = new Set();

function generate(name, origin, rules) {
  const lines = [];
  let left = 0;
  for (const [parse, regions] of rules) {
    const boxes = regions.filter(isBox);
    if (boxes.length === 0) {
      left += 1;
      continue;
    }
    let alternatives;
    try {
      alternatives = parse();
    } catch (error) {
      console.log(`${name}: left out, ${error.message}`);
      left += 1;
      continue;
    }
    for (const tests of alternatives) {
      const line = JSON.stringify([tests, boxes]);
      if (/[`\\$]/.test(line)) throw new Error(`a character that the generated form reserves: ${line}`);
      if (seen.has(line.toLowerCase())) continue;
      seen.add(line.toLowerCase());
      lines.push(line);
    }
  }
  mkdirSync(TARGET, { recursive: true });
  writeFileSync(
    join(TARGET, `${name}.ts`),
    `/*
 * Generated by scripts/generate-layouts.mjs; do not edit.
 * Source: ${origin}; see LICENSES.md beside this folder.
 * A line is the tests that must all hold and the boxes [x, y, width, height] in pixels. A test is a tag, a sign and a value:
 * = equal, i equal but for case, ~ contains, ^ begins with (both whatever the case), - absent or empty; ! before it negates.
 */
export const ${name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()).replace(/[^\w]/g, '')}Layouts = \`
${lines.join('\n')}
\`;
`,
  );
  console.log(`${name}: ${String(lines.length)} layouts, ${String(left)} rules left out`);
}

const { values } = parseArgs({ options: { from: { type: 'string' } } });
if (values.from === undefined) throw new Error('--from FOLDER is missing');
const from = (file) => join(values.from, file);
generate('ctp', 'RSNA CTP, DicomPixelAnonymizer.script', ctpRules(from('ctp-pixel-signatures.json')));
generate(
  'stanford',
  'susom/mirc-ctp, stanford-scrubber.script',
  ctpRules(from('stanford-pixel-signatures.json')),
);
generate('deid', 'pydicom/deid 0.4.12, deid/data/deid.dicom', deidRules(from('deid-labels.json')));
