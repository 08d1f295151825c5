import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import {
  startSendStage,
  type Courier,
  type DeliveryResult,
  type SendStage,
} from '../../src/pipeline/send.js';
import type { DeidentifiedFile } from '../../src/spool/outgoing.js';
import { openWorkplace, OWNER, queueInstance, recordedEvents, type Workplace } from '../support/pipeline.js';

type Script = (file: DeidentifiedFile, attempt: number) => DeliveryResult | undefined;

const DELIVERED: DeliveryResult = { kind: 'delivered', status: 0, peer: 'PACS@127.0.0.1' };
const DOWN: DeliveryResult = { kind: 'down', code: 'ECONNREFUSED', peer: 'PACS@127.0.0.1' };

/** A courier that gives the results of a script; an `undefined` result is no result. */
class ScriptedCourier implements Courier {
  readonly sent: string[] = [];
  readonly batches: number[] = [];
  rests = 0;
  readonly #script: Script;
  readonly #attempts = new Map<string, number>();

  constructor(script: Script) {
    this.#script = script;
  }

  deliver(
    files: readonly DeidentifiedFile[],
    onResult: (index: number, result: DeliveryResult) => void,
  ): Promise<void> {
    this.batches.push(files.length);
    for (const [index, file] of files.entries()) {
      const attempt = (this.#attempts.get(file.sopInstanceUid) ?? 0) + 1;
      this.#attempts.set(file.sopInstanceUid, attempt);
      const result = this.#script(file, attempt);
      if (result?.kind === 'delivered') this.sent.push(file.sopInstanceUid);
      if (result !== undefined) onResult(index, result);
    }
    return Promise.resolve();
  }

  rest(): Promise<void> {
    this.rests += 1;
    return Promise.resolve();
  }
}

describe('the stage that delivers', () => {
  let workplace: Workplace;
  let stages: SendStage[];
  let told: string[];

  beforeEach(async () => {
    workplace = await openWorkplace();
    workplace.clock.at = Date.now();
    stages = [];
  });

  afterEach(async () => {
    await Promise.all(stages.map((stage) => stage.stop()));
    await workplace.close();
  });

  function start(
    courier: Courier,
    destination = 'pacs',
    couriers: readonly Courier[] = [courier],
  ): SendStage {
    const recorded = recordedEvents();
    told = recorded.told;
    const stage = startSendStage({
      destination,
      couriers,
      store: workplace.store,
      outgoing: workplace.outgoing,
      owner: OWNER,
      leaseMs: 60_000,
      retry: { firstMs: 40, maxMs: 80, factor: 2 },
      events: recorded.events,
      now: () => (workplace.clock.at = Date.now()),
      random: () => 0.5,
    });
    stages.push(stage);
    return stage;
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (const started = Date.now(); !(await holds());) {
      if (Date.now() - started > 10_000) throw new Error('it never came to that');
      workplace.clock.at = Date.now();
      await sleep(10);
    }
  }

  const stateOf = async (id: number): Promise<string | undefined> =>
    (await workplace.store.getInstance(id))?.state;

  it('delivers what is due, and says so in the store', async () => {
    const id = await queueInstance(workplace, '1.2.3', ['pacs']);
    const courier = new ScriptedCourier(() => DELIVERED);
    start(courier);
    await until(async () => (await stateOf(id)) === 'sent');
    expect(courier.sent).to.deep.equal(['1.2.3.1']);
  });

  it('sets an instance aside that a destination which takes others has failed to take 30 times', async () => {
    const bad = await queueInstance(workplace, '1.2.3', ['pacs']);
    const good = await queueInstance(workplace, '1.2.4', ['pacs']);
    let tries = 0;
    const courier = new ScriptedCourier((file) => {
      if (file.sopInstanceUid !== '1.2.3.1') return DELIVERED;
      tries += 1;
      return { kind: 'failed', code: 'ABORTED_0_0', peer: 'PACS@127.0.0.1' };
    });
    const stage = start(courier);
    await until(async () => {
      stage.wake();
      return (await stateOf(bad)) === 'quarantined';
    });
    expect({ tries, good: await stateOf(good) }).to.deep.equal({ tries: 30, good: 'sent' });
  });

  it('gives the courier the file that the store names', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    const paths: string[] = [];
    start(
      new ScriptedCourier((file) => {
        paths.push(file.path);
        return DELIVERED;
      }),
    );
    await until(() => paths.length > 0);
    expect(paths[0]?.startsWith(workplace.outgoing.folder)).to.equal(true);
  });

  it('delivers nothing twice', async () => {
    for (let index = 0; index < 40; index += 1)
      await queueInstance(workplace, `1.2.${String(index)}`, ['pacs']);
    const couriers = [new ScriptedCourier(() => DELIVERED), new ScriptedCourier(() => DELIVERED)];
    start(couriers[0]!, 'pacs', couriers);
    await until(async () => (await workplace.store.books()).sent === 40);
    const sent = couriers.flatMap((courier) => courier.sent);
    expect([sent.length, new Set(sent).size]).to.deep.equal([40, 40]);
  });

  it('tries one that failed again, alone', async () => {
    const [one, other] = [
      await queueInstance(workplace, '1.2.3', ['pacs']),
      await queueInstance(workplace, '1.2.4', ['pacs']),
    ];
    start(
      new ScriptedCourier((file, attempt) =>
        file.sopInstanceUid === '1.2.3.1' && attempt < 3
          ? { kind: 'failed', code: 'STATUS_A700', status: 0xa700, peer: 'x' }
          : DELIVERED,
      ),
    );
    await until(async () => (await stateOf(one)) === 'sent' && (await stateOf(other)) === 'sent');
    expect((await workplace.store.getInstance(one))?.deliveries[0]?.attempts).to.be.at.least(2);
  });

  it('sets one that was refused aside, and goes on', async () => {
    const [one, other] = [
      await queueInstance(workplace, '1.2.3', ['pacs']),
      await queueInstance(workplace, '1.2.4', ['pacs']),
    ];
    start(
      new ScriptedCourier((file) =>
        file.sopInstanceUid === '1.2.3.1'
          ? { kind: 'refused', code: 'STATUS_A900', status: 0xa900, peer: 'x' }
          : DELIVERED,
      ),
    );
    await until(async () => (await stateOf(other)) === 'sent' && (await stateOf(one)) === 'quarantined');
    expect((await workplace.store.getInstance(one))?.quarantineCode).to.equal('DELIVERY_REFUSED');
  });

  it('takes no result for a failure', async () => {
    const id = await queueInstance(workplace, '1.2.3', ['pacs']);
    start(new ScriptedCourier((_, attempt) => (attempt === 1 ? undefined : DELIVERED)));
    await until(async () => (await stateOf(id)) === 'sent');
    expect(told.some((line) => line.includes('NO_OUTCOME'))).to.equal(true);
  });

  it('waits while a destination is down, and delivers when it is back', async () => {
    const id = await queueInstance(workplace, '1.2.3', ['pacs']);
    start(new ScriptedCourier((_, attempt) => (attempt <= 2 ? DOWN : DELIVERED)));
    await until(async () => (await stateOf(id)) === 'sent');
    expect(told.map((line) => line.split(' ')[0])).to.deep.equal([
      'destinationDown',
      'destinationDown',
      'destinationUp',
      'delivered',
    ]);
  });

  it('finds out with one instance whether a destination is back', async () => {
    for (let index = 0; index < 10; index += 1)
      await queueInstance(workplace, `1.2.${String(index)}`, ['pacs']);
    let calls = 0;
    const courier = new ScriptedCourier(() => {
      calls += 1;
      return calls <= 11 ? DOWN : DELIVERED;
    });
    start(courier);
    await until(async () => (await workplace.store.books()).sent === 10);
    expect(courier.batches.slice(0, 3)).to.deep.equal([10, 1, 1]);
  });

  it('does not hold up one destination for another that is down', async () => {
    const id = await queueInstance(workplace, '1.2.3', ['dead', 'alive']);
    start(new ScriptedCourier(() => DOWN), 'dead');
    const courier = new ScriptedCourier(() => DELIVERED);
    start(courier, 'alive');
    await until(() => courier.sent.length === 1);
    expect(await stateOf(id)).to.equal('deidentified');
  });

  it('tries at once when an operator asks', async () => {
    const id = await queueInstance(workplace, '1.2.3', ['pacs']);
    let isBack = false;
    const courier = new ScriptedCourier(() => (isBack ? DELIVERED : DOWN));
    const recorded = recordedEvents();
    const stage = startSendStage({
      destination: 'pacs',
      couriers: [courier],
      store: workplace.store,
      outgoing: workplace.outgoing,
      owner: OWNER,
      leaseMs: 60_000,
      retry: { firstMs: 3_600_000, maxMs: 3_600_000, factor: 1 },
      events: recorded.events,
      now: () => Date.now(),
      random: () => 0.5,
    });
    stages.push(stage);
    await until(() => recorded.told.length === 1);
    isBack = true;
    stage.retryNow();
    await until(async () => (await stateOf(id)) === 'sent');
    expect(courier.sent).to.have.length(1);
  });

  it('goes on after a courier that broke', async () => {
    await queueInstance(workplace, '1.2.3', ['pacs']);
    let calls = 0;
    const stage = start({
      deliver: () => {
        calls += 1;
        return Promise.reject(new Error('broken'));
      },
      rest: () => Promise.resolve(),
    });
    await until(() => told.includes('stageFailed send to pacs broken'));
    await stage.stop();
    expect(calls).to.equal(1);
  });

  it('lets the courier rest when there is nothing more, and at the end', async () => {
    const courier = new ScriptedCourier(() => DELIVERED);
    const stage = start(courier);
    await until(() => courier.rests > 0);
    const before = courier.rests;
    await stage.stop();
    expect(courier.rests).to.be.above(before);
  });

  it('does not begin again after it stopped', async () => {
    const courier = new ScriptedCourier(() => DELIVERED);
    const stage = start(courier);
    await stage.stop();
    await queueInstance(workplace, '1.2.3', ['pacs']);
    stage.wake();
    await sleep(50);
    expect(courier.sent).to.deep.equal([]);
  });
});
