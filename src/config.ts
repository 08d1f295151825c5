/**
 * `lethe.yaml`: everything in it is optional, unknown keys are errors, and what is wrong is told with line and column.
 * Units stand in the names. Paths in a loaded configuration are absolute.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { trimAeTitle } from './ae-title.js';
import {
  completeDestinationTls,
  completeDestinationUser,
  completeListeners,
  type DestinationTlsConfig,
  type DestinationUserConfig,
  type ListenerConfig,
} from './config/tls.js';
import { findPlaceProblems } from './config/places.js';
import { configSchema, type ConfigInput, type DestinationInput, type LOG_LEVELS } from './config/schema.js';
import { LetheError } from './errors.js';
import { parseNetwork, type Network } from './network.js';
import { readTextFile, whyUnreadable } from './regular-file.js';
import { formatProblems, type Problem, type TextPosition } from './yaml/problem.js';
import { asList, validateYaml } from './yaml/schema.js';
import { parseYamlText, type YamlPath, type YamlText } from './yaml/text.js';

/** An AE title under which the node may be called. */
interface CalledAe {
  readonly aeTitle: string;
  /** The AE titles that may call it; empty: any. */
  readonly callingAeTitles: readonly string[];
}

/** One line of the allow-list; what it does not name, it does not restrict. */
interface AcceptedCaller {
  readonly callingAeTitle?: string;
  /** Empty: any address. */
  readonly addresses: readonly Network[];
  /** Names of which the caller's certificate must carry one, so that it must come by TLS; empty: any, or none. */
  readonly certificateNames: readonly string[];
}

interface LimitsConfig {
  /** The largest P-DATA-TF PDU that the node accepts, announced in the association (PS3.8 D.1). */
  readonly maxPduBytes: number;
  readonly maxAssociations: number;
  readonly maxAssociationsPerCaller: number;
  readonly maxPresentationContexts: number;
  readonly maxCommandBytes: number;
  /** 0: no limit but the free space. */
  readonly maxInstanceBytes: number;
  readonly maxElements: number;
  readonly maxDepth: number;
  /** The largest data set that a deflated one may unfold to. */
  readonly maxInflatedBytes: number;
}

interface TimersConfig {
  /** PS3.8 9.1.5: the time for A-ASSOCIATE-RQ after the connection and for the close after a rejection or abort. */
  readonly artimMs: number;
  /** The time without a byte on an open association, after which it is aborted. */
  readonly idleMs: number;
  /** The time that a drain at shutdown leaves to open associations. */
  readonly drainMs: number;
}

interface SpoolConfig {
  /** Free space that is never used: below it, C-STORE is answered A700H. */
  readonly reserveBytes: number;
  /** Above this many instances under way, C-STORE is answered A700H. */
  readonly highWaterInstances: number;
  /** Days that originals are kept after the last delivery; 0: removed at once. */
  readonly retainOriginalsDays: number;
  /** Days that de-identified files are kept after the last delivery; 0: removed at once. */
  readonly retainOutputsDays: number;
}

/** Where a sender listens for the answer to its request for storage commitment. */
interface CommitmentRequester {
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  /** Without it the sender is told in plain; with it, never. */
  readonly tls?: DestinationTlsConfig;
}

interface HttpConfig {
  /** Loopback unless told otherwise: what is served is read by whoever reaches it. */
  readonly host: string;
  /** 0: nothing is served. */
  readonly port: number;
}

interface RetryConfig {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Each wait is this many times the one before, up to `maxMs`. */
  readonly factor: number;
}

interface DicomDestination {
  readonly type: 'dicom';
  readonly name: string;
  readonly position: TextPosition;
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  /** The calling AE title that the node uses towards it. */
  readonly localAeTitle: string;
  readonly connectTimeoutMs: number;
  readonly associationTimeoutMs: number;
  readonly responseTimeoutMs: number;
  readonly maxAssociations: number;
  readonly transcode: 'never' | 'lossless';
  /** Asks it to commit to what it stored (PS3.4 Annex J); until then the delivery is not done. */
  readonly storageCommitment: boolean;
  /** Without it the destination is reached in plain; with it, never. */
  readonly tls?: DestinationTlsConfig;
  readonly user?: DestinationUserConfig;
}

interface FolderDestination {
  readonly type: 'folder';
  readonly name: string;
  readonly position: TextPosition;
  readonly path: string;
  /** `hierarchy`: patient, study and series folders of replacement identities; `flat`: one folder. */
  readonly layout: 'hierarchy' | 'flat';
}

export type Destination = DicomDestination | FolderDestination;

