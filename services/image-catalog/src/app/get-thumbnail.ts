import { NotFoundError } from "@blueprints/lambda-kit/errors";
import { getImage } from "./get-image.ts";
import type { Catalog, ReadPermit, Thumbnails } from "./ports.ts";

/**
 * Permits a look at the thumbnail of a catalogued image.
 *
 * @throws {InvalidError} see {@link getImage}.
 * @throws {NotFoundError} `ImageNotFound`; `ThumbnailNotFound`: not catalogued, not made yet, or too large.
 */
export async function getThumbnail(
  deps: { readonly catalog: Catalog; readonly thumbnails: Thumbnails },
  id: string,
): Promise<ReadPermit> {
  const { key, status, etag } = await getImage(deps, id);
  const isThere = status === "CATALOGUED" && (await deps.thumbnails.sourceOf(key)) === etag;
  if (isThere) return deps.thumbnails.permitToRead(key);
  throw new NotFoundError("ThumbnailNotFound", "there is no thumbnail of this image, or not yet");
}
