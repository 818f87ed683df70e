import type { DeliveryStreamEncryptionConfigurationInput } from "@aws-sdk/client-firehose";
import { fail } from "../../errors.ts";
import type { DeliveryStream } from "./model.ts";

/**
 * Reads how a stream is to be encrypted.
 *
 * @throws {AwsError} `InvalidArgumentException`.
 */
export function readEncryption({
  KeyType,
  KeyARN,
}: DeliveryStreamEncryptionConfigurationInput): NonNullable<DeliveryStream["encryption"]> {
  if (KeyType === "AWS_OWNED_CMK" && KeyARN === undefined) return { keyType: KeyType };
  if (KeyType === "CUSTOMER_MANAGED_CMK" && KeyARN !== undefined) {
    return { keyType: KeyType, keyArn: KeyARN };
  }
  return fail("InvalidArgumentException", `KeyARN does not fit the KeyType ${KeyType}.`);
}
