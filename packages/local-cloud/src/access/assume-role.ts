import type { Cloud } from "../cloud.ts";
import type { Principal } from "./principal.ts";

/** A role that a service takes on to act for a resource. */
export interface Assumption {
  readonly roleArn: string;
  readonly sessionName: string;
  /** `states.amazonaws.com` and the like: whom the role has to trust. */
  readonly service: string;
  /** The resource that the service acts for: `aws:SourceArn` in trust policies. */
  readonly sourceArn: string;
}

type AssumingCloud = Pick<Cloud, "authorizer" | "call" | "config">;

/**
 * Takes a role on for a service, if the role's trust policy lets it.
 *
 * @throws {AwsError} `AccessDenied`: there is no such role, or it does not trust the service.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
 */
export async function assumeRole(cloud: AssumingCloud, wanted: Assumption): Promise<Principal> {
  const { roleArn, sessionName } = wanted;
  // Only a refusal makes the call: it shows in the log of calls, and nobody here needs credentials.
  if (!trusts(cloud, wanted)) {
    const input = { RoleArn: roleArn, RoleSessionName: sessionName };
    await cloud.call("sts", "AssumeRole", input, { as: serviceOf(cloud, wanted) });
  }
  const accountId = roleArn.split(":")[4] ?? cloud.config.accountId;
  return { kind: "role", accountId, roleArn, sessionName };
}

/** Whether a role lets a service take it on; in a cloud without enforcement every role does. */
export function trusts(
  cloud: Pick<Cloud, "authorizer" | "config">,
  wanted: Omit<Assumption, "sessionName">,
): boolean {
  const permission = { action: "sts:AssumeRole", resource: wanted.roleArn };
  return cloud.authorizer.decide(serviceOf(cloud, wanted), permission).allowed;
}

function serviceOf(
  { config }: Pick<Cloud, "config">,
  { service, sourceArn }: Pick<Assumption, "service" | "sourceArn">,
): Principal {
  return { kind: "service", accountId: config.accountId, service, sourceArn };
}
