import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const TTL_SECONDS = 300;

/** A permission to upload one object, once, with exactly these headers. */
export interface UploadPermit {
  readonly url: string;
  /** To be sent as they are: the URL's signature covers them. */
  readonly headers: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Gives permissions to upload. */
export interface UploadDesk {
  permit(object: {
    readonly key: string;
    readonly contentType: string;
    readonly sizeBytes: number;
  }): Promise<UploadPermit>;
}

/**
 * Presigned PUTs of one bucket. Type, length and "only if there is nothing yet" are signed headers: S3 itself
 * refuses another type, another length and a second upload. The client must be made with
 * `requestChecksumCalculation: "WHEN_REQUIRED"`, or the checksum of an empty body gets into the URL.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
 */
export function s3UploadDesk(client: S3Client, Bucket: string): UploadDesk {
  return {
    async permit({ key, contentType, sizeBytes }) {
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        ContentType: contentType,
        ContentLength: sizeBytes,
        IfNoneMatch: "*",
      });
      const signingDate = new Date();
      const headers = { "content-type": contentType, "if-none-match": "*" };
      const url = await getSignedUrl(client, command, {
        expiresIn: TTL_SECONDS,
        signingDate,
        signableHeaders: new Set(["host", "content-length", ...Object.keys(headers)]),
        unhoistableHeaders: new Set(["if-none-match"]),
      });
      const expiresAt = new Date(signingDate.getTime() + TTL_SECONDS * 1000).toISOString();
      return { url, headers: { ...headers, "content-length": String(sizeBytes) }, expiresAt };
    },
  };
}
