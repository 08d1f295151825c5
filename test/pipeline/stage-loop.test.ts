import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createBell, startStage } from '../../src/pipeline/stage-loop.js';

/** A stage over a list of numbers, which remembers what it did. */
function stageOver(
  work: number[],
  options: { concurrency?: number; pollMs?: number; takesMs?: number; fails?: (one: number) => boolean } = {},
) {
  const done: number[] = [];
  const errors: unknown[] = [];
  let active = 0;
  let mostActive = 0;
  let claims = 0;
  const stage = startStage<number>({
    concurrency: options.concurrency ?? 2,
    pollMs: options.pollMs ?? 20,
    claim(limit) {
      claims += 1;
      return Promise.resolve(work.splice(0, limit));
    },
    async work(one) {
      active += 1;
      mostActive = Math.max(mostActive, active);
      await sleep(options.takesMs ?? 1);
      active -= 1;
      if (options.fails?.(one) === true) throw new Error('failed');
      done.push(one);
    },
    onError: (error) => errors.push(error),
  });
  return { stage, done, errors, mostActive: () => mostActive, claims: () => claims };
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 5) {
    if (waited > 5000) throw new Error('it never came to that');
    await sleep(5);
  }
}

describe('a stage', () => {
  it('does all that is due, each once', async () => {
    const { stage, done } = stageOver([1, 2, 3, 4, 5]);
    await until(() => done.length === 5);
    await stage.stop();
    expect([...done].sort()).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('works on as many at a time as it may, and no more', async () => {
    const work = Array.from({ length: 20 }, (_, index) => index);
    const { stage, done, mostActive } = stageOver(work, { concurrency: 3, takesMs: 5 });
    await until(() => done.length === 20);
    await stage.stop();
    expect(mostActive()).to.equal(3);
  });

  it('claims again at once when woken', async () => {
    const work: number[] = [];
    const { stage, done } = stageOver(work, { pollMs: 60_000 });
    await sleep(20);
    work.push(1);
    stage.wake();
    await until(() => done.length === 1);
    await stage.stop();
    expect(done).to.deep.equal([1]);
  });

  it('looks for itself when nobody wakes it', async () => {
    const work: number[] = [];
    const { stage, done } = stageOver(work, { pollMs: 15 });
    await sleep(20);
    work.push(1);
    await until(() => done.length === 1);
    await stage.stop();
    expect(done).to.deep.equal([1]);
  });

  it('does not ask again and again where there is nothing', async () => {
    const started = performance.now();
    const { stage, claims } = stageOver([], { pollMs: 50 });
    await sleep(120);
    await stage.stop();
    expect(claims()).to.be.at.most(2 + (performance.now() - started) / 50);
  });

  it('finishes what it claimed before it stops', async () => {
    const { stage, done } = stageOver([1, 2], { takesMs: 60 });
    await sleep(10);
    await stage.stop();
    expect(done).to.have.length(2);
  });

  it('claims nothing more once it is to stop', async () => {
    const work = Array.from({ length: 100 }, (_, index) => index);
    const { stage } = stageOver(work, { takesMs: 10 });
    await sleep(15);
    await stage.stop();
    const left = work.length;
    await sleep(30);
    expect([left > 0, work.length]).to.deep.equal([true, left]);
  });

  it('goes on after work that failed', async () => {
    const { stage, done, errors } = stageOver([1, 2, 3], { fails: (one) => one === 2 });
    await until(() => done.length === 2);
    await stage.stop();
    expect([[...done].sort(), errors.length]).to.deep.equal([[1, 3], 1]);
  });

  it('goes on after a claim that failed', async () => {
    let claims = 0;
    const errors: unknown[] = [];
    const done: number[] = [];
    const stage = startStage<number>({
      concurrency: 1,
      pollMs: 5,
      claim() {
        claims += 1;
        if (claims === 1) return Promise.reject(new Error('store is away'));
        return Promise.resolve(claims === 2 ? [7] : []);
      },
      work(one) {
        done.push(one);
        return Promise.resolve();
      },
      onError: (error) => errors.push(error),
    });
    await until(() => done.length === 1);
    await stage.stop();
    expect([done, errors.length]).to.deep.equal([[7], 1]);
  });
});

describe('a bell', () => {
  it('wakes who sleeps', async () => {
    const bell = createBell();
    const started = Date.now();
    setTimeout(() => bell.ring(), 10);
    await bell.wait(10_000);
    expect(Date.now() - started).to.be.below(5000);
  });

  it('is heard by the next to sleep when nobody heard it', async () => {
    const bell = createBell();
    bell.ring();
    const started = Date.now();
    await bell.wait(10_000);
    expect(Date.now() - started).to.be.below(5000);
  });

  it('is heard once', async () => {
    const bell = createBell();
    bell.ring();
    await bell.wait(10_000);
    const started = Date.now();
    await bell.wait(30);
    expect(Date.now() - started).to.be.at.least(25);
  });

  it('lets the sleeper wake by himself', async () => {
    const started = Date.now();
    await createBell().wait(20);
    expect(Date.now() - started).to.be.at.least(15);
  });
});
