import type { IndexedInstance } from '../../dicom/instance.js';
import type { DataElement, DataSet, Item } from '../../dicom/model.js';
import { readTexts } from '../../dicom/values.js';
import type { HeaderAction } from '../header/policy.js';
import type { ProfileOption } from '../header/profile-table.js';
import { contentConcept, type ContentConcept } from './content-concepts.js';

/** What becomes of the value of a content item, and why; shaped as the profile's part of a resolution. */
export interface ContentDecision {
  readonly action: HeaderAction;
  readonly by: {
    readonly kind: 'profile';
    /** The action of PS3.15 Table E.3.4-1. */
    readonly code: string;
    readonly option: ProfileOption | undefined;
  };
}

/**
 * What the concepts of an instance's content items decide. It holds for the elements named, in place of what table E.1-1 says of
 * their attributes; a rule of the strategy goes before it.
 */
export interface ContentPlan {
  readonly decisions: ReadonlyMap<DataElement, ContentDecision>;
  /** Items that go with all that is below them. */
  readonly removedItems: ReadonlySet<Item>;
}

const CONTENT_SEQUENCE = 0x0040a730;
const ACQUISITION_CONTEXT_SEQUENCE = 0x00400555;
const VALUE_TYPE = 0x0040a040;
const CONCEPT_NAME = 0x0040a043;
const REFERENCED_CONTENT_ITEM = 0x0040db73;
const MEASURED_VALUE_SEQUENCE = 0x0040a300;
const NUMERIC_VALUE = 0x0040a30a;
const MEASUREMENT_UNITS = 0x004008ea;
const TEXT_VALUE = 0x0040a160;

/** Where the value of an item of a type stands (PS3.3 section C.18). References are not among them: their UIDs are mapped as all are. */
const VALUE_TAGS: Readonly<Record<string, number>> = {
  TEXT: TEXT_VALUE,
  PNAME: 0x0040a123,
  DATE: 0x0040a121,
  TIME: 0x0040a122,
  DATETIME: 0x0040a120,
  UIDREF: 0x0040a124,
};

/** The patient as subject of a report: what stands for the name and the ID is what stands for them elsewhere. */
const SUBJECT_CONCEPTS = new Set(['DCM|121029', 'DCM|121030']);
const SUBJECT_AGE = 'DCM|121033';
/** Ages over 89 years tell more of a person than age groups may (45 CFR 164.514 (b)(2)(i)(C)). */
const OLDEST_TOLD_YEARS = 89;

const NO_PLAN: ContentPlan = { decisions: new Map(), removedItems: new Set() };

/**
 * Decides by their concepts what becomes of the content items of an instance: of a structured report's tree and of all other items
 * that are built like its nodes (acquisition context, specimen preparation). PS3.15 section E.3.4 and Table E.3.4-1.
 *
 * With Clean Structured Content texts are cleaned, or replaced where the table says so; without it every text, name and number of
 * the tree gives way to a dummy. Trees stay valid: a leaf that the table removes goes, with its sequence where that is left
 * empty; an item with children, or in a tree that refers to its items by position (0040,DB73), stays with a dummy for its value.
 * References to instances stay and are mapped by the one mapping of UIDs, since a mapped reference names no original.
 *
 * Call it before the walk, where the profile is in force, and consult it in the walk:
 *
 * ```ts
 * const plan = planContentTree(instance, new Set(policy.options));
 * // for each element:   const decided = resolution.by.kind === 'rule' ? undefined : plan.decisions.get(element);
 * // for each item:      if (plan.removedItems.has(item)) edits.removeItem(item); else walk(item.dataSet)
 * ```
 */
export function planContentTree(instance: IndexedInstance, options: ReadonlySet<ProfileOption>): ContentPlan {
  const items = contentItems(instance.dataSet);
  if (items.length === 0) return NO_PLAN;
  const planner = new Planner(instance, options, hasReferencesByPosition(instance.dataSet));
  for (const item of items) planner.plan(item);
  return planner.finish();
}

