import { NotEmulatedError } from "../../../errors.ts";
import { SERVICE_TABLE, type ServiceRow } from "../../../service-table.ts";
import { headerOf, override, type Pairs } from "./api-request.ts";
import type { BackendRequest } from "./backend-request.ts";
import { fillPath } from "./fetch-backend.ts";

/** A call of an AWS service, before it is signed. */
export interface AwsTarget {
  readonly row: ServiceRow;
  readonly url: URL;
  readonly headers: Pairs;
  readonly body: Buffer;
}

const URI = /^arn:aws[\w-]*:apigateway:[^:]+:(?:[^.:]+\.)?([^:]+):(action|path)\/(.*)$/s;
const FORM = "application/x-www-form-urlencoded";

/**
 * Finds what an integration's URI names, by its action or by the path of its API.
 *
 * @throws {AwsError} `NotEmulated` for a service that is not there, or has no such form.
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 */
export function awsTarget(uri: string, endpoint: string, request: BackendRequest): AwsTarget {
  const [, name = "", kind, rest = ""] = URI.exec(uri) ?? [];
  const row = SERVICE_TABLE.find(({ id, sign }) => id === name || sign === name);
  if (row === undefined) throw new NotEmulatedError("apigateway:PutIntegration", `uri ${uri}`);
  if (kind === "path") return byPath(row, { endpoint, path: rest, request });
  const url = new URL(`${endpoint}/`);
  if (row.protocol === "query" || (row.queryCompatible === true && isForm(request))) {
    return { row, url, ...asForm(row, rest, request) };
  }
  if (row.target !== undefined) return { row, url, ...asJson(row, rest, request) };
  throw new NotEmulatedError("apigateway:PutIntegration", `action/${rest} of ${row.id}`);
}

function byPath(
  row: ServiceRow,
  { endpoint, path, request }: { endpoint: string; path: string; request: BackendRequest },
): AwsTarget {
  const url = new URL(`${endpoint}/${fillPath(path, request.path).replace(/^\//, "")}`);
  for (const [name, value] of request.query) url.searchParams.append(name, value);
  const type = row.id === "sqs" ? FORM : "application/json";
  const headers = override([["content-type", type]], request.headers);
  return {
    row,
    url,
    headers,
    body: row.id === "sqs" ? withQueue(url, request.body) : request.body,
  };
}

/** SQS's older protocol has the queue in the path; the endpoint reads it from the form. */
function withQueue(url: URL, body: Buffer): Buffer {
  const form = body.toString();
  if (!form.includes("Action=") || form.includes("QueueUrl=")) return body;
  return Buffer.from(`${form}&QueueUrl=${encodeURIComponent(url.origin + url.pathname)}`);
}

/** The action in a header, the input in JSON. */
function asJson({ protocol, target }: ServiceRow, action: string, request: BackendRequest) {
  const version = protocol === "json10" ? "1.0" : "1.1";
  const own: Pairs = [
    ["content-type", `application/x-amz-json-${version}`],
    ["x-amz-target", `${target ?? ""}.${action}`],
  ];
  return { headers: override(own, request.headers), body: request.body };
}

/** The action and the input in a form: that of the body, with what is mapped into the query. */
function asForm(row: ServiceRow, action: string, request: BackendRequest) {
  const { headers, query, body } = request;
  const form = new URLSearchParams(isForm(request) ? body.toString() : "");
  for (const [name, value] of query) form.set(name, value);
  form.set("Action", action);
  form.set("Version", row.version);
  const sent = override(headers, [["content-type", FORM]]);
  return { headers: sent, body: Buffer.from(form.toString()) };
}

function isForm({ headers }: BackendRequest): boolean {
  return headerOf(headers, "content-type")?.startsWith(FORM) === true;
}
