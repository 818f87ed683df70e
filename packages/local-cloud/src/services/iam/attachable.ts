import { fail, NotEmulatedError } from "../../errors.ts";
import { isAwsManaged } from "./aws-managed-policies.ts";
import { findPolicy, type IamState } from "./state.ts";

/**
 * Checks that a managed policy can be attached; gives back its ARN.
 *
 * @throws {AwsError} `NoSuchEntity`.
 * @throws {NotEmulatedError} A policy of AWS whose contents are not known here.
 */
export function attachable(state: IamState, arn: string): string {
  if (findPolicy(state, arn) !== undefined) return arn;
  if (isAwsManaged(arn)) throw new NotEmulatedError("IAM", `the AWS managed policy ${arn}`);
  return fail("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
}