/** The items with a value type, children before their parents. */
function contentItems(dataSet: DataSet): Item[] {
  const found: Item[] = [];
  for (const element of dataSet.elements) {
    for (const item of element.items ?? []) {
      found.push(...contentItems(item.dataSet));
      if (child(item.dataSet, VALUE_TYPE) !== undefined) found.push(item);
    }
  }
  return found;
}

function hasReferencesByPosition(dataSet: DataSet): boolean {
  return dataSet.elements.some(
    (element) =>
      element.tag === REFERENCED_CONTENT_ITEM ||
      (element.items?.some((item) => hasReferencesByPosition(item.dataSet)) ?? false),
  );
}

function child(dataSet: DataSet, tag: number): DataElement | undefined {
  return dataSet.elements.find((element) => element.tag === tag);
}

/** What the item is to become. */
type Verdict =
  | { readonly kind: 'value'; readonly decision: ContentDecision }
  | { readonly kind: 'removed'; readonly code: string }
  | { readonly kind: 'ordinary' };

const ORDINARY: Verdict = { kind: 'ordinary' };

class Planner {
  readonly #instance: IndexedInstance;
  readonly #options: ReadonlySet<ProfileOption>;
  readonly #positionsCount: boolean;
  readonly #decisions = new Map<DataElement, ContentDecision>();
  readonly #removedItems = new Set<Item>();

  constructor(instance: IndexedInstance, options: ReadonlySet<ProfileOption>, positionsCount: boolean) {
    this.#instance = instance;
    this.#options = options;
    this.#positionsCount = positionsCount;
  }

