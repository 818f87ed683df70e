import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { CatalogImage } from "../domain/catalog-image.ts";
import { keyOfImageId } from "../domain/image-id.ts";
import type { Catalog } from "./ports.ts";

/**
 * Looks an image up by its id.
 *
 * @throws {InvalidError} see {@link keyOfImageId}.
 * @throws {NotFoundError} `ImageNotFound`: never uploaded, or deleted.
 */
export async function getImage(
  deps: { readonly catalog: Catalog },
  id: string,
): Promise<CatalogImage> {
  const image = await deps.catalog.get(keyOfImageId(id));
  if (image === undefined) throw new NotFoundError("ImageNotFound", "there is no such image");
  return image;
}
