import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LetheError, type ErrorCode } from '../../src/errors.js';
import { loadStrategies, loadStrategy, type LoadOptions } from '../../src/routing/load.js';

function failure(act: () => unknown): LetheError {
  try {
    act();
  } catch (error) {
    if (error instanceof LetheError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

/** The code and the lines of the message that a strategy text fails with. */
function refusal(text: string, options: LoadOptions = {}): { code: ErrorCode; lines: string[] } {
  const { code, message } = failure(() => loadStrategy(text, 's.yaml', options));
  return { code, lines: message.split('\n') };
}

/** A whole strategy around some lines, which start at line 5. */
function withRoutes(...lines: string[]): string {
  return ['strategy: s', "version: '1'", 'deidentify: {}', 'routes:', ...lines, ''].join('\n');
}

function withRules(...lines: string[]): string {
  const head = [
    'strategy: s',
    "version: '1'",
    'routes: [ { name: r, destinations: [d] } ]',
    'deidentify:',
    '  rules:',
  ];
  return [...head, ...lines, ''].join('\n');
}

/** As `withRules`, for lines of the section deidentify: itself, from line 5. */
function withPolicy(...lines: string[]): string {
  return [
    'strategy: s',
    "version: '1'",
    'routes: [ { name: r, destinations: [d] } ]',
    'deidentify:',
    ...lines,
    '',
  ].join('\n');
}

const COMPLETE = `strategy: ct-research
version: '3'
description: For the CT study.
priority: 100
routes:
  - name: ct-and-mr
    when: { all: [ { calledAe: RESEARCH }, { attribute: Modality, oneOf: [CT, MR] } ] }
    destinations: [research-pacs, archive]
  - name: screen-saves
    when: { attribute: ImageType, matches: 'SCREEN SAVE' }
    discard: screen saves are not wanted by the study
deidentify:
  profile: basic
  options: [retainLongModifiedDates, retainPatientCharacteristics]
  uids: { scope: project }
  dates: { maxShiftDays: 100 }
  privateElements: keep
  unknownElements: keep
  rules:
    - tag: [StudyDescription, '(60xx,3000)']
      action: keep
    - id: gems
      creator: GEMS_PARM_01
      element: '(0043,xx10)'
      action: remove
    - creator: SIEMENS CSA HEADER
      action: keep
    - vr: [LT, UT]
      when: { modality: SR }
      action: cleanText
    - category: comment
      action: empty
    - profileAction: X/Z/U*
      action: remove
    - private: true
      action: quarantine
    - tag: PatientAge
      action: { ageCap: { over: 79 } }
    - tag: InstitutionName
      action: { replace: { value: [Hospital, 007] } }
`;

describe('a strategy that is right', () => {
  const strategy = loadStrategy(COMPLETE, 'ct.yaml');

  it('has its name, version, description, priority and file', () => {
    expect(strategy).to.include({
      name: 'ct-research',
      version: '3',
      description: 'For the CT study.',
      priority: 100,
      file: 'ct.yaml',
    });
  });

  it('has the SHA-256 of its text', () => {
    expect(strategy.hash).to.equal(createHash('sha256').update(COMPLETE).digest('hex'));
  });

  it('has routes that deliver and routes that discard', () => {
    expect(strategy.routes.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      'deliver ct-and-mr',
      'discard screen-saves',
    ]);
  });

  it('knows where each destination is named', () => {
    const [route] = strategy.routes;
    expect(route?.kind === 'deliver' ? route.destinationPositions : []).to.deep.equal([
      { line: 8, column: 20 },
      { line: 8, column: 35 },
    ]);
  });

  it('has the settings of its policy', () => {
    expect(strategy.policy).to.deep.include({
      profile: 'basic',
      options: ['retainLongModifiedDates', 'retainPatientCharacteristics'],
      uids: { scope: 'project' },
      dates: { maxShiftDays: 100 },
      privateElements: { safeList: false, knowledgeBase: undefined, others: 'keep' },
      unknownElements: 'keep',
      passthrough: false,
    });
  });

  it('has its rules in order, named by id or position, with their lines', () => {
    expect(strategy.policy.rules.map(({ id, line }) => `${id}:${String(line)}`)).to.deep.equal([
      'rule-1:20',
      'gems:22',
      'rule-3:26',
      'rule-4:28',
      'rule-5:31',
      'rule-6:33',
      'rule-7:35',
      'rule-8:37',
      'rule-9:39',
    ]);
  });

  it('has every kind of selector', () => {
    expect(strategy.policy.rules.map(({ selector }) => selector)).to.deep.equal([
      {
        kind: 'tag',
        patterns: [
          { text: 'StudyDescription', value: 0x00081030, mask: 0xffffffff },
          { text: '(60xx,3000)', value: 0x60003000, mask: 0xff00ffff },
        ],
      },
      {
        kind: 'creator',
        creator: 'GEMS_PARM_01',
        patterns: [{ text: '(0043,xx10)', value: 0x00430010, mask: 0xffff00ff }],
      },
      { kind: 'creator', creator: 'SIEMENS CSA HEADER', patterns: [] },
      { kind: 'vr', vrs: ['LT', 'UT'] },
      { kind: 'category', categories: ['comment'] },
      { kind: 'actionCode', codes: ['X/Z/U*'] },
      { kind: 'private' },
      { kind: 'tag', patterns: [{ text: 'PatientAge', value: 0x00101010, mask: 0xffffffff }] },
      { kind: 'tag', patterns: [{ text: 'InstitutionName', value: 0x00080080, mask: 0xffffffff }] },
    ]);
  });

  it('has every kind of action, replacement values as written', () => {
    expect(strategy.policy.rules.slice(-2).map(({ action }) => action)).to.deep.equal([
      { kind: 'ageCap', over: 79, write: 'limit' },
      { kind: 'replace', values: ['Hospital', '007'] },
    ]);
  });

  it('is safe where it says nothing: the Basic Profile, private and unknown elements removed', () => {
    expect(loadStrategy(withRoutes('  - { name: r, destinations: [d] }'), 's.yaml').policy).to.deep.equal({
      profile: 'basic',
      options: [],
      uids: { scope: 'patient' },
      dates: { maxShiftDays: 3652 },
      text: { dates: 'remove', unlisted: 'classify' },
      encapsulatedDocuments: 'quarantine',
      privateElements: { safeList: false, knowledgeBase: undefined, others: 'remove' },
      unknownElements: 'remove',
      rules: [],
      project: undefined,
      passthrough: false,
    });
  });

  it('may be a passthrough whose every route demands a called AE title', () => {
    const text =
      "strategy: s\nversion: '1'\ndeidentify: passthrough\nroutes:\n  - { name: a, when: { calledAe: X }, destinations: [d] }\n  - { name: b, when: { all: [ { modality: CT }, { any: [ { calledAe: Y }, { calledAe: Z } ] } ] }, destinations: [d] }\n";
    expect(loadStrategy(text, 's.yaml').policy.passthrough).to.be.true;
  });
});

/** Title, text with a § where the error must be, and what it must say. */
const INVALID: readonly (readonly [string, string, string])[] = [
  [
    'YAML that does not parse',
    'strategy: [§',
    'not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'a key that stands twice',
    'strategy: s\n§strategy: t\n',
    'this key stands here a second time; keep one of the two',
  ],
  [
    'two documents',
    'strategy: s\n§---\nstrategy: t\n',
    'the file holds more than one YAML document; make it one',
  ],
  [
    'a YAML tag',
    'strategy: §!!js/function s\n',
    'Unresolved tag: tag:yaml.org,2002:js/function; tags have no use here, take it away',
  ],
  ['an alias without an anchor', 'strategy: §*s\n', 'no anchor before here is called &s'],
  ['an alias inside its anchor', 'strategy: &s [ §*s ]\n', 'the alias *s stands inside what it names'],
  [
    'a list instead of a map',
    '§- a\n',
    'expected a map of the keys strategy, version, description, priority, routes, deidentify, pixels, examples',
  ],
  [
    'a misspelt key',
    withRoutes('  - name: r', '    §destination: [d]'),
    "unknown key 'destination'; did you mean 'destinations'?",
  ],
  [
    'an unknown key like no other',
    withRoutes('  - { name: r, destinations: [d], §weather: fine }'),
    "unknown key 'weather'; known here: name, when, destinations",
  ],
  [
    'a version that YAML takes for a number',
    withRoutes('  - { name: r, destinations: [d] }').replace("'1'", '§1.10'),
    "'version': expected text, in quotes if it looks like something else",
  ],
  [
    'a name with a space',
    withRoutes('  - { name: §my route, destinations: [d] }'),
    "'name': a name has 1 to 64 letters, digits, dots, hyphens and underscores, and starts with a letter or digit",
  ],
  ['no destination', withRoutes('  - { name: r, destinations: §[] }'), "'destinations': must not be empty"],
  [
    'a destination twice',
    withRoutes('  - { name: r, destinations: [d, §d] }'),
    "the destination 'd' stands here twice; keep one",
  ],
  [
    'a route that delivers and discards',
    withRoutes('  - { name: r, destinations: [d], §discard: no }'),
    "'discard' cannot stand here beside the other keys; beside them may stand: name, when, destinations",
  ],
  ['a discard without a reason', withRoutes("  - { name: r, discard: §'' }"), "'discard': must not be empty"],
  [
    'two routes of one name',
    withRoutes('  - { name: r, destinations: [d] }', '  - { name: §r, destinations: [e] }'),
    "'r' is taken by an earlier entry; give this one another name",
  ],
  [
    'two conditions in one map',
    withRoutes('  - { name: r, when: { calledAe: A, §modality: CT }, destinations: [d] }'),
    "'modality' cannot stand here beside the other keys; beside them may stand: calledAe",
  ],
  [
    'a condition of no kind',
    withRoutes('  - { name: r, when: §{ weather: fine }, destinations: [d] }'),
    'one of these keys is missing here: all, any, not, calledAe, callingAe, address, modality, attribute',
  ],
  [
    'an AE title that is too long',
    withRoutes('  - { name: r, when: { calledAe: §ABCDEFGHIJKLMNOPQ }, destinations: [d] }'),
    "'calledAe': an AE title has at most 16 characters, this one 17",
  ],
  [
    'a network that is none',
    withRoutes('  - { name: r, when: { address: §10.0.0.0/33 }, destinations: [d] }'),
    "'address': '10.0.0.0/33' is no IP address and no network such as 192.0.2.0/24 or 2001:db8::/32",
  ],
  [
    'an unknown attribute',
    withRoutes('  - { name: r, when: { attribute: §Modalty, equals: CT }, destinations: [d] }'),
    "'attribute': no attribute is called 'Modalty'; did you mean 'Modality'?",
  ],
  [
    'a condition without a test',
    withRoutes('  - { name: r, when: §{ attribute: Modality }, destinations: [d] }'),
    "'when': say what to look for: one of equals, oneOf, matches, range, exists",
  ],
  [
    'a condition with two tests',
    withRoutes(
      '  - { name: r, when: { attribute: Modality, equals: CT, exists: §true }, destinations: [d] }',
    ),
    "'exists': one test at a time; put several conditions under all: or any:",
  ],
  [
    'a mask in a condition',
    withRoutes("  - { name: r, when: { attribute: §'(60xx,3000)', exists: true }, destinations: [d] }"),
    "'attribute': '(60xx,3000)' is a mask of tags; name one attribute, a private one by creator: and '(gggg,xxee)'",
  ],
  [
    'a path through what is no sequence',
    withRoutes('  - { name: r, when: { attribute: §Modality.PatientID, exists: true }, destinations: [d] }'),
    "'attribute': Modality is not a sequence, so nothing stands inside it",
  ],
  [
    'the value of a sequence',
    withRoutes('  - { name: r, when: { attribute: §ContentSequence, equals: x }, destinations: [d] }'),
    "'attribute': the value of ContentSequence (SQ) is not text; only exists: may ask for it",
  ],
  [
    'a word for a number',
    withRoutes('  - { name: r, when: { attribute: EchoTime, equals: §long }, destinations: [d] }'),
    "'equals': EchoTime is a number (DS), 'long' is none",
  ],
  [
    'an expression that could take forever',
    withRoutes("  - { name: r, when: { attribute: ImageType, matches: §'(a+)+$' }, destinations: [d] }"),
    "'matches': a repetition or an alternative inside a repeated group may take too long; write it without the outer repetition",
  ],
  [
    'a range that is upside down',
    withRoutes(
      '  - { name: r, when: { attribute: EchoTime, range: { min: §3, max: 2 } }, destinations: [d] }',
    ),
    "'min': lies above max:, so that nothing lies between",
  ],
  [
    'a range of names',
    withRoutes('  - { name: r, when: { attribute: PatientName, range: §{ min: 3 } }, destinations: [d] }'),
    "'range': only numbers, dates and ages have a range, not PN",
  ],
  [
    'a day that does not exist',
    withRoutes(
      '  - { name: r, when: { attribute: StudyDate, range: { min: §2023-02-29 } }, destinations: [d] }',
    ),
    "'min': expected a date, YYYY-MM-DD",
  ],
  ['an unknown option', withPolicy('  options: [§retainUids]'), "did you mean 'retainUIDs'?"],
  [
    'options without a profile',
    withPolicy('  profile: none', '  options: §[retainUIDs]'),
    'options belong to a profile; write profile: basic or take them away',
  ],
  [
    'both date options',
    withPolicy('  options: [retainLongFullDates, §retainLongModifiedDates]'),
    'dates cannot be kept and moved at once; choose retainLongFullDates or retainLongModifiedDates',
  ],
  ['a shift of no days', withPolicy('  dates: { maxShiftDays: §0 }'), "'maxShiftDays': must be 1 or more"],
  [
    'a misspelt passthrough',
    withPolicy().replace('deidentify:\n', 'deidentify: §pass\n'),
    "'deidentify': expected passthrough, or a map of the keys profile, options, uids, dates, text, encapsulatedDocuments, project, privateElements, unknownElements, rules",
  ],
  ['a rule without an action', withRules('    - §{ tag: PatientName }'), "the key 'action' is missing here"],
  [
    'a rule that selects nothing',
    withRules('    - §{ action: keep }'),
    'one of these keys is missing here: tag, vr, creator, private, category, profileAction',
  ],
  [
    'a misspelt action',
    withRules('    - { tag: PatientName, action: §remov }'),
    "'action': did you mean 'remove'?",
  ],
  [
    'the tag of a file meta element',
    withRules("    - { tag: §'(0002,0016)', action: keep }"),
    "'tag': the file meta information (group 0002) is always written anew; no rule reaches it",
  ],
  [
    'a private element by its block',
    withRules("    - { creator: X, element: §'(0043,1010)', action: keep }"),
    "'element': write a private element as '(gggg,xxee)' with an odd group, such as '(0043,xx10)': the block that stands for xx differs from file to file",
  ],
  ['an unknown VR', withRules('    - { vr: §XY, action: keep }'), "'vr': 'XY' is no VR of PS3.5"],
  [
    'an age cap on a date',
    withRules('    - { tag: StudyDate, action: §ageCap }'),
    'ageCap is for ages (AS), not for StudyDate (DA)',
  ],
  [
    'a hashed sequence',
    withRules('    - { vr: SQ, action: §hash }'),
    'hash is not for sequences such as VR SQ; name the attributes inside, rules reach every depth',
  ],
  [
    'a SOP class removed',
    withRules('    - { tag: SOPClassUID, action: §remove }'),
    'SOPClassUID says how the instance is to be read; it can only be kept, or quarantine the instance',
  ],
  [
    'a replacement that is no value of its VR',
    withRules('    - { tag: StudyDate, action: §{ replace: { value: unknown } } }'),
    "'unknown' is no value for StudyDate (DA) (PS3.5 Table 6.2-1)",
  ],
  [
    'two rules of one id',
    withRules(
      '    - { id: a, tag: StudyDate, action: keep }',
      '    - { id: §a, tag: StudyTime, action: keep }',
    ),
    "'a' is taken by an earlier entry; give this one another name",
  ],
  [
    'a UID made of a description',
    withRules('    - { tag: StudyDescription, action: §uid }'),
    'uid is for UIDs (UI), not for StudyDescription (LO)',
  ],
  [
    'a pseudonym of a UID',
    withRules('    - { vr: UI, action: §pseudonym }'),
    'pseudonym is for names and identifiers, not for VR UI',
  ],
  [
    'a shifted name',
    withRules('    - { tag: PatientName, action: §shiftDate }'),
    'shiftDate is for dates, not for PatientName (PN)',
  ],
  [
    'a SOP Instance UID removed',
    withRules('    - { tag: SOPInstanceUID, action: §remove }'),
    'an instance needs its SOPInstanceUID; keep it or replace it by the action uid',
  ],
  [
    'Pixel Data emptied',
    withRules('    - { tag: PixelData, action: §empty }'),
    'header rules do not change Pixel Data; keep it, or quarantine the instance',
  ],
  [
    'text for bytes',
    withRules('    - { vr: OB, action: §{ replace: { value: x } } }'),
    'replace gives text, which VR OB cannot hold',
  ],
  [
    'a word for a binary number',
    withRules('    - { tag: PregnancyStatus, action: §{ replace: { value: many } } }'),
    "'many' is no value for PregnancyStatus (US) (PS3.5 Table 6.2-1)",
  ],
  [
    'a number that its VR does not hold',
    withRules(
      '    - { tag: SeriesNumber, action: keep }',
      '    - { tag: PregnancyStatus, action: §{ replace: { value: 65536 } } }',
    ),
    "'65536' is no value for PregnancyStatus (US) (PS3.5 Table 6.2-1)",
  ],
  [
    'other rows than the pixels have',
    withRules('    - { tag: Rows, action: §{ replace: { value: 512 } } }'),
    'Rows says how the instance is to be read; it can only be kept, or quarantine the instance',
  ],
  [
    'a hash of a number',
    withRules('    - { tag: PregnancyStatus, action: §hash }'),
    'hash gives text, which PregnancyStatus (US) cannot hold',
  ],
  [
    'a pseudonym of numbers',
    withRules('    - { vr: FD, action: §pseudonym }'),
    'pseudonym gives text, which VR FD cannot hold',
  ],
  [
    'a replacement that is too long',
    withRules('    - { tag: AccessionNumber, action: §{ replace: { value: ABCDEFGHIJKLMNOPQ } } }'),
    "'ABCDEFGHIJKLMNOPQ' is no value for AccessionNumber (SH) (PS3.5 Table 6.2-1)",
  ],
  [
    'a rule for items',
    withRules("    - { tag: §'(FFFE,E000)', action: keep }"),
    "'tag': items and delimitations (group FFFE) are no elements; name the sequence",
  ],
  [
    'an option twice',
    withPolicy('  options: [retainUIDs, §retainUIDs]'),
    "the option 'retainUIDs' stands here twice; keep one",
  ],
  [
    'a private attribute of a creator by its block',
    withRoutes(
      "  - { name: r, when: { attribute: §'(0019,100c)', creator: X, exists: true }, destinations: [d] }",
    ),
    "'attribute': write a private element as '(gggg,xxee)' with an odd group, such as '(0043,xx10)'",
  ],
  [
    'a keyword of a repeating group in a condition',
    withRoutes('  - { name: r, when: { attribute: §OverlayRows, exists: true }, destinations: [d] }'),
    "'attribute': OverlayRows names a repeating group; write one tag of it, such as '(6000,3000)'",
  ],
  [
    'case that does not matter for numbers',
    withRoutes(
      '  - { name: r, when: { attribute: EchoTime, range: { min: 1 }, ignoreCase: §true }, destinations: [d] }',
    ),
    "'ignoreCase': goes with equals, oneOf and matches only",
  ],
  [
    'a range without bounds',
    withRoutes('  - { name: r, when: { attribute: EchoTime, range: §{} }, destinations: [d] }'),
    "'range': give min:, max: or both",
  ],
  ['a key that is a list', '? §[a]\n: b\n', 'a key must be a plain word, not a list or a map'],
  [
    'the path cleanText for bytes',
    withRules('    - { tag: EncapsulatedDocument, action: §cleanText }'),
    'cleanText is for text, not for EncapsulatedDocument (OB)',
  ],
  [
    'years rounded that are none',
    withRules('    - { tag: StudyDate, action: §{ ageRound: { years: 5 } } }'),
    'ageRound is for ages (AS), not for StudyDate (DA)',
  ],
  [
    'dates rounded that are none',
    withRules('    - { tag: PatientName, action: §{ dateRound: { to: year } } }'),
    'dateRound is for dates, not for PatientName (PN)',
  ],
  [
    'a template that is too long for what it fills',
    withRules("    - { tag: Modality, action: §{ template: '{hash:StudyInstanceUID}-1' } }"),
    'template gives 18 characters or more; Modality (CS) holds 16',
  ],
  [
    'a template with a misspelt attribute',
    withRules("    - { tag: StudyID, action: { template: §'{Modalty}' } }"),
    "'template': no attribute is called 'Modalty'; did you mean 'Modality'?",
  ],
  [
    'a value of a sequence',
    withRules('    - { tag: StudyID, action: { from: { attribute: §ContentSequence, using: copy } } }'),
    "'attribute': ContentSequence (SQ) has no text to make a value of",
  ],
  [
    'a lookup table that is not there',
    withRules('    - { tag: PatientID, action: { lookup: { table: §nowhere.csv } } }'),
    'the table nowhere.csv cannot be read; it must lie beside the strategy',
  ],
  [
    'a lookup table in another folder',
    withRules('    - { tag: PatientID, action: { lookup: { table: §../secrets.csv } } }'),
    "'table': write the name of a CSV file in the same folder as the strategy, such as crosswalk.csv",
  ],
  [
    'an unknown knowledge base',
    withPolicy('  privateElements: { knowledgeBase: §tcia }'),
    "'knowledgeBase': expected tcia-2024-02-01",
  ],
  [
    'a safe list that an option keeps',
    withPolicy('  options: [retainSafePrivate]', '  privateElements: { safeList: §false }'),
    'the option retainSafePrivate keeps the safe list; take it away, or this',
  ],
  [
    'an example that goes nowhere and somewhere',
    `${withRoutes('  - { name: r, when: { modality: CT }, destinations: [d] }')}examples:\n  - { name: e, given: {}, expect: { route: null, destinations: §[d] } }\n`,
    'where no route matches there is no destination',
  ],
  [
    'an example that expects nothing',
    `${withRoutes('  - { name: r, destinations: [d] }')}examples:\n  - { name: e, given: {}, expect: §{} }\n`,
    'an example expects something: route:, destinations: or attributes:',
  ],
  [
    'an example with a private attribute of nobody',
    `${withRoutes('  - { name: r, destinations: [d] }')}examples:\n  - { name: e, given: { attributes: { §'(0043,1010)': 1 } }, expect: { route: r } }\n`,
    "name a private attribute with its creator: '(gggg,xxee) CREATOR'",
  ],
  [
    'an example with a whole sequence',
    `${withRoutes('  - { name: r, destinations: [d] }')}examples:\n  - { name: e, given: { attributes: { §ContentSequence: x } }, expect: { route: r } }\n`,
    'ContentSequence is a sequence; name an attribute inside it: ContentSequence.KEYWORD',
  ],
  [
    'an example of an unknown route',
    `${withRoutes('  - { name: r, destinations: [d] }')}examples:\n  - { name: e, given: {}, expect: { route: §q } }\n`,
    "no route is called 'q'; there are: r",
  ],
  [
    'an example that expects what it does not give',
    `${withRoutes('  - { name: r, destinations: [d] }')}examples:\n  - { name: e, given: {}, expect: { attributes: { §Modality: kept } } }\n`,
    "'Modality' is expected here but not given; add it under given: attributes:",
  ],
];

describe('a strategy that is wrong', () => {
  for (const [title, marked, message] of INVALID) {
    it(`says where and how: ${title}`, () => {
      const before = marked.slice(0, marked.indexOf('§')).split('\n');
      const place = `s.yaml:${String(before.length)}:${String((before.at(-1) ?? '').length + 1)}`;
      const lines = [`${place}: ${message}`];
      expect(refusal(marked.replace('§', ''))).to.deep.equal({ code: 'STRATEGY_INVALID', lines });
    });
  }

  it('names every key that an empty file lacks', () => {
    const keys = ['strategy', 'version', 'routes', 'deidentify'];
    const lines = keys.map((key) => `s.yaml:1:1: the key '${key}' is missing here`);
    expect(refusal('')).to.deep.equal({ code: 'STRATEGY_INVALID', lines });
  });

  it('tells several errors together, in the order of the file', () => {
    const text = withRoutes(
      '  - { name: a b, destinations: [d] }',
      "  - { name: r, when: { atribute: Modality, equals: CT }, destinations: ['d'] }",
    );
    expect(refusal(text).lines.map((line) => line.split(':').slice(0, 3).join(':'))).to.deep.equal([
      's.yaml:5:13',
      's.yaml:6:24',
    ]);
  });

  it('has one private creator in each group of an example', () => {
    const example =
      "examples:\n  - { name: e, given: { attributes: { '(0019,xx01) A': 1, '(0019,xx01) B': 1 } }, expect: { route: r } }\n";
    expect(refusal(withRoutes('  - { name: r, destinations: [d] }') + example).lines).to.deep.equal([
      's.yaml:7:39: an example has one private creator in each group; write another example',
      's.yaml:7:59: an example has one private creator in each group; write another example',
    ]);
  });

  it('tells the first fifty errors and how many more there are', () => {
    const rules = Array.from({ length: 60 }, () => '    - { tag: PatientName, action: lose }');
    const { lines } = refusal(withRules(...rules));
    expect([lines.length, lines.at(-1)]).to.deep.equal([51, 'and 10 more']);
  });

  it('has a hundred aliases at most', () => {
    const text = `${withPolicy()}  rules: [ &r { vr: LO, action: keep }${', *r'.repeat(101)} ]\n`;
    expect(refusal(text).lines[0]).to.match(/more than 100 aliases; write the parts out$/);
  });

  it('has a hint that leads to the guide', () => {
    expect(failure(() => loadStrategy('', 's.yaml')).hint).to.contain('docs/strategy.md');
  });

  it('is refused when aliases unfold without bound', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdef'.split('').map(
        (key, index) =>
          `${key}: &${key} [${Array(9)
            .fill(`*${'abcde'.charAt(index)}`)
            .join(', ')}]`,
      ),
    ].join('\n');
    expect(refusal(bomb).lines).to.deep.equal([
      's.yaml:1:1: the aliases unfold to too much; write the parts out',
    ]);
  });

  it('is refused when it is nested without bound', () => {
    expect(refusal('['.repeat(100_000)).lines).to.deep.equal(['s.yaml:1:1: nested deeper than 64 levels']);
  });

  it('is refused when it is larger than a person writes', () => {
    expect(refusal(' '.repeat(1024 * 1024 + 1)).lines).to.deep.equal([
      's.yaml:1:1: the file is larger than 1 MiB; split it',
    ]);
  });
});

