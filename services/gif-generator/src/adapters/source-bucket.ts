import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Sources } from "../app/ports.ts";

const TTL_SECONDS = 300; // the post's

/** The bucket of videos; a URL names the version, where the bucket keeps versions. */
export function sourceBucket(client: S3Client): Sources {
  return {
    async permitToRead({ bucket, key, versionId }) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId !== undefined && { VersionId: versionId }),
      });
      return { url: await getSignedUrl(client, command, { expiresIn: TTL_SECONDS }) };
    },
  };
}
