import * as z from "zod";
import { labelsOf } from "../../../packages/local-cloud/src/services/rekognition/labels.ts";
import { textDetectionsOf } from "../../../packages/local-cloud/src/services/rekognition/text-detections.ts";
import { createVisionEngine } from "../../../packages/local-cloud/src/services/rekognition/vision/engine.ts";

const AT_ONCE = 16; // pictures, as many as the engine lets wait without refusing
const EVERYTHING = { labels: [], categories: [] };
// As the workflow asks Rekognition, and Rekognition's own defaults where it does not say.
const LABELS = { minConfidence: 55, maxLabels: 50, include: EVERYTHING, exclude: EVERYTHING };
const WORDS = { minConfidence: 80, minHeight: 0, minWidth: 0, regions: [] };

/** Pictures, in base64. */
const Pictures = z.object({ pictures: z.array(z.string()) });
const engine = createVisionEngine();

async function look(picture: string): Promise<object> {
  const image = Buffer.from(picture, "base64");
  const [objects, lines] = await Promise.all([engine.detectObjects(image), engine.readText(image)]);
  return { labels: labelsOf(objects, LABELS), text: textDetectionsOf(lines, WORDS) };
}

async function lookAt(pictures: readonly string[]): Promise<object> {
  const found: object[] = [];
  const left = [...pictures.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, picture] = next;
      found[at] = await look(picture);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { milliseconds: performance.now() - startedAt, found };
}

process.on("message", (raw) => {
  void lookAt(Pictures.parse(raw).pictures).then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
