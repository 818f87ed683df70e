import { AwsError } from "../errors.ts";
import type { ServiceId } from "../service-table.ts";
import type { Denial } from "./policy/evaluate.ts";
import { principalArn, type Principal } from "./principal.ts";

/** A call that is refused, and the permission that it lacks. */
export interface RefusedCall {
  readonly service: ServiceId;
  readonly principal: Principal;
  /** As in the service authorization reference: `s3:GetObject`. */
  readonly action: string;
  readonly resource: string;
  readonly denial: Denial;
}

interface Manner {
  readonly code: string;
  /** Where the service's own schema does not fix it. */
  readonly status: number;
}

const XML: Manner = { code: "AccessDenied", status: 403 };
const JSON_RPC: Manner = { code: "AccessDeniedException", status: 400 };
const REST_JSON: Manner = { code: "AccessDeniedException", status: 403 };

const MANNERS: Readonly<Partial<Record<ServiceId, Manner>>> = {
  apigatewayv2: REST_JSON,
  cloudformation: XML,
  cloudwatch: XML, // its Query code, also over JSON
  iam: XML,
  lambda: REST_JSON,
  s3: XML,
  sns: { code: "AuthorizationError", status: 403 },
  sqs: XML, // its Query code, also over JSON
  sts: XML,
};

/**
 * The answer to a call without permission, as its service words it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(call: RefusedCall): AwsError {
  const { code, status } = MANNERS[call.service] ?? JSON_RPC;
  const action = spelt(call.action);
  const who = `User: ${principalArn(call.principal)} is not authorized to perform: ${action}`;
  return new AwsError(code, `${who}${onResource(call)}${because(call, action)}`, { status });
}

/** SQS and SNS spell their own actions in their own way. */
function spelt(action: string): string {
  if (action.startsWith("sqs:")) return action.toLowerCase();
  return action.replace(/^sns:/, "SNS:");
}

function onResource({ service, resource }: RefusedCall): string {
  if (service === "s3" && resource !== "*") return ` on resource: "${resource}"`;
  // Lambda names the resource even where there is none in particular.
  return resource === "*" && service !== "lambda" ? "" : ` on resource: ${resource}`;
}

const POLICIES: Readonly<Record<Denial["by"], string>> = {
  boundary: "permissions boundary",
  identity: "identity-based policy",
  resource: "resource-based policy",
};

function because({ service, denial: { explicit, by } }: RefusedCall, action: string): string {
  const policy = POLICIES[by];
  if (explicit) return ` with an explicit deny in ${by === "identity" ? "an" : "a"} ${policy}`;
  // STS gives no reason: it would tell strangers about a role's trust policy.
  return service === "sts" ? "" : ` because no ${policy} allows the ${action} action`;
}
