import type * as Firehose from "@aws-sdk/client-firehose";
import type { Operation } from "../../../service.ts";
import { findStream, type FirehoseState } from "../firehose-state.ts";
import { DESTINATION_ID, type DeliveryStream } from "../model.ts";
import type { Plan } from "../plan.ts";

const MIB = 1024 * 1024;

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DescribeDeliveryStream.html */
export const describeDeliveryStream: Operation<
  typeof Firehose,
  "DescribeDeliveryStream",
  FirehoseState
> = (input, { state, principal }) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const { updatedAt } = stream;
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: stream.name,
      DeliveryStreamARN: stream.arn,
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: "DirectPut",
      DeliveryStreamEncryptionConfiguration: showEncryption(stream),
      VersionId: String(stream.version),
      CreateTimestamp: new Date(stream.createdAt),
      LastUpdateTimestamp: updatedAt === undefined ? undefined : new Date(updatedAt),
      Destinations: [showDestination(stream, state.plans.of(stream))],
      HasMoreDestinations: false,
    },
  };
};

function showEncryption({ encryption }: DeliveryStream) {
  if (encryption === undefined) return { Status: "DISABLED" as const };
  return {
    Status: "ENABLED" as const,
    KeyType: encryption.keyType,
    KeyARN: encryption.keyArn,
  };
}

function showDestination({ destination }: DeliveryStream, plan: Plan) {
  const {
    RoleARN,
    BucketARN,
    BufferingHints: _hints,
    S3BackupConfiguration: _backup,
    ...rest
  } = destination;
  const BufferingHints = {
    SizeInMBs: plan.bufferBytes / MIB,
    IntervalInSeconds: plan.bufferMs / 1000,
  };
  const CompressionFormat = destination.CompressionFormat ?? "UNCOMPRESSED";
  const EncryptionConfiguration = destination.EncryptionConfiguration ?? {
    NoEncryptionConfig: "NoEncryption" as const,
  };
  const common = { RoleARN, BucketARN, BufferingHints, CompressionFormat, EncryptionConfiguration };
  const { Prefix, ErrorOutputPrefix, CloudWatchLoggingOptions } = rest;
  return {
    DestinationId: DESTINATION_ID,
    S3DestinationDescription: { ...common, Prefix, ErrorOutputPrefix, CloudWatchLoggingOptions },
    ExtendedS3DestinationDescription: { S3BackupMode: "Disabled" as const, ...rest, ...common },
  };
}
