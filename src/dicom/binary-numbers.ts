/** Numbers as VRs of binary numbers hold them (PS3.5 Table 6.2-1). */
type Write = (value: string, littleEndian: boolean) => Buffer;

function whole(sizeBytes: 2 | 4 | 8, isSigned: boolean): Write {
  const bits = BigInt(8 * sizeBytes);
  const [least, most] = isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  return (value, littleEndian) => {
    const number = BigInt(value);
    if (number < least || number > most) throw new RangeError('more than the VR holds');
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, number));
    return ordered(bytes.subarray(0, sizeBytes), littleEndian);
  };
}

function floating(sizeBytes: 4 | 8): Write {
  return (value, littleEndian) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) throw new RangeError('no number');
    const bytes = Buffer.alloc(sizeBytes);
    if (sizeBytes === 4) bytes.writeFloatLE(number);
    else bytes.writeDoubleLE(number);
    return ordered(bytes, littleEndian);
  };
}

function ordered(bytes: Buffer, littleEndian: boolean): Buffer {
  return littleEndian ? bytes : bytes.reverse();
}

const WRITERS: Readonly<Record<string, Write>> = {
  US: whole(2, false),
  SS: whole(2, true),
  UL: whole(4, false),
  SL: whole(4, true),
  UV: whole(8, false),
  SV: whole(8, true),
  FL: floating(4),
  FD: floating(8),
};

/** VRs of binary numbers. */
export const NUMBER_VRS: ReadonlySet<string> = new Set(Object.keys(WRITERS));

/**
 * The value that numbers written in decimal are in a VR.
 * @returns undefined where the VR holds no numbers, or one of them is none that it can hold
 */
export function encodeNumbers(
  vr: string,
  values: readonly string[],
  littleEndian: boolean,
): Buffer | undefined {
  const write = WRITERS[vr];
  if (write === undefined) return undefined;
  try {
    return Buffer.concat(values.map((value) => write(value.trim() === '' ? 'none' : value, littleEndian)));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
