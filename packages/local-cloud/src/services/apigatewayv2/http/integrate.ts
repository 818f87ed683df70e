import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import type { IntegrationRecord } from "../model.ts";
import { message, type ApiResponse, type RoutedRequest } from "./api-request.ts";
import { functionArnOf, invokerOf } from "./integration-uri.ts";
import { proxyEventV1, proxyEventV2, type AuthorizerContext } from "./proxy-event.ts";
import { BAD_OUTPUT, readProxyResponse } from "./proxy-response.ts";

const UNAVAILABLE = message(503, "Service Unavailable");
const DEFAULT_TIMEOUT_MS = 30_000;

/** Runs the integration of a route: a Lambda function behind a proxy integration. */
export async function integrate(
  routed: RoutedRequest,
  cloud: Cloud,
  authorizer: AuthorizerContext,
): Promise<ApiResponse> {
  const integration = integrationOf(routed);
  const FunctionName = functionArnOf(integration?.IntegrationUri);
  if (integration === undefined || FunctionName === undefined) return BAD_OUTPUT;
  const version = integration.PayloadFormatVersion === "2.0" ? "2.0" : "1.0";
  const build = version === "2.0" ? proxyEventV2 : proxyEventV1;
  const Payload = Buffer.from(JSON.stringify(build(routed, cloud.config, authorizer)));
  const { CredentialsArn: credentialsArn, TimeoutInMillis: limitMs } = integration;
  const as = invokerOf(routed, cloud.config, { credentialsArn });
  const call = cloud.call("lambda", "Invoke", { FunctionName, Payload }, { as });
  try {
    const answer = await withinMs(call, limitMs ?? DEFAULT_TIMEOUT_MS);
    return answer === undefined ? UNAVAILABLE : readAnswer(answer, version);
  } catch (error) {
    return refusal(error);
  }
}

function readAnswer(
  answer: { FunctionError?: string | undefined; Payload?: Uint8Array | undefined },
  version: "1.0" | "2.0",
): ApiResponse {
  if (answer.FunctionError !== undefined) return BAD_OUTPUT;
  return readProxyResponse(answer.Payload ?? new Uint8Array(), version);
}

function integrationOf({ route, snapshot }: RoutedRequest): IntegrationRecord | undefined {
  const id = route.Target?.split("/")[1];
  return snapshot.integrations.find(({ IntegrationId }) => IntegrationId === id);
}

/** What Lambda refuses to run; a defect is thrown on. */
function refusal(error: unknown): ApiResponse {
  if (!(error instanceof AwsError)) throw error;
  return error.status === 429 ? UNAVAILABLE : BAD_OUTPUT;
}

/** Real time, as functions run in it; the function itself goes on, as it does on AWS. */
async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // what a late call says, nobody waits for
  }
}
