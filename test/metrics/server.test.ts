import { connect } from 'node:net';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { LetheError } from '../../src/errors.js';
import { healthPage, lookAtHealth, type HealthSources } from '../../src/http/health.js';
import { seldom } from '../../src/http/seldom.js';
import { startHttpServer, type HttpServer } from '../../src/http/server.js';

describe('http: the server', () => {
  let server: HttpServer;
  let errors: unknown[];

  beforeEach(async () => {
    errors = [];
    server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      pages: new Map([
        ['/page', () => Promise.resolve({ status: 200, contentType: 'text/plain', body: 'grüezi' })],
        ['/broken', () => Promise.reject(new Error('a secret of the inside'))],
      ]),
      onError: (error) => errors.push(error),
    });
  });

  afterEach(() => server.close());

  const url = (path: string): string => `http://127.0.0.1:${server.port}${path}`;

  /** What comes back for these bytes until the server closes. */
  function raw(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(request));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  }

  it('serves a page', async () => {
    const response = await fetch(url('/page'));
    expect([response.status, await response.text()]).to.deep.equal([200, 'grüezi']);
  });

  it('serves it with a query as well', async () => {
    expect((await fetch(url('/page?a=b'))).status).to.equal(200);
  });

  it('serves it to who names the whole address', async () => {
    expect(await raw(`GET ${url('/page?a=b')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).to.contain(
      '200 OK',
    );
  });

  it('answers HEAD with the length and without the page', async () => {
    const response = await fetch(url('/page'), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).to.deep.equal([
      200,
      '7',
      '',
    ]);
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
    it(`refuses ${method}`, async () => {
      const response = await fetch(url('/page'), { method });
      expect([response.status, response.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
    });

  it('does not know other paths', async () => {
    expect((await fetch(url('/../../etc/passwd'))).status).to.equal(404);
  });

  it('takes no body', async () => {
    const answer = await raw('GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello');
    expect(answer).to.match(/^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/s);
  });

  it('takes no headers without end', async () => {
    const answer = await raw(`GET /page HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`);
    expect(answer).to.match(/^HTTP\/1\.1 431 /);
  });

  it('closes on who does not speak HTTP', async () => {
    expect(await raw('\x01\x00\x00\x00\x00\xcd\x00\x01')).to.match(/^HTTP\/1\.1 400 /);
  });

  it('closes on who does not finish his request', async () => {
    const from = performance.now();
    expect(await raw('GET /page HTTP/1.1\r\nHost: a\r\n')).to.match(/^HTTP\/1\.1 408 /);
    expect(performance.now() - from).to.be.below(15_000);
  });

  it('tells of a page that cannot be made, and tells the other side nothing of why', async () => {
    const response = await fetch(url('/broken'));
    expect([response.status, (await response.text()).includes('secret'), errors.length]).to.deep.equal([
      500,
      false,
      1,
    ]);
  });

  it('is told not to be cached or sniffed', async () => {
    const { headers } = await fetch(url('/page'));
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).to.deep.equal([
      'no-store',
      'nosniff',
    ]);
  });

  it('closes with connections that are kept alive', async () => {
    await (await fetch(url('/page'))).text();
    await server.close();
    const failure = await fetch(url('/page')).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
  });

  it('says which port is in use', async () => {
    const pages = new Map();
    const failure = await startHttpServer({
      host: '127.0.0.1',
      port: server.port,
      pages,
      onError: () => undefined,
    }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(LetheError);
    expect((failure as LetheError).code).to.equal('PORT_IN_USE');
  });

  it('leaves the port free when it is closed', async () => {
    await server.close();
    const other = createServer();
    await new Promise<void>((resolve, reject) => {
      other.once('error', reject);
      other.listen(server.port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('http: health', () => {
  const WELL: HealthSources = {
    isAlarmed: () => false,
    isStopping: () => false,
    askStore: () => Promise.resolve(0),
    freeBytes: () => Promise.resolve(100),
    reserveBytes: 50,
    refusal: () => undefined,
    workers: () => ({ threads: 2, busy: 1, waiting: 0 }),
    sinceProgressMs: () => 0,
  };
  const reasons = async (changes: Partial<HealthSources>): Promise<readonly string[]> =>
    (await lookAtHealth({ ...WELL, ...changes })).reasons;

  it('is well when nothing is wrong', async () => {
    expect(await reasons({})).to.deep.equal([]);
  });

  for (const [reason, changes] of [
    ['disk-failed', { isAlarmed: () => true }],
    ['store-failed', { askStore: () => Promise.reject(new Error('closed')) }],
    ['store-silent', { askStore: () => new Promise<never>(() => undefined) }],
    ['spool-full', { freeBytes: () => Promise.resolve(49) }],
    ['spool-not-readable', { freeBytes: () => Promise.reject(new Error('EIO')) }],
    ['queue-full', { refusal: () => 'queue-full' }],
    ['stopping', { isStopping: () => true }],
    ['workers-stuck', { sinceProgressMs: () => 400_000 }],
  ] as const satisfies readonly (readonly [string, Partial<HealthSources>])[])
    it(`names ${reason}, alone`, async () => {
      expect(await reasons(changes)).to.deep.equal([reason]);
    });

  it('answers 503 then', async () => {
    const page = await healthPage({ ...WELL, isAlarmed: () => true });
    expect([page.status, (JSON.parse(page.body) as { status: string }).status]).to.deep.equal([
      503,
      'failing',
    ]);
  });
});

describe('http: a dear view', () => {
  it('is made once for those who ask at the same time', async () => {
    let made = 0;
    const view = seldom(() => Promise.resolve((made += 1)));
    expect(await Promise.all([view(), view(), view()])).to.deep.equal([1, 1, 1]);
  });

  it('is made anew after a failure', async () => {
    let made = 0;
    const view = seldom(() => (++made === 1 ? Promise.reject(new Error('no')) : Promise.resolve(made)));
    await view().catch(() => undefined);
    expect(await view()).to.equal(2);
  });

  it('is kept a second', async () => {
    let made = 0;
    const view = seldom(() => Promise.resolve((made += 1)));
    await view();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const kept = await view();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect([kept, await view()]).to.deep.equal([1, 2]);
  });
});
