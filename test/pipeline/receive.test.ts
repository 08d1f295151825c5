import { readFileSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import { DEFAULT_INSTANCE_LIMITS } from '../../src/dicom/instance.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import type { InstanceSink, StoreRefusal, StoreRequest, StoreStatus } from '../../src/dimse/scp-options.js';
import { createReceive, type ReceiveOptions } from '../../src/pipeline/receive.js';
import { openFolderSync, type FolderSync } from '../../src/spool/durable.js';
import { text, value } from '../support/data-set-builder.js';
import { KEYS } from '../support/header.js';
import {
  instanceBytes,
  openWorkplace,
  recordedEvents,
  SOP_CLASS,
  type Workplace,
} from '../support/pipeline.js';

const OUT_OF_RESOURCES = 0xa700;
const DOES_NOT_MATCH = 0xa900;
const CANNOT_UNDERSTAND = 0xc000;

describe('receiving an instance', () => {
  let workplace: Workplace;
  let folderSync: FolderSync;
  let options: ReceiveOptions;
  let receive: ReturnType<typeof createReceive>;
  let told: string[];
  let failures: unknown[];
  let received: number;

  beforeEach(async () => {
    workplace = await openWorkplace();
    folderSync = await openFolderSync(workplace.incoming.folder);
    const recorded = recordedEvents();
    told = recorded.told;
    failures = [];
    received = 0;
    options = {
      store: workplace.store,
      incoming: workplace.incoming,
      folderSync,
      gate: { refusal: () => undefined },
      limits: DEFAULT_INSTANCE_LIMITS,
      auditTokenKey: KEYS.auditTokens,
      keepRefused: true,
      pixelDataMismatch: 'quarantine',
      maxInstanceBytes: 0,
      events: recorded.events,
      onReceived: () => {
        received += 1;
      },
      onDiskFailure: (error) => failures.push(error),
    };
    receive = createReceive(options);
  });

  afterEach(async () => {
    await folderSync.close().catch(() => undefined);
    await workplace.close();
  });

  function change(changes: Partial<ReceiveOptions>): void {
    receive = createReceive({ ...options, ...changes });
  }

  function open(uid: string, requested: Partial<StoreRequest> = {}): InstanceSink | StoreRefusal {
    return receive.openInstance({
      associationId: 'a1',
      callingAeTitle: 'CT1',
      calledAeTitle: 'LETHE',
      remoteAddress: '127.0.0.1',
      implementationClassUid: '',
      implementationVersionName: '',
      presentationContextId: 1,
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
      affectedSopClassUid: SOP_CLASS,
      affectedSopInstanceUid: uid,
      messageId: 1,
      priority: 0,
      ...requested,
    });
  }

  function sinkOf(...asked: Parameters<typeof open>): InstanceSink {
    const sink = open(...asked);
    if ('kind' in sink) throw new Error('refused');
    return sink;
  }

  async function send(
    uid: string,
    bytes: Buffer,
    requested: Partial<StoreRequest> = {},
  ): Promise<StoreStatus> {
    const sink = sinkOf(uid, requested);
    for (let at = 0; at < bytes.length; at += 60_000)
      await sink.write([bytes.subarray(at, at + 20_000), bytes.subarray(at + 20_000, at + 60_000)]);
    return sink.end();
  }

  const rows = async () => (await workplace.store.listInstances({})).rows;

  it('answers 0000 when the instance is on disk and in the store', async () => {
    const { status } = await send('1.2.3', instanceBytes('1.2.3'));
    expect([
      status,
      (await rows()).map(({ state }) => state),
      (await workplace.incoming.list()).length,
      received,
    ]).to.deep.equal([0, ['received'], 1, 1]);
  });

  it('keeps the data set byte for byte', async () => {
    const bytes = instanceBytes('1.2.3', value(0x7fe00010, 'OW', Buffer.alloc(3_000_000, 7)));
    await send('1.2.3', bytes);
    const [row] = await rows();
    expect(
      readFileSync(workplace.incoming.pathOf(row?.spoolFile ?? ''))
        .subarray(row?.dataSetOffset)
        .equals(bytes),
    ).to.equal(true);
  });

  it('takes several at a time, each for itself', async () => {
    const uids = Array.from({ length: 8 }, (_, index) => `1.2.${String(index)}`);
    const large = (uid: string): Buffer =>
      instanceBytes(uid, value(0x7fe00010, 'OW', Buffer.alloc(900_000, Number(uid.slice(4)))));
    const answers = await Promise.all(uids.map((uid) => send(uid, large(uid))));
    const kept = (await rows()).map((row) =>
      readFileSync(workplace.incoming.pathOf(row.spoolFile))
        .subarray(row.dataSetOffset)
        .equals(large(row.sopInstanceUid)),
    );
    expect([answers.every(({ status }) => status === 0), kept]).to.deep.equal([true, uids.map(() => true)]);
  });

  it('answers 0000 to one that is here already, and keeps it once', async () => {
    await send('1.2.3', instanceBytes('1.2.3'));
    const { status } = await send('1.2.3', instanceBytes('1.2.3'));
    expect([status, (await rows()).length, (await workplace.incoming.list()).length]).to.deep.equal([
      0, 1, 1,
    ]);
  });

  it('keeps another content under the same UID as a version', async () => {
    await send('1.2.3', instanceBytes('1.2.3'));
    const { status } = await send('1.2.3', instanceBytes('1.2.3', text(0x00100020, 'LO', '4711')));
    expect([status, (await rows()).map(({ version }) => version).sort()]).to.deep.equal([0, [1, 2]]);
  });

  const refusals: readonly (readonly [string, Buffer, number, string])[] = [
    ['whose UID is not the command’s', instanceBytes('9.9.9'), DOES_NOT_MATCH, 'UID_MISMATCH'],
    ['of no bytes', Buffer.alloc(0), CANNOT_UNDERSTAND, 'NOT_AN_INSTANCE'],
    ['of noise', Buffer.alloc(1000, 0xa5), CANNOT_UNDERSTAND, 'DATA_SET_MALFORMED'],
    ['cut off', instanceBytes('1.2.3').subarray(0, -3), CANNOT_UNDERSTAND, 'DATA_SET_MALFORMED'],
  ];
  for (const [what, bytes, expected, code] of refusals) {
    it(`answers ${expected.toString(16).toUpperCase()} to one ${what}, and sets it aside`, async () => {
      const { status } = await send('1.2.3', bytes);
      expect([
        status,
        (await rows()).map(({ state, quarantineCode }) => [state, quarantineCode]),
        received,
      ]).to.deep.equal([expected, [['quarantined', code]], 0]);
    });

    it(`keeps nothing of one ${what} where it is not to`, async () => {
      change({ keepRefused: false });
      const { status } = await send('1.2.3', bytes);
      expect([status, await rows(), await workplace.incoming.list()]).to.deep.equal([expected, [], []]);
    });
  }

  it('answers A900 where the SOP class is not the command’s', async () => {
    const { status } = await send('1.2.3', instanceBytes('1.2.3'), {
      affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    });
    expect(status).to.equal(DOES_NOT_MATCH);
  });

  it('answers C000 where the transfer syntax is nobody’s', async () => {
    expect((await send('1.2.3', instanceBytes('1.2.3'), { transferSyntaxUid: '1.2.3.4' })).status).to.equal(
      CANNOT_UNDERSTAND,
    );
  });

  it('never makes a path of a UID', async () => {
    const { status } = await send('../../../tmp/x', instanceBytes('../../../tmp/x'));
    expect([
      status,
      (await workplace.incoming.list()).every((name) => /^[0-9a-f]{32}\.dcm$/.test(name)),
    ]).to.deep.equal([0, true]);
  });

  it('tells the peer the code and no value', async () => {
    expect((await send('1.2.3', instanceBytes('9.9.9'))).errorComment).to.equal('UID_MISMATCH');
  });

  for (const refusal of ['spool-full', 'queue-full', 'disk-failed', 'not-ready'] as const) {
    it(`answers A700 before a byte is taken when the gate says ${refusal}`, () => {
      change({ gate: { refusal: () => refusal } });
      expect(open('1.2.3')).to.include({ kind: 'refused', status: OUT_OF_RESOURCES });
    });
  }

  it('answers A700 to one that is larger than the limit, and keeps nothing of it', async () => {
    const bytes = instanceBytes('1.2.3', value(0x7fe00010, 'OW', Buffer.alloc(500_000)));
    change({ maxInstanceBytes: 100_000 });
    const { status } = await send('1.2.3', bytes);
    expect([status, await rows(), await workplace.incoming.list()]).to.deep.equal([OUT_OF_RESOURCES, [], []]);
  });

  it('answers A700 when the store cannot record it', async () => {
    await workplace.store.close();
    expect((await send('1.2.3', instanceBytes('1.2.3'))).status).to.equal(OUT_OF_RESOURCES);
  });

  it('answers A700 when the folder is gone', async () => {
    rmSync(workplace.incoming.folder, { recursive: true });
    expect((await send('1.2.3', instanceBytes('1.2.3'))).status).to.equal(OUT_OF_RESOURCES);
  });

  it('leaves nothing of one that was aborted', async () => {
    const sink = sinkOf('1.2.3');
    await sink.write([Buffer.alloc(400_000)]);
    await sink.abort('connection-lost');
    expect([await workplace.incoming.list(), await rows()]).to.deep.equal([[], []]);
  });

  for (const others of [0, 1]) {
    it(`answers A700 and raises the alarm when a sync fails, with ${String(others)} others on the way`, async () => {
      const error = Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });
      const broken: FolderSync = {
        sync: () => Promise.reject(error),
        syncNow: () => {
          throw error;
        },
        close: () => Promise.resolve(),
      };
      change({ folderSync: broken });
      const waiting = Array.from({ length: others }, (_, index) => sinkOf(`1.2.4.${String(index)}`));
      const { status } = await send('1.2.3', instanceBytes('1.2.3'));
      expect([status, failures, await rows(), await workplace.incoming.list()]).to.deep.equal([
        OUT_OF_RESOURCES,
        [error],
        [],
        [],
      ]);
      for (const sink of waiting) await sink.abort('connection-lost');
    });
  }

  it('copies what it needs of the bytes before a write returns', async () => {
    const bytes = instanceBytes('1.2.3', value(0x7fe00010, 'OW', Buffer.alloc(200_000, 7)));
    const sink = sinkOf('1.2.3');
    const lent = Buffer.alloc(50_000);
    for (let at = 0; at < bytes.length; at += lent.length) {
      const count = bytes.copy(lent, 0, at);
      await sink.write([lent.subarray(0, count)]);
      lent.fill(0xee);
    }
    await sink.end();
    const [row] = await rows();
    expect(
      readFileSync(workplace.incoming.pathOf(row?.spoolFile ?? ''))
        .subarray(row?.dataSetOffset)
        .equals(bytes),
    ).to.equal(true);
  });

  it('tells of what it took', async () => {
    await send('1.2.3', instanceBytes('1.2.3'));
    expect(told.map((line) => line.split(' ').slice(0, 3).join(' '))).to.deep.equal(['received 1 recorded']);
  });

  it('tells no failure of the disk while all is well', async () => {
    await send('1.2.3', instanceBytes('1.2.3'));
    await send('1.2.4', Buffer.alloc(0));
    expect(failures).to.deep.equal([]);
  });
});
