import type * as Firehose from "@aws-sdk/client-firehose";
import type { Operation } from "../../../service.ts";
import { findStream, streamKey, type FirehoseState } from "../firehose-state.ts";
import { readEncryption } from "../read-encryption.ts";

/**
 * The key is stored, and shown; nothing is encrypted.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_StartDeliveryStreamEncryption.html
 */
export const startDeliveryStreamEncryption: Operation<
  typeof Firehose,
  "StartDeliveryStreamEncryption",
  FirehoseState
> = (input, { state, principal }) => {
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const given = input.DeliveryStreamEncryptionConfigurationInput ?? {
    KeyType: "AWS_OWNED_CMK" as const,
  };
  state.streams.put(streamKey(stream), { ...stream, encryption: readEncryption(given) });
  return {};
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_StopDeliveryStreamEncryption.html */
export const stopDeliveryStreamEncryption: Operation<
  typeof Firehose,
  "StopDeliveryStreamEncryption",
  FirehoseState
> = (input, { state, principal }) => {
  const { encryption: _encryption, ...stream } = findStream(
    state,
    input.DeliveryStreamName,
    principal.accountId,
  );
  state.streams.put(streamKey(stream), stream);
  return {};
};
