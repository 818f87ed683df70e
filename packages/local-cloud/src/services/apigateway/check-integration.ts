import type { Integration, Method } from "@aws-sdk/client-api-gateway";
import { badRequest, notEmulated } from "./errors.ts";
import { own } from "./own.ts";

const TYPES: ReadonlySet<string> = new Set(["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"]);
const PASSTHROUGH: ReadonlySet<string> = new Set(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]);
const TIMEOUT_MS = { lowest: 50, highest: 29_000 }; // REST API quotas, "Integration timeout"
const LAMBDA_URI = /:lambda:path\/[^/]+\/functions\/.+\/invocations$/;
const PLACE = /^integration\.request\.(?:path|header|querystring)\.\S+$/;

/**
 * Refuses an integration that could not run.
 *
 * @throws {AwsError} `BadRequestException`; `NotEmulated` for what lies behind a VPC link.
 */
export function checkIntegration(integration: Integration, method: Method): void {
  const { type = "", passthroughBehavior = "" } = integration;
  if (!TYPES.has(type)) throw badRequest(`Invalid integration type specified: ${type}`);
  checkTimeout(integration);
  if (!PASSTHROUGH.has(passthroughBehavior)) {
    throw badRequest(`Invalid passthrough behavior specified: ${passthroughBehavior}`);
  }
  if (integration.connectionType === "VPC_LINK") {
    throw notEmulated("PutIntegration", "connectionType VPC_LINK");
  }
  if (integration.responseTransferMode === "STREAM") {
    throw notEmulated("PutIntegration", "responseTransferMode STREAM");
  }
  if (type !== "MOCK") checkBackend(integration);
  checkParameters(integration, method);
}

function checkTimeout({ timeoutInMillis = TIMEOUT_MS.highest }: Integration): void {
  if (timeoutInMillis < TIMEOUT_MS.lowest || timeoutInMillis > TIMEOUT_MS.highest) {
    throw badRequest("Timeout should be between 50 ms and 29000 ms");
  }
}

function checkBackend(integration: Integration): void {
  const { type, uri = "", httpMethod } = integration;
  if (httpMethod === undefined) {
    throw badRequest("Enumeration value for HttpMethod must be non-empty");
  }
  if (type === "AWS" || type === "AWS_PROXY") return checkService(integration);
  if (!URL.canParse(uri.replaceAll(/\$?\{[^}]*\}/g, "x"))) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
}

function checkService({ type, uri = "", credentials }: Integration): void {
  if (!/^arn:aws[\w-]*:apigateway:[^:]+:[^:]+:(?:path|action)\/.*$/.test(uri)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  const isLambda = LAMBDA_URI.test(uri);
  if (type === "AWS_PROXY" && !isLambda) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (!isLambda && credentials === undefined) {
    throw badRequest("Role ARN must be specified for AWS integrations");
  }
}

function checkParameters({ requestParameters = {} }: Integration, method: Method): void {
  for (const [place, source] of Object.entries(requestParameters)) {
    if (!PLACE.test(place)) throw invalid(place);
    if (!source.startsWith("method.request.")) continue;
    const name = source.replace(/\.multivalue(header|querystring)\./, ".$1.");
    if (name === "method.request.body" || name.startsWith("method.request.body.")) continue;
    if (own(method.requestParameters ?? {}, name) === undefined) throw invalid(source);
  }
}

function invalid(parameter: string) {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${parameter}]`,
  );
}
