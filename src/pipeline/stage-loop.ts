/** A stage at work: claims what is due, works on several at a time, sleeps until woken or until the poll. */
export interface Stage {
  /** There may be work now. */
  wake(): void;
  /** Claims nothing more and resolves when what was claimed is done. */
  stop(): Promise<void>;
}

export interface StageOptions<Claimed> {
  /** Most pieces of work at one time. */
  readonly concurrency: number;
  /** Asks the store again after this long without work or wake-up. */
  readonly pollMs: number;
  claim(limit: number): Promise<readonly Claimed[]>;
  /** Does one piece and records its outcome. A rejection means that the outcome could not be recorded; its lease runs out. */
  work(claimed: Claimed): Promise<void>;
  onError(error: unknown): void;
}

export function startStage<Claimed>(options: StageOptions<Claimed>): Stage {
  const bell = createBell();
  let stopping = false;
  let active = 0;

  const run = async (claimed: Claimed): Promise<void> => {
    try {
      await options.work(claimed);
    } catch (error) {
      options.onError(error);
    } finally {
      active -= 1;
      bell.ring();
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      const free = options.concurrency - active;
      if (free === 0) {
        await bell.wait(options.pollMs);
        continue;
      }
      let claimed: readonly Claimed[] = [];
      try {
        claimed = await options.claim(free);
      } catch (error) {
        options.onError(error);
      }
      active += claimed.length;
      for (const one of claimed) void run(one);
      if (claimed.length < free) await bell.wait(options.pollMs);
    }
    while (active > 0) await bell.wait(options.pollMs);
  };

  const done = loop();
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping = true;
      bell.ring();
      await done;
    },
  };
}

export interface TurnsOptions {
  /** Takes another turn after this long without a wake-up. */
  readonly pollMs: number;
  /** One turn; `true`: there is more to do at once. `isStopping` tells during a long one that it is the last. */
  turn(isStopping: () => boolean): Promise<boolean>;
  /** A turn that rejected; the next comes after the poll. */
  onError(error: unknown): void;
}

/** A stage that does what is due turn by turn, one at a time. */
export function startTurns(options: TurnsOptions): Stage {
  const bell = createBell();
  let stopping = false;
  const loop = async (): Promise<void> => {
    while (!stopping) {
      let isMore = false;
      try {
        isMore = await options.turn(() => stopping);
      } catch (error) {
        options.onError(error);
      }
      // A ring that came meanwhile is heard at once.
      if (!isMore) await bell.wait(options.pollMs);
    }
  };
  const done = loop();
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping = true;
      bell.ring();
      await done;
    },
  };
}

/** A bell that wakes one sleeper; a ring that nobody hears is heard by the next to sleep. */
export interface Bell {
  ring(): void;
  /** Resolves at a ring or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait(timeoutMs) {
      if (rung) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(finish, timeoutMs);
        wake = finish;
      });
    },
  };
}
