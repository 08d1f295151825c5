/** What lexicon and patterns, without the tagger, leave of a text. */
import { expect } from 'chai';
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

/** A test for each text: what is left of it where the header tells nothing. */
export function itLeaves(cases: readonly (readonly [text: string, left: string])[]): void {
  for (const [text, left] of cases)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () => {
      expect(cleaned(text)).to.equal(left);
    });
}

/** The same for a patient whom the header names. */
export function itLeavesOf(cases: readonly (readonly [name: string, text: string, left: string])[]): void {
  for (const [name, text, left] of cases)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)} for ${name}`, () => {
      expect(cleaned(text, patient(name))).to.equal(left);
    });
}
