import { inflateSync } from 'node:zlib';

/** Bounds on what a document may make the reader do. */
const MAX_TEXT_UNITS = 4 * 1024 * 1024;
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
const MAX_STREAMS = 10_000;

/**
 * The text of an encapsulated document as far as it can be had without rendering it: for counting what is found, and for the
 * release gate. Words may come out cut where a PDF places their letters one by one, and fonts with an encoding of their own
 * give nothing readable, so that no text found does not mean that there is none.
 */
export function documentText(bytes: Buffer, mimeType: string): string {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return pdfText(bytes);
  if (/xml|hl7|cda/i.test(mimeType) || /^\ufeff?\s*<\?xml/.test(bytes.toString('utf8', 0, 128)))
    return xmlText(bytes);
  return '';
}

/** PDF 32000-1:2008: strings shown by text operators, in streams as they are or deflated, and strings of the document information. */
function pdfText(bytes: Buffer): string {
  const texts: string[] = [];
  let length = 0;
  let inflatedBytes = 0;
  const take = (content: string): void => {
    for (const text of pdfStrings(content)) {
      if (length > MAX_TEXT_UNITS) return;
      texts.push(text);
      length += text.length;
    }
  };
  let at = 0;
  let outside = '';
  for (let streams = 0; streams < MAX_STREAMS; streams += 1) {
    const start = bytes.indexOf('stream', at);
    if (start === -1) break;
    const end = bytes.indexOf('endstream', start);
    if (end === -1) break;
    outside += bytes.toString('latin1', at, start).slice(-MAX_TEXT_UNITS);
    const dictionary = bytes.toString('latin1', Math.max(at, start - 1024), start);
    const content = bytes.subarray(start + 'stream'.length, end);
    const isImage = /\/Subtype\s*\/Image/.test(dictionary.slice(dictionary.lastIndexOf('obj')));
    if (!isImage && inflatedBytes < MAX_INFLATED_BYTES) {
      const inflated = /\/FlateDecode|\/Fl\b/.test(dictionary) ? inflateStream(content) : content;
      inflatedBytes += inflated.length;
      take(inflated.toString('latin1'));
    }
    at = end + 'endstream'.length;
  }
  take(outside + bytes.toString('latin1', at));
  return texts.join(' ');
}

/** What a deflated stream holds; nothing where it is none. */
function inflateStream(content: Buffer): Buffer {
  // The keyword is followed by an end of line (7.3.8.1).
  const start = content[0] === 0x0d && content[1] === 0x0a ? 2 : 1;
  try {
    return inflateSync(content.subarray(start), { maxOutputLength: MAX_INFLATED_BYTES });
  } catch {
    // A stream cut off or too large has no text that can be counted; the document is no cleaner for it.
    return Buffer.alloc(0);
  }
}

/** Literal and hexadecimal strings (7.3.4); those of one array, `[(Jo) -20 (hn)] TJ`, are one text. */
function* pdfStrings(content: string): Generator<string> {
  let joined: string | undefined;
  for (let at = 0; at < content.length; at += 1) {
    const character = content[at];
    if (character === '[') joined = '';
    else if (character === ']' && joined !== undefined) {
      if (joined !== '') yield joined;
      joined = undefined;
    } else if (character === '(' || (character === '<' && content[at + 1] !== '<')) {
      const { text, end } = character === '(' ? literalString(content, at) : hexString(content, at);
      at = end;
      if (joined === undefined) {
        if (text !== '') yield text;
      } else joined += text;
    } else if (character === '<') at += 1;
  }
  if (joined !== undefined && joined !== '') yield joined;
}

const MAX_STRING_UNITS = 65_536;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function literalString(content: string, start: number): { text: string; end: number } {
  let text = '';
  let depth = 1;
  let at = start + 1;
  for (; at < content.length && at - start < MAX_STRING_UNITS; at += 1) {
    const character = content[at] ?? '';
    if (character === '\\') {
      at += 1;
      const octal = /^[0-7]{1,3}/.exec(content.slice(at, at + 3))?.[0];
      if (octal !== undefined) {
        text += String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
        at += octal.length - 1;
      } else {
        const escaped = content[at] ?? '';
        text += ESCAPES[escaped] ?? (escaped === '\n' || escaped === '\r' ? '' : escaped);
      }
      continue;
    }
    if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) break;
    }
    text += character;
  }
  return { text: unicodeOf(text), end: at };
}

function hexString(content: string, start: number): { text: string; end: number } {
  const end = content.indexOf('>', start);
  const stop = end === -1 || end - start > MAX_STRING_UNITS ? start : end;
  const digits = content.slice(start + 1, stop).replace(/\s+/g, '');
  if (!/^[0-9a-f]*$/i.test(digits)) return { text: '', end: start };
  return { text: unicodeOf(Buffer.from(digits, 'hex').toString('latin1')), end: stop };
}

/** Text strings outside content streams may be UTF-16 with a byte order mark (7.9.2.2). */
function unicodeOf(text: string): string {
  if (!text.startsWith('\xfe\xff')) return text;
  return Buffer.from(text.slice(2, 2 + ((text.length - 2) & ~1)), 'latin1')
    .swap16()
    .toString('utf16le');
}

/** What an XML document says between its tags and in its attributes. */
function xmlText(bytes: Buffer): string {
  const limited = bytes.subarray(0, MAX_TEXT_UNITS);
  const text = decodeXml(limited);
  const values = text.replace(/<[!?/]?[\w:.-]*|[\w:.-]+\s*=\s*(?=["'])|["']?\s*\/?>/g, ' ');
  return values.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (whole: string, decimal?: string, hexadecimal?: string, name?: string) =>
      entity(whole, decimal, hexadecimal, name),
  );
}

function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  const declared = /encoding\s*=\s*["']([\w-]+)["']/.exec(bytes.toString('latin1', 0, 256))?.[1];
  return /8859-1|1252/.test(declared ?? '') ? bytes.toString('latin1') : bytes.toString('utf8');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function entity(
  whole: string,
  decimal: string | undefined,
  hexadecimal: string | undefined,
  name: string | undefined,
): string {
  if (name !== undefined) return ENTITIES[name] ?? whole;
  const codePoint = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return codePoint > 0 && codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
}
