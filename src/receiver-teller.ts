/** What the receiver tells the main thread of: many events in one message, and no more than it listens to. */
import type { FromReceiver, ToldEvent } from './receiver-task.js';

/** What happened is told this much later, with what happened in between. */
const TELL_MS = 10;
/** So many events may be on their way, or be written into the log, before those that cause more are held. */
const MOST_UNHEARD = 2000;

export interface Teller {
  later(...event: ToldEvent): void;
  /** Instances wait for de-identification. */
  due(): void;
  now(message: FromReceiver): void;
  flush(): void;
  /** The main thread is done with so many events. */
  heard(events: number): void;
  /** Settles when the main thread keeps up; undefined when it does. */
  pace(): Promise<void> | undefined;
}

/** Gathers what happens, so that a message is not sent for each instance. */
export function createTeller(post: (message: FromReceiver) => void): Teller {
  let events: ToldEvent[] = [];
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let unheard = 0;
  const waiting: (() => void)[] = [];
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (events.length === 0 && !isDue) return;
    post({ kind: 'told', events, isDue });
    events = [];
    isDue = false;
  };
  const schedule = (): void => {
    timer ??= setTimeout(flush, TELL_MS);
  };
  return {
    later(...event) {
      events.push(event);
      unheard += 1;
      schedule();
    },
    due() {
      isDue = true;
      schedule();
    },
    now(message) {
      flush();
      post(message);
    },
    flush,
    heard(count) {
      unheard -= count;
      if (unheard > MOST_UNHEARD / 2) return;
      for (const resume of waiting.splice(0)) resume();
    },
    pace() {
      return unheard <= MOST_UNHEARD ? undefined : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
