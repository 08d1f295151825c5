import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../src/dicom/implementation.js';
import { parse } from 'yaml';
import { showConfig } from '../src/config/show.js';
import { loadConfig } from '../src/config.js';
import { storageSopClasses, transferSyntaxes } from '../src/dicom/uid-registry.js';
import { ERROR_CODES } from '../src/errors.js';
import { LOG_EVENTS } from '../src/log.js';
import { QUARANTINE_CODES } from '../src/pipeline/quarantine.js';
import { loadStrategy } from '../src/routing/load.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

/** Markdown files of the repository, by their path in it. */
function markdownFiles(folder = ''): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return /^(?:node_modules|dist|coverage|\..*)$/.test(entry.name) ? [] : markdownFiles(name);
    }
    return entry.name.endsWith('.md') ? [name] : [];
  });
}

/** The part of a page from a heading to the next one of its rank or above. */
function section(page: string, heading: string): string {
  const [rank = ''] = /^#+/.exec(heading) ?? [];
  const start = page.indexOf(`\n${heading}\n`);
  expect(start, `the page has a heading "${heading}"`).to.be.at.least(0);
  const body = page.slice(start + heading.length + 2);
  const end = body.search(new RegExp(`^#{1,${rank.length}} `, 'm'));
  return end < 0 ? body : body.slice(0, end);
}

