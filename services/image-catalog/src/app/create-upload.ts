import type { UploadDesk, UploadPermit } from "@blueprints/lambda-kit/upload-desk";
import { imageIdOf } from "../domain/image-id.ts";
import { uploadKey, type UploadWish } from "../domain/upload.ts";

/** A permission, and what the image will be called in the catalogue. */
export interface Upload extends UploadPermit {
  readonly id: string;
  readonly key: string;
}

/**
 * Permits the upload of one image under a key of its own.
 *
 * @throws {InvalidError} see {@link uploadKey}.
 */
export async function createUpload(
  deps: { readonly uploads: UploadDesk; readonly newId: () => string },
  wish: UploadWish,
): Promise<Upload> {
  const key = uploadKey(wish, deps.newId());
  const { contentType, sizeBytes } = wish;
  return {
    id: imageIdOf(key),
    key,
    ...(await deps.uploads.permit({ key, contentType, sizeBytes })),
  };
}
