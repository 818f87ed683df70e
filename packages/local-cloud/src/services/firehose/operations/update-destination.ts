import type * as Firehose from "@aws-sdk/client-firehose";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { In, Operation } from "../../../service.ts";
import { findStream, streamKey, type FirehoseState } from "../firehose-state.ts";
import { DESTINATION_ID, type DeliveryStream, type Destination } from "../model.ts";
import { readDestination } from "../plan.ts";
import { checkArns } from "./create-delivery-stream.ts";

type Input = In<typeof Firehose, "UpdateDestination">;

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html */
export const updateDestination: Operation<typeof Firehose, "UpdateDestination", FirehoseState> = (
  input,
  { state, cloud, principal },
) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  checkTarget(input, stream);
  const {
    ExtendedS3DestinationUpdate: update,
    DeliveryStreamName: _name,
    CurrentDeliveryStreamVersionId: _version,
    DestinationId: _destination,
    ...others
  } = input;
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined || update === undefined) {
    throw new NotEmulatedError("firehose:UpdateDestination", other ?? "an update of nothing");
  }
  const destination = checkArns(merge(stream.destination, update));
  readDestination(destination);
  const updatedAt = cloud.clock.now();
  const version = stream.version + 1;
  state.streams.put(streamKey(stream), { ...stream, destination, version, updatedAt });
  return {};
};

function checkTarget(input: Input, { version }: DeliveryStream): void {
  if (input.DestinationId !== DESTINATION_ID) {
    fail("InvalidArgumentException", `Destination Id ${input.DestinationId} not found`);
  }
  if (input.CurrentDeliveryStreamVersionId !== String(version)) {
    fail(
      "ConcurrentModificationException",
      `Cannot update firehose since the current version id: ${version} and specified version id: ${input.CurrentDeliveryStreamVersionId} do not match`,
    );
  }
}

function merge(
  before: Destination,
  { S3BackupUpdate, ...update }: NonNullable<Input["ExtendedS3DestinationUpdate"]>,
): Destination {
  if (S3BackupUpdate !== undefined) {
    throw new NotEmulatedError("firehose:UpdateDestination", "S3BackupUpdate");
  }
  const given = Object.entries(update).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given) };
}
