import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud } from "../cloud.ts";
import { AwsError } from "../errors.ts";
import type { WireRequest, WireResponse } from "../protocol/wire.ts";
import { answerAws } from "./aws-endpoint.ts";
import { principalOf } from "./caller.ts";
import { ClientSignal } from "./client-signal.ts";
import type { Dispatcher, OpenPlugin } from "./dispatch.ts";
import { refuseForeign } from "./guard.ts";
import { jsonResponse, sendResponse, toWireRequest } from "./http.ts";
import type { Answer } from "./listen.ts";
import { answerLocal } from "./local-endpoints.ts";
import type { RequestLog } from "./request-log.ts";

/** What it takes to answer any request. */
export interface AnswerParts {
  readonly cloud: Cloud;
  readonly dispatcher: Dispatcher;
  readonly plugins: ReadonlyMap<string, OpenPlugin>;
  readonly log: RequestLog;
  readonly onDefect: (error: unknown, where: string) => void;
}

/** The one handler of the server: local endpoints, HTTP of plugins, AWS APIs, in this order. */
export function answerWith(parts: AnswerParts): Answer {
  return (incoming, response) => {
    void answer(parts, incoming, response);
  };
}

async function answer(
  parts: AnswerParts,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const client = new ClientSignal(response, parts.cloud.stopping);
  let result: WireResponse;
  try {
    const request = toWireRequest(incoming);
    result = refuseForeign(request) ?? (await route(parts, request, { requestId, client }));
  } catch (error) {
    const hungUp = incoming.destroyed && !incoming.complete; // no defect, and nobody to be told
    result = failed(hungUp ? { ...parts, onDefect: () => undefined } : parts, error, requestId);
  }
  try {
    const headers = {
      "x-amzn-requestid": requestId,
      "x-amz-request-id": requestId,
      ...result.headers,
    };
    await sendResponse(response, { ...result, headers });
    incoming.unpipe(); // a decoder that nobody reads would hold the body up
    incoming.resume(); // and a body that nobody read the connection
  } catch (error) {
    parts.onDefect(error, "answer"); // such as a header value that HTTP cannot carry
    response.destroy();
  }
}

async function route(
  parts: AnswerParts,
  request: WireRequest,
  { requestId, client }: { requestId: string; client: ClientSignal },
): Promise<WireResponse> {
  const { cloud, log } = parts;
  const isLocal = request.rawPath.startsWith("/_local/") && !OF_PLUGINS.test(request.rawPath);
  if (isLocal) return answerLocal({ cloud, log }, request);
  const endpoint = endpointOf(cloud, request);
  return (
    (await answerByPlugin(parts, request)) ??
    (await answerAws(parts, request, { requestId, client, endpoint })) ??
    jsonResponse(404, { message: "nothing in this request names an AWS service" })
  );
}

/** Stages of APIs, the keys of user pools, and what only their plugin can do to a pool. */
const OF_PLUGINS = /^\/(?:_api\/|_local\/user-pools\/|[a-z][a-z0-9-]*_\w+\/\.well-known\/)/;

async function answerByPlugin(
  { cloud, plugins }: AnswerParts,
  request: WireRequest,
): Promise<WireResponse | undefined> {
  if (!OF_PLUGINS.test(request.rawPath) && request.method !== "OPTIONS") return undefined;
  const principal = principalOf(cloud, request);
  for (const { plugin, state } of plugins.values()) {
    const result = await plugin.answerHttp?.(state, request, { cloud, principal });
    if (result !== undefined) return result;
  }
  return jsonResponse(404, { message: "Not Found" });
}

function failed(parts: AnswerParts, error: unknown, requestId: string): WireResponse {
  if (error instanceof AwsError) {
    return jsonResponse(error.status, { __type: error.code, message: error.message, requestId });
  }
  parts.onDefect(error, "request");
  return jsonResponse(500, { __type: "InternalFailure", message: "internal failure", requestId });
}

const LOOPBACK_NAME = /^(localhost|127\.0\.0\.1)(?::\d+)?$/;

/** Answers keep the host name that the client used, so that URLs in them work for it. */
function endpointOf(cloud: Cloud, request: WireRequest): string {
  const { endpoint } = cloud;
  const name = LOOPBACK_NAME.exec(request.headers["host"] ?? "")?.[1];
  return name === undefined
    ? endpoint
    : `http://${name}${endpoint.slice(endpoint.lastIndexOf(":"))}`;
}
