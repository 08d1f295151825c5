/** The strategy file's form: what may stand where. What it means is made of it by `compile.ts`. */
import { z } from 'zod';
import { aeTitleFault } from '../ae-title.js';
import { isKnownVr } from '../dicom/vr.js';
import {
  AGE_CAP_RESULTS,
  ATTRIBUTE_CATEGORIES,
  DOCUMENT_ACTIONS,
  KNOWLEDGE_BASES,
  MISS_ACTIONS,
  PROFILE_ACTION_CODES,
  PROFILE_OPTION_NAMES,
  SIMPLE_ACTIONS,
  SOURCE_FUNCTIONS,
  UNLISTED_ELEMENTS,
  UNLISTED_TEXT,
} from '../deid/header/policy.js';
import { nameFault } from '../name.js';
import { parseNetwork } from '../network.js';
import {
  FRAME_CHOICES,
  PIXEL_MASKS,
  PIXEL_SEARCHES,
  UNSEARCHABLE_PIXELS,
  UNSURE_TEXT,
} from '../pixels/policy.js';
import { checkedText, closedObject, oneOrMore } from '../yaml/schema.js';
import {
  parseAttributeName,
  parsePrivateElement,
  parsePrivatePattern,
  parseTagPattern,
} from './attribute-name.js';
import { compileExpression } from './expression.js';
import { EXPECTED_FATES } from './strategy.js';
import { parseSource, parseTemplate } from './template.js';

function outcomeFault(outcome: { kind: 'valid' } | { kind: 'fault'; message: string }): string | undefined {
  return outcome.kind === 'fault' ? outcome.message : undefined;
}

const nameSchema = checkedText(nameFault);
const sentenceSchema = checkedText((value) => (value.trim() === '' ? 'must not be empty' : undefined));
const aeTitleSchema = checkedText(aeTitleFault);
const networkSchema = checkedText((value) =>
  parseNetwork(value) === undefined
    ? `'${value}' is no IP address and no network such as 192.0.2.0/24 or 2001:db8::/32`
    : undefined,
);
const scalarSchema = z.union([z.string(), z.number()]);

const conditionKeys = {
  attribute: z
    .string()
    .describe('Keyword, tag, or a path into sequences, SequenceKeyword.Keyword; with creator: (gggg,xxee)'),
  creator: sentenceSchema
    .optional()
    .describe('The private creator that reserves the block of a private attribute'),
};
const ignoreCase = z.boolean().optional().describe('Upper and lower case are the same; default false');
const bound = z.union([z.number(), z.string()]);

export type ConditionInput =
  | { all: ConditionInput[] }
  | { any: ConditionInput[] }
  | { not: ConditionInput }
  | { calledAe: string | string[] }
  | { callingAe: string | string[] }
  | { address: string | string[] }
  | { modality: string | string[] }
  | AttributeConditionInput;

export interface AttributeConditionInput {
  attribute: string;
  creator?: string | undefined;
  equals?: string | number | undefined;
  oneOf?: (string | number)[] | undefined;
  matches?: string | undefined;
  range?: { min?: string | number | undefined; max?: string | number | undefined } | undefined;
  exists?: boolean | undefined;
  ignoreCase?: boolean | undefined;
}

const TESTS = ['equals', 'oneOf', 'matches', 'range', 'exists'] as const;

const attributeConditionSchema = closedObject({
  ...conditionKeys,
  equals: scalarSchema.optional(),
  oneOf: z.array(scalarSchema).min(1).optional(),
  matches: z
    .string()
    .optional()
    .describe('A regular expression that must be found in a value; the whole value only with ^ and $'),
  range: closedObject({ min: bound.optional(), max: bound.optional() })
    .optional()
    .describe('Inclusive bounds: numbers, dates as YYYY-MM-DD, ages in years'),
  exists: z.boolean().optional().describe('Whether the attribute is there, even without a value'),
  ignoreCase,
}).check((context) => {
  for (const fault of attributeConditionFaults(context.value)) {
    context.issues.push({ code: 'custom', input: context.value, path: fault.path, message: fault.message });
  }
});

