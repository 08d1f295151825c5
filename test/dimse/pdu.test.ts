import { expect } from 'chai';
import fc from 'fast-check';
import {
  decodeAbort,
  decodeAssociateAc,
  decodeAssociateRj,
  decodeAssociateRq,
  encodeAbort,
  encodeAssociateAc,
  encodeAssociateRj,
  encodeAssociateRq,
  encodePData,
  type AssociateAcPdu,
  type AssociateRqPdu,
  type Decoded,
  type UserInformation,
} from '../../src/dimse/pdu.js';
import { isKnownPduType, pduAction, type UpperLayerState } from '../../src/dimse/upper-layer-state.js';

const uid = fc
  .array(fc.nat({ max: 99_999 }), { minLength: 1, maxLength: 10 })
  .map((components) => ['1', ...components].join('.'));
const aeTitle = fc.stringMatching(/^[A-Z0-9_]{1,16}$/);
const byte = fc.integer({ min: 0, max: 255 });

const userInformation: fc.Arbitrary<UserInformation> = fc
  .record({
    maxPduBytes: fc.nat({ max: 0xffffffff }),
    implementationClassUid: uid,
    implementationVersionName: fc.stringMatching(/^[A-Z0-9_]{0,16}$/),
    roleSelections: fc.array(fc.record({ sopClassUid: uid, scu: fc.boolean(), scp: fc.boolean() }), {
      maxLength: 5,
    }),
    asynchronousOperationsWindow: fc.option(
      fc.record({ invoked: fc.nat({ max: 65535 }), performed: fc.nat({ max: 65535 }) }),
      { nil: undefined },
    ),
    userIdentity: fc.option(
      fc.record({
        type: byte,
        positiveResponseRequested: fc.boolean(),
        primaryField: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
        secondaryField: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      }),
      { nil: undefined },
    ),
  })
  .map(({ asynchronousOperationsWindow, userIdentity, ...rest }) => ({
    ...rest,
    ...(asynchronousOperationsWindow === undefined ? {} : { asynchronousOperationsWindow }),
    ...(userIdentity === undefined ? {} : { userIdentity }),
  }));

const common = {
  protocolVersion: fc.nat({ max: 65535 }),
  calledAeTitle: aeTitle,
  callingAeTitle: aeTitle,
  applicationContextName: uid,
  userInformation,
};
const oddIds = fc
  .uniqueArray(fc.nat({ max: 127 }), { minLength: 1, maxLength: 20 })
  .map((ids) => ids.map((id) => id * 2 + 1));

const associateRq: fc.Arbitrary<AssociateRqPdu> = oddIds.chain((ids) =>
  fc.record({
    ...common,
    presentationContexts: fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          abstractSyntaxUid: uid,
          transferSyntaxUids: fc.array(uid, { maxLength: 8 }),
        }),
      ),
    ),
  }),
);
const associateAc: fc.Arbitrary<AssociateAcPdu> = oddIds.chain((ids) =>
  fc.record({
    ...common,
    presentationContexts: fc.tuple(
      ...ids.map((id) =>
        fc.record({ id: fc.constant(id), result: fc.nat({ max: 4 }), transferSyntaxUid: uid }),
      ),
    ),
  }),
);

function decoded<T>(result: Decoded<T>): T {
  if (result.kind === 'malformed') throw new Error(result.cause);
  return result.pdu;
}

describe('The codec of PDUs', () => {
  it('decodes every A-ASSOCIATE-RQ to what was encoded', () => {
    fc.assert(
      fc.property(associateRq, (pdu) => {
        const bytes = encodeAssociateRq(pdu);
        expect(bytes.readUInt32BE(2)).to.equal(bytes.length - 6);
        expect(decoded(decodeAssociateRq(bytes.subarray(6)))).to.deep.equal(pdu);
      }),
    );
  });

  it('decodes every A-ASSOCIATE-AC to what was encoded', () => {
    fc.assert(
      fc.property(associateAc, (pdu) => {
        expect(decoded(decodeAssociateAc(encodeAssociateAc(pdu).subarray(6)))).to.deep.equal(pdu);
      }),
    );
  });

  it('decodes every A-ASSOCIATE-RJ and A-ABORT to what was encoded', () => {
    fc.assert(
      fc.property(byte, byte, byte, (result, source, reason) => {
        const reject = { result, source, reason };
        expect(decodeAssociateRj(encodeAssociateRj(reject).subarray(6))).to.deep.equal(reject);
        expect(decodeAbort(encodeAbort({ source, reason }).subarray(6))).to.deep.equal({ source, reason });
      }),
    );
  });

  it('never throws on bytes that were changed or cut, but says what is wrong', () => {
    fc.assert(
      fc.property(
        associateRq,
        fc.array(fc.tuple(fc.nat(), byte), { maxLength: 6 }),
        fc.nat(),
        (pdu, changes, cut) => {
          const body = encodeAssociateRq(pdu).subarray(6);
          for (const [position, value] of changes) body[position % body.length] = value;
          for (const bytes of [body, body.subarray(0, cut % body.length)]) {
            expect(decodeAssociateRq(bytes).kind).to.be.oneOf(['decoded', 'malformed']);
            expect(decodeAssociateAc(bytes).kind).to.be.oneOf(['decoded', 'malformed']);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('spreads a command set over PDUs that keep to the maximum, in fragments of even length', () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.integer({ min: 8, max: 200 }), (half, maxPduBytes) => {
        const payload = Buffer.alloc(half * 2, 7);
        const bytes = encodePData(5, true, payload, maxPduBytes);
        const fragments: Buffer[] = [];
        let last = false;
        for (let position = 0; position < bytes.length;) {
          const length = bytes.readUInt32BE(position + 2);
          expect(length).to.be.at.most(maxPduBytes);
          expect(bytes.readUInt32BE(position + 6)).to.equal(length - 4);
          expect(length % 2).to.equal(0);
          expect(last).to.equal(false);
          last = bytes[position + 11] === 3;
          fragments.push(bytes.subarray(position + 12, position + 6 + length));
          position += 6 + length;
        }
        expect(last).to.equal(true);
        expect(Buffer.concat(fragments).equals(payload)).to.equal(true);
      }),
    );
  });
});

describe('The state machine', () => {
  const states: readonly UpperLayerState[] = ['Sta2', 'Sta5', 'Sta6', 'Sta7', 'Sta8', 'Sta11', 'Sta13'];

  it('has an action for each PDU in each state, and ignores everything in Sta13', () => {
    for (const state of states) {
      for (let type = 1; type <= 7; type += 1) {
        expect(pduAction(state, type)).to.match(/^(?:AE|DT|AR|AA)-\d$/);
        expect(isKnownPduType(type)).to.equal(true);
      }
    }
    expect([1, 2, 3, 4, 5, 6, 7].map((type) => pduAction('Sta13', type))).to.deep.equal(
      Array(7).fill('AA-6'),
    );
  });

  it('takes P-DATA only on an established association', () => {
    expect(states.filter((state) => pduAction(state, 4) === 'DT-2')).to.deep.equal(['Sta6']);
  });

  it('takes an abort in every state', () => {
    expect(states.filter((state) => pduAction(state, 7) === 'AA-8')).to.deep.equal([]);
  });
});
