import {
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Destination, StoredObject } from "../app/ports.ts";

// Of conditional writes: another object is there, none is there, or another write is under way.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
const LOST_RACES: ReadonlySet<string> = new Set([
  "PreconditionFailed",
  "NoSuchKey",
  "NotFound",
  "ConditionalRequestConflict",
]);

function hasLostRace(error: unknown): boolean {
  return error instanceof Error && LOST_RACES.has(error.name);
}

/**
 * The bucket that messages and quarantined records go to. An object is written where none is, or in place of
 * the very one that was just seen there: so a write that S3 carries out after its client has given it up
 * never takes the place of what a later try wrote.
 */
export function destinationBucket(client: S3Client, Bucket: string): Destination {
  const write = async (
    { key: Key, body: Body, contentType: ContentType }: StoredObject,
    condition: Pick<PutObjectCommandInput, "IfMatch" | "IfNoneMatch">,
    abortSignal: AbortSignal,
  ): Promise<void> => {
    const command = new PutObjectCommand({ Bucket, Key, Body, ContentType, ...condition });
    await client.send(command, { abortSignal });
  };

  const replace = async (object: StoredObject, abortSignal: AbortSignal): Promise<void> => {
    const command = new HeadObjectCommand({ Bucket, Key: object.key });
    const { ETag } = await client.send(command, { abortSignal });
    await write(object, { IfMatch: ETag }, abortSignal);
  };

  return {
    async put(object, signal) {
      try {
        await write(object, { IfNoneMatch: "*" }, signal).catch((error: unknown) => {
          if (!hasLostRace(error)) throw error;
          return replace(object, signal);
        });
      } catch (cause) {
        if (!isPassingFault(cause) && !hasLostRace(cause)) throw cause;
        throw new UnavailableError("DestinationUnavailable", "the bucket does not answer", {
          cause,
        });
      }
    },
  };
}
