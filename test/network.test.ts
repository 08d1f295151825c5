import { BlockList } from 'node:net';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { aeTitleFault } from '../src/ae-title.js';
import { networkContains, parseNetwork } from '../src/network.js';

function contains(network: string, address: string): boolean | undefined {
  const parsed = parseNetwork(network);
  return parsed === undefined ? undefined : networkContains(parsed, address);
}

describe('a network', () => {
  for (const text of [
    '10.0.0.1',
    '0.0.0.0/0',
    '192.0.2.0/24',
    '::1',
    '2001:db8::/32',
    '::ffff:10.0.0.1',
    'fe80::1',
  ]) {
    it(`may be ${text}`, () => expect(parseNetwork(text)).not.to.be.undefined);
  }

  for (const text of [
    '',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.1/33',
    '::1/129',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    '10.0.0.1/x',
    'host',
    '1.2.3.4/-1',
  ]) {
    it(`is not ${text === '' ? 'nothing' : text}`, () => expect(parseNetwork(text)).to.be.undefined);
  }

  it('without a prefix is one address', () => {
    expect([contains('10.0.0.1', '10.0.0.1'), contains('10.0.0.1', '10.0.0.2')]).to.deep.equal([true, false]);
  });

  it('counts IPv4 in IPv6 form as IPv4', () => {
    expect([
      contains('10.0.0.0/8', '::ffff:10.1.2.3'),
      contains('::ffff:10.1.2.3', '10.1.2.3'),
    ]).to.deep.equal([true, true]);
  });

  it('may carry an interface in the address looked for', () => {
    expect(contains('fe80::/10', 'fe80::1%eth0')).to.be.true;
  });

  it('holds nothing that is no address', () => {
    expect(contains('0.0.0.0/0', 'somewhere')).to.be.false;
  });

  it('agrees with net.BlockList on IPv4', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (base, address, bits) => {
        const list = new BlockList();
        list.addSubnet(base, bits, 'ipv4');
        expect(contains(`${base}/${String(bits)}`, address)).to.equal(list.check(address, 'ipv4'));
      }),
    );
  });

  it('agrees with net.BlockList on IPv6', () => {
    const address = fc.oneof(fc.ipV6(), fc.constantFrom('2001:db8::1', '2001:db8:ffff::', 'fe80::5'));
    fc.assert(
      fc.property(address, address, fc.integer({ min: 1, max: 128 }), (base, other, bits) => {
        fc.pre(!/^(0*:)*:?(0*:)*ffff:/i.test(base) && !base.includes('.') && !other.includes('.'));
        const list = new BlockList();
        list.addSubnet(base, bits, 'ipv6');
        fc.pre(!/ffff:/i.test(other));
        expect(contains(`${base}/${String(bits)}`, other)).to.equal(list.check(other, 'ipv6'));
      }),
    );
  });
});

describe('an AE title', () => {
  for (const title of ['A', 'LETHE', 'ABCDEFGHIJKLMNOP', ' A B ', '$(x)', "'; DROP", '../x']) {
    it(`may be "${title}", as text only`, () => expect(aeTitleFault(title)).to.be.undefined);
  }

  for (const title of ['', '   ', 'ABCDEFGHIJKLMNOPQ', 'A\\B', 'A\nB', 'A\u001bB', 'Ä', '\u0000']) {
    it(`may not be ${JSON.stringify(title)}`, () => expect(aeTitleFault(title)).to.be.a('string'));
  }
});
