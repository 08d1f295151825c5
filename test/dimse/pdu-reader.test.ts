import { expect } from 'chai';
import fc from 'fast-check';
import { createPduReader, type PduReader } from '../../src/dimse/pdu-reader.js';

interface Pdv {
  readonly contextId: number;
  readonly control: number;
  readonly bytes: Buffer;
}
type Pdu = { readonly type: number; readonly body: Buffer } | { readonly pdvs: readonly Pdv[] };

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const byte = fc.integer({ min: 0, max: 255 });
const pdu: fc.Arbitrary<Pdu> = fc.oneof(
  fc.record({ type: fc.constantFrom(1, 2, 3, 5, 6, 7), body: bytes }),
  fc.record({
    pdvs: fc.array(fc.record({ contextId: byte, control: byte, bytes }), { minLength: 1, maxLength: 5 }),
  }),
);

function encode(value: Pdu): Buffer {
  const isPData = 'pdvs' in value;
  const body = isPData
    ? Buffer.concat(
        value.pdvs.flatMap(({ contextId, control, bytes: fragment }) => {
          const header = Buffer.alloc(6);
          header.writeUInt32BE(fragment.length + 2, 0);
          header[4] = contextId;
          header[5] = control;
          return [header, fragment];
        }),
      )
    : value.body;
  const header = Buffer.alloc(6);
  header[0] = isPData ? 4 : value.type;
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

/** A reader that writes down what it hands out in one comparable form. */
function recorder(onEvent: (reader: PduReader) => void = () => undefined): {
  readonly reader: PduReader;
  readonly seen: string[];
} {
  const seen: string[] = [];
  let fragment: Buffer[] = [];
  const reader = createPduReader({
    pduHeader(type, length) {
      seen.push(`pdu ${type} ${length}`);
      onEvent(reader);
      return true;
    },
    pdu: (type, body) => void seen.push(`body ${type} ${body.toString('hex')}`),
    pdvHeader(contextId, control, length) {
      seen.push(`pdv ${contextId} ${control} ${length}`);
      fragment = [];
      return true;
    },
    pdvBytes(part) {
      fragment.push(part);
      onEvent(reader);
    },
    pdvEnd: () => void seen.push(`end ${Buffer.concat(fragment).toString('hex')}`),
    chunkEnd: () => undefined,
    violation: (violation) => void seen.push(violation),
  });
  return { reader, seen };
}

function expected(pdus: readonly Pdu[]): string[] {
  return pdus.flatMap((value) => {
    const length = encode(value).length - 6;
    if (!('pdvs' in value))
      return [`pdu ${value.type} ${length}`, `body ${value.type} ${value.body.toString('hex')}`];
    return [
      `pdu 4 ${length}`,
      ...value.pdvs.flatMap(({ contextId, control, bytes: part }) => [
        `pdv ${contextId} ${control} ${part.length}`,
        `end ${part.toString('hex')}`,
      ]),
    ];
  });
}

function split(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const positions = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])].sort(
    (a, b) => a - b,
  );
  return positions.slice(1).map((end, index) => stream.subarray(positions[index], end));
}

describe('The reader of PDUs', () => {
  it('finds the same PDUs however the stream is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(pdu, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 40 }), (pdus, cuts) => {
        const { reader, seen } = recorder();
        for (const chunk of split(Buffer.concat(pdus.map(encode)), cuts)) reader.push(chunk);
        expect(seen).to.deep.equal(expected(pdus));
        expect(reader.isInsidePdu()).to.equal(false);
      }),
    );
  });

  it('finds the same PDUs when it is held at any time and released later', () => {
    fc.assert(
      fc.property(
        fc.array(pdu, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        (pdus, cuts, holds) => {
          let held = 0;
          let turn = 0;
          const { reader, seen } = recorder((self) => {
            if (holds[turn++ % holds.length] === false || turn > 200) return;
            held += 1;
            self.hold();
          });
          const releaseAll = (): void => {
            while (held > 0) {
              held -= 1;
              reader.release();
            }
          };
          for (const chunk of split(Buffer.concat(pdus.map(encode)), cuts)) {
            reader.push(chunk);
            if (chunk.length % 2 === 0) releaseAll();
          }
          releaseAll();
          expect(seen).to.deep.equal(expected(pdus));
        },
      ),
    );
  });

  it('hands out fragments as parts of the chunk, not as copies', () => {
    const parts: Buffer[] = [];
    const reader = createPduReader({
      pduHeader: () => true,
      pdu: () => undefined,
      pdvHeader: () => true,
      pdvBytes: (part) => void parts.push(part),
      pdvEnd: () => undefined,
      chunkEnd: () => undefined,
      violation: () => undefined,
    });
    const chunk = encode({ pdvs: [{ contextId: 1, control: 0, bytes: Buffer.alloc(1000) }] });
    reader.push(chunk);
    expect(parts.map((part) => part.buffer === chunk.buffer && part.length)).to.deep.equal([1000]);
  });

  it('holds no more memory than has come of a long PDU', () => {
    const { reader } = recorder();
    const header = Buffer.from([1, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(0xffffffff, 2);
    const before = process.memoryUsage().arrayBuffers;
    reader.push(header);
    for (let count = 0; count < 1000; count += 1) reader.push(Buffer.from([1]));
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(1_000_000);
  });

  it('hands out nothing after its handler refused a PDU', () => {
    const seen: string[] = [];
    const reader = createPduReader({
      pduHeader(type) {
        seen.push(`pdu ${type}`);
        return false;
      },
      pdu: () => void seen.push('body'),
      pdvHeader: () => true,
      pdvBytes: () => undefined,
      pdvEnd: () => undefined,
      chunkEnd: () => undefined,
      violation: () => undefined,
    });
    const one = encode({ type: 5, body: Buffer.alloc(4) });
    reader.push(Buffer.concat([one, one]));
    reader.push(one);
    expect(seen).to.deep.equal(['pdu 5']);
  });
});
