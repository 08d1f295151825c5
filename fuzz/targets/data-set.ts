/** Data sets: parser, edits, what comes out of them, and the reader of the release gate. */
import { searchResidue } from '../../src/deid/gate/gate.js';
import { applyEdits, createEdits, readSpans } from '../../src/dicom/edit.js';
import { DEFAULT_INSTANCE_LIMITS, indexInstance } from '../../src/dicom/instance.js';
import {
  EXPLICIT_BIG,
  EXPLICIT_LITTLE,
  IMPLICIT_LITTLE,
  walkElements,
  type Encoding,
} from '../../src/dicom/model.js';
import { parseDataSet } from '../../src/dicom/parse.js';
import { readFileHeader, encodeFileMeta } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { readText, readTexts, readValues } from '../../src/dicom/values.js';
import {
  encode,
  fragments,
  groupLength,
  item,
  text,
  value,
  type ElementSpec,
} from '../../test/support/data-set-builder.js';
import { mutateBytes } from '../mutate.js';
import type { Random } from '../random.js';
import { must, type Target } from '../target.js';

const TEXTS: readonly [readonly [number, string], ...(readonly [number, string])[]] = [
  [0x00080016, 'UI'],
  [0x00080018, 'UI'],
  [0x00080005, 'CS'],
  [0x00080020, 'DA'],
  [0x00080050, 'SH'],
  [0x00081030, 'LO'],
  [0x00100010, 'PN'],
  [0x00100020, 'LO'],
  [0x001021b0, 'LT'],
  [0x0040a160, 'UT'],
  [0x00090010, 'LO'],
];
const BYTES: typeof TEXTS = [
  [0x00091001, 'UN'],
  [0x00280010, 'US'],
  [0x00189073, 'FD'],
  [0x00420011, 'OB'],
  [0x7fe00010, 'OW'],
];
const SYNTAXES: readonly [readonly [string, Encoding], ...(readonly [string, Encoding])[]] = [
  ['1.2.840.10008.1.2', IMPLICIT_LITTLE],
  ['1.2.840.10008.1.2.1', EXPLICIT_LITTLE],
  ['1.2.840.10008.1.2.2', EXPLICIT_BIG],
];
const LIMITS = { ...DEFAULT_INSTANCE_LIMITS, maxElements: 20_000 };

export function anyElements(random: Random, depth = 0): ElementSpec[] {
  return Array.from({ length: random.int(7) }, (): ElementSpec => {
    const kind = random.int(depth > 4 ? 6 : 10);
    if (kind < 4) {
      const [tag, vr] = random.pick(TEXTS);
      return text(
        tag,
        vr,
        random.pick([
          '',
          'Doe^Jane',
          'ISO 2022 IR 87',
          '1.2.3',
          'A\\B\\C',
          '\u001b$B',
          'x'.repeat(random.int(40)),
        ]),
      );
    }
    if (kind < 5) return groupLength(random.pick([0x0008, 0x0010]));
    if (kind < 6) {
      const [tag, vr] = random.pick(BYTES);
      if (tag !== 0x7fe00010 || random.chance(0.5)) return value(tag, vr, random.bytes(random.int(24)));
      return fragments(
        tag,
        'OB',
        random.bytes(random.int(3) * 4),
        random.bytes(random.int(20)),
        random.bytes(random.int(20)),
      );
    }
    return {
      kind: 'sequence',
      tag: random.pick([0x00081140, 0x0040a730, 0x00091103]),
      vr: random.pick(['SQ', 'SQ', 'UN']),
      items: Array.from({ length: random.int(3) }, () =>
        item(anyElements(random, depth + 1), random.chance(0.5)),
      ),
      undefinedLength: random.chance(0.5),
    };
  });
}

export const dataSets: Target = {
  name: 'data-sets',
  run(random) {
    const [syntax, encoding] = random.pick(SYNTAXES);
    const bytes = mutateBytes(encode(anyElements(random), encoding), random);
    const source = memorySource(bytes);
    const needles: Parameters<typeof searchResidue>[2] = [{ text: 'jane', kind: 'person', boundary: 'word' }];
    searchResidue(source, { dataSetOffset: 0, transferSyntaxUid: syntax }, needles);
    const dataSet = parseDataSet(source, encoding, { limits: LIMITS });
    const edits = createEdits();
    for (const element of walkElements(dataSet)) {
      must(element.valueStart + element.valueLength <= bytes.length, 'no value lies outside');
      readText(source, element);
      readTexts(source, element);
      readValues(source, element);
      switch (random.int(8)) {
        case 0:
          edits.remove(element);
          break;
        case 1:
          edits.replace(element, random.bytes(random.int(9)), 'LO');
          break;
        case 2:
          edits.empty(element);
          break;
      }
    }
    if (random.chance(0.3)) edits.insert(dataSet, 0x00120062, 'CS', Buffer.from('YES '));
    const after = readSpans(source, applyEdits(dataSet, edits));
    parseDataSet(memorySource(after), encoding, { limits: { ...LIMITS, maxElements: 40_000 } });
  },
};

export const fileHeaders: Target = {
  name: 'file-headers',
  run(random) {
    const meta = encodeFileMeta({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      sopInstanceUid: '1.2.3',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      callingAeTitle: 'A',
      calledAeTitle: 'B',
      address: '127.0.0.1',
    });
    const bytes = mutateBytes(
      Buffer.concat([meta, encode(anyElements(random))]).subarray(random.chance(0.2) ? 128 : 0),
      random,
    );
    const source = memorySource(bytes);
    const header = readFileHeader(source);
    must(header.dataSetOffset <= bytes.length, 'the data set begins inside the file');
    indexInstance(source, header, LIMITS);
  },
};
