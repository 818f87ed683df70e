import { InvalidError } from "@blueprints/lambda-kit/errors";

/** The content types of images that the catalogue takes, each with the endings of its files. */
export const UPLOAD_TYPES = {
  "image/jpeg": [".jpg", ".jpeg"],
  "image/png": [".png"],
} as const;
export type UploadType = keyof typeof UPLOAD_TYPES;

/** Bytes: what Rekognition takes from S3, and the workflow checks again. */
export const MAX_UPLOAD_BYTES = 15 * 1024 * 1024; // https://docs.aws.amazon.com/rekognition/latest/dg/limits.html

const MAX_NAME_BYTES = 200;

/** A file that somebody wants to upload. */
export interface UploadWish {
  readonly name: string;
  readonly contentType: UploadType;
  readonly sizeBytes: number;
}

// Separators, and characters that do not show: none has a place in a file's name.
const UNSAFE = /[/\\\p{C}\p{Zl}\p{Zp}]/u;

/**
 * The object key of an upload: its own folder under `uploads/`, so that no upload can reach another's.
 *
 * @throws {InvalidError} `InvalidFileName`: not the name of a file of its type.
 */
export function uploadKey({ name, contentType }: UploadWish, uploadId: string): string {
  const endings: readonly string[] = UPLOAD_TYPES[contentType];
  const isNamed = endings.some((ending) => name.toLowerCase().endsWith(ending));
  if (
    !isNamed ||
    name.startsWith(".") ||
    UNSAFE.test(name) ||
    Buffer.byteLength(name) > MAX_NAME_BYTES
  ) {
    const message = `a file of ${contentType} is named *${endings.join(" or *")}, without a path`;
    throw new InvalidError("InvalidFileName", `${message}, in at most ${MAX_NAME_BYTES} bytes`);
  }
  return `uploads/${uploadId}/${name}`;
}
