import { assumeRole, trusts } from "../../access/assume-role.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";

const SERVICE = "lambda.amazonaws.com";
const NOT_ASSUMABLE = "The role defined for the function cannot be assumed by Lambda.";

/** A function and the role it runs in. */
export interface RoleOfFunction {
  readonly functionArn: string;
  readonly roleArn: string;
}

/**
 * Looks whether Lambda could take a function's role on.
 *
 * @throws {AwsError} `InvalidParameterValueException`.
 */
export function checkRole(cloud: Cloud, { functionArn: sourceArn, roleArn }: RoleOfFunction): void {
  if (!trusts(cloud, { roleArn, sourceArn, service: SERVICE }))
    throw invalidParameter(NOT_ASSUMABLE);
}

/**
 * Takes a function's role on for a run. AWS does so for a new environment and when credentials run
 * out, so a trust that is withdrawn shows later there.
 *
 * @throws {AwsError} `AccessDeniedException`: the role does not trust Lambda.
 */
export async function takeRole(cloud: Cloud, role: RoleOfFunction): Promise<void> {
  const { functionArn: sourceArn, roleArn } = role;
  const sessionName = sourceArn.split(":")[6] ?? "function";
  try {
    await assumeRole(cloud, { roleArn, sessionName, sourceArn, service: SERVICE });
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw new AwsError("AccessDeniedException", NOT_ASSUMABLE, { status: 403, cause });
  }
}
