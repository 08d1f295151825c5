/** A frame as it is searched for text: bytes as a viewer would show them, grey or RGB by pixel. */
export interface GrayOrRgbFrame {
  readonly width: number;
  readonly height: number;
  /** 1: grey; 3: red, green, blue, interleaved */
  readonly samples: 1 | 3;
  /** width × height × samples values, row by row */
  readonly pixels: Uint8Array;
}

/** A rectangle in pixels of the frame; x and y are its left and upper edge. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box round both. */
export function unitedBox(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
