/** How an instance says that its pixels are shown (PS3.3 C.7.6.16.2.9, C.7.6.16.2.10, C.11.1, C.11.2, C.11.6). */
import type { IndexedInstance } from '../../dicom/instance.js';
import { findElement, type DataSet } from '../../dicom/model.js';
import { TAG } from '../../dicom/tag.js';
import { readTexts, readValues } from '../../dicom/values.js';
import { readLookupTable, readPalette, type LookupTable, type Palette } from './lookup-tables.js';

export type Modality =
  | { readonly kind: 'linear'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'table'; readonly table: LookupTable };

export type Voi =
  | {
      readonly kind: 'window';
      readonly centre: number;
      readonly width: number;
      readonly shape: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';
    }
  | { readonly kind: 'table'; readonly table: LookupTable };

/** From stored values to what a screen shows. */
export interface Tone {
  readonly modality: Modality;
  /** Undefined: nothing is said, the viewer chooses */
  readonly voi: Voi | undefined;
}

export interface Display {
  /** The same object for frames that are shown alike. */
  toneOf(frame: number): Tone;
  /** Presentation LUT Shape INVERSE; MONOCHROME1 is told by the frames themselves. */
  readonly isInverse: boolean;
  readonly palette: Palette | undefined;
  /** Stored values that stand for no pixel at all (PS3.3 C.7.5.1.1.2), first and last */
  readonly padding: readonly [number, number] | undefined;
}

const PIXEL_REPRESENTATION = 0x00280103;
const PIXEL_PADDING_VALUE = 0x00280120;
const PIXEL_PADDING_RANGE_LIMIT = 0x00280121;
const WINDOW_CENTER = 0x00281050;
const WINDOW_WIDTH = 0x00281051;
const RESCALE_INTERCEPT = 0x00281052;
const RESCALE_SLOPE = 0x00281053;
const VOI_LUT_FUNCTION = 0x00281056;
const MODALITY_LUT_SEQUENCE = 0x00283000;
const VOI_LUT_SEQUENCE = 0x00283010;
const FRAME_VOI_LUT_SEQUENCE = 0x00289132;
const PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x00289145;
const PRESENTATION_LUT_SHAPE = 0x20500020;
const SHARED_FUNCTIONAL_GROUPS = 0x52009229;
const PER_FRAME_FUNCTIONAL_GROUPS = 0x52009230;

const AS_STORED: Modality = { kind: 'linear', slope: 1, intercept: 0 };

/** Reads it all; what is missing or makes no sense is as if it were not there. */
export function readDisplay(instance: IndexedInstance): Display {
  const { source, dataSet } = instance;
  const reader = toneReader(instance);
  const isSigned = firstNumber(instance, dataSet, PIXEL_REPRESENTATION) === 1;
  const shared = itemsOf(dataSet, SHARED_FUNCTIONAL_GROUPS)[0];
  const perFrame = itemsOf(dataSet, PER_FRAME_FUNCTIONAL_GROUPS);
  const common = reader([shared, dataSet]);
  const own = new Map<number, Tone>();
  const shape = findElement(dataSet, PRESENTATION_LUT_SHAPE);
  return {
    toneOf(frame) {
      const groups = perFrame[frame];
      const hasOwn =
        groups !== undefined &&
        (findElement(groups, FRAME_VOI_LUT_SEQUENCE) !== undefined ||
          findElement(groups, PIXEL_VALUE_TRANSFORMATION_SEQUENCE) !== undefined);
      if (!hasOwn) return common;
      const known = own.get(frame);
      if (known !== undefined) return known;
      const tone = reader([groups, shared, dataSet]);
      if (own.size >= KEPT_TONES) own.clear();
      own.set(frame, tone);
      return tone;
    },
    isInverse: shape !== undefined && shape.valueLength < 64 && readTexts(source, shape)[0] === 'INVERSE',
    palette: readPalette(source, dataSet, isSigned),
    padding: readPadding(instance, isSigned),
  };
}