export interface Config {
  /** The file that it was read from; `undefined`: the defaults. */
  readonly file: string | undefined;
  readonly aeTitles: readonly CalledAe[];
  /** Those of the first listener. */
  readonly host: string;
  readonly port: number;
  /** At least one. */
  readonly listeners: readonly ListenerConfig[];
  readonly dataDir: string;
  readonly keyFile: string;
  /** Strategy files and folders of them. */
  readonly strategies: readonly string[];
  readonly sopClasses: 'all' | readonly string[];
  /** Empty: everyone. */
  readonly acceptedCallers: readonly AcceptedCaller[];
  readonly limits: LimitsConfig;
  readonly timers: TimersConfig;
  readonly spool: SpoolConfig;
  /** By AE title, each once. */
  readonly commitmentRequesters: readonly CommitmentRequester[];
  readonly http: HttpConfig;
  readonly workers: number;
  readonly retry: RetryConfig;
  /** Keeps a copy of what was refused with C000H in quarantine. */
  readonly quarantineRefused: boolean;
  /** Pixel Data that is not as its attributes say: set aside, or taken and answered with a warning (B007H), where it is only shorter or always. */
  readonly pixelDataMismatch: 'quarantine' | 'warnLength' | 'warn';
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly log: { readonly level: (typeof LOG_LEVELS)[number]; readonly format: 'json' | 'text' };
}

const DEFAULT_LIMITS: LimitsConfig = {
  maxPduBytes: 131_072,
  maxAssociations: 64,
  maxAssociationsPerCaller: 32,
  maxPresentationContexts: 128,
  maxCommandBytes: 65_536,
  maxInstanceBytes: 0,
  maxElements: 1_000_000,
  maxDepth: 64,
  maxInflatedBytes: 256 * 1024 * 1024,
};
const DEFAULT_TIMERS: TimersConfig = { artimMs: 30_000, idleMs: 300_000, drainMs: 30_000 };
const DEFAULT_SPOOL: SpoolConfig = {
  reserveBytes: 1024 * 1024 * 1024,
  highWaterInstances: 100_000,
  retainOriginalsDays: 7,
  retainOutputsDays: 7,
};
const DEFAULT_RETRY: RetryConfig = { firstMs: 5_000, maxMs: 600_000, factor: 2 };
const DEFAULT_DICOM_DESTINATION = {
  connectTimeoutMs: 10_000,
  associationTimeoutMs: 30_000,
  responseTimeoutMs: 60_000,
  maxAssociations: 2,
  transcode: 'never',
  storageCommitment: false,
} as const;

const DEFAULT_CONFIG_FILE = 'lethe.yaml';

export interface ConfigSource {
  /** The file to read; without it, `lethe.yaml` of the working folder if there is one, else the defaults. */
  readonly file?: string | undefined;
  /** Taken in place of the file's content; `file` then serves messages and relative paths only. */
  readonly text?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Reads the configuration. Paths in it are relative to its file; default paths to the working folder.
 * @throws LetheError `CONFIG_NOT_READABLE` or `CONFIG_INVALID`, the latter one line for each problem:
 *   `FILE:LINE:COLUMN: what is wrong and how to mend it`
 */
export function loadConfig({ file, text, env, cwd }: ConfigSource): Config {
  const found = file ?? (existsSync(join(cwd, DEFAULT_CONFIG_FILE)) ? DEFAULT_CONFIG_FILE : undefined);
  const absolute = found === undefined ? undefined : resolve(cwd, found);
  const content = text ?? (absolute === undefined ? '' : readConfig(absolute));
  const name = absolute ?? DEFAULT_CONFIG_FILE;

  const yaml = parseYamlText(content, (scalar) => substituteVariables(scalar, env));
  if (yaml.kind === 'invalid') throw invalid(name, yaml.problems);
  const checked = validateYaml(configSchema, yaml.value);
  if (checked.kind === 'invalid') throw invalid(name, checked.problems);
  const { config, problems } = completeConfig(checked.value, yaml.value, { file: absolute, env, cwd });
  if (problems.length > 0) throw invalid(name, problems);
  return config;
}

/**
 * Puts `${NAME}` and `${NAME:-default}` in place; `$${` stands for a plain `${`. A set but empty variable counts as
 * unset where there is a default, as in a shell.
 */
function substituteVariables(text: string, env: ConfigSource['env']): { text: string } | { fault: string } {
  let fault: string | undefined;
  const replaced = text.replace(
    /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-)([^}]*))?\}|\$\{/g,
    (_all, escaped?: string, name?: string, alternative?: string, preset?: string) => {
      if (escaped !== undefined) return escaped;
      if (name === undefined) {
        fault ??= 'write ${NAME} or ${NAME:-default}, or $${ for a plain ${';
        return '';
      }
      const value = env[name];
      if (alternative !== undefined) return value === undefined || value === '' ? (preset ?? '') : value;
      if (value === undefined)
        fault ??= `the environment variable ${name} is not set; set it or write \${${name}:-default}`;
      return value ?? '';
    },
  );
  return fault === undefined ? { text: replaced } : { fault };
}

