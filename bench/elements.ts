/**
 * Data sets of as many elements as the default limit lets in: memory and CPU time of indexing, de-identifying, writing and the
 * release gate, each in a process of its own.
 *
 *   node dist/bench/elements.js [--elements 990000] [--only NAME,NAME]
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deidentifyInstance } from '../src/deid/deidentify.js';
import { searchResidue } from '../src/deid/gate/gate.js';
import { indexInstance } from '../src/dicom/instance.js';
import { encodeFileMeta, readFileHeader } from '../src/dicom/part10.js';
import { openFileSource } from '../src/dicom/source.js';
import { NER_MODEL_FOLDER } from '../src/ner/model-folder.js';
import { openTagger } from '../src/ner/tagger.js';
import { loadStrategy } from '../src/routing/load.js';
import { NODE_FLAGS } from '../test/peers/node.js';
import { encode, raw, sequence, text, type ElementSpec } from '../test/support/data-set-builder.js';
import { KEYS, PROVENANCE } from '../test/support/header.js';
import { ROUTES } from '../test/support/instances.js';
import { TRANSFER_SYNTAX } from '../test/support/transfer-syntax.js';
import { statusKilobytes, withTemporaryFolder } from './measure.js';

const { values: options } = parseArgs({
  options: {
    elements: { type: 'string', default: '990000' },
    only: { type: 'string', default: 'flat,groups,references,empty-items' },
    /** Measures this file and nothing else. */
    file: { type: 'string' },
  },
});

const CT = '1.2.840.10008.5.1.4.1.1.2';
const UID = '1.2.826.0.1.3680043.10.77';

/** The elements of a patient and a study, and what makes the data set large. */
function fileOf(more: ElementSpec): Buffer {
  const elements = [
    text(0x00080005, 'CS', 'ISO_IR 192'),
    text(0x00080016, 'UI', CT),
    text(0x00080018, 'UI', UID),
    text(0x00080020, 'DA', '20240102'),
    text(0x00100010, 'PN', 'Moore^Alice'),
    text(0x00100020, 'LO', 'PID-9931'),
    text(0x0020000d, 'UI', `${UID}.1`),
    text(0x0020000e, 'UI', `${UID}.2`),
    more,
  ];
  const meta = { sopClassUid: CT, sopInstanceUid: UID, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle };
  return Buffer.concat([encodeFileMeta(meta), encode(elements)]);
}

/** A sequence of `count` items with the same elements. */
function repeated(tag: number, count: number, each: readonly ElementSpec[]): ElementSpec {
  const one = encode([sequence(tag, each)]);
  // The header of the sequence is 12 bytes; what follows is the item.
  const content = one.subarray(12);
  const header = Buffer.from(one.subarray(0, 12));
  header.writeUInt32LE(content.length * count, 8);
  return raw(Buffer.concat([header, ...Array.from({ length: count }, () => content)]));
}

const CODE = [
  text(0x00080100, 'SH', '113014'),
  text(0x00080102, 'SH', 'DCM'),
  text(0x00080104, 'LO', 'Study'),
];

const SHAPES: Readonly<Record<string, (elements: number) => ElementSpec>> = {
  /** Elements of a private group, all of which go. */
  flat: (elements) => {
    const one = encode([text(0x00091001, 'LO', '')]);
    return raw(Buffer.concat(Array.from({ length: elements }, () => one)));
  },
  /** Functional groups as of a multi-frame image: numbers and codes, which stay. */
  groups: (elements) =>
    repeated(0x52009230, Math.floor(elements / 16), [
      sequence(0x00089215, CODE),
      ...[0x00180050, 0x00180060, 0x00180070, 0x00180080, 0x00180088, 0x00180090].map((tag) =>
        text(tag, 'DS', '1.5'),
      ),
      text(0x00200032, 'DS', '1\\2\\3'),
      text(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
      text(0x00280030, 'DS', '.5\\.5'),
    ]),
  /** References with a UID of their own each, dates and texts: everything is replaced. */
  references: (elements) => {
    const items = Array.from({ length: Math.floor(elements / 6) }, (_, number) => ({
      undefinedLength: false,
      elements: [
        text(0x00080023, 'DA', '20240102'),
        text(0x0008103e, 'LO', `T2 axial ${number % 500}`),
        text(0x00081050, 'PN', 'Doe^Jane'),
        text(0x00081155, 'UI', `${UID}.3.${number}`),
        text(0x00200013, 'IS', String(number)),
      ],
    }));
    return { kind: 'sequence', tag: 0x00081140, vr: 'SQ', items, undefinedLength: false };
  },
  'empty-items': (elements) => repeated(0x00081140, elements, []),
};

/** Resident memory at its highest since the process began, MB. */
function peakMb(): number {
  return Math.round(statusKilobytes(process.pid, 'VmHWM') / 1000);
}

async function measure(file: string): Promise<void> {
  const strategy = path.join(ROUTES, 'default.yaml');
  const { policy } = loadStrategy(readFileSync(strategy, 'utf8'), path.basename(strategy));
  const tagger = await openTagger(NER_MODEL_FOLDER);
  const before = peakMb();
  const cpu = process.cpuUsage();
  const source = openFileSource(file);
  const where = readFileHeader(source);
  const request = { policy, facts: {}, provenance: PROVENANCE, keys: KEYS.pseudonyms };
  const outcome = await deidentifyInstance(
    indexInstance(source, where),
    { source, where },
    { ...request, trace: false, history: [], tagger },
  );
  if (outcome.kind !== 'deidentified') throw new Error(`set aside: ${outcome.code}`);
  const hash = createHash('sha256');
  const written = openSync(`${file}.out`, 'w');
  for (const span of outcome.spans) {
    const bytes = span.kind === 'bytes' ? span.bytes : source.read(span.start, span.end - span.start);
    hash.update(bytes);
    writeSync(written, bytes);
  }
  closeSync(written);
  const output = openFileSource(`${file}.out`);
  const { transferSyntaxUid, needles } = outcome;
  const hits = searchResidue(output, { dataSetOffset: 0, transferSyntaxUid }, needles);
  output.close();
  source.close();
  const { user, system } = process.cpuUsage(cpu);
  const cells = [before, peakMb(), ((user + system) / 1e6).toFixed(1), hits.length];
  console.log(`${cells.join(' | ')} | ${hash.digest('hex').slice(0, 16)} |`);
  await tagger.close();
}

if (options.file !== undefined) await measure(options.file);
else {
  console.log('| data set | MB | resident before, MB | at the most, MB | CPU s | hits | output |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  await withTemporaryFolder((folder) => {
    for (const name of options.only.split(',')) {
      const shape = SHAPES[name];
      if (shape === undefined) throw new Error(`no data set is called ${name}`);
      const file = path.join(folder, `${name}.dcm`);
      const bytes = fileOf(shape(Number(options.elements)));
      writeFileSync(file, bytes);
      const told = execFileSync(
        process.execPath,
        [...NODE_FLAGS, fileURLToPath(import.meta.url), '--file', file],
        { encoding: 'utf8' },
      );
      console.log(`| ${name} | ${(bytes.length / 1e6).toFixed(0)} | ${told.trim()}`);
    }
    return Promise.resolve();
  });
}
