import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Destination } from "../app/ports.ts";

/** The bucket that messages and quarantined records go to. */
export function destinationBucket(client: S3Client, Bucket: string): Destination {
  return {
    async put({ key, body, contentType }, signal) {
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
      });
      try {
        await client.send(command, { abortSignal: signal });
      } catch (cause) {
        if (!isPassingFault(cause)) throw cause;
        throw new UnavailableError("DestinationUnavailable", "the bucket does not answer", {
          cause,
        });
      }
    },
  };
}