function readConfig(file: string): string {
  try {
    return readTextFile(file);
  } catch (cause) {
    throw new LetheError(
      'CONFIG_NOT_READABLE',
      `cannot read the configuration ${file}: ${whyUnreadable(cause)}`,
      { cause, hint: 'see that the path is right and that the user of the node may read it' },
    );
  }
}

function invalid(file: string, problems: readonly Problem[]): LetheError {
  return new LetheError('CONFIG_INVALID', formatProblems(file, problems), {
    hint: '`lethe check --show` prints every key with its default and meaning',
  });
}

interface Surroundings {
  readonly file: string | undefined;
  readonly env: ConfigSource['env'];
  readonly cwd: string;
}

function completeConfig(
  input: ConfigInput,
  yaml: YamlText,
  { file, env, cwd }: Surroundings,
): { readonly config: Config; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const fromFile = (written: string): string => resolve(file === undefined ? cwd : dirname(file), written);
  const stateDirectory = env['STATE_DIRECTORY']?.split(':')[0];
  const dataDir =
    input.dataDir === undefined
      ? resolve(cwd, stateDirectory === undefined || stateDirectory === '' ? 'lethe-data' : stateDirectory)
      : fromFile(input.dataDir);

  const aeTitles = (input.aeTitles ?? ['LETHE']).map((entry): CalledAe => {
    if (typeof entry === 'string') return { aeTitle: trimAeTitle(entry), callingAeTitles: [] };
    return {
      aeTitle: trimAeTitle(entry.aeTitle),
      callingAeTitles: entry.callingAe === undefined ? [] : asList(entry.callingAe).map(trimAeTitle),
    };
  });
  aeTitles.forEach(({ aeTitle: title }, index) => {
    if (aeTitles.findIndex((other) => other.aeTitle === title) === index) return;
    problems.push({
      ...yaml.positionOf(['aeTitles', index]),
      message: `the AE title '${title}' stands here twice; keep one`,
    });
  });

  const acceptedCallers = (input.acceptedCallers ?? []).map((entry, index): AcceptedCaller => {
    if (
      entry.callingAe === undefined &&
      entry.addresses === undefined &&
      entry.certificateNames === undefined
    ) {
      problems.push({
        ...yaml.positionOf(['acceptedCallers', index]),
        message: 'names nobody; give callingAe:, addresses: or certificateNames:',
      });
    }
    return {
      ...(entry.callingAe === undefined ? {} : { callingAeTitle: trimAeTitle(entry.callingAe) }),
      addresses:
        entry.addresses === undefined
          ? []
          : asList(entry.addresses).flatMap((text) => parseNetwork(text) ?? []),
      certificateNames: entry.certificateNames === undefined ? [] : asList(entry.certificateNames),
    };
  });
  const listeners = completeListeners(input, {
    fromFile,
    positionOf: (path) => yaml.positionOf(path),
    problems,
  });
  const showNone = listeners.every(({ tls }) => tls === undefined || tls.clients === 'none');
  acceptedCallers.forEach(({ certificateNames }, index) => {
    if (certificateNames.length === 0 || !showNone) return;
    problems.push({
      ...yaml.positionOf(['acceptedCallers', index, 'certificateNames']),
      message:
        'no listener asks its callers for a certificate; give one tls: with clients: required or optional',
    });
  });

  const commitmentRequesters = (input.commitmentRequesters ?? []).map(
    ({ aeTitle, host, port, tls }, index): CommitmentRequester => ({
      aeTitle: trimAeTitle(aeTitle),
      host,
      port,
      ...(tls === undefined
        ? {}
        : {
            tls: completeDestinationTls(tls, {
              fromFile,
              positionOf: (path) => yaml.positionOf(['commitmentRequesters', index, 'tls', ...path]),
              problems,
            }),
          }),
    }),
  );
  commitmentRequesters.forEach(({ aeTitle: title }, index) => {
    if (commitmentRequesters.findIndex((other) => other.aeTitle === title) === index) return;
    problems.push({
      ...yaml.positionOf(['commitmentRequesters', index]),
      message: `the AE title '${title}' stands here twice; keep one`,
    });
  });

  const retry: RetryConfig = { ...DEFAULT_RETRY, ...given(input.retry) };
  if (retry.maxMs < retry.firstMs) {
    problems.push({
      ...yaml.positionOf(['retry']),
      message: 'maxMs is less than firstMs; the longest wait comes after the first',
    });
  }

  const localAeTitle = aeTitles[0]?.aeTitle ?? 'LETHE';
  const destinationInputs = Object.entries<DestinationInput>(
    input.destinations ?? { folder: { type: 'folder', path: join(dataDir, 'clean') } },
  );
  const destinations = destinationInputs.map(([name, destination]): [string, Destination] => {
    const position = yaml.keyPositionOf(['destinations', name]);
    const positionOf = (path: YamlPath): TextPosition => yaml.positionOf(['destinations', name, ...path]);
    const where = { name, position, localAeTitle, fromFile, positionOf, problems };
    return [name, completeDestination(destination, where)];
  });

  const config: Config = {
    file,
    aeTitles,
    host: listeners[0]?.host ?? '0.0.0.0',
    port: listeners[0]?.port ?? 11_112,
    listeners,
    dataDir,
    keyFile: input.keyFile === undefined ? join(dataDir, 'lethe.key') : fromFile(input.keyFile),
    strategies:
      input.strategies === undefined ? [embeddedStrategy()] : asList(input.strategies).map(fromFile),
    sopClasses: input.sopClasses ?? 'all',
    acceptedCallers,
    limits: { ...DEFAULT_LIMITS, ...given(input.limits) },
    timers: { ...DEFAULT_TIMERS, ...given(input.timers) },
    spool: { ...DEFAULT_SPOOL, ...given(input.spool) },
    commitmentRequesters,
    http: { host: input.http?.host ?? '127.0.0.1', port: input.http?.port ?? 0 },
    workers: input.workers ?? availableParallelism(),
    retry,
    quarantineRefused: input.quarantineRefused ?? true,
    pixelDataMismatch: input.pixelDataMismatch ?? 'warnLength',
    destinations: new Map(destinations),
    log: { level: input.log?.level ?? 'info', format: input.log?.format ?? 'text' },
  };
  problems.push(
    ...findPlaceProblems(config, (path) =>
      path[0] === 'destinations' ? yaml.keyPositionOf(path) : yaml.positionOf(path),
    ),
  );
  return { config, problems };
}

