/** Who stands at the other end of a TLS connection, by its certificate. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface TlsPeer {
  /** Whether it showed a certificate that our authorities vouch for. */
  readonly authorized: boolean;
  /** Common names and subject alternative names (DNS names, addresses, URIs, mail addresses); empty unless `authorized`. */
  readonly names: readonly string[];
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string;
  /** The cipher suite by its name in the standard. */
  readonly cipher: string;
}

/** The peer of a connection; `undefined`: it is not under TLS. */
export function tlsPeerOf(socket: Socket): TlsPeer | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return {
    authorized: socket.authorized,
    names: socket.authorized ? namesOf(socket) : [],
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
  };
}

function namesOf(socket: TLSSocket): readonly string[] {
  const certificate = socket.getPeerCertificate();
  // Several common names come as a list, whatever the type says.
  const common = (certificate.subject as { CN?: string | string[] } | undefined)?.CN ?? [];
  return [
    ...(typeof common === 'string' ? [common] : common),
    ...alternativeNames(certificate.subjectaltname ?? ''),
  ];
}

/**
 * The names in Node's text of a subject alternative name: `DNS:a, IP Address:192.0.2.1, DNS:"with, odd \u0000 parts"`.
 * What has a comma or a control character in it stands there as a JSON string, so that none can pass for two.
 */
export function alternativeNames(text: string): readonly string[] {
  return [...text.matchAll(/(DNS|IP Address|URI|email|[A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)].flatMap(
    ([, kind = '', value = '']) => {
      if (!/^(?:DNS|IP Address|URI|email)$/.test(kind.trim())) return [];
      return [value.startsWith('"') ? (JSON.parse(value) as string) : value];
    },
  );
}
