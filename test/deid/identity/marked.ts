import type { FactKind, IdentityFact } from '../../../src/deid/identity/facts.js';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';

/** Facts by kind; several of a kind as a list. */
export type FactList = Partial<Record<FactKind, string | readonly string[]>>;

export function factsOf(list: FactList): IdentityFact[] {
  return (Object.entries(list) as [FactKind, string | readonly string[]][]).flatMap(([kind, texts]) =>
    [texts].flat().map((text) => ({ kind, text })),
  );
}

/** The text with what the lexicon finds between brackets. */
export function marked(list: FactList, text: string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of createLexicon(factsOf(list)).find(text)) {
    out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return out + text.slice(at);
}
