import { expect } from 'chai';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LetheError } from '../../src/errors.js';
import { formatPasscode, hashPasscode, isPasscode, parsePasscode } from '../../src/users/passcode.js';
import { loadUsers, putUser, removeUser, userNameFault } from '../../src/users/users-file.js';
import {
  createIdentityVerifier,
  type IdentityVerdict,
  type IdentityVerifier,
  type PresentedIdentity,
} from '../../src/users/verify.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';

const PASSCODE = Buffer.from('correct horse battery');
/** The least that is read from a file, so that tests are quick. */
const LEAST = { cost: 2 ** 14, blockSize: 8, parallelization: 1 };

function identity(type: number, name: string, passcode = ''): PresentedIdentity {
  return { type, primaryField: Buffer.from(name), secondaryField: Buffer.from(passcode) };
}

describe('A passcode', () => {
  it('is known again by its hash', async () => {
    expect(await isPasscode(PASSCODE, await hashPasscode(PASSCODE, LEAST))).to.equal(true);
  });

  it('is told from another', async () => {
    expect(
      await isPasscode(Buffer.from('correct horse batterY'), await hashPasscode(PASSCODE, LEAST)),
    ).to.equal(false);
  });

  it('has another hash each time', async () => {
    const [one, other] = [await hashPasscode(PASSCODE, LEAST), await hashPasscode(PASSCODE, LEAST)];
    expect(one.hash).not.to.equal(other.hash);
  });

  it('is nowhere in its hash', async () => {
    expect(formatPasscode(await hashPasscode(PASSCODE, LEAST))).not.to.include(PASSCODE.toString());
  });

  it('is read back as written', async () => {
    const hash = await hashPasscode(PASSCODE, LEAST);
    expect(parsePasscode(formatPasscode(hash))).to.deep.equal(hash);
  });

  for (const [what, cost, blockSize, parallelization] of [
    ['less work than is safe', 1024, 8, 1],
    ['a cost that is no power of two', 20_000, 8, 1],
    ['more memory than is safe', 2 ** 20, 32, 1],
    ['no parallel block at all', 2 ** 15, 8, 0],
  ] as const) {
    it(`is not read where its line asks for ${what}`, () => {
      const line = `scrypt:${cost}:${blockSize}:${parallelization}:${'a'.repeat(22)}:${'b'.repeat(43)}`;
      expect(parsePasscode(line)).to.equal(undefined);
    });
  }
});

describe('A users file', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await makeTemporaryFolder();
  });
  after(() => removeFolder(folder));
  beforeEach(() => {
    file = path.join(folder, `users-${Math.random()}`);
  });

  const failure = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof LetheError) return `${error.code} ${error.message}`;
      throw error;
    }
    return 'loaded';
  };

  it('is made with mode 0600', () => {
    putUser(file, { name: 'ct-1' });
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('keeps its mode and its remarks when it changes', () => {
    writeFileSync(file, '# scanners\nold:\n', { mode: 0o640 });
    chmodSync(file, 0o640);
    putUser(file, { name: 'new' });
    expect(readFileSync(file, 'utf8')).to.equal('# scanners\nold:\nnew:\n');
    expect(statSync(file).mode & 0o777).to.equal(0o640);
  });

  it('gives back who was put in', async () => {
    const passcode = await hashPasscode(PASSCODE, LEAST);
    putUser(file, { name: 'ct-1' });
    putUser(file, { name: 'Müller', passcode });
    expect(loadUsers(file)).to.deep.equal([{ name: 'ct-1' }, { name: 'Müller', passcode }]);
  });

  it('holds a user once', () => {
    expect([putUser(file, { name: 'a' }), putUser(file, { name: 'a' })]).to.deep.equal(['added', 'changed']);
    expect(loadUsers(file)).to.have.lengthOf(1);
  });

  it('forgets who is removed', () => {
    putUser(file, { name: 'a' });
    expect([removeUser(file, 'a'), removeUser(file, 'a'), loadUsers(file)]).to.deep.equal([true, false, []]);
  });

  it('is refused when everyone may read it', () => {
    writeFileSync(file, 'a:\n');
    chmodSync(file, 0o644);
    expect(failure(() => loadUsers(file))).to.equal(
      `USERS_NOT_USABLE the users file ${file}: everyone on this machine may use it`,
    );
  });

  it('is refused by line number, without the line, when a passcode stands in it plainly', () => {
    writeFileSync(file, 'a:\nb:opensesame\n', { mode: 0o600 });
    const said = failure(() => loadUsers(file));
    expect(said).to.include('its line 2');
    expect(said).not.to.include('opensesame');
  });

  it('is refused when it names a user twice', () => {
    writeFileSync(file, 'a:\na:\n', { mode: 0o600 });
    expect(failure(() => loadUsers(file))).to.include('for the second time');
  });

  it('is refused when it is not there', () => {
    expect(failure(() => loadUsers(path.join(folder, 'none')))).to.match(
      /^USERS_NOT_USABLE .*cannot be read/,
    );
  });

  for (const name of ['', ' a', 'a ', 'a:b', 'a\nb', '#a', '\u001b[31m', 'x'.repeat(65)]) {
    it(`has no user called ${JSON.stringify(name)}`, () => {
      expect(userNameFault(name)).to.be.a('string');
    });
  }
});

