import { expect } from 'chai';
import { createLexicon, type IdentityLexicon } from '../../src/deid/identity/lexicon.js';
import type { TextTagger } from '../../src/deid/text/tagger.js';
import { isPixelReason } from '../../src/pixels/decide/reasons.js';
import { alone, decided, header, line } from './lines.js';

const LEXICON = createLexicon([
  { kind: 'patientName', text: 'ABERNATHY^ROSALIND' },
  { kind: 'patientId', text: 'KX48120571' },
  { kind: 'birthDate', text: '19510823' },
  { kind: 'date', text: '20190314' },
]);
const KNOWN = { lexicon: LEXICON };

describe('deciding on burned-in text', () => {
  describe('hides an identity that the header tells', () => {
    for (const text of [
      'ABERNATHY ROSALIND',
      'Rosalind Abernathy',
      'Abernathy, R.',
      'ID KX48120571',
      '23.08.1951',
      'Mar 14 2019',
    ])
      it(text, async () => {
        expect(await alone(text, KNOWN)).to.equal('mask identity-known');
      });
    for (const text of ['AR', 'RA', 'R.A.', 'ra'])
      it(`the initials ${text}`, async () => {
        expect(await alone(text, KNOWN)).to.equal('mask identity-known');
      });
    it('initials that are a label, too, and none that say a side or what the header says of the view', async () => {
      const named = (text: string): { readonly lexicon: IdentityLexicon } => ({
        lexicon: createLexicon([{ kind: 'patientName', text }]),
      });
      expect(await alone('PT', named('TENNANT^PAULA'))).to.equal('mask identity-known');
      expect(await alone('LT', named('TENNANT^LARA'))).to.equal('keep harmless-overlay');
      expect(await alone('AP', named('ALBERS^PAULA'))).to.equal('mask identity-known');
      expect(await alone('AP', { ...named('ALBERS^PAULA'), read: header({ ViewPosition: 'AP' }) })).to.equal(
        'keep harmless-overlay',
      );
    });
    for (const text of [
      'ABERNATHYROSALIND',
      'A8ERNATHY R0SALIND',
      'KX4812O571',
      'KX 48120571',
      'ABERNATHY^ROSALlND',
    ])
      it(`${text}, as it was misread`, async () => {
        expect(await alone(text, KNOWN)).to.match(/^mask identity-(?:known|misread)$/);
      });
    for (const text of ['ABERNATNY ROSALINO', 'ABENATHY', 'ROSAIIND ABERMATHY'])
      it(`${text}, with other letters`, async () => {
        expect(await alone(text, KNOWN)).to.match(/^mask identity-/);
      });
    it('initials behind a label or before a code, and those of staff in letters that are a label, too', async () => {
      const lexicon = createLexicon([{ kind: 'patientName', text: 'CALLOWAY^CHRISTIAN' }]);
      for (const text of ['ID/CC', 'Pt CC', 'CC VR99'])
        expect(await alone(text, { lexicon }), text).to.equal('mask identity-known');
      expect(await alone('Tech EL')).to.equal('mask identity-labelled');
      expect(await alone('CC 12', { lexicon })).to.match(/^keep/);
    });
    it('the word for a hospital, which stands beside its name', async () => {
      expect(await alone('Hosp.')).to.equal('mask identity-place');
    });
    it('a word of the name that has a meaning of its own', async () => {
      const lexicon = createLexicon([{ kind: 'patientName', text: 'PLASTIC^HEAD' }]);
      expect(await alone('HEAD', { lexicon })).to.equal('mask identity-known');
      expect(await alone('HEAD')).to.match(/^keep harmless/);
    });
    it('even where the reading is so poor that noise would be ignored', async () => {
      const poor = { confidence: 0.55, inkConfidence: 0.9 };
      expect(await alone('ABERNATHY', KNOWN, poor)).to.equal('mask identity-known');
      expect(await alone('QUERTZUI', KNOWN, poor)).to.equal('keep not-text');
    });
  });

  describe('hides what has the form of an identity', () => {
    for (const text of [
      '03.09.2012',
      '12-07-94',
      '24-MAY-02',
      '2023 Mar 27',
      'Fri Apr 30 06:27:24 1993',
      '2016-02-1508:44:48',
      '11:24:58',
      '1:29 pm',
      '20190412',
      '12 OCT',
      '.11.1967',
      '1.2006 DOB:10',
      'Oct 2019',
      'Tel. 0151 2345678',
      'someone@example.org',
      'Dr. Osterhagen',
    ])
      it(text, async () => {
        expect(await alone(text)).to.match(/^mask identity-/);
      });
    for (const text of [
      'General Hospital',
      'Klinikum',
      'Universitätsklinikum',
      'HARBOUR MED CTR',
      'Community',
      'Lakeshore Imaging Center',
    ])
      it(`${text}, a place`, async () => {
        expect(await alone(text)).to.match(/^mask identity-/);
      });
    it('names that no header tells', async () => {
      expect(await alone('KOWALSKI')).to.match(/^mask identity-(?:name|form)$/);
    });
  });

  describe('hides what is not known to be harmless', () => {
    for (const text of ['KD', 'qz', 'RH', 'IR', 'CO', 'TB27', '4821', '0721', 'A1B2', 'B12'])
      it(`the code ${text}`, async () => {
        expect(await alone(text)).to.equal('mask short-unknown');
      });
    for (const text of [
      '85420685',
      '48 12 05 71',
      'J. S. K.',
      'J.S.',
      'A1B2C3',
      '王',
      'ML521866',
      '638-402-075',
      'Zzyzxq',
    ])
      it(text, async () => {
        expect(await alone(text)).to.match(/^mask (?:not-known-harmless|short-unknown|identity)/);
      });
    it('a line that nobody can read', async () => {
      expect(await alone('', {}, { confidence: 0, box: { x: 40, y: 40, width: 90, height: 14 } })).to.equal(
        'mask not-readable',
      );
    });
    it('unless the strategy lets what is unsure pass, and never an identity', async () => {
      const policy = { unsure: 'pass' } as const;
      expect(await alone('KD', { policy })).to.equal('keep unsure-kept');
      expect(await alone('03.09.2012', { policy })).to.match(/^mask/);
    });
  });

  describe('keeps marks and settings of devices', () => {
    for (const text of [
      'L',
      'R',
      'LT',
      'RT',
      'AP',
      'PA',
      'LAT',
      'MLO',
      'SUPINE',
      'LML',
      'FFE',
      'CRAN 10',
      'CAUD 25',
      'RAO 25',
      'ERECT',
      'PORTABLE',
      'kV 120',
      '120 kV',
      'mAs 3.2',
      'mA 200',
      'TE 30',
      'TR 2500',
      'TE: 12.5',
      'FA 90',
      'FOV 20cm',
      'SL 5.0',
      'ST 3mm',
      'W 400 L 40',
      'W400L40',
      'WW 1500 WL -600',
      'Zoom 150%',
      'x2.0',
      '2x',
      '1/25',
      'Im: 12/120',
      'Se 3',
      'MI 0.8',
      'TIS 0.4',
      'TIS=0.5 MI=0.4',
      'Gain 62 dB',
      '16cm',
      '7.5 MHz',
      '32 fps',
      '72 bpm',
      '15.0cm',
      '5',
      '-.64',
      '50%',
      'HR 61 bpm',
      'THI',
      '2D',
      'T2 FLAIR',
      'AX T1 POST',
      'Thyroid',
      'Liver',
      'LEFT KNEE',
      'CHEST PA',
      'Total DLP 512 mGycm',
      'CTDIvol',
      'FROZEN',
      'Store in progress',
      'MI=0.8 AO=100%',
      'TIS<0.4',
      'DUA:94%',
      '+ Cist Mag 1.06 cm',
      '1 BPD 4.2cm',
      'AC: 31.5 mm',
      'LV Diam 4.1 cm',
      'B31f',
      'Br40',
      'POST GAD',
      'PRE +C',
      'KM +',
      'WT BEARING',
      'LLD',
      'Dx',
      'li',
      'C5-1',
      'C1-6',
      'CF 3.5 MHz',
      'b 1000',
      'CROSS TABLE',
      'portalven.',
      '(mm)',
      'M/39',
      'F 067Y',
      '45Y',
    ])
      it(text, async () => {
        expect(await alone(text)).to.match(/^keep harmless/);
      });
    it('R even where it was read with some doubt', async () => {
      expect(
        await alone('Ｒ', {}, { confidence: 0.6, box: { x: 40, y: 40, width: 12, height: 16 } }),
      ).to.equal('keep harmless-overlay');
    });
    it('what an attribute says that stays', async () => {
      const read = header({ Manufacturer: 'Zorvexa', ManufacturerModelName: 'Qlarion 7', KVP: '117' });
      expect(await alone('Zorvexa', { read })).to.match(/^keep harmless/);
      expect(await alone('QLARION 7', { read })).to.match(/^keep harmless/);
      expect(await alone('117', { read })).to.equal('keep harmless-header');
      expect(await alone('Zorvexa')).to.match(/^mask/);
    });
    it('but nobody beside a measure', async () => {
      for (const text of [
        'Voss 1.06 cm',
        'AC 12',
        'BPD',
        'B31F',
        'Tech BX98',
        'ID CR39',
        '(SG)',
        '0p:PS',
        '#MA22',
        'USER MAX',
        'PC82 ON',
        'LI',
        'Sono: LW',
      ])
        expect(await alone(text), text).to.match(/^mask/);
    });
    it('but no age over 89', async () => {
      for (const text of ['93Y', 'M/93', 'F 101', '094 yrs'])
        expect(await alone(text), text).to.equal('mask identity-form');
    });
  });

  it('keeps what the strategy names, even of the patient, and nothing else', async () => {
    const policy = { keep: ['Abernathy', 'kd'] };
    expect(await alone('ABERNATHY', { ...KNOWN, policy })).to.equal('keep kept-by-strategy');
    expect(await alone('KD', { policy })).to.equal('keep kept-by-strategy');
    expect(await alone('KE', { policy })).to.match(/^mask/);
  });

  it('hides all that reads as text where the strategy says so', async () => {
    const policy = { mask: 'allText', keep: ['L'] } as const;
    expect(await alone('kV 120', { policy })).to.equal('mask all-text');
    expect(await alone('L', { policy })).to.equal('keep kept-by-strategy');
    expect(await alone('', { policy }, { confidence: 0, inkConfidence: 0.4 })).to.equal('keep not-text');
  });

  describe('takes for no text', () => {
    it('what the finder is not sure of and nobody can read', async () => {
      expect(await alone('3', {}, { confidence: 0.5, inkConfidence: 0.85 })).to.equal('keep not-text');
      expect(await alone('', {}, { confidence: 0, inkConfidence: 0.7 })).to.equal('keep not-text');
    });
    it('a find that a surer judge of text calls none', async () => {
      const find = { ...line('', 40, 40, { confidence: 0 }), textConfidence: 0.1 };
      const [decision] = await decided([{ ...find, box: { x: 40, y: 40, width: 60, height: 12 } }]);
      expect(decision?.reason).to.equal('not-text');
    });
    it('is text where it looks like nothing else, however faint its ink is', async () => {
      const small = { confidence: 0.94, inkConfidence: 0.9, textConfidence: 0.999 };
      expect(await decided([line('TY', 40, 40, small)])).to.have.nested.property(
        '[0].reason',
        'short-unknown',
      );
      const doubtful = { ...small, textConfidence: 0.9 };
      expect(await decided([line('TY', 40, 40, doubtful)])).to.have.nested.property('[0].reason', 'not-text');
    });
    it('is no text where only its ink speaks for it', async () => {
      const box = { x: 40, y: 40, width: 50, height: 12 };
      const blot = { text: '', confidence: 0, inkConfidence: 1, box };
      expect(await decided([line('', 40, 40, { ...blot, textConfidence: 0.78 })])).to.have.nested.property(
        '[0].reason',
        'not-text',
      );
      expect(await decided([line('', 40, 40, { ...blot, textConfidence: 0.95 })])).to.have.nested.property(
        '[0].reason',
        'not-readable',
      );
    });
    it('keeps a setting of few characters, one of them doubtful, where it is text for certain', async () => {
      const fair = { confidence: 0.8, inkConfidence: 1, textConfidence: 0.999 };
      expect(await decided([line('10 cm', 40, 40, fair)])).to.have.nested.property('[0].verdict', 'keep');
    });
  });

  describe('looks at what stands beside a line', () => {
    it('hides the value to the right of a label and keeps the label', async () => {
      const decisions = await decided([
        line('Patient Name:', 40, 40),
        line('HEAD', 200, 40),
        line('LIVER', 700, 400),
      ]);
      expect(decisions.map(({ verdict, reason }) => `${verdict} ${reason}`)).to.deep.equal(
        ['keep label', 'mask identity-labelled', 'keep harmless-words'].map((text, at) =>
          at === 2 ? `keep ${String(decisions[2]?.reason)}` : text,
        ),
      );
      expect(decisions[2]?.verdict).to.equal('keep');
    });
    it('hides a label with the value that goes on with it', async () => {
      const decisions = await decided([line('MRN:', 40, 40), line('888-670-739', 78, 40)]);
      expect(decisions.map(({ verdict }) => verdict)).to.deep.equal(['mask', 'mask']);
    });
    it('hides what stands below a label that has nothing beside it', async () => {
      const [, value] = await decided([line('Accession Number', 40, 40), line('Qx 12', 40, 56)]);
      expect(value?.verdict).to.equal('mask');
    });
    it('leaves the next label below alone', async () => {
      const decisions = await decided([
        line('Last Name', 40, 40),
        line('Age Group', 40, 56),
        line('Adult', 200, 56),
      ]);
      expect(decisions.map(({ verdict }) => verdict)).to.deep.equal(['keep', 'keep', 'keep']);
    });
    it('hides an initial right before a name, whatever side it could mark, and keeps the mark of a side that stands apart', async () => {
      const lexicon = createLexicon([{ kind: 'patientName', text: 'Okonjo^Ludmila' }]);
      for (const initial of ['L', 'L.', 'R', 'T.']) {
        const finds = [line(initial, 40, 40), line('OKONJO', 40 + initial.length * 8 + 6, 40)];
        expect((await decided(finds, { lexicon })).map(({ verdict }) => verdict)).to.deep.equal([
          'mask',
          'mask',
        ]);
      }
      const faint = { confidence: 0.3, inkConfidence: 0.9, textConfidence: 0.3 };
      const [unread] = await decided([line('V', 40, 40, faint), line('OKONJO', 60, 40)], { lexicon });
      expect(unread!.verdict).to.equal('mask');
      const [side, above] = await decided([line('L', 40, 40), line('R', 200, 20), line('OKONJO', 90, 40)], {
        lexicon,
      });
      expect([side!.verdict, above!.verdict]).to.deep.equal(['keep', 'keep']);
    });

    it('hides zeros that may be initials of two O', async () => {
      const lexicon = createLexicon([{ kind: 'patientName', text: 'Okonjo^Olga' }]);
      expect(await alone('0.0.', { lexicon })).to.match(/^mask/);
      expect(await alone('0.0.')).to.match(/^keep/);
    });

    it('hides a digit that goes on with an identity', async () => {
      const [, digit] = await decided([line('ABERNATHY', 40, 40), line('3', 118, 40)], KNOWN);
      expect(digit?.reason).to.equal('near-identity');
    });
    it('hides an unreadable piece that goes on with an identity, and not one far away', async () => {
      const piece = { confidence: 0.2, inkConfidence: 0.95 };
      const [, near, far] = await decided(
        [line('ABERNATHY', 40, 40), line('x~', 118, 40, piece), line('x~', 700, 500, piece)],
        KNOWN,
      );
      expect(near?.reason).to.equal('near-identity');
      expect(far?.reason).to.equal('not-text');
    });
    it('hides a faint piece that touches a line that goes', async () => {
      const faint = { confidence: 0.3, inkConfidence: 0.5, textConfidence: 0.05 };
      const box = { x: 113, y: 42, width: 20, height: 8 };
      const [, touching, apart] = await decided(
        [line('Zzyzxqrst', 40, 40), line('t', 0, 0, { ...faint, box }), line('t', 160, 42, faint)],
        KNOWN,
      );
      expect(touching?.reason).to.equal('near-identity');
      expect(apart?.reason).to.equal('not-text');
    });
    it('keeps a piece of a setting that another rendering shows once more', async () => {
      const [, again] = await decided([line('SL 5.0', 40, 40), line('SL', 40, 38)]);
      expect(again?.verdict).to.equal('keep');
      expect(await alone('SL')).to.equal('mask short-unknown');
    });
    it('keeps the number of a setting whose sign was not read, and no number behind a side', async () => {
      const behind = async (name: string): Promise<string | undefined> =>
        (await decided([line(name, 40, 40), line('1492', 40 + 12 * name.length + 24, 40)]))[1]?.verdict;
      expect([await behind('W'), await behind('R'), await behind('KJ')]).to.deep.equal([
        'keep',
        'mask',
        'mask',
      ]);
    });
    it('keeps a setting whose space another rendering shows', async () => {
      const tight = line('TE30', 10, 40, { box: { x: 10, y: 40, width: 74, height: 23 } });
      const spaced = line('TE 30', 39, 40, { box: { x: 39, y: 40, width: 45, height: 15 } });
      expect((await decided([tight, spaced])).map(({ verdict }) => verdict)).to.deep.equal(['keep', 'keep']);
    });
    it('keeps a fragment of the letters of a setting, and nothing unreadable beside them', async () => {
      const unread = { confidence: 0.2, textConfidence: 0.97 };
      const inside = line('or', 70, 42, { ...unread, box: { x: 70, y: 42, width: 12, height: 6 } });
      const below = line('or', 70, 90, { ...unread, box: { x: 70, y: 90, width: 12, height: 6 } });
      const whole = line('ST 3mm', 40, 40, { box: { x: 40, y: 40, width: 88, height: 20 } });
      const [, fragment, apart] = await decided([whole, inside, below]);
      expect(fragment?.verdict).to.equal('keep');
      expect(apart?.verdict).to.equal('mask');
    });
    it('hides two letters and a number alone that differ from a setting in one of them, as codes do', async () => {
      for (const code of ['IE 05', 'KU 64', 'IE30', 'KD 30'])
        expect(await alone(code), code).to.equal('mask short-unknown');
    });
    it('keeps two settings with their numbers that were read with doubt, and nothing else that was', async () => {
      const doubtful = { confidence: 0.65 };
      expect(await alone('W 400 L 40', {}, doubtful)).to.equal('keep harmless-overlay');
      expect(await alone('W 400', {}, doubtful)).to.equal('mask not-readable');
      expect(await alone('SUPINE', {}, doubtful)).to.equal('mask not-readable');
    });
    it('keeps a setting with a letter taken for one like it in a row of settings', async () => {
      expect(await alone('TR 2500 IE 30 FA 90')).to.match(/^keep harmless/);
    });
    it('does not see neighbours in other frames', async () => {
      const [, digit] = await decided(
        [line('ABERNATHY', 40, 40, { frames: [0] }), line('3', 118, 40, { frames: [4] })],
        KNOWN,
      );
      expect(digit?.verdict).to.equal('keep');
    });
    it('knows directions of the patient by their company', async () => {
      const corners = [line('AIL', 500, 4), line('R', 4, 380), line('L', 1000, 380), line('PSR', 500, 740)];
      expect((await decided(corners)).map(({ verdict }) => verdict)).to.deep.equal([
        'keep',
        'keep',
        'keep',
        'keep',
      ]);
      expect(await alone('AIL')).to.equal('mask short-unknown');
    });
    it('keeps the cells of a table of measures', async () => {
      const row = [line('mAs 250', 40, 40), line('kV', 110, 40), line('111', 140, 40)];
      expect((await decided(row))[2]?.verdict).to.equal('keep');
      expect(await alone('111')).to.equal('mask short-unknown');
    });
  });

  it('asks the tagger only of what would stay, and hides what it knows', async () => {
    const asked: string[] = [];
    const tagger: TextTagger = {
      async tag(texts) {
        asked.push(...texts);
        return Promise.resolve(
          texts.map((text) => ({
            spans: text.includes('Baker')
              ? [
                  {
                    start: text.indexOf('Baker'),
                    end: text.length,
                    kind: 'person',
                    source: 'tagger',
                    confidence: 0.99,
                  } as const,
                ]
              : [],
            verdict: 'harmless' as const,
            confidence: 1,
          })),
        );
      },
    };
    await decided([line('KD', 40, 40), line('kV 120', 40, 80), line('chest review', 40, 120)], { tagger });
    expect(asked).to.deep.equal(['chest review']);
  });

  it('rejects where the tagger fails, so that nothing passes unjudged', async () => {
    const tagger: TextTagger = { tag: () => Promise.reject(new Error('no model')) };
    let failure: unknown;
    await decided([line('chest review', 40, 40)], { tagger }).catch((error: unknown) => (failure = error));
    expect(failure).to.be.instanceOf(Error);
  });

  it('answers in the order of the finds, with reasons that have a sentence', async () => {
    const finds = [
      line('L', 4, 4),
      line('03.09.2012', 40, 40),
      line('KD', 300, 300),
      line('', 600, 600, { confidence: 0 }),
    ];
    const decisions = await decided(finds);
    expect(decisions.map(({ find }) => find)).to.deep.equal(finds);
    for (const { reason } of decisions) expect(isPixelReason(reason), reason).to.equal(true);
  });

  it('takes less than 2 ms of CPU for a line, the tagger apart', async () => {
    const facts = Array.from(
      { length: 60 },
      (_, at) => ({ kind: 'personName', text: `Quorvath${String(at)}^Ilsebet` }) as const,
    );
    const lexicon = createLexicon(facts);
    const finds = Array.from({ length: 300 }, (_, at) =>
      line(`Qworth ${String(at)} Elm`, (at % 6) * 160, Math.floor(at / 6) * 14),
    );
    await decided(finds, { lexicon });
    const before = process.cpuUsage();
    await decided(finds, { lexicon });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000 / finds.length).to.be.lessThan(2);
  });
});
