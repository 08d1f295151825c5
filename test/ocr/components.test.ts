import { expect } from 'chai';
import fc from 'fast-check';
import { componentsOf } from '../../src/ocr/components.js';

/** The same by flooding from each seed, pixel by pixel. */
function flooded(
  width: number,
  height: number,
  values: Uint8Array,
  seed: number,
  grow: number,
): Set<string>[] {
  const done = new Set<number>();
  const regions: Set<string>[] = [];
  for (let start = 0; start < values.length; start += 1) {
    if (done.has(start) || values[start]! < grow) continue;
    const region = new Set<number>([start]);
    for (const at of region) {
      const x = at % width;
      const y = Math.floor(at / width);
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
          if (values[v * width + u]! >= grow) region.add(v * width + u);
        }
      }
    }
    for (const at of region) done.add(at);
    if ([...region].some((at) => values[at]! >= seed)) regions.push(new Set([...region].map(String)));
  }
  return regions;
}

describe('components of an ink map', () => {
  it('are the regions that flooding from the seeds finds', () => {
    const maps = fc
      .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 10 }))
      .chain(([width, height]) =>
        fc.tuple(
          fc.constant(width),
          fc.constant(height),
          fc.array(fc.constantFrom(0, 0, 40, 90), { minLength: width * height, maxLength: width * height }),
        ),
      );
    fc.assert(
      fc.property(maps, ([width, height, list]) => {
        const values = Uint8Array.from(list);
        const found = componentsOf({ width, height, values }, { seed: 77, grow: 31 }).map(({ runs }) => {
          const pixels = new Set<string>();
          for (let at = 0; at < runs.length; at += 3) {
            for (let c = runs[at + 1]!; c < runs[at + 2]!; c += 1) pixels.add(String(runs[at]! * width + c));
          }
          return pixels;
        });
        expect(found).to.have.deep.members(flooded(width, height, values, 77, 31));
      }),
      { numRuns: 300 },
    );
  });

  it('tell their box and their peak', () => {
    const values = new Uint8Array(50);
    values[12] = 200;
    values[23] = 50;
    const [component] = componentsOf({ width: 10, height: 5, values }, { seed: 77, grow: 31 });
    expect(component?.box).to.deep.equal({ x: 2, y: 1, width: 2, height: 2 });
    expect(component?.peak).to.equal(200);
  });
});
