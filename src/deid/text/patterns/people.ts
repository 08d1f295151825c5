import { isEponym } from '../../vocabulary/vocabulary.js';
import { AGENTS, afterAgent, afterPreposition, PREPOSITIONS } from './agents.js';
import { findEastAsianNames } from './east-asian-names.js';
import { areOfReports, isOfReports, nameAt, TOWN } from './names.js';
import { gapAfter, isLetters, report, widthOf, written, type Finder, type Reading } from './reading.js';
import { afterRole, ROLES } from './roles.js';
import { afterTitle, TITLES, type Announced } from './titles.js';
import { DEGREE_WORDS, findCaretNames, findCommaNames, findDegrees, NAME_FORMS } from './written-names.js';

/** Names with a title (`Dr. X`), after a word for a role (`ordered by XY`, `Patient: X`), with a degree, and as PS3.5 writes them (`X^Y`). */
export const findPeople: Finder = (reading, found) => {
  const { tokens } = reading;
  let hasContinuous = false;
  let hasDegree = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.kind === 'continuous') hasContinuous = true;
    if (token.kind !== 'letters') continue;
    hasDegree ||= index > 0 && DEGREE_WORDS.has(token.folded);
    const announced = announcedAt(reading, index);
    if (announced === undefined) continue;
    const name = nameAt(reading, announced.first, announced.expectation);
    if (name === undefined) {
      reportWord(reading, announced, found);
      continue;
    }
    report(
      found,
      tokens[announced.first]?.start ?? 0,
      name.end,
      name.isInitials ? 'initials' : 'person',
      announced.confidence,
    );
    if (announced.confidence >= 0.9 && !name.isInitials) reportPlaceAfter(reading, name.end, found);
    index = name.last;
  }
  if (reading.text.includes('^')) findCaretNames(reading, found);
  if (reading.text.includes(',')) findCommaNames(reading, found);
  if (hasDegree) findDegrees(reading, found);
  if (hasContinuous) findEastAsianNames(reading, found);
  for (const [form, confidence] of NAME_FORMS)
    for (const match of reading.text.matchAll(form))
      report(found, match.index, match.index + match[0].length, 'person', confidence);
};

const TOWN_AT_END = new RegExp(String.raw`^, ${TOWN}[.\s]*$`, 'u');

/** `Referrer: Dr. Jane Doe, Exampleton` at the end: where somebody works or lives. */
function reportPlaceAfter({ text }: Reading, end: number, found: Parameters<Finder>[1]): void {
  const place = TOWN_AT_END.exec(text.slice(end, end + 60))?.[1];
  if (place === undefined || /^(?:MD|PhD)$/.test(place)) return;
  if (!place.includes('-') && areOfReports(place)) return;
  report(found, end + 2, end + 2 + place.length, 'address', 0.75);
}

/** Words after which `Dr` is a person's title and nothing else. */
const BEFORE_DOCTORS = new Set('to by with per from via an von bei par por da aan door dal chez'.split(' '));

/**
 * `Dr. Yıldızhan`: some names are words of another language; after a title with a point the tagger says which. `Adult DR.MARIGOLD`: in
 * capitals where the rest is not, nobody means the flower; nor do they in `Reported to Dr Foxglove`.
 */
function reportWord(reading: Reading, { first, confidence }: Announced, found: Parameters<Finder>[1]): void {
  const token = reading.tokens[first];
  if (!isLetters(token) || widthOf(token) < 4 || reading.isCapitals) return;
  if (isOfReports(token.folded)) return;
  const name = written(reading, token);
  const isTitleCase = /^\p{Lu}\p{Ll}+$/u.test(name);
  const title = reading.tokens[first - 1]?.folded;
  // `Dr. Graves`, `Frau Crohn`: whoever a disease is called after, other people are called so, too.
  const isPersonal = TITLES.get(title ?? '') === false || title === 'dr' || confidence >= 0.95;
  if (isPersonal && isTitleCase && isEponym(token.folded)) {
    report(found, token.start, token.end, 'person', confidence);
    return;
  }
  if (confidence < 0.9) {
    const isDoctor = title === 'dr' && BEFORE_DOCTORS.has(reading.tokens[first - 2]?.folded ?? '');
    if (isDoctor && isTitleCase) report(found, token.start, token.end, 'person', confidence);
  } else if (isTitleCase) report(found, token.start, token.end, 'person', 0.45);
  else if (confidence >= 0.95 && /^\p{Lu}{5,}$/u.test(name) && title !== 'mr')
    report(found, token.start, token.end, 'person', confidence);
}

function announcedAt(reading: Reading, index: number): Announced | undefined {
  const word = reading.tokens[index]?.folded ?? '';
  // д-р, г-н, г-жа.
  if (
    (word === 'д' || word === 'г') &&
    gapAfter(reading, index) === '-' &&
    /^(?:р|н|жа)$/.test(reading.tokens[index + 1]?.folded ?? '')
  )
    return /^\.? $/.test(gapAfter(reading, index + 1) ?? '#')
      ? { first: index + 2, expectation: 'sure', confidence: 0.9 }
      : undefined;
  if (TITLES.has(word)) return afterTitle(reading, index);
  if (AGENTS.has(word)) return afterAgent(reading, index);
  if (ROLES.has(word)) return afterRole(reading, index);
  if (PREPOSITIONS.has(word)) return afterPreposition(reading, index);
  return undefined;
}
