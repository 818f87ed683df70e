import sharp, { type Metadata, type Sharp } from "sharp";
import { UnusableImageError } from "./unusable-image.ts";

const MIN_SIDE_PIXELS = 80; // "minimum image dimensions is 80 pixels for both height and width"; Rekognition limits
const MAX_SIDE_PIXELS = 10_000; // "maximum image dimensions ... is 10K pixels"; Rekognition limits

/** An image whose header has been read and found acceptable; its pixels are decoded on use. */
export interface OpenImage {
  /** Pixels, upright: as a person sees it after the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /** A fresh pipeline: upright, sRGB, on white where it was transparent. */
  pixels(): Sharp;
}

/**
 * Opens a JPEG or PNG and checks its dimensions.
 *
 * @throws {UnusableImageError} Other formats, broken headers, and sizes outside 80 to 10,000 pixels.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
 */
export async function openImage(bytes: Uint8Array): Promise<OpenImage> {
  // `error` lets a harmless oddity in a JPEG pass, but not truncated or corrupt pixel data.
  const source = sharp(bytes, { failOn: "error", limitInputPixels: MAX_SIDE_PIXELS ** 2 });
  const { format, autoOrient } = await readMetadata(source);
  if (format !== "jpeg" && format !== "png") throw new UnusableImageError({ kind: "format" });
  const { width, height } = autoOrient;
  if (width > MAX_SIDE_PIXELS || height > MAX_SIDE_PIXELS) {
    throw new UnusableImageError({ kind: "tooLarge", width, height });
  }
  if (width < MIN_SIDE_PIXELS || height < MIN_SIDE_PIXELS) {
    throw new UnusableImageError({ kind: "tooSmall" });
  }
  const pixels = (): Sharp =>
    source.clone().autoOrient().flatten({ background: "white" }).toColourspace("srgb");
  return { width, height, pixels };
}

async function readMetadata(source: Sharp): Promise<Metadata> {
  try {
    return await source.metadata();
  } catch (cause) {
    throw new UnusableImageError({ kind: "format" }, cause);
  }
}

/**
 * Runs a pipeline to its raw bytes.
 *
 * @throws {UnusableImageError} `format`: the pixel data is broken behind a good header.
 */
export async function decode(pipeline: Sharp): Promise<Buffer> {
  try {
    return await pipeline.toBuffer();
  } catch (cause) {
    throw new UnusableImageError({ kind: "format" }, cause);
  }
}
