import { randomUUID } from "node:crypto";
import type * as Firehose from "@aws-sdk/client-firehose";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import { streamKey, type FirehoseState } from "../firehose-state.ts";
import type { Destination, DeliveryStream } from "../model.ts";
import { readDestination } from "../plan.ts";
import { readEncryption } from "../read-encryption.ts";
import { mergeTags } from "../tags.ts";

type Input = In<typeof Firehose, "CreateDeliveryStream">;

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html */
export const createDeliveryStream: Operation<
  typeof Firehose,
  "CreateDeliveryStream",
  FirehoseState
> = (input, { state, cloud, principal }) => {
  const name = readName(input.DeliveryStreamName);
  const { accountId } = principal;
  const key = streamKey({ accountId, name });
  if (state.streams.get(key) !== undefined) {
    fail("ResourceInUseException", `Firehose ${name} under accountId ${accountId} already exists`);
  }
  const encryption = input.DeliveryStreamEncryptionConfigurationInput;
  const stream: DeliveryStream = {
    name,
    accountId,
    arn: `arn:aws:firehose:${cloud.config.region}:${accountId}:deliverystream/${name}`,
    id: randomUUID(),
    version: 1,
    destination: destinationOf(input),
    tags: mergeTags({}, input.Tags),
    ...(encryption !== undefined && { encryption: readEncryption(encryption) }),
    createdAt: cloud.clock.now(),
  };
  readDestination(stream.destination);
  state.streams.put(key, stream);
  return { DeliveryStreamARN: stream.arn };
};

function readName(name = ""): string {
  if (/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) return name;
  return fail(
    "ValidationException",
    `1 validation error detected: Value '${name}' at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
  );
}

function destinationOf(input: Input): Destination {
  if ((input.DeliveryStreamType ?? "DirectPut") !== "DirectPut") {
    throw new NotEmulatedError("firehose:CreateDeliveryStream", `${input.DeliveryStreamType}`);
  }
  const {
    ExtendedS3DestinationConfiguration: extended,
    DeliveryStreamName: _name,
    DeliveryStreamType: _type,
    DirectPutSourceConfiguration: _source,
    DeliveryStreamEncryptionConfigurationInput: _encryption,
    Tags: _tags,
    ...others
  } = input;
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) throw new NotEmulatedError("firehose:CreateDeliveryStream", other);
  return checkArns(
    extended ??
      fail(
        "InvalidArgumentException",
        "Exactly one destination configuration is supported for a Firehose",
      ),
  );
}

/**
 * Checks the ARNs of a destination.
 *
 * @throws {AwsError} `ValidationException`.
 */
export function checkArns(destination: Destination): Destination {
  const { RoleARN = "", BucketARN = "" } = destination;
  const faults = [
    ...(/^arn:.*:iam::\d{12}:role\/.+$/.test(RoleARN) ? [] : [["roleARN", RoleARN]]),
    ...(/^arn:.*:s3:::[\w.-]{1,255}$/.test(BucketARN) ? [] : [["bucketARN", BucketARN]]),
  ];
  const [fault] = faults;
  if (fault === undefined) return destination;
  return fail(
    "ValidationException",
    `1 validation error detected: Value '${fault[1]}' at 'extendedS3DestinationConfiguration.${fault[0]}' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:.*`,
  );
}
