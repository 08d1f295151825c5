/** The image that a mask is written into: its pixel data and what its cells hold. */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataElement } from '../../dicom/model.js';
import { TAG } from '../../dicom/tag.js';
import { readValues } from '../../dicom/values.js';
import { LetheError } from '../../errors.js';
import type { FrameSamples } from '../frames/frame-samples.js';
import { readImageAttributes, type ImageAttributes } from '../frames/image-attributes.js';
import type { CellFormat } from './mask-value.js';

export interface PixelModule {
  readonly pixelData: DataElement;
  readonly attributes: ImageAttributes;
  readonly bitsAllocated: FrameSamples['bitsAllocated'];
  readonly format: CellFormat;
  /** (0028,0120) as a number of the cells' sign. */
  readonly paddingValue: number | undefined;
}

/** @throws LetheError `PIXELS_NOT_MASKABLE` for pixels that are no integers; `PIXELS_NOT_READABLE` for attributes that contradict each other */
export function readPixelModule(instance: IndexedInstance): PixelModule {
  const { source, dataSet } = instance;
  const pixelData = findElement(dataSet, TAG.pixelData);
  if (pixelData === undefined) throw notMaskable('there is no pixel data of integers');
  const attributes = readImageAttributes(instance);
  const isSigned = attributes.pixelRepresentation === 1;
  const padding = findElement(dataSet, PIXEL_PADDING_VALUE);
  return {
    pixelData,
    attributes,
    bitsAllocated: attributes.bitsAllocated as FrameSamples['bitsAllocated'],
    format: { ...attributes, isSigned },
    paddingValue: padding === undefined ? undefined : signed(readValues(source, padding)[0], isSigned),
  };
}

const PIXEL_PADDING_VALUE = 0x00280120;

/** US or SS, which the writer may have confused. */
function signed(text: string | undefined, isSigned: boolean): number | undefined {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value)) return undefined;
  return isSigned && value > 0x7fff && value <= 0xffff ? value - 0x10000 : value;
}

export function notMaskable(reason: string, cause?: unknown): LetheError {
  return new LetheError('PIXELS_NOT_MASKABLE', reason, { cause });
}

/** Does something that the codecs may refuse, and says so in the words of masking. */
export async function asNotMaskable<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof LetheError && error.code === 'TRANSCODE_NOT_POSSIBLE')
      throw notMaskable(error.message, error);
    throw error;
  }
}
