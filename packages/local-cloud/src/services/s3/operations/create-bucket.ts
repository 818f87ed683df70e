import type * as S3 from "@aws-sdk/client-s3";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { refuseAcl } from "../acl.ts";
import { checkBucketName } from "../names.ts";
import { checkPresigned } from "../presigned.ts";
import type { S3Context, S3State } from "../state.ts";
import { checkTags } from "../tags.ts";

const LEGACY_REGION = "us-east-1";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: Operation<typeof S3, "CreateBucket", S3State> = (input, ctx) => {
  const { state, cloud, principal } = ctx;
  checkPresigned(ctx.http, cloud.clock.now());
  const name = input.Bucket ?? "";
  checkBucketName(name);
  checkLocation(ctx, input.CreateBucketConfiguration?.LocationConstraint);
  if (input.ObjectLockEnabledForBucket === true) {
    throw new NotEmulatedError("CreateBucket", "ObjectLockEnabledForBucket");
  }
  const ownership = input.ObjectOwnership ?? "BucketOwnerEnforced";
  refuseAcl(input, ownership);
  const tags = checkTags(input.CreateBucketConfiguration?.Tags ?? [], "bucket");

  const existing = state.buckets.find(name);
  if (existing !== undefined) {
    refuseExisting(existing, { caller: principal.accountId, region: cloud.config.region });
  } else {
    state.buckets.save({
      name,
      owner: principal.accountId,
      createdAt: cloud.clock.now(),
      region: cloud.config.region,
      ownership,
      publicAccess: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      ...(tags.length > 0 && { tags }),
    });
  }
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
};

/** Creating one's own bucket once more is an error everywhere but in the oldest region. */
function refuseExisting(
  { name, owner }: { name: string; owner: string },
  { caller, region }: { caller: string; region: string },
): void {
  const fields = { BucketName: name };
  if (owner !== caller) {
    const message =
      "The requested bucket name is not available. The bucket namespace is shared by all users of " +
      "the system. Please select a different name and try again.";
    throw new AwsError("BucketAlreadyExists", message, { status: 409, fields });
  }
  if (region === LEGACY_REGION) return;
  const message =
    "Your previous request to create the named bucket succeeded and you already own it.";
  throw new AwsError("BucketAlreadyOwnedByYou", message, { status: 409, fields });
}

/** Only this cloud's region has buckets; calls from inside the cloud need not name it. */
function checkLocation(ctx: S3Context, constraint: string | undefined): void {
  const { region } = ctx.cloud.config;
  if (constraint === LEGACY_REGION) {
    throw new AwsError(
      "InvalidLocationConstraint",
      "The specified location-constraint is not valid",
      {
        fields: { LocationConstraint: constraint },
      },
    );
  }
  const wanted = constraint ?? (ctx.http === undefined ? region : LEGACY_REGION);
  if (wanted === region || (wanted === "EU" && region === "eu-west-1")) return;
  throw new AwsError(
    "IllegalLocationConstraintException",
    `The ${constraint ?? "unspecified"} location constraint is incompatible for the region ` +
      "specific endpoint this request was sent to.",
  );
}
