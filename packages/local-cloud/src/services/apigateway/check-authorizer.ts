import type { Authorizer } from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";

const MAX_TTL_SECONDS = 3600; // API reference, authorizerResultTtlInSeconds

/** Refuses an authorizer that could not decide. @throws {AwsError} `BadRequestException`. */
export function checkAuthorizer(authorizer: Authorizer): void {
  const { name = "", type, authorizerResultTtlInSeconds: ttl = 300 } = authorizer;
  if (!/^[\w+=,.@-]+$/.test(name)) throw badRequest(`Invalid authorizer name: ${name}`);
  if (ttl < 0 || ttl > MAX_TTL_SECONDS) {
    throw badRequest("Authorizer result TTL should be between 0 and 3600 seconds");
  }
  if (type === "COGNITO_USER_POOLS") return checkPools(authorizer);
  if (type !== "TOKEN" && type !== "REQUEST") {
    throw badRequest(`Invalid authorizer type specified: ${type ?? ""}`);
  }
  checkFunction(authorizer);
  checkSources(authorizer, ttl);
}

function checkFunction(authorizer: Authorizer): void {
  if (!/:lambda:path\/[^/]+\/functions\/.+\/invocations$/.test(authorizer.authorizerUri ?? "")) {
    throw badRequest("Authorizer URI has to be the invocation path of a Lambda function");
  }
  checkExpression(authorizer.identityValidationExpression ?? "");
}

function checkPools({ providerARNs = [] }: Authorizer): void {
  if (providerARNs.length === 0) {
    throw badRequest("Authorizers of type COGNITO_USER_POOLS need at least one provider ARN");
  }
  for (const arn of providerARNs) {
    if (!/^arn:aws[\w-]*:cognito-idp:[^:]+:\d{12}:userpool\/[\w-]+$/.test(arn)) {
      throw badRequest(`Invalid Cognito user pool ARN specified: ${arn}`);
    }
  }
}

function checkExpression(expression: string): void {
  try {
    void new RegExp(expression);
  } catch {
    throw badRequest("Invalid identity validation expression");
  }
}

function checkSources({ type, identitySource = "" }: Authorizer, ttl: number): void {
  const sources = identitySource.split(",").filter((source) => source.trim() !== "");
  if (type === "REQUEST" && sources.length === 0) {
    if (ttl === 0) return;
    throw badRequest(
      "Identity sources are required for REQUEST authorizers when caching is enabled.",
    );
  }
  const pattern =
    type === "TOKEN"
      ? /^method\.request\.header\.[\w-]+$/
      : /^(?:method\.request\.(?:header|querystring)|stageVariables|context)\.[\w.-]+$/;
  if (!sources.every((source) => pattern.test(source.trim()))) {
    throw badRequest(`Invalid mapping expression specified: ${identitySource}`);
  }
}
