import path from 'node:path';
import { expect } from 'chai';
import { startRecordingScp, type RecordingScp } from '../dimse/recording-scp.js';
import { freePort, waitFor } from '../peers/network.js';
import { sample } from '../support/instances.js';
import { send, sendForStatuses } from '../support/send.js';
import { makeTemporaryFolder, removeFolder } from '../support/temporary-folder.js';
import { dicomDestination, startTestNode, writeStrategyFile, type TestNode } from '../support/test-node.js';
import { parseExposition, type ParsedFamily } from './exposition-parser.js';

const CT = sample('ct-implicit.dcm');

describe('A node that serves /health and /metrics', () => {
  let folder: string;
  let destination: RecordingScp;
  let deadPort: number;
  let httpPort: number;
  let node: TestNode;

  before(async () => {
    folder = await makeTemporaryFolder();
    destination = await startRecordingScp();
    deadPort = await freePort();
    httpPort = await freePort();
    node = await startTestNode(folder, {
      http: { port: httpPort },
      strategies: await writeStrategyFile(folder, {
        name: 'all',
        routes: [{ name: 'all', destinations: ['research', 'dead'] }],
      }),
      destinations: {
        research: dicomDestination('RESEARCH', destination.port),
        dead: dicomDestination('DEAD', deadPort),
      },
    });
    await sendForStatuses([CT, CT], { port: node.port, callingAeTitle: 'SECRETSCANNER' });
    await send([CT], { port: node.port, calledAeTitle: 'NOBODY' });
    const store = await node.store();
    await waitFor(
      async () =>
        (await store.deliveryCounts()).some(({ destination: to, sent }) => to === 'research' && sent === 1),
      { what: 'the delivery', timeoutMs: 45_000 },
    );
    await waitFor(() => node.output().includes('destination.down'), { what: 'the dead destination' });
  });

  after(async () => {
    await node.close();
    await destination.close();
    await removeFolder(folder);
  });

  const page = async (name: string): Promise<string> =>
    await (await fetch(`http://127.0.0.1:${httpPort}${name}`)).text();
  const metrics = async (): Promise<ReadonlyMap<string, ParsedFamily>> =>
    parseExposition(await page('/metrics'));

  async function value(
    name: string,
    labels: Readonly<Record<string, string>> = {},
  ): Promise<number | undefined> {
    const family = (await metrics()).get(name.replace(/_(?:count|sum)$/, '')) ?? (await metrics()).get(name);
    return family?.samples.find(
      (one) => one.name === name && JSON.stringify(one.labels) === JSON.stringify(labels),
    )?.value;
  }

  it('is well', async () => {
    const response = await fetch(`http://127.0.0.1:${httpPort}/health`);
    expect([response.status, await response.json()]).to.deep.include.ordered.members([200]);
  });

  it('says what it looked at', async () => {
    const health = JSON.parse(await page('/health')) as Record<string, unknown>;
    expect(health).to.deep.include({ status: 'ok', reasons: [], store: 'ok', receiver: { refusal: null } });
  });

  it('gives a page that Prometheus can read', async () => {
    expect([...(await metrics()).keys()]).to.include.members([
      'lethe_associations_open',
      'lethe_associations_rejected_total',
      'lethe_instances',
      'lethe_queue_oldest_seconds',
      'lethe_deliveries_total',
      'lethe_durable_seconds',
      'lethe_commit_seconds',
      'lethe_workers_busy',
      'lethe_model_seconds',
      'lethe_spool_free_bytes',
      'process_resident_memory_bytes',
    ]);
  });

  it('as version 0.0.4 of the format', async () => {
    const { headers } = await fetch(`http://127.0.0.1:${httpPort}/metrics`);
    expect(headers.get('content-type')).to.equal('text/plain; version=0.0.4; charset=utf-8');
  });

  it('counts associations, and rejections by reason', async () => {
    await waitFor(async () => (await value('lethe_associations_open')) === 0, { what: 'the release' });
    expect([
      await value('lethe_associations_accepted_total'),
      await value('lethe_associations_ended_total', { how: 'released' }),
      await value('lethe_associations_rejected_total', { reason: 'called-ae-title-not-recognized' }),
    ]).to.deep.equal([1, 1, 1]);
  });

  it('counts instances by what became of them', async () => {
    expect([
      await value('lethe_instances_received_total', { kind: 'recorded' }),
      await value('lethe_instances_received_total', { kind: 'duplicate' }),
      await value('lethe_instances_deidentified_total'),
      await value('lethe_store_responses_total', { status: '0000' }),
    ]).to.deep.equal([1, 1, 1, 2]);
  });

  it('counts what lies in the store', async () => {
    await waitFor(async () => (await value('lethe_instances', { state: 'deidentified' })) === 1, {
      what: 'the count',
    });
    expect([
      await value('lethe_queue_instances'),
      await value('lethe_deliveries', { destination: 'dead', state: 'queued' }),
      await value('lethe_deliveries', { destination: 'research', state: 'sent' }),
      await value('lethe_delivery_oldest_seconds', { destination: 'research' }),
    ]).to.deep.equal([1, 1, 1, 0]);
  });

  it('tells how old the oldest is', async () => {
    expect(await value('lethe_queue_oldest_seconds')).to.be.within(0.001, 120);
  });

  it('tells which destination is down', async () => {
    expect([
      await value('lethe_destination_up', { destination: 'research' }),
      await value('lethe_destination_up', { destination: 'dead' }),
      await value('lethe_deliveries_total', { destination: 'research', outcome: 'sent' }),
    ]).to.deep.equal([1, 0, 1]);
  });

  it('measures each original that was made durable, and the commits', async () => {
    expect(await value('lethe_durable_seconds_count')).to.equal(2);
    expect(await value('lethe_commit_seconds_count')).to.be.at.least(4);
    expect(await value('lethe_worker_seconds_count')).to.equal(1);
  });

  it('names nobody: no AE title of a peer, no address, no value of the data set', async () => {
    const text = await page('/metrics');
    expect(text).not.to.match(/SECRETSCANNER|NOBODY|127\.0\.0\.1|Mustermann|\d+\.\d+\.\d+\.\d+\.\d+/);
  });

  it('listens on loopback alone', async () => {
    const { readFile } = await import('node:fs/promises');
    const rows = (await readFile('/proc/net/tcp', 'latin1')).split('\n');
    const suffix = `:${httpPort.toString(16).toUpperCase().padStart(4, '0')}`;
    const local = rows.flatMap((row) => {
      const [, address = '', , state] = row.trim().split(/\s+/);
      return state === '0A' && address.endsWith(suffix) ? [address] : [];
    });
    expect(local).to.deep.equal([`0100007F${suffix}`]);
  });
});

