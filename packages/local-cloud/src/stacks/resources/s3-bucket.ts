import type * as S3 from "@aws-sdk/client-s3";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { flag, number, tagList, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";
import { bucketLifecycle } from "./s3-bucket-lifecycle.ts";
import { bucketNotifications } from "./s3-bucket-notifications.ts";
import { applySettings } from "./s3-bucket-settings.ts";

const properties = {
  BucketName: text.optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          BucketKeyEnabled: flag.optional(),
          ServerSideEncryptionByDefault: z
            .strictObject({
              SSEAlgorithm: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]),
              KMSMasterKeyID: text.optional(),
            })
            .optional(),
        }),
      ),
    })
    .optional(),
  CorsConfiguration: z
    .strictObject({
      CorsRules: z.array(
        z.strictObject({
          Id: text.optional(),
          AllowedHeaders: z.array(text).optional(),
          AllowedMethods: z.array(text),
          AllowedOrigins: z.array(text),
          ExposedHeaders: z.array(text).optional(),
          MaxAge: number.optional(),
        }),
      ),
    })
    .optional(),
  LifecycleConfiguration: bucketLifecycle.optional(),
  NotificationConfiguration: bucketNotifications.optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({
          ObjectOwnership: z.enum(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
        }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: flag.optional(),
      BlockPublicPolicy: flag.optional(),
      IgnorePublicAcls: flag.optional(),
      RestrictPublicBuckets: flag.optional(),
    })
    .optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
  Tags: tagList.optional(),
};

/** The properties of a bucket, parsed. */
export type BucketProperties = z.infer<z.ZodObject<typeof properties>>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const s3Bucket = defineResource({
  type: "AWS::S3::Bucket",
  properties,
  storedOnly: [
    "AbacStatus",
    "AccelerateConfiguration",
    "AccessControl",
    "AnalyticsConfigurations",
    "IntelligentTieringConfigurations",
    "InventoryConfigurations",
    "LoggingConfiguration",
    "MetadataConfiguration",
    "MetadataTableConfiguration",
    "MetricsConfigurations",
  ],
  replaceOn: ["BucketName"],
  nameProperty: "BucketName",
  takesStackTags: true,
  attributes: ["Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL"],
  async create(wanted, job) {
    const name = wanted.BucketName ?? job.physicalName({ max: 63, lowerCase: true });
    await unlessResumed(
      job,
      job.call("s3", "CreateBucket", createInput(name, job)),
      "BucketAlreadyOwnedByYou",
    );
    job.started(name);
    await applySettings({ wanted, previous: undefined, bucket: name }, job);
    return made(name, job);
  },
  async update(wanted, job) {
    await applySettings({ wanted, previous: job.previous, bucket: job.physicalId }, job);
    return made(job.physicalId, job);
  },
  async remove(job) {
    await unlessGone(job.call("s3", "DeleteBucket", { Bucket: job.physicalId }), "NoSuchBucket");
  },
});

const region = word<S3.BucketLocationConstraint>();

function createInput(Bucket: string, { cloud }: Job): S3.CreateBucketCommandInput {
  const LocationConstraint = region.parse(cloud.config.region);
  if (cloud.config.region === "us-east-1") return { Bucket };
  return { Bucket, CreateBucketConfiguration: { LocationConstraint } };
}

function made(name: string, { cloud }: Job): Made {
  const { region: home } = cloud.config;
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${home}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${home}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${home}.amazonaws.com`,
    },
  };
}