describe('a strategy that changes nothing', () => {
  const passthrough = (route: string): string =>
    `strategy: s\nversion: '1'\ndeidentify: passthrough\nroutes:\n  - ${route}\n`;

  for (const when of [
    '',
    'when: { modality: CT }, ',
    'when: { not: { calledAe: X } }, ',
    'when: { any: [ { calledAe: X }, { modality: CT } ] }, ',
  ]) {
    it(`is refused as a default, with ${when === '' ? 'no condition' : when}`, () => {
      expect(refusal(passthrough(`{ name: r, ${when}destinations: [d] }`))).to.deep.equal({
        code: 'PASSTHROUGH_REFUSED',
        lines: [
          "s.yaml:5:5: the route 'r' of a strategy with deidentify: passthrough matches without a called AE title; the node refuses it as a default",
        ],
      });
    });
  }
});

describe('the examples of a strategy', () => {
  const withExample = (example: string): string =>
    `${withRoutes('  - { name: ct, when: { modality: CT }, destinations: [d, e] }')}examples:\n  - ${example}\n`;

  it('hold', () => {
    const text = withExample(
      '{ name: x, given: { attributes: { Modality: CT } }, expect: { route: ct, destinations: [d, e] } }',
    );
    expect(loadStrategy(text, 's.yaml').examples).to.have.length(1);
  });

  it('may say that no route takes an instance', () => {
    expect(
      loadStrategy(withExample('{ name: x, given: {}, expect: { route: null } }'), 's.yaml').examples,
    ).to.have.length(1);
  });

  it('may speak of attributes inside sequences', () => {
    const text = withRoutes(
      '  - { name: r, when: { attribute: RequestAttributesSequence, exists: true }, destinations: [d] }',
    );
    const example =
      'examples:\n  - { name: x, given: { attributes: { RequestAttributesSequence.RequestedProcedureID: P } }, expect: { route: r } }\n';
    expect(loadStrategy(text + example, 's.yaml').examples).to.have.length(1);
  });

  it('may speak of private attributes by their creator', () => {
    const text = withRoutes(
      "  - { name: r, when: { attribute: '(0043,xx10)', creator: GEMS_PARM_01, equals: 3 }, destinations: [d] }",
    );
    const example =
      "examples:\n  - { name: x, given: { attributes: { '(0043,xx10) GEMS_PARM_01': 3 } }, expect: { route: r } }\n";
    expect(loadStrategy(text + example, 's.yaml').examples[0]?.attributes).to.deep.equal([
      {
        name: '(0043,xx10) GEMS_PARM_01',
        sequences: [],
        tag: 0x00430010,
        creator: 'GEMS_PARM_01',
        values: ['3'],
      },
    ]);
  });

  it('stop the strategy where another route takes the instance', () => {
    expect(
      refusal(withExample('{ name: x, given: { attributes: { Modality: MR } }, expect: { route: ct } }')),
    ).to.deep.equal({
      code: 'STRATEGY_EXAMPLE_FAILED',
      lines: ["s.yaml:7:5: example 'x': expected the route 'ct', took no route"],
    });
  });

  it('stop the strategy where it goes elsewhere', () => {
    const text = withExample(
      '{ name: x, given: { attributes: { Modality: CT } }, expect: { destinations: [d] } }',
    );
    expect(refusal(text).lines).to.deep.equal([
      "s.yaml:7:5: example 'x': expected the destinations d, got d, e",
    ]);
  });

  const expectName = (fate: string): string =>
    withExample(
      `{ name: x, given: { attributes: { PatientName: Doe } }, expect: { attributes: { PatientName: ${fate} } } }`,
    );

  it('are held against the engine where there is one', () => {
    const options: LoadOptions = { deidentifyExample: () => new Map([['PatientName', 'emptied']]) };
    expect(refusal(expectName('kept'), options)).to.deep.equal({
      code: 'STRATEGY_EXAMPLE_FAILED',
      lines: ["s.yaml:7:98: example 'x': expected PatientName kept, it was emptied"],
    });
  });

  it('count emptied and replaced as changed', () => {
    const options: LoadOptions = { deidentifyExample: () => new Map([['PatientName', 'replaced']]) };
    expect(loadStrategy(expectName('changed'), 's.yaml', options).examples).to.have.length(1);
  });

  it('take what the engine does not mention as removed', () => {
    expect(
      loadStrategy(expectName('removed'), 's.yaml', { deidentifyExample: () => new Map() }).examples,
    ).to.have.length(1);
  });

  it('stop the strategy where the instance would be quarantined', () => {
    const options: LoadOptions = {
      deidentifyExample: () => {
        throw new LetheError('ACTION_NOT_POSSIBLE', 'no way');
      },
    };
    expect(refusal(expectName('kept'), options).lines).to.deep.equal([
      "s.yaml:7:5: example 'x': it would go to quarantine: no way",
    ]);
  });
});

