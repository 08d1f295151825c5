import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DX_38_KB, SC_124_KB } from '../../bench/objects.js';
import { indexInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { instancesBelow, pixelDataOf, readInstance, sample } from '../support/instances.js';
import { lethe } from '../support/lethe-command.js';
import { runCampaign, type CampaignOptions, type CampaignReport } from './campaign.js';
import { seededRandom } from './random.js';

/** Kill points in all; the acceptance run has 200 or more (`npm run test:crash`). */
const POINTS = Number(process.env.LETHE_CRASH_POINTS ?? 12);
/** Instances in each campaign. */
const INSTANCES = Number(process.env.LETHE_CRASH_INSTANCES ?? (POINTS >= 100 ? 1_000 : 250));
const SEED = Number(process.env.LETHE_CRASH_SEED ?? Date.now() % 1_000_000);
/** One campaign has its own node and database and at most so many kills. */
const POINTS_PER_CAMPAIGN = 25;
/** An image is searched for as long as a hundred headers take. */
const PIXEL_POINTS = Math.ceil(POINTS / 6);
const PIXEL_INSTANCES = Math.ceil(INSTANCES / 25);

function digest(value: Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}

/** SHA-256 of the value of Pixel Data; throws when the data set does not parse to its end. */
function pixelDigest(bytes: Buffer, transferSyntaxUid: string): string {
  const { source, dataSet } = indexInstance(memorySource(bytes), { dataSetOffset: 0, transferSyntaxUid });
  const pixels = findElement(dataSet, TAG.pixelData);
  if (pixels === undefined) throw new Error('no Pixel Data');
  return digest(source.read(pixels.valueStart, pixels.valueLength));
}

function samplePixels(file: string): string {
  return digest(pixelDataOf(readInstance(sample(file))) ?? Buffer.alloc(0));
}

/** What the command, which nobody kills, makes of the sample's Pixel Data. */
async function maskedPixels(file: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lethe-masked-'));
  try {
    const output = path.join(folder, 'clean');
    await mkdir(output);
    const done = await lethe(['deidentify', sample(file), '--out', output], { cwd: folder });
    const [instance] = (await instancesBelow(output)).values();
    const pixels = instance === undefined ? undefined : pixelDataOf(instance);
    if (pixels === undefined) throw new Error(`nothing was de-identified: ${done.stderr}`);
    return digest(pixels);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Suite extends Pick<CampaignOptions, 'template' | 'searchesPixels' | 'longestLifeMs'> {
  readonly what: string;
  readonly points: number;
  readonly instances: number;
  /** SHA-256 of the Pixel Data that must arrive. */
  readonly expectedPixels: () => Promise<string>;
}

for (const suite of [
  {
    what: 'the node',
    points: POINTS,
    instances: INSTANCES,
    template: DX_38_KB,
    searchesPixels: false,
    longestLifeMs: 900,
    expectedPixels: () => Promise.resolve(samplePixels(DX_38_KB.file)),
  },
  {
    what: 'the node that masks text in images',
    points: PIXEL_POINTS,
    instances: PIXEL_INSTANCES,
    template: SC_124_KB,
    searchesPixels: true,
    longestLifeMs: 3_000,
    async expectedPixels() {
      const masked = await maskedPixels(SC_124_KB.file);
      expect(masked, 'the sample is masked').to.not.equal(samplePixels(SC_124_KB.file));
      return masked;
    },
  },
] satisfies readonly Suite[])
  describeSuite(suite);

function describeSuite({ what, points: all, instances, expectedPixels, ...how }: Suite): void {
  describe(`killed with SIGKILL at ${all} random points (LETHE_CRASH_SEED=${SEED}), ${what}`, function crashSuite() {
    this.timeout(all * 20_000 + 300_000);
    const reports: CampaignReport[] = [];

    before(async () => {
      const random = seededRandom(SEED);
      for (let left = all, campaign = 1; left > 0; campaign += 1) {
        const points = Math.min(left, POINTS_PER_CAMPAIGN);
        left -= points;
        const folder = await mkdtemp(path.join(tmpdir(), 'lethe-crash-'));
        try {
          reports.push(await runCampaign({ folder, instances, points, seed: campaign, random, ...how }));
        } finally {
          if (process.env.LETHE_CRASH_KEEP === undefined) await rm(folder, { recursive: true, force: true });
        }
      }
    });

    it('was killed and the destination was away, both often enough to mean something', () => {
      expect(reports.reduce((sum, { points }) => sum + points, 0)).to.equal(all);
      expect(reports.reduce((sum, { troubles }) => sum + troubles, 0)).to.be.greaterThan(0);
    });

    it('has delivered every instance that it acknowledged', () => {
      for (const { acknowledged, replacements, delivered } of reports) {
        const missing = [...acknowledged].filter((uid) => !delivered.has(replacements.get(uid) ?? ''));
        expect(missing).to.deep.equal([]);
      }
    });

    it('has delivered each instance with one content only', () => {
      for (const { delivered } of reports) {
        const several = [...delivered].filter(([, { contents }]) => contents.size !== 1).map(([uid]) => uid);
        expect(several).to.deep.equal([]);
      }
    });

    it('has delivered nothing that nobody sent', () => {
      for (const { delivered, replacements } of reports) {
        const known = new Set(replacements.values());
        expect([...delivered.keys()].filter((uid) => !known.has(uid))).to.deep.equal([]);
      }
    });

    it('has delivered nothing by halves, and nothing that is not clean', async () => {
      const expected = await expectedPixels();
      for (const { delivered } of reports) {
        for (const { contents, transferSyntaxUid } of delivered.values()) {
          for (const bytes of contents.values())
            expect(pixelDigest(bytes, transferSyntaxUid)).to.equal(expected);
        }
      }
    });

    it('has left no file in its spool that is unfinished or that no row refers to', () => {
      for (const { strayFiles } of reports) expect(strayFiles).to.deep.equal([]);
    });

    it('has balanced books: all received was sent', () => {
      for (const { books, delivered } of reports) {
        expect(books).to.include({ balanced: true, queued: 0, quarantined: 0, discarded: 0 });
        expect(books.sent).to.equal(delivered.size);
      }
    });

    it('has an audit chain that verifies', () => {
      for (const { audit } of reports) expect(audit.kind).to.equal('intact');
    });

    it('ended in order when it was asked to', () => {
      for (const { lastExitCode } of reports) expect(lastExitCode).to.equal(0);
    });
  });
}
