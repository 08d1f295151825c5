/** Changes to bytes and texts that were well formed: most of the way through a reader is then still open. */
import type { Random } from './random.js';

const LENGTHS = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xfffffff0, 0xfffffffe,
  0xffffffff,
] as const;

/** A few changes, or none: what is well formed must be taken now and then as well. */
export function mutateBytes(input: Buffer, random: Random): Buffer {
  let bytes = input;
  for (let count = random.int(5); count > 0; count -= 1) bytes = changeBytes(bytes, random);
  return bytes;
}

function changeBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.int(bytes.length + 1);
  const size = random.int(Math.min(64, bytes.length - at + 1));
  switch (random.int(8)) {
    case 0:
      return splice(bytes, at, 0, random.bytes(random.int(16)));
    case 1:
      return splice(bytes, at, size, Buffer.alloc(0));
    case 2:
      return splice(bytes, at, 0, bytes.subarray(at, at + size));
    case 3:
      return bytes.subarray(0, at);
    case 4:
    case 5:
      return withLength(bytes, at, random);
    case 6: {
      const other = random.int(bytes.length + 1);
      return splice(bytes, at, size, bytes.subarray(other, other + size));
    }
    default:
      return at < bytes.length
        ? splice(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.int(8))]))
        : bytes;
  }
}

/** A number where lengths, counts and offsets like to stand, in either byte order. */
function withLength(bytes: Buffer, at: number, random: Random): Buffer {
  const size = random.pick([1, 2, 4]);
  if (at + size > bytes.length) return bytes;
  const changed = Buffer.from(bytes);
  const number = random.pick(LENGTHS) % 256 ** size;
  if (random.chance(0.5)) changed.writeUIntLE(number, at, size);
  else changed.writeUIntBE(number, at, size);
  return changed;
}

function splice(bytes: Buffer, at: number, removed: number, added: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

const PIECES = [
  '&a',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!js/function ',
  '[',
  ']',
  '{',
  '}',
  '? ',
  '- ',
  ': ',
  '|\n  ',
  '>-\n',
  '"',
  "'",
  '\\',
  '#',
  '\t',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  'null',
  '~',
  'yes',
  '.inf',
  '.nan',
  '-0',
  '1e309',
  '0x7fffffffffffffff',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\ud800',
  '(a+)+$',
  '(?=(a*))*b',
  '[^]*[^]*[^]*x',
  '${HOME}',
  '${',
  '{{',
  '}}',
  '(0010,0010)',
  '(0010,xxxx)',
  '2020-02-30',
  '=1+1',
] as const;

/** A few changes of lines, words and marks. */
export function mutateText(input: string, random: Random): string {
  let lines = input.split('\n');
  for (let count = 1 + random.int(4); count > 0; count -= 1) lines = changeLines(lines, random);
  return lines.join('\n');
}

function changeLines(lines: readonly string[], random: Random): string[] {
  const changed = [...lines];
  const at = random.int(changed.length);
  const line = changed[at] ?? '';
  switch (random.int(8)) {
    case 0:
      changed.splice(at, 1 + random.int(3));
      break;
    case 1:
      changed.splice(at, 0, ...changed.slice(at, at + 1 + random.int(3)));
      break;
    case 2:
      changed[at] = `${' '.repeat(random.int(6))}${line.trimStart()}`;
      break;
    case 3:
      changed[at] = line.replace(/[^\s:-][^:]*$/, random.pick(PIECES));
      break;
    case 4:
      changed[at] = line.replace(/[\w.-]+/, random.pick(PIECES));
      break;
    case 5:
      changed.splice(at, 0, changed[random.int(changed.length)] ?? '');
      break;
    default: {
      const column = random.int(line.length + 1);
      changed[at] = line.slice(0, column) + random.pick(PIECES) + line.slice(column + random.int(4));
    }
  }
  return changed;
}
