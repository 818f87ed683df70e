/** A grey picture: one byte for each pixel, row after row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

// Segments of a digit, as bits: top, upper right, lower right, bottom, lower left, upper left, middle.
const DIGITS = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
const WHITE = 235; // of video; ITU-R BT.601
const BLACK = 16;
const PLACES = 3;

/** Each segment's corners, in parts of a digit's width and height: left, top, right, bottom. */
const SEGMENTS = [
  [0.15, 0.05, 0.85, 0.17],
  [0.7, 0.05, 0.85, 0.53],
  [0.7, 0.47, 0.85, 0.95],
  [0.15, 0.83, 0.85, 0.95],
  [0.15, 0.47, 0.3, 0.95],
  [0.15, 0.05, 0.3, 0.53],
  [0.15, 0.44, 0.85, 0.56],
] as const;

/** Draws a number of up to three digits as large as the picture, without any font. */
export function drawNumber(number: number, width: number, height: number): GreyPicture {
  const pixels = Buffer.alloc(width * height, BLACK);
  const digitWidth = width / PLACES;
  for (const [place, digit] of digitsOf(number).entries()) {
    for (const [segment, [left, top, right, bottom]] of SEGMENTS.entries()) {
      if (((digit >> segment) & 1) === 0) continue;
      const from = Math.round((place + left) * digitWidth);
      const to = Math.round((place + right) * digitWidth);
      for (let y = Math.round(top * height); y < Math.round(bottom * height); y += 1) {
        pixels.fill(WHITE, y * width + from, y * width + to);
      }
    }
  }
  return { width, height, pixels };
}

/** Reads a number that `drawNumber` drew; undefined when there is none. */
export function readNumber({ width, height, pixels }: GreyPicture): number | undefined {
  const digits = Array.from({ length: PLACES }, (_, place) => {
    const segments = SEGMENTS.map((area, segment) => {
      const { x, y } = middleOf(area);
      const at = Math.round(y * height) * width + Math.round((place + x) * (width / PLACES));
      return (pixels[at] ?? 0) > (WHITE + BLACK) / 2 ? 1 << segment : 0;
    });
    return DIGITS.indexOf(segments.reduce((sum, bit) => sum | bit, 0));
  });
  return digits.includes(-1) ? undefined : Number(digits.join(""));
}

function digitsOf(number: number): readonly number[] {
  const text = String(number % 10 ** PLACES).padStart(PLACES, "0");
  return Array.from(text, (letter) => DIGITS[Number(letter)] ?? 0);
}

/** The middle of a segment, where no other one is. */
function middleOf([left, top, right, bottom]: (typeof SEGMENTS)[number]): { x: number; y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
