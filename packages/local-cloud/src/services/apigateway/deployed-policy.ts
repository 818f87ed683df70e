import type { CloudConfig } from "../../cloud.ts";
import type { Store } from "../../store/store.ts";
import type { DeploymentRecord, StageRecord } from "./model.ts";

/**
 * Reads the policies that deployed APIs have, by the ARN of a method:
 * `arn:aws:execute-api:region:account:apiId/stage/VERB/path`.
 */
export function openDeployedPolicies(
  store: Store,
  { accountId, region }: CloudConfig,
): (arn: string) => string | undefined {
  const stages = store.collection<StageRecord>("apigateway.stages");
  const deployments = store.collection<DeploymentRecord>("apigateway.deployments");
  return (arn) => {
    const [apiId = "", stageName = ""] = arn.split(":").slice(5).join(":").split("/");
    const stage = stages.get(`${apiId}/${stageName}`);
    const deployment = stage && deployments.get(`${apiId}/${stage.deploymentId}`);
    const policy = deployment?.definition.policy;
    if (policy === undefined || policy === "") return undefined;
    // Resources may be given without what is the same for all of them.
    return policy.replaceAll(
      /"execute-api:\/(?!\/)/g,
      `"arn:aws:execute-api:${region}:${accountId}:${apiId}/`,
    );
  };
}
