import type { MiddlewareObj } from "@middy/core";
import * as z from "zod/mini";
import { InvalidError } from "./errors.ts";
import { parseOrThrow } from "./parse.ts";

/** One object that S3 tells of, whichever way the news came. */
export interface S3ObjectEvent {
  readonly bucket: string;
  /** As stored: decoded once, and only where AWS encodes it. */
  readonly key: string;
  readonly versionId?: string;
  /** Hexadecimal; see {@link compareSequencers}. */
  readonly sequencer?: string;
  readonly sizeBytes?: number;
  readonly etag?: string;
}

const Text = z.string().check(z.minLength(1));

const NotificationRecord = z.object({
  eventSource: z.literal("aws:s3"),
  s3: z.object({
    bucket: z.object({ name: Text }),
    object: z.object({
      key: Text,
      size: z.optional(z.number()),
      eTag: z.optional(Text),
      versionId: z.optional(Text),
      sequencer: z.optional(Text),
    }),
  }),
});

const Notification = z.object({ Records: z.array(NotificationRecord) });

const TestNotification = z.object({
  Service: z.literal("Amazon S3"),
  Event: z.literal("s3:TestEvent"),
});

const EventBridgeEvent = z.object({
  source: z.literal("aws.s3"),
  detail: z.object({
    bucket: z.object({ name: Text }),
    object: z.object({
      key: Text,
      size: z.optional(z.number()),
      etag: z.optional(Text),
      "version-id": z.optional(Text),
      sequencer: z.optional(Text),
    }),
  }),
});

const S3Event = z.union([Notification, TestNotification, EventBridgeEvent]);

/** What S3 does to keys in notifications: URL encoding of forms, where a space is a plus. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    throw new InvalidError("InvalidS3Key", "the key of an S3 notification is not URL-encoded", {
      cause,
    });
  }
}

function given<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the entries that are left are T's
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

function fromNotification({ s3 }: z.infer<typeof NotificationRecord>): S3ObjectEvent {
  const { key, size, eTag, versionId, sequencer } = s3.object;
  const optional = given({ versionId, sequencer, sizeBytes: size, etag: eTag });
  return { bucket: s3.bucket.name, key: decodeKey(key), ...optional };
}

function fromEventBridge({ detail }: z.infer<typeof EventBridgeEvent>): S3ObjectEvent {
  const { key, size, etag, sequencer } = detail.object;
  const optional = given({
    versionId: detail.object["version-id"],
    sequencer,
    sizeBytes: size,
    etag,
  });
  return { bucket: detail.bucket.name, key, ...optional };
}

/**
 * The objects of an S3 notification (keys URL-encoded) or of an S3 event through EventBridge (keys as
 * stored). The test notification that S3 sends when a notification is set up has none.
 *
 * @throws {InvalidError} `NotAnS3Event`, `InvalidS3Key`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function readS3Event(event: unknown): readonly S3ObjectEvent[] {
  const parsed = parseOrThrow(S3Event, event, "NotAnS3Event");
  if ("Records" in parsed) return parsed.Records.map(fromNotification);
  return "detail" in parsed ? [fromEventBridge(parsed)] : [];
}

/**
 * Orders two events of the same key by when they happened: negative when `a` came first. Events of
 * different keys cannot be ordered so.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html: the shorter
 * sequencer is padded on the right with zeros, then they compare as strings.
 */
export function compareSequencers(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((text) => text.toUpperCase().padEnd(length, "0"));
  if (left === right || left === undefined || right === undefined) return 0;
  return left < right ? -1 : 1;
}

/** Replaces the event of a function that S3 invokes by `{ objects }`. */
export function s3Input(): MiddlewareObj<{ readonly objects: readonly S3ObjectEvent[] }> {
  return {
    before: (request) => {
      request.event = { objects: readS3Event(request.event) };
    },
  };
}
