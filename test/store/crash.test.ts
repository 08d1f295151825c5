import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Store } from '../../src/store/store.js';
import { temporaryStores } from './temporary-store.js';

const CHILD = fileURLToPath(new URL('./crash-child.js', import.meta.url));

/** Runs the child on a database, kills it after `ms`, and returns the lines that it got out. */
async function runAndKill(file: string, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let killed: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    killed ??= setTimeout(() => child.kill('SIGKILL'), ms);
  });
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(killed);
  return said.split('\n').slice(0, -1);
}

async function contradictions(store: Store, told: readonly string[]): Promise<string[]> {
  const allowed: Record<string, readonly string[]> = {
    received: ['received', 'deidentified', 'sent'],
    deidentified: ['deidentified', 'sent'],
    sent: ['sent'],
  };
  const wrong: string[] = [];
  for (const line of told) {
    const [what = '', id] = line.split(' ');
    const found = await store.getInstance(Number(id));
    if (!allowed[what]?.includes(found?.state ?? 'gone')) wrong.push(`${line}: ${found?.state ?? 'gone'}`);
  }
  return wrong;
}

describe('store: killed at any point', () => {
  const temporary = temporaryStores();
  afterEach(() => temporary.clear());

  it('holds everything it acknowledged, with balanced books and a whole audit', async () => {
    const file = join(temporary.folder(), 'lethe.db');
    const told: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      told.push(...(await runAndKill(file, 30 + Math.random() * 200)));
      const { store } = await temporary.open({ file });
      expect((await store.books()).balanced).to.equal(true);
      expect((await store.verifyAudit()).kind).to.equal('intact');
      await store.close();
    }
    const { store } = await temporary.open({ file });
    expect(told.length).to.be.greaterThan(50);
    expect(await contradictions(store, told)).to.deep.equal([]);
  }).timeout(120_000);

  it('frees the lock of the dead node for the next', async () => {
    const file = join(temporary.folder(), 'lethe.db');
    await runAndKill(file, 20);
    const { store } = await temporary.open({ file });
    const { instances, deliveries } = await store.recover();
    expect(instances + deliveries).to.be.at.least(0);
    expect(await store.recover()).to.deep.equal({ instances: 0, deliveries: 0 });
  });
});
