/**
 * Command sets (PS3.7 §6.3, §9.3, Annex E): Implicit VR Little Endian elements of group 0000 behind a group length.
 */

/** Command Field values (PS3.7 Annex E.1-1); a response is its request with the high bit set. */
export const COMMAND = {
  cStoreRq: 0x0001,
  cStoreRsp: 0x8001,
  cEchoRq: 0x0030,
  cEchoRsp: 0x8030,
  cCancelRq: 0x0fff,
  nEventReportRq: 0x0100,
  nActionRq: 0x0130,
} as const;

export const RESPONSE_BIT = 0x8000;

/** Command Data Set Type: this value says that no data set follows; any other that one does. */
export const NO_DATA_SET = 0x0101;
export const DATA_SET_FOLLOWS = 0x0000;

export const PRIORITY = { medium: 0, high: 1, low: 2 } as const;

/** The elements of a command set that storage and verification know. A field that is absent was absent or empty. */
export interface CommandSet {
  readonly affectedSopClassUid?: string;
  readonly requestedSopClassUid?: string;
  readonly commandField?: number;
  readonly messageId?: number;
  readonly messageIdBeingRespondedTo?: number;
  readonly priority?: number;
  readonly commandDataSetType?: number;
  readonly status?: number;
  readonly errorComment?: string;
  readonly affectedSopInstanceUid?: string;
  readonly requestedSopInstanceUid?: string;
  readonly eventTypeId?: number;
  readonly actionTypeId?: number;
  readonly moveOriginatorAeTitle?: string;
  readonly moveOriginatorMessageId?: number;
}

type Kind = 'uid' | 'text' | 'number';

interface Field {
  readonly element: number;
  readonly name: keyof CommandSet;
  readonly kind: Kind;
}

/** In the order of their tags, which is the order of encoding. */
const FIELDS: readonly Field[] = [
  { element: 0x0002, name: 'affectedSopClassUid', kind: 'uid' },
  { element: 0x0003, name: 'requestedSopClassUid', kind: 'uid' },
  { element: 0x0100, name: 'commandField', kind: 'number' },
  { element: 0x0110, name: 'messageId', kind: 'number' },
  { element: 0x0120, name: 'messageIdBeingRespondedTo', kind: 'number' },
  { element: 0x0700, name: 'priority', kind: 'number' },
  { element: 0x0800, name: 'commandDataSetType', kind: 'number' },
  { element: 0x0900, name: 'status', kind: 'number' },
  { element: 0x0902, name: 'errorComment', kind: 'text' },
  { element: 0x1000, name: 'affectedSopInstanceUid', kind: 'uid' },
  { element: 0x1001, name: 'requestedSopInstanceUid', kind: 'uid' },
  { element: 0x1002, name: 'eventTypeId', kind: 'number' },
  { element: 0x1008, name: 'actionTypeId', kind: 'number' },
  { element: 0x1030, name: 'moveOriginatorAeTitle', kind: 'text' },
  { element: 0x1031, name: 'moveOriginatorMessageId', kind: 'number' },
];

const FIELD_BY_ELEMENT = new Map(FIELDS.map((field) => [field.element, field]));

const ELEMENT_HEADER_BYTES = 8;
const GROUP_LENGTH_BYTES = ELEMENT_HEADER_BYTES + 4;

/** The bytes of a command set, group length first. */
export function encodeCommand(command: CommandSet): Buffer {
  const values: { readonly element: number; readonly value: Buffer }[] = [];
  let length = GROUP_LENGTH_BYTES;
  for (const field of FIELDS) {
    const value = command[field.name];
    if (value === undefined) continue;
    const encoded = encodeValue(value, field.kind);
    values.push({ element: field.element, value: encoded });
    length += ELEMENT_HEADER_BYTES + encoded.length;
  }
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(4, 4);
  bytes.writeUInt32LE(length - GROUP_LENGTH_BYTES, 8);
  let position = GROUP_LENGTH_BYTES;
  for (const { element, value } of values) {
    bytes.writeUInt16LE(element, position + 2);
    bytes.writeUInt32LE(value.length, position + 4);
    value.copy(bytes, position + ELEMENT_HEADER_BYTES);
    position += ELEMENT_HEADER_BYTES + value.length;
  }
  return bytes;
}

/** Numbers that no answer depends on: where their size is wrong, they are let be. */
const NOT_NEEDED: ReadonlySet<keyof CommandSet> = new Set(['priority', 'moveOriginatorMessageId']);

/**
 * The command set in `bytes`, or `undefined` when they are none: another group, an element past the end, a number of the
 * wrong size. Unknown elements of group 0000 and a wrong group length are let pass.
 */
export function decodeCommand(bytes: Buffer): CommandSet | undefined {
  const command: Record<string, string | number> = {};
  let position = 0;
  while (position < bytes.length) {
    if (position + ELEMENT_HEADER_BYTES > bytes.length || bytes.readUInt16LE(position) !== 0)
      return undefined;
    const field = FIELD_BY_ELEMENT.get(bytes.readUInt16LE(position + 2));
    const start = position + ELEMENT_HEADER_BYTES;
    const end = start + bytes.readUInt32LE(position + 4);
    if (end > bytes.length) return undefined;
    position = end;
    if (field === undefined || end === start) continue;
    if (field.kind === 'number') {
      if (end - start === 2) command[field.name] = bytes.readUInt16LE(start);
      else if (!NOT_NEEDED.has(field.name)) return undefined;
    } else {
      command[field.name] = trimPadding(bytes, start, end);
    }
  }
  return command;
}

/** Trailing spaces and NULs are padding, however many a peer wrote. */
function trimPadding(bytes: Buffer, start: number, end: number): string {
  let last = end;
  while (last > start && (bytes[last - 1] === 0 || bytes[last - 1] === 0x20)) last -= 1;
  return bytes.toString('latin1', start, last);
}

function encodeValue(value: string | number, kind: Kind): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.allocUnsafe(2);
    bytes.writeUInt16LE(value, 0);
    return bytes;
  }
  const padding = value.length % 2 === 0 ? '' : kind === 'uid' ? '\0' : ' ';
  return Buffer.from(value + padding, 'latin1');
}

/** Whether a UID has the form of PS3.5 §9.1 (leading zeros in a component are common and let pass). */
export function isWellFormedUid(uid: string): boolean {
  return uid.length <= 64 && /^[0-9]+(?:\.[0-9]+)*$/.test(uid);
}
