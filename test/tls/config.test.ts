import { expect } from 'chai';
import { callerFault } from '../../src/config/callers.js';
import { showConfig } from '../../src/config/show.js';
import { loadConfig, type Config } from '../../src/config.js';
import { LetheError } from '../../src/errors.js';

const TLS = 'tls: { certificate: node.pem, key: node.key, ca: ca.pem }';
const DICOM = 'type: dicom, aeTitle: PACS, host: pacs.example.org, port: 2762';

const config = (text: string): Config => loadConfig({ file: 'lethe.yaml', text, env: {}, cwd: '/etc/lethe' });

function refusal(text: string): string {
  try {
    config(text);
  } catch (error) {
    if (error instanceof LetheError) return error.message.replace('/etc/lethe/', '');
    throw error;
  }
  return 'it loaded';
}

describe('The listeners of a configuration', () => {
  it('are the one of host and port where none are named', () => {
    expect(config('host: 10.0.0.1\nport: 104').listeners).to.deep.equal([{ host: '10.0.0.1', port: 104 }]);
  });

  it('take the host of the configuration where they have none of their own', () => {
    const { listeners } = config(
      `host: 10.0.0.1\nlisteners: [ { port: 104 }, { port: 105, host: 10.0.0.2 } ]`,
    );
    expect(listeners.map(({ host }) => host)).to.deep.equal(['10.0.0.1', '10.0.0.2']);
  });

  it('require certificates of their callers by the profile bcp195 unless told', () => {
    expect(config(`listeners: [ { port: 2762, ${TLS} } ]`).listeners).to.deep.equal([
      {
        host: '0.0.0.0',
        port: 2762,
        tls: {
          certificate: '/etc/lethe/node.pem',
          key: '/etc/lethe/node.key',
          ca: ['/etc/lethe/ca.pem'],
          clients: 'required',
          profile: 'bcp195',
          allowedNames: [],
        },
      },
    ]);
  });

  for (const [what, text, message] of [
    [
      'port: beside them',
      `port: 104\nlisteners: [ { port: 2762 } ]`,
      "1:7: 'port' stands beside listeners:; move it into the list",
    ],
    ['one twice', 'listeners: [ { port: 1 }, { port: 1 } ]', '1:27: this address and port stand here twice'],
    [
      'required certificates without an authority',
      'listeners: [ { port: 1, tls: { certificate: c, key: k } } ]',
      "1:30: callers' certificates are required: name in ca: who vouches for them, or write clients: none",
    ],
    [
      'names of certificates that nobody needs to show',
      'listeners: [ { port: 1, tls: { certificate: c, key: k, ca: a, clients: optional, allowedNames: [n] } } ]',
      '1:96: needs clients: required',
    ],
    [
      'a revocation list where no certificates are asked for',
      'listeners: [ { port: 1, tls: { certificate: c, key: k, clients: none, crl: l } } ]',
      '1:76: no certificates are asked for that could be revoked',
    ],
    [
      'an unknown profile',
      'listeners: [ { port: 1, tls: { certificate: c, key: k, ca: a, profile: bcp194 } } ]',
      "'profile': did you mean 'bcp195'?",
    ],
    [
      'certificates of callers where no listener asks for any',
      'acceptedCallers: [ { callingAe: A, certificateNames: a } ]',
      '1:54: no listener asks its callers for a certificate; give one tls: with clients: required or optional',
    ],
    [
      'a passcode over a plain connection',
      `destinations: { a: { ${DICOM}, user: { name: n, passcodeFile: p } } }`,
      'a passcode would cross the network for all to read; give the destination tls:',
    ],
  ] as const) {
    it(`may not have ${what}`, () => {
      expect(refusal(text)).to.include(message);
    });
  }

  it('are shown so that they read back the same', () => {
    const original = config(
      `listeners: [ { port: 104, users: u }, { port: 2762, ${TLS} } ]\nacceptedCallers: [ { callingAe: A, certificateNames: a } ]\ndestinations: { a: { ${DICOM}, tls: { serverName: x, crl: [l, m] }, user: { name: n, passcodeFile: p } } }`,
    );
    const again = config(showConfig(original));
    expect(again.listeners).to.deep.equal(original.listeners);
    expect(again.acceptedCallers).to.deep.equal(original.acceptedCallers);
    const [one, other] = [again, original].map(({ destinations }) => ({
      ...destinations.get('a'),
      position: undefined,
    }));
    expect(one).to.deep.equal(other);
  });
});

describe('A caller whose AE title is tied to a certificate', () => {
  const accepted = config(
    `listeners: [ { port: 2762, ${TLS} } ]\nacceptedCallers: [ { callingAe: CT, certificateNames: [ct-1] }, { callingAe: MR } ]`,
  );
  const from = (callingAeTitle: string, tls?: { authorized: boolean; names: readonly string[] }): unknown =>
    callerFault(accepted, {
      calledAeTitle: 'LETHE',
      callingAeTitle,
      address: '10.0.0.1',
      ...(tls === undefined ? {} : { tls }),
    });

  it('may call with it', () => {
    expect(from('CT', { authorized: true, names: ['x', 'CT-1'] })).to.equal(undefined);
  });

  for (const [what, tls] of [
    ['without any', undefined],
    ['with one of another name', { authorized: true, names: ['ct-10', 'ct'] }],
    ['with one that nobody vouches for', { authorized: false, names: ['ct-1'] }],
  ] as const) {
    it(`may not call ${what}`, () => {
      expect(from('CT', tls)).to.equal('certificate-name-not-allowed');
    });
  }

  it('leaves others as they were', () => {
    expect([from('MR'), from('US')]).to.deep.equal([undefined, 'calling-ae-title-not-recognized']);
  });
});
