import type { Cloud } from "../cloud.ts";
import { AwsError } from "../errors.ts";
import type { ServiceId } from "../service-table.ts";

/** How each service says that it is asked too often: code, message, status. */
const THROTTLES: { readonly [S in ServiceId]?: readonly [string, string, number] } = {
  dynamodb: [
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded.",
    400,
  ],
  kinesis: ["ProvisionedThroughputExceededException", "Rate exceeded", 400],
  lambda: ["TooManyRequestsException", "Rate Exceeded.", 429],
  rekognition: ["ThrottlingException", "Rate exceeded", 400],
  s3: ["SlowDown", "Please reduce your request rate.", 503],
  sns: ["Throttled", "Rate exceeded", 429],
};

/** How each service says that it failed: code and message; the status is 500. */
const FAILURES: { readonly [S in ServiceId]?: readonly [string, string] } = {
  dynamodb: ["InternalServerError", "Internal server error"],
  lambda: ["ServiceException", "An error occurred and the request cannot be processed."],
  logs: ["ServiceUnavailableException", "The service cannot complete the request."],
  rekognition: ["InternalServerError", "Internal server error"],
  s3: ["InternalError", "We encountered an internal error. Please try again."],
  sns: ["InternalError", "Internal service error"],
};

/**
 * Makes a call suffer the faults that chaos has for it.
 *
 * @throws {AwsError} The service's own throttling or failure.
 */
export async function sufferFaults(
  cloud: Cloud,
  service: ServiceId,
  operation: string,
): Promise<void> {
  for (const { fault, delayMs } of cloud.chaos.strike(service, operation)) {
    if (fault === "delay") await cloud.clock.sleep(delayMs, cloud.stopping);
    if (fault === "throttle") {
      const [code, message, status] = THROTTLES[service] ?? [
        "ThrottlingException",
        "Rate exceeded",
        400,
      ];
      throw new AwsError(code, message, { status });
    }
    if (fault === "error") {
      const [code, message] = FAILURES[service] ?? ["InternalFailure", "Internal failure"];
      throw new AwsError(code, message, { status: 500 });
    }
  }
}
