import { assumeRole, trusts } from "../../access/assume-role.ts";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { StateError } from "./asl/errors.ts";
import type { ExecutionRecord } from "./execution-store.ts";

const SERVICE = "states.amazonaws.com";
const NOT_ASSUMABLE =
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";

/** A role may trust the service everywhere or in its region. */
function nameFor(cloud: Cloud, wanted: { roleArn: string; sourceArn: string }): string {
  const regional = `states.${cloud.config.region}.amazonaws.com`;
  return trusts(cloud, { ...wanted, service: regional }) ? regional : SERVICE;
}

/**
 * Looks whether Step Functions could take a state machine's role on.
 *
 * @throws {AwsError} `AccessDeniedException`.
 */
export function checkRole(cloud: Cloud, wanted: { roleArn: string; sourceArn: string }): void {
  if (trusts(cloud, { ...wanted, service: nameFor(cloud, wanted) })) return;
  throw new AwsError("AccessDeniedException", NOT_ASSUMABLE);
}

/**
 * Takes the role of an execution on, as it does for each of its tasks.
 *
 * @throws {StateError} `States.Permissions`: the role does not trust Step Functions.
 */
export async function roleOf(
  cloud: Cloud,
  { roleArn, machineArn: sourceArn, name }: ExecutionRecord,
): Promise<Principal> {
  const service = nameFor(cloud, { roleArn, sourceArn });
  try {
    const sessionName = sessionNameOf(name);
    return await assumeRole(cloud, { roleArn, sessionName, service, sourceArn });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new StateError("States.Permissions", NOT_ASSUMABLE);
  }
}

/** A role session's name may hold fewer characters than an execution's. */
function sessionNameOf(name: string): string {
  return name.replaceAll(/[^\w+=,.@-]/gu, "-").slice(0, 64);
}
