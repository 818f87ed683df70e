import { InvalidError } from "./errors.ts";

/** Bytes: the most that one PUT takes. */
export const MAX_UPLOAD_BYTES = 5 * 1024 ** 3; // https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html

const MAX_NAME_BYTES = 200;

// Separators, and characters that do not show: none has a place in a file's name.
const UNSAFE = /[/\\\p{C}\p{Zl}\p{Zp}]/u;

/** Which files may be uploaded, and under what. */
export interface UploadRules {
  /** What such a file is, for who is told what is wrong: `a video`. */
  readonly what: string;
  /** Of its name, in lower case: `.mp4`. */
  readonly ending: string;
  readonly uploadId: string;
}

/**
 * The object key of an upload: its own folder under `uploads/`, so that no upload can reach another's.
 *
 * @throws {InvalidError} `InvalidFileName`.
 */
export function uploadKey(name: string, { what, ending, uploadId }: UploadRules): string {
  const isNamed = name.toLowerCase().endsWith(ending) && !name.startsWith(".");
  if (!isNamed || UNSAFE.test(name) || Buffer.byteLength(name) > MAX_NAME_BYTES) {
    const message = `${what} is named *${ending}, without a path, in at most ${MAX_NAME_BYTES} bytes`;
    throw new InvalidError("InvalidFileName", message);
  }
  return `uploads/${uploadId}/${name}`;
}
