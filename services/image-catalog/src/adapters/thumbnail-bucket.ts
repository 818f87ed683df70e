import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Thumbnails } from "../app/ports.ts";
import { thumbnailKey } from "../domain/thumbnail.ts";
import { orUnavailable } from "./catalog-unavailable.ts";

const TTL_SECONDS = 300;

/** Thumbnails in a bucket of their own, so that writing them starts nothing. */
export function thumbnailBucket(client: S3Client, Bucket: string): Thumbnails {
  return {
    async sourceOf(key) {
      try {
        const command = new HeadObjectCommand({ Bucket, Key: thumbnailKey(key) });
        return (await orUnavailable(client.send(command))).Metadata?.["source-etag"];
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },

    async put(key, { bytes, etag }) {
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: thumbnailKey(key),
          Body: bytes,
          ContentType: "image/webp",
          CacheControl: "private, max-age=300", // seconds: an image may be overwritten
          Metadata: { "source-etag": etag },
        }),
      );
    },

    async remove(key) {
      const command = new DeleteObjectCommand({ Bucket, Key: thumbnailKey(key) });
      await orUnavailable(client.send(command));
    },

    async permitToRead(key) {
      const signingDate = new Date();
      const command = new GetObjectCommand({ Bucket, Key: thumbnailKey(key) });
      const url = await getSignedUrl(client, command, { expiresIn: TTL_SECONDS, signingDate });
      const expiresAt = new Date(signingDate.getTime() + TTL_SECONDS * 1000).toISOString();
      return { url, expiresAt };
    },
  };
}
