/** What the tagger goes by in the manifest of its model; the rest is for people. */
import { modelNotUsable } from '../models/model-folder.js';

export interface TaggerManifest {
  /** What each output column of a character stands for; the first is nothing. */
  readonly labels: readonly string[];
  readonly verdicts: readonly string[];
  /** A character counts as part of an identity from this probability on. */
  readonly threshold: number;
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** @throws LetheError MODEL_NOT_USABLE if the manifest does not say what is needed */
export function taggerManifest(manifest: Readonly<Record<string, unknown>>): TaggerManifest {
  const { labels, verdicts, threshold } = manifest;
  if (
    !isTexts(labels) ||
    !isTexts(verdicts) ||
    typeof threshold !== 'number' ||
    !(threshold > 0 && threshold < 1)
  ) {
    throw modelNotUsable('the manifest of the tagger model lacks labels, verdicts or threshold');
  }
  return { labels, verdicts, threshold };
}
