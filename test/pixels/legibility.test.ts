import { expect } from 'chai';
import { legibility, type Legibility } from '../../src/pixels/decide/legibility.js';
import type { FrameText } from '../../src/pixels/search/frame-text.js';
import { line } from './lines.js';

const FRAME = { width: 640, height: 480 };

/** A find that the score takes for no text and nobody read, half of its box ink. */
function blob(width: number, height: number, more: Partial<FrameText> = {}): FrameText {
  const rows = Array.from({ length: height }, (_, row) => [60 + row, 40, 40 + Math.ceil(width / 2)]);
  return line('', 40, 60, {
    box: { x: 40, y: 60, width, height },
    ink: Int32Array.from(rows.flat()),
    confidence: 0.2,
    textConfidence: 0.1,
    ...more,
  });
}

const seen = (find: FrameText): Legibility => legibility(find, FRAME);

describe('a long blob of certain ink', () => {
  it('is text that nobody can read, whatever it looks like', () => {
    expect(seen(blob(150, 38))).to.equal('unread');
    expect(seen(blob(60, 12))).to.equal('unread');
  });

  it('is none where its ink is doubtful, or its shape no line', () => {
    expect(seen(blob(150, 38, { inkConfidence: 0.97 }))).to.equal('not-text');
    expect(seen(blob(50, 38))).to.equal('not-text');
    expect(seen(blob(400, 120))).to.equal('not-text');
    expect(seen(blob(14, 5))).to.equal('not-text');
  });

  it('is none where hardly any of its box is ink, or all is', () => {
    const box = { x: 40, y: 60, width: 150, height: 38 };
    expect(seen(blob(150, 38, { ink: Int32Array.from([60, 40, 190]) }))).to.equal('not-text');
    const full = Array.from({ length: 38 }, (_, row) => [60 + row, 40, 190]).flat();
    expect(seen(blob(150, 38, { box, ink: Int32Array.from(full) }))).to.equal('not-text');
  });
});

describe('a find that nobody can read', () => {
  const unread = (width: number, height: number): FrameText =>
    line('AUY', 40, 60, {
      box: { x: 20, y: 10, width, height },
      confidence: 0.65,
      textConfidence: 0.95,
      inkConfidence: 0.995,
    });

  it('is text of the size of text only, which is less on a small frame', () => {
    const small = { width: 128, height: 128 };
    expect(legibility(unread(56, 20), small)).to.equal('unread');
    expect(legibility(unread(56, 28), small)).to.equal('not-text');
    expect(legibility(unread(56, 28), FRAME)).to.equal('unread');
  });
});

describe('a single character', () => {
  it('may be a pixel wider than high, where it is read for certain', () => {
    const letter = (width: number, confidence: number): FrameText =>
      line('R', 40, 60, { box: { x: 3, y: 204, width, height: 6 }, confidence, inkConfidence: 0.973 });
    expect(seen(letter(7, 0.967))).to.equal('sure');
    expect(seen(letter(7, 0.9))).to.equal('unread');
    expect(seen(letter(8, 0.967))).to.equal('unread');
  });

  it('is read for certain where it is as broad as two letters of a narrow font', () => {
    const letter = (width: number, confidence: number, text = 'T'): FrameText =>
      line(text, 40, 60, { box: { x: 40, y: 60, width, height: 14 }, confidence });
    expect(seen(letter(13, 0.75))).to.equal('unread');
    expect(seen(letter(13, 0.9))).to.equal('sure');
    expect(seen(letter(10, 0.75))).to.equal('sure');
    expect(seen(letter(14, 0.6, 'R'))).to.equal('sure');
    expect(seen(letter(14, 0.45, 'R'))).to.equal('unread');
  });
});

describe('a short line', () => {
  const code = (text: string, width: number, more: Partial<FrameText> = {}): FrameText =>
    line(text, 40, 60, {
      box: { x: 40, y: 60, width, height: 20 },
      confidence: 0.97,
      textConfidence: 0.99,
      inkConfidence: 0.996,
      ...more,
    });

  it('is not read where it is wider than its characters can be: one was lost', () => {
    expect(seen(code('F58', 72))).to.equal('unread');
    expect(seen(code('F', 30))).to.equal('unread');
    expect(seen(code('M', 28))).to.equal('unread');
    expect(seen(code('M', 22))).to.equal('sure');
    expect(seen(code('F58', 52))).to.equal('sure');
    expect(seen(code('WMX', 78))).to.equal('sure');
    expect(seen(code('ABC DE', 120))).to.equal('sure');
  });

  it('is read whatever its width where it begins with a number or its box is doubtful', () => {
    expect(seen(code('58 F', 90))).to.equal('sure');
    expect(seen(code('F58', 72, { textConfidence: 0.9 }))).to.equal('sure');
  });
});

describe('what nobody could read', () => {
  const faint = { confidence: 0, textConfidence: 0.83, inkConfidence: 0.996 };

  it('is text on less evidence where it has the shape of a line', () => {
    expect(seen(blob(74, 18, faint))).to.equal('unread');
    expect(seen(blob(30, 18, faint))).to.equal('not-text');
    expect(seen(blob(74, 18, { ...faint, textConfidence: 0.78 }))).to.equal('not-text');
    expect(seen(blob(74, 18, { ...faint, inkConfidence: 0.99 }))).to.equal('not-text');
  });
});
