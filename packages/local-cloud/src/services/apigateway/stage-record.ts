import type { StageRecord } from "./model.ts";
import { badRequest } from "./errors.ts";

/**
 * A stage without settings.
 *
 * @throws {AwsError} `BadRequestException` for a name that API Gateway does not take.
 */
export function newStage(of: {
  stageName: string;
  deploymentId: string;
  now: number;
}): StageRecord {
  const { stageName, deploymentId, now } = of;
  if (!/^[\w-]{1,128}$/.test(stageName)) {
    throw badRequest("Stage name only allows a-zA-Z0-9_-");
  }
  return {
    stageName,
    deploymentId,
    cacheClusterEnabled: false,
    cacheClusterStatus: "NOT_AVAILABLE",
    methodSettings: {},
    tracingEnabled: false,
    createdAt: now,
    updatedAt: now,
  };
}
