import type * as S3 from "@aws-sdk/client-s3";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: Operation<typeof S3, "DeleteBucket", S3State> = (input, ctx) => {
  const { name } = openBucket(ctx, input);
  const { state, cloud } = ctx;
  cloud.store.transaction(() => {
    const [version] = state.versions.scanAll(name, { key: Buffer.alloc(0) }, 1);
    if (version !== undefined) {
      const message = version.isLatest && !version.isDeleteMarker ? "" : EVERY_VERSION;
      throw new AwsError(
        "BucketNotEmpty",
        `The bucket you tried to delete is not empty${message}`,
        {
          status: 409,
          fields: { BucketName: name },
        },
      );
    }
    // Parts of uploads that nobody will complete go with the bucket.
    for (const { uploadId } of state.uploads.underWay(name)) {
      for (const part of state.uploads.partsOf(uploadId)) state.blobs.release(part.segments);
      state.uploads.remove(uploadId);
    }
    state.buckets.remove(name);
  });
  return {};
};

const EVERY_VERSION = ". You must delete all versions in the bucket.";
