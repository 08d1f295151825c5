/**
 * The codec of the upper layer's protocol data units (PS3.8 §9.3, user information items of PS3.7 Annex D.3.3).
 * P-DATA-TF is only encoded here: it is read as a stream by `pdu-reader.ts`.
 */

import { AE_TITLE_BYTES, decodeAeTitle, encodeAeTitle } from './ae-title.js';

export const PDU_HEADER_BYTES = 6;
/** Length, presentation context id and message control header in front of each fragment (PS3.8 §9.3.5.1, Annex E.2). */
export const PDV_HEADER_BYTES = 6;

export const PDU_TYPE = {
  associateRq: 0x01,
  associateAc: 0x02,
  associateRj: 0x03,
  pDataTf: 0x04,
  releaseRq: 0x05,
  releaseRp: 0x06,
  abort: 0x07,
} as const;

/** Bits of the message control header (PS3.8 Annex E.2); the other bits are never tested. */
export const CONTROL = { command: 0x01, last: 0x02 } as const;

/** A-ABORT source 0 or 2 and reason (PS3.8 §9.3.8); the reason is 0 when the source is the service user. */
export interface AbortPdu {
  readonly source: number;
  readonly reason: number;
}

export const ABORT_BY_USER: AbortPdu = { source: 0, reason: 0 };
export const ABORT_UNRECOGNIZED_PDU: AbortPdu = { source: 2, reason: 1 };
export const ABORT_UNEXPECTED_PDU: AbortPdu = { source: 2, reason: 2 };
const ABORT_UNRECOGNIZED_PARAMETER: AbortPdu = { source: 2, reason: 4 };
export const ABORT_INVALID_PARAMETER: AbortPdu = { source: 2, reason: 6 };

/** A-ASSOCIATE-RJ (PS3.8 §9.3.4): result 1 permanent, 2 transient; source 1 user, 2 ACSE, 3 presentation. */
export interface RejectPdu {
  readonly result: number;
  readonly source: number;
  readonly reason: number;
}

export interface ProposedPresentationContext {
  readonly id: number;
  readonly abstractSyntaxUid: string;
  readonly transferSyntaxUids: readonly string[];
}

/** Result 0 acceptance, 1 user rejection, 2 no reason, 3 abstract syntax, 4 transfer syntaxes not supported (PS3.8 §9.3.3.2). */
export interface PresentationContextResult {
  readonly id: number;
  readonly result: number;
  /** Not significant unless the result is 0. */
  readonly transferSyntaxUid: string;
}

export interface RoleSelection {
  readonly sopClassUid: string;
  readonly scu: boolean;
  readonly scp: boolean;
}

export interface UserIdentity {
  /** 1 user name, 2 user name and passcode, 3 Kerberos, 4 SAML, 5 JSON Web Token (PS3.7 Annex D.3.3.7). */
  readonly type: number;
  readonly positiveResponseRequested: boolean;
  readonly primaryField: Buffer;
  readonly secondaryField: Buffer;
}

export interface UserInformation {
  /** Largest P-DATA-TF variable field that the sender of this item will receive, in bytes; 0 means no limit. */
  readonly maxPduBytes: number;
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
  readonly asynchronousOperationsWindow?: { readonly invoked: number; readonly performed: number };
  readonly roleSelections: readonly RoleSelection[];
  readonly userIdentity?: UserIdentity | 'malformed';
  /** A-ASSOCIATE-AC only: the user identity was verified. The response of types 1 and 2 is empty (PS3.7 Annex D.3.3.7.2). */
  readonly userIdentityAccepted?: boolean;
}

interface AssociateCommon {
  readonly protocolVersion: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  readonly applicationContextName: string;
  readonly userInformation: UserInformation;
}

export interface AssociateRqPdu extends AssociateCommon {
  readonly presentationContexts: readonly ProposedPresentationContext[];
}

export interface AssociateAcPdu extends AssociateCommon {
  readonly presentationContexts: readonly PresentationContextResult[];
}

/** What a decoder found; a malformed PDU comes with the A-ABORT that it deserves and a fixed word for the log. */
export type Decoded<T> =
  | { readonly kind: 'decoded'; readonly pdu: T }
  | { readonly kind: 'malformed'; readonly abort: AbortPdu; readonly cause: MalformedCause };

