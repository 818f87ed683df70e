import type { UploadDesk, UploadPermit } from "@blueprints/lambda-kit/upload-desk";
import { uploadKey } from "@blueprints/lambda-kit/upload-key";
import { nameOf } from "../domain/names.ts";

/** A permission, and what the job will be called. */
export interface Upload extends UploadPermit {
  readonly id: string;
  readonly key: string;
}

/**
 * Permits the upload of one file under a key of its own.
 *
 * @throws {InvalidError} see {@link uploadKey}.
 */
export async function createUpload(
  deps: { readonly uploads: UploadDesk; readonly newId: () => string },
  { name, sizeBytes }: { readonly name: string; readonly sizeBytes: number },
): Promise<Upload> {
  const key = uploadKey(name, {
    what: "a file of addresses",
    ending: ".csv",
    uploadId: deps.newId(),
  });
  const permit = await deps.uploads.permit({ key, contentType: "text/csv", sizeBytes });
  return { id: nameOf(key), key, ...permit };
}
