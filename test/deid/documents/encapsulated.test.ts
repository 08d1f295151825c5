import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { documentText } from '../../../src/deid/documents/document-text.js';
import {
  blankDocument,
  planEncapsulatedDocument,
  type EncapsulatedDocumentPlan,
} from '../../../src/deid/documents/encapsulated.js';
import type { TextSpan } from '../../../src/deid/text/span.js';
import { indexInstance } from '../../../src/dicom/instance.js';
import { EXPLICIT_BIG, EXPLICIT_LITTLE, type Encoding } from '../../../src/dicom/model.js';
import { readFileHeader } from '../../../src/dicom/part10.js';
import { memorySource } from '../../../src/dicom/source.js';
import { corpusFiles } from '../../support/corpus.js';
import { encode, text, value, type ElementSpec } from '../../support/data-set-builder.js';
import { syntaxOf } from '../../support/header.js';

const NAME = 'Quackenbush';

function findName(content: string): readonly TextSpan[] {
  const start = content.indexOf(NAME);
  return start === -1
    ? []
    : [{ start, end: start + NAME.length, kind: 'person', source: 'lexicon', confidence: 1 }];
}

function plan(
  elements: readonly ElementSpec[],
  action: 'quarantine' | 'blank',
  encoding: Encoding = EXPLICIT_LITTLE,
): EncapsulatedDocumentPlan {
  const source = memorySource(encode(elements, encoding));
  const where = { dataSetOffset: 0, transferSyntaxUid: syntaxOf(encoding) };
  return planEncapsulatedDocument(indexInstance(source, where), action, findName);
}

function document(mimeType: string, content: Buffer): readonly ElementSpec[] {
  const even = content.length % 2 === 0 ? content : Buffer.concat([content, Buffer.alloc(1)]);
  return [
    value(0x00420011, 'OB', even),
    text(0x00420012, 'LO', mimeType),
    value(0x00420015, 'UL', Buffer.from([1, 2, 3, 4])),
  ];
}

const PDF = Buffer.concat([
  Buffer.from('%PDF-1.5\n4 0 obj\n<< /Length 60 /Filter /FlateDecode >>\nstream\n', 'latin1'),
  deflateSync(Buffer.from(`BT (Report) Tj [(Quac) -20 (kenb) 3 (ush)] TJ <414243> Tj ET`, 'latin1')),
  Buffer.from('\nendstream\nendobj\n5 0 obj << /Title (\\(draft\\) one) >>\n%%EOF\n', 'latin1'),
]);
const CDA = Buffer.from(
  `<?xml version="1.0"?>\n<ClinicalDocument><name given="Jo&#xEB;l">Quackenbush &amp; sons</name></ClinicalDocument>`,
  'utf8',
);

describe('An encapsulated document', () => {
  it('is set aside, with what was found in it told in numbers', () => {
    const made = plan(document('application/pdf', PDF), 'quarantine');
    if (made.kind !== 'quarantine') throw new Error(made.kind);
    expect(made.report).to.include({ form: 'pdf', words: 5 });
    expect(made.report.identity).to.deep.equal({ person: 1 });
    expect(made.detail).to.match(
      /^an encapsulated document \(pdf, \d+ bytes, 5 words of text; identity in it: 1 person\)$/,
    );
    expect(made.detail).not.to.include(NAME);
  });

  it('gives its text: of deflated streams and text operators, of XML with its entities', () => {
    expect(documentText(PDF, 'application/pdf').split(' ')).to.include.members([
      'Report',
      NAME,
      'ABC',
      '(draft)',
    ]);
    expect(documentText(CDA, 'text/XML')).to.include('Quackenbush & sons').and.to.include('Joël');
    const utf16 = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>Quackenbush</a>', 'utf16le');
    expect(documentText(utf16, 'text/XML')).to.include(NAME);
  });

  it('leaves as a valid document that shows nothing, where the policy says so', () => {
    for (const [encoding, mime, content, form] of [
      [EXPLICIT_LITTLE, 'application/pdf', PDF, 'pdf'],
      [EXPLICIT_BIG, 'text/XML', CDA, 'xml'],
      [EXPLICIT_LITTLE, 'model/stl', Buffer.from(`solid ${NAME}`), 'stl'],
    ] as const) {
      const made = plan(document(mime, content), 'blank', encoding);
      if (made.kind !== 'blank') throw new Error(made.kind);
      expect(made.report.form).to.equal(form);
      expect(made.value.includes(NAME)).to.equal(false);
      const length = made.length?.value;
      expect(encoding.littleEndian ? length?.readUInt32LE() : length?.readUInt32BE()).to.equal(
        made.value.length,
      );
    }
  });

  it('is set aside where there is no blank one of its form', () => {
    expect(plan(document('model/obj', Buffer.from('v 0 0 0')), 'blank').kind).to.equal('quarantine');
    expect(plan(document('application/unheard-of', Buffer.from('...')), 'blank').kind).to.equal('quarantine');
  });

  it('is not looked for where there is none', () => {
    expect(plan([text(0x00080016, 'UI', '1.2.3')], 'quarantine').kind).to.equal('none');
  });

  it('is read in time however it is made', () => {
    const bomb = Buffer.concat([
      Buffer.from('%PDF-1.5\n<< /Filter /FlateDecode >>\nstream\n', 'latin1'),
      deflateSync(Buffer.alloc(200 * 1024 * 1024, 0x28)),
      Buffer.from('\nendstream\n', 'latin1'),
    ]);
    expect(documentText(bomb, 'application/pdf')).to.equal('');
    const open = Buffer.concat([Buffer.from('%PDF-1.5\n'), Buffer.alloc(3 * 1024 * 1024, '(<[stream')]);
    const started = process.cpuUsage();
    documentText(open, 'application/pdf');
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).to.be.below(10);
  }).timeout(60_000);

  it('as a blank PDF opens in other readers', async function () {
    if (spawnSync('pdfinfo', ['-v']).error !== undefined) this.skip();
    const folder = await mkdtemp(path.join(tmpdir(), 'lethe-'));
    try {
      const file = path.join(folder, 'blank.pdf');
      await writeFile(file, blankDocument('pdf') ?? '');
      expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).to.match(/Pages:\s+1/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('of a real file is recognized', function () {
    const files = corpusFiles().filter((file) => /\/(?:doc-unk|ot-unk-evrle-05)/.test(file));
    if (files.length === 0) this.skip();
    for (const file of files) {
      const source = memorySource(readFileSync(file));
      const made = planEncapsulatedDocument(
        indexInstance(source, readFileHeader(source)),
        'quarantine',
        findName,
      );
      if (made.kind !== 'quarantine') throw new Error(made.kind);
      expect(made.report.form).to.equal('pdf');
      expect(made.report.words, path.basename(file)).to.be.greaterThan(0);
    }
  });
});
