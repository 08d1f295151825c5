/** The log: one line an event, by name from a closed list, to standard error. Never a value out of a data set. */
import { Writable } from 'node:stream';
import winston from 'winston';
import type { Config } from './config.js';

/** Every event that can be logged; docs/operations.md says what each means. */
export const LOG_EVENTS = [
  'node.starting',
  'node.listening',
  'http.listening',
  'node.recovered',
  'node.stopping',
  'node.stopped',
  'node.failed',
  'strategies.loaded',
  'strategies.refused',
  'credentials.loaded',
  'credentials.refused',
  'certificate.expiring',
  'clock.jumped',
  'admission.changed',
  'association.accepted',
  'association.rejected',
  'association.released',
  'association.aborted',
  'association.lost',
  'association.failed',
  'connection.refused',
  'echo.answered',
  'store.answered',
  'store.failed',
  'operation.answered',
  'operation.refused',
  'instance.received',
  'instance.refused',
  'instance.deidentified',
  'instance.discarded',
  'instance.quarantined',
  'instance.deferred',
  'delivery.sent',
  'delivery.failed',
  'destination.down',
  'destination.up',
  'commitment.requested',
  'commitment.reported',
  'commitment.asked',
  'commitment.settled',
  'commitment.failed',
  'spool.removed',
  'spool.failed',
  'stage.failed',
] as const;

export type LogEvent = (typeof LOG_EVENTS)[number];
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Log {
  error(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  info(event: LogEvent, fields?: LogFields): void;
  debug(event: LogEvent, fields?: LogFields): void;
  /** Resolves when all lines are written. */
  close(): Promise<void>;
}

/**
 * Lines to standard error, those of one turn of the event loop in one write: the system call costs more than the line does.
 * What waits when the process exits by itself is written then.
 */
function linesTogether(): { readonly stream: Writable; end(): void } {
  let lines = '';
  const flush = (): void => {
    const written = lines;
    lines = '';
    if (written !== '') process.stderr.write(written);
  };
  process.once('exit', flush);
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      if (lines === '') setImmediate(flush);
      lines += line;
      done();
    },
  });
  const end = (): void => {
    process.off('exit', flush);
    flush();
  };
  return { stream, end };
}

export function createLog(options: Config['log']): Log {
  const lines = linesTogether();
  const logger = winston.createLogger({
    level: options.level,
    format: options.format === 'json' ? jsonFormat() : textFormat(),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its own transports so
    transports: [new winston.transports.Stream({ stream: lines.stream })],
  });
  const at =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (event: LogEvent, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger.log(level, event, { fields });
    };
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    close: () =>
      new Promise((resolve) => {
        logger.once('finish', () => {
          lines.end();
          resolve();
        });
        logger.end();
      }),
  };
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

function jsonFormat(): winston.Logform.Format {
  return winston.format.printf((entry) => {
    const { level, message, fields } = entry as unknown as Line;
    return JSON.stringify({ at: new Date().toISOString(), level, event: message, ...fields });
  });
}

/** `2026-01-31T12:00:00.000Z info instance.received instance=12 size=525000` */
function textFormat(): winston.Logform.Format {
  return winston.format.printf((entry) => {
    const { level, message, fields } = entry as unknown as Line;
    const pairs = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${textOf(value)}`],
    );
    return [new Date().toISOString(), level, message, ...pairs].join(' ');
  });
}

/** What has spaces or control characters is quoted as JSON, so that no peer can write a line of its own. */
function textOf(value: string | number | boolean | readonly string[]): string {
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return /^[\x21\x23-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}

/** What an error may say in the log: its code or name; a message only of our own errors, which name no value. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const isOurs = error.name === 'LetheError';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
  return {
    error: code,
    ...(isOurs ? { message: error.message } : {}),
    ...(syscall === undefined ? {} : { syscall }),
  };
}
