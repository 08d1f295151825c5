import type { Tag } from '../../dicom/tag.js';

/**
 * Texts of type 1 where they stand (PS3.3, module in brackets) of which table E.1-1 does not say that they may need a dummy: cleaned
 * to nothing they would leave an instance that is not valid.
 */
const REQUIRED_TEXTS: ReadonlySet<Tag> = new Set([
  0x00080070, // Manufacturer (Enhanced General Equipment; elsewhere type 2)
  0x00080100, // CodeValue (Code Sequence Macro)
  0x00080102, // CodingSchemeDesignator (Code Sequence Macro)
  0x00080104, // CodeMeaning (Code Sequence Macro)
  0x00080119, // LongCodeValue (Code Sequence Macro)
  0x00081090, // ManufacturerModelName (Enhanced General Equipment)
  0x00181020, // SoftwareVersions (Enhanced General Equipment)
  0x0040a160, // TextValue (Document Content Macro, Content Item Macro)
  0x00620005, // SegmentLabel (Segment Description Macro)
  0x006a0005, // AnnotationGroupLabel (Microscopy Bulk Simple Annotations)
  0x00700002, // GraphicLayer (Graphic Layer, Graphic Annotation)
  0x00700080, // ContentLabel (Content Identification Macro)
  0x00720002, // HangingProtocolName (Hanging Protocol Definition)
  0x00720004, // HangingProtocolDescription (Hanging Protocol Definition)
  0x00720008, // HangingProtocolCreator (Hanging Protocol Definition)
  0x300a0002, // RTPlanLabel (RT General Plan)
  0x30020002, // RTImageLabel (RT Image)
]);

/** Whether an attribute must have a value wherever it stands. */
export function mustHaveText(tag: Tag): boolean {
  return REQUIRED_TEXTS.has(tag);
}
