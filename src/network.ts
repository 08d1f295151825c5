/** IP addresses and networks in CIDR notation, IPv4 and IPv6, as plain data. */
import { isIPv4, isIPv6 } from 'node:net';

/** A network or, with all bits in the prefix, one address. */
export interface Network {
  /** As written in the configuration. */
  readonly text: string;
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefixBits: number;
}

const BITS = { 4: 32, 6: 128 } as const;
const MAPPED_IPV4 = 0xffffn;

/** Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`; `undefined` if it is none of these. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, more] = text.split('/');
  if (more !== undefined) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const bits = BITS[parsed.family];
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const prefixBits = prefix === undefined ? bits : Number(prefix);
  if (prefixBits > bits) return undefined;
  return { text, family: parsed.family, base: networkPart(parsed.value, bits, prefixBits), prefixBits };
}

/** Whether an address lies in a network. IPv4 addresses in IPv6 clothes (`::ffff:192.0.2.7`) count as IPv4. */
export function networkContains(network: Network, address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.family !== network.family) return false;
  return networkPart(parsed.value, BITS[network.family], network.prefixBits) === network.base;
}

function networkPart(value: bigint, bits: number, prefixBits: number): bigint {
  const hostBits = BigInt(bits - prefixBits);
  return (value >> hostBits) << hostBits;
}

function parseAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  if (isIPv4(text)) return { family: 4, value: ipv4Value(text) };
  const withoutZone = text.replace(/%.*$/, '');
  if (!isIPv6(withoutZone)) return undefined;
  const value = ipv6Value(withoutZone);
  return value >> 32n === MAPPED_IPV4 ? { family: 4, value: value & 0xffffffffn } : { family: 6, value };
}

function ipv4Value(text: string): bigint {
  return text.split('.').reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function ipv6Value(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted?.[1] !== undefined && dotted[2] !== undefined) {
    const low = ipv4Value(dotted[2]);
    return ipv6Value(`${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const [head = '', tail] = text.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - front.length - back.length).fill('0');
  const groups = tail === undefined ? front : [...front, ...zeros, ...back];
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
