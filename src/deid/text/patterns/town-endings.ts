import { wordSet } from '../words.js';

/** Second words of towns in the English-speaking lands: `Marrow Falls`, `Twin Forks`. Folded. */
export const TOWN_ENDINGS: ReadonlySet<string> = wordSet(
  'falls springs hollow ridge creek forks butte valley grove heights harbor harbour beach bay lake lakes hill hills park point rock bend junction crossing landing mills bluff bluffs prairie meadows pines oaks shores island isle glen dale ford bridge rapids plains flats canyon mesa haven spa regis green',
);
