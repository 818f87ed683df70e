import type { Principal } from "../../../access/principal.ts";
import { methodArn, type Gateway, type RoutedExchange } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";

/**
 * Asks the policy of the API, if it has one. For signed requests it is asked together with the
 * policies of the caller; everyone else has to be allowed by it alone.
 *
 * @throws {GatewayFailure} `ACCESS_DENIED`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function checkResourcePolicy({ cloud }: Gateway, exchange: RoutedExchange): void {
  const { definition, route } = exchange;
  const { policy = "" } = definition;
  if (policy === "" || route.method.authorizationType === "AWS_IAM") return;
  const principal = { kind: "anonymous", accountId: cloud.config.accountId } as const;
  const resource = methodArn(exchange, cloud);
  const decision = cloud.authorizer.decide(principal, { action: INVOKE, resource });
  if (!decision.allowed) throw denied(principal, resource, decision.denial.explicit);
}

/** The action that calls a method. */
export const INVOKE = "execute-api:Invoke";

/** The refusal of a caller that policies do not let in. */
export function denied(principal: Principal, resource: string, explicit: boolean): GatewayFailure {
  const who = principal.kind === "anonymous" ? "anonymous" : callerArn(principal);
  // AWS hides all but the end of the account.
  const shown = resource.replace(/:\d{8}(\d{4}):/, ":********$1:");
  const how = explicit ? " with an explicit deny" : "";
  const message = `User: ${who} is not authorized to perform: ${INVOKE} on resource: ${shown}${how}`;
  return new GatewayFailure("ACCESS_DENIED", { message, member: "Message" });
}

function callerArn(principal: Principal): string {
  if (principal.kind !== "role") return `arn:aws:iam::${principal.accountId}:root`;
  const role = principal.roleArn.split("/").at(-1) ?? "";
  return `arn:aws:sts::${principal.accountId}:assumed-role/${role}/${principal.sessionName}`;
}
