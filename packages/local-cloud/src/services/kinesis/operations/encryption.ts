import { required } from "../constraints.ts";
import { invalidArgument } from "../errors.ts";
import { findStream } from "../find-stream.ts";
import type { KinesisOperation } from "./operation.ts";

/**
 * The key is stored, and shown; nothing is encrypted.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StartStreamEncryption.html
 */
export const startStreamEncryption: KinesisOperation<"StartStreamEncryption"> = (
  input,
  { state },
) => {
  const { stream } = findStream(state, input);
  checkType(input.EncryptionType);
  state.streams.save({ ...stream, keyId: required(input.KeyId, "KeyId") });
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StopStreamEncryption.html */
export const stopStreamEncryption: KinesisOperation<"StopStreamEncryption"> = (
  input,
  { state },
) => {
  const { keyId: _keyId, ...stream } = findStream(state, input).stream;
  checkType(input.EncryptionType);
  state.streams.save(stream);
  return {};
};

function checkType(type: string | undefined): void {
  if (type === "KMS") return;
  throw invalidArgument("Encryption type cannot be NONE.");
}
