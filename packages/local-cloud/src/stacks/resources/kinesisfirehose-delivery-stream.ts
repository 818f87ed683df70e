import type * as Firehose from "@aws-sdk/client-firehose";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import { allTags, flag, number, tagChanges, tagList, text, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

const processor = z.strictObject({
  Type: word<Firehose.ProcessorType>(),
  Parameters: z
    .array(
      z.strictObject({
        ParameterName: word<Firehose.ProcessorParameterName>(),
        ParameterValue: text,
      }),
    )
    .optional(),
});

const destination = z.strictObject({
  BucketARN: text,
  RoleARN: text,
  BufferingHints: z
    .strictObject({ IntervalInSeconds: number.optional(), SizeInMBs: number.optional() })
    .optional(),
  CloudWatchLoggingOptions: z
    .strictObject({
      Enabled: flag.optional(),
      LogGroupName: text.optional(),
      LogStreamName: text.optional(),
    })
    .optional(),
  CompressionFormat: word<Firehose.CompressionFormat>().optional(),
  CustomTimeZone: text.optional(),
  DynamicPartitioningConfiguration: z
    .strictObject({
      Enabled: flag.optional(),
      RetryOptions: z.strictObject({ DurationInSeconds: number.optional() }).optional(),
    })
    .optional(),
  EncryptionConfiguration: z
    .strictObject({
      KMSEncryptionConfig: z.strictObject({ AWSKMSKeyARN: text }).optional(),
      NoEncryptionConfig: word<Firehose.NoEncryptionConfig>().optional(),
    })
    .optional(),
  ErrorOutputPrefix: text.optional(),
  FileExtension: text.optional(),
  Prefix: text.optional(),
  ProcessingConfiguration: z
    .strictObject({ Enabled: flag.optional(), Processors: z.array(processor).optional() })
    .optional(),
  S3BackupMode: word<Firehose.S3BackupMode>().optional(),
});

const encryption = z.strictObject({ KeyARN: text.optional(), KeyType: word<Firehose.KeyType>() });

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html */
export const kinesisFirehoseDeliveryStream = defineResource({
  type: "AWS::KinesisFirehose::DeliveryStream",
  properties: {
    DeliveryStreamEncryptionConfigurationInput: encryption.optional(),
    DeliveryStreamName: text.optional(),
    DeliveryStreamType: word<Firehose.DeliveryStreamType>().optional(),
    ExtendedS3DestinationConfiguration: destination,
    Tags: tagList.optional(),
  },
  replaceOn: ["DeliveryStreamName", "DeliveryStreamType"],
  nameProperty: "DeliveryStreamName",
  takesStackTags: true,
  attributes: ["Arn"],
  async create({ DeliveryStreamName, Tags, ...settings }, job) {
    const name = DeliveryStreamName ?? job.physicalName({ max: 64 });
    const call = job.call("firehose", "CreateDeliveryStream", {
      ...settings,
      DeliveryStreamName: name,
      Tags: allTags(Tags, job.stackTags),
    });
    await unlessResumed(job, call, "ResourceInUseException");
    const { region, accountId } = job.cloud.config;
    const Arn = `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
    return { physicalId: name, attributes: { Arn } };
  },
  async update(wanted, job) {
    const DeliveryStreamName = job.physicalId;
    const { DeliveryStreamDescription: shown } = await job.call(
      "firehose",
      "DescribeDeliveryStream",
      { DeliveryStreamName },
    );
    await job.call("firehose", "UpdateDestination", {
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: shown?.VersionId,
      DestinationId: shown?.Destinations?.[0]?.DestinationId,
      ExtendedS3DestinationUpdate: wanted.ExtendedS3DestinationConfiguration,
    });
    const { DeliveryStreamEncryptionConfigurationInput: key } = wanted;
    if (key === undefined) {
      await job.call("firehose", "StopDeliveryStreamEncryption", { DeliveryStreamName });
    } else {
      const input = { DeliveryStreamName, DeliveryStreamEncryptionConfigurationInput: key };
      await job.call("firehose", "StartDeliveryStreamEncryption", input);
    }
    const { removed: TagKeys, set: Tags } = tagChanges(job, wanted.Tags, job.previous.Tags);
    if (TagKeys.length > 0) {
      await job.call("firehose", "UntagDeliveryStream", { DeliveryStreamName, TagKeys });
    }
    if (Tags.length > 0) {
      await job.call("firehose", "TagDeliveryStream", { DeliveryStreamName, Tags });
    }
    return { physicalId: job.physicalId, attributes: job.made.attributes };
  },
  async remove(job) {
    const call = job.call("firehose", "DeleteDeliveryStream", {
      DeliveryStreamName: job.physicalId,
    });
    await unlessGone(call, "ResourceNotFoundException");
  },
});
