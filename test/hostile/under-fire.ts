/** A node that is attacked, and what must hold whatever comes: it lives, stays small, leaks nothing, says one clean line, serves others. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { decodeCommand, encodeCommand, NO_DATA_SET, COMMAND } from '../../src/dimse/command.js';
import { COMMAND_LAST, nextResponse, storeMessage } from '../dimse/messages.js';
import { ctDataSet } from '../dimse/part10-file.js';
import {
  associateRaw,
  type associateRq,
  connectRaw,
  describePdu,
  pData,
  type RawPeer,
} from '../dimse/raw-peer.js';
import { waitFor } from '../peers/network.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, type TestNode } from '../support/test-node.js';

export interface UnderFire {
  readonly node: TestNode;
  readonly port: number;
  /** Lines of the log of level warn or error that the last attack gave. */
  readonly complaints: readonly string[];
  /**
   * Attacks, with a good association open beside: it must be served during the attack and after it, and the node must be
   * as it was before.
   */
  attack<T>(work: () => Promise<T>, expected?: Expected): Promise<T>;
  close(): Promise<void>;
}

export interface Expected {
  /** How many lines of level warn or error there must be; 1 unless told. */
  readonly complaints?: number | 'any';
  /** Resident memory that the node may have at most, MiB. */
  readonly maxRssMb?: number;
}

/** How often the good association asks for an echo while others attack. */
const ECHO_MS = 200;
const MAX_RSS_MB = 420;
/** A line of the log: time, level, event, fields; nothing that is not printable ASCII. */
const LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z (?:error|warn|info|debug) [a-z]+\.[a-z]+(?: [\x20-\x7e]*)?$/;

/** Pixels are not looked at, so that a good instance costs little. */
const HEADER_ONLY = `strategy: header-only
version: '1'
description: The header alone
routes: [{ name: all, destinations: [folder] }]
pixels: { search: never }
deidentify: { profile: basic, privateElements: remove, unknownElements: remove }
`;

/** A thread that starts at first use, and a file that it is at work on, may be open beside what was at the beginning. */
const SPARE_DESCRIPTORS = 8;

let goodInstances = 0;

export async function startUnderFire(
  configuration: Readonly<Record<string, unknown>> = {},
): Promise<UnderFire> {
  const folder = await makeTemporaryFolder();
  const node = await startTestNode(folder, {
    strategies: await headerOnly(folder),
    destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    ...configuration,
  });
  const pid = node.pid();
  await serveOne(await associateRaw(node.port, { callingAeTitle: 'GOOD' }));
  await rested(node);
  const descriptors = await countDescriptors(pid);
  let complaints: readonly string[] = [];
  return {
    node,
    port: node.port,
    get complaints() {
      return complaints;
    },
    async attack(work, expected = {}) {
      await saidAll(node);
      const before = node.output();
      const good = await associateRaw(node.port, { callingAeTitle: 'GOOD' });
      const state = { done: false };
      const attacked = work().finally(() => {
        state.done = true;
      });
      do {
        await echo(good);
        await Promise.race([attacked, sleep(ECHO_MS)]);
      } while (!state.done);
      const result = await attacked;
      await serveOne(good);
      expect(node.pid()).to.equal(pid);
      const most = descriptors + SPARE_DESCRIPTORS;
      await waitFor(async () => (await countDescriptors(pid)) <= most, {
        what: `no more than ${String(most)} open descriptors`,
        timeoutMs: 40_000,
        intervalMs: 50,
      });
      expect(await residentMb(pid), 'MiB resident').to.be.below(expected.maxRssMb ?? MAX_RSS_MB);
      const asked = expected.complaints ?? 1;
      const complaintsNow = (): readonly string[] => complaintsSince(before, node.output());
      // What is found out later than it is answered is said late, too.
      if (asked !== 'any')
        await waitFor(() => complaintsNow().length >= asked, { what: `${String(asked)} complaints` });
      await saidAll(node);
      const lines = linesSince(before, node.output());
      expect(lines.filter((line) => !LINE.test(line))).to.deep.equal([]);
      complaints = complaintsNow();
      if (asked !== 'any') expect(complaints, complaints.join('\n')).to.have.lengthOf(asked);
      return result;
    },
    async close() {
      await node.close();
      await removeFolder(folder);
    },
  };
}