  plan(item: Item): void {
    const { dataSet } = item;
    const valueType = this.#text(dataSet, VALUE_TYPE);
    const { concept, name } = this.#concept(dataSet, valueType);
    const verdict = this.#verdict(valueType, concept, name, dataSet);
    if (verdict.kind === 'ordinary') return;
    if (verdict.kind === 'value') {
      for (const element of this.#values(dataSet, valueType)) this.#decisions.set(element, verdict.decision);
    } else if (this.#isRemovable(item, valueType)) {
      this.#removedItems.add(item);
    } else {
      const decision: ContentDecision = {
        action: { kind: 'dummy' },
        by: { kind: 'profile', code: verdict.code, option: undefined },
      };
      for (const element of this.#values(dataSet, valueType)) this.#decisions.set(element, decision);
    }
  }

  finish(): ContentPlan {
    // A content sequence has items or is not there (type 1C, PS3.3 table C.17-6).
    const sequences = new Set([...this.#removedItems].map(({ sequence }) => sequence));
    for (const sequence of sequences) {
      const isEmpty = sequence.items?.every((item) => this.#removedItems.has(item)) ?? false;
      if (isEmpty && sequence.tag === CONTENT_SEQUENCE)
        this.#decisions.set(sequence, {
          action: { kind: 'remove' },
          by: { kind: 'profile', code: 'X', option: undefined },
        });
    }
    return { decisions: this.#decisions, removedItems: this.#removedItems };
  }

  #verdict(valueType: string, concept: ContentConcept | undefined, name: string, dataSet: DataSet): Verdict {
    const isCleaned = this.#options.has('cleanStructuredContent');
    const chosen = concept === undefined ? undefined : this.#chosen(concept);
    const decide = (action: HeaderAction, code: string, option?: ProfileOption): Verdict => ({
      kind: 'value',
      decision: { action, by: { kind: 'profile', code, option } },
    });
    // Values that name instances are mapped as UIDs are everywhere, and dates by the attribute: neither gives an original away.
    if (valueType === 'UIDREF')
      return chosen?.action === 'K' ? decide({ kind: 'keep' }, 'K', chosen.option) : ORDINARY;
    if (SUBJECT_CONCEPTS.has(name) && (valueType === 'PNAME' || valueType === 'TEXT'))
      return decide({ kind: 'pseudonym' }, concept?.basic ?? 'D');
    if (name === SUBJECT_AGE && chosen?.action === 'K')
      return this.#isOverOldest(dataSet)
        ? decide({ kind: 'replace', values: [String(OLDEST_TOLD_YEARS + 1)] }, 'D', chosen.option)
        : ORDINARY;
    if (chosen?.action === 'K') {
      return valueType === 'TEXT' && !isCleaned
        ? decide({ kind: 'dummy' }, 'D')
        : decide({ kind: 'keep' }, 'K', chosen.option);
    }
    if (chosen?.action === 'C') {
      switch (valueType) {
        case 'TEXT':
          return isCleaned
            ? decide({ kind: 'cleanText' }, 'C', chosen.option)
            : decide({ kind: 'dummy' }, 'D');
        case 'DATE':
        case 'DATETIME':
          return decide({ kind: 'shiftDate' }, 'C', chosen.option);
        default:
          return decide({ kind: 'keep' }, 'C', chosen.option);
      }
    }
    if (concept?.basic === 'X') return { kind: 'removed', code: 'X' };
    if (concept !== undefined && VALUE_TAGS[valueType] !== undefined)
      return decide({ kind: 'dummy' }, concept.basic);
    if (valueType === 'TEXT')
      return isCleaned
        ? decide({ kind: 'cleanText' }, 'C', 'cleanStructuredContent')
        : decide({ kind: 'dummy' }, 'D');
    if (valueType === 'NUM' && !isCleaned) return decide({ kind: 'dummy' }, 'D');
    return ORDINARY;
  }

  /** Full dates go before modified ones; keeping goes before cleaning. */
  #chosen(concept: ContentConcept): { action: 'K' | 'C'; option: ProfileOption } | undefined {
    const entries = [...concept.options].filter(([option]) => this.#options.has(option));
    const [option, action] = entries.find(([, code]) => code === 'K') ?? entries[0] ?? [];
    return option === undefined || action === undefined ? undefined : { action, option };
  }

  /** Only a leaf of a sequence that may lose it, and only where no other item counts on its place. References stay. */
  #isRemovable(item: Item, valueType: string): boolean {
    const sequence = item.sequence.tag;
    if (this.#positionsCount) return false;
    if (sequence !== CONTENT_SEQUENCE && sequence !== ACQUISITION_CONTEXT_SEQUENCE) return false;
    if (valueType === 'CONTAINER') return true;
    if (!(valueType in VALUE_TAGS) && valueType !== 'NUM' && valueType !== 'CODE') return false;
    const children = child(item.dataSet, CONTENT_SEQUENCE)?.items ?? [];
    return children.every((below) => this.#removedItems.has(below));
  }

  #values(dataSet: DataSet, valueType: string): readonly DataElement[] {
    if (valueType === 'NUM') {
      return (child(dataSet, MEASURED_VALUE_SEQUENCE)?.items ?? []).flatMap(
        (item) => child(item.dataSet, NUMERIC_VALUE) ?? [],
      );
    }
    const tag = VALUE_TAGS[valueType];
    const value = tag === undefined ? undefined : child(dataSet, tag);
    return value === undefined ? [] : [value];
  }

  #concept(dataSet: DataSet, valueType: string): { concept: ContentConcept | undefined; name: string } {
    const code = child(dataSet, CONCEPT_NAME)?.items?.[0]?.dataSet;
    if (code === undefined) return { concept: undefined, name: '' };
    const scheme = this.#text(code, 0x00080102);
    const value =
      this.#text(code, 0x00080100) || this.#text(code, 0x00080119) || this.#text(code, 0x00080120);
    return { concept: contentConcept(scheme, value, valueType), name: `${scheme}|${value}` };
  }

  #isOverOldest(dataSet: DataSet): boolean {
    const measured = child(dataSet, MEASURED_VALUE_SEQUENCE)?.items?.[0]?.dataSet;
    if (measured === undefined) return false;
    const units = child(measured, MEASUREMENT_UNITS)?.items?.[0]?.dataSet;
    const isYears = units !== undefined && this.#text(units, 0x00080100) === 'a';
    return isYears && Number(this.#text(measured, NUMERIC_VALUE)) > OLDEST_TOLD_YEARS;
  }

  #text(dataSet: DataSet, tag: number): string {
    const element = child(dataSet, tag);
    return element === undefined ? '' : (readTexts(this.#instance.source, element)[0] ?? '');
  }
}
