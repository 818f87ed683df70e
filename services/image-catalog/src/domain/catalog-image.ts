import type { ModerationLabel } from "./moderation.ts";

/** Where an image is on its way; all but the first are results. */
export const STATUSES = ["PROCESSING", "CATALOGUED", "FLAGGED", "REJECTED", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];

/** The statuses in which an image can be listed: those of images whose processing has a result. */
export const RESULTS = ["CATALOGUED", "FLAGGED", "REJECTED", "FAILED"] as const;

/** An object seen in an image. */
export interface Label {
  readonly name: string;
  /** Percent. */
  readonly confidence: number;
  /** Broader labels, as Rekognition's taxonomy has them. */
  readonly parents: readonly string[];
}

/** A line or a word read in an image. */
export interface TextDetection {
  readonly text: string;
  readonly type: "LINE" | "WORD";
  /** Percent. */
  readonly confidence: number;
}

/** What the catalogue knows of one image. */
export interface CatalogImage {
  /** The object key, as stored. */
  readonly key: string;
  readonly status: Status;
  readonly reason?: string;
  readonly etag?: string;
  readonly labels: readonly Label[];
  readonly text: readonly TextDetection[];
  readonly moderationLabels: readonly ModerationLabel[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601; absent while the image is `PROCESSING`. */
  readonly finishedAt?: string;
}
