/** Strategy and configuration files. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageFolder } from '../../src/cli/version.js';
import { loadConfig } from '../../src/config.js';
import { loadStrategy } from '../../src/routing/load.js';
import { mutateText } from '../mutate.js';
import type { Target } from '../target.js';

const ROUTES = path.join(packageFolder(), 'routes');
const [first = '', ...others] = readdirSync(ROUTES)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(path.join(ROUTES, name), 'utf8'));

const CONFIG = `aeTitles: [LETHE, { aeTitle: RESEARCH, callingAe: [CT1, MR1] }]
host: 127.0.0.1
port: 11112
dataDir: ./data
strategies: [a.yaml, b]
sopClasses: [1.2.840.10008.5.1.4.1.1.2]
acceptedCallers:
  - callingAe: CT1
    addresses: [192.0.2.0/24, 2001:db8::/32]
limits: { maxPduBytes: 65536, maxAssociations: 8, maxDepth: 10 }
timers:
  artimMs: 1000
spool: { reserveBytes: 0, retainOriginalsDays: 0.5 }
retry: { firstMs: 10, maxMs: 100, factor: 1.5 }
quarantineRefused: true
pixelDataMismatch: warn
destinations:
  pacs: { type: dicom, aeTitle: PACS, host: pacs.example, port: 104, transcode: lossless }
  folder:
    type: folder
    path: \${HOME:-/tmp}/x
    layout: flat
log: { level: info, format: json }
`;

export const strategyFiles: Target = {
  name: 'strategy-files',
  run(random) {
    const text = mutateText(random.pick([first, ...others]), random);
    loadStrategy(text, path.join(ROUTES, 'fuzzed.yaml'));
  },
};

export const configurationFiles: Target = {
  name: 'configuration-files',
  run(random) {
    loadConfig({
      file: '/nowhere/lethe.yaml',
      text: mutateText(CONFIG, random),
      env: { HOME: '/home/x' },
      cwd: '/nowhere',
    });
  },
};
