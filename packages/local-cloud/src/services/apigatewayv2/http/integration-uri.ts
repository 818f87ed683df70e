import type { Principal } from "../../../access/principal.ts";
import type { CloudConfig } from "../../../cloud.ts";
import type { RoutedRequest } from "./api-request.ts";

/** The function that an integration's or an authorizer's URI names. */
export function functionArnOf(uri: string | undefined): string | undefined {
  const wrapped =
    /^arn:aws[\w-]*:apigateway:[^:]+:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/;
  const arn = wrapped.exec(uri ?? "")?.[1] ?? uri;
  return arn !== undefined && /^arn:aws[\w-]*:lambda:/.test(arn) ? arn : undefined;
}

/** Who invokes the function: API Gateway for this route, or the role that was given for it. */
export function invokerOf(
  { api, stage, route }: RoutedRequest,
  config: CloudConfig,
  by: { credentialsArn?: string | undefined; authorizerId?: string },
): Principal {
  const { accountId, region } = config;
  if (by.credentialsArn !== undefined) {
    const { credentialsArn: roleArn } = by;
    const owner = roleArn.split(":")[4] ?? accountId;
    return { kind: "role", accountId: owner, roleArn, sessionName: "BackplaneAssumeRoleSession" };
  }
  const [method = "*", path = "/$default"] = route.RouteKey.split(" ");
  const what =
    by.authorizerId === undefined
      ? `${stage.StageName}/${route.RouteKey === "$default" ? "$default" : method + path}`
      : `authorizers/${by.authorizerId}`;
  return {
    kind: "service",
    accountId,
    service: "apigateway.amazonaws.com",
    sourceArn: `arn:aws:execute-api:${region}:${accountId}:${api.ApiId}/${what}`,
  };
}
