import type { CloudConfig } from "../../../cloud.ts";
import { asText } from "../as-text.ts";
import { isRecord, own } from "../own.ts";
import { headerOf, type Exchange } from "./api-request.ts";

const NOT_SIGNED = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/**
 * The values of `$context`, nested as their names say.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function contextOf(exchange: Exchange, config: CloudConfig): Record<string, unknown> {
  const { facts, stage } = exchange;
  return {
    ...requestContext(exchange, config),
    deploymentId: stage.deploymentId,
    ...(facts.authorizer !== undefined && { authorizer: facts.authorizer }),
    ...(facts.error !== undefined && { error: errorOf(facts.error) }),
    identity: identityOf(exchange),
  };
}

/** What proxy events and the events of authorizers have of it. */
export function requestContext(
  exchange: Exchange,
  { accountId, region }: CloudConfig,
): Record<string, unknown> {
  const { apiId, at, request, requestId, route, stage } = exchange;
  const operation = route?.method.operationName;
  return {
    accountId,
    apiId,
    domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
    domainPrefix: apiId,
    extendedRequestId: requestId,
    httpMethod: request.method,
    identity: identityOf(exchange),
    ...(operation !== undefined && { operationName: operation }),
    path: `/${stage.stageName}${request.path === "/" ? "/" : request.path}`,
    protocol: "HTTP/1.1",
    requestId,
    requestTime: commonLogTime(at),
    requestTimeEpoch: Math.floor(at),
    resourceId: route?.resource.id,
    resourcePath: route?.resource.path,
    stage: stage.stageName,
  };
}

function identityOf({ facts, request }: Exchange): Record<string, string | null> {
  return {
    ...NOT_SIGNED,
    ...facts.identity,
    sourceIp: request.sourceIp,
    userAgent: headerOf(request.headers, "user-agent") ?? null,
  };
}

function errorOf({ type, message, validation }: NonNullable<Exchange["facts"]["error"]>) {
  return {
    message,
    messageString: message === undefined ? "null" : JSON.stringify(message),
    responseType: type,
    ...(validation !== undefined && { validationErrorString: validation }),
  };
}

/** A value of `$context` by its dotted name; `undefined` when it is not there. */
export function valueAt(
  context: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  let value: unknown = context;
  for (const step of name.split(".")) {
    value = isRecord(value) ? own(value, step) : undefined;
  }
  if (value === undefined || value === null) return undefined;
  return asText(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year = "", month = "1", day = ""] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1] ?? ""}/${year}:${time.slice(0, 8)} +0000`;
}