/** What stands in backquotes in the first cell of each row of a table. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)` *\|/gm)].map(([, cell = '']) => cell);
}

/** Codes of the form `A_B` that a source file writes as text; `A_${…}` gives `A`. */
function codesIn(file: string): string[] {
  return [...read(file).matchAll(/['`]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]+_(?=\$\{))/g)].map(
    ([, code = '']) => code.replace(/_$/, ''),
  );
}

/** `REJECTED_r_s_d` stands for all codes that begin with `REJECTED`. */
function stem(code: string): string {
  return code.replace(/(?:_[a-z]+)+$/, '');
}

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

describe('docs/errors.md', () => {
  const page = read('docs/errors.md');

  it('explains every error code, and no other', () => {
    const documented = firstCells(section(page, '## Errors of commands and of the start'));
    expect(sorted(documented)).to.deep.equal(sorted(ERROR_CODES));
  });

  it('explains every quarantine code, and no other', () => {
    expect(sorted(firstCells(section(page, '## Quarantine')))).to.deep.equal(sorted(QUARANTINE_CODES));
  });

  it('explains every code of a delivery, and no other', () => {
    const files = ['courier-dicom', 'courier-folder', 'send'].map((name) => `src/pipeline/${name}.ts`);
    const ofAssociations = [
      'src/dimse/scu.ts',
      'src/dimse/scu-association.ts',
      'src/dimse/tls-failure.ts',
    ].flatMap(codesIn);
    const written = [...files.flatMap(codesIn), ...ofAssociations.filter((code) => !code.startsWith('E'))];
    const documented = firstCells(section(page, '## Deliveries')).map(stem);
    expect(sorted(documented)).to.deep.equal(sorted(written));
  });

  it('explains every code of a deferral before de-identification, and no other', () => {
    const written = [...read('src/pipeline/deid-worker.ts').matchAll(/kind: 'deferred', code: '([A-Z_]+)'/g)];
    const documented = firstCells(section(page, '## Deferred before de-identification'));
    expect(sorted(documented)).to.deep.equal(sorted(written.map(([, code = '']) => code)));
  });

  it('explains every code with which a sender is refused, and no other', () => {
    const gate = /refusal\(\): ([^;]+);/.exec(read('src/pipeline/admission.ts'))?.[1] ?? '';
    const ofGate = [...gate.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
    expect(ofGate).not.to.deep.equal([]);
    const files = ['receive', 'examine'].map((name) => `src/pipeline/${name}.ts`);
    const written = [...files.flatMap(codesIn), ...ofGate];
    expect(sorted(firstCells(section(page, '## Refusals to senders')))).to.deep.equal(sorted(written));
  });

  it('explains every cause of an abort, and no other', () => {
    const unions = [
      ['src/dimse/scp-options.ts', 'AbortCause'],
      ['src/dimse/pdu.ts', 'MalformedCause'],
      ['src/dimse/pdu-reader.ts', 'PduViolation'],
    ] as const;
    const written = unions.flatMap(([file, name]) => {
      const union = new RegExp(`type ${name} =([^;]+);`).exec(read(file))?.[1] ?? '';
      return [...union.matchAll(/'([a-z-]+)'/g)].map(([, cause = '']) => cause);
    });
    expect(sorted(firstCells(section(page, '## Causes of aborts')))).to.deep.equal(sorted(written));
  });
});

describe('docs/operations.md', () => {
  const page = read('docs/operations.md');

  it('explains every log event, and no other', () => {
    expect(sorted(firstCells(section(page, '## Log')))).to.deep.equal(sorted(LOG_EVENTS));
  });

  it('explains every configuration key that check --show prints, and no other', () => {
    const text = `destinations:
  a: { type: dicom, aeTitle: A, host: localhost, port: 104 }
  b: { type: folder, path: b }`;
    const shownFor = (more: string): [string, unknown][] => {
      const file = path.join(ROOT, 'lethe.yaml');
      const config = loadConfig({ text: `${text}\n${more}`, file, env: {}, cwd: ROOT });
      return Object.entries(parse(showConfig(config)) as Record<string, unknown>);
    };
    const shown = [...shownFor('users: users'), ...shownFor('listeners: [ { port: 2762 }, { port: 2763 } ]')];
    const written = shown.flatMap(([key, value]) => {
      const isGroup =
        typeof value === 'object' && value !== null && !Array.isArray(value) && key !== 'destinations';
      return isGroup ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key];
    });
    const [general = ''] = section(page, '## Configuration').split('\nA destination has a `type`');
    expect(sorted(firstCells(general))).to.deep.equal(sorted(written));
  });

  it('explains every key of TLS and of user identities', () => {
    const text = `listeners:
  - { port: 2762, users: u, tls: { certificate: c, key: k, ca: a, crl: r, clients: required, profile: bcp195, allowedNames: n } }
destinations:
  a:
    type: dicom
    aeTitle: A
    host: localhost
    port: 104
    tls: { ca: a, certificate: c, key: k, serverName: n, profile: bcp195 }
    user: { name: n, passcodeFile: p }`;
    const { listeners, destinations } = loadConfig({
      text,
      file: path.join(ROOT, 'lethe.yaml'),
      env: {},
      cwd: ROOT,
    });
    const tls = [
      ...listeners.flatMap((one) => Object.keys(one.tls ?? {})),
      ...[...destinations.values()].flatMap((one) =>
        one.type === 'dicom' ? Object.keys(one.tls ?? {}) : [],
      ),
    ];
    expect(sorted(tls)).to.include.members(['allowedNames', 'serverName']);
    expect(sorted(firstCells(section(page, '### TLS')))).to.deep.equal(sorted(tls));
    expect(section(page, '### User identity')).to.include('`user: { name, passcodeFile }`');
  });

  it('explains every key of a destination', () => {
    const { destinations } = loadConfig({
      text: 'destinations: { a: { type: dicom, aeTitle: A, host: localhost, port: 104 }, b: { type: folder, path: b } }',
      file: path.join(ROOT, 'lethe.yaml'),
      env: {},
      cwd: ROOT,
    });
    const written = [...destinations.values()].flatMap((one) => Object.keys(one));
    const keys = sorted(written).filter((key) => !['name', 'position', 'type'].includes(key));
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).to.deep.equal([]);
  });
});

describe('docs/conformance.md', () => {
  const page = read('docs/conformance.md');
  const uidsIn = (text: string): string[] =>
    [...text.matchAll(/\| (1\.2\.840[\d.]+) +\|/g)].map(([, uid = '']) => uid);

  it('names the implementation class UID and version name', () => {
    expect(page).to.include(`\`${IMPLEMENTATION_CLASS_UID}\``);
    expect(page).to.include(`\`${IMPLEMENTATION_VERSION_NAME}\``);
  });

  it('lists the storage SOP classes of the registry', () => {
    expect(uidsIn(section(page, '## Appendix A: storage SOP classes'))).to.deep.equal([
      ...storageSopClasses(),
    ]);
  });

  it('lists the transfer syntaxes of the registry', () => {
    const uids = transferSyntaxes().map(({ uid }) => uid);
    expect(uidsIn(section(page, '## Appendix B: transfer syntaxes'))).to.deep.equal(uids);
  });
});

describe('README.md', () => {
  const page = read('README.md');
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);

  it('names every command', () => {
    const calls = [...read('src/cli/main.ts').matchAll(/(\w+)\s*\.command\('([a-z-]+)'\)/g)];
    const names = calls.map(([, parent = '', name = '']) =>
      parent === 'lethe' ? `lethe ${name}` : `lethe ${parent} ${name}`,
    );
    expect(names).to.include('lethe queue list');
    expect(names.filter((name) => !page.includes(`\`${name}`))).to.deep.equal([]);
  });

  it('names only commands that there are', () => {
    const source = read('src/cli/main.ts');
    const used = [...page.matchAll(/lethe ((?:audit|crosswalk|queue) )?([a-z]+)\b/g)].map(
      ([, , name = '']) => name,
    );
    expect(sorted(used).filter((name) => !source.includes(`.command('${name}')`))).to.deep.equal([]);
  });

  it('has a configuration that loads', () => {
    const text = blocks.find((block) => block.startsWith('# lethe.yaml')) ?? '';
    const config = loadConfig({ text, file: path.join(ROOT, 'lethe.yaml'), env: {}, cwd: ROOT });
    expect([...config.destinations.keys()]).to.deep.equal(['research-pacs']);
  });

  it('has a strategy that loads', () => {
    const text = blocks.find((block) => block.startsWith('# ct-study.yaml')) ?? '';
    expect(loadStrategy(text, 'README.md').name).to.equal('ct-study');
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const name of ['README.md', 'CONTRIBUTING.md']) {
      const used = [...read(name).matchAll(/npm run ([a-z:]+)/g)].map(([, script = '']) => script);
      expect(used.filter((script) => !(script in scripts))).to.deep.equal([]);
    }
  });
});

