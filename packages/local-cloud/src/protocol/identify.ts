import { AwsError, NotEmulatedError } from "../errors.ts";
import { SERVICE_TABLE, type Protocol, type ServiceRow } from "../service-table.ts";
import { readBody } from "./body.ts";
import { loadModel, type OperationModel, type ServiceModel } from "./model.ts";
import { findRoute, type RouteMatch } from "./rest-route.ts";
import { queryValue, type WireRequest } from "./wire.ts";

/** Which operation a request calls, and in which protocol it is to be answered. */
export interface Identified {
  readonly model: ServiceModel;
  readonly protocol: Protocol;
  readonly operation: OperationModel;
  /** For the REST protocols. */
  readonly route?: RouteMatch;
  /** For Query: the pairs of the form or of the query string. */
  readonly form?: readonly (readonly [string, string])[];
}

/** A service that was recognised with an operation that it does not have. */
export class UnknownOperationError extends AwsError {
  readonly model: ServiceModel;
  readonly protocol: Protocol;

  constructor(model: ServiceModel, protocol: Protocol, name: string) {
    super("UnknownOperationException", `${model.row.id} has no operation ${name}`, { status: 404 });
    this.model = model;
    this.protocol = protocol;
  }
}

/**
 * Finds the operation of a request: by Smithy path, by `X-Amz-Target`, by `Action`, or by REST route.
 * The protocol is chosen for each request, since old clients and other languages differ.
 *
 * @returns `undefined` when nothing in the request names an AWS service.
 * @throws {UnknownOperationError} The service is known and the operation is not.
 * @throws {NotEmulatedError} The request is signed for a service that is not in the table.
 */
export async function identify(request: WireRequest): Promise<Identified | undefined> {
  refuseUnknownService(request);
  return (
    (await bySmithyPath(request)) ??
    (await byTarget(request)) ??
    (await byAction(request)) ??
    (await byRoute(request))
  );
}

// Signing names of S3 for its less common hosts; they share its model.
const S3_SIGNING_NAMES: ReadonlySet<string> = new Set(["s3express", "s3-object-lambda"]);

/** A request that is signed for a service which is not in the table can only be refused. */
function refuseUnknownService(request: WireRequest): void {
  const service = credentialScope(request)?.service;
  if (service === undefined || S3_SIGNING_NAMES.has(service)) return;
  if (SERVICE_TABLE.some(({ sign }) => sign === service)) return;
  throw new NotEmulatedError(`the service ${service}`);
}

async function bySmithyPath(request: WireRequest): Promise<Identified | undefined> {
  if (request.headers["smithy-protocol"] !== "rpc-v2-cbor") return undefined;
  const found = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.rawPath);
  const row = SERVICE_TABLE.find(({ target }) => target === found?.[1]);
  return row === undefined ? undefined : byName(row, "cbor", found?.[2] ?? "");
}

async function byTarget(request: WireRequest): Promise<Identified | undefined> {
  const [target, name = ""] = (request.headers["x-amz-target"] ?? "").split(".");
  const row = SERVICE_TABLE.find((candidate) => candidate.target === target);
  if (target === undefined || row === undefined) return undefined;
  const type = request.headers["content-type"] ?? "";
  return byName(row, type.includes("json-1.1") ? "json11" : "json10", name);
}

async function byAction(request: WireRequest): Promise<Identified | undefined> {
  const signed = rowBySignature(request);
  // A REST request may have any content type, and its body must stay unread here.
  if (signed?.protocol.startsWith("rest-") === true) return undefined;
  const isForm = (request.headers["content-type"] ?? "").startsWith(
    "application/x-www-form-urlencoded",
  );
  const form =
    isForm && request.method === "POST"
      ? [...new URLSearchParams(new TextDecoder().decode(await readBody(request)))]
      : request.query;
  const value = (name: string): string | undefined => form.find(([key]) => key === name)?.[1];
  const action = value("Action");
  if (action === undefined) return undefined;
  const row = signed ?? rowByVersion(value("Version"), action);
  if (row === undefined) return undefined;
  return { ...(await byName(row, "query", action)), form };
}

async function byRoute(request: WireRequest): Promise<Identified | undefined> {
  // Without a signature it can only be an anonymous call of S3.
  const row = rowOfRest(request) ?? SERVICE_TABLE.find(({ id }) => id === "s3");
  if (row === undefined || !row.protocol.startsWith("rest-")) return undefined;
  const model = await loadModel(row);
  const route = findRoute(model, request);
  if (route === undefined) {
    throw new UnknownOperationError(model, row.protocol, `${request.method} ${request.rawPath}`);
  }
  return { model, protocol: row.protocol, operation: route.operation, route };
}

async function byName(row: ServiceRow, protocol: Protocol, name: string): Promise<Identified> {
  const model = await loadModel(row);
  const operation = model.operations.get(name);
  if (operation === undefined) throw new UnknownOperationError(model, protocol, name);
  return { model, protocol, operation };
}

/** The two versions of API Gateway sign alike; the paths of the second begin with its version. */
function rowOfRest(request: WireRequest): ServiceRow | undefined {
  const row = rowBySignature(request);
  if (row?.sign !== "apigateway") return row;
  const id = request.rawPath.startsWith("/v2/") ? "apigatewayv2" : "apigateway";
  return SERVICE_TABLE.find((candidate) => candidate.id === id);
}

function rowBySignature(request: WireRequest): ServiceRow | undefined {
  const sign = credentialScope(request)?.service;
  return SERVICE_TABLE.find(
    (row) => row.sign === sign && row.target !== "DynamoDBStreams_20120810",
  );
}

/** Unsigned Query requests: STS with a web identity, and the links in SNS's e-mails. */
function rowByVersion(version: string | undefined, action: string): ServiceRow | undefined {
  if (version !== undefined) {
    return SERVICE_TABLE.find((row) => row.version === version && row.protocol === "query");
  }
  const isSubscriptionLink = action === "ConfirmSubscription" || action === "Unsubscribe";
  return SERVICE_TABLE.find(({ id }) => isSubscriptionLink && id === "sns");
}

/** What a request is signed with and for. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** Signed in its query. */
  readonly presigned: boolean;
}

// Each of the steps that a request passes asks for it.
const scopes = new WeakMap<WireRequest, CredentialScope | undefined>();

/** The access key, region and service that a request is signed for, in its header or its query. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  if (scopes.has(request)) return scopes.get(request);
  const scope = readScope(request);
  scopes.set(request, scope);
  return scope;
}

function readScope(request: WireRequest): CredentialScope | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers["authorization"] ?? "")?.[1];
  const credential = header ?? queryValue(request, "X-Amz-Credential");
  if (credential === undefined) return undefined;
  const parts = credential.split("/");
  // An access key id may hold no slash, but count from the end all the same.
  const [, region = "", service = ""] = parts.slice(-4);
  return { accessKeyId: parts[0] ?? "", region, service, presigned: header === undefined };
}