describe('A node that is not well', () => {
  it('says so by 503 and the reason when there is no room', async () => {
    const folder = await makeTemporaryFolder();
    const httpPort = await freePort();
    const node = await startTestNode(folder, {
      http: { port: httpPort },
      spool: { reserveBytes: Number.MAX_SAFE_INTEGER },
    });
    try {
      await waitFor(async () => (await fetch(`http://127.0.0.1:${httpPort}/health`)).status === 503, {
        what: 'the state',
      });
      const health = (await (await fetch(`http://127.0.0.1:${httpPort}/health`)).json()) as {
        reasons: string[];
      };
      const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
      const refused = parseExposition(text).get('lethe_admission_refused')?.samples ?? [];
      expect([
        health.reasons,
        refused.filter(({ value }) => value === 1).map(({ labels }) => labels['reason']),
      ]).to.deep.equal([['spool-full'], ['spool-full']]);
    } finally {
      await node.close();
      await removeFolder(folder);
    }
  });

  it('does not start on a port that is taken, and says which', async () => {
    const folder = await makeTemporaryFolder();
    const taken = await startRecordingScp();
    try {
      const failure = await startTestNode(folder, { http: { port: taken.port } }).catch(
        (error: unknown) => error,
      );
      expect(String(failure))
        .to.match(/PORT_IN_USE/)
        .and.to.include(String(taken.port));
    } finally {
      await taken.close();
      await removeFolder(folder);
    }
  });
});

describe('A node without http', () => {
  it('serves nothing', async () => {
    const folder = await makeTemporaryFolder();
    const node = await startTestNode(folder, {
      destinations: { folder: { type: 'folder', path: path.join(folder, 'clean') } },
    });
    try {
      expect(node.output()).not.to.include('http.listening');
    } finally {
      await node.close();
      await removeFolder(folder);
    }
  });
});
