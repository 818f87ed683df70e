import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { type io, ready, setBackend, tensor4d, type Tensor } from "@tensorflow/tfjs-core";
import * as z from "zod";
import { type Box, clipToImage, suppressOverlaps } from "./box.ts";
import { COCO_CLASSES, type CocoClass } from "./coco-classes.ts";
import { decode, type OpenImage } from "./decode-image.ts";

/** One thing that the detector sees in an image. */
export interface DetectedObject {
  readonly className: CocoClass;
  /** 0 to 1. */
  readonly score: number;
  readonly box: Box;
}

const INPUT_SIDE = 512; // of the model, fixed in its signature
const OUTPUT_NODE = "tower_0/detections"; // 100 rows of x1, y1, x2, y2, score, class
const SURROUND = "#808080"; // a neutral edge; black or white edges are seen as objects

/**
 * Sides in pixels to which the image is fitted, its proportions kept. A close-up that fills the
 * frame is only recognised from further away (the cat of the samples: 0.44 at 512, 0.71 at 360).
 */
const VIEW_SIDES = [INPUT_SIDE, 360];

const SCORE_FLOOR = 0.1; // below it the model's rows are noise
const OVERLAP_LIMIT = 0.5; // boxes that share more than this are one object

const Row = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
const Rows = z.tuple([z.array(Row)]);

const require = createRequire(import.meta.url);

/** Finds the objects of the COCO classes in images. */
export interface ObjectDetector {
  /** @throws {UnusableImageError} `format`: the pixel data is broken. */
  detect(image: OpenImage): Promise<DetectedObject[]>;
}

/** Loads the model (CenterNet on MobileNetV3) and the WebAssembly backend; about 0.2 seconds. */
export async function loadObjectDetector(): Promise<ObjectDetector> {
  setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  setThreadsCount(1); // more threads brought nothing on two cores
  await setBackend("wasm");
  await ready();
  const model = await loadModel();

  return {
    async detect(image) {
      const found: DetectedObject[] = [];
      for (const side of VIEW_SIDES) found.push(...(await detectAt(model, image, side)));
      return suppressOverlaps(found, OVERLAP_LIMIT);
    },
  };
}

async function loadModel(): Promise<GraphModel> {
  // Only the model's two files are used; the package's own code is never loaded.
  const folder = resolve(dirname(require.resolve("@vladmandic/human")), "../models");
  const weights = await readFile(resolve(folder, "centernet.bin"));
  const description = z
    .looseObject({
      modelTopology: z.looseObject({}),
      weightsManifest: z.tuple([
        z.looseObject({ weights: z.array(z.custom<io.WeightsManifestEntry>()) }),
      ]),
    })
    .parse(JSON.parse(await readFile(resolve(folder, "centernet.json"), "utf8")));
  return loadGraphModel({
    load: () =>
      Promise.resolve({
        modelTopology: description.modelTopology,
        weightSpecs: description.weightsManifest[0].weights,
        weightData: Uint8Array.from(weights).buffer,
      }),
  });
}

async function detectAt(model: GraphModel, image: OpenImage, side: number) {
  const scale = side / Math.max(image.width, image.height);
  const width = Math.max(Math.round(image.width * scale), 1);
  const height = Math.max(Math.round(image.height * scale), 1);
  const left = Math.floor((INPUT_SIDE - width) / 2);
  const top = Math.floor((INPUT_SIDE - height) / 2);
  const pixels = await decode(
    image
      .pixels()
      .resize(width, height, { fit: "fill" })
      .extend({
        left,
        top,
        right: INPUT_SIDE - width - left,
        bottom: INPUT_SIDE - height - top,
        background: SURROUND,
      })
      .removeAlpha()
      .raw(),
  );
  const rows = await run(model, Float32Array.from(pixels));
  return rows.flatMap(([x1, y1, x2, y2, score, classIndex]): DetectedObject[] => {
    const className = COCO_CLASSES[classIndex];
    if (className === undefined || score < SCORE_FLOOR) return [];
    const box = clipToImage({
      left: (x1 - left) / width,
      top: (y1 - top) / height,
      width: (x2 - x1) / width,
      height: (y2 - y1) / height,
    });
    return [{ className, score, box }];
  });
}

async function run(model: GraphModel, pixels: Float32Array): Promise<z.infer<typeof Row>[]> {
  const tensors: Tensor[] = [];
  try {
    const input = tensor4d(pixels, [1, INPUT_SIDE, INPUT_SIDE, 3]);
    tensors.push(input);
    const output = model.execute(input, OUTPUT_NODE);
    tensors.push(...[output].flat());
    const [detections] = tensors.slice(1);
    return Rows.parse(await detections?.array())[0];
  } finally {
    for (const tensor of tensors) tensor.dispose();
  }
}
