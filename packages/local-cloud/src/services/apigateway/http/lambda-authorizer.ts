import type { Authorizer } from "@aws-sdk/client-api-gateway";
import * as z from "zod";
import { contextOf as policyContext } from "../../../access/policy/context.ts";
import { authorize, type Decision } from "../../../access/policy/evaluate.ts";
import { PolicySyntaxError, readPolicy } from "../../../access/policy/policy-document.ts";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import { methodArn, type Gateway, type RoutedExchange } from "./api-request.ts";
import { authorizerEvent } from "./authorizer-event.ts";
import type { Authorized, AuthorizerResult } from "./authorizer-result.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { identityOf } from "./identity-source.ts";
import { invokeFunction, type FunctionAnswer } from "./invoke-function.ts";
import { INVOKE } from "./resource-policy.ts";

const DEFAULT_TTL_SECONDS = 300; // API reference, authorizerResultTtlInSeconds

/**
 * Asks a Lambda authorizer, or what it said before, and evaluates the policy for this method.
 *
 * @throws {GatewayFailure} `UNAUTHORIZED`, `ACCESS_DENIED`, `AUTHORIZER_FAILURE`,
 *   `AUTHORIZER_CONFIGURATION_ERROR`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function authorizeByLambda(
  gateway: Gateway,
  exchange: RoutedExchange,
  authorizer: Authorizer,
): Promise<Authorized> {
  const identity = identityOf(authorizer, exchange, gateway.cloud.config);
  if (identity === undefined) throw new GatewayFailure("UNAUTHORIZED");
  const { authorizerCache } = gateway.state;
  const { apiId, stage } = exchange;
  const key = `${apiId}/${stage.stageName}/${JSON.stringify([authorizer.id, identity])}`;
  const cached = authorizerCache.get(key);
  const result = cached ?? (await ask(gateway, exchange, { authorizer, identity }));
  const ttl =
    identity.length === 0 ? 0 : (authorizer.authorizerResultTtlInSeconds ?? DEFAULT_TTL_SECONDS);
  if (cached === undefined) authorizerCache.put(key, result, ttl);
  const { context, principalId, usageIdentifierKey } = result;
  exchange.facts.authorizer = { ...context, principalId };
  const decision = decide(result, exchange, gateway);
  if (!decision.allowed) {
    const how = decision.denial.explicit ? " with an explicit deny" : "";
    const message = `User is not authorized to access this resource${how}`;
    throw new GatewayFailure("ACCESS_DENIED", { message, member: "Message" });
  }
  return usageIdentifierKey === undefined ? {} : { apiKey: usageIdentifierKey };
}

function decide(
  { policy, principalId }: AuthorizerResult,
  exchange: RoutedExchange,
  { cloud }: Gateway,
): Decision {
  const { accountId } = cloud.config;
  const roleArn = `arn:aws:iam::${accountId}:role/authorizer`; // stands for whoever bears the policy
  return authorize(
    {
      principal: { kind: "role", accountId, roleArn, sessionName: principalId },
      action: INVOKE,
      resource: methodArn(exchange, cloud),
      context: policyContext({
        "aws:SourceIp": exchange.request.sourceIp,
        "aws:CurrentTime": new Date(exchange.at).toISOString(),
        "aws:EpochTime": String(Math.floor(exchange.at / 1000)),
      }),
    },
    { identityPolicies: [policy] },
  );
}

async function ask(
  gateway: Gateway,
  exchange: RoutedExchange,
  by: { authorizer: Authorizer; identity: readonly string[] },
): Promise<AuthorizerResult> {
  const { authorizer, identity } = by;
  const event = authorizerEvent(authorizer, exchange, { identity, cloud: gateway.cloud });
  let answer: FunctionAnswer;
  try {
    answer = await invokeFunction(gateway, exchange, {
      uri: authorizer.authorizerUri ?? "",
      credentials: authorizer.authorizerCredentials,
      source: `authorizers/${authorizer.id ?? ""}`,
      payload: JSON.stringify(event),
    });
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause instanceof NotEmulatedError) throw cause;
    throw new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR", { cause });
  }
  const json = readJson(answer.payload.toString());
  if (answer.failed) throw failureOf(json);
  return readResult(json);
}

const Failure = z.object({ errorMessage: z.string() });

/** A function refuses a caller by failing with this one message. */
function failureOf(json: unknown): GatewayFailure {
  const failure = Failure.safeParse(json);
  const refused = failure.success && failure.data.errorMessage === "Unauthorized";
  return new GatewayFailure(refused ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE");
}

const Answer = z.object({
  principalId: z.string(),
  policyDocument: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
  usageIdentifierKey: z.string().nullish(),
});

function readResult(json: unknown): AuthorizerResult {
  const answer = Answer.safeParse(json);
  if (!answer.success) throw new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR");
  const { principalId, policyDocument, context, usageIdentifierKey } = answer.data;
  const texts = Object.entries(context ?? {}).map(([name, value]) => [name, String(value)]);
  try {
    return {
      principalId,
      policy: readPolicy(JSON.stringify(policyDocument)),
      context: Object.fromEntries(texts),
      ...(typeof usageIdentifierKey === "string" && { usageIdentifierKey }),
    };
  } catch (cause) {
    if (!(cause instanceof PolicySyntaxError)) throw cause;
    throw new GatewayFailure("AUTHORIZER_CONFIGURATION_ERROR", { cause });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is no JSON is no answer
  }
}
