import type { ImageFiles, RowChange, Thumbnailer, Thumbnails } from "./ports.ts";

/** What {@link keepThumbnail} works with. */
export interface ThumbnailDeps {
  readonly images: ImageFiles;
  readonly thumbnailer: Thumbnailer;
  readonly thumbnails: Thumbnails;
}

/**
 * Makes the thumbnail of an image that became part of the catalogue, once, and removes that of an image that
 * left it. Changes of one image have to come in order; told again from any of them on, they end the same.
 */
export async function keepThumbnail(
  { images, thumbnailer, thumbnails }: ThumbnailDeps,
  { key, after }: RowChange,
): Promise<void> {
  if (after?.status !== "CATALOGUED" || after.etag === undefined) return thumbnails.remove(key);
  const { etag } = after;
  if ((await thumbnails.sourceOf(key)) === etag) return;
  const image = await images.read(key, etag);
  if (image === undefined) return; // the change that tells why is on its way
  const bytes = await thumbnailer.make(image);
  if (bytes === undefined) return thumbnails.remove(key);
  await thumbnails.put(key, { bytes, etag });
}
