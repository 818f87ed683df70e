import { InvalidError } from "@blueprints/lambda-kit/errors";

/** Bytes: Rekognition's limit for an image that is sent along with the call. */
export const MAX_INLINE_BYTES = 5 * 1024 * 1024; // https://docs.aws.amazon.com/rekognition/latest/dg/limits.html

/** An image to look at: in S3, or its very bytes. */
export type Image =
  | { readonly bucket: string; readonly key: string }
  | { readonly image: Uint8Array };

const JPEG = [0xff, 0xd8, 0xff]; // SOI and the first byte of the next marker, ITU-T T.81 B.1.1.3
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]; // PNG specification 5.2

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte);
}

/**
 * Refuses bytes that the moderation model would refuse, before the call is paid for. Judged by content,
 * whatever the file was called. What is in S3 is the model's to judge.
 *
 * @throws {InvalidError} `UnsupportedImage`: neither JPEG nor PNG, or above {@link MAX_INLINE_BYTES}.
 */
export function assertSupported(image: Image): void {
  if (!("image" in image)) return;
  const bytes = image.image;
  if (!startsWith(bytes, JPEG) && !startsWith(bytes, PNG)) {
    throw new InvalidError("UnsupportedImage", "the image is neither a JPEG nor a PNG");
  }
  if (bytes.length > MAX_INLINE_BYTES) {
    throw new InvalidError(
      "UnsupportedImage",
      `the image is larger than ${MAX_INLINE_BYTES} bytes`,
    );
  }
}
