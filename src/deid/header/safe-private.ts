import { groupOf, type Tag } from '../../dicom/tag.js';
import { SAFE_PRIVATE_LINES } from './generated/ps315-table-e3-10-1-2026d.js';

let loaded: ReadonlySet<string> | undefined;

function table(): ReadonlySet<string> {
  loaded ??= new Set(
    SAFE_PRIVATE_LINES.split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(0, line.lastIndexOf('|'))),
  );
  return loaded;
}

/**
 * Whether the standard lists a private attribute as free of identity (PS3.15 table E.3.10-1); the element's block byte is
 * free, as its creator reserved it (PS3.5 section 7.8.1).
 */
export function isSafePrivate(creator: string, tag: Tag): boolean {
  const group = groupOf(tag).toString(16).toUpperCase().padStart(4, '0');
  const element = (tag & 0xff).toString(16).toUpperCase().padStart(2, '0');
  return table().has(`${group}${element}|${creator}`);
}
