import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { STATUSES, type CatalogImage } from "../domain/catalog-image.ts";

const Labels = z.array(
  z.object({
    Name: z.string(),
    Confidence: z._default(z.number(), 0),
    Parents: z._default(z.array(z.object({ Name: z.string() })), []),
  }),
);

const TextDetections = z.array(
  z.object({
    DetectedText: z.string(),
    Type: z.enum(["LINE", "WORD"]),
    Confidence: z._default(z.number(), 0),
  }),
);

const ModerationLabels = z.array(
  z.object({
    Name: z.string(),
    ParentName: z._default(z.string(), ""),
    Confidence: z._default(z.number(), 0),
  }),
);

/** Rekognition's own JSON, which the workflow wrote into a string attribute. */
function jsonText<S extends z.ZodMiniType>(schema: S) {
  return z.pipe(
    z._default(z.string(), "[]"),
    z.pipe(
      z.transform((text: string): unknown => JSON.parse(text)),
      schema,
    ),
  );
}

const Row = z.object({
  Id: z.string(),
  status: z.enum(STATUSES),
  reason: z.optional(z.string()),
  etag: z.optional(z.string()),
  detectedObjects: jsonText(Labels),
  detectedText: jsonText(TextDetections),
  moderationLabels: jsonText(ModerationLabels),
  startedAt: z.string(),
  finishedAt: z.optional(z.string()),
});
type Row = z.infer<typeof Row>;

/** A row as DynamoDB's API and streams have it. */
export type Item = Readonly<Record<string, AttributeValue>>;

function toImage(row: Row): CatalogImage {
  return {
    key: row.Id,
    status: row.status,
    labels: row.detectedObjects.map(({ Name, Confidence, Parents }) => {
      return { name: Name, confidence: Confidence, parents: Parents.map((parent) => parent.Name) };
    }),
    text: row.detectedText.map(({ DetectedText, Type, Confidence }) => {
      return { text: DetectedText, type: Type, confidence: Confidence };
    }),
    moderationLabels: row.moderationLabels.map(({ Name, ParentName, Confidence }) => {
      return { name: Name, parentName: ParentName, confidence: Confidence };
    }),
    startedAt: row.startedAt,
    ...(row.finishedAt !== undefined && { finishedAt: row.finishedAt }),
    ...(row.reason !== undefined && { reason: row.reason }),
    ...(row.etag !== undefined && { etag: row.etag }),
  };
}

/** The image of a row; undefined for the mark that a deleted image leaves. */
export function readRow(item: Item | undefined): CatalogImage | undefined {
  if (item?.["status"] === undefined) return undefined;
  const texts = Object.entries(item).map(([name, value]) => [name, value.S]);
  return toImage(z.parse(Row, Object.fromEntries(texts)));
}
