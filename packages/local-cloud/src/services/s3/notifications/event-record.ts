import { randomBytes } from "node:crypto";
import { encodeKey } from "../url-encoding.ts";
import { sequencerOf, type Change, type Circumstances } from "./change.ts";

/**
 * The message that Lambda, SQS and SNS get.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function eventMessage(
  change: Change,
  circumstances: Circumstances,
  configurationId: string,
): { Records: readonly unknown[] } {
  const { bucket, bucketOwner, region, at, requestId, caller, sourceIpAddress } = circumstances;
  const { name, key, sizeBytes, etag, versionId } = change;
  return {
    Records: [
      {
        eventVersion: name.startsWith("ObjectTagging:") ? "2.3" : "2.1",
        eventSource: "aws:s3",
        awsRegion: region,
        eventTime: new Date(at).toISOString(),
        eventName: name,
        userIdentity: { principalId: `AWS:${caller}` },
        requestParameters: { sourceIPAddress: sourceIpAddress },
        responseElements: {
          "x-amz-request-id": requestId,
          "x-amz-id-2": randomBytes(57).toString("base64"),
        },
        s3: {
          s3SchemaVersion: "1.0",
          configurationId,
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: bucketOwner },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: {
            key: encodeKey(key),
            ...(sizeBytes !== undefined && { size: sizeBytes }),
            ...(etag !== undefined && { eTag: etag }),
            ...(versionId !== undefined && { versionId }),
            sequencer: sequencerOf(change),
          },
        },
      },
    ],
  };
}
