import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";
import { NotFoundError, UnavailableError } from "@blueprints/lambda-kit/errors";
import { Readable } from "node:stream";
import type { Inputs } from "../app/ports.ts";

const GONE = new Set(["NoSuchKey", "NoSuchVersion", "NotFound"]);

/** The bucket of files. */
export function inputBucket(client: S3Client): Inputs {
  return {
    async read({ bucket, key, versionId }) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId !== undefined && { VersionId: versionId }),
      });
      try {
        const { Body } = await client.send(command);
        if (!(Body instanceof Readable)) throw new Error("S3 answers without a stream");
        return chunksOf(Body);
      } catch (error) {
        throw translated(error);
      }
    },
  };
}

async function* chunksOf(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (isPassingFault(error)) {
    return new UnavailableError("InputUnavailable", "the file cannot be read", { cause: error });
  }
  if (error instanceof Error && GONE.has(error.name)) {
    return new NotFoundError("SourceGone", "this version of the file is not there any more", {
      cause: error,
    });
  }
  return error;
}
