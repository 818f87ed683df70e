import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { OutputFiles } from "../app/ports.ts";

const TTL_SECONDS = 300;

/** Presigned reading of the bucket that windows are rendered into. */
export function s3OutputFiles(client: S3Client, Bucket: string): OutputFiles {
  const sign = (Key: string, signingDate: Date): Promise<string> =>
    getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), {
      expiresIn: TTL_SECONDS,
      signingDate,
    });
  return {
    async permitToRead(keys) {
      const signingDate = new Date();
      const urls = await Promise.all(keys.map((key) => sign(key, signingDate)));
      const expiresAt = new Date(signingDate.getTime() + TTL_SECONDS * 1000).toISOString();
      return { urls, expiresAt };
    },
    origin: async () => new URL(await sign("any", new Date())).origin,
  };
}