interface Fault {
  readonly path: PropertyKey[];
  readonly message: string;
}

const NUMERIC_VRS = ['DS', 'IS', 'US', 'SS', 'UL', 'SL', 'UV', 'SV', 'FL', 'FD'];
const DATE_VRS = ['DA', 'DT'];
const UNREADABLE_VRS = ['SQ', 'OB', 'OW', 'OD', 'OF', 'OL', 'OV', 'UN', 'AT'];

function attributeConditionFaults(input: AttributeConditionInput): Fault[] {
  const given = TESTS.filter((test) => input[test] !== undefined);
  if (given.length === 0) return [{ path: [], message: `say what to look for: one of ${TESTS.join(', ')}` }];
  const second = given[1];
  if (second !== undefined) {
    return [{ path: [second], message: `one test at a time; put several conditions under all: or any:` }];
  }
  const name =
    input.creator === undefined ? parseAttributeName(input.attribute) : parsePrivateElement(input.attribute);
  if (name.kind === 'fault') return [{ path: ['attribute'], message: name.message }];
  const vrs = typeof name.value === 'number' ? [] : name.value.vrs;
  const faults: Fault[] = [];
  if (input.exists === undefined && vrs.length > 0 && vrs.every((vr) => UNREADABLE_VRS.includes(vr))) {
    faults.push({
      path: ['attribute'],
      message: `the value of ${input.attribute} (${vrs.join(', ')}) is not text; only exists: may ask for it`,
    });
  }
  if (input.ignoreCase !== undefined && (input.range !== undefined || input.exists !== undefined)) {
    faults.push({ path: ['ignoreCase'], message: 'goes with equals, oneOf and matches only' });
  }
  if (input.matches !== undefined) {
    const message = outcomeFault(compileExpression(input.matches, input.ignoreCase ?? false));
    if (message !== undefined) faults.push({ path: ['matches'], message });
  }
  const wanted = input.oneOf ?? (input.equals === undefined ? [] : [input.equals]);
  const numeric = isNumeric(vrs);
  wanted.forEach((value, index) => {
    if (!numeric || Number.isFinite(Number(value || Number.NaN))) return;
    const path = input.oneOf === undefined ? ['equals'] : ['oneOf', index];
    faults.push({ path, message: `${input.attribute} is a number (${vrs.join(', ')}), '${value}' is none` });
  });
  if (input.range !== undefined) faults.push(...rangeFaults(input.range, rangeScale(vrs), vrs));
  return faults;
}

/** Whether all VRs of an attribute hold numbers. */
export function isNumeric(vrs: readonly string[]): boolean {
  return vrs.length > 0 && vrs.every((vr) => NUMERIC_VRS.includes(vr));
}

/** On which scale a range of such an attribute is measured; private and unknown attributes count as numbers. */
export function rangeScale(vrs: readonly string[]): 'number' | 'date' | 'age' | undefined {
  if (vrs.length === 0 || isNumeric(vrs)) return 'number';
  if (vrs.every((vr) => DATE_VRS.includes(vr))) return 'date';
  return vrs.every((vr) => vr === 'AS') ? 'age' : undefined;
}

