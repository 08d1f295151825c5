/** Accuracy on the hand-made free-text values: what of an identity is found, and what harmless is hurt. */
import { parseArgs } from 'node:util';
import type { TextTagger } from '../src/deid/text/tagger.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import {
  isAltered,
  judgeFreeText,
  readFreeTextValues,
  scoreFreeText,
  type FreeTextValue,
  type Judgement,
} from '../test/support/free-text.js';

const { values: options } = parseArgs({
  options: {
    /** Shows the values that failed; without, only their forms, so that the set stays unseen. */
    values: { type: 'boolean', default: false },
    /** The set by which rules and thresholds are chosen, whose values may be looked at. */
    validation: { type: 'boolean', default: false },
    model: { type: 'string', default: NER_MODEL_FOLDER },
  },
});

/** Tags nothing: what lexicon and patterns do alone. */
const NO_TAGGER: TextTagger = {
  tag: (texts) => Promise.resolve(texts.map(() => ({ spans: [], verdict: 'harmless', confidence: 0 }))),
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} % (${part} of ${whole})`;

function scoreRow(label: string, judgements: readonly Judgement[]): string {
  const { found, marks, altered, harmless } = scoreFreeText(judgements);
  return `| ${label} | ${percent(found, marks)} | ${percent(altered, harmless)} |`;
}

function printForms(title: string, failed: readonly Judgement[]): void {
  console.log(`\n### ${title}\n`);
  const forms = new Map<string, Judgement[]>();
  for (const judgement of failed) {
    const label = labelOf(judgement.value);
    forms.set(label, [...(forms.get(label) ?? []), judgement]);
  }
  const sorted = [...forms].sort(([, one], [, other]) => other.length - one.length);
  if (sorted.length === 0) console.log('None.');
  for (const [label, judgements] of sorted) {
    console.log(`- ${judgements.length} × ${label} (${judgements.map(({ value }) => value.id).join(' ')})`);
    if (options.values || options.validation)
      for (const { value, cleaned } of judgements)
        console.log(`  - ${JSON.stringify(value.text)} → ${JSON.stringify(cleaned)}`);
  }
}

const values = readFreeTextValues(options.validation ? 'free-text-validation' : 'free-text');
const tagger = await openTagger(options.model);
const alone = await judgeFreeText(values, tagger, false);
const withFacts = await judgeFreeText(values, tagger, true);
const rows = [
  scoreRow('tagger and patterns, no header', alone),
  scoreRow('with the header of the values that have one', withFacts),
  scoreRow('patterns alone', await judgeFreeText(values, NO_TAGGER, false)),
];
const languages = [...new Set(values.map(({ language }) => language))];
for (const language of languages)
  rows.push(
    scoreRow(
      `${language}, no header`,
      alone.filter(({ value }) => value.language === language),
    ),
  );
console.log(`## ${values.length} values\n`);
console.log('| evidence | marked pieces gone | harmless values altered |');
console.log(`| --- | --- | --- |\n${rows.join('\n')}`);
printForms(
  'Left, no header',
  alone.filter(({ left }) => left.length > 0),
);
printForms(
  'Harmless altered, no header',
  alone.filter((one) => one.value.marks.length === 0 && isAltered(one)),
);
const known = withFacts.filter(({ value }) => value.facts.length > 0);
printForms(
  'Left, with the header',
  known.filter(({ left }) => left.length > 0),
);
printForms(
  'Harmless altered, with the header',
  known.filter((one) => one.value.marks.length === 0 && isAltered(one)),
);
await tagger.close();

function labelOf({ language, form }: FreeTextValue): string {
  return `${language} | ${form}`;
}
