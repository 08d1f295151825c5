/** Who de-identifies a set: the command, the node over C-STORE, and Orthanc beside them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT } from '../../src/cli/exit-codes.js';
import { send } from '../../test/support/send.js';
import { filesBelow } from '../../test/support/instances.js';
import { lethe, type CommandResult } from '../../test/support/lethe-command.js';
import { startTestNode } from '../../test/support/test-node.js';
import { waitFor } from '../../test/peers/network.js';
import { startOrthanc, type Orthanc } from '../../test/peers/orthanc.js';

/** What a contestant made of a set. */
export interface Deidentified {
  readonly output: string;
  readonly uidMap: string;
  readonly patientMap: string;
  /** How many instances were set aside, by code. */
  readonly setAside: Readonly<Record<string, number>>;
}

export interface Contestant {
  readonly name: string;
  /** De-identifies what lies below the input folder, with its own files below the other. */
  readonly deidentify: (input: string, folder: string) => Promise<Deidentified>;
}

const TIMEOUT_MS = 1_800_000;
/** Instances of one association: each may need a presentation context of its own, and there are 128. */
const INSTANCES_PER_ASSOCIATION = 100;

function placesIn(folder: string): Omit<Deidentified, 'setAside'> {
  return {
    output: path.join(folder, 'output'),
    uidMap: path.join(folder, 'uids.csv'),
    patientMap: path.join(folder, 'patients.csv'),
  };
}

function requireSuccess(
  what: string,
  { code, stdout, stderr }: CommandResult,
  allowed: readonly number[],
): void {
  if (code === undefined || !allowed.includes(code))
    throw new Error(
      `${what} ended with ${code ?? 'a signal'}:\n${stderr.slice(-2_000)}${stdout.slice(-500)}`,
    );
}

function count(codes: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** `lethe deidentify` with the strategy that serves where none is named. */
export const COMMAND: Contestant = {
  name: 'lethe deidentify',
  deidentify: async (input, folder) => {
    const places = placesIn(folder);
    await mkdir(folder, { recursive: true });
    const configurationFile = path.join(folder, 'lethe.yaml');
    await writeFile(configurationFile, JSON.stringify({ dataDir: path.join(folder, 'data') }));
    const done = await lethe(
      [
        ...['deidentify', input, '--config', configurationFile, '--json'],
        ...['--out', places.output, '--uid-map', places.uidMap, '--patient-map', places.patientMap],
      ],
      { timeoutMs: TIMEOUT_MS },
    );
    requireSuccess('lethe deidentify', done, [EXIT.ok, EXIT.setAside]);
    const { setAside } = JSON.parse(done.stdout) as { setAside: readonly { code: string }[] };
    return { ...places, setAside: count(setAside.map(({ code }) => code)) };
  },
};

/** Success, and the warning that the data set does not match its SOP class (PS3.4 table B.2-1). */
function isTaken(status: number): boolean {
  return status === 0 || status === 0xb007;
}

/** A node with the same strategy: C-STORE in, a folder as destination, maps by `lethe crosswalk export`. */
export const NODE: Contestant = {
  name: 'node',
  deidentify: async (input, folder) => {
    const places = placesIn(folder);
    await mkdir(folder, { recursive: true });
    const node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: places.output } },
      workers: 2,
      log: { level: 'warn', format: 'text' },
    });
    try {
      const files = await filesBelow(input);
      let stored = 0;
      for (let from = 0; from < files.length; from += INSTANCES_PER_ASSOCIATION) {
        const outcomes = await send(files.slice(from, from + INSTANCES_PER_ASSOCIATION), { port: node.port });
        stored += outcomes.filter((outcome) => 'status' in outcome && isTaken(outcome.status)).length;
      }
      const store = await node.store();
      const isAtRest = async (): Promise<boolean> => {
        const { received, queued } = await store.books();
        return received >= stored && queued === 0;
      };
      await waitFor(isAtRest, { what: 'the node at rest', timeoutMs: TIMEOUT_MS, intervalMs: 200 });
      const maps = ['--uids', places.uidMap, '--patients', places.patientMap];
      requireSuccess('lethe crosswalk export', await node.lethe('crosswalk', 'export', ...maps), [0]);
      const quarantined = await store.listInstances({ states: ['quarantined'], limit: 1_000 });
      const codes = quarantined.rows.map(({ quarantineCode }) => quarantineCode ?? 'UNKNOWN');
      const refused = Array.from({ length: files.length - stored }, () => 'NOT_STORED');
      return { ...places, setAside: count([...codes, ...refused]) };
    } finally {
      await node.close();
    }
  },
};

