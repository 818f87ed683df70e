import * as z from "zod";
import type { Clock } from "../../../clock.ts";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import type { AuthorizerRecord } from "../model.ts";
import { message, type RoutedRequest } from "./api-request.ts";
import { FORBIDDEN, UNAUTHORIZED, type Authorization } from "./authorization.ts";
import { identityValues } from "./identity-source.ts";
import { functionArnOf, invokerOf } from "./integration-uri.ts";
import { contextV2, forwardedHeaders, joinedQuery, proxyEventV1 } from "./proxy-event.ts";
import { present } from "../../../present.ts";

/** What an authorizer said, for as long as its result may be used again. */
export interface AuthorizerCache {
  get(key: string): Authorization | undefined;
  put(key: string, value: Authorization, ttlSeconds: number): void;
}

const MAX_CACHED = 1000;

/** Makes an empty cache. */
export function createAuthorizerCache(clock: Clock): AuthorizerCache {
  const entries = new Map<string, { value: Authorization; until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry === undefined || entry.until <= clock.now() ? undefined : entry.value;
    },
    put(key, value, ttlSeconds) {
      if (ttlSeconds <= 0) return;
      if (entries.size >= MAX_CACHED) entries.clear();
      entries.set(key, { value, until: clock.now() + ttlSeconds * 1000 });
    },
  };
}

const Context = z.record(z.string(), z.unknown()).nullish();
const SimpleAnswer = z.object({ isAuthorized: z.boolean(), context: Context });
const OneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const PolicyAnswer = z.object({
  policyDocument: z.object({
    Statement: z.array(z.object({ Effect: z.enum(["Allow", "Deny"]), Resource: OneOrMore })),
  }),
  context: Context,
});

interface Question {
  readonly routed: RoutedRequest;
  readonly authorizer: AuthorizerRecord;
  readonly cache: AuthorizerCache;
}

/**
 * Asks a Lambda authorizer, or its cached answer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export async function askLambdaAuthorizer(
  { routed, authorizer, cache }: Question,
  cloud: Cloud,
): Promise<Authorization> {
  const identity = identityValues(authorizer.IdentitySource, routed);
  if (identity === undefined) return UNAUTHORIZED;
  const ttlSeconds = identity.length === 0 ? 0 : (authorizer.AuthorizerResultTtlInSeconds ?? 0);
  const key = JSON.stringify([routed.api.ApiId, authorizer.AuthorizerId, identity]);
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const result = await ask({ routed, authorizer, identity }, cloud);
  if (!("refusal" in result && result.refusal.status === 500)) cache.put(key, result, ttlSeconds);
  return result;
}

const FAILED: Authorization = { refusal: message(500, "Internal Server Error") };

async function ask(
  question: { routed: RoutedRequest; authorizer: AuthorizerRecord; identity: readonly string[] },
  cloud: Cloud,
): Promise<Authorization> {
  const { routed, authorizer } = question;
  const FunctionName = functionArnOf(authorizer.AuthorizerUri);
  if (FunctionName === undefined) return FAILED;
  const Payload = Buffer.from(JSON.stringify(eventOf(question, cloud)));
  const as = invokerOf(routed, cloud.config, {
    credentialsArn: authorizer.AuthorizerCredentialsArn,
    authorizerId: authorizer.AuthorizerId,
  });
  try {
    const answer = await cloud.call("lambda", "Invoke", { FunctionName, Payload }, { as });
    if (answer.FunctionError !== undefined) return FAILED;
    const json: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
    return readAnswer(json, routeArn(routed, cloud), authorizer.EnableSimpleResponses === true);
  } catch (error) {
    if (error instanceof AwsError || error instanceof SyntaxError) return FAILED;
    throw error;
  }
}

function readAnswer(json: unknown, arn: string, simple: boolean): Authorization {
  if (simple) {
    const answer = SimpleAnswer.safeParse(json);
    if (!answer.success) return FAILED;
    return answer.data.isAuthorized
      ? { context: { lambda: answer.data.context ?? {} } }
      : FORBIDDEN;
  }
  const answer = PolicyAnswer.safeParse(json);
  if (!answer.success) return FAILED;
  const { Statement: statements } = answer.data.policyDocument;
  const effects = new Set(
    statements
      .filter(({ Resource }) => Resource.some((pattern) => covers(pattern, arn)))
      .map(({ Effect }) => Effect),
  );
  const allowed = effects.has("Allow") && !effects.has("Deny");
  return allowed ? { context: { lambda: answer.data.context ?? {} } } : FORBIDDEN;
}

function covers(pattern: string, arn: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const expression = escaped.replaceAll(/\*+/g, ".*").replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(arn);
}

function eventOf(
  question: { routed: RoutedRequest; authorizer: AuthorizerRecord; identity: readonly string[] },
  cloud: Cloud,
): Record<string, unknown> {
  const { routed, authorizer, identity } = question;
  const arn = routeArn(routed, cloud);
  if (authorizer.AuthorizerPayloadFormatVersion !== "2.0") {
    const {
      body: _,
      isBase64Encoded: _b,
      ...event
    } = proxyEventV1(routed, cloud.config, undefined);
    const [identitySource] = identity;
    return {
      ...event,
      type: "REQUEST",
      methodArn: arn,
      identitySource,
      authorizationToken: identitySource,
    };
  }
  const { cookie, ...headers } = forwardedHeaders(routed);
  const { request, route, pathParameters, stage } = routed;
  return present({
    version: "2.0",
    type: "REQUEST",
    routeArn: arn,
    identitySource: identity,
    routeKey: route.RouteKey,
    rawPath: request.rawPath,
    rawQueryString: request.rawQueryString,
    cookies: cookie?.split("; "),
    headers,
    queryStringParameters: joinedQuery(request.query),
    requestContext: contextV2(routed, cloud.config, undefined),
    pathParameters,
    stageVariables: stage.StageVariables,
  });
}

/** What a caller of the route must be allowed to invoke. */
export function routeArn({ api, stage, request }: RoutedRequest, { config }: Cloud): string {
  return `arn:aws:execute-api:${config.region}:${config.accountId}:${api.ApiId}/${stage.StageName}/${request.method}${request.rawPath}`;
}
