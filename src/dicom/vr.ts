/** What PS3.5 6.2 (Table 6.2-1), 7.1.2 and 7.3 say about a value representation. */
export interface VrFacts {
  /** Explicit VR header of twelve bytes with a 32-bit length (PS3.5 Table 7.1-1). */
  readonly longForm: boolean;
  /** Byte that makes a value's length even: NUL for UI and for bytes, a space for other text. */
  readonly paddingByte: 0x00 | 0x20;
  /** How the value is to be read. */
  readonly kind: 'text' | 'string' | 'binary' | 'sequence';
  /** Bytes that change places together between byte orderings; 1 where nothing is swapped. */
  readonly swapUnitBytes: 1 | 2 | 4 | 8;
  /** Bytes of one value of a binary VR; absent where a value has any length. */
  readonly valueSizeBytes?: number;
  /** Longest single value (PS3.5 Table 6.2-1): characters for text, bytes for strings; PN: of one component group. */
  readonly maxLength?: number;
  /** A backslash in a string divides values. */
  readonly multiValued: boolean;
}

/** Text that the Specific Character Set governs (PS3.5 6.1.2.2). */
function text(maxLength: number | undefined, multiValued: boolean, longForm = false): VrFacts {
  const facts: VrFacts = { longForm, paddingByte: 0x20, kind: 'text', swapUnitBytes: 1, multiValued };
  return maxLength === undefined ? facts : { ...facts, maxLength };
}

/** Text of the default repertoire alone. */
function string(maxLength: number | undefined, paddingByte: 0x00 | 0x20 = 0x20, longForm = false): VrFacts {
  const facts: VrFacts = { longForm, paddingByte, kind: 'string', swapUnitBytes: 1, multiValued: !longForm };
  return maxLength === undefined ? facts : { ...facts, maxLength };
}

function numbers(swapUnitBytes: 2 | 4 | 8, valueSizeBytes: number, longForm = false): VrFacts {
  return { longForm, paddingByte: 0x00, kind: 'binary', swapUnitBytes, valueSizeBytes, multiValued: false };
}

/** A value of any length, counted as one, made of units of a size. */
function stream(swapUnitBytes: 1 | 2 | 4 | 8): VrFacts {
  return { longForm: true, paddingByte: 0x00, kind: 'binary', swapUnitBytes, multiValued: false };
}

const FACTS: ReadonlyMap<string, VrFacts> = new Map([
  ['AE', string(16)],
  ['AS', string(4)],
  ['AT', numbers(2, 4)],
  ['CS', string(16)],
  ['DA', string(8)],
  ['DS', string(16)],
  ['DT', string(26)],
  ['FD', numbers(8, 8)],
  ['FL', numbers(4, 4)],
  ['IS', string(12)],
  ['LO', text(64, true)],
  ['LT', text(10240, false)],
  ['OB', stream(1)],
  ['OD', stream(8)],
  ['OF', stream(4)],
  ['OL', stream(4)],
  ['OV', stream(8)],
  ['OW', stream(2)],
  ['PN', text(64, true)],
  ['SH', text(16, true)],
  ['SL', numbers(4, 4)],
  ['SQ', { longForm: true, paddingByte: 0x00, kind: 'sequence', swapUnitBytes: 1, multiValued: false }],
  ['SS', numbers(2, 2)],
  ['ST', text(1024, false)],
  ['SV', numbers(8, 8, true)],
  ['TM', string(14)],
  ['UC', text(undefined, true, true)],
  ['UI', string(64, 0x00)],
  ['UL', numbers(4, 4)],
  ['UN', stream(1)],
  ['UR', string(undefined, 0x20, true)],
  ['US', numbers(2, 2)],
  ['UT', text(undefined, false, true)],
  ['UV', numbers(8, 8, true)],
]);

/** Facts of an unknown VR: read as bytes, with the long header that PS3.5 7.1.2 gives to every VR still to come. */
const UNKNOWN: VrFacts = stream(1);

/** Facts about a VR; for a VR that the standard does not name, those of UN. */
export function vrFacts(vr: string): VrFacts {
  return FACTS.get(vr) ?? UNKNOWN;
}

/** Whether PS3.5 names this VR. */
export function isKnownVr(vr: string): boolean {
  return FACTS.has(vr);
}

/** Whether an explicit VR header holds a 32-bit length (twelve bytes in all). Unknown VRs do. */
export function hasLongForm(vr: string): boolean {
  return vrFacts(vr).longForm;
}

/** Whether the Specific Character Set governs the VR's text: SH, LO, ST, LT, UC, UT and PN. */
export function isCharacterSetVr(vr: string): boolean {
  return vrFacts(vr).kind === 'text';
}

/** Whether the value is characters, be it of any repertoire. */
export function isTextVr(vr: string): boolean {
  const { kind } = vrFacts(vr);
  return kind === 'text' || kind === 'string';
}
