import { logger } from "@blueprints/lambda-kit/observe";
import sharp from "sharp";
import type { Thumbnailer } from "../app/ports.ts";
import { MAX_PIXELS, THUMBNAIL_PIXELS } from "../domain/thumbnail.ts";

const TIMEOUT_SECONDS = 20;
const QUALITY = 80; // percent; WebP's and sharp's default, stated

sharp.cache(false); // every image is another
sharp.concurrency(1); // a function has less than two processors

/**
 * sharp, in the zip as WebAssembly: the same bytes run on Lambda's arm64 and on any laptop, and what decodes
 * files of strangers has no memory but its own. Rotated as the camera was held, without metadata.
 *
 * @see https://sharp.pixelplumbing.com/install#webassembly
 */
export function sharpThumbnailer(): Thumbnailer {
  return {
    async make(image) {
      try {
        return await sharp(image, { limitInputPixels: MAX_PIXELS, failOn: "truncated" })
          .timeout({ seconds: TIMEOUT_SECONDS })
          .rotate()
          .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: "inside", withoutEnlargement: true })
          .webp({ quality: QUALITY })
          .toBuffer();
      } catch (error) {
        logger.warn("no thumbnail", { error });
        return undefined;
      }
    },
  };
}
