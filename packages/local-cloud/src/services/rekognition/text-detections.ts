import { type BoundingBox, boundingBox } from "./labels.ts";
import { type Box, boxAround, sharedArea } from "./vision/box.ts";
import type { ReadLine, ReadWord } from "./vision/text-reader.ts";

const MAX_WORDS = 100; // "DetectText can detect up to 100 words in an image"; Rekognition limits

/** A line or word as `DetectText` answers it. */
export interface TextDetection {
  readonly DetectedText: string;
  readonly Type: "LINE" | "WORD";
  readonly Id: number;
  /** Of a word: the id of its line. */
  readonly ParentId?: number;
  /** 0 to 100. */
  readonly Confidence: number;
  readonly Geometry: { BoundingBox: BoundingBox; Polygon: { X: number; Y: number }[] };
}

/** Which words a caller wants. */
export interface WordWishes {
  /** 0 to 100. */
  readonly minConfidence: number;
  /** Ratio of the image's height. */
  readonly minHeight: number;
  /** Ratio of the image's width. */
  readonly minWidth: number;
  /** Words more than half of which lie in one of these; all words when there are none. */
  readonly regions: readonly Box[];
}

/** Turns what the reader read into text detections: all lines first, then all words. */
export function textDetectionsOf(read: readonly ReadLine[], wishes: WordWishes): TextDetection[] {
  let left = MAX_WORDS;
  const lines: ReadWord[][] = [];
  for (const line of read) {
    const words = line.words.filter((word) => isWanted(word, wishes)).slice(0, left);
    left -= words.length;
    if (words.length > 0) lines.push(words);
  }

  let nextId = lines.length;
  const lineDetections = lines.map((words, id): TextDetection => {
    const confidences = words.map(({ confidence }) => confidence);
    return {
      DetectedText: words.map(({ text }) => text).join(" "),
      Type: "LINE",
      Id: id,
      Confidence: confidences.reduce((sum, confidence) => sum + confidence, 0) / words.length,
      Geometry: geometry(boxAround(words.map(({ box }) => box))),
    };
  });
  const wordDetections = lines.flatMap((words, parentId) =>
    words.map(({ text, confidence, box }): TextDetection => {
      const id = nextId;
      nextId += 1;
      return {
        DetectedText: text,
        Type: "WORD",
        Id: id,
        ParentId: parentId,
        Confidence: confidence,
        Geometry: geometry(box),
      };
    }),
  );
  return [...lineDetections, ...wordDetections];
}

function isWanted({ confidence, box }: ReadWord, wishes: WordWishes): boolean {
  const largeEnough = box.height >= wishes.minHeight && box.width >= wishes.minWidth;
  const inRegion =
    wishes.regions.length === 0 ||
    wishes.regions.some((region) => sharedArea(region, box) > (box.width * box.height) / 2);
  return confidence >= wishes.minConfidence && largeEnough && inRegion;
}

function geometry(box: Box): TextDetection["Geometry"] {
  const right = box.left + box.width;
  const bottom = box.top + box.height;
  return {
    BoundingBox: boundingBox(box),
    // The reader gives upright boxes only: the polygon is the box, clockwise from its top left.
    Polygon: [
      { X: box.left, Y: box.top },
      { X: right, Y: box.top },
      { X: right, Y: bottom },
      { X: box.left, Y: bottom },
    ],
  };
}
