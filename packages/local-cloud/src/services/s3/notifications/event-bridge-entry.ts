import { sequencerOf, type Change, type ChangeName, type Circumstances } from "./change.ts";

/** What EventBridge is told, without the time, which is kept as milliseconds. */
export interface EventBridgeEntry {
  readonly source: "aws.s3";
  readonly detailType: string;
  readonly resources: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Naming {
  readonly detailType: string;
  /** Beside `version`, `bucket`, `object` and who did it. */
  readonly extra: Readonly<Record<string, string>>;
}

const NAMING: Readonly<Record<ChangeName, Naming>> = {
  "ObjectCreated:Put": created("PutObject"),
  "ObjectCreated:Copy": created("CopyObject"),
  "ObjectCreated:CompleteMultipartUpload": created("CompleteMultipartUpload"),
  "ObjectRemoved:Delete": deleted("Permanently Deleted"),
  "ObjectRemoved:DeleteMarkerCreated": deleted("Delete Marker Created"),
  "ObjectTagging:Put": { detailType: "Object Tags Added", extra: {} },
  "ObjectTagging:Delete": { detailType: "Object Tags Deleted", extra: {} },
};

function created(reason: string): Naming {
  return { detailType: "Object Created", extra: { reason } };
}

function deleted(deletionType: string): Naming {
  return {
    detailType: "Object Deleted",
    extra: { reason: "DeleteObject", "deletion-type": deletionType },
  };
}

/**
 * The event that EventBridge gets. Unlike in the other messages the key is not encoded.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function eventBridgeEntry(change: Change, circumstances: Circumstances): EventBridgeEntry {
  const { bucket, requestId, requester, sourceIpAddress, at } = circumstances;
  const { key, sizeBytes, etag, versionId } = change;
  const { detailType, extra } = NAMING[change.name];
  return {
    source: "aws.s3",
    detailType,
    resources: [`arn:aws:s3:::${bucket}`],
    at,
    detail: {
      version: "0",
      bucket: { name: bucket },
      object: {
        key,
        ...(sizeBytes !== undefined && { size: sizeBytes }),
        ...(etag !== undefined && { etag }),
        ...(versionId !== undefined && { "version-id": versionId }),
        sequencer: sequencerOf(change),
      },
      "request-id": requestId,
      requester,
      "source-ip-address": sourceIpAddress,
      ...extra,
    },
  };
}