interface OrthancResource {
  readonly ID: string;
}

/** Orthanc's anonymization of whole patients with its own defaults, asked over REST. */
export const ORTHANC: Contestant = {
  name: 'Orthanc',
  deidentify: async (input, folder) => {
    const places = placesIn(folder);
    await mkdir(places.output, { recursive: true });
    const orthanc = await startOrthanc({ dir: path.join(folder, 'orthanc') });
    try {
      let refused = 0;
      for (const file of await filesBelow(input)) {
        const answer = await post(orthanc, '/instances', await readFile(file));
        if (!answer.ok) refused += 1;
      }
      const uids = new Map<string, string>();
      const patients = new Map<string, string>();
      for (const patient of (await orthanc.get('/patients')) as readonly string[]) {
        const answer = await post(orthanc, `/patients/${patient}/anonymize`, '{"Synchronous":true}');
        if (!answer.ok) throw new Error(`Orthanc answered ${answer.status} to anonymize`);
        const made = (await answer.json()) as OrthancResource;
        await takeOver(orthanc, made.ID, places.output, uids, patients);
      }
      await writeMap(places.uidMap, uids);
      await writeMap(places.patientMap, patients);
      return { ...places, setAside: refused === 0 ? {} : { REFUSED: refused } };
    } finally {
      await orthanc.stop(0);
    }
  },
};

async function post(orthanc: Orthanc, resource: string, body: string | Buffer): Promise<Response> {
  return await fetch(`http://127.0.0.1:${orthanc.httpPort}${resource}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

/** Writes the instances of an anonymized patient, and what became of UIDs and IDs by comparing each with its origin. */
async function takeOver(
  orthanc: Orthanc,
  patient: string,
  output: string,
  uids: Map<string, string>,
  patients: Map<string, string>,
): Promise<void> {
  for (const { ID } of (await orthanc.get(`/patients/${patient}/instances`)) as readonly OrthancResource[]) {
    const origin = (await orthanc.getBytes(`/instances/${ID}/metadata/AnonymizedFrom`)).toString();
    const before = (await orthanc.get(`/instances/${origin}/tags?simplify`)) as Readonly<
      Record<string, unknown>
    >;
    const after = (await orthanc.get(`/instances/${ID}/tags?simplify`)) as Readonly<Record<string, unknown>>;
    // What stands at the top is the instance's own; a reference may have been given another UID.
    for (const keyword of OWN_UIDS) uids.set(String(before[keyword]), String(after[keyword]));
    collectUids(before, after, uids);
    patients.set(String(before['PatientID']), String(after['PatientID']));
    await writeFile(path.join(output, `${ID}.dcm`), await orthanc.getBytes(`/instances/${ID}/file`));
  }
}

const OWN_UIDS = ['SOPInstanceUID', 'SeriesInstanceUID', 'StudyInstanceUID'];
/** At least a dozen characters, as no version number or measure has. */
const UID = /^(?=.{12})[0-2](?:\.\d+){2,}$/;

/** Pairs of UIDs that stand at the same place before and after. */
function collectUids(before: unknown, after: unknown, uids: Map<string, string>): void {
  if (typeof before === 'string' && typeof after === 'string') {
    const [old, now] = [before.trim(), after.trim()];
    if (old !== now && UID.test(old) && UID.test(now) && !uids.has(old)) uids.set(old, now);
    return;
  }
  if (!isTree(before) || !isTree(after)) return;
  for (const [key, inside] of Object.entries(before)) collectUids(inside, after[key], uids);
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function writeMap(file: string, rows: ReadonlyMap<string, string>): Promise<void> {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = [...rows].map(([old, now]) => `${quoted(old)},${quoted(now)}`);
  await writeFile(file, ['id_old,id_new', ...lines, ''].join('\n'));
}
