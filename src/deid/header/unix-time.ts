/** Moments written as seconds (or milliseconds) since 1970, as some vendors do. */
import type { DataElement } from '../../dicom/model.js';

const SECONDS_PER_DAY = 86_400;
/** 1971 and 2100: a number outside is no moment at which an image was made. */
const FIRST_SECOND = 31_536_000;
const LAST_SECOND = 4_102_444_800;

/** How numbers of a VR are read and written. */
interface NumberForm {
  readonly sizeBytes: 4 | 8;
  read(bytes: Buffer, at: number, littleEndian: boolean): number;
  write(bytes: Buffer, value: number, at: number, littleEndian: boolean): unknown;
}

const UNSIGNED_32: NumberForm = {
  sizeBytes: 4,
  read: (bytes, at, little) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
  write: (bytes, value, at, little) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at),
};
const SIGNED_32: NumberForm = {
  sizeBytes: 4,
  read: (bytes, at, little) => (little ? bytes.readInt32LE(at) : bytes.readInt32BE(at)),
  write: (bytes, value, at, little) =>
    little ? bytes.writeInt32LE(value, at) : bytes.writeInt32BE(value, at),
};
const FLOAT_32: NumberForm = {
  sizeBytes: 4,
  read: (bytes, at, little) => (little ? bytes.readFloatLE(at) : bytes.readFloatBE(at)),
  write: (bytes, value, at, little) =>
    little ? bytes.writeFloatLE(value, at) : bytes.writeFloatBE(value, at),
};
const FLOAT_64: NumberForm = {
  sizeBytes: 8,
  read: (bytes, at, little) => (little ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at)),
  write: (bytes, value, at, little) =>
    little ? bytes.writeDoubleLE(value, at) : bytes.writeDoubleBE(value, at),
};
const INTEGER_64: NumberForm = {
  sizeBytes: 8,
  read: (bytes, at, little) => Number(little ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at)),
  write: (bytes, value, at, little) => {
    const whole = BigInt(Math.trunc(value));
    if (little) bytes.writeBigInt64LE(whole, at);
    else bytes.writeBigInt64BE(whole, at);
  },
};

const FORMS: ReadonlyMap<string, readonly NumberForm[]> = new Map([
  ['UL', [UNSIGNED_32]],
  ['SL', [SIGNED_32]],
  ['FL', [FLOAT_32]],
  ['FD', [FLOAT_64]],
  ['SV', [INTEGER_64]],
  ['UV', [INTEGER_64]],
  // Bytes that a sender did not name: what makes a moment of them is taken. Half of a double may look like 32 bits of seconds.
  ['UN', [FLOAT_64, INTEGER_64, UNSIGNED_32]],
  ['OB', [FLOAT_64, INTEGER_64, UNSIGNED_32]],
  ['OW', [FLOAT_64, INTEGER_64, UNSIGNED_32]],
]);

/**
 * Moves the Unix times of an element with binary numbers by whole days.
 * @returns the new bytes; undefined where a value other than zero is no moment between 1971 and 2100
 */
export function shiftUnixBytes(
  bytes: Buffer,
  vr: string,
  element: DataElement,
  days: number,
): Buffer | undefined {
  const { littleEndian } = element.parent.encoding;
  for (const form of FORMS.get(vr) ?? []) {
    if (bytes.length === 0 || bytes.length % form.sizeBytes !== 0) continue;
    const moved = Buffer.from(bytes);
    let isTime = true;
    for (let at = 0; at < bytes.length; at += form.sizeBytes) {
      const before = form.read(bytes, at, littleEndian);
      if (before === 0) continue;
      const after = shiftUnixNumber(before, days);
      if (after === undefined) isTime = false;
      else form.write(moved, after, at, littleEndian);
    }
    if (isTime) return moved;
  }
  return undefined;
}

/**
 * Moves a Unix time that is written in decimal digits; what stands behind a point stays.
 * @returns undefined where the text is no moment between 1971 and 2100
 */
export function shiftUnixText(text: string, days: number): string | undefined {
  const [, digits, fraction = ''] = /^(\d{8,13})(\.\d*)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const moved = shiftUnixNumber(Number(digits), days);
  return moved === undefined ? undefined : `${String(moved)}${fraction}`;
}

function shiftUnixNumber(value: number, days: number): number | undefined {
  const isMilliseconds = value >= FIRST_SECOND * 1000 && value <= LAST_SECOND * 1000;
  if (!isMilliseconds && (value < FIRST_SECOND || value > LAST_SECOND)) return undefined;
  return Math.max(0, value + days * SECONDS_PER_DAY * (isMilliseconds ? 1000 : 1));
}
