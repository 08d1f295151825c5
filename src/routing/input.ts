/** Small steps from what a checked strategy file holds to what it means. */
import type { YamlPath, YamlText } from '../yaml/text.js';
import type { NameOutcome } from './attribute-name.js';

/** A scalar as it was written: `007` is not 7. */
export function scalarText(value: string | number, path: YamlPath, yaml: YamlText): string {
  return typeof value === 'string' ? value : (yaml.sourceOf(path) ?? String(value));
}

/** The schema has let only valid texts pass. */
export function valid<T>(outcome: NameOutcome<T>): T {
  if (outcome.kind === 'fault') {
    throw new TypeError(`a strategy passed its schema and does not compile: ${outcome.message}`);
  }
  return outcome.value;
}
