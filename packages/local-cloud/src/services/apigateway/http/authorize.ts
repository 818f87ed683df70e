import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { principalArn } from "../../../access/principal.ts";
import { own } from "../own.ts";
import { methodArn, type Gateway, type RoutedExchange } from "./api-request.ts";
import type { Authorized } from "./authorizer-result.ts";
import { authorizeByPool } from "./cognito-authorizer.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { authorizeByLambda } from "./lambda-authorizer.ts";
import { denied, INVOKE } from "./resource-policy.ts";

/**
 * Lets a request in as its method says.
 *
 * @throws {GatewayFailure} `UNAUTHORIZED`, `ACCESS_DENIED`, and the failures of authorizers.
 */
export async function authorize(gateway: Gateway, exchange: RoutedExchange): Promise<Authorized> {
  const { authorizationType = "NONE" } = exchange.route.method;
  if (authorizationType === "NONE") return {};
  if (authorizationType === "AWS_IAM") return authorizeIam(gateway, exchange);
  const authorizer = authorizerOf(exchange);
  if (authorizationType === "COGNITO_USER_POOLS") {
    await authorizeByPool(gateway, exchange, authorizer);
    return {};
  }
  return authorizeByLambda(gateway, exchange, authorizer);
}

function authorizerOf({ definition, route }: RoutedExchange): Authorizer {
  const authorizer = own(definition.authorizers, route.method.authorizerId ?? "");
  if (authorizer === undefined) throw new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR");
  return authorizer;
}

/** The caller needs `execute-api:Invoke` on the method's ARN. */
function authorizeIam({ cloud }: Gateway, exchange: RoutedExchange): Authorized {
  const { principal } = exchange.request;
  if (principal.kind === "anonymous") throw new GatewayFailure("MISSING_AUTHENTICATION_TOKEN");
  const resource = methodArn(exchange, cloud);
  const decision = cloud.authorizer.decide(principal, { action: INVOKE, resource });
  if (!decision.allowed) throw denied(principal, resource, decision.denial.explicit);
  const { accountId } = principal;
  const user = principal.kind === "role" ? `AROALOCAL:${principal.sessionName}` : accountId;
  const userArn = principalArn(principal);
  const { facts } = exchange;
  facts.identity = { ...facts.identity, accountId, caller: user, user, userArn };
  return {};
}
