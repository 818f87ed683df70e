import { AwsError, fail } from "../../errors.ts";

/** Refuses a parameter in SNS's own words. */
export function invalidParameter(detail: string): never {
  return fail("InvalidParameter", `Invalid parameter: ${detail}`);
}

/** The answer to a topic ARN without a topic. */
export function topicDoesNotExist(): AwsError {
  return new AwsError("NotFound", "Topic does not exist", { status: 404 });
}

/** The answer to a subscription ARN without a subscription. */
export function subscriptionDoesNotExist(): AwsError {
  return new AwsError("NotFound", "Subscription does not exist", { status: 404 });
}

/**
 * Checks the form of an ARN.
 *
 * @throws {AwsError} `InvalidParameter`.
 */
export function checkArn(arn: string | undefined, parameter: string): string {
  const elements = (arn ?? "").split(":").length;
  if (arn === undefined || elements < 6) {
    invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements}`);
  }
  return arn;
}
