import type { UploadDesk, UploadPermit } from "@blueprints/lambda-kit/upload-desk";
import { uploadKey } from "@blueprints/lambda-kit/upload-key";
import { videoIdOf } from "../domain/video-id.ts";

/** A permission, and what the video will be called. */
export interface Upload extends UploadPermit {
  readonly id: string;
  readonly key: string;
}

/**
 * Permits the upload of one video under a key of its own.
 *
 * @throws {InvalidError} see {@link uploadKey}.
 */
export async function createUpload(
  deps: { readonly uploads: UploadDesk; readonly newId: () => string },
  { name, sizeBytes }: { readonly name: string; readonly sizeBytes: number },
): Promise<Upload> {
  const key = uploadKey(name, { what: "a video", ending: ".mp4", uploadId: deps.newId() });
  const permit = await deps.uploads.permit({ key, contentType: "video/mp4", sizeBytes });
  return { id: videoIdOf(key), key, ...permit };
}
