import type { HttpCall } from "../../service.ts";
import { bucketInHost } from "../../protocol/rest-route.ts";
import type { WireRequest, WireResponse } from "../../protocol/wire.ts";
import type { Bucket } from "./buckets.ts";
import { allowingHeaders } from "./cors-rules.ts";
import type { S3State } from "./state.ts";

/** The headers for the answer to a call that is under way. */
export function corsHeadersOf(bucket: Bucket, http: HttpCall | undefined): Record<string, string> {
  const origin = http?.headers["origin"];
  if (http === undefined || origin === undefined) return {};
  return allowingHeaders(bucket.cors ?? [], { origin, method: http.method, headers: [] }) ?? {};
}

/**
 * Answers a browser's preflight for a bucket in the path or in the host name.
 *
 * @returns `undefined` when the request names no bucket of this cloud.
 */
export function answerPreflight(state: S3State, request: WireRequest): WireResponse | undefined {
  if (request.method !== "OPTIONS") return undefined;
  const bucket = bucketOf(state, request);
  if (bucket === undefined) return undefined;
  const { origin, "access-control-request-method": method } = request.headers;
  if (origin === undefined) {
    return refusal(400, "BadRequest", "Insufficient information. Origin request header needed.");
  }
  if (method === undefined) {
    const message =
      "Invalid Access-Control-Request-Method: null. Access-Control-Request-Method header needed.";
    return refusal(400, "BadRequest", message);
  }
  if (bucket.cors === undefined) {
    return refusal(403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.");
  }
  const headers = namesIn(request.headers["access-control-request-headers"]);
  const allowed = allowingHeaders(bucket.cors, { origin, method, headers });
  return allowed === undefined
    ? refusal(403, "AccessForbidden", NOT_ALLOWED)
    : { status: 200, headers: allowed, body: undefined };
}

const NOT_ALLOWED =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, " +
  "request method / Access-Control-Request-Method or Access-Control-Request-Headers are not " +
  "whitelisted by the resource's CORS spec."; // AWS's own spelling

function bucketOf(state: S3State, request: WireRequest): Bucket | undefined {
  const [, segment = ""] = request.rawPath.split("/");
  return state.buckets.find(bucketInHost(request) ?? segment);
}

function namesIn(header: string | undefined): string[] {
  return (header ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
}

function refusal(status: number, code: string, message: string): WireResponse {
  const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}
