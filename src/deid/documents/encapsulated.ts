import type { IndexedInstance } from '../../dicom/instance.js';
import type { DataElement } from '../../dicom/model.js';
import { readTexts } from '../../dicom/values.js';
import type { TextSpan } from '../text/span.js';
import { documentText } from './document-text.js';

/** What a strategy does with documents inside instances, which cannot be de-identified element by element. */
export const ENCAPSULATED_DOCUMENT_ACTIONS = ['quarantine', 'blank'] as const;
export type EncapsulatedDocumentAction = (typeof ENCAPSULATED_DOCUMENT_ACTIONS)[number];

/** What is in an encapsulated document, in numbers alone. */
export interface DocumentReport {
  readonly form: 'pdf' | 'xml' | 'stl' | 'obj' | 'other';
  readonly sizeBytes: number;
  /** Words of text that could be read without rendering. */
  readonly words: number;
  /** How many pieces of that text identify somebody, by kind. */
  readonly identity: Readonly<Record<string, number>>;
}

export type EncapsulatedDocumentPlan =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'quarantine';
      readonly element: DataElement;
      readonly report: DocumentReport;
      /** For the quarantine record: no value, only what form, how large, how many words. */
      readonly detail: string;
    }
  | {
      readonly kind: 'blank';
      readonly element: DataElement;
      readonly report: DocumentReport;
      /** The new value of (0042,0011). */
      readonly value: Buffer;
      /** EncapsulatedDocumentLength (0042,0015), which must say how long the value is; undefined where the instance has none. */
      readonly length: { readonly element: DataElement; readonly value: Buffer } | undefined;
    };

const ENCAPSULATED_DOCUMENT = 0x00420011;
const MIME_TYPE = 0x00420012;
const DOCUMENT_LENGTH = 0x00420015;

/**
 * Decides about the document of an Encapsulated Document instance (PS3.3 section C.24.2). EncapsulatedDocument (0042,0011) is of
 * type 1, so it cannot be left out: the instance is set aside, or leaves with a valid document that shows nothing.
 *
 * @param find finds identity in a text, as the patient's lexicon and the patterns do; what it finds is counted
 */
export function planEncapsulatedDocument(
  instance: IndexedInstance,
  action: EncapsulatedDocumentAction,
  find: (text: string) => readonly TextSpan[],
): EncapsulatedDocumentPlan {
  const { dataSet, source } = instance;
  const element = dataSet.elements.find(({ tag }) => tag === ENCAPSULATED_DOCUMENT);
  if (element === undefined || element.valueLength === 0) return { kind: 'none' };
  const mime = dataSet.elements.find(({ tag }) => tag === MIME_TYPE);
  const mimeType = mime === undefined ? '' : (readTexts(source, mime)[0] ?? '');
  const bytes = source.read(element.valueStart, element.valueLength);
  const report = reportOn(bytes, mimeType, find);
  const blank = action === 'blank' ? blankDocument(report.form) : undefined;
  if (blank === undefined) return { kind: 'quarantine', element, report, detail: describe(report) };
  const lengthElement = dataSet.elements.find(({ tag }) => tag === DOCUMENT_LENGTH);
  return {
    kind: 'blank',
    element,
    report,
    value: blank,
    length:
      lengthElement === undefined
        ? undefined
        : { element: lengthElement, value: uint32(blank.length, dataSet.encoding.littleEndian) },
  };
}

/** A sentence for people, with numbers and no text of the document. */
function describe({ form, sizeBytes, words, identity }: DocumentReport): string {
  const found = Object.entries(identity).map(([kind, count]) => `${String(count)} ${kind}`);
  const what = found.length === 0 ? 'no identity recognized in it' : `identity in it: ${found.join(', ')}`;
  return `an encapsulated document (${form}, ${String(sizeBytes)} bytes, ${String(words)} words of text; ${what})`;
}

function reportOn(
  bytes: Buffer,
  mimeType: string,
  find: (text: string) => readonly TextSpan[],
): DocumentReport {
  const text = documentText(bytes, mimeType);
  const identity: Record<string, number> = {};
  for (const { kind } of text === '' ? [] : find(text)) identity[kind] = (identity[kind] ?? 0) + 1;
  return {
    form: formOf(bytes, mimeType),
    sizeBytes: bytes.length,
    words: text.match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0,
    identity,
  };
}

/** By the bytes first: the attribute says what the sender thought. */
function formOf(bytes: Buffer, mimeType: string): DocumentReport['form'] {
  const head = bytes.toString('latin1', 0, 1024);
  if (head.includes('%PDF-')) return 'pdf';
  if (/^(?:\xef\xbb\xbf)?\s*<\?xml|<ClinicalDocument/.test(head)) return 'xml';
  if (/stl/i.test(mimeType)) return 'stl';
  if (/model\/(?:obj|mtl)/i.test(mimeType)) return 'obj';
  if (/pdf/i.test(mimeType)) return 'pdf';
  if (/xml|hl7/i.test(mimeType)) return 'xml';
  return 'other';
}

/** A valid document of a form that shows nothing; undefined for forms that have none. */
export function blankDocument(form: DocumentReport['form']): Buffer | undefined {
  switch (form) {
    case 'pdf':
      return blankPdf();
    case 'xml':
      return Buffer.from(BLANK_CDA, 'utf8');
    case 'stl':
      // Binary STL: a header of 80 bytes and a count of no facets.
      return Buffer.alloc(84);
    case 'obj':
    case 'other':
      return undefined;
  }
}

/** One empty page of A4 (PDF 32000-1:2008, 7.5). */
function blankPdf(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(text.length);
    text += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
  });
  const start = text.length;
  text += `xref\n0 ${String(objects.length + 1)}\n0000000000 65535 f \n`;
  for (const offset of offsets) text += `${String(offset).padStart(10, '0')} 00000 n \n`;
  text += `trailer\n<< /Size ${String(objects.length + 1)} /Root 1 0 R >>\nstartxref\n${String(start)}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** HL7 CDA Release 2 with what its header requires, all of it unknown. */
const BLANK_CDA = `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id nullFlavor="MSK"/>
  <code nullFlavor="MSK"/>
  <effectiveTime nullFlavor="MSK"/>
  <confidentialityCode nullFlavor="MSK"/>
  <recordTarget><patientRole><id nullFlavor="MSK"/></patientRole></recordTarget>
  <author><time nullFlavor="MSK"/><assignedAuthor><id nullFlavor="MSK"/></assignedAuthor></author>
  <custodian><assignedCustodian><representedCustodianOrganization><id nullFlavor="MSK"/></representedCustodianOrganization></assignedCustodian></custodian>
  <component><nonXMLBody><text/></nonXMLBody></component>
</ClinicalDocument>
`;

function uint32(value: number, littleEndian: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (littleEndian) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}