describe('every Markdown file', () => {
  for (const file of markdownFiles()) {
    it(`has no relative link that leads nowhere: ${file}`, () => {
      const text = read(file).replace(/^```.*?^```/gms, '');
      const targets = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
        ([, target = '']) => target,
      );
      expect(targets.filter((target) => !leadsSomewhere(file, target))).to.deep.equal([]);
    });
  }

  it('names in ARCHITECTURE.md only tests and sources that there are', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`((?:src|test|docs)\/[\w./-]+\.(?:ts|md))`/g)].map(
      ([, name = '']) => name,
    );
    expect(named).not.to.deep.equal([]);
    expect(named.filter((name) => !existsSync(path.join(ROOT, name)))).to.deep.equal([]);
  });

  it('stands in each top-level folder', () => {
    const folders = [
      'src',
      'routes',
      'models',
      'db',
      'test',
      'systemd',
      'docs',
      'bench',
      'scripts',
      'samples',
    ];
    expect(folders.filter((folder) => !existsSync(path.join(ROOT, folder, 'README.md')))).to.deep.equal([]);
  });
});

function leadsSomewhere(file: string, target: string): boolean {
  const [name = '', anchor] = target.split('#');
  const there = name === '' ? file : path.join(path.dirname(file), name);
  if (!existsSync(path.join(ROOT, there))) return false;
  return anchor === undefined || anchorsOf(read(there)).includes(anchor);
}

/** The anchors that headings make: lower case, without punctuation, hyphens for spaces. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
