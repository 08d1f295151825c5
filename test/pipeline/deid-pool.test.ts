import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { DEFAULT_INSTANCE_LIMITS } from '../../src/dicom/instance.js';
import { TRANSFER_SYNTAX } from '../support/transfer-syntax.js';
import { NER_MODEL_FOLDER } from '../../src/ner/model-folder.js';
import { OCR_MODELS_FOLDER } from '../../src/ocr/model-folder.js';
import { createDeidPool, type DeidPool } from '../../src/pipeline/deid-pool.js';
import type { DeidResult } from '../../src/pipeline/deid-task.js';
import { loadStrategy } from '../../src/routing/load.js';
import type { Strategy } from '../../src/routing/strategy.js';
import { marker, text, value } from '../support/data-set-builder.js';
import { KEYS } from '../support/header.js';
import { ROUTES } from '../support/instances.js';
import { instanceBytes, openWorkplace, type Workplace } from '../support/pipeline.js';

const MIB = 1024 * 1024;
const FACTS = { calledAeTitle: 'LETHE', callingAeTitle: 'CT1', address: '127.0.0.1' };

function strategy(deidentify: string, routes = '[{ name: all, destinations: [pacs] }]'): Strategy {
  return loadStrategy(
    `strategy: trial\nversion: '1'\ndescription: for a test\nroutes: ${routes}\ndeidentify: ${deidentify}\n`,
    'trial.yaml',
  );
}

