/**
 * A view of something that is dear to look at: shared by those who ask while it is made, and kept for ten times as long as
 * it took, at least a second, so that looking never takes more than a tenth of anybody's time.
 */
export function seldom<Value>(look: () => Promise<Value>): () => Promise<Value> {
  let made: { readonly value: Promise<Value>; until: number } | undefined;
  return () => {
    const from = performance.now();
    if (made !== undefined && from < made.until) return made.value;
    const fresh = { value: look(), until: Infinity };
    made = fresh;
    fresh.value.then(
      () => {
        const took = performance.now() - from;
        fresh.until = performance.now() + Math.max(1_000, took * 10);
      },
      () => {
        if (made === fresh) made = undefined;
      },
    );
    return fresh.value;
  };
}
