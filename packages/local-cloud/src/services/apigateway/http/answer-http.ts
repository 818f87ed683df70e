import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import type { WireRequest, WireResponse } from "../../../protocol/wire.ts";
import type { ApiRecord } from "../model.ts";
import type { RestApiState } from "../state.ts";
import { areSendable, type ApiRequest, type ApiResponse, type Pairs } from "./api-request.ts";
import { definitionOf } from "./deployed.ts";
import { handleRequest } from "./handle-request.ts";

const API_PATH = /^\/_api\/([a-z0-9]{1,32})(?:\/([^/]*)(\/.*)?)?$/;
const TOO_LARGE_BYTES = 10 * 1024 * 1024 + 1; // one more than an API takes

/** Answers the requests below `/_api/<apiId>` for REST APIs; leaves others to the next plugin. */
export async function answerHttp(
  state: RestApiState,
  wire: WireRequest,
  { cloud, principal }: { cloud: Cloud; principal: Principal },
): Promise<WireResponse | undefined> {
  const [, apiId = "", stageName = "", path = "/"] = API_PATH.exec(wire.rawPath) ?? [];
  const api = apiId === "" ? undefined : state.apis.get(apiId);
  if (api === undefined) return undefined;
  const requestId = randomUUID();
  const served = findServed(state, api, stageName);
  if (served === undefined) return toWire(FORBIDDEN, requestId);
  const request = await readRequest(wire, { path, principal });
  const at = cloud.clock.now();
  const exchange = { ...served, apiId, request, requestId, at, facts: {} };
  return toWire(await handleRequest({ state, cloud }, exchange), requestId);
}

function findServed(state: RestApiState, api: ApiRecord, stageName: string) {
  if (api.disableExecuteApiEndpoint === true) return undefined;
  const stage = state.stages.get(`${api.id}/${stageName}`);
  const definition = stage && definitionOf(state, api.id, stage.deploymentId);
  return stage && definition && { stage, definition };
}

async function readRequest(
  wire: WireRequest,
  of: { path: string; principal: Principal },
): Promise<ApiRequest> {
  return {
    ...of,
    method: wire.method,
    query: wire.query,
    headers: headersAsSent(wire),
    body: await readBody(wire.body),
    sourceIp: "127.0.0.1",
  };
}

/** What API Gateway says where it knows no stage. */
const FORBIDDEN: ApiResponse = {
  status: 403,
  headers: [
    ["content-type", "application/json"],
    ["x-amzn-errortype", "ForbiddenException"],
  ],
  body: '{"message":"Forbidden"}',
};

const UNSENDABLE: ApiResponse = {
  status: 500,
  headers: [
    ["content-type", "application/json"],
    ["x-amzn-errortype", "InternalServerErrorException"],
  ],
  body: '{"message":"Internal server error"}',
};

/** Headers may be mapped from data, which HTTP cannot always carry. */
function toWire(response: ApiResponse, requestId: string): WireResponse {
  const sendable = areSendable(response.headers);
  const { status, headers, body } = sendable ? response : UNSENDABLE;
  const groups = Map.groupBy(headers, ([name]) => name.toLowerCase());
  const listed = [...groups].map(([name, all]): [string, string | string[]] => {
    const values = all.map(([, value]) => value);
    return [name, values.length === 1 ? (values[0] ?? "") : values];
  });
  return {
    status,
    headers: {
      ...Object.fromEntries(listed),
      "x-amzn-requestid": requestId,
      "x-amz-apigw-id": Buffer.from(requestId).toString("base64").slice(0, 15) + "=",
    },
    body,
  };
}

/** Node keeps names and repetitions as they came; the joined form is all that others need. */
function headersAsSent({ body, headers }: WireRequest): Pairs {
  const raw: unknown = "rawHeaders" in body ? body.rawHeaders : undefined;
  if (!Array.isArray(raw)) return Object.entries(headers);
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = String(raw[at]);
    if (!name.startsWith(":")) pairs.push([name, String(raw[at + 1])]);
  }
  return pairs;
}

/** Reads no further than it takes to know that a body is too large. */
async function readBody(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    if (size < TOO_LARGE_BYTES) chunks.push(bytes);
    size += bytes.byteLength;
  }
  return Buffer.concat(chunks);
}
