import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ImageFiles } from "../app/ports.ts";

const OVERWRITTEN_OR_GONE = new Set(["PreconditionFailed", "NoSuchKey"]);

/** The bucket that images are uploaded to. */
export function imageBucket(client: S3Client, Bucket: string): ImageFiles {
  return {
    async read(key, etag) {
      try {
        const command = new GetObjectCommand({ Bucket, Key: key, IfMatch: etag });
        const { Body } = await client.send(command);
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof Error && OVERWRITTEN_OR_GONE.has(error.name)) return undefined;
        throw error;
      }
    },
  };
}
