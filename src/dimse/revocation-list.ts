/** Until when a certificate revocation list is in force, which Node does not tell (RFC 5280 5.1). */

const DER_TIMES: ReadonlySet<number> = new Set([0x17, 0x18]);

/** The second of the two times of a list that OpenSSL has read (RFC 5280 5.1.2.5); undefined where it has one only. */
export function nextUpdateOf(der: Buffer): number | undefined {
  const list = derParts(derParts(der)[0]?.content ?? der)[0]?.content;
  const times = derParts(list ?? Buffer.alloc(0)).filter(({ tag }) => DER_TIMES.has(tag));
  const [, year = '', rest = ''] =
    /^(\d{2}|\d{4})(\d{10})Z$/.exec(times[1]?.content.toString('latin1') ?? '') ?? [];
  if (rest === '') return undefined;
  // Two digits of a year are 1950 to 2049 (RFC 5280 4.1.2.5.1).
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const [month = 0, day = 0, ...time] = (rest.match(/../g) ?? []).map(Number);
  return Date.UTC(full, month - 1, day, ...time);
}

/** The elements that stand behind each other in some DER, up to what is cut off. */
function derParts(der: Buffer): readonly { readonly tag: number; readonly content: Buffer }[] {
  const parts: { tag: number; content: Buffer }[] = [];
  for (let at = 0; at + 2 <= der.length;) {
    const first = der[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 4 || at + 2 + lengthBytes > der.length) break;
    const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    parts.push({ tag: der[at] ?? 0, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return parts;
}