describe('The verifier of user identities', () => {
  const users = async (): Promise<IdentityVerifier> =>
    createIdentityVerifier([
      { name: 'ct-1', passcode: await hashPasscode(PASSCODE, LEAST) },
      { name: 'door' },
    ]);
  const kindOf = async (verdict: IdentityVerdict | Promise<IdentityVerdict>): Promise<string> =>
    (await verdict).kind;

  it('verifies name and passcode', async () => {
    const verifier = await users();
    expect(await verifier.verify(identity(2, 'ct-1', PASSCODE.toString()))).to.deep.equal({
      kind: 'verified',
      user: 'ct-1',
    });
  });

  it('verifies the second time without the work of the first', async () => {
    const verifier = await users();
    await verifier.verify(identity(2, 'ct-1', PASSCODE.toString()));
    expect(verifier.verify(identity(2, 'ct-1', PASSCODE.toString()))).not.to.be.instanceOf(Promise);
  });

  it('refuses a wrong passcode after a right one', async () => {
    const verifier = await users();
    await verifier.verify(identity(2, 'ct-1', PASSCODE.toString()));
    expect(await kindOf(verifier.verify(identity(2, 'ct-1', 'wrong')))).to.equal('refused');
  });

  it('forgets what it verified when the users change', async () => {
    const verifier = await users();
    await verifier.verify(identity(2, 'ct-1', PASSCODE.toString()));
    verifier.setUsers([
      { name: 'ct-1', passcode: await hashPasscode(Buffer.from('another passcode'), LEAST) },
    ]);
    expect(await kindOf(verifier.verify(identity(2, 'ct-1', PASSCODE.toString())))).to.equal('refused');
  });

  it('verifies a name alone only where no passcode is kept', async () => {
    const verifier = await users();
    expect([
      await kindOf(verifier.verify(identity(1, 'door'))),
      await kindOf(verifier.verify(identity(1, 'ct-1'))),
      await kindOf(verifier.verify(identity(2, 'door', ''))),
    ]).to.deep.equal(['verified', 'refused', 'refused']);
  });

  for (const [what, presented] of [
    ['no identity', undefined],
    ['an unknown name', identity(2, 'nobody', 'whatever')],
    ['an empty passcode', identity(2, 'ct-1', '')],
    ['a passcode of 2 KiB', identity(2, 'ct-1', 'x'.repeat(2048))],
    ['a Kerberos ticket', identity(3, 'ct-1')],
    ['a SAML assertion', identity(4, '<Assertion/>')],
    ['a JSON Web Token', identity(5, 'a.b.c')],
    ['a name of __proto__', identity(1, '__proto__')],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await kindOf((await users()).verify(presented))).to.equal('refused');
    });
  }

  it('works as long for a name that is not known as for a wrong passcode', async () => {
    const verifier = await users();
    const cpuOf = async (name: string): Promise<number> => {
      const before = process.cpuUsage();
      for (let index = 0; index < 3; index += 1) await verifier.verify(identity(2, name, 'wrong'));
      const { user } = process.cpuUsage(before);
      return user;
    };
    const [known, unknown] = [await cpuOf('ct-1'), await cpuOf('nobody')];
    expect(unknown / known).to.be.within(0.4, 2.5);
  });

  it('lets no more than 16 wait', async () => {
    const verifier = await users();
    const verdicts = await Promise.all(
      Array.from({ length: 17 }, async (_, index) => verifier.verify(identity(2, 'ct-1', `wrong ${index}`))),
    );
    expect(verdicts.filter(({ kind }) => kind === 'busy')).to.have.lengthOf(1);
  });
});
