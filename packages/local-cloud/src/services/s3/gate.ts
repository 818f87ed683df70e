import type { Bucket } from "./buckets.ts";
import { corsHeadersOf } from "./cors.ts";
import { accessDenied, noSuchBucket } from "./errors.ts";
import { checkPresigned } from "./presigned.ts";
import type { S3Context } from "./state.ts";

/** The members that say which bucket a call is about and who must own it. */
export interface BucketInput {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/**
 * Where every call on a bucket or an object enters: the presigned URL must be in time, the bucket
 * must be there and owned by whom the caller expects.
 *
 * @throws {AwsError} `NoSuchBucket`, `AccessDenied`.
 */
export function openBucket(ctx: S3Context, input: BucketInput): Bucket {
  const bucket = findBucket(ctx, input);
  Object.assign(ctx.reply.headers, corsHeadersOf(bucket, ctx.http));
  return bucket;
}

/** The same for a bucket that the call is not addressed to, such as the source of a copy. */
export function findBucket(ctx: S3Context, input: BucketInput): Bucket {
  checkPresigned(ctx.http, ctx.cloud.clock.now());
  const name = input.Bucket ?? "";
  const bucket = ctx.state.buckets.find(name);
  if (bucket === undefined) throw noSuchBucket(name);
  const expected = input.ExpectedBucketOwner;
  if (expected !== undefined && expected !== bucket.owner) throw accessDenied();
  return bucket;
}

/** Changes a bucket's configuration as it is now, not as it was when the call came in. */
export function changeBucket(
  ctx: S3Context,
  input: BucketInput,
  change: (bucket: Bucket) => Partial<Bucket>,
): void {
  const { state, cloud } = ctx;
  cloud.store.transaction(() => {
    const bucket = openBucket(ctx, input);
    state.buckets.save({ ...bucket, ...change(bucket) });
  });
}
