import type { Integration } from "@aws-sdk/client-api-gateway";
import { SERVICE_TABLE, type ServiceRow } from "../../../service-table.ts";
import { NotEmulatedError } from "../../../errors.ts";
import { override, type Gateway, type Pairs, type RoutedExchange } from "./api-request.ts";
import type { BackendRequest } from "./backend-request.ts";
import { fetchBackend, fillPath } from "./fetch-backend.ts";
import type { BackendAnswer } from "./backend-answer.ts";
import { takeRole, withStageVariables } from "./invoke-function.ts";

const SESSION_SECONDS = 900; // the shortest that STS gives

interface ServiceCall {
  readonly row: ServiceRow;
  readonly kind: "action" | "path";
  readonly rest: string;
}

/**
 * Calls an AWS service of this cloud over its own endpoint, with the integration's role.
 *
 * @throws {AwsError} `AccessDenied` for a role that cannot be taken on; `NotEmulated`.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 */
export async function callAwsService(
  gateway: Gateway,
  exchange: RoutedExchange,
  { integration, request }: { integration: Integration; request: BackendRequest },
): Promise<BackendAnswer> {
  const call = readUri(withStageVariables(integration.uri ?? "", exchange));
  const { config, endpoint, sessions } = gateway.cloud;
  const roleArn = withStageVariables(integration.credentials ?? "", exchange);
  const role = await takeRole(gateway, exchange, roleArn);
  const sessionName = role.kind === "role" ? role.sessionName : "";
  const key = sessions.issue({ roleArn, sessionName, durationSeconds: SESSION_SECONDS });
  const date = new Date(exchange.at).toISOString().slice(0, 10).replaceAll("-", "");
  const scope = `${key.accessKeyId}/${date}/${config.region}/${call.row.sign}/aws4_request`;
  const { url, headers } = target(call, endpoint, request);
  return fetchBackend({
    url,
    method: integration.httpMethod ?? "POST",
    // The endpoint knows the caller by the key; it does not verify signatures of headers.
    headers: override(headers, [
      ["authorization", `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`],
      ["x-amz-security-token", key.sessionToken],
    ]),
    body: withQueue(call, endpoint, request.body),
  });
}

/** SQS's older protocol has the queue in the path; the endpoint reads it from the form. */
function withQueue({ row, kind, rest }: ServiceCall, endpoint: string, body: Buffer): Buffer {
  const form = body.toString();
  const names = row.id === "sqs" && kind === "path" && form.includes("Action=");
  if (!names || form.includes("QueueUrl=")) return body;
  const url = encodeURIComponent(`${endpoint}/${rest}`);
  return Buffer.from(`${form}&QueueUrl=${url}`);
}

function readUri(uri: string): ServiceCall {
  const [, name = "", kind, rest = ""] =
    /^arn:aws[\w-]*:apigateway:[^:]+:(?:[^.:]+\.)?([^:]+):(action|path)\/(.*)$/s.exec(uri) ?? [];
  const row = SERVICE_TABLE.find(({ id, sign }) => id === name || sign === name);
  if (row === undefined || (kind !== "action" && kind !== "path")) {
    throw new NotEmulatedError("apigateway:PutIntegration", `uri ${uri}`);
  }
  return { row, kind, rest };
}

/** JSON services are told the action in a header, the others in the query. */
function target(
  { row, kind, rest }: ServiceCall,
  endpoint: string,
  request: BackendRequest,
): { url: URL; headers: Pairs } {
  if (kind === "path") {
    const url = new URL(`${endpoint}/${fillPath(rest, request.path).replace(/^\//, "")}`);
    for (const [name, value] of request.query) url.searchParams.append(name, value);
    return { url, headers: override([["content-type", typeOf(row)]], request.headers) };
  }
  const url = new URL(`${endpoint}/`);
  const [action = ""] = rest.split("&");
  if (row.target !== undefined) {
    const version = row.protocol === "json10" ? "1.0" : "1.1";
    const own: Pairs = [
      ["content-type", `application/x-amz-json-${version}`],
      ["x-amz-target", `${row.target}.${action}`],
    ];
    return { url, headers: override(own, request.headers) };
  }
  if (row.protocol !== "query") {
    throw new NotEmulatedError("apigateway:PutIntegration", `action/${action} of ${row.id}`);
  }
  url.searchParams.set("Action", action);
  url.searchParams.set("Version", row.version);
  for (const [name, value] of request.query) url.searchParams.append(name, value);
  return { url, headers: override([["content-type", FORM]], request.headers) };
}

const FORM = "application/x-www-form-urlencoded";

/** What a path's body is unless the mapping says so: SQS's older protocol has forms. */
function typeOf({ id }: ServiceRow): string {
  return id === "sqs" ? FORM : "application/json";
}
