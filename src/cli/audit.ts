import { LetheError } from '../errors.js';
import { auditToken } from '../keyring.js';
import { AUDIT_EVENTS, type AuditEntry, type AuditEvent, type AuditFilter } from '../store/store.js';
import { withStore, type CommonOptions } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { isoTime, print, printJson, visible } from './output.js';

export interface AuditQueryOptions extends CommonOptions {
  readonly patient?: string;
  readonly study?: string;
  readonly instance?: string;
  readonly calledAe?: string;
  readonly callingAe?: string;
  readonly destination?: string;
  readonly since?: string;
  readonly until?: string;
  readonly event?: string;
}

/** Entries read at a time: few enough that the node's commits never wait for long. */
const PAGE = 500;

/** Prints the audit entries that match; identities are given in clear, original or replacement, and looked up by keyed hash. */
export async function auditQuery(options: AuditQueryOptions): Promise<ExitCode> {
  const wanted = {
    event: eventOf(options.event),
    since: timeOf('--since', options.since),
    until: timeOf('--until', options.until),
  };
  return withStore(options, async (store, keyring) => {
    const token = (
      kind: 'patient' | 'study' | 'instance',
      identity: string | undefined,
    ): string | undefined =>
      identity === undefined ? undefined : auditToken(keyring.auditTokens, kind, identity);
    const filter: AuditFilter = {
      patient: token('patient', options.patient),
      study: token('study', options.study),
      instance: token('instance', options.instance),
      calledAeTitle: options.calledAe,
      callingAeTitle: options.callingAe,
      destination: options.destination,
      ...wanted,
      limit: PAGE,
    };
    const entries: AuditEntry[] = [];
    for (let cursor: number | undefined, more = true; more;) {
      const page = await store.queryAudit({ ...filter, cursor });
      if (options.json === true) entries.push(...page.rows);
      else for (const entry of page.rows) print(lineOf(entry));
      cursor = page.next;
      more = cursor !== undefined;
    }
    if (options.json === true) printJson(entries);
    return EXIT.ok;
  });
}

/** Walks the whole chain of audit entries. */
export async function auditVerify(options: CommonOptions): Promise<ExitCode> {
  return withStore(options, async (store) => {
    const verdict = await store.verifyAudit();
    if (options.json === true) printJson(verdict);
    else if (verdict.kind === 'intact')
      print(`the audit is intact: ${String(verdict.entries)} entries, head ${verdict.head}`);
    else print(`the audit is broken at entry ${String(verdict.seq)}: ${verdict.problem}`);
    return verdict.kind === 'intact' ? EXIT.ok : EXIT.failed;
  });
}

function eventOf(text: string | undefined): AuditEvent | undefined {
  if (text === undefined) return undefined;
  const event = AUDIT_EVENTS.find((known) => known === text);
  if (event === undefined)
    throw new LetheError('USAGE', `--event: there is no event '${text}'`, {
      hint: `events are ${AUDIT_EVENTS.join(', ')}`,
    });
  return event;
}

/** A day, which means its first moment in UTC, or a moment, in the local zone where it names none (ISO 8601). */
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = TIME.test(text) ? Date.parse(text) : NaN;
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  // Of a day that no month has, the engine would make one of the next.
  if (Number.isNaN(time) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, day.length) !== day)
    throw new LetheError('USAGE', `${option}: '${text}' is no time`, {
      hint: 'write 2026-01-31 or 2026-01-31T12:00:00Z',
    });
  return time;
}

function lineOf(entry: AuditEntry): string {
  const facts: Record<string, string | number | null | undefined> = {
    instance: entry.instanceId,
    calling: entry.callingAeTitle,
    called: entry.calledAeTitle,
    address: entry.address,
    strategy:
      entry.strategy === null
        ? null
        : `${entry.strategy.name}@${entry.strategy.version}#${entry.strategy.hash.slice(0, 12)}`,
    route: entry.route,
    destination: entry.destination,
    peer: entry.peer,
    status: entry.status === null ? null : entry.status.toString(16).toUpperCase().padStart(4, '0'),
    code: entry.code,
    actions:
      entry.actions === null
        ? null
        : Object.entries(entry.actions)
            .map(([action, count]) => `${action}:${String(count)}`)
            .join(','),
    actor: entry.actor,
    reason: entry.reason,
  };
  const pairs = Object.entries(facts).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [`${name}=${visible(String(value))}`],
  );
  return [String(entry.seq), isoTime(entry.at), entry.event, ...pairs].join(' ');
}
