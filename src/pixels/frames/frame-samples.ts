/** One frame of an image as it is stored: its cells, decoded where they were compressed, and what they mean. */
export interface FrameSamples {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: 1 | 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  /** What one step of the stored bits is worth, where it is not 1: a mean is finer than what it was made of. */
  readonly step?: number;
  /** Of these cells: a decoder may have undone the colour transform that the instance names. */
  readonly photometricInterpretation: string;
  /**
   * width × height × samplesPerPixel cells, row by row, the samples of a pixel beside each other whatever Planar Configuration says;
   * all allocated bits as stored, the unused ones among them, as unsigned numbers. Single bits have a cell each.
   */
  readonly cells: Uint8Array | Uint16Array | Uint32Array;
}
