/** A value that is a name with particles and nothing else: `van der Berg`, `ABU BAKR`, `Dos Anjos`. */
import { isEponymUse } from '../../vocabulary/eponyms.js';
import { isEponym, isHeaderWord, nameRarity } from '../../vocabulary/vocabulary.js';
import { COMMON_SURNAMES } from './common-names.js';
import { isThingOfSomebody } from './name-forms.js';
import { BODY_WORDS } from './names.js';
import { isLetters, report, startsCapital, widthOf, SECONDED, type Finder, type Reading } from './reading.js';

const ALONE = 0.65;
const MOST_WORDS = 6;

/** Particles that hardly begin anything but a name. */
const SURE_PARTICLES = new Set(
  'van von vander vanden ter ten bin ibn bint bte bt abu abou abd abdul abdel umm ould nic ni mac'.split(' '),
);
/** Articles and prepositions, with which things are named, too. */
const PARTICLES = new Set(
  'al el der den de la le du da do dos das del della di st saint san op zu zum ben d mc y e'.split(' '),
);

export const findWholeNames: Finder = (reading, found) => {
  const { tokens } = reading;
  if (tokens.length < 2 || tokens.length > MOST_WORDS) return;
  if (!reading.gaps.every((gap) => /^(?: |-|'|\. ?|, ?)$/.test(gap))) return;
  let sure = 0;
  let particles = 0;
  let names = 0;
  let unknown = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const kind = kindOf(reading, index, tokens.length);
    if (kind === undefined) return;
    if (kind === 'sure') sure += 1;
    else if (kind === 'particle') particles += 1;
    else if (kind === 'name') names += 1;
    else if (kind === 'unknown') unknown += 1;
  }
  if (sure + particles === 0 || names + unknown === 0) return;
  // `Bocio de Halvorsen`.
  if (isThingOfSomebody(tokens[0]?.folded ?? '')) return;
  const last = tokens.at(-1);
  if (last === undefined || SURE_PARTICLES.has(last.folded) || PARTICLES.has(last.folded)) return;
  const isSure = (sure > 0 && names > 0) || (particles > 0 && unknown === 0);
  report(found, tokens[0]?.start ?? 0, last.end, 'person', isSure ? ALONE : SECONDED);
};

type Kind = 'sure' | 'particle' | 'name' | 'unknown' | 'initial';

function kindOf(reading: Reading, index: number, count: number): Kind | undefined {
  const { tokens } = reading;
  const token = tokens[index];
  if (!isLetters(token)) return undefined;
  const { folded } = token;
  // The last word is the surname itself.
  if (index < count - 1) {
    if (SURE_PARTICLES.has(folded)) return 'sure';
    if (PARTICLES.has(folded)) return 'particle';
  }
  if (!startsCapital(reading, token)) return undefined;
  if (widthOf(token) === 1) return 'initial';
  if (BODY_WORDS.has(folded) || isEponymUse(tokens, index)) return undefined;
  if (COMMON_SURNAMES.has(folded)) return 'name';
  if (isHeaderWord(folded) || isEponym(folded) || widthOf(token) < 3) return undefined;
  const rarity = nameRarity(folded);
  if (rarity === 'name') return 'name';
  return rarity === 'unknown' && widthOf(token) > 3 ? 'unknown' : undefined;
}