const KEPT_TONES = 64;

/** Reads what the first of several places says, the frame's own groups first. */
function toneReader(instance: IndexedInstance): (places: readonly (DataSet | undefined)[]) => Tone {
  const isSigned = firstNumber(instance, instance.dataSet, PIXEL_REPRESENTATION) === 1;
  const isFloat = findElement(instance.dataSet, TAG.pixelData) === undefined;
  return (places) => {
    if (isFloat) return { modality: AS_STORED, voi: undefined };
    const first = <T>(macro: number, read: (dataSet: DataSet) => T | undefined): T | undefined => {
      for (const place of places) {
        if (place === undefined) continue;
        const found = read(place === instance.dataSet ? place : (itemsOf(place, macro)[0] ?? place));
        if (found !== undefined) return found;
      }
      return undefined;
    };
    const modality = first(PIXEL_VALUE_TRANSFORMATION_SEQUENCE, (at) => readModality(instance, at, isSigned));
    const voi = first(FRAME_VOI_LUT_SEQUENCE, (at) => readVoi(instance, at, isSigned));
    return { modality: modality ?? AS_STORED, voi };
  };
}

function readModality(instance: IndexedInstance, dataSet: DataSet, isSigned: boolean): Modality | undefined {
  const item = itemsOf(dataSet, MODALITY_LUT_SEQUENCE)[0];
  const table = item && readLookupTable(instance.source, item, isSigned);
  if (table !== undefined) return { kind: 'table', table };
  const slope = firstNumber(instance, dataSet, RESCALE_SLOPE);
  const intercept = firstNumber(instance, dataSet, RESCALE_INTERCEPT);
  if (slope === undefined && intercept === undefined) return undefined;
  return { kind: 'linear', slope: slope === undefined || slope === 0 ? 1 : slope, intercept: intercept ?? 0 };
}

/** The first window or table: the default one of a viewer (PS3.3 C.11.2.1.2). A window comes before a table. */
function readVoi(instance: IndexedInstance, dataSet: DataSet, isSigned: boolean): Voi | undefined {
  const centre = firstNumber(instance, dataSet, WINDOW_CENTER);
  const width = firstNumber(instance, dataSet, WINDOW_WIDTH);
  if (centre !== undefined && width !== undefined && width > 0) {
    const element = findElement(dataSet, VOI_LUT_FUNCTION);
    const named =
      element !== undefined && element.valueLength < 64 ? readTexts(instance.source, element)[0] : '';
    const shape = named === 'SIGMOID' || named === 'LINEAR_EXACT' ? named : 'LINEAR';
    return { kind: 'window', centre, width, shape };
  }
  const item = itemsOf(dataSet, VOI_LUT_SEQUENCE)[0];
  const table = item && readLookupTable(instance.source, item, isSigned);
  return table === undefined ? undefined : { kind: 'table', table };
}

function readPadding(instance: IndexedInstance, isSigned: boolean): Display['padding'] {
  const signed = (value: number | undefined): number | undefined =>
    value !== undefined && isSigned && value >= 0x8000 ? value - 0x10000 : value;
  const value = signed(firstNumber(instance, instance.dataSet, PIXEL_PADDING_VALUE));
  if (value === undefined) return undefined;
  const limit = signed(firstNumber(instance, instance.dataSet, PIXEL_PADDING_RANGE_LIMIT)) ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

function itemsOf(dataSet: DataSet, tag: number): readonly DataSet[] {
  return (findElement(dataSet, tag)?.items ?? []).map((item) => item.dataSet);
}

function firstNumber({ source }: IndexedInstance, dataSet: DataSet, tag: number): number | undefined {
  const element = findElement(dataSet, tag);
  if (element === undefined || element.valueLength > 4096) return undefined;
  const text = readValues(source, element)[0]?.replaceAll('\0', '').trim();
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
