import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP port on loopback that was free a moment ago, for peers that cannot be asked for port 0. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

export interface WaitOptions {
  /** Give up after this many milliseconds; 15,000 if not given. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** What is awaited, for the error's message. */
  readonly what?: string;
}

/** Resolves as soon as the condition holds; rejects when it does not within the time. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 15_000, intervalMs = 20, what = 'the condition' }: WaitOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await sleep(intervalMs);
  }
}

/** Whether some process listens on the TCP port; read from /proc, so that the listener is not disturbed by a probe. */
export async function isListening(port: number): Promise<boolean> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const rows = (await readFile(table, 'latin1').catch(() => '')).split('\n').slice(1);
    for (const row of rows) {
      const [, localAddress, , state] = row.trim().split(/\s+/);
      if (state === '0A' && localAddress?.endsWith(suffix) === true) return true;
    }
  }
  return false;
}
