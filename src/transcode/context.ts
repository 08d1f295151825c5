import type { DataElement, DataSet } from '../dicom/model.js';
import type { ByteSource } from '../dicom/source.js';
import type { Tag } from '../dicom/tag.js';

/** The element with a tag in the data set, or else in the data sets around it, from the inside out. */
export function nearestElement(dataSet: DataSet, tag: Tag): DataElement | undefined {
  for (let at: DataSet | undefined = dataSet; at !== undefined; at = at.owner?.sequence.parent) {
    const element = at.elements.find((candidate) => candidate.tag === tag);
    if (element !== undefined) return element;
  }
  return undefined;
}

/** First number of a US element; undefined where the element is missing or too short. */
export function readUint16(source: ByteSource, element: DataElement | undefined): number | undefined {
  if (element === undefined || element.valueLength < 2) return undefined;
  const bytes = source.read(element.valueStart, 2);
  if (bytes.length < 2) return undefined;
  return element.parent.encoding.littleEndian ? bytes.readUInt16LE(0) : bytes.readUInt16BE(0);
}
