/** The PDU reader under any cut of the stream, and the decoders of the associate PDUs. */
import {
  decodeAssociateAc,
  decodeAssociateRq,
  encodeAssociateAc,
  encodeAssociateRq,
  encodePData,
  encodeReleaseRq,
  type AssociateRqPdu,
} from '../../src/dimse/pdu.js';
import { createPduReader } from '../../src/dimse/pdu-reader.js';
import { mutateBytes } from '../mutate.js';
import type { Random } from '../random.js';
import { must, type Target } from '../target.js';

const MAX_PDU_BYTES = 131_072;

function anyRequest(random: Random): AssociateRqPdu {
  return {
    protocolVersion: random.pick([1, 0, 0xffff]),
    calledAeTitle: random.pick(['LETHE', '../x']),
    callingAeTitle: random.pick(['A', 'ABCDEFGHIJKLMNOP']),
    applicationContextName: '1.2.840.10008.3.1.1.1',
    presentationContexts: Array.from({ length: random.int(4) }, (_, index) => ({
      id: index * 2 + 1,
      abstractSyntaxUid: '1.2.840.10008.5.1.4.1.1.2',
      transferSyntaxUids: Array.from({ length: random.int(3) }, () => '1.2.840.10008.1.2.1'),
    })),
    userInformation: {
      maxPduBytes: random.pick([0, 1, 16_384, 0xffffffff]),
      implementationClassUid: '1.2.3',
      implementationVersionName: 'X',
      roleSelections: random.chance(0.3) ? [{ sopClassUid: '1.2', scu: true, scp: true }] : [],
      ...(random.chance(0.3) ? { asynchronousOperationsWindow: { invoked: 0, performed: 5 } } : {}),
      ...(random.chance(0.3)
        ? {
            userIdentity: {
              type: random.int(7),
              positiveResponseRequested: true,
              primaryField: random.bytes(random.int(40)),
              secondaryField: random.bytes(random.int(40)),
            },
          }
        : {}),
    },
  };
}

function anyStream(random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let count = 1 + random.int(4); count > 0; count -= 1) {
    parts.push(
      random.pick([
        () => encodeAssociateRq(anyRequest(random)),
        () =>
          encodePData(
            1 + random.int(4),
            random.chance(0.5),
            random.bytes(random.int(200)),
            16 + random.int(100),
          ),
        () => encodeReleaseRq(),
        () => random.bytes(random.int(40)),
      ])(),
    );
  }
  return mutateBytes(Buffer.concat(parts), random);
}

export const pduReader: Target = {
  name: 'pdu-reader',
  run(random) {
    const stream = anyStream(random);
    let handed = 0;
    let open = 0;
    let isOver = false;
    let holds = 0;
    const reader = createPduReader({
      pduHeader(type, length) {
        must(!isOver, 'nothing is handed on after the end');
        return type <= 7 && length <= MAX_PDU_BYTES;
      },
      pdu(_type, body) {
        handed += body.length;
        must(body.length <= stream.length, 'no more is handed on than came');
      },
      pdvHeader(_context, _control, length) {
        must(open === 0, 'a value ends before the next begins');
        open = length;
        return true;
      },
      pdvBytes(bytes) {
        must(bytes.length > 0 && bytes.length <= open, 'a value is as long as it says');
        open -= bytes.length;
        handed += bytes.length;
        if (random.chance(0.05)) {
          reader.hold();
          holds += 1;
        }
      },
      pdvEnd: () => must(open === 0, 'a value ends at its end'),
      chunkEnd: () => undefined,
      violation() {
        isOver = true;
      },
    });
    for (let at = 0; at < stream.length;) {
      const size = 1 + random.int(random.pick([2, 20, 400]));
      reader.push(stream.subarray(at, at + size));
      at += size;
      for (; holds > 0; holds -= 1) reader.release();
    }
    must(handed <= stream.length, 'no more is handed on than came');
  },
};

export const associatePdus: Target = {
  name: 'associate-pdus',
  run(random) {
    const request = anyRequest(random);
    const encoded = random.chance(0.5)
      ? encodeAssociateRq(request)
      : encodeAssociateAc({
          ...request,
          presentationContexts: request.presentationContexts.map(({ id }) => ({
            id,
            result: random.int(5),
            transferSyntaxUid: '1.2',
          })),
        });
    const body = mutateBytes(encoded.subarray(6), random);
    const decoded = decodeAssociateRq(body);
    if (decoded.kind === 'decoded') {
      must(decoded.pdu.presentationContexts.length <= 128, 'contexts are bounded');
      must(
        decoded.pdu.presentationContexts.every(({ id }) => id % 2 === 1),
        'context ids are odd',
      );
    }
    decodeAssociateAc(body);
  },
};