describe('strategies from files and folders', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lethe-strategies-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, strategy: string): string => {
    const file = join(folder, name);
    writeFileSync(
      file,
      withRoutes('  - { name: r, destinations: [d] }').replace('strategy: s', `strategy: ${strategy}`),
    );
    return file;
  };

  it('come in the order of the list, a folder by its file names', () => {
    const last = write('a.txt', 'last');
    write('20.yml', 'two');
    write('10.yaml', 'one');
    expect(loadStrategies([folder, last]).map(({ name }) => name)).to.deep.equal(['one', 'two', 'last']);
  });

  it('are refused where two have one name', () => {
    const first = write('a.yaml', 'same');
    const second = write('b.yaml', 'same');
    expect(failure(() => loadStrategies([folder]))).to.include({
      code: 'STRATEGY_INVALID',
      message: `${second}:1:1: the strategy 'same' is also in ${first}; give one of them another name`,
    });
  });

  it('tell the errors of all files together', () => {
    write('a.yaml', 'a b');
    write('b.yaml', 'c d');
    expect(failure(() => loadStrategies([folder])).message.split('\n')).to.have.length(2);
  });

  it('are refused where a file is not there', () => {
    expect(failure(() => loadStrategies([join(folder, 'none.yaml')])).code).to.equal('STRATEGY_NOT_READABLE');
  });

  it('are refused where a file is not UTF-8', () => {
    writeFileSync(join(folder, 'a.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe4]));
    expect(failure(() => loadStrategies([folder])).message).to.contain('it is not UTF-8 text');
  });

  it('are missing where a folder is empty', () => {
    expect(failure(() => loadStrategies([folder])).code).to.equal('STRATEGY_MISSING');
  });
});

