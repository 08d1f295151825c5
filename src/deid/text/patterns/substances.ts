import type { TextContext } from '../span.js';

/** Attributes that hold what somebody is given, bears or is allergic to (PS3.6): words there are substances and devices, and a name needs more than its place. */
const SUBSTANCES: ReadonlySet<string> = new Set([
  'Allergies',
  'ContrastBolusAgent',
  'InterventionDrugName',
  'DeviceDescription',
  'Medications',
  'Radiopharmaceutical',
]);

export function isOfSubstances(context: TextContext | undefined): boolean {
  return context?.keyword !== undefined && SUBSTANCES.has(context.keyword);
}
