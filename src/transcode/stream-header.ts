/** Size of the picture that a compressed stream says it holds. */
export interface StreamSize {
  readonly columns: number;
  readonly rows: number;
  readonly components: number;
}

/** How the samples of a compressed stream are to be understood, by its own header. */
interface StreamSample {
  readonly precision: number;
  /** Undefined where the stream does not say. */
  readonly isSigned: boolean | undefined;
  /** Whether the stream undoes a transform of colours itself (ISO/IEC 15444-1 A.6.1); undefined where it does not say. */
  readonly transformsColour: boolean | undefined;
}

const J2K_START = Buffer.from('ff4fff51', 'hex');

/**
 * Reads the size out of the header of a JPEG or JPEG-LS stream (ISO/IEC 10918-1 B.2.2, 14495-1 C.2.2), or of a JPEG 2000
 * one (15444-1 A.5.1), without decoding. Undefined where the stream has no such header.
 */
export function streamSize(bytes: Buffer): StreamSize | undefined {
  const codestream = bytes.indexOf(J2K_START);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes);
  return codestream < 0 ? undefined : jpeg2000Size(bytes.subarray(codestream + J2K_START.length));
}

/** Reads the format of the samples out of the same headers; undefined for other streams. */
export function streamSample(bytes: Buffer): StreamSample | undefined {
  const codestream = bytes.indexOf(J2K_START);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const header = jpegFrameHeader(bytes);
    const precision = header?.[4];
    return precision === undefined
      ? undefined
      : { precision, isSigned: undefined, transformsColour: undefined };
  }
  return codestream < 0 ? undefined : jpeg2000Sample(bytes.subarray(codestream));
}

/** The SIZ marker is the first after SOC; COD follows somewhere in the main header. */
function jpeg2000Sample(stream: Buffer): StreamSample | undefined {
  if (stream.length < 45) return undefined;
  const depth = stream[42] ?? 0;
  let transformsColour: boolean | undefined;
  for (let at = 2; at + 8 < stream.length && stream[at] === 0xff && stream[at + 1] !== 0x90;) {
    if (stream[at + 1] === 0x52) transformsColour = stream[at + 8] === 1;
    at += 2 + stream.readUInt16BE(at + 2);
  }
  return { precision: (depth & 0x7f) + 1, isSigned: (depth & 0x80) !== 0, transformsColour };
}

function jpegSize(bytes: Buffer): StreamSize | undefined {
  const header = jpegFrameHeader(bytes);
  if (header === undefined) return undefined;
  return { rows: header.readUInt16BE(5), columns: header.readUInt16BE(7), components: header[9] ?? 0 };
}

/** From the marker of the frame header on. */
function jpegFrameHeader(bytes: Buffer): Buffer | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
    } else if (isFrameHeader(marker)) {
      return bytes.subarray(at);
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}

/** SOF0 to SOF15 without DHT, JPG and DAC among them; SOF55 of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  if (marker === 0xf7) return true;
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Size of the reference grid less its offset; the first component's sampling divides it. */
function jpeg2000Size(siz: Buffer): StreamSize | undefined {
  if (siz.length < 41) return undefined;
  const columnStep = siz[39] ?? 0;
  const rowStep = siz[40] ?? 0;
  if (columnStep === 0 || rowStep === 0) return undefined;
  return {
    columns: Math.ceil((siz.readUInt32BE(4) - siz.readUInt32BE(12)) / columnStep),
    rows: Math.ceil((siz.readUInt32BE(8) - siz.readUInt32BE(16)) / rowStep),
    components: siz.readUInt16BE(36),
  };
}
