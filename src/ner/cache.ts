/** Values come again and again: what was found in them is kept, least recently used first to go. */
export interface ResultCache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, sizeBytes: number): void;
  readonly count: number;
  readonly sizeBytes: number;
}

/** A cache bounded by entries and by bytes, as told with each entry and two a character of its key. */
export function createResultCache<T>(limits: {
  readonly maxEntries: number;
  readonly maxBytes: number;
}): ResultCache<T> {
  const entries = new Map<string, { readonly value: T; readonly sizeBytes: number }>();
  let totalBytes = 0;

  const remove = (key: string): void => {
    totalBytes -= entries.get(key)?.sizeBytes ?? 0;
    entries.delete(key);
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, valueBytes) {
      const sizeBytes = valueBytes + 2 * key.length;
      remove(key);
      if (sizeBytes > limits.maxBytes) return;
      entries.set(key, { value, sizeBytes });
      totalBytes += sizeBytes;
      for (const oldest of entries.keys()) {
        if (entries.size <= limits.maxEntries && totalBytes <= limits.maxBytes) break;
        remove(oldest);
      }
    },
    get count() {
      return entries.size;
    },
    get sizeBytes() {
      return totalBytes;
    },
  };
}
