import type { MadeObject } from '../../bench/objects.js';
import type { Random } from './random.js';

/** How likely an instance whose answer never came is not sent again: it must be whole at the destination, or absent. */
const ABANDON = 0.05;

/** What eight senders share: what is to be sent, and what has been acknowledged. */
export class SendingList {
  /** Original UIDs answered 0000H. */
  readonly acknowledged = new Set<string>();
  /** Original UIDs of all that was ever begun. */
  readonly begun = new Set<string>();
  readonly #pending: MadeObject[];
  readonly #random: Random;
  #underWay = 0;

  constructor(objects: readonly MadeObject[], random: Random) {
    this.#pending = [...objects];
    this.#random = random;
  }

  take(count: number): readonly MadeObject[] {
    const taken = this.#pending.splice(0, count);
    this.#underWay += taken.length;
    return taken;
  }

  acknowledge(object: MadeObject): void {
    this.#underWay -= 1;
    this.begun.add(object.sopInstanceUid);
    this.acknowledged.add(object.sopInstanceUid);
  }

  /** It was begun and no Success came. */
  lost(object: MadeObject): void {
    this.begun.add(object.sopInstanceUid);
    if (this.#random.chance(ABANDON)) this.#underWay -= 1;
    else this.putBack(object);
  }

  /** It was not begun. */
  putBack(object: MadeObject): void {
    this.#underWay -= 1;
    this.#pending.push(object);
  }

  /** Whether nothing is left to send. */
  isDone(): boolean {
    return this.#pending.length === 0 && this.#underWay === 0;
  }
}
