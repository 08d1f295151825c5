/** The configuration in force, as a file that explains itself. */
import { Document, isMap, isScalar, type Node } from 'yaml';
import type { Config, Destination } from '../config.js';

/** What each key means; `showConfig` prints it beside the key. */
const MEANINGS: Readonly<Record<string, string>> = {
  aeTitles: 'AE titles under which the node may be called; callingAe: restricts who may use one',
  host: 'address to listen on; 0.0.0.0 is every IPv4 interface, since scanners must reach the node',
  port: 'DICOM port',
  users: 'file of the users who may call (`lethe users add`); without it nobody is asked who they are',
  listeners:
    'in place of port: and users:, addresses to listen on, each with port:, and host:, tls:, users: where wanted',
  dataDir: 'spool, database and key; under systemd the StateDirectory',
  keyFile: 'key of all pseudonyms, made at the first start with mode 0600; keep a copy in a safe place',
  strategies: 'strategy files, and folders of them',
  sopClasses: 'all storage SOP classes, also private ones, or a list of UIDs',
  acceptedCallers: 'who may send, by callingAe:, addresses: and certificateNames:; an empty list: everyone',
  'limits.maxPduBytes': 'largest PDU accepted',
  'limits.maxAssociations': 'associations at a time',
  'limits.maxAssociationsPerCaller': 'associations at a time from one calling AE title',
  'limits.maxPresentationContexts': 'presentation contexts of one association (PS3.8: 128)',
  'limits.maxCommandBytes': 'largest command set',
  'limits.maxInstanceBytes': 'largest instance; 0: as much as the disk takes',
  'limits.maxElements': 'data elements of one instance, at all depths',
  'limits.maxDepth': 'depth of nested sequences',
  'limits.maxInflatedBytes': 'largest data set that a deflated one may unfold to',
  'timers.artimMs':
    'wait for an association request, and for the close after a rejection or abort (PS3.8 9.1.5)',
  'timers.idleMs': 'silence on an open association after which it is aborted',
  'timers.drainMs': 'time left to open associations when the node stops',
  'spool.reserveBytes': 'free disk space never used; below it senders are told A700H, out of resources',
  'spool.highWaterInstances': 'instances under way above which senders are told A700H',
  'spool.retainOriginalsDays': 'days that originals are kept after delivery; 0: not at all',
  'spool.retainOutputsDays': 'days that de-identified instances are kept after delivery; 0: not at all',
  commitmentRequesters:
    'where senders listen that ask for storage commitment, by aeTitle:, host:, port: and tls:, to be told when their association is gone',
  'http.host': 'address of the pages /health and /metrics; keep them on loopback or an inner network',
  'http.port': 'their port; 0: none',
  workers: 'de-identification threads; the default is one a core',
  'retry.firstMs': 'wait after the first failed delivery',
  'retry.maxMs': 'longest wait',
  'retry.factor': 'each wait is so many times the one before',
  pixelDataMismatch:
    'quarantine, warnLength or warn: Pixel Data that is not as its attributes say is set aside, taken where it is only shorter, or taken (B007H)',
  quarantineRefused:
    'keep a copy of instances refused as malformed (C000H) or mismatched (A900H) in quarantine',
  destinations: 'where routes may send, by name: type dicom or folder',
  'log.level': 'error, warn, info or debug',
  'log.format': 'json or text',
};

/**
 * The configuration in force as YAML with the meaning of each key; `loadConfig` reads it back to the same configuration.
 */
export function showConfig(config: Config): string {
  const plain = {
    aeTitles: config.aeTitles.map(({ aeTitle: title, callingAeTitles }) =>
      callingAeTitles.length === 0 ? title : { aeTitle: title, callingAe: callingAeTitles },
    ),
    ...writtenListeners(config),
    dataDir: config.dataDir,
    keyFile: config.keyFile,
    strategies: config.strategies,
    sopClasses: config.sopClasses,
    acceptedCallers: config.acceptedCallers.map(({ callingAeTitle, addresses, certificateNames }) => ({
      ...(callingAeTitle === undefined ? {} : { callingAe: callingAeTitle }),
      ...(addresses.length === 0 ? {} : { addresses: addresses.map(({ text }) => text) }),
      ...(certificateNames.length === 0 ? {} : { certificateNames }),
    })),
    limits: config.limits,
    timers: config.timers,
    spool: config.spool,
    commitmentRequesters: config.commitmentRequesters.map(({ tls, ...requester }) => ({
      ...requester,
      ...(tls === undefined ? {} : { tls: withoutEmptyLists(tls) }),
    })),
    http: config.http,
    workers: config.workers,
    retry: config.retry,
    quarantineRefused: config.quarantineRefused,
    pixelDataMismatch: config.pixelDataMismatch,
    destinations: Object.fromEntries(
      [...config.destinations.values()].map((destination) => [destination.name, writtenKeys(destination)]),
    ),
    log: config.log,
  };
  const document = new Document(escapeVariables(plain));
  document.commentBefore = ` Lethe's configuration in force${config.file === undefined ? ' (defaults, no file)' : `, from ${config.file}`}`;
  for (const [key, meaning] of Object.entries(MEANINGS)) {
    const node = keyNode(document, key.split('.'));
    if (node !== undefined) node.commentBefore = ` ${meaning}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** A destination as it stands in a file. */
function writtenKeys(destination: Destination): object {
  return Object.fromEntries(
    Object.entries(destination)
      .filter(([key]) => key !== 'name' && key !== 'position')
      .map(([key, value]) => [key, key === 'tls' ? withoutEmptyLists(value as object) : value]),
  );
}

/** One plain listener as `host` and `port`, anything else as the list. */
function writtenListeners({ listeners }: Config): object {
  const [only, ...more] = listeners;
  if (only !== undefined && more.length === 0 && only.tls === undefined) return only;
  return {
    listeners: listeners.map(({ tls, ...listener }) => ({
      ...listener,
      ...(tls === undefined ? {} : { tls: withoutEmptyLists(tls) }),
    })),
  };
}

/** A list that may be left out may not be empty. */
function withoutEmptyLists(written: object): object {
  return Object.fromEntries(
    Object.entries(written).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}

/** The node of the key that leads to a path. */
function keyNode(document: Document, keys: readonly string[]): Node | undefined {
  const last = keys.at(-1);
  const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const key: unknown = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key;
  return isScalar(key) ? key : undefined;
}

function escapeVariables(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map(escapeVariables);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escapeVariables(inner)]));
}