/** The warnings and errors; what is said late of an association that an earlier attack opened is not among them. */
function complaintsSince(before: string, output: string): readonly string[] {
  return linesSince(before, output).filter(
    (line) => / (?:warn|error) /.test(line.slice(20, 40)) && !before.includes(associationOf(line)),
  );
}

/** The association that a line is about; where there is none, what no line holds. */
function associationOf(line: string): string {
  return /association=[\da-f-]{36}/.exec(line)?.[0] ?? '\n\n';
}

/** The file of a strategy that sends everything to the destination `folder`. */
export async function headerOnly(folder: string): Promise<string> {
  const file = path.join(folder, 'header-only.yaml');
  await writeFile(file, HEADER_ONLY);
  return file;
}

/** What comes back for these bytes as the first ones of a connection; one that is no A-ASSOCIATE-AC must also close it. */
export async function answerTo(port: number, ...bytes: Buffer[]): Promise<string> {
  const peer = await connectRaw(port);
  peer.socket.on('error', () => undefined);
  peer.send(...bytes);
  const answer = describePdu(await peer.nextPdu());
  if (answer !== 'A-ASSOCIATE-AC') await peer.closed();
  else abort(peer);
  peer.socket.destroy();
  return answer;
}

/** What comes back for these bytes on an established association. */
export async function answerInAssociation(port: number, ...bytes: Buffer[]): Promise<string> {
  const peer = await associateRaw(port, { callingAeTitle: 'HOSTILE' });
  peer.socket.on('error', () => undefined);
  peer.send(...bytes);
  const answer = describePdu(await peer.nextPdu());
  await peer.closed();
  peer.socket.destroy();
  return answer;
}

/** The statuses that these messages are answered with on one association, which is then released. */
export async function statusesOf(
  port: number,
  request: Parameters<typeof associateRq>[0],
  ...messages: readonly Buffer[]
): Promise<readonly string[]> {
  const peer = await associateRaw(port, { callingAeTitle: 'HOSTILE', ...request });
  const statuses: string[] = [];
  for (const message of messages) {
    peer.send(message);
    statuses.push(hex((await nextResponse(peer)).status));
  }
  await releaseOf(peer);
  return statuses;
}

export function hex(status: number | undefined): string {
  return status === undefined ? 'none' : status.toString(16).toUpperCase().padStart(4, '0');
}

/** A-RELEASE-RQ, and waits for its answer. */
export async function releaseOf(peer: RawPeer): Promise<void> {
  peer.send(Buffer.from([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
  expect(describePdu(await peer.nextPdu())).to.equal('A-RELEASE-RP');
  peer.socket.destroy();
}

export function abort(peer: RawPeer): void {
  peer.socket.end(Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
}

async function echo(peer: RawPeer): Promise<void> {
  const command = encodeCommand({
    affectedSopClassUid: '1.2.840.10008.1.1',
    commandField: COMMAND.cEchoRq,
    messageId: 7,
    commandDataSetType: NO_DATA_SET,
  });
  peer.send(pData(3, COMMAND_LAST, command));
  const answer = await peer.nextPdu();
  if (answer === 'closed') throw new Error('the good association was closed');
  expect(decodeCommand(answer.body.subarray(6))).to.include({ status: 0 });
}

/** Stores a good instance of its own, and releases. */
async function serveOne(peer: RawPeer): Promise<void> {
  goodInstances += 1;
  const uid = `1.2.826.0.1.1.${String(process.pid)}.${String(goodInstances)}`;
  const dataSet = ctDataSet(uid, 32);
  peer.send(storeMessage({ affectedSopInstanceUid: uid }, Buffer.from(dataSet)));
  expect(hex((await nextResponse(peer)).status)).to.equal('0000');
  await releaseOf(peer);
}

async function rested(node: TestNode): Promise<void> {
  const store = await node.store();
  await waitFor(async () => (await store.books()).queued === 0, {
    what: 'the node at rest',
    timeoutMs: 45_000,
  });
}

/** Of a long output only the end is kept; then its first line may be cut off. */
function linesSince(before: string, output: string): readonly string[] {
  const isWhole = output.startsWith(before);
  return output
    .slice(isWhole ? before.length : output.indexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
}

/** Waits until the log has been still for some time. */
async function saidAll(node: TestNode): Promise<void> {
  let length = -1;
  while (length !== node.output().length) {
    length = node.output().length;
    await sleep(80);
  }
}

async function countDescriptors(pid: number): Promise<number> {
  return (await readdir(`/proc/${String(pid)}/fd`)).length;
}

export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
