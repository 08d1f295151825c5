/** Spans seen as the bytes that they will be, without writing them. */
import { spansSize, type Span } from '../../dicom/edit.js';
import type { ByteSource } from '../../dicom/source.js';

export function spanSource(source: ByteSource, spans: readonly Span[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const span of spans) {
    starts.push(size);
    size += spansSize([span]);
  }
  /** Index of the span that holds a position. */
  const spanAt = (position: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const readInto = (position: number, target: Buffer): number => {
    const length = Math.max(0, Math.min(target.length, size - position));
    let done = 0;
    for (let index = spanAt(position); done < length; index += 1) {
      const span = spans[index];
      if (span === undefined) break;
      const skipped = position + done - (starts[index] ?? 0);
      const room = target.subarray(done, length);
      if (span.kind === 'bytes') done += span.bytes.copy(room, 0, skipped);
      else {
        const wanted = Math.min(room.length, span.end - span.start - skipped);
        const got = source.readInto(span.start + skipped, room.subarray(0, wanted));
        done += got;
        if (got < wanted) break;
      }
    }
    return done;
  };
  return {
    size,
    readInto,
    read(position, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - position)));
      return bytes.subarray(0, readInto(position, bytes));
    },
  };
}
