import type { Readable } from "node:stream";
import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import type { WireRequest, WireResponse } from "../../protocol/wire.ts";
import { handleApiRequest } from "./http/handle-request.ts";
import type { ApiGatewayState } from "./state.ts";

const API_PATH = /^\/_api\/([a-z0-9]{1,32})(\/.*)?$/;
const TOO_LARGE_BYTES = 10 * 1024 * 1024 + 1; // one more than an API takes

/** Answers the requests below `/_api/<apiId>`; leaves all others to the next plugin. */
export async function answerHttp(
  state: ApiGatewayState,
  request: WireRequest,
  { cloud, principal }: { cloud: Cloud; principal: Principal },
): Promise<WireResponse | undefined> {
  const [, apiId, rawPath = "/"] = API_PATH.exec(request.rawPath) ?? [];
  if (apiId === undefined) return undefined;
  const { cookies, ...response } = await handleApiRequest(state, cloud, {
    apiId,
    rawPath,
    method: request.method,
    rawQueryString: request.rawQuery,
    query: request.query,
    headers: request.headers,
    body: await readBody(request.body),
    sourceIp: "127.0.0.1",
    principal,
  });
  const setCookie = cookies.length === 0 ? {} : { "set-cookie": [...cookies] };
  return { ...response, headers: { ...response.headers, ...setCookie } };
}

/** Reads no further than it takes to know that a body is too large. */
async function readBody(body: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    if (size < TOO_LARGE_BYTES) chunks.push(bytes);
    size += bytes.byteLength;
  }
  return Buffer.concat(chunks);
}
