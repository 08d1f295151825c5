/** What is known of private elements: PS3.15's safe list, and the knowledge base of The Cancer Imaging Archive. */
import { groupOf, type Tag } from '../../dicom/tag.js';
import { SAFE_PRIVATE_LINES } from './generated/ps315-table-e3-10-1-2026d.js';
import { TCIA_PRIVATE_LINES } from './generated/tcia-private-2024-02-01.js';

/** What the knowledge base says: keep, delete, new UID, move the date, move the Unix time. */
export type PrivateDisposition = 'k' | 'd' | 'h' | 'o' | 'oi';

/** What a list says of a private element. */
export interface PrivateEntry {
  readonly disposition: PrivateDisposition;
  /** The VRs under which the list knows the element. */
  readonly vrs: readonly string[];
}

/** The most cautious first. */
const CAUTION: readonly PrivateDisposition[] = ['d', 'h', 'o', 'oi', 'k'];

let safeList: ReadonlyMap<string, string> | undefined;
let knowledgeBase: ReadonlyMap<string, string> | undefined;

/** Creators are compared without regard to case, padding, and how many spaces stand between words, as writers differ in them. */
function normalCreator(creator: string): string {
  return creator.trim().replace(/ +/g, ' ').toUpperCase();
}

function hex(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, '0');
}

/**
 * How the lists name an element: a private one by its group, the last two digits of its element and its creator, since the
 * block differs from file to file (PS3.5 section 7.8.1); a standard one by its tag.
 */
export function elementSignature(tag: Tag, creator: string | undefined): string {
  if (creator === undefined) return hex(tag, 8);
  return `${hex(groupOf(tag), 4)}${hex(tag & 0xff, 2)}|${normalCreator(creator)}`;
}

/** What PS3.15 Table E.3.10-1 says of a private element: that it is free of identity, or nothing. */
export function safeListEntry(creator: string, tag: Tag): PrivateEntry | undefined {
  safeList ??= new Map(
    linesOf(SAFE_PRIVATE_LINES).map((line) => {
      const [element = '', owner = '', vr = ''] = line.split('|');
      return [`${element}|${normalCreator(owner)}`, vr];
    }),
  );
  const vr = safeList.get(elementSignature(tag, creator));
  return vr === undefined ? undefined : { disposition: 'k', vrs: vr === '' ? [] : [vr] };
}

/**
 * What TCIA's knowledge base says of a private element. What it says of an element holds at every depth; an element that it
 * knows inside certain sequences alone is known there alone.
 * @param vr the VR that the element was written with; undefined with implicit VR. Where the base knows it with others alone, its
 *   most cautious word counts; where the VR is not known, that for VRs which say what a value is
 * @param inside signatures of the sequences around the element, outermost first, joined by `>`; empty at the top
 */
export function knowledgeBaseEntry(
  creator: string,
  tag: Tag,
  vr: string | undefined,
  inside: string,
): PrivateEntry | undefined {
  knowledgeBase ??= new Map(
    linesOf(TCIA_PRIVATE_LINES).map((line) => {
      const at = line.lastIndexOf('|');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const signature = elementSignature(tag, creator);
  const text =
    knowledgeBase.get(signature) ?? (inside === '' ? undefined : knowledgeBase.get(`${inside}>${signature}`));
  return text === undefined ? undefined : entryOf(text, vr);
}

/** Reads `k:LO,UN;d:SQ`. */
function entryOf(text: string, vr: string | undefined): PrivateEntry | undefined {
  const byDisposition = new Map(
    text.split(';').map((part) => {
      const [disposition = '', vrs = ''] = part.split(':');
      return [disposition as PrivateDisposition, vrs.split(',').filter((one) => one !== '')];
    }),
  );
  const says = (isMeant: (one: string) => boolean): PrivateDisposition | undefined =>
    CAUTION.find((one) => byDisposition.get(one)?.some(isMeant));
  const found =
    says((one) => (vr === undefined ? one !== 'UN' : one === vr)) ??
    CAUTION.find((one) => byDisposition.has(one));
  return found === undefined ? undefined : { disposition: found, vrs: byDisposition.get(found) ?? [] };
}

function linesOf(lines: string): string[] {
  return lines.split('\n').filter((line) => line !== '');
}
