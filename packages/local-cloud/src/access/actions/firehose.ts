import type * as Firehose from "@aws-sdk/client-firehose";
import { arnOf, passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

const onStream = (
  { DeliveryStreamName = "" }: { DeliveryStreamName?: string | undefined },
  place: Place,
): Needs => [arnOf(place, "firehose", `deliverystream/${DeliveryStreamName}`)];

const FIREHOSE_SERVICE = "firehose.amazonaws.com";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html */
export const FIREHOSE_PERMISSIONS: PermissionTable<typeof Firehose> = {
  CreateDeliveryStream: (input, place) => [
    ...onStream(input, place),
    ...passRole(input.ExtendedS3DestinationConfiguration?.RoleARN, FIREHOSE_SERVICE),
  ],
  DeleteDeliveryStream: onStream,
  DescribeDeliveryStream: onStream,
  ListTagsForDeliveryStream: onStream,
  PutRecord: onStream,
  PutRecordBatch: onStream,
  StartDeliveryStreamEncryption: onStream,
  StopDeliveryStreamEncryption: onStream,
  TagDeliveryStream: onStream,
  UntagDeliveryStream: onStream,
  UpdateDestination: (input, place) => [
    ...onStream(input, place),
    ...passRole(input.ExtendedS3DestinationUpdate?.RoleARN, FIREHOSE_SERVICE),
  ],
};
