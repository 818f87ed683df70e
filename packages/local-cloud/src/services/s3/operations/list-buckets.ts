import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { invalidArgument } from "../errors.ts";
import { lastModified } from "../object-reads.ts";
import { checkPresigned } from "../presigned.ts";
import type { S3State } from "../state.ts";

const MAX_BUCKETS = 10_000; // S3 API reference, ListBuckets, `max-buckets`

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: Operation<typeof S3, "ListBuckets", S3State> = (input, ctx) => {
  const { accountId } = ctx.principal;
  checkPresigned(ctx.http, ctx.cloud.clock.now());
  const { MaxBuckets = MAX_BUCKETS, Prefix = "", BucketRegion } = input;
  if (MaxBuckets < 1 || MaxBuckets > MAX_BUCKETS) {
    throw invalidArgument(
      "Argument max-buckets must be an integer between 1 and 10000",
      "max-buckets",
      MaxBuckets,
    );
  }
  const after = input.ContinuationToken ?? "";
  const buckets = ctx.state.buckets
    .ownedBy(accountId)
    .filter(({ name }) => name.startsWith(Prefix) && name > after)
    .filter(({ region }) => BucketRegion === undefined || BucketRegion === region);
  const page = buckets.slice(0, MaxBuckets);
  const last = page.at(-1);
  return {
    Buckets: page.map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: lastModified({ modifiedAt: createdAt }),
      BucketArn: `arn:aws:s3:::${name}`,
      BucketRegion: region,
    })),
    Owner: { ID: accountId },
    ...(input.Prefix !== undefined && { Prefix }),
    ...(buckets.length > page.length && last !== undefined && { ContinuationToken: last.name }),
  };
};
