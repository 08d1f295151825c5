// Writes the word lists of src/deid/vocabulary as JSON, words by list, for the flags of words.bin and for harmless texts:
// node vocabulary.mjs OUT.json
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const root = path.resolve(import.meta.dirname, '..', '..', '..');
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: vocabulary.mjs OUT.json');

/** The text between the back-quotes of a generated list. */
function listed(name, constant) {
  const source = readFileSync(path.join(root, 'src/deid/vocabulary/generated', `${name}.ts`), 'utf8');
  const found = new RegExp(`${constant} = \`([^\`]*)\``).exec(source);
  if (found === null) throw new Error(`${name}.ts has no ${constant}`);
  return found[1].replace(/^\n/, '');
}

/** Front-coded (src/deid/vocabulary/word-set.ts): letters shared with the line before, in base 36, and the rest. */
function decode(frontCoded) {
  const words = [];
  let last = '';
  for (const line of frontCoded.split('\n')) {
    if (line === '') continue;
    last = last.slice(0, Number.parseInt(line[0], 36)) + line.slice(1);
    words.push(last);
  }
  return words;
}

/** Words of eponyms.ts, which is a source of the product: each list stands between back-quotes. */
const eponyms = [
  ...readFileSync(path.join(root, 'src/deid/vocabulary/eponyms.ts'), 'utf8').matchAll(
    /^const [A-Z_]+ = `([^`]*)`/gm,
  ),
]
  .flatMap(([, list]) => list.split(/\s+/))
  .filter((word) => word.length > 3);

const harmless = brotliDecompressSync(Buffer.from(listed('harmless-words', 'HARMLESS_WORDS'), 'base64'));
const lists = {
  harmless: decode(harmless.toString('utf8')),
  header: decode(listed('header-words', 'HEADER_WORDS')),
  eponyms,
  names: decode(listed('person-names', 'PERSON_NAMES')),
};
/** Words of reports by language, written for the project. */
const reports = {};
const folder = path.join(root, 'scripts/vocabulary');
for (const file of [
  ...readdirSync(folder),
  ...readdirSync(path.join(folder, 'words')).map((one) => `words/${one}`),
]) {
  if (!file.endsWith('.txt') || /(?:both|only)\.txt$/.test(file)) continue;
  const text = readFileSync(path.join(folder, file), 'utf8').replace(/^#.*$/gm, '');
  (reports[path.basename(file, '.txt')] ??= []).push(
    ...text.split(/\s+/).filter((word) => /^[\p{L}\p{M}-]{3,30}$/u.test(word)),
  );
}
writeFileSync(out, JSON.stringify({ ...lists, reports }));
