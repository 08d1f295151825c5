import { expect } from 'chai';
import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { encodeAssociateRq, PDU_TYPE, type UserIdentity } from '../../src/dimse/pdu.js';
import { connectRaw } from '../dimse/raw-peer.js';
import { runStorescu } from '../peers/dcmtk.js';
import { waitFor } from '../peers/network.js';
import { LETHE_MAIN, lethe } from '../support/lethe-command.js';
import { sample } from '../support/instances.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, type TestNode } from '../support/test-node.js';

const PASSCODE = 'Kw9-passcode-Zz';

describe('A listener with users', () => {
  let folder: string;
  let file: string;
  let node: TestNode;

  before(async () => {
    folder = await makeTemporaryFolder();
    file = path.join(folder, 'users');
    await addUser('ct-1', PASSCODE);
    await lethe(['users', 'add', 'door', '--name-only', '--file', file]);
    node = await startTestNode(folder, { users: file });
  });
  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  /** The command's exit status and output, with the passcode on standard input. */
  async function addUser(name: string, passcode: string): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [LETHE_MAIN, 'users', 'add', name, '--file', file]);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stdin.end(`${passcode}\n`);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output: Buffer.concat(chunks).toString() };
  }

  const store = async (...args: readonly string[]): Promise<string> => {
    const { code, output } = await runStorescu({
      port: node.port,
      paths: [sample('ct-implicit.dcm')],
      args: ['-v', '-R', ...args],
    });
    return code === 0 ? 'accepted' : (/Reason: (.*)/.exec(output)?.[1] ?? output);
  };

  /** Type and the user information items of the answer to a request with this identity. */
  async function answerTo(
    userIdentity: UserIdentity,
  ): Promise<{ readonly type: number; readonly body: Buffer }> {
    const peer = await connectRaw(node.port);
    peer.send(
      encodeAssociateRq({
        protocolVersion: 1,
        calledAeTitle: 'LETHE',
        callingAeTitle: 'A',
        applicationContextName: '1.2.840.10008.3.1.1.1',
        presentationContexts: [
          { id: 1, abstractSyntaxUid: '1.2.840.10008.1.1', transferSyntaxUids: ['1.2.840.10008.1.2'] },
        ],
        userInformation: {
          maxPduBytes: 16_384,
          implementationClassUid: '1.2.3',
          implementationVersionName: 'TEST',
          roleSelections: [],
          userIdentity,
        },
      }),
    );
    const pdu = await peer.nextPdu();
    peer.socket.destroy();
    return pdu === 'closed' ? { type: 0, body: Buffer.alloc(0) } : pdu;
  }

  it('accepts name and passcode of a user', async () => {
    expect(await store('-usr', 'ct-1', '-pwd', PASSCODE, '-rsp')).to.equal('accepted');
  });

  it('logs whom it accepted', async () => {
    await waitFor(() => /association\.accepted .*user=ct-1/.test(node.output()), { what: 'the line' });
  });

  for (const [what, args] of [
    ['a wrong passcode', ['-usr', 'ct-1', '-pwd', 'wrong']],
    ['a name that nobody has', ['-usr', 'nobody', '-pwd', PASSCODE]],
    ['the name alone of a user with a passcode', ['-usr', 'ct-1']],
    ['nobody', []],
  ] as const) {
    it(`rejects ${what}: 1/1/1`, async () => {
      expect(await store(...args)).to.equal('No Reason');
    });
  }

  it('accepts the name alone where that is enough', async () => {
    expect(await store('-usr', 'door')).to.equal('accepted');
  });

  it('gives a positive response when it is asked for one', async () => {
    const { type, body } = await answerTo({
      type: 2,
      positiveResponseRequested: true,
      primaryField: Buffer.from('ct-1'),
      secondaryField: Buffer.from(PASSCODE),
    });
    expect(type).to.equal(PDU_TYPE.associateAc);
    expect(body.subarray(-6)).to.deep.equal(Buffer.from([0x59, 0, 0, 2, 0, 0]));
  });

  it('gives none when it is not asked for one', async () => {
    const { type, body } = await answerTo({
      type: 1,
      positiveResponseRequested: false,
      primaryField: Buffer.from('door'),
      secondaryField: Buffer.alloc(0),
    });
    expect([type, body.includes(Buffer.from([0x59, 0, 0, 2]))]).to.deep.equal([PDU_TYPE.associateAc, false]);
  });

  it('rejects a JSON Web Token: 1/1/1', async () => {
    const { type, body } = await answerTo({
      type: 5,
      positiveResponseRequested: true,
      primaryField: Buffer.from('eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu.x'),
      secondaryField: Buffer.alloc(0),
    });
    expect([type, ...body]).to.deep.equal([PDU_TYPE.associateRj, 0, 1, 1, 1]);
  });

  it('takes a user up at SIGHUP', async () => {
    expect(await addUser('mr-1', 'another passcode')).to.deep.include({ code: 0 });
    await node.reload();
    await waitFor(() => node.output().includes('credentials.loaded'), { what: 'the users' });
    expect(await store('-usr', 'mr-1', '-pwd', 'another passcode')).to.equal('accepted');
  });

  it('keeps the users that it has when their file is bad', async () => {
    writeFileSync(file, 'ct-1:plain\n', { mode: 0o600 });
    await node.reload();
    await waitFor(() => node.output().includes('credentials.refused'), { what: 'the refusal' });
    expect(await store('-usr', 'ct-1', '-pwd', PASSCODE)).to.equal('accepted');
  });

  it('has no passcode and no token in its log', () => {
    for (const secret of [PASSCODE, 'wrong', 'c2VjcmV0LXRva2Vu', 'another passcode'])
      expect(node.output()).not.to.include(secret);
  });

  it('says nothing of a passcode that is too short but that it is', async () => {
    const { code, output } = await addUser('us-1', 'short1!');
    expect(code).to.equal(2);
    expect(output).not.to.include('short1!');
  });
});
