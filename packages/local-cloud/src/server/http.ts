import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { WholeBody } from "../protocol/whole-body.ts";
import type { WireRequest, WireResponse } from "../protocol/wire.ts";

/** A request of Node's server as the rest of the cloud reads it. */
export function toWireRequest(request: IncomingMessage): WireRequest {
  const [rawPath = "/", ...rest] = (request.url ?? "/").split("?");
  const rawQuery = rest.join("?");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    headers[name === ":authority" ? "host" : name] = Array.isArray(value) ? value.join(",") : value;
  }
  return {
    method: request.method ?? "GET",
    rawPath,
    rawQuery,
    query: parseQuery(rawQuery),
    headers,
    body: request,
  };
}

/** AWS does not read `+` as a space in a query string, but `%20` only; forms differ. */
function parseQuery(rawQuery: string): [string, string][] {
  return rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 0) return [decode(pair), ""];
      return [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign stands for itself, as with AWS's load balancers
  }
}

/** Sends an answer; a body that breaks off destroys the connection, so that the client notices. */
export async function sendResponse(
  response: ServerResponse,
  { status, headers, body }: WireResponse,
): Promise<void> {
  const hasBody = response.req.method !== "HEAD" && status !== 204 && status !== 304;
  const whole = body instanceof WholeBody ? body.bytes : body;
  if (!(whole instanceof Readable)) {
    sendWhole(response, { status, headers, body: hasBody ? (whole ?? "") : undefined });
    return;
  }
  response.writeHead(status, headers);
  if (!hasBody) {
    whole.destroy();
    response.end();
    return;
  }
  try {
    await pipeline(whole, response);
  } catch {
    response.destroy(); // the status is already out; a cut connection is all that is left to say
  }
}

const ONE_WRITE_BYTES = 64 * 1024; // above, copying costs more than a second buffer on the socket

/** Sends a body that is all there; a small one together with its head, in one write to the socket. */
function sendWhole(
  response: ServerResponse,
  { status, headers, body }: WireResponse & { body: Uint8Array | string | undefined },
): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const length = Buffer.byteLength(body);
  response.writeHead(status, { "content-length": length, ...headers });
  // Node joins head and body when both are text, in the body's encoding; the head's is Latin-1.
  if (length === body.length && typeof body === "string") response.end(body, "latin1");
  else if (length > ONE_WRITE_BYTES) response.end(body);
  else response.end(toBuffer(body).toString("latin1"), "latin1");
}

function toBuffer(body: Uint8Array | string): Buffer {
  return typeof body === "string"
    ? Buffer.from(body)
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** An answer in JSON, as the endpoints under `/_local/` give it. */
export function jsonResponse(status: number, value: unknown): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}
