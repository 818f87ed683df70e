import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { createWorker, OEM, type Page, PSM, type Word } from "tesseract.js";
import { type Box, clipToImage } from "./box.ts";
import { decode, type OpenImage } from "./decode-image.ts";

/** A run of letters without a space. */
export interface ReadWord {
  readonly text: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly box: Box;
}

/** Words that stand beside each other. */
export interface ReadLine {
  readonly words: readonly ReadWord[];
}

/** Reads Latin text in images. */
export interface TextReader {
  /** @throws {UnusableImageError} `format`: the pixel data is broken. */
  read(image: OpenImage): Promise<ReadLine[]>;
}

const MAX_SIDE_PIXELS = 2000; // more costs time and finds no more
const MIN_SIDE_PIXELS = 1000; // the recogniser wants letters of about 30 pixels

const require = createRequire(import.meta.url);

/** Starts Tesseract with its English LSTM model, from the installed packages; about 0.6 seconds. */
export async function loadTextReader(): Promise<TextReader> {
  const models = dirname(require.resolve("@tesseract.js-data/eng/package.json"));
  const tesseract = await createWorker("eng", OEM.LSTM_ONLY, {
    langPath: resolve(models, "4.0.0_best_int"),
    gzip: true,
    cacheMethod: "none",
  });
  // Photos hold text in scattered places, not in the columns that the default mode looks for.
  await tesseract.setParameters({
    tessedit_pageseg_mode: PSM.SPARSE_TEXT,
    debug_file: "/dev/null", // or it writes remarks on every picture to standard error
  });

  return {
    async read(image) {
      const longSide = Math.max(image.width, image.height);
      const target = Math.min(Math.max(longSide, MIN_SIDE_PIXELS), MAX_SIDE_PIXELS);
      const width = Math.max(Math.round((image.width * target) / longSide), 1);
      const height = Math.max(Math.round((image.height * target) / longSide), 1);
      const png = await decode(
        image
          .pixels()
          .greyscale()
          .resize(width, height, { fit: "fill" })
          .png({ compressionLevel: 1 }),
      );
      const { data } = await tesseract.recognize(png, {}, { text: false, blocks: true });
      return linesOf(data).map((words) => ({
        words: words.map((word) => readWord(word, { width, height })),
      }));
    },
  };
}

function linesOf(page: Page): Word[][] {
  return (page.blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines))
    .map(({ words }) => words.filter(({ text }) => text.trim() !== ""))
    .filter((words) => words.length > 0);
}

function readWord({ text, confidence, bbox }: Word, size: { width: number; height: number }) {
  const box = clipToImage({
    left: bbox.x0 / size.width,
    top: bbox.y0 / size.height,
    width: (bbox.x1 - bbox.x0) / size.width,
    height: (bbox.y1 - bbox.y0) / size.height,
  });
  return { text: text.trim(), confidence: Math.min(Math.max(confidence, 0), 100), box };
}
