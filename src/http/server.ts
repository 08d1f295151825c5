/**
 * The HTTP side: a few read-only pages for those who watch the node. GET and HEAD only, no body, small headers, short
 * waits, few connections; each page is made anew for each request and never kept by the other side.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LetheError } from '../errors.js';

export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface HttpOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** By path; a page that cannot be made is answered 500. */
  readonly pages: ReadonlyMap<string, () => Promise<Page>>;
  onError(error: unknown): void;
}

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 8 * 1024;
const MAX_CONNECTIONS = 32;
/** A request is a line and a few headers; who needs longer is not a scraper. */
const REQUEST_MS = 5_000;
const KEEP_ALIVE_MS = 5_000;
/** Until the other side has taken the answer. */
const SOCKET_MS = 20_000;

/**
 * Binds and serves.
 * @throws LetheError `PORT_IN_USE`, `PORT_NOT_PERMITTED`, or `CONFIG_INVALID` for an address that this machine has not
 */
export async function startHttpServer(options: HttpOptions): Promise<HttpServer> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      answer(request, response, options).catch((error: unknown) => {
        options.onError(error);
        response.destroy();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(SOCKET_MS);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, options)));
    server.listen({ host: options.host, port: options.port }, resolve);
  });
  server.on('error', (error) => options.onError(error));
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const { pages } = options;
  const isHead = request.method === 'HEAD';
  if (request.method !== 'GET' && !isHead) {
    response.setHeader('Allow', 'GET, HEAD');
    end(response, plain(405, 'only GET and HEAD'), false, true);
    return;
  }
  if (hasBody(request)) {
    end(response, plain(413, 'no body is taken'), isHead, true);
    return;
  }
  // A proxy may name the whole address (RFC 9112 section 3.2.2).
  const path = (request.url ?? '').replace(/^http:\/\/[^/?]*/i, '').replace(/\?.*$/s, '');
  const page = pages.get(path);
  if (page === undefined) {
    end(response, plain(404, `there are: ${[...pages.keys()].join(' ')}`), isHead, false);
    return;
  }
  let made: Page;
  try {
    made = await page();
  } catch (error) {
    options.onError(error);
    made = plain(500, 'this page could not be made; the log says why');
  }
  end(response, made, isHead, false);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

function plain(status: number, text: string): Page {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function end(response: ServerResponse, page: Page, isHead: boolean, closes: boolean): void {
  response.writeHead(page.status, {
    'Content-Type': page.contentType,
    'Content-Length': Buffer.byteLength(page.body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(closes ? { Connection: 'close' } : {}),
  });
  response.end(isHead ? undefined : page.body);
}

function listenError(error: NodeJS.ErrnoException, { host, port }: HttpOptions): LetheError {
  const where = `http: ${host} port ${String(port)}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new LetheError('PORT_IN_USE', `cannot listen on ${where}: the port is in use`, {
        hint: 'stop the other program, or choose another http.port',
        cause: error,
      });
    case 'EACCES':
      return new LetheError('PORT_NOT_PERMITTED', `cannot listen on ${where}: not permitted`, {
        hint: 'choose an http.port above 1023',
        cause: error,
      });
    default:
      return new LetheError('CONFIG_INVALID', `cannot listen on ${where}: ${error.code ?? error.message}`, {
        hint: 'http.host must be an address of this machine',
        cause: error,
      });
  }
}