function completeDestination(
  input: DestinationInput,
  where: {
    readonly name: string;
    readonly position: TextPosition;
    readonly localAeTitle: string;
    readonly fromFile: (written: string) => string;
    readonly positionOf: (path: YamlPath) => TextPosition;
    readonly problems: Problem[];
  },
): Destination {
  const { name, position } = where;
  if (input.type === 'folder') {
    return {
      type: 'folder',
      name,
      position,
      path: where.fromFile(input.path),
      layout: input.layout ?? 'hierarchy',
    };
  }
  return {
    ...DEFAULT_DICOM_DESTINATION,
    ...given({
      connectTimeoutMs: input.connectTimeoutMs,
      associationTimeoutMs: input.associationTimeoutMs,
      responseTimeoutMs: input.responseTimeoutMs,
      maxAssociations: input.maxAssociations,
      transcode: input.transcode,
      storageCommitment: input.storageCommitment,
    }),
    type: 'dicom',
    name,
    position,
    aeTitle: trimAeTitle(input.aeTitle),
    localAeTitle: trimAeTitle(input.localAeTitle ?? where.localAeTitle),
    host: input.host,
    port: input.port,
    ...(input.tls === undefined
      ? {}
      : { tls: completeDestinationTls(input.tls, { ...where, positionOf: below(where.positionOf, 'tls') }) }),
    ...(input.user === undefined
      ? {}
      : {
          user: completeDestinationUser(input.user, input.tls !== undefined, {
            ...where,
            positionOf: below(where.positionOf, 'user'),
          }),
        }),
  };
}

function below(positionOf: (path: YamlPath) => TextPosition, key: string): (path: YamlPath) => TextPosition {
  return (path) => positionOf([key, ...path]);
}

/** The strategy that serves where none is configured: the package's own `routes/default.yaml`. */
function embeddedStrategy(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'routes', 'default.yaml')) && dirname(folder) !== folder)
    folder = dirname(folder);
  return join(folder, 'routes', 'default.yaml');
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Without the keys that hold `undefined`. */
function given<T extends object>(input: T | undefined): Partial<Given<T>> {
  const entries = Object.entries(input ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Given<T>>;
}
