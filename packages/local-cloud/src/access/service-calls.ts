import type { Principal } from "./principal.ts";

/**
 * What services do on their own, for which AWS asks no policy of anyone, or writes it itself:
 *
 * - S3 and Step Functions put their events on the default bus.
 * - Log delivery, API Gateway's access logs included, writes where it was set up to; AWS then
 *   adds itself to the log's policy.
 * - EventBridge keeps the secrets of connections, with its service-linked role.
 * - EventBridge writes to log groups. On AWS the account's log resource policy has to allow it;
 *   there are none here, so this is wider than AWS.
 */
const OF_SERVICES: Readonly<Record<string, readonly string[]>> = {
  "apidestinations.events.amazonaws.com": [
    "secretsmanager:CreateSecret",
    "secretsmanager:DeleteSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:TagResource",
  ],
  "apigateway.amazonaws.com": ["logs:CreateLogStream", "logs:PutLogEvents"],
  "delivery.logs.amazonaws.com": ["logs:CreateLogStream", "logs:PutLogEvents"],
  "events.amazonaws.com": ["logs:CreateLogStream", "logs:PutLogEvents"],
  "s3.amazonaws.com": ["events:PutEvents"],
  "states.amazonaws.com": ["events:PutEvents"],
};

/** The token in the request is what permits these: they come from links in mails. */
const OF_ANYONE: ReadonlySet<string> = new Set(["sns:ConfirmSubscription", "sns:Unsubscribe"]);

/** Whether a principal may do this without a policy that says so; one may still deny it. */
export function needsNoPolicy(principal: Principal, action: string): boolean {
  if (principal.kind === "anonymous") return OF_ANYONE.has(action);
  if (principal.kind !== "service" || !Object.hasOwn(OF_SERVICES, principal.service)) return false;
  return OF_SERVICES[principal.service]?.includes(action) === true;
}
