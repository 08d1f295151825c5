import { lookupTag } from '../dicom/dictionary.js';
import type { DataElement } from '../dicom/model.js';
import type { ByteSource } from '../dicom/source.js';
import { groupOf, TAG } from '../dicom/tag.js';
import { nearestElement, readUint16 } from './context.js';

const BITS_ALLOCATED = 0x00280100;
const PIXEL_REPRESENTATION = 0x00280103;
const LUT_DESCRIPTOR = 0x00283002;
const LUT_DATA = 0x00283006;
const WAVEFORM_BITS_ALLOCATED = 0x54001004;

/**
 * The VR to write for an element that was encoded without one. Where PS3.6 allows several, the data set decides
 * (PS3.5 A.2): pixel representation between US and SS, bits allocated between OB and OW.
 */
export function vrOfImplicit(source: ByteSource, element: DataElement): string {
  if (element.vr === 'UN') return 'UN';
  const vrs = lookupTag(element.tag)?.vrs ?? [];
  if (vrs.length < 2) return element.vr;
  const near = (tag: number) => readUint16(source, nearestElement(element.parent, tag));
  if (element.tag === LUT_DATA) return near(LUT_DESCRIPTOR) === 1 ? 'US' : 'OW';
  if (vrs.includes('OB')) return vrOfBytes(element, near);
  if (vrs.includes('OW')) return 'OW';
  return near(PIXEL_REPRESENTATION) === 1 ? 'SS' : 'US';
}

function vrOfBytes(element: DataElement, near: (tag: number) => number | undefined): string {
  if (element.tag === TAG.pixelData) return pixelDataVr(near(BITS_ALLOCATED));
  if (groupOf(element.tag) === 0x5400) return (near(WAVEFORM_BITS_ALLOCATED) ?? 16) > 8 ? 'OW' : 'OB';
  return 'OW';
}

/** The VR of native pixel data: OW for cells of more than eight bits, else OB, which no byte ordering touches (PS3.5 8.1.1). */
export function pixelDataVr(bitsAllocated: number | undefined): string {
  return (bitsAllocated ?? 16) > 8 ? 'OW' : 'OB';
}