export type MalformedCause =
  | 'pdu-truncated'
  | 'item-past-end'
  | 'user-information-repeated'
  | 'user-information-item-malformed'
  | 'presentation-context-malformed'
  | 'presentation-context-id-even'
  | 'presentation-context-id-repeated'
  | 'too-many-presentation-contexts'
  | 'too-many-transfer-syntaxes'
  | 'no-presentation-context';

/** Bounds of the decoder of A-ASSOCIATE-RQ. */
export interface AssociateLimits {
  readonly maxContexts: number;
  readonly maxTransferSyntaxesPerContext: number;
}

export const DEFAULT_ASSOCIATE_LIMITS: AssociateLimits = {
  maxContexts: 128,
  maxTransferSyntaxesPerContext: 128,
};

const ITEM = {
  applicationContext: 0x10,
  presentationContextRq: 0x20,
  presentationContextAc: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  userInformation: 0x50,
  maxLength: 0x51,
  implementationClassUid: 0x52,
  asynchronousOperationsWindow: 0x53,
  roleSelection: 0x54,
  implementationVersionName: 0x55,
  userIdentity: 0x58,
  userIdentityResponse: 0x59,
} as const;

/** Protocol version, reserved bytes, two AE titles and 32 reserved bytes in front of the variable items. */
const ASSOCIATE_FIXED_BYTES = 68;

/** Thrown and caught inside this module only. */
class Malformed extends Error {
  readonly abort: AbortPdu;
  readonly malformedCause: MalformedCause;

  constructor(malformedCause: MalformedCause, abort: AbortPdu = ABORT_INVALID_PARAMETER) {
    super(malformedCause);
    this.abort = abort;
    this.malformedCause = malformedCause;
  }
}

// ---- encoding ----

export function encodeAssociateRq(pdu: AssociateRqPdu): Buffer {
  const contexts = pdu.presentationContexts.map((context) =>
    item(ITEM.presentationContextRq, [
      Buffer.from([context.id, 0, 0, 0]),
      uidItem(ITEM.abstractSyntax, context.abstractSyntaxUid),
      ...context.transferSyntaxUids.map((uid) => uidItem(ITEM.transferSyntax, uid)),
    ]),
  );
  return encodeAssociate(PDU_TYPE.associateRq, pdu, contexts);
}

export function encodeAssociateAc(pdu: AssociateAcPdu): Buffer {
  const contexts = pdu.presentationContexts.map((context) =>
    item(ITEM.presentationContextAc, [
      Buffer.from([context.id, 0, context.result, 0]),
      uidItem(ITEM.transferSyntax, context.transferSyntaxUid),
    ]),
  );
  return encodeAssociate(PDU_TYPE.associateAc, pdu, contexts);
}

export function encodeAssociateRj(pdu: RejectPdu): Buffer {
  return Buffer.from([PDU_TYPE.associateRj, 0, 0, 0, 0, 4, 0, pdu.result, pdu.source, pdu.reason]);
}

