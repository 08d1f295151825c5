import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig, type Config } from '../src/config.js';
import { callerFault } from '../src/config/callers.js';
import { showConfig } from '../src/config/show.js';
import { LetheError } from '../src/errors.js';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lethe-config-'));
});
after(() => {
  rmSync(folder, { recursive: true });
});

type Environment = Readonly<Record<string, string>>;

function config(text: string, env: Environment = {}): Config {
  return loadConfig({ file: 'lethe.yaml', text, env, cwd: folder });
}

function failure(act: () => unknown): LetheError {
  try {
    act();
  } catch (error) {
    if (error instanceof LetheError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

/** The lines of the error, without the folder. */
function refusal(text: string, env: Environment = {}): string[] {
  const error = failure(() => config(text, env));
  expect(error.code).to.equal('CONFIG_INVALID');
  return error.message.replaceAll(`${folder}/`, '').split('\n');
}

const DICOM = 'type: dicom, aeTitle: PACS, host: pacs.example.org, port: 104';

describe('the configuration without a file', () => {
  const defaults = (env: Environment = {}): Config => loadConfig({ env, cwd: folder });

  it('listens as LETHE on port 11112 of every interface', () => {
    expect(defaults()).to.deep.include({
      aeTitles: [{ aeTitle: 'LETHE', callingAeTitles: [] }],
      host: '0.0.0.0',
      port: 11_112,
    });
  });

  it('keeps its data and key in lethe-data of the working folder', () => {
    expect(defaults()).to.include({
      dataDir: join(folder, 'lethe-data'),
      keyFile: join(folder, 'lethe-data', 'lethe.key'),
    });
  });

  it("keeps its data in systemd's state directory where there is one", () => {
    expect(defaults({ STATE_DIRECTORY: '/var/lib/lethe:/var/lib/other' }).dataDir).to.equal('/var/lib/lethe');
  });

  it('has one destination, a folder', () => {
    const { destinations } = defaults();
    expect([...destinations.values()].map(({ name, type }) => `${name}: ${type}`)).to.deep.equal([
      'folder: folder',
    ]);
    expect(destinations.get('folder')).to.include({
      path: join(folder, 'lethe-data', 'clean'),
      layout: 'hierarchy',
    });
  });

  it("has the package's default strategy", () => {
    expect(defaults().strategies.map((path) => path.split('/').slice(-2).join('/'))).to.deep.equal([
      'routes/default.yaml',
    ]);
  });

  it('takes every SOP class from everyone', () => {
    expect(defaults()).to.deep.include({ sopClasses: 'all', acceptedCallers: [] });
  });

  it('has a worker for each core', () => {
    expect(defaults().workers).to.equal(availableParallelism());
  });

  it('keeps 1 GiB of the disk free', () => {
    expect(defaults().spool.reserveBytes).to.equal(1024 ** 3);
  });
});

describe('a configuration file', () => {
  it('is lethe.yaml of the working folder where none is named', () => {
    const cwd = mkdtempSync(join(folder, 'cwd-'));
    writeFileSync(join(cwd, 'lethe.yaml'), 'port: 104\n');
    expect(loadConfig({ env: {}, cwd })).to.include({ port: 104, file: join(cwd, 'lethe.yaml') });
  });

  it('may be empty or hold comments only', () => {
    expect(config('# nothing\n').port).to.equal(11_112);
  });

  it('that is named and not there is an error', () => {
    const error = failure(() => loadConfig({ file: 'none.yaml', env: {}, cwd: folder }));
    expect([error.code, error.message.includes(join(folder, 'none.yaml'))]).to.deep.equal([
      'CONFIG_NOT_READABLE',
      true,
    ]);
  });

  it('that is not UTF-8 is an error', () => {
    writeFileSync(join(folder, 'latin.yaml'), Buffer.from([0x23, 0xe4]));
    expect(failure(() => loadConfig({ file: 'latin.yaml', env: {}, cwd: folder })).message).to.contain(
      'it is not UTF-8 text',
    );
  });

  it('gives its own paths relative to itself', () => {
    const { dataDir, keyFile, strategies } = loadConfig({
      file: '/etc/lethe/lethe.yaml',
      text: 'dataDir: data\nkeyFile: ../key\nstrategies: [routes, /opt/x.yaml]',
      env: {},
      cwd: folder,
    });
    expect({ dataDir, keyFile, strategies }).to.deep.equal({
      dataDir: '/etc/lethe/data',
      keyFile: '/etc/key',
      strategies: ['/etc/lethe/routes', '/opt/x.yaml'],
    });
  });

  it('keeps the defaults of what a section leaves out', () => {
    expect(config('limits: { maxAssociations: 3 }').limits).to.include({
      maxAssociations: 3,
      maxPduBytes: 131_072,
    });
  });

  it('may give AE titles their own calling AE titles', () => {
    expect(config('aeTitles: [LETHE, { aeTitle: RESEARCH, callingAe: CT1 }]').aeTitles).to.deep.equal([
      { aeTitle: 'LETHE', callingAeTitles: [] },
      { aeTitle: 'RESEARCH', callingAeTitles: ['CT1'] },
    ]);
  });

  it('completes a DICOM destination, calling as the first AE title', () => {
    expect(
      config(`aeTitles: [NODE]\ndestinations:\n  pacs: { ${DICOM} }\n`).destinations.get('pacs'),
    ).to.deep.equal({
      type: 'dicom',
      name: 'pacs',
      position: { line: 3, column: 3 },
      aeTitle: 'PACS',
      host: 'pacs.example.org',
      port: 104,
      localAeTitle: 'NODE',
      connectTimeoutMs: 10_000,
      associationTimeoutMs: 30_000,
      responseTimeoutMs: 60_000,
      maxAssociations: 2,
      storageCommitment: false,
      transcode: 'never',
    });
  });

  it('has no destination but its own where it names any', () => {
    expect([...config(`destinations: { pacs: { ${DICOM} } }`).destinations.keys()]).to.deep.equal(['pacs']);
  });
});

/** Title, text with a § where the error must be, and what it must say. */
const INVALID: readonly (readonly [string, string, string])[] = [
  ['an unknown key', 'port: 104\n§prot: 104', "unknown key 'prot'; did you mean 'port'?"],
  [
    'an unknown key of a section',
    'limits: { §maxAssociation: 3 }',
    "unknown key 'maxAssociation'; did you mean 'maxAssociations'?",
  ],
  ['a key that stands twice', 'port: 1\n§port: 2', 'this key stands here a second time; keep one of the two'],
  ['a port out of range', 'port: §65536', "'port': must be 65535 or less"],
  ['a port that is no number', 'port: §dicom', "'port': expected a number"],
  ['a section that is no map', 'log: §debug', "'log': expected a map of the keys level, format"],
  ['an unknown log level', 'log: { level: §inof }', "'level': did you mean 'info'?"],
  ['an empty list of AE titles', 'aeTitles: §[]', "'aeTitles': must not be empty"],
  [
    'an AE title that is too long',
    'aeTitles: [§ABCDEFGHIJKLMNOPQ]',
    'an AE title has at most 16 characters, this one 17',
  ],
  [
    'an AE title with a backslash',
    'aeTitles: [§A\\B]',
    'an AE title holds ASCII characters only, and neither a backslash nor a control character',
  ],
  [
    'an AE title of spaces',
    "aeTitles: [§'  ']",
    'an AE title needs at least one character other than a space',
  ],
  ['an AE title twice', "aeTitles: [A, §'A ']", "the AE title 'A' stands here twice; keep one"],
  [
    'an address that is none',
    'acceptedCallers: [ { addresses: [§10.0.0.0/40] } ]',
    "'10.0.0.0/40' is no IP address and no network such as 192.0.2.0/24 or 2001:db8::/32",
  ],
  [
    'a caller that names nobody',
    'acceptedCallers: [ §{} ]',
    'names nobody; give callingAe:, addresses: or certificateNames:',
  ],
  [
    'a SOP class that is no UID',
    'sopClasses: [§CT]',
    'expected a UID of at most 64 digits and dots (PS3.5 9.1)',
  ],
  [
    'waits that shrink',
    'retry: §{ firstMs: 10, maxMs: 5 }',
    'maxMs is less than firstMs; the longest wait comes after the first',
  ],
  ['no workers', 'workers: §0', "'workers': must be 1 or more"],
  ['a destination without a type', 'destinations: { a: §{ path: x } }', "the key 'type' is missing here"],
  [
    'one folder for two destinations',
    'destinations: { a: { type: folder, path: clean }, §b: { type: folder, path: ./clean } }',
    "'b' is the folder of 'a' again; give each its own, or keep one",
  ],
  [
    'a folder in the spool',
    'destinations: { §a: { type: folder, path: ./lethe-data/spool/outgoing } }',
    "'a' lies in the node's spool; choose a folder outside of it",
  ],
  [
    'a destination that is the node itself',
    'destinations: { §a: { type: dicom, aeTitle: LETHE, host: localhost, port: 11112 } }',
    "'a' is this node: what it sends would come back to it",
  ],
  ['one port for DICOM and HTTP', 'http: { port: §11112 }', 'a DICOM listener has this port; choose another'],
  [
    'a destination of an unknown type',
    'destinations: { a: { type: §dicomweb } }',
    "'type': expected one of dicom, folder",
  ],
  [
    'a DICOM destination without a host',
    'destinations: { a: §{ type: dicom, aeTitle: A, port: 104 } }',
    "the key 'host' is missing here",
  ],
  [
    'a key of another type of destination',
    'destinations: { a: { type: folder, path: x, §port: 104 } }',
    "unknown key 'port'; known here: type, path, layout",
  ],
  [
    'a destination name with a space',
    'destinations: { §a b: { type: folder, path: x } }',
    "'a b': a name has 1 to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit",
  ],
  [
    'TLS with a certificate and no key',
    `destinations: { a: { ${DICOM}, tls: §{ certificate: c } } }`,
    'certificate: and key: go together',
  ],
  [
    'a variable that is not set',
    'dataDir: §${NOWHERE}/x',
    'the environment variable NOWHERE is not set; set it or write ${NOWHERE:-default}',
  ],
  [
    'a variable that is not closed',
    'dataDir: §${HOME',
    'write ${NAME} or ${NAME:-default}, or $${ for a plain ${',
  ],
];

describe('a configuration that is wrong', () => {
  for (const [title, marked, message] of INVALID) {
    it(`says where and how: ${title}`, () => {
      const before = marked.slice(0, marked.indexOf('§')).split('\n');
      const place = `lethe.yaml:${String(before.length)}:${String((before.at(-1) ?? '').length + 1)}`;
      expect(refusal(marked.replace('§', ''))).to.deep.equal([`${place}: ${message}`]);
    });
  }

  it('tells several errors together, in the order of the file', () => {
    expect(refusal('prot: 1\nhost: 3\nworkers: 0\n').map((line) => line.split(':')[1])).to.deep.equal([
      '1',
      '2',
      '3',
    ]);
  });

  it('has a hint that leads to all keys', () => {
    expect(failure(() => config('prot: 1')).hint).to.contain('lethe check --show');
  });
});

describe('a variable of the environment in the configuration', () => {
  it('stands for its value', () => {
    expect(config('dataDir: ${DATA}/lethe', { DATA: '/srv' }).dataDir).to.equal('/srv/lethe');
  });

  it('may be a number where it stands without quotes', () => {
    expect(config('port: ${PORT}', { PORT: '104' }).port).to.equal(104);
  });

  it('may have a default, which an empty value takes too', () => {
    expect([
      config('port: ${PORT:-105}').port,
      config('port: ${PORT:-105}', { PORT: '' }).port,
    ]).to.deep.equal([105, 105]);
  });

  it('cannot bring YAML with it', () => {
    expect(refusal('host: ${HOST}', { HOST: 'x\nport: 1' })).to.deep.equal([
      "lethe.yaml:1:7: 'host': expected a host name or an IP address",
    ]);
  });

  it('is not looked for in comments and after $$', () => {
    expect(config('# ${NOWHERE}\ndataDir: /x/$${NOWHERE}').dataDir).to.equal('/x/${NOWHERE}');
  });

  it('is not put into the error where it is a wrong value', () => {
    expect(refusal('host: ${SECRET}', { SECRET: 'hunter 2' }).join()).not.to.contain('hunter');
  });
});

describe('the configuration shown', () => {
  const texts = [
    '',
    `aeTitles: [A, { aeTitle: B, callingAe: [C, D] }]\nacceptedCallers: [ { callingAe: X }, { addresses: [10.0.0.0/8, '::1'] } ]\nsopClasses: [1.2.840.10008.5.1.4.1.1.2]\ndestinations: { pacs: { ${DICOM}, transcode: lossless }, f: { type: folder, path: '/x/$\${y}', layout: flat } }\nquarantineRefused: false\n`,
  ];
  for (const [index, text] of texts.entries()) {
    it(`reads back to the same configuration (${String(index + 1)})`, () => {
      const original = config(text);
      const again = config(showConfig(original));
      const withoutPlaces = ({ destinations, ...rest }: Config) => ({
        ...rest,
        destinations: [...destinations.values()].map((one) => ({ ...one, position: undefined })),
      });
      expect(withoutPlaces(again)).to.deep.equal(withoutPlaces(original));
    });
  }

  it('says what each key means', () => {
    const lines = showConfig(config('')).split('\n');
    const keys = lines.flatMap((line, index) =>
      /^ *[a-zA-Z]+:/.test(line) ? [{ line, above: lines[index - 1] ?? '' }] : [],
    );
    const silent = keys
      .filter(({ above }) => !above.trimStart().startsWith('#'))
      .map(({ line }) => line.trim());
    expect(silent).to.deep.equal([
      'limits:',
      'timers:',
      'spool:',
      'http:',
      'retry:',
      'folder:',
      'type: folder',
      `path: ${folder}/lethe-data/clean`,
      'layout: hierarchy',
      'log:',
    ]);
  });
});

describe('who may call', () => {
  const node = { calledAeTitle: 'LETHE', callingAeTitle: 'CT1', address: '10.1.2.3' };

  it('is everyone by default', () => {
    expect(callerFault(config(''), node)).to.be.undefined;
  });

  it('must use a name of the node', () => {
    expect(callerFault(config(''), { ...node, calledAeTitle: 'OTHER' })).to.equal(
      'called-ae-title-not-recognized',
    );
  });

  it('must have a name', () => {
    expect(callerFault(config(''), { ...node, callingAeTitle: '  ' })).to.equal(
      'calling-ae-title-not-recognized',
    );
  });

  it('must be on the list of the AE title called', () => {
    const restricted = config('aeTitles: [ { aeTitle: LETHE, callingAe: CT2 } ]');
    expect([
      callerFault(restricted, node),
      callerFault(restricted, { ...node, callingAeTitle: 'CT2 ' }),
    ]).to.deep.equal(['calling-ae-title-not-recognized', undefined]);
  });

  it('must come from an address accepted for its name', () => {
    const restricted = config(
      'acceptedCallers: [ { callingAe: CT1, addresses: 10.0.0.0/8 }, { callingAe: CT2 } ]',
    );
    expect(callerFault(restricted, node)).to.be.undefined;
    expect(callerFault(restricted, { ...node, address: '192.0.2.1' })).to.equal(
      'calling-ae-title-not-recognized',
    );
    expect(callerFault(restricted, { ...node, callingAeTitle: 'CT2', address: '192.0.2.1' })).to.be.undefined;
  });
});
