import { expect } from 'chai';
import { encodeNumbers } from '../../src/dicom/binary-numbers.js';

const hex = (vr: string, values: readonly string[], littleEndian = true): string | undefined =>
  encodeNumbers(vr, values, littleEndian)?.toString('hex');

describe('binary numbers', () => {
  for (const [vr, values, little, big] of [
    ['US', ['512'], '0002', '0200'],
    ['US', ['1', '65535'], '0100ffff', '0001ffff'],
    ['SS', ['-2'], 'feff', 'fffe'],
    ['UL', ['4294967295'], 'ffffffff', 'ffffffff'],
    ['SL', ['-2147483648'], '00000080', '80000000'],
    ['UV', ['18446744073709551615'], 'ffffffffffffffff', 'ffffffffffffffff'],
    ['SV', ['-1'], 'ffffffffffffffff', 'ffffffffffffffff'],
    ['FL', ['1.5'], '0000c03f', '3fc00000'],
    ['FD', ['-0.25'], '000000000000d0bf', 'bfd0000000000000'],
  ] as const)
    it(`are ${values.join(' and ')} as ${vr} in both byte orders`, () => {
      expect([hex(vr, values), hex(vr, values, false)]).to.deep.equal([little, big]);
    });

  for (const [vr, value] of [
    ['US', '65536'],
    ['US', '-1'],
    ['SS', '32768'],
    ['US', '1.5'],
    ['US', ''],
    ['US', ' '],
    ['UL', 'many'],
    ['FD', 'Infinity'],
    ['FL', ''],
    ['LO', '1'],
    ['OB', '1'],
  ] as const)
    it(`are not '${value}' as ${vr}`, () => {
      expect(hex(vr, [value])).to.equal(undefined);
    });
});
