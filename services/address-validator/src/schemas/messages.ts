import { InvalidError } from "@blueprints/lambda-kit/errors";
import { readS3Event } from "@blueprints/lambda-kit/s3-event";
import * as z from "zod/mini";
import type { SourceVersion } from "../domain/job.ts";

const Name = z.string().check(z.regex(/^[\w.~-]{1,200}$/u));
const Run = z.string().check(z.regex(/^[0-9a-f]{32}$/u));

/** A message of ShardQueue. */
export const ShardMessage = z.object({
  kind: z.literal("shard"),
  name: Name,
  run: Run,
  shard: z.int().check(z.gte(0)),
});
export type ShardMessage = z.infer<typeof ShardMessage>;

/** A message of GatherQueue. */
export const GatherMessage = z.object({ kind: z.literal("gather"), name: Name, run: Run });
export type GatherMessage = z.infer<typeof GatherMessage>;

/** Whatever a queue of the service holds. */
export type WorkMessage =
  | ShardMessage
  | GatherMessage
  | { readonly kind: "file"; readonly source: SourceVersion };

const Numbered = z.union([ShardMessage, GatherMessage]);

/**
 * Reads a message of any of the service's queues. A file is S3's event, as EventBridge passes it on.
 *
 * @throws {InvalidError} `NotAMessage`.
 */
export function readMessage(body: string): WorkMessage {
  const json = parseJson(body);
  const numbered = z.safeParse(Numbered, json);
  if (numbered.success) return numbered.data;
  return { kind: "file", source: readSource(json) };
}

function readSource(event: unknown): SourceVersion {
  const [object] = readObjects(event);
  if (object?.sequencer === undefined) {
    throw new InvalidError("NotAMessage", "the event names no object and sequencer");
  }
  const { bucket, key, sequencer, versionId } = object;
  return { bucket, key, sequencer, ...(versionId !== undefined && { versionId }) };
}

function readObjects(event: unknown): ReturnType<typeof readS3Event> {
  try {
    return readS3Event(event);
  } catch (cause) {
    throw new InvalidError("NotAMessage", "neither work of this service nor an event of S3", {
      cause,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidError("NotAMessage", "no JSON", { cause });
  }
}
