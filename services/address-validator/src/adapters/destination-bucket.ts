import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Destination, ObjectWriter } from "../app/ports.ts";
import { orUnavailable } from "./or-unavailable.ts";
import { MultipartObject } from "./multipart-object.ts";

const MAX_TRIES = 5; // of a write that another one got ahead of

/** Another write of the same key came first, or is under way; or what was to be replaced was removed. */
const LOST = new Set(["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"]);

/** The bucket of results. Whatever is written replaces exactly what was there when it was found to be older. */
export function destinationBucket(client: S3Client, Bucket: string): Destination {
  const etagOf = async (Key: string): Promise<string | undefined> => {
    try {
      const command = new HeadObjectCommand({ Bucket, Key });
      return (await orUnavailable("DestinationUnavailable", client.send(command))).ETag;
    } catch (error) {
      if (error instanceof Error && error.name === "NotFound") return undefined;
      throw error;
    }
  };

  const finish = async (
    Key: string,
    object: MultipartObject,
    isCurrent: () => Promise<boolean>,
  ): Promise<boolean> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      // First what is there, then whether this version still holds: a newer one writes only after it is in the
      // table, so what it wrote is either seen there or changes the entity tag.
      const etag = await etagOf(Key);
      if (!(await isCurrent())) return false;
      try {
        await object.finish(etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag });
        return true;
      } catch (error) {
        if (!(error instanceof Error) || !LOST.has(error.name)) throw error;
      }
    }
    throw new UnavailableError("DestinationUnavailable", "others keep writing the same result");
  };

  return {
    open(key, contentType): ObjectWriter {
      const object = new MultipartObject(client, { Bucket, Key: key, ContentType: contentType });
      return {
        write: (bytes) => object.write(bytes),
        finish: (isCurrent) => finish(key, object, isCurrent),
        abort: () => object.abort(),
      };
    },

    async remove(keys, isCurrent) {
      for (const Key of keys) {
        if ((await etagOf(Key)) === undefined) continue;
        if (!(await isCurrent())) return;
        const command = new DeleteObjectCommand({ Bucket, Key });
        await orUnavailable("DestinationUnavailable", client.send(command));
      }
    },
  };
}