describe('the threads that de-identify', () => {
  let workplace: Workplace;
  const pools: DeidPool[] = [];

  beforeEach(async () => {
    workplace = await openWorkplace();
  });

  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
    await workplace.close();
  });

  const DEFAULT = loadStrategy(readFileSync(join(ROUTES, 'default.yaml'), 'utf8'), 'default.yaml');

  function pool(
    options: {
      strategies?: readonly Strategy[];
      timeoutMs?: number;
      maxHeapMb?: number;
      threads?: number;
      folder?: string;
    } = {},
  ): DeidPool {
    const made = createDeidPool(
      {
        strategies: options.strategies ?? [DEFAULT],
        keys: KEYS.pseudonyms,
        auditTokenKey: KEYS.auditTokens,
        memoryKey: KEYS.patientMemory,
        nerModelFolder: NER_MODEL_FOLDER,
        ocrModelsFolder: OCR_MODELS_FOLDER,
        outgoingFolder: options.folder ?? workplace.outgoing.folder,
        limits: { ...DEFAULT_INSTANCE_LIMITS, maxInflatedBytes: 10 * MIB },
      },
      {
        threads: options.threads ?? 1,
        timeoutMs: options.timeoutMs ?? 30_000,
        maxHeapMb: options.maxHeapMb ?? 256,
        recall: (patient) => workplace.store.patientFacts(patient),
        onRecallFailed: (error) => {
          throw error;
        },
      },
    );
    pools.push(made);
    return made;
  }

  function run(
    made: DeidPool,
    dataSet: Buffer,
    transferSyntaxUid: string = TRANSFER_SYNTAX.explicitLittle,
  ): Promise<DeidResult> {
    const path = join(workplace.folder, `in-${String(Math.random()).slice(2)}`);
    writeFileSync(path, dataSet);
    return made.run({ path, where: { dataSetOffset: 0, transferSyntaxUid }, facts: FACTS });
  }

  /** Takes far more memory to index than its bytes say. */
  const heavy = (): Buffer =>
    instanceBytes(
      '1.2.3',
      value(0x00081115, 'SQ', Buffer.concat(Array.from({ length: 700_000 }, () => marker(0xfffee000, 0)))),
    );

  it('give an output, its crosswalk and where it goes', async () => {
    const result = await run(
      pool(),
      instanceBytes('1.2.3', text(0x00100010, 'PN', 'Doe^Jane'), text(0x00100020, 'LO', '4711')),
    );
    if (result.kind !== 'deidentified') throw new Error(result.kind);
    expect([
      result.destinations,
      result.route,
      result.crosswalk.map(({ original }) => original),
      await workplace.outgoing.list(),
    ]).to.deep.equal([['folder'], 'everything', ['1.2.3', '4711'], [result.output.file]]);
  });

  it('leave what is too late when its turn comes, and take the next', async () => {
    const made = pool();
    const first = run(made, instanceBytes('1.2.3', text(0x00100010, 'PN', 'Doe^Jane')));
    const where = { dataSetOffset: 0, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle };
    const late = made.runUnless(() => true, { path: join(workplace.folder, 'late'), where, facts: FACTS });
    const next = run(made, instanceBytes('1.2.4', text(0x00100010, 'PN', 'Doe^Jane')));
    expect([(await first).kind, await late, (await next).kind]).to.deep.equal([
      'deidentified',
      undefined,
      'deidentified',
    ]);
  });

  it('give no output with the patient in it', async () => {
    const result = await run(pool(), instanceBytes('1.2.3', text(0x00100010, 'PN', 'Doe^Jane')));
    if (result.kind !== 'deidentified') throw new Error(result.kind);
    expect(readFileSync(join(workplace.outgoing.folder, result.output.file)).includes('Doe^Jane')).to.equal(
      false,
    );
  });

  it('give the same bytes for the same instance', async () => {
    const made = pool();
    const results = [await run(made, instanceBytes('1.2.3')), await run(made, instanceBytes('1.2.3'))];
    expect(
      new Set(results.map((result) => (result.kind === 'deidentified' ? result.output.hash : result.kind)))
        .size,
    ).to.equal(1);
  });

  const quarantines: readonly (readonly [string, () => Buffer, string, readonly Strategy[]])[] = [
    ['noise', () => Buffer.from('certainly no data set'), 'DATA_SET_MALFORMED', [DEFAULT]],
    ['no instance', () => text(0x00100020, 'LO', '12').value, 'DATA_SET_MALFORMED', [DEFAULT]],
    ['what no route takes', () => instanceBytes('1.2.3'), 'NO_ROUTE', []],
    [
      'what a rule sets aside',
      () => instanceBytes('1.2.3', text(0x00080060, 'CS', 'CT')),
      'QUARANTINED_BY_RULE',
      [strategy('{ profile: basic, rules: [{ tag: Modality, action: quarantine }] }')],
    ],
    [
      'what an action cannot be done to',
      () => instanceBytes('1.2.3', text(0x0020000d, 'OB', '1.2')),
      'ACTION_FAILED',
      [DEFAULT],
    ],
  ];
  for (const [what, dataSet, code, strategies] of quarantines) {
    it(`set aside ${what}`, async () => {
      expect(await run(pool({ strategies }), dataSet())).to.include({ kind: 'quarantined', code });
    });
  }

  it('set aside an original that is gone', async () => {
    const result = await pool().run({
      path: join(workplace.folder, 'none'),
      where: { dataSetOffset: 0, transferSyntaxUid: TRANSFER_SYNTAX.explicitLittle },
      facts: FACTS,
    });
    expect(result).to.include({ kind: 'quarantined', code: 'ORIGINAL_MISSING' });
  });

  it('set aside a deflate bomb', async () => {
    const bomb = deflateRawSync(Buffer.alloc(100 * MIB));
    expect(await run(pool(), bomb, TRANSFER_SYNTAX.deflatedLittle)).to.include({
      kind: 'quarantined',
      code: 'DATA_SET_LIMIT',
    });
  });

  it('drop on record what a route discards', async () => {
    const discarding = strategy('{ profile: basic }', '[{ name: none, discard: not wanted }]');
    expect(await run(pool({ strategies: [discarding] }), instanceBytes('1.2.3'))).to.include({
      kind: 'discarded',
      route: 'none',
      reason: 'not wanted',
    });
  });

  it('put off what cannot be written now', async () => {
    expect(await run(pool({ folder: join(workplace.folder, 'none') }), instanceBytes('1.2.3'))).to.deep.equal(
      { kind: 'deferred', code: 'OUTPUT_NOT_WRITTEN' },
    );
  });

  it('outlive an instance that breaks one of them', async () => {
    const made = pool({ maxHeapMb: 32 });
    const broken = await run(made, heavy());
    const next = await run(made, instanceBytes('1.2.4'));
    expect([broken, next.kind]).to.deep.equal([
      { kind: 'quarantined', code: 'WORKER_BROKEN' },
      'deidentified',
    ]);
  });

  it('outlive an instance that one of them hangs over', async () => {
    const made = pool({ timeoutMs: 150, maxHeapMb: 1024 });
    const slow = await run(made, heavy());
    expect(slow).to.deep.equal({ kind: 'quarantined', code: 'WORKER_TIMEOUT' });
  });

  it('finish what they have before they close', async () => {
    const made = pool();
    const running = run(made, instanceBytes('1.2.3'));
    await made.close();
    pools.pop();
    expect((await running).kind).to.equal('deidentified');
  });
});
