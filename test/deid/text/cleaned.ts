/** What lexicon and patterns, without the tagger, leave of a text. */
import type { IdentityFact } from '../../../src/deid/identity/facts.js';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';
import { cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';

export function cleaned(text: string, facts: readonly IdentityFact[] = []): string {
  const spans = [...createLexicon(facts).find(text), ...findPatterns(text)];
  return cleanText(text, spans, { dates: 'remove', uids: new Map() }).text;
}

/** The facts of a header that tells this patient's name, and nothing where it is empty. */
export function patient(name: string): readonly IdentityFact[] {
  return name === '' ? [] : [{ kind: 'patientName', text: name }];
}
