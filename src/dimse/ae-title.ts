/**
 * AE titles as they stand in A-ASSOCIATE PDUs: 16 bytes, padded with spaces (PS3.8 §9.3.2, PS3.5 §6.2 "AE").
 */

export const AE_TITLE_BYTES = 16;

/** The 16 bytes of an AE title. Throws a RangeError when it is empty, too long or holds what an AE title may not hold. */
export function encodeAeTitle(title: string): Buffer {
  if (title.length > AE_TITLE_BYTES || !isLegalAeTitle(title)) {
    throw new RangeError('an AE title has 1 to 16 printable characters');
  }
  return Buffer.from(title.padEnd(AE_TITLE_BYTES, ' '), 'latin1');
}

/** The title with its padding removed, byte for byte otherwise: control characters stay, so that they can be refused. */
export function decodeAeTitle(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/^ +| +$/g, '');
}

/** Whether a decoded title can name an application entity at all: not empty, and no control characters (C0, DEL, C1). */
export function isLegalAeTitle(title: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return title.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f]/.test(title);
}

/** A title fit for a log line: everything outside printable ASCII is written as `\xHH`. */
export function printableAeTitle(title: string): string {
  return title.replace(/[^\u0020-\u007e]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
