import { expect } from 'chai';
import fc from 'fast-check';
import { classifyText, cleanText } from '../../../src/deid/text/clean.js';
import { findPatterns } from '../../../src/deid/text/patterns.js';
import type { IdentityKind, TextSpan } from '../../../src/deid/text/span.js';
import type { TaggedText } from '../../../src/deid/text/tagger.js';
import { ANNOUNCED_TEXTS, IDENTITY_TEXTS } from './found-texts.js';
import { HARMLESS_TEXTS } from './harmless-texts.js';

const NO_UIDS = new Map<string, string>();
const REMOVE = { dates: 'remove', uids: NO_UIDS } as const;

function spanOf(
  text: string,
  piece: string,
  kind: IdentityKind,
  source: TextSpan['source'] = 'lexicon',
  confidence = 1,
): TextSpan {
  const start = text.indexOf(piece);
  if (start < 0) throw new Error(`${piece} is not in ${text}`);
  return { start, end: start + piece.length, kind, source, confidence };
}

function without(text: string, ...pieces: string[]): string {
  return cleanText(
    text,
    pieces.map((piece) => spanOf(text, piece, 'person')),
    REMOVE,
  ).text;
}

describe('cleaning a text', () => {
  it('gives the very text back where nothing counts', () => {
    for (const text of ['  CHEST  PA ', '', 'a\r\n b ', 'Dr.'])
      expect(cleanText(text, [], REMOVE).text).to.equal(text);
  });

  describe('closes the place where a piece was', () => {
    const cases: readonly (readonly [text: string, piece: string, left: string])[] = [
      ['CHEST ZORN PA', 'ZORN', 'CHEST PA'],
      ['CHEST PA ZORN', 'ZORN', 'CHEST PA'],
      ['ZORN CHEST PA', 'ZORN', 'CHEST PA'],
      ['CHEST_ZORN_PA', 'ZORN', 'CHEST_PA'],
      ['CHEST PA_ZORN', 'ZORN', 'CHEST PA'],
      ['ZORN_CHEST', 'ZORN', 'CHEST'],
      ['CHEST, ZORN, PA', 'ZORN', 'CHEST, PA'],
      ['CHEST - ZORN', 'ZORN', 'CHEST'],
      ['CHEST - ZORN - PA', 'ZORN', 'CHEST - PA'],
      ['CHEST/ZORN', 'ZORN', 'CHEST'],
      ['CHEST (ZORN) PA', 'ZORN', 'CHEST PA'],
      ['CHEST [ZORN]', 'ZORN', 'CHEST'],
      ['CHEST "ZORN" PA', 'ZORN', 'CHEST PA'],
      ['CHEST seen. ZORN. Next', 'ZORN', 'CHEST seen. Next'],
      ['T1 C+ ZORN', 'ZORN', 'T1 C+'],
      ['ZORN -5 mm', 'ZORN', '-5 mm'],
      ["ZORN's chest", 'ZORN', 'chest'],
      ['Findings by ZORN', 'ZORN', 'Findings'],
      ['Dr. ZORN chest', 'ZORN', 'chest'],
      ['line one\nZORN\nline three', 'ZORN', 'line one\n\nline three'],
      ['line one ZORN\r\n  line two', 'ZORN', 'line one\r\n  line two'],
      ['CHEST ZORN ', 'ZORN', 'CHEST '],
      ['A\\ZORN\\B', 'ZORN', 'A\\\\B'],
      ['ZORN', 'ZORN', ''],
      ['(ZORN), ', 'ZORN', ''],
      ['胸部ZORN単純', 'ZORN', '胸部単純'],
    ];
    for (const [text, piece, left] of cases)
      it(JSON.stringify(text), () => {
        expect(without(text, piece)).to.equal(left);
      });
  });

  it('takes pieces side by side out as one', () => {
    expect(without('CHEST ZORN, ODA (PA)', 'ZORN', 'ODA')).to.equal('CHEST (PA)');
    expect(without('CHEST ZORN^ODA PA', 'ZORN', 'ODA')).to.equal('CHEST PA');
  });

  it('keeps double spaces and marks elsewhere', () => {
    expect(without('CHEST  PA ; LAT ZORN AP  : x', 'ZORN')).to.equal('CHEST  PA ; LAT AP  : x');
  });

  it('tells which spans counted', () => {
    const text = 'Wilson disease, Dr. ZORN';
    const spans = [spanOf(text, 'Wilson', 'person', 'tagger', 0.9), spanOf(text, 'ZORN', 'person')];
    expect(cleanText(text, spans, REMOVE).removed).to.deep.equal([spans[1]]);
  });

  describe('dates', () => {
    it('are shifted in their own form', () => {
      const text = 'CT 17.03.2014 vs. 3 Feb 2014, ZORN';
      const spans = [...findPatterns(text), spanOf(text, 'ZORN', 'person')];
      expect(cleanText(text, spans, { dates: { shiftDays: 20 }, uids: NO_UIDS }).text).to.equal(
        'CT 06.04.2014 vs. 23 Feb 2014',
      );
    });

    it('go where they cannot be read, or are part of a number', () => {
      const text = 'CT am Tag X, MRN 20140317-0042';
      const spans = [spanOf(text, 'Tag X', 'date'), ...findPatterns(text)];
      expect(cleanText(text, spans, { dates: { shiftDays: 20 }, uids: NO_UIDS }).text).to.equal('CT');
    });
  });

  describe('UIDs', () => {
    const old = '1.2.826.0.1.3680043.9.7.1';
    const longer = '1.2.826.0.1.3680043.9.7.1.15';
    const uids = new Map([
      [old, '2.25.1'],
      [longer, '2.25.2'],
    ]);
    const withUids = (text: string): string =>
      cleanText(text, findPatterns(text), { dates: 'remove', uids }).text;

    it('stand in their new form, the longest that fits', () => {
      expect(withUids(`from ${longer}, ${old}.`)).to.equal('from 2.25.2, 2.25.1.');
    });

    it('are found with components added', () => {
      expect(withUids(`${old}.99.4`)).to.equal('2.25.1.99.4');
    });

    it('are no part of a longer number', () => {
      expect(cleanText(`7${old}`, [], { dates: 'remove', uids }).text).to.equal(`7${old}`);
      expect(
        cleanText(`${old}7`, [], { dates: 'remove', uids: new Map([['1.2.3', '2.25.1']]) }).text,
      ).to.equal(`${old}7`);
    });

    it("that are not in the map go, the standard's own stay", () => {
      expect(withUids('ref 1.2.826.0.1.3680043.8.498.77')).to.equal('ref');
      expect(withUids('class 1.2.840.10008.5.1.4.1.1.2')).to.equal('class 1.2.840.10008.5.1.4.1.1.2');
    });

    it('stay as they are once they are new', () => {
      const news = new Map([[old, '2.25.329800735698586629295641978511506172918']]);
      const once = cleanText(`ref ${old}`, [], { dates: 'remove', uids: news }).text;
      expect(cleanText(once, findPatterns(once), { dates: 'remove', uids: news }).text).to.equal(once);
    });
  });

  describe('the veto of the vocabulary', () => {
    const tagged = (text: string, piece: string, kind: IdentityKind, confidence: number): string =>
      cleanText(text, [spanOf(text, piece, kind, 'tagger', confidence)], REMOVE).text;

    it('holds back the tagger on eponyms, plain words and measures', () => {
      const held: readonly (readonly [string, string, IdentityKind])[] = [
        ['Parkinson protocol', 'Parkinson', 'person'],
        ["Crohn's disease", "Crohn's", 'person'],
        ['Sagittal contrast', 'Sagittal', 'person'],
        ['Release 14.0_R02_1607.b', 'R02_1607', 'date'],
        ['matrix 512 x 51200', '51200', 'identifier'],
        ['dose 1234567 mBq', '1234567', 'identifier'],
        ['ras 199.219,199.219', '199.219,199.219', 'date'],
        ['tools@^4.0:Length', 'tools@^4.0', 'email'],
        ['腹部造影 CT', '腹部造影', 'person'],
      ];
      for (const [text, piece, kind] of held) expect(tagged(text, piece, kind, 0.97)).to.equal(text);
    });

    it('never holds back the lexicon', () => {
      expect(
        cleanText('Parkinson protocol', [spanOf('Parkinson protocol', 'Parkinson', 'person')], REMOVE).text,
      ).to.equal('protocol');
    });

    it('narrows a span of the tagger to its names', () => {
      expect(tagged('Sagittal Halvorsen', 'Sagittal Halvorsen', 'person', 0.8)).to.equal('Sagittal');
      expect(tagged('Praxis Nordlicht scanner', 'Praxis Nordlicht scanner', 'institution', 0.8)).to.equal(
        'scanner',
      );
    });

    it('leaves the unit that a number runs into before a name', () => {
      expect(tagged('Knee 1.5T Halvorsen', 'T Halvorsen', 'person', 0.9)).to.equal('Knee 1.5T');
      expect(tagged('Knee 1.5T HALVORSEN ANNA', 'T HALVORSEN ANNA', 'person', 0.99)).to.equal('Knee 1.5T');
    });

    it('leaves the disease of an organ before a name that the header tells', () => {
      const clean = (text: string, ...names: string[]): string => {
        const spans = [
          spanOf(text, 'Hashimoto Zorn', 'person', 'tagger', 0.9),
          spanOf(text, 'Hashimoto Zorn', 'person', 'pattern', 0.65),
        ];
        return cleanText(text, [...names.map((name) => spanOf(text, name, 'person')), ...spans], REMOVE).text;
      };
      expect(clean('US THYROID Hashimoto Zorn', 'Zorn')).to.equal('US THYROID Hashimoto');
      expect(clean('US THYROID Hashimoto Zorn', 'Hashimoto', 'Zorn')).to.equal('US THYROID');
      expect(clean('US THYROID Hashimoto Zorn')).to.equal('US THYROID');
      expect(clean('Seen: Hashimoto Zorn', 'Zorn')).to.equal('Seen');
      expect(clean('tech Hashimoto Zorn', 'Zorn')).to.equal('tech');
      expect(clean('CHEST Hashimoto Zorn', 'Zorn')).to.equal('CHEST');
    });

    it('leaves small words at the ends of a span of the tagger', () => {
      expect(tagged('pt john tuttle c/o cough', 'john tuttle c', 'person', 0.9)).to.equal('pt c/o cough');
      expect(
        tagged('IRM cérébrale Clémentine Arbuckle', 'cérébrale Clémentine Arbuckle', 'person', 0.75),
      ).to.equal('IRM cérébrale');
    });

    it('asks less of the tagger where all words are known for names', () => {
      expect(tagged('CT Halvorsen', 'Halvorsen', 'person', 0.55)).to.equal('CT');
      expect(tagged('CT Quoxel', 'Quoxel', 'person', 0.55)).to.equal('CT Quoxel');
    });

    it('asks much of the tagger where no list has a name', () => {
      const held: readonly (readonly [string, string, IdentityKind, number])[] = [
        ['maladie de Horton', 'de Horton', 'institution', 0.76],
        ['Sturz auf die linke Hüfte, Fraktur', 'die linke', 'person', 0.75],
        ['Monza GTR', 'Monza GTR', 'person', 0.94],
        ['カテーテル先端位置確認', 'テーテル先端位置確認', 'person', 0.95],
        ['Montreal classification', 'Montreal', 'address', 0.9],
        ['CT chest Quoxel', 'Quoxel', 'person', 0.9],
        ['Δεν παρατηρούνται ευρήματα', 'παρατηρούνται', 'person', 0.9],
      ];
      for (const [text, piece, kind, confidence] of held)
        expect(tagged(text, piece, kind, confidence)).to.equal(text);
    });

    it('takes no span of the tagger over the end of a sentence', () => {
      const text = 'Seen in Springtown. Halvorsen left';
      expect(tagged(text, 'Springtown. Halvorsen', 'institution', 0.97)).to.equal(text);
    });

    it('takes a name that a sign joins to words of a protocol, where the tagger is sure', () => {
      expect(tagged('t1_tse_Quoxel', 'Quoxel', 'person', 0.97)).to.equal('t1_tse');
    });

    it('lets a weak pattern count where the tagger agrees', () => {
      const text = 'CT about A12345 done';
      const weak: TextSpan = { ...spanOf(text, 'A12345', 'identifier', 'pattern', 0.5) };
      const tag = spanOf(text, 'A12345', 'identifier', 'tagger', 0.6);
      expect(cleanText(text, [weak], REMOVE).text).to.equal(text);
      expect(cleanText(text, [weak, tag], REMOVE).text).to.equal('CT about done');
    });
  });

  it('leaves nothing of what counted and nothing new, in whatever company', () => {
    const pieces = [
      ...Object.values(IDENTITY_TEXTS)
        .flat()
        .map((text) => text.replace(/[⟦⟧]/g, '')),
      ...ANNOUNCED_TEXTS.map(([text]) => text),
      ...HARMLESS_TEXTS,
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(' ', ', ', '\n', '; ', ' - '),
        (parts, by) => {
          const text = parts.join(by);
          const once = cleanText(text, findPatterns(text), REMOVE).text;
          expect(cleanText(once, findPatterns(once), REMOVE).text).to.equal(once);
        },
      ),
      { numRuns: 1500, seed: 7 },
    );
  });

  it('takes any spans in any text', () => {
    const kinds: IdentityKind[] = ['person', 'date', 'identifier', 'address', 'uid'];
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(20), fc.constantFrom(...kinds)), { maxLength: 5 }),
        (text, places) => {
          const spans = places
            .map(([start, length, kind]): TextSpan => ({
              start,
              end: Math.min(start + length, text.length),
              kind,
              source: 'lexicon',
              confidence: 1,
            }))
            .filter((span) => span.start < span.end);
          const result = cleanText(text, spans, { dates: { shiftDays: 3 }, uids: NO_UIDS }).text;
          expect(result.length).to.be.at.most(text.length + 3 * spans.length);
        },
      ),
      { numRuns: 2000, seed: 7 },
    );
  });
});

describe('the classify path', () => {
  const verdict = (kind: TaggedText['verdict'], confidence = 0.95): TaggedText => ({
    spans: [],
    verdict: kind,
    confidence,
  });
  const classified = (text: string, tagged?: TaggedText): string =>
    classifyText(text, findPatterns(text), tagged);

  it('keeps what tells nothing, cleans what tells something besides, removes what tells nothing else', () => {
    expect(classified('Knee left')).to.equal('keep');
    expect(classified('Knee left, Dr. Zwirner')).to.equal('clean');
    expect(classified('Dr. Zwirner, tel. 212-555-0147')).to.equal('remove');
  });

  it('follows the tagger where nothing else is known of the words', () => {
    expect(classified('Quoxel Brimmet', verdict('identity'))).to.equal('remove');
    expect(classified('Quoxel Brimmet', verdict('identity', 0.6))).to.equal('keep');
    expect(classified('Quoxel Brimmet')).to.equal('keep');
    expect(classified('Sagittal contrast', verdict('identity'))).to.equal('keep');
  });
});
