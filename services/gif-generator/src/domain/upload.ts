import { InvalidError } from "@blueprints/lambda-kit/errors";

/** Bytes: the most that one PUT takes. */
export const MAX_UPLOAD_BYTES = 5 * 1024 ** 3; // https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html

const MAX_NAME_BYTES = 200;

// Separators, and characters that do not show: none has a place in a file's name.
const UNSAFE = /[/\\\p{C}\p{Zl}\p{Zp}]/u;

/**
 * The object key of an upload: its own folder under `uploads/`, so that no upload can reach another's.
 *
 * @throws {InvalidError} `InvalidFileName`: not the name of an MP4 file.
 */
export function uploadKey(name: string, uploadId: string): string {
  const isNamed = name.toLowerCase().endsWith(".mp4") && !name.startsWith(".");
  if (!isNamed || UNSAFE.test(name) || Buffer.byteLength(name) > MAX_NAME_BYTES) {
    const message = `a video is named *.mp4, without a path, in at most ${MAX_NAME_BYTES} bytes`;
    throw new InvalidError("InvalidFileName", message);
  }
  return `uploads/${uploadId}/${name}`;
}
