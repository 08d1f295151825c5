import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { indexInstance } from '../../src/dicom/instance.js';
import { findElement } from '../../src/dicom/model.js';
import { readFileHeader } from '../../src/dicom/part10.js';
import { memorySource } from '../../src/dicom/source.js';
import { TAG } from '../../src/dicom/tag.js';
import { runCampaign, type CampaignReport } from './campaign.js';
import { seededRandom } from './random.js';

/** Kill points in all; the acceptance run has 200 or more (`npm run test:crash`). */
const POINTS = Number(process.env.LETHE_CRASH_POINTS ?? 12);
/** Instances in each campaign. */
const INSTANCES = Number(process.env.LETHE_CRASH_INSTANCES ?? (POINTS >= 100 ? 1_000 : 250));
const SEED = Number(process.env.LETHE_CRASH_SEED ?? Date.now() % 1_000_000);
/** One campaign has its own node and database and at most so many kills. */
const POINTS_PER_CAMPAIGN = 25;

const SAMPLE = path.resolve(import.meta.dirname, '..', '..', '..', 'samples', 'dx-explicit.dcm');

/** SHA-256 of the value of Pixel Data; throws when the data set does not parse to its end. */
function pixelDigest(bytes: Buffer, transferSyntaxUid: string, dataSetOffset: number): string {
  const { source, dataSet } = indexInstance(memorySource(bytes), { dataSetOffset, transferSyntaxUid });
  const pixels = findElement(dataSet, TAG.pixelData);
  if (pixels === undefined) throw new Error('no Pixel Data');
  return createHash('sha256').update(source.read(pixels.valueStart, pixels.valueLength)).digest('hex');
}

describe(`killed with SIGKILL at ${POINTS} random points (LETHE_CRASH_SEED=${SEED}), the node`, function crashSuite() {
  this.timeout(POINTS * 10_000 + 300_000);
  const reports: CampaignReport[] = [];

  before(async () => {
    const random = seededRandom(SEED);
    for (let left = POINTS, campaign = 1; left > 0; campaign += 1) {
      const points = Math.min(left, POINTS_PER_CAMPAIGN);
      left -= points;
      const folder = await mkdtemp(path.join(tmpdir(), 'lethe-crash-'));
      try {
        reports.push(await runCampaign({ folder, instances: INSTANCES, points, seed: campaign, random }));
      } finally {
        if (process.env.LETHE_CRASH_KEEP === undefined) await rm(folder, { recursive: true, force: true });
      }
    }
  });

  it('was killed and the destination was away, both often enough to mean something', () => {
    expect(reports.reduce((sum, { points }) => sum + points, 0)).to.equal(POINTS);
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

  it('has delivered nothing by halves', async () => {
    const sample = await readFile(SAMPLE);
    const header = readFileHeader(memorySource(sample));
    const expected = pixelDigest(sample, header.transferSyntaxUid, header.dataSetOffset);
    for (const { delivered } of reports) {
      for (const { contents, transferSyntaxUid } of delivered.values()) {
        for (const bytes of contents.values())
          expect(pixelDigest(bytes, transferSyntaxUid, 0)).to.equal(expected);
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
