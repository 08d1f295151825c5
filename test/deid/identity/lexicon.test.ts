import { expect } from 'chai';
import fc from 'fast-check';
import { createLexicon } from '../../../src/deid/identity/lexicon.js';
import { factsOf, marked, type FactList } from './marked.js';

/** Each expected text carries brackets round what must be found; without them it is the input. */
function finds(facts: FactList, ...expected: readonly string[]): void {
  for (const text of expected) expect(marked(facts, text.replace(/[[\]]/g, '')), text).to.equal(text);
}

describe('identity lexicon', () => {
  describe('names', () => {
    const facts = { patientName: 'KOWALCZUK^TOMASZ ADAM^B^DR', personName: 'Dr. Anna van der Velde MD' };

    it('finds a name however its parts are ordered and divided', () => {
      finds(
        facts,
        '[KOWALCZUK^TOMASZ]',
        'CT of [Tomasz Kowalczuk]',
        '[Kowalczuk, Tomasz] brain',
        '[KOWALCZUK_TOMASZ]_20',
        '[kowalczuktomasz] CT',
        '[TomaszKowalczuk] CT',
        '[T. Kowalczuk]',
        '[Kowalczuk, T. A.]',
        'scan of [tkowalczuk]',
        'MR [Kowalczuk] knee',
        "[Kowalczuk's] knee",
        '[DrKowalczuk] asked',
        'seen by [A. van der Velde]',
      );
    });

    it('leaves words alone in which a name happens to stand', () => {
      finds({ patientName: 'Kow^Tom' }, 'TOMOGRAPHY', 'Kowloon view', 'tomosynthesis');
      finds({ patientName: 'Veld^Jan' }, 'Velden', 'January 3');
    });

    it('ignores titles, degrees and values that name nobody', () => {
      finds(
        { personName: ['Dr. med. Anna Kruszewski, MD', 'TECH', 'Anonymous', 'XXXX^YYYY', 'UNKNOWN^'] },
        'Dr. med. MD',
        'tech anonymous XXXX unknown',
      );
    });

    it('knows umlauts, barred letters and ligatures in every spelling', () => {
      const scandinavian = {
        patientName: 'Jørgensen^Åse',
        personName: ['Schäuffele^Jürgen', 'Łukasiewicz^Błażej', 'Weissgerber^Ida'],
      };
      finds(
        scandinavian,
        '[JORGENSEN]',
        '[Joergensen]',
        '[Jo\u0308rgensen]',
        '[Aase Jørgensen]',
        '[SCHAEUFFELE] Juergen'.replace(' Juergen', '') + ' CT',
        '[Schauffele]',
        '[LUKASIEWICZ BLAZEJ]',
        '[Weißgerber]',
        '[ＷＥＩＳＳＧＥＲＢＥＲ]',
      );
    });

    it('finds initials only where something says that they are initials', () => {
      finds(
        facts,
        'read by [TK]',
        'Technologist: [TK]',
        'CT CHEST /[TK]',
        'CT CHEST ([TK])',
        'pt. [T.K.] knee',
        'CT CHEST [TK]',
        'CT CHEST REF [TK]',
        '[TK] protocol',
        'T2 TK 5 mm',
      );
      finds(
        { personName: 'Carpaccio^Tullio' },
        'guided by CT',
        'initials: [CT]',
        'ordered for by [CT]',
        'CT CHEST',
        'MR_FF_CT',
      );
    });

    it("finds the patient's own at the end, also where they are an abbreviation of something else", () => {
      finds(
        { patientName: 'Gmelin^Theresa' },
        'Port insertion [TG]',
        'SENSE factor 2 [TG]',
        'TG 5 mm',
        'GT',
        'CHEST_TG',
      );
      finds({ patientName: 'Gruber^Alma' }, 'SCANOGRAM [AG]', 'slice 5 AG x');
      finds({ patientName: 'Mauer^Carl' }, 'T1 post CM', 'slice 5 CM');
      finds({ patientName: 'Petrov^Anna' }, 'CHEST AP');
      finds({ patientName: 'Muster^Karl' }, 'CT THORAX KM');
      finds({ personName: 'Mauer^Gerd' }, 'planning GM', '32 MG');
    });

    it("finds the patient's own wherever no list knows the letters as anything else", () => {
      const facts = { patientName: 'Quist^Karla' };
      finds(
        facts,
        'Follow-up [KQ] tomorrow',
        '[KQ] chest',
        'plate ([KQ]), left',
        'KQ 5',
        'T1_KQ_fs',
        'Kq chest',
        'KQ',
      );
      finds({ personName: 'Quist^Karla' }, 'Follow-up KQ tomorrow');
      finds({ patientName: 'Ivanov^Vera' }, 'grade IV lesion');
    });

    it('finds names of two or three letters only with evidence', () => {
      finds(
        { patientName: 'Ng^Wu' },
        '[Ng Wu]',
        'Dr. [Ng]',
        'NG tube',
        'name: [Ng]',
        '5 ng/ml',
        'ordered by [Wu]',
      );
    });
  });

  describe('names that are words', () => {
    it('finds a word of headers at the edge, where a sign sets it apart', () => {
      finds(
        { patientName: ['Stone^Simon', 'Head^Sarah'] },
        'CHEST_[STONE]',
        '[Stone]: latex allergy',
        'STONE PROTOCOL',
        'HEAD_ROUTINE',
      );
    });

    it('takes a word of headers for what it means', () => {
      finds(
        { patientName: 'Head^Sarah', personName: ['Field^Mark', 'Long^Peter'] },
        'Head CT',
        'CT HEAD W/O CONTRAST',
        'Patient Head First Supine',
        'long axis view',
        'large field of view',
        '[Head, Sarah]',
        'Mrs. [Head] called',
        'referred by Dr. [Field]',
        '[Peter Long] long axis',
      );
    });

    it('tells a month from a person', () => {
      finds(
        { patientName: 'May^Petra' },
        'May 2019 CT',
        '3 May 2019',
        'follow-up since May',
        'MAY BE SEEN',
        'this may persist',
        'CT chest [May]',
        '[May, P]',
        'Frau [May]',
      );
    });

    it('leaves eponyms whole and removes the person of that name', () => {
      finds(
        {
          patientName: 'Foley^Brenda',
          personName: ['Parkinson^Ewan', 'Wilson^Ted', 'Baker^Ann', 'Swan^Kay'],
        },
        'Foley catheter in place',
        'Parkinson protocol',
        "Wilson's disease",
        "r/o Baker's cyst",
        'Swan-Ganz catheter tip',
        'morbus Parkinson',
        '[Foley, Brenda]',
        'ordered by [Foley]',
        'Dr. [Wilson] reviewed',
        'MR KNEE [BAKER]',
        '[Parkinson, Ewan] Parkinson protocol',
      );
    });

    it('knows that colours and the like are words beside certain others', () => {
      finds(
        { patientName: 'Young^Rose', personName: ['White^Ed', 'Brown^Al'] },
        'white matter lesions',
        'young adult',
        'brown fat uptake',
        'rose bengal',
        'CT [YOUNG]',
        'Dr. [Brown]',
        '[White, Ed]',
      );
    });
  });

  describe('names in other scripts', () => {
    it('finds Japanese names in kanji, kana of any width and Latin letters', () => {
      finds(
        { patientName: 'Takahashi^Kenji=高橋^健二=たかはし^けんじ' },
        '[高橋健二] 胸部CT',
        '[髙橋　健二]',
        '胸部 [高橋]様',
        '[ﾀｶﾊｼ ｹﾝｼﾞ]',
        '[タカハシケンジ]さん',
        '[TAKAHASHI, K]',
        '胸部正面 立位',
      );
    });

    it('finds a name of one character only with evidence', () => {
      finds(
        { patientName: 'Lin^Zheng=林^正' },
        '胸部正面',
        '森林',
        '[林 正]',
        '[林正]',
        '患者[林]',
        '[林]先生',
      );
    });

    it('finds Korean names with what is written to them', () => {
      finds(
        { patientName: 'Bae^Sumin=裵^修敏=배^수민' },
        '[배수민]님 뇌 MRI',
        '환자 [배 수민]',
        '[수민]이 촬영',
        '[裵修敏]',
        '[Sumin Bae]',
      );
    });

    it('finds Chinese names', () => {
      finds(
        { patientName: 'Zhuang^MeiLing=庄^美玲' },
        '[庄美玲] 头颅平扫',
        '[庄^美玲]',
        '[Zhuang Mei Ling]',
        '头颅平扫',
      );
    });

    it('finds Russian and Greek names in their cases', () => {
      finds(
        { patientName: 'Люксембург^Яромир^Петрович', personName: 'Καραμπέτσος^Θεμιστοκλής' },
        'пациент [Люксембурга Я.П.]',
        '[ЛЮКСЕМБУРГ ЯРОМИР] голова',
        'КТ головы',
        '[Καραμπέτσου]',
        '[ΚΑΡΑΜΠΕΤΣΟΣ Θ.] θώρακος',
      );
    });

    it('finds Arabic and Hebrew names without points and with particles written to them', () => {
      finds(
        { patientName: 'القحطاني^فيصل', personName: 'אברמוביץ^נחמיה' },
        'المريض [فيصل القحطاني]',
        '[فَيْصَل]',
        'أشعة الصدر',
        'ד"ר [אברמוביץ]',
        '[לנחמיה] CT',
        'צילום חזה',
      );
    });
  });

  describe('identifiers', () => {
    const facts = {
      patientId: ['MRN-0047115', 'QX88-1234'],
      accession: 'A20190042',
      identifier: ['12', 'PHANTOM'],
    };

    it('finds them with and without punctuation, zeros and letters before the number', () => {
      finds(
        facts,
        'MRN: [47115]',
        '[MRN0047115]',
        '[0047115]',
        '#[00047115]',
        '[QX881234]',
        '[QX88 1234]',
        'acc [A2019-0042]',
      );
    });

    it('finds one with unusual punctuation whole', () => {
      finds({ patientId: '12.02.15-15:49:23-STD' }, 'of [12.02.15-15:49:23-STD]', '[12.02.15 15:49:23 std]');
    });

    it('finds short ones only after a word that announces them', () => {
      finds(facts, 'slice 12', 'TE 12', 'study no. [12]', 'ID: [12]');
    });

    it('takes no part of a number, a fraction or a UID for one', () => {
      finds(facts, '1.2.840.47115.3', '0.47115', '147115', '471159');
      finds(facts, 'PHANTOM QA', 'phantom');
    });
  });

  describe('dates', () => {
    const facts = { birthDate: '19540307', date: '20190512' };

    it('finds a day in every common way to write it', () => {
      finds(
        facts,
        '[19540307]',
        'DOB [1954-03-07]',
        '[07.03.1954]',
        '[3/7/1954]',
        '[03-07-54]',
        '[7.3.54]',
        '[7 March 1954]',
        '[March 7th, 1954]',
        '[07MAR1954]',
        'geb. [7. März 1954]',
        'né le [7 mars 1954]',
        '[7 de marzo de 1954]',
        '[1954年3月7日]',
        '[昭和29年3月7日]',
        '[1954년 3월 7일]',
        '[7 марта 1954]',
        '[２０１９／０５／１２]',
        '[20190512]T1030',
        '[20190512103000]',
        'seen 12[-May-2019]'.replace('12[', '[12'),
      );
    });

    it('finds a day and a month by name without the year', () => {
      finds(facts, 'compared to [7 Mar]', '[March 7] study', 'MAR 7', '8 Mar', '7 mag', 'T7 mars');
    });

    it('leaves other days and numbers alone', () => {
      finds(facts, '8 March 1954', '20190513', '1954 cm 3 x 7', '3.7 mm', 'TR 1954 TE 3.7');
    });

    it('takes placeholders for no day', () => {
      finds(
        { birthDate: '19000101', date: ['', '00000000', '20191399'] },
        '19000101',
        '20191399',
        '1900-01-01',
      );
    });
  });

  describe('places and numbers', () => {
    const facts = {
      address: '48 Quillfeather Lane, Ostrowfield, OH 43999',
      phone: '+1 (555) 010-4477',
      email: 'b.quarles@mail.example.org',
      institution: [
        'St. Brigid Orthopaedic Hospital',
        'General Hospital',
        'Radiology Department',
        'Charlesmont Imaging',
      ],
    };

    it('finds an address and its telling parts', () => {
      finds(
        facts,
        'lives [48 Quillfeather Ln], [Ostrowfield]'.replace('], [', ', '),
        'in [Ostrowfield]',
        'zip [43999]',
        'near [Quillfeather Lane]',
        'lane 4',
        'OH',
      );
    });

    it('finds a telephone number by its digits', () => {
      finds(facts, 'call [555-010-4477]', '([555) 010 4477]', '[0015550104477]', 'x 0104478');
    });

    it('finds an e-mail address', () => {
      finds(facts, 'mail [B.Quarles@mail.example.org]', 'mail example');
    });

    it('finds an institution by its own words and not by those that all share', () => {
      finds(
        facts,
        'at [St. Brigid Orthopaedic Hospital]',
        '[CHARLESMONT]',
        'General Hospital',
        'Radiology Department',
        'orthopaedic hospital bed',
        'imaging',
      );
    });
  });

  describe('in general', () => {
    it('gives spans inside the text, in order, without overlap', () => {
      const lexicon = createLexicon(
        factsOf({
          patientName: 'Müller^Eva=山田^花=やまだ',
          patientId: 'AB-12345',
          birthDate: '19700203',
          institution: 'Klinik Ostrow',
        }),
      );
      const pieces = [
        'Müller',
        'MU\u0308LLER',
        'Eva',
        '山田花',
        'ﾔﾏﾀﾞ',
        'AB12345',
        '3.2.1970',
        'Ostrow',
        ' ',
        ',',
        '^',
        '\u200b',
        'CT',
        'by EM',
        '\ud83d',
        '𠮷',
        '０３',
      ];
      fc.assert(
        fc.property(
          fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 4 }))),
          (parts) => {
            const text = parts.join('');
            let at = 0;
            for (const { start, end, confidence } of lexicon.find(text)) {
              expect(start).to.be.at.least(at);
              expect(end).to.be.above(start).and.at.most(text.length);
              expect(confidence).to.be.within(0, 1);
              at = end;
            }
          },
        ),
      );
    });

    it('finds every name between any two words', () => {
      const name = fc.constantFrom(
        'Kowalczuk',
        'Łukasiewicz',
        'Καραμπέτσος',
        'Люксембург',
        '高橋健二',
        '배수민',
      );
      const lexicon = createLexicon(
        factsOf({
          personName: [
            'Kowalczuk^T',
            'Łukasiewicz^B',
            'Καραμπέτσος^Θ',
            'Люксембург^Я',
            '=高橋^健二',
            '==배^수민',
          ],
        }),
      );
      fc.assert(
        fc.property(
          fc.constantFrom('CT', 'MR head', '胸部 ', 'T2'),
          name,
          fc.constantFrom('', ' knee', '/', ' 20'),
          (before, middle, after) => {
            const text = `${before} ${middle}${after}`;
            const at = before.length + 1;
            expect(
              lexicon.find(text).some(({ start, end }) => start <= at && end >= at + middle.length),
            ).to.equal(true);
          },
        ),
      );
    });

    it('takes time in proportion to the length of a text', () => {
      const lexicon = createLexicon([{ kind: 'patientName', text: 'HALVORSEN^ADA' }]);
      for (const piece of ['A-', 'A. ', 'Halvorsen ', 'AH/']) {
        const start = process.cpuUsage();
        lexicon.find(piece.repeat(65536 / piece.length));
        // What is quadratic takes some ten seconds.
        expect(process.cpuUsage(start).user, piece).to.be.below(3_000_000);
      }
    });

    it('finds nothing where nothing is known', () => {
      expect(createLexicon([]).find('Tomasz Kowalczuk, 07.03.1954')).to.deep.equal([]);
      expect(createLexicon([]).needles).to.deep.equal([]);
    });
  });
});
