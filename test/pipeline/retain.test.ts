import { expect } from 'chai';
import { rememberClock } from '../../src/clock.js';
import { removeExpired, startRetention } from '../../src/pipeline/retain.js';
import {
  instanceBytes,
  openWorkplace,
  OWNER,
  queueInstance,
  recordedEvents,
  recordSpooled,
  spoolOriginal,
  type Workplace,
} from '../support/pipeline.js';

const HOUR = 3_600_000;

describe('retention', () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await openWorkplace();
  });

  afterEach(() => workplace.close());

  async function sent(uid: string): Promise<number> {
    const id = await queueInstance(workplace, uid, ['pacs']);
    const [delivery] = await workplace.store.claimDeliveries({
      destination: 'pacs',
      owner: OWNER,
      limit: 1,
      leaseMs: 1000,
    });
    await workplace.store.completeDelivery(delivery?.id ?? 0, OWNER, { kind: 'sent', status: 0 });
    return id;
  }

  async function pass(after: number, keep: { originals?: number; outputs?: number } = {}): Promise<string[]> {
    const { events, told } = recordedEvents();
    const started = workplace.clock.at;
    await removeExpired({
      ...workplace,
      retainOriginalsMs: keep.originals ?? HOUR,
      retainOutputsMs: keep.outputs ?? HOUR,
      events,
      clock: { showed: (agoMs) => started + after - agoMs },
    });
    return told;
  }

  const left = async (): Promise<number[]> => [
    (await workplace.incoming.list()).length,
    (await workplace.outgoing.list()).length,
  ];

  it('keeps the files of an instance until its time is over', async () => {
    await sent('1.2.3');
    await pass(HOUR - 1);
    expect(await left()).to.deep.equal([1, 1]);
  });

  it('removes them then', async () => {
    await sent('1.2.3');
    await pass(HOUR + 1);
    expect(await left()).to.deep.equal([0, 0]);
  });

  it('has a time of its own for originals and for outputs', async () => {
    await sent('1.2.3');
    await pass(HOUR + 1, { originals: 10 * HOUR });
    expect(await left()).to.deep.equal([1, 0]);
  });

  it('says in the row that the files are gone', async () => {
    const id = await sent('1.2.3');
    await pass(HOUR + 1);
    const row = await workplace.store.getInstance(id);
    expect([row?.originalRemovedAt, row?.outputRemovedAt].map((at) => typeof at)).to.deep.equal([
      'number',
      'number',
    ]);
  });

  it('tells how many', async () => {
    await sent('1.2.3');
    await sent('1.2.4');
    expect(await pass(HOUR + 1)).to.deep.equal(['removed 2 2']);
  });

  it('keeps after a clock that was set forward by days what is younger than its time', async () => {
    let setBy = 0;
    let passed = 0;
    const begun = workplace.clock.at;
    const clock = rememberClock({ now: () => begun + passed + setBy, elapsed: () => passed });
    const { events } = recordedEvents();
    const removeAt = async (elapsed: number): Promise<number[]> => {
      passed = elapsed;
      workplace.clock.at = begun + passed + setBy;
      await removeExpired({ ...workplace, retainOriginalsMs: HOUR, retainOutputsMs: HOUR, events, clock });
      return await left();
    };
    await sent('1.2.3');
    setBy = 5 * 24 * HOUR;
    expect(await removeAt(HOUR / 2)).to.deep.equal([1, 1]);
    await sent('1.2.4');
    expect(await removeAt(HOUR + 1)).to.deep.equal([1, 1]);
    expect(await removeAt(1.5 * HOUR + 1)).to.deep.equal([0, 0]);
  });

  it('keeps the files of what is not delivered', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    await pass(1000 * HOUR);
    expect(await left()).to.deep.equal([1, 1]);
  });

  it('keeps the files of what is set aside', async () => {
    const id = await recordSpooled(
      workplace,
      await spoolOriginal(workplace, '1.2.3', instanceBytes('1.2.3')),
      '1.2.3',
    );
    await workplace.store.claimInstances({ owner: OWNER, limit: 1, leaseMs: 1000 });
    await workplace.store.advanceInstance(id, OWNER, { kind: 'quarantined', code: 'NO_ROUTE' });
    await pass(1000 * HOUR);
    expect(await left()).to.deep.equal([1, 0]);
  });

  it('stops when it is told to', async () => {
    const { events } = recordedEvents();
    const retention = startRetention({
      ...workplace,
      retainOriginalsMs: 0,
      retainOutputsMs: 0,
      events,
      clock: { showed: (agoMs) => workplace.clock.at - agoMs },
    });
    await retention.stop();
    expect(await left()).to.deep.equal([0, 0]);
  });
});
