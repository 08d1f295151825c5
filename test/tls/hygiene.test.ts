import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COMMAND_LAST, DATA_LAST, DATA_MORE, storeCommand } from '../dimse/messages.js';
import {
  associateRaw,
  connectRaw,
  associateRq,
  ordinaryRequest,
  pData,
  type RawPeer,
} from '../dimse/raw-peer.js';
import { freePort, waitFor } from '../peers/network.js';
import { encode, fragments, sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';
import { clearErrorFaults, lethe } from '../support/lethe-command.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';

/** Each stands for an identity or a secret, and can come from nowhere else. */
const MARKS = {
  name: 'Zqvarrowmark',
  id: 'ZQ77314ID',
  birthDate: '19310417',
  accession: 'ZQACC90817',
  address: '17 Zqlindenstreet',
  physician: 'Zqdoctorson',
  comment: 'Zqcommentary',
  privateText: 'Zqprivatevalue',
  uidRoot: '1.2.826.0.77314159',
  jsonWebToken: 'enFzZWNyZXR0b2tlbg',
  passcode: 'Zqpasscode-31',
  version: 'ZQVERSION',
  path: 'zq-etc-passwd',
} as const;

const CT = '1.2.840.10008.5.1.4.1.1.2';

/** A CT image with marks in all that identifies, and in some places where nothing should. */
function marked(uid: string, more: readonly ElementSpec[] = []): Buffer {
  const rest: readonly ElementSpec[] = [
    text(0x00080016, 'UI', CT),
    text(0x00080018, 'UI', uid),
    text(0x00080050, 'SH', MARKS.accession),
    text(0x00080060, 'CS', 'CT'),
    text(0x00080090, 'PN', `${MARKS.physician}^A`),
    text(0x00081030, 'LO', `CT of ${MARKS.name} ${MARKS.id}`),
    text(0x00100010, 'PN', `${MARKS.name}^Anna`),
    text(0x00100020, 'LO', MARKS.id),
    text(0x00100030, 'DA', MARKS.birthDate),
    text(0x00101040, 'LO', MARKS.address),
    text(0x00104000, 'LT', MARKS.comment),
    text(0x0020000d, 'UI', `${MARKS.uidRoot}.1`),
    text(0x0020000e, 'UI', `${MARKS.uidRoot}.2`),
  ];
  const given = new Set(more.map((one) => ('tag' in one ? one.tag : 0)));
  const all = [...rest.filter((one) => !('tag' in one) || !given.has(one.tag)), ...more];
  return encode(
    [...all].sort((one, other) => ('tag' in one ? one.tag : 0) - ('tag' in other ? other.tag : 0)),
  );
}

describe('Nothing that identifies or is secret', () => {
  let folder: string;
  let node: TestNode;
  let httpPort: number;
  const said: { where: string; what: string }[] = [];
  let statuses: readonly string[] = [];

  before(async function () {
    // Many commands, each a process of its own.
    this.timeout(180_000);
    folder = await makeTemporaryFolder();
    httpPort = await freePort();
    const clean = path.join(folder, 'clean');
    const strategy = await writeStrategyFile(folder, {
      name: 'marked',
      routes: [
        {
          name: 'fails-on-long-comments',
          when: { attribute: 'PatientComments', matches: '(x+x+)y$' },
          destinations: ['folder'],
        },
        { name: 'ct', when: { attribute: 'Modality', equals: 'CT' }, destinations: ['folder', 'nobody'] },
      ],
    });
    const users = path.join(folder, 'users');
    await lethe(['users', 'add', 'ct', '--name-only', '--file', users]);
    node = await startTestNode(folder, {
      users,
      http: { port: httpPort },
      strategies: [strategy],
      destinations: {
        folder: { type: 'folder', path: clean },
        nobody: { type: 'dicom', aeTitle: 'NOBODY', host: '127.0.0.1', port: await freePort() },
      },
    });
    statuses = await sendAll(node.port);
    await sendTrouble(node.port);
    await settled();
    await breakStrategies(strategy);
    await node.kill();
    await node.start();
    await settled();
    await ask();
  });
  after(async () => {
    await node.close();
    await removeFolder(folder);
  });

  const request = (): Parameters<typeof associateRaw>[1] => {
    const ordinary = ordinaryRequest();
    return {
      userInformation: {
        ...ordinary.userInformation,
        implementationVersionName: MARKS.version,
        implementationClassUid: `${MARKS.uidRoot}.99`,
        userIdentity: {
          type: 1,
          positiveResponseRequested: true,
          primaryField: Buffer.from('ct'),
          secondaryField: Buffer.alloc(0),
        },
      },
    };
  };

  async function store(peer: RawPeer, uid: string, dataSet: Buffer, messageId: number): Promise<string> {
    const command = storeCommand({ affectedSopInstanceUid: uid, messageId });
    peer.send(pData(1, COMMAND_LAST, command));
    for (let start = 0; start < dataSet.length; start += 8000) {
      const fragment = dataSet.subarray(start, start + 8000);
      peer.send(pData(1, start + 8000 >= dataSet.length ? DATA_LAST : DATA_MORE, fragment));
    }
    const pdu = await soon(peer.nextPdu());
    if (pdu === 'closed' || pdu === 'silence') return pdu;
    // The status is the last element of a C-STORE-RSP or stands before its comment.
    const at = pdu.body.indexOf(Buffer.from([0x00, 0x00, 0x00, 0x09, 0x02, 0x00, 0x00, 0x00]));
    return pdu.type === 4 && at >= 0
      ? pdu.body
          .readUInt16LE(at + 8)
          .toString(16)
          .padStart(4, '0')
      : `PDU ${String(pdu.type)}`;
  }

  /** Good, bad and odd instances; the status of each answer. */
  async function sendAll(port: number): Promise<readonly string[]> {
    const uid = (number: number): string => `${MARKS.uidRoot}.3.${String(number)}`;
    const good = marked(uid(1));
    const pixels = (content: Buffer): ElementSpec[] => [
      value(0x00280010, 'US', Buffer.from([255, 0])),
      value(0x00280011, 'US', Buffer.from([255, 0])),
      value(0x00280100, 'US', Buffer.from([16, 0])),
      value(0x7fe00010, 'OW', content),
    ];
    const instances: readonly (readonly [string, Buffer])[] = [
      [uid(1), good],
      [uid(1), good],
      [uid(1), marked(uid(1), [text(0x00104000, 'LT', `${MARKS.comment} again`)])],
      [uid(2), good.subarray(0, good.length - 7)],
      [
        uid(3),
        Buffer.concat([Buffer.from([0x10, 0, 0x10, 0, 0x50, 0x4e]), Buffer.from(MARKS.name.repeat(40))]),
      ],
      [uid(4), marked(uid(5))],
      [`../../${MARKS.path}`, marked(uid(6))],
      [uid(7), marked(uid(7), [text(0x00080060, 'CS', 'MR')])],
      [uid(8), marked(uid(8), [text(0x00104000, 'LT', `${MARKS.comment} ${'x'.repeat(60_000)}`)])],
      [
        uid(9),
        marked(uid(9), [
          text(0x00080005, 'CS', 'NO SUCH SET'),
          text(0x00100010, 'PN', `${MARKS.name}\u001b$B\u00ff^A`),
        ]),
      ],
      [uid(10), marked(uid(10), pixels(Buffer.from(`${MARKS.name} ${MARKS.id}   `)))],
      [
        uid(11),
        marked(uid(11), [fragments(0x7fe00010, 'OB', Buffer.alloc(0), Buffer.from(`${MARKS.name}  `))]),
      ],
      [
        uid(12),
        marked(uid(12), [
          text(0x00090010, 'LO', MARKS.privateText),
          text(0x00091001, 'LO', MARKS.privateText),
        ]),
      ],
      [uid(13), marked(uid(13), [sequence(0x00081140, [text(0x00081155, 'UI', `${MARKS.uidRoot}.4`)])])],
      [uid(14), marked(uid(14), [text(0x00080018, 'UI', MARKS.name)])],
    ];
    const answers: string[] = [];
    for (const [index, [affected, dataSet]] of instances.entries()) {
      const peer = await associateRaw(port, request());
      answers.push(await store(peer, affected, dataSet, index + 1));
      peer.socket.destroy();
    }
    return answers;
  }

  /** What never becomes an instance. */
  async function sendTrouble(port: number): Promise<void> {
    const cut = await associateRaw(port, request());
    cut.send(pData(1, COMMAND_LAST, storeCommand()), pData(1, DATA_MORE, marked(`${MARKS.uidRoot}.5`)));
    await waitFor(() => node.output().includes('association.accepted'), { what: 'the association' });
    cut.socket.destroy();

    const ordinary = ordinaryRequest().userInformation;
    for (const identity of [
      { type: 5, primary: `enFa.${MARKS.jsonWebToken}.enFb`, secondary: '' },
      { type: 2, primary: 'ct', secondary: MARKS.passcode },
      { type: 2, primary: MARKS.passcode, secondary: '' },
      { type: 4, primary: `<Assertion>${MARKS.name}</Assertion>`, secondary: '' },
    ]) {
      const peer = await connectRaw(port);
      peer.send(
        associateRq({
          userInformation: {
            ...ordinary,
            userIdentity: {
              type: identity.type,
              positiveResponseRequested: true,
              primaryField: Buffer.from(identity.primary),
              secondaryField: Buffer.from(identity.secondary),
            },
          },
        }),
      );
      await soon(peer.nextPdu());
      peer.socket.destroy();
    }
    for (const bytes of [
      Buffer.from(`GET /${MARKS.path} HTTP/1.1\r\nCookie: ${MARKS.passcode}\r\n\r\n`),
      Buffer.from(`${MARKS.name}^${MARKS.id}`.repeat(20)),
    ]) {
      const peer = await connectRaw(port);
      peer.send(bytes);
      await soon(peer.closed());
    }
    const garbled = await associateRaw(port, request());
    garbled.send(pData(1, COMMAND_LAST, Buffer.from(MARKS.name.repeat(30))));
    await soon(garbled.closed());
  }

  /** A reload with a strategy that is none, and one with patients' values where none belong. */
  async function breakStrategies(file: string): Promise<void> {
    await writeFile(file, 'strategy: [{');
    await node.reload();
    const good = await writeStrategyFile(folder, {
      name: 'marked',
      routes: [{ name: 'ct', when: { attribute: 'Modality', equals: 'CT' }, destinations: ['folder'] }],
    });
    expect(good).to.equal(file);
    await node.reload();
  }

  /** Nothing is on its way any more but what waits for the destination that is not there. */
  async function settled(): Promise<void> {
    const store = await node.store();
    await waitFor(
      async () => (await store.listInstances({ states: ['received'], limit: 10 })).rows.length === 0,
      { what: 'the node at rest', timeoutMs: 45_000 },
    );
  }

  /** Everything that a person or a program is told. */
  async function ask(): Promise<void> {
    const keep = (where: string, what: string): void => void said.push({ where, what });
    const rows = await node.instances();
    const commands: readonly (readonly string[])[] = [
      ['audit', 'query'],
      ['audit', 'query', '--json'],
      ['audit', 'verify'],
      ['queue', 'list', '--json'],
      ['queue', 'list', '--state', 'quarantined'],
      ...rows.slice(0, 3).map(({ id }) => ['queue', 'release', String(id), '--reason', 'test']),
      ['queue', 'retry', '--all'],
      ['users', 'list'],
      ['echo', 'nobody'],
      ['check'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await node.lethe(...command);
      // The one value that a queue shows on purpose, to find an instance at its sender by (docs/security.md).
      keep(`lethe ${command.join(' ')}`, (stdout + stderr).replace(/^ *"sopInstanceUid": ".*",$/gm, ''));
    }
    for (const page of ['health', 'metrics']) {
      const response = await fetch(`http://127.0.0.1:${httpPort}/${page}`);
      keep(page, await response.text());
    }
    const broken = path.join(folder, 'broken.dcm');
    const good = marked(`${MARKS.uidRoot}.6`);
    await writeFile(broken, good.subarray(0, good.length - 9));
    for (const command of [
      ['explain', broken],
      ['deidentify', broken, '--out', path.join(folder, 'out')],
    ]) {
      const { stdout, stderr } = await node.lethe(...command);
      keep(`lethe ${command[0] ?? ''}`, stdout + stderr);
    }
    keep('the log', node.output());
  }

  it('is sent in vain: the instances that it stands in meet every fate', async () => {
    const states = new Set((await node.instances()).map(({ state }) => state));
    expect([...states]).to.include.members(['deidentified', 'quarantined']);
    expect(new Set(statuses)).to.include.members(['0000', 'a900', 'c000']);
  });

  it('is left out of what is looked at because nothing was said', () => {
    expect(said.filter(({ what }) => what === '').map(({ where }) => where)).to.deep.equal([]);
    expect(said.find(({ where }) => where === 'the log')?.what).to.match(/instance\.quarantined .*code=/);
  });

  for (const [kind, mark] of Object.entries(MARKS)) {
    it(`stands in log, audit, queue, metrics or errors: ${kind}`, () => {
      const found = said.filter(({ what }) => what.toLowerCase().includes(mark.toLowerCase()));
      expect(found.map(({ where, what }) => `${where}: ${lineWith(what, mark)}`)).to.deep.equal([]);
    });
  }

  it('comes out as a stack trace', () => {
    expect(
      said.filter(({ what }) => /^\s+at .*:\d+:\d+/m.test(what)).map(({ where }) => where),
    ).to.deep.equal([]);
  });

  it('is in the error of a file that cannot be read', async () => {
    const file = path.join(folder, 'broken.dcm');
    const result = await node.lethe('explain', file);
    expect(clearErrorFaults(result, 'DATA_SET_MALFORMED')).to.deep.equal([]);
  });
});

/** What comes within some seconds, so that a peer that is left without an answer shows in what is expected. */
async function soon<T>(awaited: Promise<T>): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), 10_000);
  });
  const outcome = await Promise.race([awaited, silence]);
  clearTimeout(timer);
  return outcome;
}

function lineWith(text: string, mark: string): string {
  return text.split('\n').find((line) => line.toLowerCase().includes(mark.toLowerCase())) ?? '';
}
