/**
 * Which lines of text on an image are hidden: what a line says is held against the patient's identity and against what is
 * known to be harmless, then where it stands. Hidden is whatever is text and not known to be harmless.
 */
import type { ReadAttribute } from '../../deid/condition.js';
import type { IdentityLexicon } from '../../deid/identity/lexicon.js';
import type { TaggedText, TextTagger } from '../../deid/text/tagger.js';
import { foldText } from '../../deid/text/words.js';
import type { FrameText, TextDecision } from '../search/frame-text.js';
import { keepInBlocks } from './blocks.js';
import { keepCounters } from './clocks.js';
import { judgeColumns } from './columns.js';
import { headerValues } from './header-values.js';
import { judgeLine, type LineEvidence } from './judge-line.js';
import { legibility } from './legibility.js';
import { hideLoneNumbers } from './lone-numbers.js';
import { plainText } from './misread.js';
import type { PixelPolicy } from '../policy.js';
import { isUnsureReason } from './reasons.js';
import { hideNeighbours, hidePieces } from './near-identity.js';
import { judgeRows } from './rows.js';
import {
  decideAlone,
  keep,
  keepInContext,
  mask,
  takeValuesOfLabels,
  useDeviceKnowledge,
  type Line,
} from './settle-lines.js';
import { keepWindows } from './windows.js';

export interface DecisionContext {
  /** Of the frames, in pixels */
  readonly width: number;
  readonly height: number;
  readonly lexicon: IdentityLexicon;
  readonly tagger: TextTagger | undefined;
  readonly read: ReadAttribute;
  readonly policy: PixelPolicy;
}

/** Decides for every line; the answer is in the order of the finds. Rejects where the tagger fails. */
export async function decideTexts(
  finds: readonly FrameText[],
  context: DecisionContext,
): Promise<readonly TextDecision[]> {
  const { lexicon, read, policy } = context;
  const evidence: LineEvidence = {
    lexicon,
    header: headerValues(read),
    keep: new Set(policy.keep.map((text) => foldText(plainText(text)))),
  };
  const lines = finds.map((find): Line => ({
    find,
    box: find.box,
    text: find.text,
    legibility: legibility(find, context),
    judgement: judgeLine(find.text, undefined, evidence),
  }));
  if (policy.mask === 'allText') for (const line of lines) decideOnAllText(line);
  else {
    await askTagger(lines, context.tagger, evidence);
    for (const line of lines) decideAlone(line);
    judgeRows(lines, evidence);
    keepCounters(lines, read);
    keepWindows(lines);
    takeValuesOfLabels(lines);
    hideNeighbours(lines);
    hideLoneNumbers(lines);
    keepInContext(lines);
    judgeColumns(lines, evidence);
    keepInBlocks(lines, read);
    if (policy.layouts) useDeviceKnowledge(lines, read);
    for (const line of lines) if (line.legibility === 'unread') decideUnsure(line, policy);
    hidePieces(lines);
    for (const line of lines) decideUnsure(line, policy);
  }
  return lines.map(({ find, verdict }) => ({
    find,
    verdict: verdict?.verdict ?? 'mask',
    reason: verdict?.reason ?? 'not-known-harmless',
  }));
}

function decideOnAllText(line: Line): void {
  if (line.judgement.kind === 'harmless' && line.judgement.reason === 'kept-by-strategy')
    keep(line, 'kept-by-strategy');
  else if (line.legibility === 'not-text' && line.judgement.kind !== 'identity') keep(line, 'not-text');
  else mask(line, 'all-text');
}

/** Only of what would stay: the rest is hidden whatever the tagger says. */
async function askTagger(
  lines: readonly Line[],
  tagger: TextTagger | undefined,
  evidence: LineEvidence,
): Promise<void> {
  if (tagger === undefined) return;
  const asked = lines.filter(
    ({ judgement, text }) =>
      judgement.kind === 'harmless' && judgement.reason === 'harmless-words' && /\p{L}{2}/u.test(text),
  );
  if (asked.length === 0) return;
  const tagged: readonly TaggedText[] = await tagger.tag(asked.map(({ text }) => plainText(text)));
  asked.forEach((line, index) => {
    line.judgement = judgeLine(line.text, tagged[index], evidence);
  });
}

function decideUnsure(line: Line, policy: PixelPolicy): void {
  if (line.verdict === undefined) {
    if (line.legibility === 'not-text') keep(line, 'not-text');
    else mask(line, 'not-readable');
  }
  if (policy.unsure === 'pass' && line.verdict?.verdict === 'mask' && isUnsureReason(line.verdict.reason))
    keep(line, 'unsure-kept');
}
