import * as z from "zod";
import { required } from "../constraints.ts";
import { invalidArgument, resourceNotFound } from "../errors.ts";
import { findResource } from "../resource.ts";
import type { KinesisOperation } from "./operation.ts";

const PolicyDocument = z.looseObject({
  Statement: z.union([z.array(z.looseObject({})), z.looseObject({})]),
});
const MAX_BYTES = 20 * 1024;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy: KinesisOperation<"PutResourcePolicy"> = (input, { state }) => {
  const resource = findResource(state, required(input.ResourceARN, "ResourceARN"));
  const policy = required(input.Policy, "Policy");
  if (Buffer.byteLength(policy) > MAX_BYTES || !PolicyDocument.safeParse(json(policy)).success) {
    throw invalidArgument("The policy is not a valid policy document.");
  }
  resource.savePolicy(policy);
  return {};
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetResourcePolicy.html */
export const getResourcePolicy: KinesisOperation<"GetResourcePolicy"> = (input, { state }) => {
  const { policy = "{}" } = findResource(state, required(input.ResourceARN, "ResourceARN"));
  return { Policy: policy };
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: KinesisOperation<"DeleteResourcePolicy"> = (
  input,
  { state },
) => {
  const arn = required(input.ResourceARN, "ResourceARN");
  const resource = findResource(state, arn);
  if (resource.policy === undefined) {
    throw resourceNotFound(`No resource policy found for resource ARN ${arn}.`);
  }
  resource.savePolicy(undefined);
  return {};
};

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema
  }
}
