import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import {
  DEFAULT_INSTANCE_LIMITS,
  indexInstance,
  indexInstanceInSteps,
  readUid,
  requireInstance,
  type IndexedInstance,
} from '../../src/dicom/instance.js';
import { IMPLICIT_LITTLE } from '../../src/dicom/model.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { memorySource } from '../../src/dicom/source.js';
import { LetheError } from '../../src/errors.js';
import { encode, sequence, text, value, type ElementSpec } from '../support/data-set-builder.js';

const SOP_CLASS = text(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.7');
const SOP_INSTANCE = text(0x00080018, 'UI', '1.2.3.4');
const MIB = 1024 * 1024;

function indexed(
  bytes: Buffer,
  transferSyntaxUid: string = TRANSFER_SYNTAX.explicitLittle,
  maxInflatedBytes = MIB,
): IndexedInstance {
  return indexInstance(
    memorySource(bytes),
    { dataSetOffset: 0, transferSyntaxUid },
    { ...DEFAULT_INSTANCE_LIMITS, maxInflatedBytes },
  );
}

function ofElements(...elements: readonly ElementSpec[]): IndexedInstance {
  return indexed(encode(elements));
}

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
    return 'none';
  } catch (error) {
    return error instanceof LetheError ? error.code : String(error);
  }
}

describe('an instance', () => {
  it('is known by its SOP class and its UID', () => {
    expect(requireInstance(ofElements(SOP_CLASS, SOP_INSTANCE))).to.deep.equal({
      sopClassUid: '1.2.840.10008.5.1.4.1.1.7',
      sopInstanceUid: '1.2.3.4',
    });
  });

  for (const [what, elements] of [
    ['without a SOP class', [SOP_INSTANCE]],
    ['without a UID', [SOP_CLASS]],
    ['with an empty UID', [SOP_CLASS, text(0x00080018, 'UI', '')]],
    ['with a SOP class that is no UID', [text(0x00080016, 'UI', 'DOE^JANE'), SOP_INSTANCE]],
    ['with a UID of blanks', [SOP_CLASS, value(0x00080018, 'UI', Buffer.from('  \0\0'))]],
    ['of no elements', []],
    [
      'that is a media directory by its class',
      [text(0x00080016, 'UI', '1.2.840.10008.1.3.10'), SOP_INSTANCE],
    ],
    ['that is a media directory by its records', [sequence(0x00041220, []), SOP_CLASS, SOP_INSTANCE]],
  ] as const) {
    it(`is not a data set ${what}`, async () => {
      expect(await codeOf(() => requireInstance(ofElements(...elements)))).to.equal('NOT_AN_INSTANCE');
    });
  }

  it('has no UID where a value is far too long for one', () => {
    expect(
      readUid(ofElements(SOP_CLASS, value(0x00080018, 'UI', Buffer.alloc(2000, 0x31))), 0x00080018),
    ).to.equal(undefined);
  });

  it('of an unknown transfer syntax is refused', async () => {
    expect(await codeOf(() => indexed(Buffer.alloc(0), '1.2.3'))).to.equal('TRANSFER_SYNTAX_UNKNOWN');
  });

  it('of implicit VR is of that transfer syntax, though the sender called it explicit', async () => {
    const bytes = encode([SOP_CLASS, SOP_INSTANCE], IMPLICIT_LITTLE);
    const where = { dataSetOffset: 0, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle };
    const inSteps = await indexInstanceInSteps(memorySource(bytes), where);
    expect([indexed(bytes).transferSyntaxUid, inSteps.transferSyntaxUid]).to.deep.equal([
      TRANSFER_SYNTAX.implicitLittle,
      TRANSFER_SYNTAX.implicitLittle,
    ]);
  });

  it('of implicit VR keeps a transfer syntax for compressed pixels, for there is no other', () => {
    const bytes = encode([SOP_CLASS, SOP_INSTANCE], IMPLICIT_LITTLE);
    expect(indexed(bytes, TRANSFER_SYNTAX.rleLossless).transferSyntaxUid).to.equal(
      TRANSFER_SYNTAX.rleLossless,
    );
  });

  it('is indexed behind its meta information', () => {
    const bytes = Buffer.concat([Buffer.alloc(50, 0xff), encode([SOP_CLASS, SOP_INSTANCE])]);
    const instance = indexInstance(memorySource(bytes), {
      dataSetOffset: 50,
      transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle,
    });
    expect(readUid(instance, 0x00080018)).to.equal('1.2.3.4');
  });
});

describe('a deflated instance', () => {
  const whole = encode([SOP_CLASS, SOP_INSTANCE, value(0x7fe00010, 'OW', Buffer.alloc(100_000, 7))]);

  it('is inflated and indexed', () => {
    const instance = indexed(deflateRawSync(whole), TRANSFER_SYNTAX.deflatedLittle);
    expect([
      instance.deflated,
      instance.source.read(0, instance.source.size).equals(whole),
      readUid(instance, 0x00080018),
    ]).to.deep.equal([true, true, '1.2.3.4']);
  });

  it('may be padded to an even length', () => {
    const instance = indexed(
      Buffer.concat([deflateRawSync(whole), Buffer.alloc(1)]),
      TRANSFER_SYNTAX.deflatedLittle,
    );
    expect(instance.source.size).to.equal(whole.length);
  });

  const broken: readonly (readonly [string, Buffer, string])[] = [
    ['inflates beyond the limit', deflateRawSync(Buffer.alloc(200 * MIB)), 'DATA_SET_LIMIT'],
    ['is cut off', deflateRawSync(whole).subarray(0, 40), 'DATA_SET_MALFORMED'],
    ['is not deflated at all', Buffer.from('certainly no deflate stream'), 'DATA_SET_MALFORMED'],
    ['is empty', Buffer.alloc(0), 'DATA_SET_MALFORMED'],
    ['inflates to no data set', deflateRawSync(Buffer.from('certainly no data set')), 'DATA_SET_MALFORMED'],
  ];
  for (const [what, bytes, code] of broken) {
    it(`that ${what} is refused`, async () => {
      expect(await codeOf(() => indexed(bytes, TRANSFER_SYNTAX.deflatedLittle))).to.equal(code);
    });

    it(`that ${what} is refused in steps too`, async () => {
      const limits = { ...DEFAULT_INSTANCE_LIMITS, maxInflatedBytes: MIB };
      const where = { dataSetOffset: 0, transferSyntaxUid: TRANSFER_SYNTAX.deflatedLittle };
      expect(await codeOf(() => indexInstanceInSteps(memorySource(bytes), where, limits))).to.equal(code);
    });
  }

  it('does not fill memory before its limit stops it', async () => {
    const bomb = deflateRawSync(Buffer.alloc(200 * MIB));
    const before = process.memoryUsage.rss();
    await codeOf(() => indexed(bomb, TRANSFER_SYNTAX.deflatedLittle));
    expect(process.memoryUsage.rss() - before).to.be.below(64 * MIB);
  });

  it('gives the same in steps as at once', async () => {
    const bytes = deflateRawSync(whole);
    const instance = await indexInstanceInSteps(memorySource(bytes), {
      dataSetOffset: 0,
      transferSyntaxUid: TRANSFER_SYNTAX.deflatedLittle,
    });
    expect(instance.dataSet.elements.map(({ tag, start }) => [tag, start])).to.deep.equal(
      indexed(bytes, TRANSFER_SYNTAX.deflatedLittle).dataSet.elements.map(({ tag, start }) => [tag, start]),
    );
  });
});
