import { InvalidError } from "@blueprints/lambda-kit/errors";
import { readS3Event } from "@blueprints/lambda-kit/s3-event";
import * as z from "zod/mini";
import type { SourceVersion } from "../domain/video.ts";

/** What S3 tells of a video. */
export type SourceEvent =
  | { readonly kind: "created"; readonly source: SourceVersion }
  /** Nobody sees the object any more. */
  | { readonly kind: "deleted"; readonly source: SourceVersion }
  /** One version of it is gone for good; others may be there. */
  | { readonly kind: "versionDeleted"; readonly source: SourceVersion };

const Kind = z.object({
  "detail-type": z.enum(["Object Created", "Object Deleted"]),
  detail: z.object({ "deletion-type": z.optional(z.string()) }),
});

function kindOf(event: unknown): SourceEvent["kind"] {
  const parsed = z.safeParse(Kind, event);
  if (!parsed.success) throw new InvalidError("NotASourceEvent", "no object created or deleted");
  if (parsed.data["detail-type"] === "Object Created") return "created";
  const { "deletion-type": deletion } = parsed.data.detail;
  return deletion === "Permanently Deleted" ? "versionDeleted" : "deleted";
}

/**
 * Reads an event of S3 through EventBridge.
 *
 * @throws {InvalidError} `NotAnS3Event`, `NotASourceEvent`.
 */
export function readSourceEvent(event: unknown): SourceEvent {
  const [object] = readS3Event(event);
  if (object?.sequencer === undefined) {
    throw new InvalidError("NotASourceEvent", "the event names no object and sequencer");
  }
  const { sequencer, ...rest } = object;
  return { kind: kindOf(event), source: { ...rest, sequencer } };
}

/** Whether an event is one of S3's. */
export function isSourceEvent(event: unknown): boolean {
  return z.safeParse(z.object({ source: z.literal("aws.s3") }), event).success;
}
