import type { IndexedInstance } from '../dicom/instance.js';
import { findElement, type DataSet } from '../dicom/model.js';
import { readValues } from '../dicom/values.js';
import type { ReadAttribute } from './condition.js';

/** Reads attributes of an instance for conditions. */
export function attributeReader(instance: IndexedInstance): ReadAttribute {
  return (tag, sequences = []) => {
    let dataSets: readonly DataSet[] = [instance.dataSet];
    for (const sequence of sequences) {
      dataSets = dataSets.flatMap((dataSet) =>
        (findElement(dataSet, sequence)?.items ?? []).map((item) => item.dataSet),
      );
    }
    const elements = dataSets.flatMap((dataSet) => findElement(dataSet, tag) ?? []);
    if (elements.length === 0) return undefined;
    return elements.flatMap((element) =>
      element.items === undefined ? readValues(instance.source, element) : [],
    );
  };
}
