import type { CallContext } from "../../service.ts";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import { internalServerError, invalidS3Object } from "./errors.ts";
import type { ObjectAddress, ObjectReader } from "./image-source.ts";
import type { VisionEngine } from "./vision/engine.ts";

/** What all operations share. */
export interface RekognitionState {
  readonly vision: VisionEngine;
}

/** The context of a call of Rekognition. */
export type RekognitionContext = CallContext<RekognitionState>;

/**
 * Reads S3 with the permissions of whoever calls Rekognition, as the service does on AWS.
 *
 * @throws {AwsError} `InvalidS3ObjectException` for whatever S3 refuses; `InternalServerError` when
 * S3 itself fails.
 */
export function objectsOf({ cloud, principal, signal }: RekognitionContext): ObjectReader {
  const options = { as: principal, signal };
  return {
    async sizeBytes(address) {
      const head = await orRefused(cloud.call("s3", "HeadObject", objectKey(address), options));
      return head.ContentLength ?? 0;
    },
    async read(address) {
      const { Body: body } = await orRefused(
        cloud.call("s3", "GetObject", objectKey(address), options),
      );
      if (body === undefined) return new Uint8Array();
      if (typeof body === "string") return new TextEncoder().encode(body);
      return body instanceof Uint8Array ? body : Buffer.concat(await body.toArray());
    },
  };
}

function objectKey({ bucket, name, version }: ObjectAddress) {
  return { Bucket: bucket, Key: name, VersionId: version };
}

async function orRefused<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AwsError) || error instanceof NotEmulatedError) throw error;
    throw error.status < 500 ? invalidS3Object(error) : internalServerError(error);
  }
}