describe('a strategy with a lookup table', () => {
  let folder = '';
  const file = (): string => join(folder, 's.yaml');
  const text = withRules('    - { tag: PatientID, action: { lookup: { table: t.csv, miss: remove } } }');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lethe-table-'));
    writeFileSync(join(folder, 't.csv'), 'original,replacement\n4711,S1\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has the table beside it', () => {
    const action = loadStrategy(text, file()).policy.rules[0]?.action;
    expect(action).to.deep.equal({
      kind: 'lookup',
      table: { file: 't.csv', entries: new Map([['4711', 'S1']]) },
      miss: 'remove',
    });
  });

  it('is another one with another table', () => {
    const before = loadStrategy(text, file()).hash;
    writeFileSync(join(folder, 't.csv'), 'original,replacement\n4711,S2\n');
    expect(loadStrategy(text, file()).hash).to.not.equal(before);
  });

  it('says where in the table something is wrong', () => {
    writeFileSync(join(folder, 't.csv'), 'original,replacement\n4711\n');
    const { message } = failure(() => loadStrategy(text, file()));
    expect(message).to.match(/s\.yaml:6:\d+: t\.csv:2: 1 cells where the first line has 2$/);
  });

  it('reaches a thread whole', () => {
    const { policy } = loadStrategy(text, file());
    expect(structuredClone(policy.rules[0]?.action)).to.deep.equal(policy.rules[0]?.action);
  });
});

describe('private elements in a strategy', () => {
  const of = (...lines: string[]) => loadStrategy(withPolicy(...lines), 's.yaml').policy;

  it('may be lists and what becomes of others', () => {
    expect(
      of('  privateElements: { safeList: true, knowledgeBase: tcia-2024-02-01, others: classify }')
        .privateElements,
    ).to.deep.equal({ safeList: true, knowledgeBase: 'tcia-2024-02-01', others: 'classify' });
  });

  it('of the safe list are the option of the profile, either way', () => {
    expect([
      of('  options: [retainSafePrivate]').privateElements.safeList,
      of('  privateElements: { safeList: true }').options,
    ]).to.deep.equal([true, ['retainSafePrivate']]);
  });
});
