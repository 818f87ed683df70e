const HEADER_BYTES = 13; // signature and screen; GIF89a, 17 and 18
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const IMAGE_BYTES = 10;
const TABLE_FLAG = 0x80;

/**
 * Counts the pictures in a GIF.
 *
 * @throws {RangeError} It is cut off, or none.
 */
export function countGifFrames(gif: Buffer): number {
  let frames = 0;
  let at = HEADER_BYTES + tableBytes(gif.readUInt8(10));
  for (;;) {
    const kind = gif.readUInt8(at);
    if (kind === IMAGE) {
      frames += 1;
      const table = tableBytes(gif.readUInt8(at + IMAGE_BYTES - 1));
      at = skipBlocks(gif, at + IMAGE_BYTES + table + 1);
    } else if (kind === EXTENSION) {
      at = skipBlocks(gif, at + 2);
    } else {
      return frames;
    }
  }
}

function tableBytes(flags: number): number {
  return (flags & TABLE_FLAG) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function skipBlocks(gif: Buffer, from: number): number {
  let at = from;
  for (let length = gif.readUInt8(at); length > 0; length = gif.readUInt8(at)) at += length + 1;
  return at + 1;
}