/** Reads a bound of a range: a number, or on the scale of dates YYYYMMDD; `undefined` if it is none. */
export function parseBound(value: string | number, scale: 'number' | 'date' | 'age'): number | undefined {
  if (scale !== 'date') {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(String(value)) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
    ? Number(year + month + day)
    : undefined;
}

function rangeFaults(
  range: NonNullable<AttributeConditionInput['range']>,
  scale: 'number' | 'date' | 'age' | undefined,
  vrs: readonly string[],
): Fault[] {
  if (scale === undefined) {
    return [{ path: ['range'], message: `only numbers, dates and ages have a range, not ${vrs.join(', ')}` }];
  }
  if (range.min === undefined && range.max === undefined) {
    return [{ path: ['range'], message: 'give min:, max: or both' }];
  }
  const form = scale === 'date' ? 'a date, YYYY-MM-DD' : scale === 'age' ? 'an age in years' : 'a number';
  const faults: Fault[] = [];
  const bounds = (['min', 'max'] as const).map((end) => {
    const value = range[end];
    const parsed = value === undefined ? undefined : parseBound(value, scale);
    if (value !== undefined && parsed === undefined)
      faults.push({ path: ['range', end], message: `expected ${form}` });
    return parsed;
  });
  const [min, max] = bounds;
  if (min !== undefined && max !== undefined && min > max) {
    faults.push({ path: ['range', 'min'], message: 'lies above max:, so that nothing lies between' });
  }
  return faults;
}

/** Registered by name, and never cloned (no `describe` here), so that its recursion stays one definition. */
const conditionSchema: z.ZodType<ConditionInput, ConditionInput> = z.lazy(() => conditionAlternatives);
conditionSchema.register(z.globalRegistry, { id: 'condition' });

const conditionAlternatives = z.union([
  closedObject({ all: z.array(conditionSchema).min(1).describe('Every one must hold') }),
  closedObject({ any: z.array(conditionSchema).min(1).describe('One or more must hold') }),
  closedObject({ not: conditionSchema }),
  closedObject({ calledAe: oneOrMore(aeTitleSchema).describe('The AE title that was called') }),
  closedObject({ callingAe: oneOrMore(aeTitleSchema).describe('The AE title that called') }),
  closedObject({ address: oneOrMore(networkSchema).describe("The peer's IP address or network") }),
  closedObject({ modality: oneOrMore(sentenceSchema).describe('Short for attribute: Modality with oneOf:') }),
  attributeConditionSchema,
]);

const routeKeys = {
  name: nameSchema,
  when: conditionSchema.optional().describe('Absent: every instance'),
};

const routeSchema = z.union([
  closedObject({
    ...routeKeys,
    destinations: z
      .array(nameSchema)
      .min(1)
      .describe('Names of destinations of lethe.yaml; each gets the instance'),
  }),
  closedObject({
    ...routeKeys,
    discard: sentenceSchema.describe('Why such instances are dropped; goes on record'),
  }),
]);

const datesInTextSchema = z.enum(['remove', 'shift']).describe('What becomes of dates inside text');

/** A CSV file beside the strategy: no folders, so that a strategy reads nothing else. */
const tableSchema = checkedText((value) =>
  /^[\w][\w.-]*\.csv$/.test(value)
    ? undefined
    : 'write the name of a CSV file in the same folder as the strategy, such as crosswalk.csv',
);

const actionSchema = z
  .union([
    z.enum([...SIMPLE_ACTIONS, 'ageCap']),
    closedObject({ replace: closedObject({ value: z.union([scalarSchema, z.array(scalarSchema).min(1)]) }) }),
    closedObject({
      ageCap: closedObject({
        over: z.int().min(1).max(150),
        write: z
          .enum(AGE_CAP_RESULTS)
          .optional()
          .describe('What stands for ages over it: the limit, 090Y for 89 (the default), or nothing'),
      }),
    }),
    closedObject({
      ageRound: closedObject({
        years: z.int().min(1).max(50).describe('Down to a multiple of so many years'),
      }),
    }),
    closedObject({ dateRound: closedObject({ to: z.enum(['year', 'month']) }) }),
    closedObject({ cleanText: closedObject({ dates: datesInTextSchema }) }),
    closedObject({ classify: closedObject({ dates: datesInTextSchema }) }),
    closedObject({
      lookup: closedObject({
        table: tableSchema.describe('A CSV file in the folder of the strategy, with a line of column names'),
        original: sentenceSchema.optional().describe('Its column of originals; default original'),
        replacement: sentenceSchema.optional().describe('Its column of replacements; default replacement'),
        miss: z
          .enum(MISS_ACTIONS)
          .optional()
          .describe('What to do with a value that it does not have; default quarantine'),
      }),
    }),
    closedObject({
      from: closedObject({
        attribute: checkedText((value) => outcomeFault(parseSource(value, 'copy'))).describe(
          'Keyword, tag or path',
        ),
        using: z.enum(SOURCE_FUNCTIONS).describe("What to make of that attribute's value in the original"),
      }),
    }),
    closedObject({
      template: checkedText((value) => outcomeFault(parseTemplate(value))).describe(
        'Text with {Keyword} or {function:Keyword} in it',
      ),
    }),
  ])
  .meta({ id: 'action' });

const ruleKeys = {
  id: nameSchema.optional().describe('Stands in the audit trail and in lethe explain; default rule-N'),
  when: conditionSchema.optional().describe('Holds for the instance as a whole, not for the item'),
  action: actionSchema,
};

const tagPatternSchema = checkedText((value) => outcomeFault(parseTagPattern(value)));
const privatePatternSchema = checkedText((value) => outcomeFault(parsePrivatePattern(value)));
const vrSchema = checkedText((value) => (isKnownVr(value) ? undefined : `'${value}' is no VR of PS3.5`));

const ruleSchema = z.union([
  closedObject({
    ...ruleKeys,
    tag: oneOrMore(tagPatternSchema).describe(
      'Keyword, tag or mask: StudyDescription, (0008,1030), (60xx,3000)',
    ),
  }),
  closedObject({ ...ruleKeys, vr: oneOrMore(vrSchema) }),
  closedObject({
    ...ruleKeys,
    creator: sentenceSchema.describe('Private creator, exactly as in the data set, without padding'),
    element: oneOrMore(privatePatternSchema).optional().describe("(gggg,xxee); absent: all of the creator's"),
  }),
  closedObject({ ...ruleKeys, private: z.literal(true).describe('All private elements') }),
  closedObject({ ...ruleKeys, category: oneOrMore(z.enum(ATTRIBUTE_CATEGORIES)) }),
  closedObject({
    ...ruleKeys,
    profileAction: oneOrMore(z.enum(PROFILE_ACTION_CODES)).describe(
      "The Basic Profile's code in PS3.15 Table E.1-1",
    ),
  }),
]);

const policySchema = closedObject({
  profile: z
    .enum(['basic', 'none'])
    .optional()
    .describe('PS3.15 Basic Profile (the default), or rules alone'),
  options: z.array(z.enum(PROFILE_OPTION_NAMES)).optional().describe('Options of the profile (PS3.15 E.3)'),
  uids: closedObject({
    scope: z
      .enum(['patient', 'project'])
      .optional()
      .describe('Within what a UID keeps its one replacement; default patient'),
  }).optional(),
  dates: closedObject({
    maxShiftDays: z
      .int()
      .min(1)
      .max(36_525)
      .optional()
      .describe('Dates of a patient go back by 1 to so many days; default 3652'),
  }).optional(),
  text: closedObject({
    dates: datesInTextSchema.optional().describe('What becomes of dates inside text; default remove'),
    unlisted: z
      .enum(UNLISTED_TEXT)
      .optional()
      .describe('Free text that neither rule nor profile names; default classify, without a profile keep'),
  }).optional(),
  encapsulatedDocuments: z
    .enum(DOCUMENT_ACTIONS)
    .optional()
    .describe('PDF and CDA inside instances: set aside (the default), or replaced by one that shows nothing'),
  project: nameSchema.optional().describe('Pseudonyms are made with keys of this project alone'),
  privateElements: z
    .union([
      z.enum(['remove', 'keep']),
      closedObject({
        safeList: z.boolean().optional().describe('Keep those of PS3.15 Table E.3.10-1; default false'),
        knowledgeBase: z
          .enum(KNOWLEDGE_BASES)
          .optional()
          .describe("Do with those that TCIA's knowledge base lists what it says"),
        others: z.enum(UNLISTED_ELEMENTS).optional().describe('Those that no list has; default remove'),
      }),
    ])
    .optional()
    .describe('Those that no rule decides; default remove'),
  unknownElements: z
    .enum(UNLISTED_ELEMENTS)
    .optional()
    .describe('Standard groups, unknown tag; default remove'),
  rules: z.array(ruleSchema).optional().describe('The first that matches decides, before the profile'),
});

const pixelsSchema = closedObject({
  search: z
    .enum(PIXEL_SEARCHES)
    .optional()
    .describe(
      'Which images are searched for burned-in text: always (the default), byPolicy (those that may hold some, see searchWhen), never',
    ),
  searchWhen: conditionSchema
    .optional()
    .describe('With byPolicy: images that are searched besides those that give cause themselves'),
  frames: z
    .union([
      z.enum(FRAME_CHOICES),
      closedObject({
        every: z.int().min(1).max(100_000).describe('The first frame, and each so many later'),
      }),
    ])
    .optional()
    .describe(
      'Frames of a multi-frame image: changed (the default: those in which something new may stand), all, first',
    ),
  scale: z
    .number()
    .min(0.5)
    .max(1)
    .optional()
    .describe('Frames are shrunk by it before the search; default 1'),
  mask: z
    .enum(PIXEL_MASKS)
    .optional()
    .describe('identities (the default): harmless text stays; allText: all text is hidden'),
  keep: z.array(sentenceSchema).optional().describe('Texts that stay, whatever else holds'),
  padding: z
    .int()
    .min(0)
    .max(64)
    .optional()
    .describe('Pixels round a mask, besides a fifth of its line; default 2'),
  unsure: z
    .enum(UNSURE_TEXT)
    .optional()
    .describe('Text that cannot be read and is not known to be harmless; default mask'),
  unsearchable: z
    .enum(UNSEARCHABLE_PIXELS)
    .optional()
    .describe('Video, damaged pixels, unknown codecs; default quarantine'),
  layouts: z
    .boolean()
    .optional()
    .describe('Whether known layouts of devices count as evidence; default true'),
  maxFramePixels: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe('Larger frames count as unsearchable; default 100000000'),
});

const attributesSchema = z.record(
  z.string(),
  z
    .union([scalarSchema, z.array(scalarSchema), z.null()])
    .describe('Values; null or an empty list: there without a value'),
);

const exampleSchema = closedObject({
  name: sentenceSchema,
  given: closedObject({
    calledAe: aeTitleSchema.optional(),
    callingAe: aeTitleSchema.optional(),
    address: checkedText((value) =>
      parseNetwork(value) === undefined || value.includes('/') ? `'${value}' is no IP address` : undefined,
    ).optional(),
    attributes: attributesSchema.optional(),
  }),
  expect: closedObject({
    route: nameSchema.nullable().optional().describe('The route that takes it; null: none does'),
    destinations: z.array(nameSchema).optional(),
    attributes: z.record(z.string(), z.enum(EXPECTED_FATES)).optional(),
  }),
});

export const strategySchema = closedObject({
  strategy: nameSchema.describe('The name of the strategy, one of its kind'),
  version: checkedText((value) =>
    /^\S{1,32}$/.test(value) ? undefined : 'a version has 1 to 32 characters without spaces',
  ).describe('Goes into the audit trail and into (0012,0063); in quotes'),
  description: z.string().optional(),
  priority: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .optional()
    .describe('Higher ones are asked first; default 0'),
  routes: z.array(routeSchema).min(1).describe('The first that matches takes the instance'),
  deidentify: z
    .union([z.literal('passthrough'), policySchema])
    .describe('What is done to the header; passthrough: nothing at all, for tests'),
  pixels: pixelsSchema
    .optional()
    .describe('What is done to text in the image; without it all is searched, with profile: none nothing'),
  examples: z.array(exampleSchema).optional().describe('Must hold, else the strategy does not load'),
});

export type StrategyInput = z.input<typeof strategySchema>;
export type StrategyOutput = z.output<typeof strategySchema>;
export type RouteInput = z.output<typeof routeSchema>;
export type RuleInput = z.output<typeof ruleSchema>;
export type ActionInput = z.output<typeof actionSchema>;
export type PolicyInput = z.output<typeof policySchema>;
export type PixelsInput = z.output<typeof pixelsSchema>;
export type ExampleInput = z.output<typeof exampleSchema>;

/** The JSON Schema of a strategy file, as committed in routes/strategy.schema.json. */
export function strategyJsonSchema(): Record<string, unknown> {
  return {
    title: 'Lethe strategy',
    ...z.toJSONSchema(strategySchema, { io: 'input', target: 'draft-2020-12' }),
  };
}
