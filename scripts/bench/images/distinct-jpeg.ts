const START_OF_IMAGE = Buffer.from([0xff, 0xd8]); // ITU T.81, table B.1
const COMMENT = Buffer.from([0xff, 0xfe]); // ITU T.81, table B.1
const LENGTH_BYTES = 2; // counted in the segment's own length; ITU T.81, B.2.4.5

/**
 * The same picture in another file: with a comment of its own, so that nothing remembers it by its bytes.
 *
 * @throws {Error} It is no JPEG.
 */
export function distinctJpeg(picture: Buffer, comment: string): Buffer {
  if (!picture.subarray(0, START_OF_IMAGE.length).equals(START_OF_IMAGE)) {
    throw new Error("not a JPEG");
  }
  const text = Buffer.from(comment);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(text.length + LENGTH_BYTES);
  const rest = picture.subarray(START_OF_IMAGE.length);
  return Buffer.concat([START_OF_IMAGE, COMMENT, length, text, rest]);
}