export function encodeReleaseRq(): Buffer {
  return Buffer.from([PDU_TYPE.releaseRq, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
}

export function encodeReleaseRp(): Buffer {
  return Buffer.from([PDU_TYPE.releaseRp, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
}

export function encodeAbort(pdu: AbortPdu): Buffer {
  return Buffer.from([PDU_TYPE.abort, 0, 0, 0, 0, 4, 0, 0, pdu.source, pdu.reason]);
}

/**
 * Writes the 12 bytes in front of one fragment that fills a P-DATA-TF PDU of its own.
 * `control` is made of the bits in `CONTROL`; `fragmentBytes` is what follows.
 */
export function writePDataHeader(
  target: Buffer,
  position: number,
  contextId: number,
  control: number,
  fragmentBytes: number,
): void {
  target[position] = PDU_TYPE.pDataTf;
  target[position + 1] = 0;
  target.writeUInt32BE(fragmentBytes + PDV_HEADER_BYTES, position + 2);
  target.writeUInt32BE(fragmentBytes + 2, position + 6);
  target[position + 10] = contextId;
  target[position + 11] = control;
}

/** The largest fragment, of even length, that fits a P-DATA-TF PDU whose variable field may have `maxPduBytes`. */
export function maxFragmentBytes(maxPduBytes: number): number {
  return (maxPduBytes - PDV_HEADER_BYTES) & ~1;
}

/** A whole command set (or small data set) as P-DATA-TF PDUs, each at most `maxPduBytes` long in its variable field. */
export function encodePData(
  contextId: number,
  isCommand: boolean,
  payload: Buffer,
  maxPduBytes: number,
): Buffer {
  const room = maxFragmentBytes(maxPduBytes);
  const count = Math.max(1, Math.ceil(payload.length / room));
  const encoded = Buffer.allocUnsafe(payload.length + count * (PDU_HEADER_BYTES + PDV_HEADER_BYTES));
  const kind = isCommand ? CONTROL.command : 0;
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    const fragment = payload.subarray(index * room, (index + 1) * room);
    const last = index === count - 1 ? CONTROL.last : 0;
    writePDataHeader(encoded, position, contextId, kind | last, fragment.length);
    position += PDU_HEADER_BYTES + PDV_HEADER_BYTES;
    fragment.copy(encoded, position);
    position += fragment.length;
  }
  return encoded;
}

function encodeAssociate(type: number, pdu: AssociateCommon, contexts: readonly Buffer[]): Buffer {
  const fixed = Buffer.alloc(ASSOCIATE_FIXED_BYTES);
  fixed.writeUInt16BE(pdu.protocolVersion, 0);
  encodeAeTitle(pdu.calledAeTitle).copy(fixed, 4);
  encodeAeTitle(pdu.callingAeTitle).copy(fixed, 4 + AE_TITLE_BYTES);
  const body = [
    fixed,
    uidItem(ITEM.applicationContext, pdu.applicationContextName),
    ...contexts,
    encodeUserInformation(pdu.userInformation),
  ];
  const header = Buffer.alloc(PDU_HEADER_BYTES);
  header[0] = type;
  header.writeUInt32BE(
    body.reduce((sum, part) => sum + part.length, 0),
    2,
  );
  return Buffer.concat([header, ...body]);
}

function encodeUserInformation(information: UserInformation): Buffer {
  const maxLength = Buffer.alloc(4);
  maxLength.writeUInt32BE(information.maxPduBytes, 0);
  const parts = [
    item(ITEM.maxLength, [maxLength]),
    uidItem(ITEM.implementationClassUid, information.implementationClassUid),
  ];
  const window = information.asynchronousOperationsWindow;
  if (window !== undefined) {
    const operations = Buffer.alloc(4);
    operations.writeUInt16BE(window.invoked, 0);
    operations.writeUInt16BE(window.performed, 2);
    parts.push(item(ITEM.asynchronousOperationsWindow, [operations]));
  }
  for (const role of information.roleSelections) {
    const uid = Buffer.from(role.sopClassUid, 'latin1');
    const roles = Buffer.from([role.scu ? 1 : 0, role.scp ? 1 : 0]);
    parts.push(item(ITEM.roleSelection, [uint16(uid.length), uid, roles]));
  }
  if (information.implementationVersionName !== '') {
    parts.push(uidItem(ITEM.implementationVersionName, information.implementationVersionName));
  }
  const identity = information.userIdentity;
  if (identity !== undefined && identity !== 'malformed') {
    parts.push(
      item(ITEM.userIdentity, [
        Buffer.from([identity.type, identity.positiveResponseRequested ? 1 : 0]),
        uint16(identity.primaryField.length),
        identity.primaryField,
        uint16(identity.secondaryField.length),
        identity.secondaryField,
      ]),
    );
  }
  if (information.userIdentityAccepted === true) parts.push(item(ITEM.userIdentityResponse, [uint16(0)]));
  return item(ITEM.userInformation, parts);
}

function item(type: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([type, 0]), uint16(length), ...parts]);
}

function uidItem(type: number, uid: string): Buffer {
  return item(type, [Buffer.from(uid, 'latin1')]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}

// ---- decoding ----

/** Decodes the variable field of an A-ASSOCIATE-RQ (what follows the six bytes of the PDU header). */
export function decodeAssociateRq(
  body: Buffer,
  limits: AssociateLimits = DEFAULT_ASSOCIATE_LIMITS,
): Decoded<AssociateRqPdu> {
  return decoding(() => {
    const common = decodeAssociate(body);
    const contexts: ProposedPresentationContext[] = [];
    const ids = new Set<number>();
    for (const found of common.items) {
      if (found.type !== ITEM.presentationContextRq) continue;
      if (contexts.length === limits.maxContexts) throw new Malformed('too-many-presentation-contexts');
      const context = decodeProposedContext(found.value, limits);
      if (context.id % 2 === 0) throw new Malformed('presentation-context-id-even');
      if (ids.has(context.id)) throw new Malformed('presentation-context-id-repeated');
      ids.add(context.id);
      contexts.push(context);
    }
    if (contexts.length === 0) throw new Malformed('no-presentation-context');
    return { ...common.pdu, presentationContexts: contexts };
  });
}

/** Decodes the variable field of an A-ASSOCIATE-AC. */
export function decodeAssociateAc(body: Buffer): Decoded<AssociateAcPdu> {
  return decoding(() => {
    const common = decodeAssociate(body);
    const contexts = common.items
      .filter((found) => found.type === ITEM.presentationContextAc)
      .map(({ value }): PresentationContextResult => {
        if (value.length < 4) throw new Malformed('presentation-context-malformed');
        const syntax = readItems(value, 4).find((found) => found.type === ITEM.transferSyntax);
        return {
          id: value.readUInt8(0),
          result: value.readUInt8(2),
          transferSyntaxUid: syntax === undefined ? '' : decodeUid(syntax.value),
        };
      });
    return { ...common.pdu, presentationContexts: contexts };
  });
}

/** Decodes the four bytes of an A-ASSOCIATE-RJ. */
export function decodeAssociateRj(body: Buffer): RejectPdu {
  return { result: body[1] ?? 0, source: body[2] ?? 0, reason: body[3] ?? 0 };
}

/** Decodes the four bytes of an A-ABORT. */
export function decodeAbort(body: Buffer): AbortPdu {
  return { source: body[2] ?? 0, reason: body[3] ?? 0 };
}

interface Item {
  readonly type: number;
  readonly value: Buffer;
}

function decoding<T>(decode: () => T): Decoded<T> {
  try {
    return { kind: 'decoded', pdu: decode() };
  } catch (error) {
    if (error instanceof Malformed)
      return { kind: 'malformed', abort: error.abort, cause: error.malformedCause };
    throw error;
  }
}

function decodeAssociate(body: Buffer): { readonly pdu: AssociateCommon; readonly items: readonly Item[] } {
  if (body.length < ASSOCIATE_FIXED_BYTES) throw new Malformed('pdu-truncated');
  const items = readItems(body, ASSOCIATE_FIXED_BYTES);
  const applicationContext = items.find((found) => found.type === ITEM.applicationContext);
  const userInformation = items.filter((found) => found.type === ITEM.userInformation);
  if (userInformation.length > 1)
    throw new Malformed('user-information-repeated', ABORT_UNRECOGNIZED_PARAMETER);
  const callingAt = 4 + AE_TITLE_BYTES;
  return {
    items,
    pdu: {
      protocolVersion: body.readUInt16BE(0),
      calledAeTitle: decodeAeTitle(body.subarray(4, callingAt)),
      callingAeTitle: decodeAeTitle(body.subarray(callingAt, callingAt + AE_TITLE_BYTES)),
      applicationContextName: applicationContext === undefined ? '' : decodeUid(applicationContext.value),
      userInformation: decodeUserInformation(userInformation[0]?.value ?? Buffer.alloc(0)),
    },
  };
}

/** Reads type-length-value items to the end; each must lie wholly inside (HOSTILE: sub-item length past item end). */
function readItems(bytes: Buffer, start: number): Item[] {
  const items: Item[] = [];
  let position = start;
  while (position < bytes.length) {
    if (position + 4 > bytes.length) throw new Malformed('item-past-end');
    const end = position + 4 + bytes.readUInt16BE(position + 2);
    if (end > bytes.length) throw new Malformed('item-past-end');
    items.push({ type: bytes.readUInt8(position), value: bytes.subarray(position + 4, end) });
    position = end;
  }
  return items;
}

function decodeProposedContext(value: Buffer, limits: AssociateLimits): ProposedPresentationContext {
  if (value.length < 4) throw new Malformed('presentation-context-malformed');
  let abstractSyntaxUid: string | undefined;
  const transferSyntaxUids: string[] = [];
  for (const found of readItems(value, 4)) {
    if (found.type === ITEM.abstractSyntax) {
      if (abstractSyntaxUid !== undefined) throw new Malformed('presentation-context-malformed');
      abstractSyntaxUid = decodeUid(found.value);
    } else if (found.type === ITEM.transferSyntax) {
      if (transferSyntaxUids.length === limits.maxTransferSyntaxesPerContext) {
        throw new Malformed('too-many-transfer-syntaxes');
      }
      transferSyntaxUids.push(decodeUid(found.value));
    }
  }
  if (abstractSyntaxUid === undefined) throw new Malformed('presentation-context-malformed');
  return { id: value.readUInt8(0), abstractSyntaxUid, transferSyntaxUids };
}

function decodeUserInformation(value: Buffer): UserInformation {
  let maxPduBytes = 0;
  let implementationClassUid = '';
  let implementationVersionName = '';
  let window: { invoked: number; performed: number } | undefined;
  let userIdentity: UserIdentity | 'malformed' | undefined;
  const roleSelections: RoleSelection[] = [];
  for (const found of readItems(value, 0)) {
    switch (found.type) {
      case ITEM.maxLength:
        maxPduBytes = fourBytes(found.value).readUInt32BE(0);
        break;
      case ITEM.implementationClassUid:
        implementationClassUid = decodeUid(found.value);
        break;
      case ITEM.asynchronousOperationsWindow: {
        const operations = fourBytes(found.value);
        window = { invoked: operations.readUInt16BE(0), performed: operations.readUInt16BE(2) };
        break;
      }
      case ITEM.roleSelection:
        roleSelections.push(decodeRoleSelection(found.value));
        break;
      case ITEM.implementationVersionName:
        implementationVersionName = decodeUid(found.value);
        break;
      case ITEM.userIdentity:
        userIdentity = decodeUserIdentity(found.value);
        break;
      default:
        // Extended negotiations and items of later editions: nothing here depends on them (PS3.8 §9.3.1 lets one ignore them).
        break;
    }
  }
  return {
    maxPduBytes,
    implementationClassUid,
    implementationVersionName,
    roleSelections,
    ...(window === undefined ? {} : { asynchronousOperationsWindow: window }),
    ...(userIdentity === undefined ? {} : { userIdentity }),
  };
}

function fourBytes(value: Buffer): Buffer {
  if (value.length !== 4)
    throw new Malformed('user-information-item-malformed', ABORT_UNRECOGNIZED_PARAMETER);
  return value;
}

function decodeRoleSelection(value: Buffer): RoleSelection {
  const uidBytes = value.length < 2 ? -1 : value.readUInt16BE(0);
  if (uidBytes < 0 || value.length !== uidBytes + 4) {
    throw new Malformed('user-information-item-malformed', ABORT_UNRECOGNIZED_PARAMETER);
  }
  return {
    sopClassUid: decodeUid(value.subarray(2, 2 + uidBytes)),
    scu: value[2 + uidBytes] === 1,
    scp: value[3 + uidBytes] === 1,
  };
}

/** A user identity that contradicts itself is not a broken PDU but an identity to reject. */
function decodeUserIdentity(value: Buffer): UserIdentity | 'malformed' {
  if (value.length < 6) return 'malformed';
  const primaryEnd = 4 + value.readUInt16BE(2);
  if (primaryEnd + 2 > value.length) return 'malformed';
  const secondaryEnd = primaryEnd + 2 + value.readUInt16BE(primaryEnd);
  if (secondaryEnd !== value.length) return 'malformed';
  return {
    type: value.readUInt8(0),
    positiveResponseRequested: value[1] === 1,
    primaryField: value.subarray(4, primaryEnd),
    secondaryField: value.subarray(primaryEnd + 2, secondaryEnd),
  };
}

/** A UID or name with trailing padding (NUL, space) removed. */
function decodeUid(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 0x20)) end -= 1;
  return bytes.toString('latin1', 0, end);
}
