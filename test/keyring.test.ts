import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LetheError } from '../src/errors.js';
import { auditToken, deriveKeyring, loadKeyring, loadOrCreateKeyring } from '../src/keyring.js';
import { makeTemporaryFolder, removeFolder } from './support/temporary-folder.js';

describe('the keyring', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    file = join(folder, 'secrets', 'key');
  });

  afterEach(() => removeFolder(folder));

  function codeOf(run: () => unknown): string {
    try {
      run();
      return 'none';
    } catch (error) {
      return error instanceof LetheError ? error.code : String(error);
    }
  }

  const writeKey = (content: string, mode = 0o600): void => {
    mkdirSync(join(folder, 'secrets'), { recursive: true });
    writeFileSync(file, content, { mode });
    chmodSync(file, mode);
  };

  it('makes a key that its owner alone may read', () => {
    loadOrCreateKeyring(file);
    expect([
      statSync(file).mode & 0o777,
      statSync(join(folder, 'secrets')).mode & 0o777,
      /^[0-9a-f]{64}\n$/.test(readFileSync(file, 'latin1')),
    ]).to.deep.equal([0o600, 0o700, true]);
  });

  it('makes it once', () => {
    expect(loadOrCreateKeyring(file)).to.deep.equal(loadOrCreateKeyring(file));
  });

  it('makes another each time', () => {
    const other = join(folder, 'other');
    expect(
      loadOrCreateKeyring(file).pseudonyms.uid.equals(loadOrCreateKeyring(other).pseudonyms.uid),
    ).to.equal(false);
  });

  it('has a secret of its own for each use', () => {
    const { pseudonyms, auditTokens, auditChain } = deriveKeyring(Buffer.alloc(32, 1));
    const secrets = [
      pseudonyms.uid,
      pseudonyms.patientId,
      pseudonyms.date,
      pseudonyms.hash,
      auditTokens,
      auditChain,
    ].map((secret) => secret.toString('hex'));
    expect(new Set(secrets).size).to.equal(6);
  });

  it('always derives the same', () => {
    expect(deriveKeyring(Buffer.alloc(32, 1)).pseudonyms.uid.toString('hex')).to.equal(
      deriveKeyring(Buffer.alloc(32, 1)).pseudonyms.uid.toString('hex'),
    );
  });

  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['is readable by others', `${'ab'.repeat(32)}\n`, 0o644, 'KEY_INVALID'],
    ['is readable by the group', `${'ab'.repeat(32)}\n`, 0o640, 'KEY_INVALID'],
    ['is too short', 'abcd', 0o600, 'KEY_INVALID'],
    ['is no hexadecimal', 'z'.repeat(64), 0o600, 'KEY_INVALID'],
    ['is empty', '', 0o600, 'KEY_INVALID'],
  ];
  for (const [what, content, mode, code] of refusals) {
    it(`refuses a key that ${what}, and does not touch it`, () => {
      writeKey(content, mode);
      expect([codeOf(() => loadOrCreateKeyring(file)), readFileSync(file, 'latin1')]).to.deep.equal([
        code,
        content,
      ]);
    });
  }

  it('takes a key with or without an end of line', () => {
    writeKey('ab'.repeat(32));
    const without = loadKeyring(file);
    writeKey(`${'ab'.repeat(32)}\n`);
    expect(loadKeyring(file)).to.deep.equal(without);
  });

  it('does not make a key where one is only to be read', () => {
    expect([codeOf(() => loadKeyring(file)), existsSync(file)]).to.deep.equal(['KEY_NOT_READABLE', false]);
  });

  it('says so when the key cannot be made', () => {
    writeFileSync(join(folder, 'secrets'), 'a file, no folder');
    expect(codeOf(() => loadOrCreateKeyring(file))).to.equal('KEY_NOT_READABLE');
  });

  it('never shows the key in an error', () => {
    writeKey('ab'.repeat(31));
    expect(() => loadKeyring(file)).to.throw(/^(?!.*abab)/s);
  });
});

describe('an audit token', () => {
  const key = Buffer.alloc(32, 1);

  it('is 32 hexadecimal digits', () => {
    expect(auditToken(key, 'patient', '4711')).to.match(/^[0-9a-f]{32}$/);
  });

  it('is not the same for a patient and a study of one name', () => {
    expect(auditToken(key, 'patient', '4711')).to.not.equal(auditToken(key, 'study', '4711'));
  });

  it('is another with another key', () => {
    expect(auditToken(key, 'patient', '4711')).to.not.equal(
      auditToken(Buffer.alloc(32, 2), 'patient', '4711'),
    );
  });
});
