/** Character sets: any terms over any bytes; what can be written reads the same again. */
import { characterSet } from '../../src/dicom/charset.js';
import type { Random } from '../random.js';
import { must, type Target } from '../target.js';

const TERMS = [
  '',
  'ISO_IR 6',
  'ISO_IR 100',
  'ISO_IR 101',
  'ISO_IR 144',
  'ISO_IR 127',
  'ISO_IR 126',
  'ISO_IR 138',
  'ISO_IR 13',
  'ISO_IR 166',
  'ISO_IR 192',
  'GB18030',
  'GBK',
  'ISO 2022 IR 6',
  'ISO 2022 IR 87',
  'ISO 2022 IR 159',
  'ISO 2022 IR 149',
  'ISO 2022 IR 58',
  'ISO 2022 IR 13',
  'ISO 2022 IR 100',
  'iso-2022-ir-87',
  'NONSENSE',
  '\u001b',
] as const;
const VRS = ['PN', 'LO', 'SH', 'LT', 'UT', 'UC', 'ST', 'CS', 'UN'] as const;
const ESCAPES = [
  '\u001b$B',
  '\u001b(B',
  '\u001b(J',
  '\u001b)I',
  '\u001b$)C',
  '\u001b$)A',
  '\u001b-A',
  '\u001b-F',
  '\u001b$(D',
  '\u001b',
  '\u001b$',
] as const;
const PIECES = [
  'Yamada^Tarou',
  '=',
  '^',
  '\\',
  '\r\n',
  '\f',
  '\t',
  '\u00b3\u00e5',
  '\u00c3\u00bc',
  '\u3042',
  '\u0000',
] as const;

function anyBytes(random: Random): Buffer {
  const parts = Array.from({ length: random.int(8) }, () =>
    random.pick([
      () => Buffer.from(random.pick(ESCAPES), 'latin1'),
      () => Buffer.from(random.pick(PIECES)),
      () => Buffer.from(random.pick(PIECES), 'latin1'),
      () => random.bytes(random.int(12)),
    ])(),
  );
  return Buffer.concat(parts);
}

export const characterSets: Target = {
  name: 'character-sets',
  run(random) {
    const set = characterSet(Array.from({ length: random.int(4) }, () => random.pick(TERMS)));
    const vr = random.pick(VRS);
    const bytes = anyBytes(random);
    const text = set.decode(bytes, vr);
    must(text.length <= bytes.length, 'no more characters than bytes');
    const values = set.splitValues(bytes, vr);
    must(values.reduce((sum, one) => sum + one.length, 0) <= bytes.length, 'values lie inside');
    must(set.decodeValues(bytes, vr).length === values.length, 'as many values decoded as split');
    const encoded = set.known ? set.encode(text, vr) : undefined;
    if (encoded === undefined || text.includes('\ufffd') || text.includes('\u001b')) return;
    must(set.decode(encoded, vr) === text, 'what is encoded reads the same');
  },
};
