/** Whether a frame shows what those before it do, told by a few of its pixels. */

/** One pixel of so many is enough; no divisor of usual widths, so that they lie in all columns. */
const SAMPLED = 61;

/** The brightness of some pixels, the same ones of every picture of a size. */
export function sampleOf(pixels: Uint8Array): Uint8Array {
  const sample = new Uint8Array(Math.ceil(pixels.length / SAMPLED));
  for (let at = 0; at < sample.length; at += 1) sample[at] = pixels[at * SAMPLED] ?? 0;
  return sample;
}

/** Adds a sample to the sums of others. */
export function addSample(sums: Int32Array, sample: Uint8Array): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (sample[at] ?? 0);
}

/** How much a sample goes with the sum of so many: correlation of their brightness, 1 where both are flat. */
export function likeness(sample: Uint8Array, sums: Int32Array, count: number): number {
  const n = sample.length;
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let at = 0; at < n; at += 1) {
    const a = sample[at] ?? 0;
    const b = sums[at] ?? 0;
    sumA += a;
    sumB += b;
    sumAA += a * a;
    sumBB += b * b;
    sumAB += a * b;
  }
  const spreadA = sumAA - (sumA * sumA) / n;
  const spreadB = sumBB - (sumB * sumB) / n;
  if (spreadA < n && spreadB < n * count ** 2) return 1;
  return (sumAB - (sumA * sumB) / n) / Math.sqrt(Math.max(1, spreadA) * Math.max(1, spreadB));
}
