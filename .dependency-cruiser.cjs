/** Who may import whom: the table in ARCHITECTURE.md as rules. `npm run check:layers` holds src against it. */

/** Each layer with the layers that it may use besides itself; `errors`, `clock` and `regular-file` are open to all. */
const MAY_USE = {
  dicom: [],
  deid: ['dicom', 'names'],
  simd: [],
  pixels: ['dicom', 'deid', 'transcode', 'ocr', 'simd'],
  preview: ['ocr'],
  routing: ['dicom', 'deid', 'pixels', 'yaml', 'names'],
  yaml: [],
  names: [],
  config: ['dicom', 'yaml', 'names'],
  log: ['config'],
  keyring: ['deid'],
  transcode: ['dicom'],
  metrics: [],
  spool: ['dicom'],
  store: ['dicom', 'metrics'],
  dimse: ['dicom', 'names'],
  models: [],
  ner: ['deid', 'models'],
  ocr: ['models', 'simd'],
  pipeline: [
    'dicom',
    'deid',
    'pixels',
    'ocr',
    'ner',
    'routing',
    'transcode',
    'spool',
    'store',
    'dimse',
    'log',
    'keyring',
    'metrics',
  ],
  commitment: ['dicom', 'store', 'dimse', 'pipeline'],
  http: ['config', 'metrics', 'spool', 'store', 'dimse', 'pipeline'],
};

/** The folder or the files that are a layer. */
const PATHS = {
  names: '^src/(ae-title|name|network)\\.ts$',
  yaml: '^src/(yaml-file\\.ts$|yaml/)',
  config: '^src/config(\\.ts$|/)',
  log: '^src/log\\.ts$',
  keyring: '^src/keyring\\.ts$',
};
const pathOf = (layer) => PATHS[layer] ?? `^src/${layer}/`;
const OPEN_TO_ALL = '^src/(errors|clock|regular-file)\\.ts$';

const layers = Object.entries(MAY_USE).map(([layer, used]) => ({
  name: `layer-${layer}`,
  severity: 'error',
  from: { path: pathOf(layer) },
  to: { path: '^src/', pathNot: [layer, ...used].map(pathOf).concat(OPEN_TO_ALL) },
}));

/** One door for each foreign library. */
const DOORS = {
  'better-sqlite3': '^src/store/sqlite/',
  zod: '^src/(config|routing|yaml)',
  yaml: '^src/(yaml|config/show)',
  winston: '^src/log\\.ts$',
  commander: '^src/cli/',
  'cli-progress': '^src/cli/',
  piscina: '^src/pipeline/',
  '@napi-rs/canvas': '^src/preview/',
  'onnxruntime-node': '^src/models/',
  'iconv-lite': '^src/dicom/charset',
  dcmjs: '^src/dicom/',
  'dcmjs-dimse': '^src/dimse/',
  'dcmjs-codecs': '^src/transcode/',
};

const doors = Object.entries(DOORS).map(([library, path]) => ({
  name: `door-${library}`,
  severity: 'error',
  from: { path: '^src/', pathNot: path },
  to: { path: `^node_modules/${library}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A module that nothing uses is dead; entries and declarations are not.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', '^src/cli/main\\.ts$', '-worker\\.ts$', '^src/simd/assembly/'],
      },
      to: {},
    },
    {
      name: 'nothing-uses-the-roots',
      comment: 'The composition root and the commands are built on the rest, never the other way.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|daemon\\.ts$)' },
      to: { path: '^src/(cli/|daemon\\.ts$)' },
    },
    {
      name: 'core-does-no-io',
      comment: 'dicom reads files through a source; deid and routing are functions of their arguments.',
      severity: 'error',
      from: { path: '^src/(deid|routing)/', pathNot: '^src/routing/load\\.ts$' },
      to: {
        dependencyTypes: ['core'],
        path: '^(node:)?(fs|fs/promises|net|tls|http|https|child_process|dgram|worker_threads)$',
      },
    },
    {
      name: 'worker-has-no-store-and-no-network',
      severity: 'error',
      from: { path: '^src/pipeline/deid-(worker|task)\\.ts$' },
      to: { path: '^src/(store|dimse)/|^(node:)?(net|tls|http|https)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sender-never-sees-originals',
      severity: 'error',
      from: { path: '^src/pipeline/(send|courier-[a-z]+)\\.ts$' },
      to: { path: '^src/spool/incoming\\.ts$' },
    },
    {
      name: 'dev-dependencies-stay-out',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    ...layers,
    ...doors,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
